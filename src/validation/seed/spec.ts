import type { SeedProps, SeedSpec as ImportedSeedSpec } from '../../../imports/core.gardener.cloud';
import type { Decoded } from '../../gardener/decoded';

export type Seed = Decoded<SeedProps>;
export type SeedSpec = Decoded<ImportedSeedSpec>;

/**
 * The kind that a Seed's spec stands in. In the configuration of a Gardenlet or ManagedSeed several parts need
 * not be given; and what a ManagedSeed leaves out, the API server takes from its Shoot before it judges.
 */
export type SeedHolder = 'Seed' | 'Gardenlet' | 'ManagedSeed';

/** provider-alicloud is asked about every Seed that it owns, be it only by the provider of the backup. */
export function isAlicloud({ provider, backup }: SeedSpec): boolean {
  return provider?.type === 'alicloud' || backup?.provider === 'alicloud';
}
