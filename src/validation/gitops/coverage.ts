import { asList } from '../json-value';
import { asText } from '../kubernetes/read';
import { cleanPath, type Landscape, type LandscapeObject } from '../landscape/landscape';
import type { Applier } from './applier';

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
