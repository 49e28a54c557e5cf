/** A feature gate of gardener-apiserver: when it exists, and from when on it is on by default. */
interface FeatureGate {
  readonly since: number;
  readonly onSince?: number;
}

const featureGates: Readonly<Record<string, FeatureGate>> = {
  CloudProfileCapabilities: { since: 118, onSince: 146 },
  VersionClassificationLifecycle: { since: 137 },
};

/** Gardener minors whose behaviour the rules know. */
export const oldestGardener = 96;
export const newestGardener = 149;
/** provider-alicloud minors that versions.md tells apart. */
const oldestProvider = 48;
export const newestProvider = 72;

/** The Gardener that manifests are judged for. */
export interface TargetOptions {
  /** `1.149`, `1.149.3` or `v1.149.3`. @default the newest known */
  readonly gardenerVersion?: string;
  /** Version of provider-alicloud. @default the newest known */
  readonly providerVersion?: string;
  /** Gates of gardener-apiserver that differ from that version's defaults. */
  readonly featureGates?: Readonly<Record<string, boolean>>;
  /** Decides what is expired; `null`: there is no clock, nothing is. @default the system clock */
  readonly now?: Date | null;
}

/** What a manifest is validated against: the versions, their gates, and the time. */
export class Target {
  /** Minor release of Gardener 1.x, e.g. 149. */
  readonly gardener: number;
  /** Minor release of provider-alicloud 1.x, e.g. 71. */
  readonly provider: number;
  readonly now: Date | null;
  private readonly gates: Readonly<Record<string, boolean>>;

  /** @throws Error for a version that is malformed or out of range, naming the range. */
  constructor(options: TargetOptions = {}) {
    this.gardener = minor('gardenerVersion', options.gardenerVersion, oldestGardener, newestGardener);
    this.provider = minor('providerVersion', options.providerVersion, oldestProvider, newestProvider);
    this.gates = options.featureGates ?? {};
    this.now = options.now === undefined ? new Date() : options.now;
  }

  /** Whether a gate of gardener-apiserver is on; one that the version does not have is off. */
  gate(name: string): boolean {
    const gate = featureGates[name];
    if (gate === undefined || this.gardener < gate.since) return false;
    return this.gates[name] ?? (gate.onSince !== undefined && this.gardener >= gate.onSince);
  }
}

function minor(option: string, version: string | undefined, oldest: number, newest: number): number {
  if (version === undefined) return newest;
  const match = /^v?1\.(\d{1,4})(?:\.\d+)?(?:[-+][0-9A-Za-z.+-]+)?$/.exec(version);
  const value = match === null ? Number.NaN : Number(match[1]);
  if (value >= oldest && value <= newest) return value;
  throw new UnsupportedVersionError(
    `${option}: ${JSON.stringify(version)} is not supported; use 1.${oldest} to 1.${newest}, e.g. "1.${newest}"`,
  );
}

/** The caller asked for a version that nobody can vouch for. */
export class UnsupportedVersionError extends Error {
  override readonly name = 'UnsupportedVersionError';
}
