import type { FieldPath } from '../field-path';
import { IssueCollector } from '../issue-collector';
import { decode } from '../structure';

/** provider-alicloud's settings for the bucket, decoded. */
export interface BackupBucketConfig {
  readonly immutability?: Immutability;
}

export interface Immutability {
  readonly retentionType?: string;
  /** In days. */
  readonly retentionPeriod?: number;
  readonly locked?: boolean;
}

/** What cannot be read, and where it stands. */
export interface DecodingProblem {
  readonly message: string;
  readonly at: string;
  readonly hint?: string;
}

export type DecodedConfig =
  { readonly config: BackupBucketConfig } | { readonly problems: DecodingProblem[] };

const schema = 'alicloud.provider.extensions.gardener.cloud/v1alpha1/BackupBucketConfig';

/**
 * Reads a `providerConfig` as the admission of provider-alicloud does: strictly, apiVersion and kind included.
 * What is stored already is read leniently.
 */
export function decodeBackupBucketConfig(
  value: unknown,
  path: FieldPath,
  target: { readonly gardener: number; readonly provider: number },
  options: { readonly lenient?: boolean } = {},
): DecodedConfig {
  if (value === undefined || value === null) return { config: {} };
  const scratch = new IssueCollector();
  const config = decode(schema, value, target, scratch, { path, ...options });
  const errors = scratch.findings.filter(({ severity }) => severity === 'error');
  if (config !== undefined && errors.length === 0) return { config };
  return {
    problems: errors.map(({ message, hint, field, at }) => ({
      message: `${relative(at ?? field, path)}${message}`,
      at: at ?? field,
      ...(hint === undefined ? {} : { hint }),
    })),
  };
}

/** The error is reported at the whole config, so the message says which part of it. */
function relative(at: string, path: FieldPath): string {
  const prefix = `${String(path)}.`;
  return at.startsWith(prefix) ? `${at.slice(prefix.length)}: ` : '';
}
