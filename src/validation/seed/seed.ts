import { admitBackup } from '../backup-bucket/alicloud-admission';
import { FieldPath } from '../field-path';
import type { JsonObject, KindRules, ValidationContext } from '../kind';
import { validateObjectMeta } from '../kubernetes/object-meta';
import { validateBackup } from './backup';
import type { Seed, SeedSpec } from './decoded-seed';
import { validateOperation } from './operation-annotation';
import { validateSeedSpec } from './seed-spec';
import { validateSeedSpecUpdate } from './seed-spec-update';
import type { SeedScope } from './seed-scope';
import { warnOfLabels } from './server-labels';
import { isPartialSeed, specOfPartialSeed, warnOfPartialSeed } from './partial-seed';
import { warnOfSeedSpec } from './seed-warnings';

const operations = [
  'reconcile',
  'renew-garden-access-secrets',
  'renew-kubeconfig',
  'renew-workload-identity-tokens',
];

/** A Seed: the API server's rules, then those of provider-alicloud for its backup. */
export const seedRules: KindRules = {
  validate(manifest, context) {
    const seed = manifest as Seed;
    const previous = context.previous as Seed | undefined;
    validateObjectMeta(
      (seed.metadata ?? {}) as JsonObject,
      {
        name: 'label',
        namespaced: false,
        ...(previous === undefined ? {} : { previous: (previous.metadata ?? {}) as JsonObject }),
      },
      context.issues,
    );
    validateOperation(seed, previous, operations, context.issues);
    const scope = scopeOf(context);
    const partial = specOfPartialSeed(seed, previous);
    const spec = partial ?? seed.spec ?? {};
    // Of a part nothing is known but the backup, unless the stored Seed completes it.
    if (partial !== undefined && partial.networks === undefined) validateBackup(spec, scope);
    else validateSeedSpec(spec, scope);
    if (previous !== undefined) validateSeedSpecUpdate(spec, storedSpec(spec, previous) ?? {}, scope);
    if (isAlicloud(spec) || isAlicloud(previous?.spec ?? {})) {
      admitBackup(spec.backup, previous?.spec?.backup, { ...context, path: scope.path.child('backup') });
    }
  },

  warn(manifest, context) {
    const seed = manifest as Seed;
    const previous = context.previous as Seed | undefined;
    warnOfLabels(seed.metadata?.labels ?? {}, FieldPath.of('metadata', 'labels'), context.issues);
    if (isPartialSeed(seed)) warnOfPartialSeed(seed, context.issues);
    const spec = specOfPartialSeed(seed, previous) ?? seed.spec ?? {};
    warnOfSeedSpec(spec, storedSpec(spec, previous), scopeOf(context));
  },
};

/** What a spec is compared with: of a stored part only the backup is known. */
function storedSpec(spec: SeedSpec, previous: Seed | undefined): SeedSpec | undefined {
  if (previous === undefined || !isPartialSeed(previous)) return previous?.spec;
  return { ...spec, ...previous.spec };
}

function scopeOf({ issues, target }: ValidationContext): SeedScope {
  return { issues, target, path: FieldPath.of('spec'), inTemplate: false };
}

/** The admission of provider-alicloud gets every Seed that it owns, be it only by the provider of the backup. */
export function isAlicloud({ provider, backup }: SeedSpec): boolean {
  return provider?.type === 'alicloud' || backup?.provider === 'alicloud';
}
