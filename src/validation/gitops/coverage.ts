import { FieldPath } from '../../gardener/field-path';
import { asList, asObject, asText, isObject, valueAt } from '../../gardener/json';
import {
  cleanPath,
  coreGroup,
  type Landscape,
  type LandscapeIssues,
  type LandscapeObject,
  nameOf,
  operatorGroup,
  seedManagementGroup,
} from '../landscape/landscape';
import { gitOpsRules as rules } from './table';

/** An applier and the objects in its path. */
export interface CoveredPath extends Applier {
  readonly objects: readonly LandscapeObject[];
}

const kustomizeGroup = 'kustomize.config.k8s.io';
/** Nobody nests a repository deeper above the folder that is validated. */
const deepestRoot = 10;

/**
 * Which objects each applier applies. Paths of engines start at the root of the repository; those of documents
 * at wherever the user stood. So as many leading folders are left out, of the one or the other, as make most
 * paths meet documents.
 */
export function coverPaths(landscape: Landscape, appliers: readonly Applier[]): readonly CoveredPath[] {
  const files = new FileTree(landscape);
  let best: readonly CoveredPath[] = [];
  let most = -1;
  for (const shift of shifts()) {
    const covered = appliers.map((applier) => ({ ...applier, objects: files.below(applier, shift) }));
    const met = covered.filter(({ objects }) => objects.length > 0).length;
    if (met > most) [best, most] = [covered, met];
    if (met === appliers.length) break;
  }
  return best;
}

/** How many leading folders to leave out of the engines' paths and of the documents' paths. */
interface Shift {
  readonly engine: number;
  readonly document: number;
}

function* shifts(): Generator<Shift> {
  yield { engine: 0, document: 0 };
  for (let left = 1; left <= deepestRoot; left++) {
    yield { engine: left, document: 0 };
    yield { engine: 0, document: left };
  }
}

class FileTree {
  private readonly objects: readonly (LandscapeObject & { readonly path: string })[];
  /** Folders with a kustomization.yaml of their own, which lists what belongs to them. */
  private readonly listed = new Map<string, readonly string[]>();

  constructor(landscape: Landscape) {
    const withPath = landscape.objects.flatMap((object) =>
      object.path === undefined ? [] : [{ ...object, path: object.path }],
    );
    this.objects = withPath.filter(({ group }) => group !== kustomizeGroup);
    for (const { group, kind, manifest, path } of withPath) {
      if (group !== kustomizeGroup || kind !== 'Kustomization') continue;
      const folder = folderOf(path);
      const resources = [...asList(manifest['resources']), ...asList(manifest['bases'])].map(asText);
      this.listed.set(
        folder,
        resources
          .filter((resource) => !resource.includes('://'))
          .map((resource) => cleanPath(`${folder}/${resource}`)),
      );
    }
  }

  below(applier: Applier, shift: Shift): LandscapeObject[] {
    const left = leave(applier.path, shift.engine);
    if (left === undefined) return [];
    const prefix = this.commonStart(shift.document);
    const paths = this.collect(prefix === '' ? left : cleanPath(`${prefix}/${left}`), applier.recursive);
    return this.objects.filter((object) => object !== applier.object && paths(object.path));
  }

  /** The folders that all documents share, as far as they are left out. */
  private commonStart(count: number): string {
    const [first] = this.objects;
    if (count === 0 || first === undefined) return '';
    const start = first.path.split('/').slice(0, count).join('/');
    return this.objects.every(({ path }) => path.startsWith(`${start}/`)) ? start : '\u0000';
  }

  /** Says which files belong to a folder: those that its kustomization.yaml lists, or all below it. */
  private collect(folder: string, recursive: boolean, seen = new Set<string>()): (path: string) => boolean {
    const listed = this.listed.get(folder);
    if (listed === undefined || seen.has(folder)) {
      const inFolder = (path: string): boolean => folder === '' || path.startsWith(`${folder}/`);
      return recursive ? inFolder : (path) => inFolder(path) && folderOf(path) === folder;
    }
    seen.add(folder);
    const members = listed.map((resource) =>
      this.listed.has(resource) ? this.collect(resource, true, seen) : (path: string) => path === resource,
    );
    return (path) => members.some((belongs) => belongs(path));
  }
}

