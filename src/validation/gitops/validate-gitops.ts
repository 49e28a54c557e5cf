import { FieldPath } from '../../gardener/field-path';
import { asList, asObject, asText, isObject, jsonBytes, valueAt } from '../../gardener/json';
import type { Target } from '../../gardener/target';
import { parseTimestamp } from '../../gardener/timestamp';
import {
  coreGroup,
  homeOf,
  type Landscape,
  type LandscapeIssues,
  type LandscapeObject,
  nameOf,
} from '../landscape/landscape';
import { validateArgocd } from './argocd';
import { type CoveredPath, validatePaths } from './coverage';
import { needsOf, validateKustomizationOrder } from './order';
import { validateProtection } from './protection';
import { validateSubstitution } from './substitution';
import { gitOpsRules as rules } from './table';

/** Rules on Flux Kustomizations and Argo CD Applications, and on what lies in their paths. */
export function validateGitOps(
  landscape: Landscape,
  paths: readonly CoveredPath[],
  target: Target,
  issues: LandscapeIssues,
): void {
  validateSizes(landscape, paths.length > 0, issues);
  if (paths.length === 0) return;
  const flux = paths.filter(({ engine }) => engine === 'flux');
  const argocd = paths.filter(({ engine }) => engine === 'argocd');
  const needs = needsOf(landscape);
  validatePaths(paths, landscape.objects, issues);
  validateClusters(paths, issues);
  validateProtection(landscape, paths, issues);
  validateKustomizationOrder(flux, needs, issues);
  validateSubstitution(flux, issues);
  validateHealth(flux, issues);
  validateArgocd(argocd, needs, issues);
  validateExpiredVersions(paths, target, issues);
}

/** What a Kustomization waits for. */
function validateHealth(paths: readonly CoveredPath[], issues: LandscapeIssues): void {
  for (const { object } of paths) {
    const { document, spec } = object;
    const checks = asList(spec['healthChecks']).length;
    if (spec['wait'] === true && checks > 0) {
      issues.report(
        document,
        rules['gitops-health-checks-ignored'],
        'spec.healthChecks',
        `wait: true disables ${checks} health check(s)`,
        { hint: 'remove one of the two; healthCheckExprs go with wait' },
      );
    }
    const index = asList(spec['healthCheckExprs']).findIndex((item) => asObject(item)['kind'] === 'Seed');
    if (index < 0) continue;
    issues.report(
      document,
      rules['gitops-seed-health'],
      FieldPath.of('spec', 'healthCheckExprs').index(index),
      'the Kustomization fails until every Seed has its gardenlet',
      { hint: 'leave it out' },
    );
  }
}

/** Kubernetes' limit on annotations, where client-side apply keeps a copy of the object. */
export const clientSideLimit = 256 * 1024;
/** etcd's 1.5 MiB less what managed fields take. */
const storedLimit = Math.round(1.3 * 1024 * 1024);

/** Bytes of an object as JSON; far below the limits, any smaller number. */
export function bytesOf({ manifest }: LandscapeObject): number {
  return jsonBytes(manifest, clientSideLimit);
}

/** An engine would fail for ever on what etcd does not take; without one, somebody sees it fail once. */
function validateSizes(landscape: Landscape, hasEngine: boolean, issues: LandscapeIssues): void {
  for (const object of landscape.objects) {
    const bytes = bytesOf(object);
    if (bytes <= clientSideLimit) continue;
    const rule =
      bytes > storedLimit && hasEngine ? rules['gitops-object-too-large'] : rules['gitops-object-large'];
    issues.report(object.document, rule, '', `${nameOf(object)} has ${bytes} bytes as JSON`, {
      hint:
        bytes > storedLimit
          ? `keep it below ${storedLimit} bytes: split it, or refer to a chart instead of embedding it`
          : 'apply it server-side',
    });
  }
}

