import { asList, asObject, asText, isObject, valueAt } from '../../gardener/json';
import { coreGroup, operatorGroup, seedManagementGroup } from '../../gardener/kinds';
import type { GitOpsTool } from '../../gardener/protection';
import type { Check } from '../../issues/check';
import {
  append,
  cleanPath,
  type Landscape,
  type LandscapeDocument,
  type LandscapeObject,
  nameOf,
} from '../landscape/landscape';
import { gitOpsRules as rules } from './table';

/** One path that a GitOps engine applies to one cluster. */
interface Applier {
  readonly engine: GitOpsTool;
  /** The Kustomization or Application. */
  readonly object: LandscapeObject;
  /** Cleaned; empty for the whole source. */
  readonly path: string;
  /** Where the path is written. */
  readonly check: Check;
  /** Whether folders below the path belong to it. */
  readonly recursive: boolean;
  /** Source and cluster, each in a text that is the same for the same one. */
  readonly source: string;
  readonly cluster: string;
  /** Where objects go that name no namespace; empty for none. */
  readonly namespace: string;
}

/** An applier and the objects in its path. */
export interface CoveredPath extends Applier {
  readonly objects: readonly LandscapeObject[];
}

export const fluxGroup = 'kustomize.toolkit.fluxcd.io';
export const argocdGroup = 'argoproj.io';

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
    check: object.check.at('spec', 'path'),
    recursive: true,
    source: [asText(source['kind']), sourceNamespace, asText(source['name'])].join('/'),
    cluster: kubeconfig === '' ? '' : `${namespace}/${kubeconfig}`,
    namespace: asText(spec['targetNamespace']),
  };
}

