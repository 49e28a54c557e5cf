import type { LandscapeDiff } from '../diff/landscape-diff';
import type { Issue } from '../issues/issue';
import type { Rule } from '../issues/rule';

/** What the page shows, read out of the manifests: plain data, nothing escaped yet. */
export interface LandscapeReport {
  /** Minor releases that the manifests were judged as. */
  readonly gardener: number;
  readonly provider: number;
  /** The day that expiry is judged by; null: nothing is expired, and no day is marked. */
  readonly now: Date | null;
  /** Objects by kind, in the order of kinds. */
  readonly kinds: readonly { readonly kind: string; readonly count: number }[];
  readonly profiles: readonly ProfileReport[];
  readonly seeds: readonly SeedReport[];
  readonly buckets: readonly BucketReport[];
  /** By place, each once. */
  readonly issues: readonly Issue[];
  /** Rules that the page names, by id. */
  readonly rules: readonly Rule[];
  /** Warnings that are known and meant, each with the reason. */
  readonly waived: readonly WaivedIssue[];
  /** Charts of extensions that are deployed. */
  readonly charts: readonly ChartReport[];
  /** Jobs that share images with customers. */
  readonly sharing: readonly SharingReport[];
  /** What changed since a state that was given. */
  readonly changes?: LandscapeDiff;
}

export interface WaivedIssue {
  readonly issue: Issue;
  readonly reason: string;
  /** What it is about. */
  readonly manifest?: unknown;
}

export interface ChartReport {
  /** `ControllerDeployment provider-alicloud`. */
  readonly object: string;
  /** Reference of the chart, or what is there in its place. */
  readonly chart: string;
}

/** The config of a sharing job. */
export interface SharingReport {
  /** `namespace/name` of the ConfigMap. */
  readonly name: string;
  /** When the job runs; empty where no job of the landscape has the config. */
  readonly schedule: string;
  readonly images: readonly {
    /** `m-… in eu-central-1`. */
    readonly image: string;
    readonly policy: string;
    /** Account IDs, then what others are found through. */
    readonly customers: readonly string[];
  }[];
}

/** A CloudProfile, or what a NamespacedCloudProfile adds to one. */
export interface ProfileReport {
  readonly kind: string;
  /** `namespace/name` where there is a namespace. */
  readonly name: string;
  /** Name of the profile that a NamespacedCloudProfile builds on. */
  readonly parent?: string;
  readonly kubernetes: readonly VersionReport[];
  readonly images: readonly ImageReport[];
  /** Columns of the coverage: the offered regions, then those that only image IDs name. */
  readonly columns: readonly RegionColumn[];
  readonly regions: readonly RegionReport[];
  readonly families: readonly MachineFamily[];
  readonly volumeTypes: readonly VolumeTypeReport[];
}

/** A Kubernetes or image version on the time line. */
export interface VersionReport {
  readonly version: string;
  /** Stage at `now`, e.g. `supported`. */
  readonly stage: string;
  readonly spans: readonly StageSpan[];
  /** Milliseconds since 1970; undefined: never. */
  readonly expiry?: number;
}

/** A stage and when it begins and ends, in milliseconds since 1970; undefined: open. */
export interface StageSpan {
  readonly stage: string;
  readonly from?: number;
  readonly to?: number;
}

export interface ImageReport {
  readonly name: string;
  readonly versions: readonly ImageVersionReport[];
}

export interface ImageVersionReport extends VersionReport {
  /** False: only providerConfig names it, so no Shoot can use it. */
  readonly offered: boolean;
  /** One for each combination of capabilities; a version without image IDs has one without regions. */
  readonly flavors: readonly FlavorReport[];
  /** Why it is right that regions lack it; undefined: nobody says so. */
  readonly gapsWaived?: string;
}

export interface FlavorReport {
  /** Architecture, and what else tells the flavor from others; may be empty. */
  readonly label: string;
  /** Image ID by region. */
  readonly images: ReadonlyMap<string, string>;
}

export interface RegionColumn {
  readonly name: string;
  readonly offered: boolean;
}

export interface RegionReport {
  readonly name: string;
  readonly zones: readonly ZoneReport[];
  /** `key=value`, by key. */
  readonly labels: readonly string[];
  readonly accessRestrictions: readonly string[];
}

interface ZoneReport {
  readonly name: string;
  readonly unavailableMachineTypes: readonly string[];
  readonly unavailableVolumeTypes: readonly string[];
}

export interface MachineFamily {
  /** E.g. `ecs.g7`. */
  readonly name: string;
  /** By size. */
  readonly types: readonly MachineTypeReport[];
}

export interface MachineTypeReport {
  readonly name: string;
  readonly architecture: string;
  readonly cpu: string;
  readonly memory: string;
  readonly gpu: string;
  readonly usable: boolean;
  /** Zones that say they do not have it. */
  readonly missingIn: readonly string[];
}

export interface VolumeTypeReport {
  readonly name: string;
  readonly class: string;
  readonly minSize: string;
  readonly usable: boolean;
  readonly missingIn: readonly string[];
}

export interface SeedReport {
  /** Seed, Gardenlet or ManagedSeed. */
  readonly kind: string;
  readonly name: string;
  readonly provider: string;
  readonly region: string;
  readonly zones: readonly string[];
  /** `nodes 10.250.0.0/16`, … */
  readonly networks: readonly string[];
  readonly ingress: string;
  /** What keeps Shoots away: taints, and an invisible Seed. */
  readonly notes: readonly string[];
  readonly backup?: BackupReport;
}

export interface BackupReport {
  readonly provider: string;
  /** Empty: the region of the Seed. */
  readonly region: string;
  /** `Secret garden/backup-credentials`; empty: none is named. */
  readonly credentials: string;
  /** E.g. `14 days, not locked`; empty: objects can be deleted at any time. */
  readonly retention: string;
}

export interface BucketReport extends BackupReport {
  readonly name: string;
  readonly seed: string;
}