/** Versions that Gardener drops at creation, and a GitOps engine writes back. */
function validateExpiredVersions(
  paths: readonly CoveredPath[],
  target: Target,
  issues: LandscapeIssues,
): void {
  const now = target.now?.getTime();
  if (now === undefined) return;
  const profiles = new Set(
    paths.flatMap(({ objects }) =>
      objects.filter(({ group, kind }) => group === coreGroup && kind === 'CloudProfile'),
    ),
  );
  for (const profile of profiles) {
    for (const { version, field } of versionsOf(profile)) {
      const expires = parseTimestamp(asText(version['expirationDate']));
      if (expires === undefined || expires > now) continue;
      issues.report(
        profile.document,
        rules['gitops-expired-version'],
        field,
        `version ${asText(version['version'])} expired on ${asText(version['expirationDate'])}`,
        { hint: 'remove it once nobody uses it' },
      );
    }
  }
}

function versionsOf({
  spec,
}: LandscapeObject): { readonly version: Readonly<Record<string, unknown>>; readonly field: FieldPath }[] {
  const lists: [unknown, FieldPath][] = [
    [valueAt(spec, 'kubernetes', 'versions'), FieldPath.of('spec', 'kubernetes', 'versions')],
    ...asList(spec['machineImages']).map((image, index): [unknown, FieldPath] => [
      asObject(image)['versions'],
      FieldPath.of('spec', 'machineImages').index(index).child('versions'),
    ]),
  ];
  return lists.flatMap(([list, path]) =>
    asList(list).map((version, index) => ({ version: asObject(version), field: path.index(index) })),
  );
}

const kubeConfig = FieldPath.of('spec', 'kubeConfig');

/** The virtual garden and the runtime cluster are two API servers. */
function validateClusters(paths: readonly CoveredPath[], issues: LandscapeIssues): void {
  const garden = paths.filter((path) => holds(path, 'garden') && !holds(path, 'runtime'));
  const runtime = paths.filter((path) => holds(path, 'runtime') && !holds(path, 'garden'));
  for (const path of paths) {
    if (!holds(path, 'garden') || !holds(path, 'runtime')) continue;
    const [one, other] = [find(path, 'garden'), find(path, 'runtime')];
    issues.report(
      path.object.document,
      rules['gitops-clusters-mixed'],
      path.pathField,
      `${one} belongs to the virtual garden, ${other} to the runtime cluster`,
      { hint: 'put them into two folders, each with an applier of its own' },
    );
  }
  validateGarden(garden, issues);
  for (const path of runtime) {
    const same = garden.find(
      ({ engine, cluster }) => engine === path.engine && cluster === path.cluster && cluster !== '',
    );
    if (same === undefined) continue;
    const field = path.engine === 'flux' ? kubeConfig : FieldPath.of('spec', 'destination');
    issues.report(
      path.object.document,
      rules['gitops-cluster-wrong'],
      field,
      `${find(path, 'runtime')} goes to the cluster that ${nameOf(same.object)} applies the garden to`,
      {
        hint:
          path.engine === 'flux' ? 'remove kubeConfig here' : 'name the runtime cluster as destination here',
      },
    );
  }
}

function validateGarden(garden: readonly CoveredPath[], issues: LandscapeIssues): void {
  const flux = garden.filter(({ engine }) => engine === 'flux');
  const remote = flux.find(({ cluster }) => cluster !== '');
  for (const { object } of flux) {
    const config = object.spec['kubeConfig'];
    if (remote !== undefined && !isObject(config)) {
      issues.report(
        object.document,
        rules['gitops-cluster-differs'],
        kubeConfig,
        `there is no kubeConfig, but ${nameOf(remote.object)} has one`,
        { hint: 'write the same kubeConfig for all levels of the garden' },
      );
    }
    if (!isObject(config) || !isObject(config['secretRef'])) continue;
    if (asText(valueAt(config, 'secretRef', 'key')) !== '') continue;
    issues.report(
      object.document,
      rules['gitops-kubeconfig-key'],
      kubeConfig.child('secretRef', 'key'),
      'there is no key',
      {
        hint: 'write key: kubeconfig, or whatever key the Secret has',
      },
    );
  }
}

function holds(path: CoveredPath, home: 'garden' | 'runtime'): boolean {
  return path.objects.some((object) => homeOf(object) === home);
}

function find(path: CoveredPath, home: 'garden' | 'runtime'): string {
  const object = path.objects.find((candidate) => homeOf(candidate) === home);
  return object === undefined ? '' : nameOf(object);
}
