import { isAccountIdForm } from '../alibaba-cloud/ids';
import { type Report, show } from './object-reader';
import type { CredentialsConfig } from '../alibaba-cloud/credentials';

/** What the config file says, with every default filled in. */
export interface Config {
  readonly credentials: CredentialsConfig;
  /** The run refuses to work as any other account. */
  readonly expectOwnerAccount: string | null;
  /** Named sets of accounts, in the order of their names. */
  readonly accounts: ReadonlyMap<string, AccountSetConfig>;
  readonly regions: readonly RegionConfig[];
  readonly prune: PruneConfig;
  readonly stsEndpoint: string | null;
  readonly limits: LimitsConfig;
  readonly concurrency: ConcurrencyConfig;
  readonly retry: RetryConfig;
  readonly verify: VerifyConfig;
  readonly deadlineSeconds: number;
  readonly shard: ShardConfig;
}

/** `ensure` only adds, `exact` also prunes. */
export type SharingPolicy = 'ensure' | 'exact';

/** A credential whose account is found through STS. */
export interface TargetCredential {
  readonly name: string;
  readonly dir: string;
}

export interface GardenConfig {
  /** A file for the virtual garden; null: in-cluster. */
  readonly kubeconfig: string | null;
  /** Names of projects; empty: all. */
  readonly projects: readonly string[];
}

export interface AccountSetConfig {
  readonly static: readonly string[];
  /** Text files with IDs, one or several a line; read at the start of each run. */
  readonly files: readonly string[];
  readonly fromCredentials: readonly TargetCredential[];
  readonly fromGarden: GardenConfig | null;
}

export interface RegionConfig {
  readonly region: string;
  readonly endpoint: string | null;
  readonly images: readonly ImageConfig[];
}

export interface ImageConfig {
  readonly imageId: string;
  /** Names of account sets. */
  readonly accounts: readonly string[];
  readonly policy: SharingPolicy;
  /** @default fail */
  readonly ifMissing: 'fail' | 'skip';
}

/** What holds back a job whose config says nothing of it. */
export const pruneDefaults = { maxPerImage: 5, maxPercent: 20, maxTotal: 20, allowEmpty: false } as const;

/** The guard against unsharing too much at once; see `pruneDefaults`. */
export interface PruneConfig {
  readonly maxPerImage: number;
  /** Of the accounts that the image has at the start. */
  readonly maxPercent: number;
  readonly maxTotal: number;
  readonly allowEmpty: boolean;
  /** Never removed. */
  readonly protect: readonly string[];
}

export interface LimitsConfig {
  /** @default 10 */
  readonly accountsPerCall: number;
  /** @default 50 */
  readonly accountsPerImage: number;
  /** @default 50 */
  readonly pageSize: number;
}

interface ConcurrencyConfig {
  /** @default 4 */
  readonly total: number;
  /** @default 1 */
  readonly perRegion: number;
  /** @default 200 */
  readonly minIntervalMs: number;
}

/** For each call. */
interface RetryConfig {
  /** @default 8 */
  readonly maxAttempts: number;
  /** @default 500 */
  readonly baseMs: number;
  /** @default 30000 */
  readonly capMs: number;
  /** @default 180000 */
  readonly budgetMs: number;
  /** @default 10000 */
  readonly callTimeoutMs: number;
}

export interface VerifyConfig {
  /** @default 5 */
  readonly attempts: number;
  /** @default 1000 */
  readonly delayMs: number;
}

export interface ShardConfig {
  /** @default JOB_COMPLETION_INDEX, or 0 */
  readonly index: number;
  /** @default JOB_COMPLETIONS, or 1 */
  readonly count: number;
}

/** An account ID as the config must have it; undefined, and reported, when it is anything else. */
export function readAccountId(value: unknown, path: string, report: Report): string | undefined {
  if (typeof value === 'string' && isAccountIdForm(value)) return value;
  report({ field: path, ...accountProblem(value) });
  return undefined;
}

function accountProblem(value: unknown): { readonly message: string; readonly hint: string } {
  if (typeof value === 'number') {
    return {
      message: `the account ID ${value} is a number, which may have been rounded`,
      hint: 'put it in quotes, and copy it anew',
    };
  }
  if (typeof value === 'string' && /^\s*[0-9]+\s*$/.test(value)) {
    return {
      message: `the account ID ${show(value)} has white space round it`,
      hint: 'use the digits alone',
    };
  }
  const hint = 'use the number of the Alibaba Cloud account itself, in quotes: no name, alias or ARN';
  return { message: `${show(value)} is not an account ID`, hint };
}
