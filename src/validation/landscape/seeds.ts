import { asList, asObject, asText, isObject, type JsonObject, valueAt } from '../../gardener/json';
import { coreGroup, seedManagementGroup, seedSpecOf } from '../../gardener/kinds';
import type { Check } from '../../issues/check';
import { type Landscape, type LandscapeObject, nameOf, placeOf } from './landscape';
import type { RegisteredTypes } from './registrations';
import { landscapeRules as rules } from './table';

/** A Seed's spec, wherever it is written: a Seed, or the seed configuration of a gardenlet. */
export interface SeedConfiguration {
  readonly object: LandscapeObject;
  readonly spec: JsonObject;
  /** That spec in the manifest. */
  readonly check: Check;
  /** The API server judges Seeds only; a seed configuration is judged when the gardenlet registers it. */
  readonly isSeed: boolean;
  /** Nothing but a backup for a Seed that somebody else makes. */
  readonly isPartial: boolean;
}

export function seedConfigurations(landscape: Landscape): readonly SeedConfiguration[] {
  return landscape
    .where(({ seedSpec }) => seedSpec !== undefined)
    .flatMap((object) => {
      const part = seedSpecOf(object.manifest);
      if (part === undefined) return [];
      const { value: spec, steps } = part;
      const isSeed = object.kind === 'Seed';
      const isPartial = isSeed && !isObject(spec['provider']) && isObject(spec['backup']);
      return [{ object, spec, check: object.check.at(...steps), isSeed, isPartial }];
    });
}

/** A kind and type that has to be registered before an object is accepted. */
interface NeededType {
  readonly kind: string;
  readonly type: string;
  readonly check: Check;
}

/** What the API server looks up for a Seed. */
export function typesOfSeed({ spec, check }: SeedConfiguration): readonly NeededType[] {
  const needed: NeededType[] = [];
  const need = (kind: string, type: unknown, at: Check): void => {
    if (asText(type) !== '') needed.push({ kind, type: asText(type), check: at });
  };
  need('ControlPlane', valueAt(spec, 'provider', 'type'), check.at('provider', 'type'));
  const backup = valueAt(spec, 'backup', 'provider');
  for (const kind of ['BackupBucket', 'BackupEntry']) need(kind, backup, check.at('backup', 'provider'));
  if (isObject(spec['ingress'])) {
    const type = valueAt(spec, 'dns', 'provider', 'type');
    need('DNSRecord', type, check.at('dns', 'provider', 'type'));
  }
  asList(spec['extensions']).forEach((item, index) => {
    const extension = asObject(item);
    if (extension['disabled'] === true) return;
    need('Extension', extension['type'], check.at('extensions', index, 'type'));
  });
  return needed;
}

/** What the API server looks up for a BackupBucket. */
export function typesOfBucket({ spec, check }: LandscapeObject): readonly NeededType[] {
  const type = asText(valueAt(spec, 'provider', 'type'));
  return type === '' ? [] : [{ kind: 'BackupBucket', type, check: check.at('spec', 'provider', 'type') }];
}

/** Seeds and BackupBuckets against the types that the landscape registers. */
export function validateSeedTypes(landscape: Landscape, registered: RegisteredTypes): void {
  for (const seed of seedConfigurations(landscape)) {
    validateTypes(seed.object, typesOfSeed(seed), registered, seed.isSeed);
  }
  for (const bucket of landscape.all(coreGroup, 'BackupBucket')) {
    validateTypes(bucket, typesOfBucket(bucket), registered, true);
  }
}

function validateTypes(
  object: LandscapeObject,
  types: readonly NeededType[],
  registered: RegisteredTypes,
  refused: boolean,
): void {
  if (registered.all.length === 0) {
    if (types.length === 0) return;
    const named = [...new Set(types.map(({ kind, type }) => `${kind} ${type}`))].join(', ');
    object.check
      .at('spec')
      .report(
        rules['landscape-seed-type-elsewhere'],
        `${nameOf(object)} needs ${named}, and no registration is among these documents`,
        'make sure that the garden has them',
      );
    return;
  }
  for (const { kind, type, check } of types) {
    const fitting = registered.primariesFor(kind, type);
    if (fitting.length === 0) {
      const rule = refused
        ? rules['landscape-seed-type-unregistered']
        : rules['landscape-seed-config-type-unregistered'];
      const types = registered.typesOf(kind);
      const hint =
        types === ''
          ? `register ${kind} ${type} with a ControllerRegistration or an operator Extension`
          : `registered for ${kind}: ${types}`;
      check.report(rule, `no registration is primary for ${kind} ${type}`, hint);
    } else if (kind === 'Extension' && refused && !fitting.some(({ forSeeds }) => forSeeds)) {
      const by = fitting.map((resource) => nameOf(resource.by)).join(', ');
      check.report(
        rules['landscape-seed-extension-incompatible'],
        `extension ${type} is registered by ${by}, but not for Seeds`,
        'write clusterCompatibility: [seed] there, beside shoot if Shoots use it, too',
      );
    }
  }
}

/** Gardenlets, ManagedSeeds and Seeds share names: each of the first two registers a Seed of its own name. */
export function validateSeedNames(landscape: Landscape): void {
  for (const managedSeed of landscape.all(seedManagementGroup, 'ManagedSeed')) {
    const { name, namespace, check } = managedSeed;
    const gardenlet = landscape.find(seedManagementGroup, 'Gardenlet', name, namespace);
    if (gardenlet === undefined) continue;
    check
      .at('metadata', 'name')
      .report(
        rules['landscape-gardenlet-and-managed-seed'],
        `${nameOf(gardenlet)} in ${placeOf(gardenlet)} has this name already`,
        'give one of the two another name',
      );
  }
  for (const { name, check } of landscape.all(coreGroup, 'Seed')) {
    const [owner] = ['Gardenlet', 'ManagedSeed'].flatMap((kind) =>
      landscape.named(seedManagementGroup, kind, name),
    );
    if (owner === undefined) continue;
    check
      .at('metadata', 'name')
      .report(
        rules['landscape-seed-and-gardenlet'],
        `the gardenlet of ${nameOf(owner)} in ${placeOf(owner)} registers this Seed, too`,
        'write all of it into the seedConfig, and remove this document',
      );
  }
}

/** Two Seeds with one ingress domain write the same DNS record in turns. */
export function validateIngressDomains(landscape: Landscape): void {
  const first = new Map<string, LandscapeObject>();
  for (const { object, spec, check } of seedConfigurations(landscape)) {
    const domain = asText(valueAt(spec, 'ingress', 'domain')).toLowerCase();
    if (domain === '') continue;
    const other = first.get(domain);
    if (other === undefined) first.set(domain, object);
    // The same Seed in two documents is another matter.
    else if (other.name !== object.name) {
      check
        .at('ingress', 'domain')
        .report(
          rules['landscape-ingress-domain-repeated'],
          `${domain} is the ingress domain of ${nameOf(other)} in ${placeOf(other)} already`,
          'give each Seed a domain of its own',
        );
    }
  }
}
