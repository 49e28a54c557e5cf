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

export interface CredentialsConfig {
  readonly kind: 'files' | 'env' | 'rrsa';
  /** @default /etc/image-owner */
  readonly dir: string;
  readonly assumeRoleArn: string | null;
}

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

/** The guard against unsharing too much at once. */
export interface PruneConfig {
  /** @default 5 */
  readonly maxPerImage: number;
  /** Of the accounts that the image has at the start. @default 20 */
  readonly maxPercent: number;
  /** @default 20 */
  readonly maxTotal: number;
  /** @default false */
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

export interface ConcurrencyConfig {
  /** @default 4 */
  readonly total: number;
  /** @default 1 */
  readonly perRegion: number;
  /** @default 200 */
  readonly minIntervalMs: number;
}

/** For each call. */
export interface RetryConfig {
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
