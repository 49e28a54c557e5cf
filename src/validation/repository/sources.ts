import { posix } from 'node:path';
import { asList, asObject, asText, isObject, type JsonObject } from '../../gardener/json';
import { readYaml, type YamlDocument } from '../../yaml/read';
import { objectsOf } from './objects';

/** A text that may hold manifests. */
export interface SourceFile {
  /** As issues name it; `/` between folders. */
  readonly file: string;
  readonly text: string;
  /** Whether somebody named this file, and not a folder above it. @default true */
  readonly isNamed?: boolean;
  /** Why there is no text, e.g. `the link leads to nothing`. @default it was read */
  readonly unreadable?: string;
}

/** A document as it was written. */
export interface Source {
  readonly file: string;
  readonly text: string;
  readonly isNamed: boolean;
  readonly document: YamlDocument;
}

/** How a folder is built: what its kustomization.yaml says. */
export interface Kustomization {
  /** Path of the folder, without `.` and `..` where that can be. */
  readonly folder: string;
  readonly source: Source;
  readonly value: JsonObject;
}

/**
 * Reads a file, or the kustomization.yaml of a folder, that a kustomization.yaml names and nobody gave; undefined
 * if there is none.
 */
export type ReadMore = (path: string) => SourceFile | undefined;

const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

export function isKustomizationFile(file: string): boolean {
  return kustomizationNames.includes(posix.basename(file));
}

/** Whether tools look for manifests in a file of this name. */
export function isManifestName(file: string): boolean {
  return /\.(?:ya?ml|json)$/.test(file) || isKustomizationFile(file);
}

/** The files of a repository, each read once. */
export class Sources {
  /** In the order in which they were given. */
  readonly given: readonly Source[];
  /** Kustomizations among them. */
  readonly roots: readonly Kustomization[];
  private readonly byPath = new Map<string, readonly Source[]>();
  private readonly kustomizations = new Map<string, Kustomization>();
  private readonly tried = new Set<string>();

  constructor(
    files: readonly SourceFile[],
    private readonly readMore: ReadMore = () => undefined,
  ) {
    this.given = files.flatMap((file) => (file.unreadable === undefined ? this.add(file) : []));
    this.roots = [...this.kustomizations.values()];
  }

  /** Documents of a file, which is read if it was not given. */
  file(path: string): readonly Source[] | undefined {
    return this.byPath.get(path) ?? this.more(path, path);
  }

  /** What a folder's kustomization.yaml says; undefined if it has none. */
  kustomization(folder: string): Kustomization | undefined {
    const known = this.kustomizations.get(folder);
    if (known !== undefined || this.byPath.has(folder)) return known;
    this.more(folder, `${folder}/`);
    return this.kustomizations.get(folder);
  }

  private more(path: string, key: string): readonly Source[] | undefined {
    if (this.tried.has(key)) return undefined;
    this.tried.add(key);
    const file = this.readMore(path);
    return file === undefined ? undefined : this.add(file);
  }

  private add({ file, text, isNamed = true }: SourceFile): readonly Source[] {
    const sources = readYaml(text)
      .flatMap((document) => objectsOf(document))
      .map((document) => ({ file, text, isNamed, document }));
    const path = posix.normalize(file);
    this.byPath.set(path, sources);
    const [source] = sources;
    if (source !== undefined && isKustomizationFile(path) && isObject(source.document.value)) {
      const folder = posix.dirname(path);
      this.kustomizations.set(folder, { folder, source, value: source.document.value });
    }
    return sources;
  }
}

/** Paths of files and folders that a field of a kustomization names, each as seen from the repository. */
export function pathsAt({ folder, value }: Kustomization, field: string): string[] {
  return asList(value[field]).map((item) => pathBelow(folder, asText(item)));
}

export function pathBelow(folder: string, name: string): string {
  return posix.join(folder, name).replace(/(?<=.)\/$/, '');
}

/** Whether a name leads out of the repository. */
export function isRemote(name: string): boolean {
  return /^[a-z][a-z+]*:\/\/|^[^/\s]+@[^/\s]+:|^(?:github|gitlab)\.com\/|[?&]ref=/i.test(name);
}

/** All files and folders that a kustomization takes part in, in whatever field. */
export function pathsOf(kustomization: Kustomization): string[] {
  const { folder, value } = kustomization;
  const listed = [...['resources', 'bases', 'components', 'crds', 'configurations'], ...otherParts].flatMap(
    (field) => pathsAt(kustomization, field),
  );
  const patches = [...asList(value['patches']), ...asList(value['patchesJson6902'])].flatMap((patch) => {
    const path = asText(asObject(patch)['path']);
    return path === '' ? [] : [pathBelow(folder, path)];
  });
  const merges = pathsAt(kustomization, 'patchesStrategicMerge').filter((path) => !path.includes('\n'));
  const generated = ['configMapGenerator', 'secretGenerator'].flatMap((field) =>
    asList(value[field]).flatMap((item) =>
      ['files', 'envs'].flatMap((key) =>
        asList(asObject(item)[key]).map((file) => pathBelow(folder, asText(file).replace(/^[^=/]*=/, ''))),
      ),
    ),
  );
  const charts = asList(value['helmCharts']).flatMap((chart) => {
    const { valuesFile } = asObject(chart);
    return typeof valuesFile === 'string' ? [pathBelow(folder, valuesFile)] : [];
  });
  return [...listed, ...patches, ...merges, ...generated, ...charts];
}

const otherParts = ['generators', 'transformers', 'validators', 'replacements'];
