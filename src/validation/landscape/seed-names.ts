import { coreGroup, nameOf, placeOf, seedManagementGroup, type Landscape } from './landscape';
import type { LandscapeIssues } from './landscape-document';
import { landscapeRules as rules } from './rules';

/** Gardenlets, ManagedSeeds and Seeds share names: each of the first two registers a Seed of its own name. */
export function validateSeedNames(landscape: Landscape, issues: LandscapeIssues): void {
  const gardenlets = landscape.all(seedManagementGroup, 'Gardenlet');
  const managedSeeds = landscape.all(seedManagementGroup, 'ManagedSeed');
  for (const managedSeed of managedSeeds) {
    const gardenlet = gardenlets.find(
      ({ name, namespace }) => name === managedSeed.name && namespace === managedSeed.namespace,
    );
    if (gardenlet === undefined) continue;
    issues.report(
      managedSeed.document,
      rules['landscape-gardenlet-and-managed-seed'],
      'metadata.name',
      `${nameOf(gardenlet)} in ${placeOf(gardenlet)} has this name already`,
      { hint: 'give one of the two another name' },
    );
  }
  for (const seed of landscape.all(coreGroup, 'Seed')) {
    const owner = [...gardenlets, ...managedSeeds].find(({ name }) => name === seed.name);
    if (owner === undefined) continue;
    issues.report(
      seed.document,
      rules['landscape-seed-and-gardenlet'],
      'metadata.name',
      `the gardenlet of ${nameOf(owner)} in ${placeOf(owner)} registers this Seed, too`,
      { hint: 'write all of it into the seedConfig, and remove this document' },
    );
  }
}
