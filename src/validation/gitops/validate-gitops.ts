import { asList, asObject, asText, isObject, quote, valueAt } from '../../gardener/json';
import { type Cluster, clusterOfGroup } from '../../gardener/kinds';
import type { Check } from '../../issues/check';
import { type Landscape, nameOf } from '../landscape/landscape';
import { needsOf } from '../landscape/needs';
import { validateArgocd } from './argocd';
import { argocdGroup, type CoveredPath, validatePaths } from './coverage';
import { validateExpiredVersions, validateSizes } from './objects';
import { validateKustomizationOrder } from './order';
import { validateProtection } from './protection';
import { validateSubstitution } from './substitution';
import { gitOpsRules as rules } from './table';

/** Rules on Flux Kustomizations and Argo CD Applications, and on what lies in their paths. */
export function validateGitOps(landscape: Landscape, paths: readonly CoveredPath[]): void {
  validateSizes(landscape, paths.length > 0);
  validateSources(landscape);
  if (paths.length === 0) return;
  const flux = paths.filter(({ engine }) => engine === 'flux');
  const argocd = paths.filter(({ engine }) => engine === 'argocd');
  const needs = needsOf(landscape);
  validatePaths(paths, landscape.objects);
  validateClusters(paths);
  validateProtection(landscape, paths);
  validateKustomizationOrder(flux, needs);
  validateSubstitution(landscape, paths);
  validateHealth(flux);
  validateArgocd(argocd, needs);
  validateExpiredVersions(landscape, paths);
}

/** Domains that stand for one's own in documentation, and lead nowhere. */
const placeholderHost =
  /^(?:[a-z+]+:\/\/)?(?:[^/@\s]*@)?(?:[\w-]+\.)*(?:example\.(?:com|net|org)|[\w-]+\.(?:example|invalid))(?:[:/]|$)/i;

/** Words in capitals or brackets that stand for a name: `github.com/OWNER/landscape`, `github.com/<org>/landscape`. */
const placeholderName =
  /<[^>]*>|[/:](?:YOUR[\w-]*|MY[_-]\w+|OWNER|ORG|ORGANI[SZ]ATION|REPO|CHANGE[_-]?ME|REPLACE[\w-]*|TODO|XXX+)(?:[/.]|$)/;

/** Repositories that an engine reads. */
function validateSources(landscape: Landscape): void {
  const urls: [unknown, Check][] = [
    ...landscape.all(argocdGroup, 'Application').flatMap(({ spec, check }): [unknown, Check][] => {
      const at = check.at('spec');
      return [
        [valueAt(spec, 'source', 'repoURL'), at.at('source', 'repoURL')],
        ...asList(spec['sources']).map((source, index): [unknown, Check] => [
          asObject(source)['repoURL'],
          at.at('sources', index, 'repoURL'),
        ]),
      ];
    }),
    ...['GitRepository', 'OCIRepository'].flatMap((kind) =>
      landscape
        .all('source.toolkit.fluxcd.io', kind)
        .map(({ spec, check }): [unknown, Check] => [spec['url'], check.at('spec', 'url')]),
    ),
  ];
  for (const [url, check] of urls) {
    const text = asText(url).slice(0, 200);
    if (!placeholderHost.test(text) && !placeholderName.test(text)) continue;
    check.report(
      rules['gitops-placeholder-address'],
      `${quote(url)} stands for an address, and is none`,
      'write the address of your repository',
    );
  }
}

/** What a Kustomization waits for. */
function validateHealth(paths: readonly CoveredPath[]): void {
  for (const { object } of paths) {
    const { check, spec } = object;
    const checks = asList(spec['healthChecks']).length;
    if (spec['wait'] === true && checks > 0) {
      check
        .at('spec', 'healthChecks')
        .report(
          rules['gitops-health-checks-ignored'],
          `wait: true disables ${checks} health check(s)`,
          'remove one of the two; healthCheckExprs go with wait',
        );
    }
    const index = asList(spec['healthCheckExprs']).findIndex((item) => asObject(item)['kind'] === 'Seed');
    if (index < 0) continue;
    check
      .at('spec', 'healthCheckExprs', index)
      .report(
        rules['gitops-seed-health'],
        'the Kustomization fails until every Seed has its gardenlet',
        'leave it out',
      );
  }
}

/** The virtual garden and the runtime cluster are two API servers. */
function validateClusters(paths: readonly CoveredPath[]): void {
  const homes = new Map(paths.map((path) => [path, homesOf(path)]));
  const only = (home: Cluster, other: Cluster): CoveredPath[] =>
    paths.filter((path) => homes.get(path)?.has(home) === true && homes.get(path)?.has(other) === false);
  for (const path of paths) {
    const [one, other] = [homes.get(path)?.get('garden'), homes.get(path)?.get('runtime')];
    if (one === undefined || other === undefined) continue;
    path.check.report(
      rules['gitops-clusters-mixed'],
      `${one} belongs to the virtual garden, ${other} to the runtime cluster`,
      'put them into two folders, each with an applier of its own',
    );
  }
  const garden = only('garden', 'runtime');
  validateGarden(garden);
  const gardens = new Map<string, CoveredPath>();
  for (const path of garden) {
    const key = `${path.engine} ${path.cluster}`;
    if (path.cluster !== '' && !gardens.has(key)) gardens.set(key, path);
  }
  for (const path of only('runtime', 'garden')) {
    const same = gardens.get(`${path.engine} ${path.cluster}`);
    if (same === undefined) continue;
    path.object.check
      .at('spec', path.engine === 'flux' ? 'kubeConfig' : 'destination')
      .report(
        rules['gitops-cluster-wrong'],
        `${homes.get(path)?.get('runtime') ?? ''} goes to the cluster that ${nameOf(same.object)} applies the garden to`,
        path.engine === 'flux' ? 'remove kubeConfig here' : 'name the runtime cluster as destination here',
      );
  }
}

/** The clusters whose kinds lie in a path, each with the name of an object. */
function homesOf({ objects }: CoveredPath): ReadonlyMap<Cluster, string> {
  const homes = new Map<Cluster, string>();
  for (const object of objects) {
    const home = clusterOfGroup(object.group);
    if (home !== undefined && !homes.has(home)) homes.set(home, nameOf(object));
  }
  return homes;
}

function validateGarden(garden: readonly CoveredPath[]): void {
  const flux = garden.filter(({ engine }) => engine === 'flux');
  const remote = flux.find(({ cluster }) => cluster !== '');
  for (const { object } of flux) {
    const config = object.spec['kubeConfig'];
    const check = object.check.at('spec', 'kubeConfig');
    if (remote !== undefined && !isObject(config)) {
      check.report(
        rules['gitops-cluster-differs'],
        `there is no kubeConfig, but ${nameOf(remote.object)} has one`,
        'write the same kubeConfig for all levels of the garden',
      );
    }
    if (!isObject(config) || !isObject(config['secretRef'])) continue;
    if (asText(valueAt(config, 'secretRef', 'key')) !== '') continue;
    check
      .at('secretRef', 'key')
      .report(
        rules['gitops-kubeconfig-key'],
        'there is no key',
        'write key: kubeconfig, or whatever key the Secret has',
      );
  }
}
