import { quote } from '../kubernetes/quote';
import type { FieldPath } from '../field-path';
import { IssueCollector } from '../issue-collector';
import { decode } from '../structure';
import type { Target } from '../target';

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

const apiVersion = 'alicloud.provider.extensions.gardener.cloud/v1alpha1';
const kind = 'BackupBucketConfig';

/**
 * Reads a `providerConfig` as the admission of provider-alicloud does: strictly, apiVersion and kind included.
 * What is stored already is read leniently.
 */
export function decodeBackupBucketConfig(
  value: unknown,
  path: FieldPath,
  target: Target,
  options: { readonly lenient?: boolean } = {},
): DecodedConfig {
  if (value === undefined || value === null) return { config: {} };
  const identity = checkIdentity(value, path);
  if (identity !== undefined) return { problems: [identity] };
  const scratch = new IssueCollector();
  const config = decode(`${apiVersion}/${kind}`, value, target, scratch, { path, ...options });
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

function checkIdentity(value: unknown, path: FieldPath): DecodingProblem | undefined {
  const hint = `write apiVersion: ${apiVersion} and kind: ${kind}`;
  if (typeof value !== 'object' || Array.isArray(value)) {
    return { message: 'is no object', at: String(path), hint };
  }
  const given = value as Readonly<Record<string, unknown>>;
  for (const [field, wanted] of [
    ['apiVersion', apiVersion],
    ['kind', kind],
  ] as const) {
    const text = given[field];
    if (text === wanted) continue;
    const isMissing = text === undefined || text === null || text === '';
    return {
      message: isMissing ? `${field} is missing` : `${field} is ${quote(text)}, not ${wanted}`,
      at: String(isMissing ? path : path.child(field)),
      hint,
    };
  }
  return undefined;
}

/** The error is reported at the whole config, so the message says which part of it. */
function relative(at: string, path: FieldPath): string {
  const prefix = `${String(path)}.`;
  return at.startsWith(prefix) ? `${at.slice(prefix.length)}: ` : '';
}