function leave(path: string, count: number): string | undefined {
  const parts = path.split('/');
  return parts.length > count || count === 0 ? parts.slice(count).join('/') : undefined;
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** One path that a GitOps engine applies to one cluster. */
interface Applier {
  readonly engine: 'flux' | 'argocd';
  /** The Kustomization or Application. */
  readonly object: LandscapeObject;
  /** Cleaned; empty for the whole source. */
  readonly path: string;
  readonly pathField: FieldPath;
  /** Whether folders below the path belong to it. */
  readonly recursive: boolean;
  /** Source and cluster, each in a text that is the same for the same one. */
  readonly source: string;
  readonly cluster: string;
}

const fluxGroup = 'kustomize.toolkit.fluxcd.io';
const argocdGroup = 'argoproj.io';

export function appliers(landscape: Landscape): readonly Applier[] {
  return [
    ...landscape.all(fluxGroup, 'Kustomization').map(toFlux),
    ...landscape.all(argocdGroup, 'Application').flatMap(toArgocd),
  ];
}

function toFlux(object: LandscapeObject): Applier {
  const { spec, namespace } = object;
  const source = asObject(spec['sourceRef']);
  const sourceNamespace = asText(source['namespace']) === '' ? namespace : asText(source['namespace']);
  const kubeconfig = asText(valueAt(spec, 'kubeConfig', 'secretRef', 'name'));
  return {
    engine: 'flux',
    object,
    path: cleanPath(asText(spec['path'])),
    pathField: FieldPath.of('spec', 'path'),
    recursive: true,
    source: [asText(source['kind']), sourceNamespace, asText(source['name'])].join('/'),
    cluster: kubeconfig === '' ? '' : `${namespace}/${kubeconfig}`,
  };
}

/** Sources that are charts, or that have no path of files, say nothing about documents of a repository. */
function toArgocd(object: LandscapeObject): Applier[] {
  const { spec } = object;
  const destination = asObject(spec['destination']);
  const cluster = asText(destination['name']) || asText(destination['server']);
  const one = spec['source'];
  const sources: [unknown, FieldPath][] = isObject(one)
    ? [[one, FieldPath.of('spec', 'source')]]
    : asList(spec['sources']).map((source, index) => [source, FieldPath.of('spec', 'sources').index(index)]);
  return sources.flatMap(([value, field]) => {
    const source = asObject(value);
    if (typeof source['path'] !== 'string' || source['chart'] !== undefined || isObject(source['helm']))
      return [];
    return [
      {
        engine: 'argocd' as const,
        object,
        path: cleanPath(source['path']),
        pathField: field.child('path'),
        recursive: valueAt(source, 'directory', 'recurse') === true,
        source: [asText(source['repoURL']), asText(source['targetRevision'])].join('@'),
        cluster,
      },
    ];
  });
}

const gardenerGroups = [coreGroup, seedManagementGroup, operatorGroup];

/** Each file below exactly one path, no path empty. */
export function validatePaths(
  paths: readonly CoveredPath[],
  objects: readonly LandscapeObject[],
  issues: LandscapeIssues,
): void {
  // A landscape whose paths are all elsewhere says nothing about its files.
  if (!paths.some((path) => path.objects.length > 0)) return;
  validateEmpty(paths, issues);
  validateOverlap(paths, issues);
  const covered = new Set(paths.flatMap((path) => path.objects.map(({ document }) => document)));
  for (const object of objects) {
    if (!gardenerGroups.includes(object.group) || object.path === undefined) continue;
    if (covered.has(object.document)) continue;
    issues.report(
      object.document,
      rules['gitops-file-uncovered'],
      '',
      `no path that is applied holds ${nameOf(object)}`,
      {
        hint: 'move the file, or add a Kustomization or Application for its folder',
      },
    );
  }
}

function validateEmpty(paths: readonly CoveredPath[], issues: LandscapeIssues): void {
  const sources = new Set(paths.filter(({ objects }) => objects.length > 0).map(({ source }) => source));
  for (const { object, path, pathField, source, objects } of paths) {
    if (objects.length > 0 || !sources.has(source)) continue;
    issues.report(
      object.document,
      rules['gitops-path-empty'],
      pathField,
      `there is no manifest below ${JSON.stringify(path)}`,
      { hint: 'remove the object, and let others depend on the last level that has manifests' },
    );
  }
}

/** An app of apps holds other appliers; those are no landscape objects, so only what they share counts. */
function validateOverlap(paths: readonly CoveredPath[], issues: LandscapeIssues): void {
  paths.forEach((path, index) => {
    for (const other of paths.slice(0, index)) {
      if (other.engine !== path.engine || other.cluster !== path.cluster) continue;
      const documents = new Set(other.objects.map(({ document }) => document));
      const shared = path.objects.find(({ document }) => documents.has(document));
      if (shared === undefined) continue;
      issues.report(
        path.object.document,
        rules['gitops-paths-overlap'],
        path.pathField,
        `${nameOf(other.object)} applies ${nameOf(shared)}, too`,
        { hint: 'give each a folder of its own' },
      );
    }
  });
}
