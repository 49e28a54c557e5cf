/** The program's config, as far as tests write it: mutable, so that a test changes the one field it is about. */
export interface ConfigFile {
  apiVersion: string;
  credentials: Credentials;
  expectOwnerAccount?: string;
  accounts: Record<string, AccountSet>;
  policy?: 'ensure' | 'exact';
  prune?: {
    maxPerImage?: number;
    maxPercent?: number;
    maxTotal?: number;
    allowEmpty?: boolean;
    protect?: string[];
  };
  regions: Record<string, RegionConfig>;
  stsEndpoint: string | null;
  limits: { accountsPerCall?: number; accountsPerImage?: number; pageSize?: number };
  concurrency: { total: number; perRegion: number; minIntervalMs: number };
  retry: { maxAttempts: number; baseMs: number; capMs: number; budgetMs: number; callTimeoutMs: number };
  verify: { attempts: number; delayMs: number };
  deadlineSeconds: number;
  shard?: { index?: number; count?: number };
}

export interface Credentials {
  kind: 'files' | 'env' | 'rrsa';
  dir?: string;
  assumeRoleArn?: string | null;
}

export interface AccountSet {
  static?: string[];
  files?: string[];
  fromCredentials?: { name: string; dir: string }[];
  fromGarden?: { kubeconfig: string | null; projects?: string[] };
}

export interface RegionConfig {
  endpoint: string | null;
  images: Record<string, ImageConfig>;
}

export interface ImageConfig {
  accounts: string[];
  policy?: 'ensure' | 'exact';
  ifMissing?: 'fail' | 'skip';
}

/** The defaults of the contract, but a hundred times quicker, and with no wait between two calls. */
export function quickConfig(endpoint: string, credentialsDir: string): ConfigFile {
  return {
    apiVersion: 'image-sharing/v1',
    credentials: { kind: 'files', dir: credentialsDir },
    accounts: {},
    regions: {},
    stsEndpoint: endpoint,
    limits: {},
    concurrency: { total: 4, perRegion: 1, minIntervalMs: 0 },
    retry: { maxAttempts: 8, baseMs: 5, capMs: 300, budgetMs: 1800, callTimeoutMs: 2000 },
    verify: { attempts: 5, delayMs: 10 },
    deadlineSeconds: 60,
  };
}
