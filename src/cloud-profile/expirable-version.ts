/** A stage in the life of a version, from its start time to the next stage. */
export interface LifecycleStage {
  readonly classification: 'preview' | 'supported' | 'deprecated' | 'expired';
  /** RFC 3339, e.g. `2027-02-28T23:59:59Z`; optional on the first stage only. */
  readonly startTime?: string;
}

/** What Kubernetes and image versions have in common. */
export interface ExpirableVersion {
  readonly version: string;
  /**
   * `expired` follows from the date, it cannot be written.
   * @default none: usable like `supported`, but not for a bastion
   */
  readonly classification?: 'preview' | 'supported' | 'deprecated';
  /** When the version may no longer be used, RFC 3339 with whole seconds. @default it does not expire */
  readonly expirationDate?: string;
  /**
   * Replaces classification and expirationDate; needs the feature gate VersionClassificationLifecycle of
   * gardener-apiserver (Gardener 1.137, off by default). @default none
   */
  readonly lifecycle?: readonly LifecycleStage[];
}
