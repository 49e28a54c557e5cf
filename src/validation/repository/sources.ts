import { posix } from 'node:path';
import {
  asList,
  asObject,
  asText,
  isObject,
  jsonBytes,
  type JsonObject,
  setJsonBytes,
} from '../../gardener/json';
import { readYaml, type YamlDocument } from '../../yaml/read';
import { objectsOf } from './objects';

/** A text that may hold manifests. */
export interface SourceFile {
  /** As issues name it; `/` between folders. */
  readonly file: string;
  /** May be read each time that it is asked for: files are asked for again only where something is to be said of them. */
  readonly text: string;
  /** Whether somebody named this file, and not a folder above it. @default true */
  readonly isNamed?: boolean;
  /** Why there is no text, e.g. `the link leads to nothing`. @default it was read */
  readonly unreadable?: string;
}

/** A document as it was written. */
export interface Source {
  readonly file: string;
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

/** The files of a repository. Of most, only what stays to be asked is kept once they were read. */
export class Sources {
  /** Those that were given, and could be read. */
  readonly files: readonly SourceFile[];
  /** Kustomizations among them. */
  readonly roots: readonly Kustomization[];
  private readonly given = new Map<string, SourceFile>();
  private readonly byPath = new Map<string, readonly Source[]>();
  private readonly kustomizations = new Map<string, Kustomization>();
  private readonly tried = new Set<string>();
  /** The file that was read last, with everything that its reader knows. */
  private last: ReadFile | undefined;

  constructor(
    files: readonly SourceFile[],
    private readonly readMore: ReadMore = () => undefined,
  ) {
    this.files = files.filter(({ unreadable }) => unreadable === undefined);
    for (const file of this.files) this.given.set(posix.normalize(file.file), file);
    for (const [path, file] of this.given) if (isKustomizationFile(path)) this.keep(file);
    this.roots = [...this.kustomizations.values()];
  }

  /** A file as it was written. */
  read(file: SourceFile): { readonly text: string; readonly sources: readonly Source[] } {
    const { file: name, isNamed = true } = file;
    const { text, documents } = this.again(file);
    return { text, sources: documents.map((document) => ({ file: name, isNamed, document })) };
  }

  /**
   * The same documents without what their reader knows of the text, which takes many times the room: it is read again
   * for the place of a field. Of a text that is large the values are read again, too, below their metadata.
   */
  slim(file: SourceFile, sources: readonly Source[], areSeldomAsked: boolean): readonly Source[] {
    const areLarge = areSeldomAsked && this.again(file).text.length > largeText;
    return sources.map((source, position) => {
      const again = (): YamlDocument | undefined => this.again(file).documents[position];
      const { index, problems, isJson, value } = source.document;
      const document: YamlDocument = {
        ...{ index, problems, isJson },
        value: areLarge && isObject(value) ? readOnDemand(value, () => again()?.value) : value,
        locate: (field) => again()?.locate(field) ?? { line: 1, column: 1 },
      };
      return { ...source, document };
    });
  }

  /** Documents of a file that a kustomization names, which is read if it was not given. */
  file(path: string): readonly Source[] | undefined {
    const known = this.byPath.get(path);
    if (known !== undefined) return known;
    const given = this.given.get(path);
    return given === undefined ? this.more(path, path) : this.keep(given);
  }

  /** What a folder's kustomization.yaml says; undefined if it has none. */
  kustomization(folder: string): Kustomization | undefined {
    const known = this.kustomizations.get(folder);
    if (known !== undefined || this.given.has(folder) || this.byPath.has(folder)) return known;
    this.more(folder, `${folder}/`);
    return this.kustomizations.get(folder);
  }

  private more(path: string, key: string): readonly Source[] | undefined {
    if (this.tried.has(key)) return undefined;
    this.tried.add(key);
    const file = this.readMore(path);
    return file === undefined ? undefined : this.keep(file);
  }

  private keep(file: SourceFile): readonly Source[] {
    const sources = this.slim(file, this.read(file).sources, false);
    const path = posix.normalize(file.file);
    this.byPath.set(path, sources);
    const [source] = sources;
    if (source !== undefined && isKustomizationFile(path) && isObject(source.document.value)) {
      const folder = posix.dirname(path);
      this.kustomizations.set(folder, { folder, source, value: source.document.value });
    }
    return sources;
  }

  private again(file: SourceFile): ReadFile {
    if (this.last?.file === file) return this.last;
    const { text } = file;
    this.last = { file, text, documents: readYaml(text).flatMap((document) => objectsOf(document)) };
    return this.last;
  }
}

interface ReadFile {
  readonly file: SourceFile;
  readonly text: string;
  readonly documents: readonly YamlDocument[];
}

/** Values of smaller files are kept: to read them again for each question would take longer than it saves. */
const largeText = 4096;

/** An object whose fields, but for those that say what it is, are read when somebody asks for them. */
function readOnDemand(value: JsonObject, read: () => unknown): JsonObject {
  const { apiVersion, kind, metadata } = value;
  // Parts of a text keep all of it in memory: these are copies.
  const outline: JsonObject = structuredClone({ apiVersion, kind, metadata });
  const object = {};
  setJsonBytes(object, jsonBytes(value));
  for (const name of Object.keys(value)) {
    const isKept = Object.hasOwn(outline, name);
    Object.defineProperty(object, name, {
      enumerable: true,
      ...(isKept ? { value: outline[name] } : { get: () => asObject(read())[name] }),
    });
  }
  return object;
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
