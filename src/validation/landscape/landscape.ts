import { isObject } from '../json-value';
import type { JsonObject } from '../kind';
import { asObject, asText } from '../kubernetes/read';
import type { LandscapeDocument } from './landscape-document';

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
}

export const coreGroup = 'core.gardener.cloud';
export const operatorGroup = 'operator.gardener.cloud';
export const seedManagementGroup = 'seedmanagement.gardener.cloud';
export const securityGroup = 'security.gardener.cloud';

const clusterScoped = new Set([
  ...['BackupBucket', 'CloudProfile', 'ControllerDeployment', 'ControllerRegistration', 'Seed'].map(
    (kind) => `${coreGroup}/${kind}`,
  ),
  `${operatorGroup}/Extension`,
]);

/** All objects of a landscape, by group and kind. */
export class Landscape {
  readonly objects: readonly LandscapeObject[];
  private readonly byKind = new Map<string, LandscapeObject[]>();
  private readonly byName = new Map<string, LandscapeObject[]>();

  constructor(documents: readonly LandscapeDocument[]) {
    this.objects = documents.flatMap((document) => {
      const object = toObject(document);
      return object === undefined ? [] : [object];
    });
    for (const object of this.objects) {
      const { group, kind, name } = object;
      append(this.byKind, `${group}/${kind}`, object);
      append(this.byName, `${group}/${kind}/${name}`, object);
    }
  }

  /** Objects of one kind, whatever the version. */
  all(group: string, kind: string): readonly LandscapeObject[] {
    return this.byKind.get(`${group}/${kind}`) ?? [];
  }

  /** Objects of one kind and name, in whatever namespace. */
  named(group: string, kind: string, name: string): readonly LandscapeObject[] {
    return this.byName.get(`${group}/${kind}/${name}`) ?? [];
  }

  find(group: string, kind: string, name: string, namespace = ''): LandscapeObject | undefined {
    return this.named(group, kind, name).find((object) => object.namespace === namespace);
  }
}

function append(lists: Map<string, LandscapeObject[]>, key: string, object: LandscapeObject): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [object]);
  else list.push(object);
}

/** Short name of an object for messages, e.g. `Secret garden/backup`. */
export function nameOf(object: LandscapeObject): string {
  const { kind, namespace, name } = object;
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

function toObject(document: LandscapeDocument): LandscapeObject | undefined {
  const { manifest } = document;
  if (!isObject(manifest)) return undefined;
  const metadata = asObject(manifest['metadata']);
  const apiVersion = asText(manifest['apiVersion']);
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  const kind = asText(manifest['kind']);
  if (apiVersion === '' || kind === '') return undefined;
  return {
    document,
    manifest,
    metadata,
    spec: asObject(manifest['spec']),
    annotations: asObject(metadata['annotations']),
    group,
    kind,
    namespace: clusterScoped.has(`${group}/${kind}`) ? '' : asText(metadata['namespace']),
    name: asText(metadata['name']),
    ...(document.path === undefined ? {} : { path: cleanPath(document.path) }),
  };
}
