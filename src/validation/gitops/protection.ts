import { FieldPath } from '../../gardener/field-path';
import { asList, asText, valueAt } from '../../gardener/json';
import {
  coreGroup,
  type Landscape,
  type LandscapeIssues,
  type LandscapeObject,
  nameOf,
  seedManagementGroup,
} from '../landscape/landscape';
import { seedConfigurations } from '../landscape/seeds';
import { hasOption, optionsOf } from './argocd';
import type { CoveredPath } from './coverage';
import { gitOpsRules as rules } from './table';

const fluxPrune = 'kustomize.toolkit.fluxcd.io/prune';
const fluxForce = 'kustomize.toolkit.fluxcd.io/force';
const argoOptions = 'argocd.argoproj.io/sync-options';
const resourcesFinalizer = 'resources-finalizer.argocd.argoproj.io';
const annotations = FieldPath.of('metadata', 'annotations');

/** Objects whose loss is an outage. */
function isOfValue({ group, kind }: LandscapeObject): boolean {
  if (group === coreGroup) return kind === 'CloudProfile' || kind === 'Seed';
  return group === seedManagementGroup && (kind === 'Gardenlet' || kind === 'ManagedSeed');
}

/** What a GitOps engine deletes, replaces or moves although nobody wants it to. */
export function validateProtection(
  landscape: Landscape,
  paths: readonly CoveredPath[],
  issues: LandscapeIssues,
): void {
  const partial = new Set(
    seedConfigurations(landscape).flatMap(({ object, isPartial }) => (isPartial ? [object.document] : [])),
  );
  for (const path of paths) {
    validateForce(path, issues);
    if (path.engine === 'flux') validateTargetNamespace(path, issues);
    else validateFinalizer(path, issues);
    for (const object of path.objects) {
      if (!isOfValue(object) || !prunes(path) || isProtected(object, path)) continue;
      reportUnprotected(object, path, partial.has(object.document), issues);
    }
  }
}

function prunes({ engine, object }: CoveredPath): boolean {
  const value =
    engine === 'flux' ? object.spec['prune'] : valueAt(object.spec, 'syncPolicy', 'automated', 'prune');
  return value === true;
}

function isProtected(object: LandscapeObject, { engine }: CoveredPath): boolean {
  if (engine === 'flux') {
    const { metadata } = object;
    return [object.annotations, valueAt(metadata, 'labels')].some(
      (map) => asText(valueAt(map, fluxPrune)).toLowerCase() === 'disabled',
    );
  }
  return optionsOf(object).some((option) => option === 'Prune=false' || option === 'Prune=confirm');
}

function reportUnprotected(
  object: LandscapeObject,
  path: CoveredPath,
  isPartial: boolean,
  issues: LandscapeIssues,
): void {
  const rule =
    isPartial && path.engine === 'flux'
      ? rules['gitops-partial-seed-unprotected']
      : rules['gitops-unprotected'];
  const [key, value] =
    path.engine === 'flux' ? [fluxPrune, 'disabled'] : [argoOptions, 'Prune=false,Delete=false'];
  issues.report(
    object.document,
    rule,
    annotations.key(key),
    `${nameOf(path.object)} deletes ${isPartial ? 'the whole ' : ''}${nameOf(object)} when its file goes`,
    { hint: `annotate it with ${key}: ${value}` },
  );
}

function isIrreplaceable({ group, kind }: LandscapeObject): boolean {
  return group === coreGroup && (kind === 'CloudProfile' || kind === 'Seed');
}

function validateForce(path: CoveredPath, issues: LandscapeIssues): void {
  const irreplaceable = path.objects.filter(isIrreplaceable);
  const [first] = irreplaceable;
  const { object, engine } = path;
  const options = asList(valueAt(object.spec, 'syncPolicy', 'syncOptions'));
  const option = options.findIndex((value) => value === 'Replace=true' || value === 'Force=true');
  if (first !== undefined && (engine === 'flux' ? object.spec['force'] === true : option >= 0)) {
    const field =
      engine === 'flux'
        ? FieldPath.of('spec', 'force')
        : FieldPath.of('spec', 'syncPolicy', 'syncOptions').index(option);
    issues.report(
      object.document,
      rules['gitops-force'],
      field,
      `${nameOf(object)} may delete and recreate ${nameOf(first)}`,
      {
        hint: 'leave it out',
      },
    );
  }
  for (const forced of irreplaceable) {
    const key = engine === 'flux' ? fluxForce : argoOptions;
    const isForced =
      engine === 'flux'
        ? asText(forced.annotations[fluxForce]).toLowerCase() === 'enabled'
        : hasOption(forced, 'Replace=true') || hasOption(forced, 'Force=true');
    if (!isForced) continue;
    issues.report(
      forced.document,
      rules['gitops-force'],
      annotations.key(key),
      `${nameOf(object)} may delete and recreate ${nameOf(forced)}`,
      { hint: 'leave it out' },
    );
  }
}

function validateTargetNamespace({ object, objects }: CoveredPath, issues: LandscapeIssues): void {
  const target = asText(object.spec['targetNamespace']);
  if (target === '') return;
  const moved = objects.find(({ namespace }) => namespace !== '' && namespace !== target);
  if (moved === undefined) return;
  issues.report(
    object.document,
    rules['gitops-target-namespace'],
    'spec.targetNamespace',
    `targetNamespace ${target} moves ${nameOf(moved)} out of its namespace`,
    { hint: 'leave it out' },
  );
}

function validateFinalizer({ object, objects }: CoveredPath, issues: LandscapeIssues): void {
  const finalizers = asList(object.metadata['finalizers']).map(asText);
  const index = finalizers.findIndex((finalizer) => finalizer.startsWith(resourcesFinalizer));
  const lost = objects.find(
    (candidate) => isIrreplaceable(candidate) && !hasOption(candidate, 'Delete=false'),
  );
  if (index < 0 || lost === undefined) return;
  issues.report(
    object.document,
    rules['gitops-argocd-finalizer'],
    FieldPath.of('metadata', 'finalizers').index(index),
    `deleting ${nameOf(object)} deletes ${nameOf(lost)}`,
    { hint: `remove the finalizer, or annotate the objects with ${argoOptions}: Prune=false,Delete=false` },
  );
}
