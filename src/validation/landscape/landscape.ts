import { asObject, asText, isObject, type JsonObject } from '../../gardener/json';
import { type Cluster, clusterOfGroup, groupOf, type Kind, kindNamed, kinds } from '../../gardener/kinds';
import { Target } from '../../gardener/target';
import { Check } from '../../issues/check';
import type { Issue, IssueOrigin } from '../../issues/issue';

/** One document of a landscape, and where it comes from. */
export interface LandscapeDocument {
  /** The manifest as it was read; whatever is no Gardener or GitOps object is only counted. */
  readonly manifest: unknown;
  /** Path of its file, `/` between folders, the same root for all; GitOps paths are matched with it. */
  readonly path?: string;
  /** Where it was written. */
  readonly origin?: IssueOrigin;
  /** The construct that made it. */
  readonly constructPath?: string;
  /** The folder whose kustomization.yaml builds it. @default nobody builds it: it is what the file says */
  readonly builtBy?: string;
  /** Where a field stands in its file. */
  locate?(field: string): IssueOrigin | undefined;
  /** What it replaces: then update rules hold for what it says together with others. @default it is new */
  readonly previous?: unknown;
  /**
   * It is in the garden already: others may refer to it, and of itself nothing is said. `name`: nothing but its name
   * is known. @default it is a document that is judged
   */
  readonly live?: 'whole' | 'name';
}

/** An object that is in the garden already, for documents to refer to. */
export function liveDocument(manifest: unknown, live: 'whole' | 'name' = 'whole'): LandscapeDocument {
  // It stays as it is.
  return { manifest, live, previous: manifest, origin: { file: 'the garden' } };
}

/** A document that names an object. */
export interface LandscapeObject {
  readonly document: LandscapeDocument;
  readonly manifest: JsonObject;
  readonly metadata: JsonObject;
  readonly spec: JsonObject;
  readonly annotations: JsonObject;
  readonly group: string;
  readonly kind: string;
  /** Empty for a kind without namespaces. */
  readonly namespace: string;
  readonly name: string;
  /** Path of its file, cleaned; undefined if it has none. */
  readonly path?: string;
  /** The object itself: where all that is wrong with it is reported. */
  readonly check: Check;
}

/** All objects of a landscape, by group and kind. */
export class Landscape {
  readonly objects: readonly LandscapeObject[];
  private readonly byKind = new Map<string, LandscapeObject[]>();
  private readonly byName = new Map<string, LandscapeObject[]>();
  private readonly byId = new Map<string, LandscapeObject>();

  constructor(
    documents: readonly LandscapeDocument[],
    readonly target = new Target({ now: null }),
  ) {
    this.objects = documents.flatMap((document) => {
      const object = toObject(document, this.target);
      return object === undefined ? [] : [object];
    });
    for (const object of this.objects) {
      const { group, kind, name } = object;
      const id = identityOf(object);
      if (!this.byId.has(id)) this.byId.set(id, object);
      append(this.byKind, `${group}/${kind}`, object);
      append(this.byName, `${group}/${kind}/${name}`, object);
    }
  }

  /** Objects of one kind, whatever the version. */
  all(group: string, kind: string): readonly LandscapeObject[] {
    return this.byKind.get(`${group}/${kind}`) ?? [];
  }

  /** Objects of all kinds of which something is true, kind by kind. */
  where(isMeant: (kind: Kind) => boolean): readonly LandscapeObject[] {
    return kinds.filter(isMeant).flatMap(({ group, kind }) => this.all(group, kind));
  }

  /** Objects of one kind and name, in whatever namespace. */
  named(group: string, kind: string, name: string): readonly LandscapeObject[] {
    return this.byName.get(`${group}/${kind}/${name}`) ?? [];
  }

  find(group: string, kind: string, name: string, namespace = ''): LandscapeObject | undefined {
    return this.byId.get(identityOf({ group, kind, namespace, name }));
  }

  /** All that was reported, object by object, each with the origin of its document. */
  issues(): Issue[] {
    return this.objects.flatMap(({ document, check }) => {
      if (document.live !== undefined) return [];
      return check.findings.map(({ at, ...issue }) => {
        const origin = originOf(document, at ?? issue.field);
        return origin === undefined ? issue : { ...issue, origin };
      });
    });
  }
}

export function append<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

/** Tells objects of one cluster apart; for maps, not for people. */
export function identityOf({
  group,
  kind,
  namespace,
  name,
}: Pick<LandscapeObject, 'group' | 'kind' | 'namespace' | 'name'>): string {
  return [group, kind, namespace, name].join('\u0000');
}

/** Short name of an object for messages, e.g. `Secret garden/backup`. */
export function nameOf({ kind, namespace, name }: LandscapeObject): string {
  return namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/** Where an object stands, for messages about two of them. */
export function placeOf(object: LandscapeObject): string {
  const { origin, constructPath, path } = object.document;
  return origin?.file ?? constructPath ?? path ?? nameOf(object);
}

export function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

function toObject(document: LandscapeDocument, target: Target): LandscapeObject | undefined {
  const { manifest } = document;
  if (!isObject(manifest)) return undefined;
  const metadata = asObject(manifest['metadata']);
  const [apiVersion, kind] = [asText(manifest['apiVersion']), asText(manifest['kind'])];
  if (apiVersion === '' || kind === '') return undefined;
  const group = groupOf(apiVersion);
  return {
    document,
    manifest,
    metadata,
    // Of a large one it is read when somebody asks for it.
    get spec() {
      return asObject(manifest['spec']);
    },
    annotations: asObject(metadata['annotations']),
    group,
    kind,
    namespace: kindNamed(group, kind)?.isNamespaced === false ? '' : asText(metadata['namespace']),
    name: asText(metadata['name']),
    ...(document.path === undefined ? {} : { path: cleanPath(document.path) }),
    check: Check.root(target),
  };
}

function originOf(document: LandscapeDocument, field: string): IssueOrigin | undefined {
  const { path, constructPath } = document;
  const known = {
    ...(constructPath === undefined && path !== undefined ? { file: path } : {}),
    ...(constructPath === undefined ? {} : { constructPath }),
    ...document.origin,
    ...document.locate?.(field),
  };
  return Object.keys(known).length === 0 ? undefined : known;
}

/** Names the cluster that an object is applied to; two of the same name are one cluster. */
export type ClusterOf = (object: LandscapeObject) => string;

/** Without GitOps objects the folders tell: below one that is called runtime lies what the runtime cluster gets. */
export function clusterByFolder({ group, path }: LandscapeObject): Cluster {
  const home = clusterOfGroup(group);
  if (home !== undefined) return home;
  return path?.split('/').slice(0, -1).includes('runtime') === true ? 'runtime' : 'garden';
}
