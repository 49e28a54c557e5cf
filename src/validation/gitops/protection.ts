import { asList, asObject, asText, type JsonObject, valueAt } from '../../gardener/json';
import { coreGroup, kindOf } from '../../gardener/kinds';
import {
  argocdOptions,
  argocdOptionsOf,
  isProtected,
  metadataSays,
  protectionAnnotations,
} from '../../gardener/protection';
import type { Check } from '../../issues/check';
import { type Landscape, type LandscapeObject, nameOf } from '../landscape/landscape';
import { seedConfigurations } from '../landscape/seeds';
import type { CoveredPath } from './coverage';
import { gitOpsRules as rules } from './table';

const fluxPrune = 'kustomize.toolkit.fluxcd.io/prune';
const fluxForce = 'kustomize.toolkit.fluxcd.io/force';
const resourcesFinalizer = 'resources-finalizer.argocd.argoproj.io';

/** What a GitOps engine deletes, replaces or moves although nobody wants it to. */
export function validateProtection(landscape: Landscape, paths: readonly CoveredPath[]): void {
  const partial = new Set(
    seedConfigurations(landscape).flatMap(({ object, isPartial }) => (isPartial ? [object] : [])),
  );
  for (const path of paths) {
    validateForce(path);
    if (path.engine === 'flux') validateTargetNamespace(path);
    else validateFinalizer(path);
    if (!prunes(path)) continue;
    const common = asObject(path.object.spec['commonMetadata']);
    for (const object of path.objects) {
      if (kindOf(object.manifest)?.isOfValue !== true) continue;
      const applied = path.engine === 'flux' ? withMetadata(object, common) : object.manifest;
      if (!isProtected(applied, path.engine)) reportUnprotected(object, path, partial.has(object));
    }
  }
}

/** Labels and annotations of a Kustomization's commonMetadata come on top of those that an object has. */
function withMetadata({ manifest, metadata }: LandscapeObject, common: JsonObject): JsonObject {
  const merged = ['labels', 'annotations'].map((map): [string, JsonObject] => [
    map,
    { ...asObject(metadata[map]), ...asObject(common[map]) },
  ]);
  return { ...manifest, metadata: { ...metadata, ...Object.fromEntries(merged) } };
}

function prunes({ engine, object }: CoveredPath): boolean {
  const value =
    engine === 'flux' ? object.spec['prune'] : valueAt(object.spec, 'syncPolicy', 'automated', 'prune');
  return value === true;
}

function reportUnprotected(object: LandscapeObject, path: CoveredPath, isPartial: boolean): void {
  const rule =
    isPartial && path.engine === 'flux'
      ? rules['gitops-partial-seed-unprotected']
      : rules['gitops-unprotected'];
  const key = path.engine === 'flux' ? fluxPrune : argocdOptions;
  object.check
    .at('metadata', 'annotations')
    .key(key)
    .report(
      rule,
      `${nameOf(path.object)} deletes ${isPartial ? 'the whole ' : ''}${nameOf(object)} when its file goes`,
      `annotate it with ${key}: ${protectionAnnotations[key] ?? ''}`,
    );
}

function isIrreplaceable({ group, kind }: LandscapeObject): boolean {
  return group === coreGroup && (kind === 'CloudProfile' || kind === 'Seed');
}

function validateForce(path: CoveredPath): void {
  const irreplaceable = path.objects.filter(isIrreplaceable);
  const [first] = irreplaceable;
  if (first === undefined) return;
  const { object, engine } = path;
  const spec = object.check.at('spec');
  if (engine === 'flux') {
    if (object.spec['force'] === true) reportForce(path, first, spec.at('force'));
  } else {
    const options = asList(valueAt(object.spec, 'syncPolicy', 'syncOptions'));
    const option = options.findIndex((value) => value === 'Replace=true' || value === 'Force=true');
    if (option >= 0) reportForce(path, first, spec.at('syncPolicy', 'syncOptions', option));
  }
  for (const forced of irreplaceable) {
    const options = argocdOptionsOf(forced.manifest);
    const isForced =
      engine === 'flux'
        ? metadataSays(forced.manifest, fluxForce, 'enabled')
        : options.includes('Replace=true') || options.includes('Force=true');
    const key = engine === 'flux' ? fluxForce : argocdOptions;
    if (isForced) reportForce(path, forced, forced.check.at('metadata', 'annotations').key(key));
  }
}

function reportForce({ object }: CoveredPath, forced: LandscapeObject, check: Check): void {
  const message = `${nameOf(object)} may delete and recreate ${nameOf(forced)}`;
  check.report(rules['gitops-force'], message, 'leave it out');
}

function validateTargetNamespace({ object, objects }: CoveredPath): void {
  const target = asText(object.spec['targetNamespace']);
  if (target === '') return;
  const moved = objects.find(({ namespace }) => namespace !== '' && namespace !== target);
  if (moved === undefined) return;
  object.check
    .at('spec', 'targetNamespace')
    .report(
      rules['gitops-target-namespace'],
      `targetNamespace ${target} moves ${nameOf(moved)} out of its namespace`,
      'leave it out',
    );
}

function validateFinalizer({ object, objects }: CoveredPath): void {
  const finalizers = asList(object.metadata['finalizers']).map(asText);
  const index = finalizers.findIndex((finalizer) => finalizer.startsWith(resourcesFinalizer));
  const lost = objects.find(
    (candidate) =>
      isIrreplaceable(candidate) && !argocdOptionsOf(candidate.manifest).includes('Delete=false'),
  );
  if (index < 0 || lost === undefined) return;
  object.check
    .at('metadata', 'finalizers', index)
    .report(
      rules['gitops-argocd-finalizer'],
      `deleting ${nameOf(object)} deletes ${nameOf(lost)}`,
      `remove the finalizer, or annotate the objects with ${argocdOptions}: Prune=false,Delete=false`,
    );
}
