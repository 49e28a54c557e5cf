import { FieldPath } from '../field-path';
import { isObject, valueAt } from '../json-value';
import type { JsonObject } from '../kind';
import { asObject } from '../kubernetes/read';
import { coreGroup, seedManagementGroup, type Landscape, type LandscapeObject } from './landscape';

/** A Seed's spec, wherever it is written: a Seed, or the seed configuration of a gardenlet. */
export interface SeedConfiguration {
  readonly object: LandscapeObject;
  readonly spec: JsonObject;
  /** Path of that spec in the manifest. */
  readonly path: FieldPath;
  /** The API server judges Seeds only; a seed configuration is judged when the gardenlet registers it. */
  readonly isSeed: boolean;
  /** Nothing but a backup for a Seed that somebody else makes. */
  readonly isPartial: boolean;
}

const places: readonly { readonly group: string; readonly kind: string; readonly path: readonly string[] }[] =
  [
    { group: coreGroup, kind: 'Seed', path: ['spec'] },
    { group: seedManagementGroup, kind: 'Gardenlet', path: ['spec', 'config', 'seedConfig', 'spec'] },
    {
      group: seedManagementGroup,
      kind: 'ManagedSeed',
      path: ['spec', 'gardenlet', 'config', 'seedConfig', 'spec'],
    },
  ];

export function seedConfigurations(landscape: Landscape): readonly SeedConfiguration[] {
  return places.flatMap(({ group, kind, path }) =>
    landscape.all(group, kind).flatMap((object) => {
      const spec = valueAt(object.manifest, ...path);
      if (!isObject(spec)) return [];
      const isSeed = kind === 'Seed';
      const isPartial = isSeed && !isObject(spec['provider']) && isObject(spec['backup']);
      return [{ object, spec: asObject(spec), path: FieldPath.of(...path), isSeed, isPartial }];
    }),
  );
}
