import { FieldPath } from '../validation/field-path';
import type { IssueCollector } from '../validation/issue-collector';
import { imageSharingRules as rules } from './rules';

const secretNames = /SECRET|PASSWORD|(?:ACCESS_KEY|SECURITY_TOKEN)/i;

/** The environment variables that a pod may have; secrets are none of them. */
export function checkEnv(
  given: Readonly<Record<string, unknown>>,
  issues: IssueCollector,
): Readonly<Record<string, string>> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    const path = FieldPath.of('env').key(name);
    if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name) || typeof value !== 'string') {
      const message = typeof value === 'string' ? `${JSON.stringify(name)} is no name` : 'is no text';
      issues.report(rules['image-sharing-env-invalid'], path, message, {
        hint: 'use letters, digits, _, - and . for the name, and a text in quotes for the value',
      });
    } else if (secretNames.test(name) || /:\/\/[^/@\s]+:[^/@\s]+@/.test(value)) {
      // The value stays out of the message.
      issues.report(rules['image-sharing-env-secret'], path, 'would write a secret in clear', {
        hint: 'use credentials for keys, and a proxy that asks for no password',
      });
    } else {
      env[name] = value;
    }
  }
  return env;
}
