import { FieldPath } from '../../gardener/field-path';
import { asList, asObject, asText, isObject, type JsonObject, valueAt } from '../../gardener/json';
import {
  coreGroup,
  type Landscape,
  type LandscapeIssues,
  type LandscapeObject,
  nameOf,
  placeOf,
  seedManagementGroup,
} from './landscape';
import type { RegisteredTypes } from './registrations';
import { landscapeRules as rules } from './table';

/** A kind and type that has to be registered before an object is accepted. */
interface NeededType {
  readonly kind: string;
  readonly type: string;
  readonly field: FieldPath;
}

/** What the API server looks up for a Seed. */
export function typesOfSeed({ spec, path }: SeedConfiguration): readonly NeededType[] {
  const needed: NeededType[] = [];
  const need = (kind: string, type: unknown, field: FieldPath): void => {
    if (asText(type) !== '') needed.push({ kind, type: asText(type), field });
  };
  need('ControlPlane', valueAt(spec, 'provider', 'type'), path.child('provider', 'type'));
  const backup = valueAt(spec, 'backup', 'provider');
  for (const kind of ['BackupBucket', 'BackupEntry']) need(kind, backup, path.child('backup', 'provider'));
  if (isObject(spec['ingress'])) {
    const type = valueAt(spec, 'dns', 'provider', 'type');
    need('DNSRecord', type, path.child('dns', 'provider', 'type'));
  }
  asList(spec['extensions']).forEach((item, index) => {
    const extension = asObject(item);
    if (extension['disabled'] === true) return;
    need('Extension', extension['type'], path.child('extensions').index(index).child('type'));
  });
  return needed;
}

/** Seeds and BackupBuckets against the types that the landscape registers. */
export function validateSeedTypes(
  landscape: Landscape,
  registered: RegisteredTypes,
  issues: LandscapeIssues,
): void {
  for (const seed of seedConfigurations(landscape)) {
    const [refused, types] = [seed.isSeed, typesOfSeed(seed)];
    validateTypes(seed.object, types, registered, refused, issues);
  }
  for (const bucket of landscape.all(coreGroup, 'BackupBucket')) {
    const type = asText(valueAt(bucket.spec, 'provider', 'type'));
    const field = FieldPath.of('spec', 'provider', 'type');
    const types = type === '' ? [] : [{ kind: 'BackupBucket', type, field }];
    validateTypes(bucket, types, registered, true, issues);
  }
}

function validateTypes(
  object: LandscapeObject,
  types: readonly NeededType[],
  registered: RegisteredTypes,
  refused: boolean,
  issues: LandscapeIssues,
): void {
  if (registered.all.length === 0) {
    if (types.length === 0) return;
    const named = [...new Set(types.map(({ kind, type }) => `${kind} ${type}`))].join(', ');
    issues.report(
      object.document,
      rules['landscape-seed-type-elsewhere'],
      'spec',
      `${nameOf(object)} needs ${named}, and no registration is among these documents`,
      { hint: 'make sure that the garden has them' },
    );
    return;
  }
  for (const needed of types) {
    const fitting = registered.primariesFor(needed.kind, needed.type);
    if (fitting.length === 0) {
      reportUnregistered(object, needed, registered, refused, issues);
    } else if (needed.kind === 'Extension' && refused && !fitting.some(({ forSeeds }) => forSeeds)) {
      const by = fitting.map((resource) => nameOf(resource.by)).join(', ');
      issues.report(
        object.document,
        rules['landscape-seed-extension-incompatible'],
        needed.field,
        `extension ${needed.type} is registered by ${by}, but not for Seeds`,
        { hint: 'write clusterCompatibility: [seed] there, beside shoot if Shoots use it, too' },
      );
    }
  }
}

function reportUnregistered(
  object: LandscapeObject,
  { kind, type, field }: NeededType,
  registered: RegisteredTypes,
  refused: boolean,
  issues: LandscapeIssues,
): void {
  const types = registered.typesOf(kind);
  const rule = refused
    ? rules['landscape-seed-type-unregistered']
    : rules['landscape-seed-config-type-unregistered'];
  const hint =
    types.length === 0
      ? `register ${kind} ${type} with a ControllerRegistration or an operator Extension`
      : `registered for ${kind}: ${types.join(', ')}`;
  issues.report(object.document, rule, field, `no registration is primary for ${kind} ${type}`, { hint });
}

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

/** A Seed's spec, wherever it is written: a Seed, or the seed configuration of a gardenlet. */
interface SeedConfiguration {
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