/** Sources that are charts, or that have no path of files, say nothing about documents of a repository. */
function toArgocd(object: LandscapeObject): Applier[] {
  const { spec } = object;
  const destination = asObject(spec['destination']);
  const cluster = asText(destination['name']) || asText(destination['server']);
  const one = spec['source'];
  const at = object.check.at('spec');
  const sources: [unknown, Check][] = isObject(one)
    ? [[one, at.at('source')]]
    : asList(spec['sources']).map((source, index) => [source, at.at('sources', index)]);
  return sources.flatMap(([value, check]) => {
    const source = asObject(value);
    if (typeof source['path'] !== 'string' || source['chart'] !== undefined || isObject(source['helm']))
      return [];
    return [
      {
        engine: 'argocd' as const,
        object,
        path: cleanPath(source['path']),
        check: check.at('path'),
        recursive: valueAt(source, 'directory', 'recurse') === true,
        source: [asText(source['repoURL']), asText(source['targetRevision'])].join('@'),
        cluster,
        namespace: asText(destination['namespace']),
      },
    ];
  });
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
  if (appliers.length === 0) return [];
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

interface Folder {
  readonly objects: LandscapeObject[];
  /** What a kustomization.yaml in it builds, wherever the files lie. */
  readonly built: LandscapeObject[];
  readonly folders: Map<string, Folder>;
  /** What a kustomization.yaml in it lists, which is all that belongs to it then. */
  listed?: readonly string[];
}

class FileTree {
  private readonly root: Folder = emptyFolder();
  private readonly files = new Map<string, LandscapeObject[]>();
  /** Folders that all documents share. */
  private readonly shared: readonly string[];

  constructor(landscape: Landscape) {
    let shared: readonly string[] | undefined;
    for (const object of landscape.objects) {
      const { group, kind, manifest, path } = object;
      if (path === undefined) continue;
      const folder = folderOf(path);
      if (group === kustomizeGroup) {
        const resources = [...asList(manifest['resources']), ...asList(manifest['bases'])].map(asText);
        if (kind === 'Kustomization') this.at(folder).listed = pathsBelow(folder, resources);
        continue;
      }
      const { builtBy } = object.document;
      if (builtBy === undefined) this.at(folder).objects.push(object);
      else this.at(cleanPath(builtBy)).built.push(object);
      append(this.files, path, object);
      const parts = folder.split('/');
      const same = shared?.findIndex((part, index) => part !== parts[index]) ?? -1;
      shared = shared === undefined ? parts : same < 0 ? shared : shared.slice(0, same);
    }
    this.shared = shared ?? [];
  }

  below(applier: Applier, shift: Shift): LandscapeObject[] {
    const left = leave(applier.path, shift.engine);
    if (left === undefined || shift.document > this.shared.length) return [];
    const path = cleanPath([...this.shared.slice(0, shift.document), left].join('/'));
    const found: LandscapeObject[] = [];
    this.collect(path, applier.recursive, found, new Set());
    return found.filter((object) => object !== applier.object);
  }

  /** All that belongs to a folder: what its kustomization.yaml builds or lists, or all below it. */
  private collect(path: string, recursive: boolean, found: LandscapeObject[], seen: Set<Folder>): void {
    const folder = this.find(path);
    if (folder === undefined || seen.has(folder)) return;
    seen.add(folder);
    if (folder.built.length > 0) {
      for (const object of folder.built) found.push(object);
      return;
    }
    if (folder.listed !== undefined) {
      for (const resource of folder.listed) {
        if (this.find(resource)?.listed !== undefined) this.collect(resource, true, found, seen);
        else for (const object of this.files.get(resource) ?? []) found.push(object);
      }
      return;
    }
    for (const object of folder.objects) found.push(object);
    if (!recursive) return;
    for (const name of folder.folders.keys()) this.collect(cleanPath(`${path}/${name}`), true, found, seen);
  }

  private find(path: string): Folder | undefined {
    let folder: Folder | undefined = this.root;
    if (path === '') return folder;
    for (const name of path.split('/')) folder = folder?.folders.get(name);
    return folder;
  }

  private at(path: string): Folder {
    let folder = this.root;
    if (path === '') return folder;
    for (const name of path.split('/')) {
      const inner = folder.folders.get(name) ?? emptyFolder();
      folder.folders.set(name, inner);
      folder = inner;
    }
    return folder;
  }
}

function emptyFolder(): Folder {
  return { objects: [], built: [], folders: new Map() };
}

/** Paths of local files and folders; what is remote is none. */
function pathsBelow(folder: string, names: readonly string[]): string[] {
  return names.filter((name) => !name.includes('://')).map((name) => cleanPath(`${folder}/${name}`));
}

function leave(path: string, count: number): string | undefined {
  const parts = path.split('/');
  return parts.length > count || count === 0 ? parts.slice(count).join('/') : undefined;
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

const gardenerGroups = [coreGroup, seedManagementGroup, operatorGroup];

/** Each file below exactly one path, no path empty. */
export function validatePaths(paths: readonly CoveredPath[], objects: readonly LandscapeObject[]): void {
  // A landscape whose paths are all elsewhere says nothing about its files.
  if (!paths.some((path) => path.objects.length > 0)) return;
  validateEmpty(paths);
  validateOverlap(paths);
  const covered = new Set(paths.flatMap((path) => path.objects));
  for (const object of objects) {
    if (!gardenerGroups.includes(object.group) || object.path === undefined || covered.has(object)) continue;
    object.check.report(
      rules['gitops-file-uncovered'],
      `no path that is applied holds ${nameOf(object)}`,
      'move the file, or add a Kustomization or Application for its folder',
    );
  }
}

function validateEmpty(paths: readonly CoveredPath[]): void {
  const sources = new Set(paths.filter(({ objects }) => objects.length > 0).map(({ source }) => source));
  for (const { check, path, source, objects } of paths) {
    if (objects.length > 0 || !sources.has(source)) continue;
    check.report(
      rules['gitops-path-empty'],
      `there is no manifest below ${JSON.stringify(path)}`,
      'remove the object, and let others depend on the last level that has manifests',
    );
  }
}

/** An app of apps holds other appliers; those are no landscape objects, so only what they share counts. */
function validateOverlap(paths: readonly CoveredPath[]): void {
  const owners = new Map<string, Map<LandscapeDocument, CoveredPath>>();
  for (const path of paths) {
    const key = `${path.engine} ${path.cluster}`;
    const owned = owners.get(key) ?? new Map<LandscapeDocument, CoveredPath>();
    owners.set(key, owned);
    const told = new Set<CoveredPath>();
    for (const object of path.objects) {
      const other = owned.get(object.document);
      if (other === undefined) owned.set(object.document, path);
      if (other === undefined || other === path || told.has(other)) continue;
      told.add(other);
      path.check.report(
        rules['gitops-paths-overlap'],
        `${nameOf(other.object)} applies ${nameOf(object)}, too`,
        'give each a folder of its own',
      );
    }
  }
}
