import { quote } from './json';

/** A feature gate of gardener-apiserver: when it exists, and from when on it is on by default. */
interface FeatureGate {
  readonly since: number;
  readonly onSince?: number;
}

const featureGates: ReadonlyMap<string, FeatureGate> = new Map([
  ['CloudProfileCapabilities', { since: 118, onSince: 146 }],
  ['VersionClassificationLifecycle', { since: 137 }],
]);

/** Gardener minors whose behaviour the rules know. */
export const oldestGardener = 96;
export const newestGardener = 150;
/** provider-alicloud minors that versions.md tells apart. */
const oldestProvider = 48;
export const newestProvider = 72;

/** The Gardener that manifests are judged for. */
export interface TargetOptions {
  /** `1.149`, `1.149.3` or `v1.149.3`; a newer one than is known is judged as the newest. @default the newest known */
  readonly gardenerVersion?: string;
  /** Version of provider-alicloud; a newer one than is known is judged as the newest. @default the newest known */
  readonly providerVersion?: string;
  /** Gates of gardener-apiserver that differ from that version's defaults. */
  readonly featureGates?: Readonly<Record<string, boolean>>;
  /** Decides what is expired; `null`: there is no clock, nothing is. @default the system clock */
  readonly now?: Date | null;
}

/** A version that is newer than any known here, and the one that it is judged as. */
export interface NewerVersion {
  readonly option: 'gardenerVersion' | 'providerVersion';
  readonly product: 'Gardener' | 'provider-alicloud';
  /** As the caller wrote it. */
  readonly asked: string;
  /** E.g. `1.150`. */
  readonly judged: string;
}

/** What a manifest is validated against: the versions, their gates, and the time. */
export class Target {
  /** Minor release of Gardener 1.x, e.g. 149. */
  readonly gardener: number;
  /** Minor release of provider-alicloud 1.x, e.g. 71. */
  readonly provider: number;
  /** Whether the provider's version was asked for; else it is the newest known. */
  readonly isProviderGiven: boolean;
  readonly now: Date | null;
  /** Versions that nobody here knows yet, so that the newest known one stands in. */
  readonly newer: readonly NewerVersion[];
  private readonly gates: ReadonlyMap<string, unknown>;

  /** @throws UnsupportedVersionError for a version that is malformed or older than the range, naming it. */
  constructor(options: TargetOptions = {}) {
    const gardener = readMinor('gardenerVersion', options.gardenerVersion, oldestGardener, newestGardener);
    const provider = readMinor('providerVersion', options.providerVersion, oldestProvider, newestProvider);
    this.gardener = gardener.minor;
    this.provider = provider.minor;
    this.newer = [
      ...newerThan(newestGardener, gardener, 'gardenerVersion', 'Gardener'),
      ...newerThan(newestProvider, provider, 'providerVersion', 'provider-alicloud'),
    ];
    this.gates = new Map(Object.entries(options.featureGates ?? {}));
    this.isProviderGiven = options.providerVersion !== undefined;
    this.now = options.now === undefined ? new Date() : options.now;
  }

  /** The newest known version of a product of which the target has a newer one, e.g. `1.150`; else undefined. */
  newestJudged(product: NewerVersion['product']): string | undefined {
    return this.newer.find((version) => version.product === product)?.judged;
  }

  /** Whether a gate of gardener-apiserver is on; one that the version does not have is off. */
  gate(name: string): boolean {
    const gate = featureGates.get(name);
    if (gate === undefined || this.gardener < gate.since) return false;
    const set = this.gates.get(name);
    return typeof set === 'boolean' ? set : gate.onSince !== undefined && this.gardener >= gate.onSince;
  }
}

interface ReadVersion {
  readonly minor: number;
  /** Set where the version is newer than the newest known. */
  readonly asked?: string;
}

function readMinor(option: string, version: unknown, oldest: number, newest: number): ReadVersion {
  if (version === undefined) return { minor: newest };
  const match =
    typeof version === 'string' ? /^v?1\.(\d{1,4})(?:\.\d+)?(?:[-+][0-9A-Za-z.+-]+)?$/.exec(version) : null;
  const minor = match === null ? Number.NaN : Number(match[1]);
  if (minor > newest) return { minor: newest, asked: version as string };
  if (minor >= oldest) return { minor };
  throw new UnsupportedVersionError(
    `${option}: ${quote(version)} is not supported; use 1.${oldest} to 1.${newest}, e.g. "1.${newest}"`,
  );
}

function newerThan(
  newest: number,
  { asked }: ReadVersion,
  option: NewerVersion['option'],
  product: NewerVersion['product'],
): NewerVersion[] {
  return asked === undefined ? [] : [{ option, product, asked, judged: `1.${newest}` }];
}

/** The caller asked for a version that nobody can vouch for. */
export class UnsupportedVersionError extends Error {
  override readonly name = 'UnsupportedVersionError';
}
