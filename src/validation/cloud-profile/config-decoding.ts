import { FieldPath } from '../field-path';
import { IssueCollector, type Finding } from '../issue-collector';
import { decode } from '../structure';
import type { Target } from '../target';
import type { CloudProfileConfig } from './provider-config';

const schema = 'alicloud.provider.extensions.gardener.cloud/v1alpha1/CloudProfileConfig';

export const configPath = FieldPath.of('spec', 'providerConfig');

export interface DecodedConfig {
  /** What could be read; empty where nothing could. */
  readonly value: CloudProfileConfig;
  /** What strict decoding has to say. */
  readonly findings: readonly Finding[];
  readonly isSound: boolean;
}

/** The CloudProfileConfig of a profile, decoded as the admission does. */
export function decodeConfig(providerConfig: unknown, target: Target): DecodedConfig | undefined {
  if (providerConfig === undefined) return undefined;
  const issues = new IssueCollector();
  const value = decode(schema, providerConfig, target, issues, { path: configPath });
  return { value: value ?? {}, findings: issues.findings, isSound: !issues.hasErrors };
}
