import { FieldPath } from '../field-path';
import { asList, isObject, valueAt } from '../json-value';
import { asObject, asText } from '../kubernetes/read';
import { coreGroup, nameOf, type Landscape, type LandscapeObject } from './landscape';
import type { LandscapeIssues } from './landscape-document';
import type { RegisteredTypes } from './registered-types';
import { landscapeRules as rules } from './rules';
import { seedConfigurations, type SeedConfiguration } from './seed-configuration';

/** A kind and type that has to be registered before an object is accepted. */
export interface NeededType {
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
