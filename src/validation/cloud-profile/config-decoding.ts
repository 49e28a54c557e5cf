import { FieldPath } from '../field-path';
import { IssueCollector, type Finding } from '../issue-collector';
import { decode } from '../structure';
import type { Target } from '../target';
import type { CloudProfileConfig } from './provider-config';

const schema = 'alicloud.provider.extensions.gardener.cloud/v1alpha1/CloudProfileConfig';

export const configPath = FieldPath.of('spec', 'providerConfig');

/** A CloudProfileConfig with what strict decoding has to say of it. */
export class DecodedConfig {
  constructor(
    /** What could be read; empty where nothing could. */
    readonly value: CloudProfileConfig,
    private readonly findings: readonly Finding[],
    readonly isSound: boolean,
  ) {}

  reportTo(issues: IssueCollector): void {
    for (const finding of this.findings) issues.findings.push(finding);
  }
}

/** The CloudProfileConfig of a profile, decoded as the admission does. */
export function decodeConfig(providerConfig: unknown, target: Target): DecodedConfig | undefined {
  if (providerConfig === undefined) return undefined;
  const issues = new IssueCollector();
  const value = decode(schema, providerConfig, target, issues, { path: configPath });
  return new DecodedConfig(value ?? {}, issues.findings, !issues.hasErrors);
}
