import type { FieldPath } from '../../gardener/field-path';
import { asObject, asText, isObject, type JsonObject } from '../../gardener/json';
import { type Finding, IssueCollector, type ReportDetails } from '../../issues/check';
import type { Issue, IssueOrigin } from '../../issues/issue';
import type { Rule } from '../../issues/rule';

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
  /** Where a field stands in its file. */
  locate?(field: string): IssueOrigin | undefined;
  /** What it replaces: then update rules hold for what it says together with others. @default it is new */
  readonly previous?: unknown;
}

/** Collects issues that belong to one of several documents. */
export class LandscapeIssues {
  readonly issues: Issue[] = [];

  report(
    document: LandscapeDocument,
    rule: Rule,
    field: FieldPath | string,
    message: string,
    details: ReportDetails = {},
  ): void {
    const collector = new IssueCollector();
    collector.report(rule, field, message, details);
    for (const finding of collector.findings) this.add(document, finding);
  }

  add(document: LandscapeDocument, { at, ...issue }: Finding): void {
    const origin = originOf(document, at ?? issue.field);
    this.issues.push(origin === undefined ? issue : { ...issue, origin });
  }
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

const gardenGroups = [coreGroup, seedManagementGroup, securityGroup];
/** Pods run nowhere in the virtual garden. */
const runtimeGroups = [operatorGroup, 'apps', 'batch'];

/** Which of Gardener's two API servers serves a kind; undefined if both do. */
export function homeOf({ group }: LandscapeObject): 'garden' | 'runtime' | undefined {
  if (gardenGroups.includes(group)) return 'garden';
  return runtimeGroups.includes(group) ? 'runtime' : undefined;
}

/** Without GitOps objects the folders tell: below one that is called runtime lies what the runtime cluster gets. */
export const clusterByFolder: ClusterOf = (object) => {
  const home = homeOf(object);
  if (home !== undefined) return home;
  return object.path?.split('/').slice(0, -1).includes('runtime') === true ? 'runtime' : 'garden';
};
