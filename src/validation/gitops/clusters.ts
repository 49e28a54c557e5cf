import { FieldPath } from '../field-path';
import { isObject, valueAt } from '../json-value';
import { asText } from '../kubernetes/read';
import { homeOf } from '../landscape/clusters';
import { nameOf } from '../landscape/landscape';
import type { LandscapeIssues } from '../landscape/landscape-document';
import type { CoveredPath } from './coverage';
import { gitOpsRules as rules } from './rules';

const kubeConfig = FieldPath.of('spec', 'kubeConfig');

/** The virtual garden and the runtime cluster are two API servers. */
export function validateClusters(paths: readonly CoveredPath[], issues: LandscapeIssues): void {
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
