import { gardenAppRules } from '../garden-app/rules';
import { CredentialsSecret } from '../secrets/credentials-secret';
import { SecretReference } from '../secrets/secret-reference';
import { FieldPath } from '../validation/field-path';
import type { IssueCollector } from '../validation/issue-collector';
import { OidcRole, type OidcRoleProps } from './oidc-role';
import type { ImageSharingJobProps } from './props';
import { readSecret, type NamedSecret } from './read-accounts';
import { imageSharingRules as rules } from './rules';

/** The image owner's credentials, of whatever form. */
export interface OwnerCredentials {
  readonly secret: NamedSecret | undefined;
  readonly role: Required<OidcRoleProps> | undefined;
  /** The account that the ARNs name. */
  readonly account: string | undefined;
}

const rolePattern = /^acs:ram::(\d+):role\/[A-Za-z0-9._-]+$/i;
const providerPattern = /^acs:ram::\d+:oidc-provider\/[A-Za-z0-9._-]+$/i;

export function readOwnerCredentials(
  { credentials, assumeRoleArn }: Partial<ImageSharingJobProps>,
  issues: IssueCollector,
): OwnerCredentials {
  const path = FieldPath.of('credentials');
  const assumed = accountOf(assumeRoleArn);
  if (credentials instanceof OidcRole) {
    const role = credentials.props;
    checkArn(role.roleArn, rolePattern, path.child('roleArn'), 'acs:ram::<account>:role/<name>', issues);
    const form = 'acs:ram::<account>:oidc-provider/<name>';
    checkArn(role.providerArn, providerPattern, path.child('providerArn'), form, issues);
    const account = assumed ?? accountOf(role.roleArn);
    return { secret: undefined, role, account };
  }
  if (credentials === undefined) return { secret: undefined, role: undefined, account: assumed };
  const reference = credentials instanceof CredentialsSecret ? credentials.reference : credentials;
  if (!(reference instanceof SecretReference)) {
    issues.report(gardenAppRules['prop-type'], path, 'is neither a reference to a Secret nor an OidcRole', {
      hint: "use SecretReference.of('garden', 'machine-image-owner') or OidcRole.of",
    });
    return { secret: undefined, role: undefined, account: assumed };
  }
  return { secret: readSecret(reference, path, issues), role: undefined, account: assumed };
}

function accountOf(arn: unknown): string | undefined {
  return typeof arn === 'string' ? rolePattern.exec(arn)?.[1] : undefined;
}

function checkArn(
  arn: unknown,
  pattern: RegExp,
  path: FieldPath,
  form: string,
  issues: IssueCollector,
): void {
  if (typeof arn === 'string' && pattern.test(arn)) return;
  const shown = typeof arn === 'string' ? JSON.stringify(arn) : 'nothing';
  issues.report(rules['image-sharing-credentials-invalid'], path, `${shown} is no such ARN`, {
    hint: `its form is ${form}`,
  });
}
