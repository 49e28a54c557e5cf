import { posix } from 'node:path';
import { asObject, asText, isObject, type JsonObject } from '../../gardener/json';
import { groupOf, kindOf } from '../../gardener/kinds';
import { Target } from '../../gardener/target';
import { Check, visitTexts } from '../../issues/check';
import type { Issue } from '../../issues/issue';
import type { Rule } from '../../issues/rule';
import type { YamlDocument } from '../../yaml/read';
import { appliers, argocdGroup, coverPaths, fluxGroup } from '../gitops/coverage';
import { Landscape, type LandscapeDocument } from '../landscape/landscape';
import { build, type Built, NotBuilt } from './kustomize';
import { isManifestLike } from './objects';
import {
  isKustomizationFile,
  isManifestName,
  type Kustomization,
  pathsOf,
  type ReadMore,
  type Source,
  type SourceFile,
  Sources,
} from './sources';
import { repositoryRules as rules } from './table';

/** A document as the repository's tools apply it. */
export interface RepositoryDocument {
  readonly file: string;
  /** Its value is what is applied; its fields stand where they were written. */
  readonly document: YamlDocument;
  /** The folder whose kustomization.yaml builds it. */
  readonly builtBy?: string;
}

/** What files say, together with the tools around them. */
export interface Repository {
  /** All that is to be judged, each by itself. */
  readonly documents: readonly RepositoryDocument[];
  /**
   * What is to be judged together: mostly all. Overlays of one base are alternatives of each other, and never
   * applied to one cluster.
   */
  readonly landscapes: readonly (readonly RepositoryDocument[])[];
  /** Files of kustomize itself, which say what belongs to a folder. */
  readonly kustomizations: readonly RepositoryDocument[];
  /** Notes on what is left out. */
  readonly issues: readonly Issue[];
  readonly leftOut: LeftOut;
}

/** Documents that are not judged, by reason. */
export interface LeftOut {
  /** Without apiVersion and kind, below a folder or beside a manifest. */
  readonly others: number;
  readonly templates: number;
  /** Of kustomizations that are not built here. */
  readonly unbuilt: number;
}

export interface RepositoryOptions {
  /** For objects that name none, as kubectl has it. @default none */
  readonly namespace?: string;
  /** Reads what a kustomization.yaml names and nobody gave. @default nothing is read */
  readonly readMore?: ReadMore;
  /**
   * Is told each document that is to be judged once, in any order, as soon as it is known as it is applied. Then little
   * of large ones is kept: fields below their metadata, and places, are read again when somebody asks for them.
   * @default all that was read is kept
   */
  readonly visit?: (document: RepositoryDocument) => void;
  /** Is told each text that was given, once. */
  readonly visitText?: (file: string, text: string) => void;
}

/**
 * Reads files as the tools of a repository do: kustomizations are built, namespaces filled in, and what is no
 * manifest is left out. Pure but for `readMore`; never throws for bad files.
 */
export function readRepository(
  files: readonly SourceFile[],
  { namespace = '', readMore, visit, visitText }: RepositoryOptions = {},
): Repository {
  const sources = new Sources(files, readMore);
  const issues: Issue[] = files.flatMap(unreadableIssue);
  const kustomizations = sources.roots;
  const taken = takenPaths(kustomizations);
  const count = { others: 0, templates: 0, unbuilt: 0 };
  const plain: (RepositoryDocument & { readonly isOdd?: true })[] = [];
  const applying: unknown[] = [];
  const visited = new Set<RepositoryDocument>();
  let isAlone = true;
  for (const file of sources.files) {
    const { text, sources: written } = sources.read(file);
    visitText?.(file.file, text);
    for (const { document } of written) {
      if (isManifest(document.value)) isAlone = false;
      if (isApplier(document.value)) applying.push(document.value);
    }
    const path = posix.normalize(file.file);
    if (isKustomizationFile(path) || taken.has(path)) continue;
    const kept = visit === undefined ? written : sources.slim(file, written, true);
    for (const [index, source] of written.entries()) {
      const { value } = source.document;
      const document = { file: source.file, document: (kept[index] ?? source).document };
      if (isTemplate(text, source)) {
        if (!source.isNamed) count.templates++;
        issues.push(templateIssue(text, source));
      } else if (isManifestLike(value)) {
        plain.push(document);
        if (visit === undefined || lacksNamespace(value)) continue;
        visit(source);
        visited.add(document);
      } else if (source.isNamed) plain.push({ ...document, isOdd: true });
      else count.others++;
    }
  }
  const builds = buildAll(kustomizations, taken, sources, applying, issues);
  for (const file of sources.files) {
    const path = posix.normalize(file.file);
    if (isKustomizationFile(path) || !taken.has(path) || !builds.failed.has(path)) continue;
    count.unbuilt += (sources.file(path) ?? []).filter((source) => !builds.used.has(source)).length;
  }
  // What is no manifest is judged where somebody named it, and nothing else is there.
  const own = plain.filter(({ isOdd }) => isOdd !== true || isAlone);
  count.others += plain.length - own.length;
  const groups = withNamespaces([own, ...builds.groups.flat()], kustomizations, namespace);
  const documents = groups.flat();
  if (visit !== undefined) for (const document of documents) if (!visited.has(document)) visit(document);
  const [first = [], ...built] = groups;
  let at = 0;
  const alternatives = builds.groups.map((group) => group.map(() => built[at++] ?? []));
  return {
    documents,
    landscapes: toLandscapes(first, alternatives),
    kustomizations: kustomizations.map(toKustomizationDocument),
    issues: uniqueTemplates(issues),
    leftOut: count,
  };
}

function unreadableIssue({ file, unreadable }: SourceFile): Issue[] {
  if (unreadable === undefined) return [];
  const { severity, type, id } = rules[isManifestName(file) ? 'file-unreadable' : 'link-broken'];
  const hint = 'mend or remove it, or leave it out with --ignore';
  return [{ severity, type, field: '', rule: id, message: unreadable, hint, origin: { file } }];
}

function isManifest(value: unknown): boolean {
  return isObject(value) && isManifestLike(value);
}

/** kustomize reads its files by their name, whatever they say of themselves. */
function toKustomizationDocument({ source, value }: Kustomization): RepositoryDocument {
  const { apiVersion = 'kustomize.config.k8s.io/v1beta1', kind = 'Kustomization' } = value;
  return { file: source.file, document: { ...source.document, value: { ...value, apiVersion, kind } } };
}

/** Paths that some kustomization names. */
function takenPaths(kustomizations: readonly Kustomization[]): ReadonlySet<string> {
  return new Set(kustomizations.flatMap(pathsOf));
}

/** Whether a GitOps engine reads from it what to apply. */
function isApplier(value: unknown): boolean {
  return isObject(value) && [fluxGroup, argocdGroup].includes(groupOf(asText(value['apiVersion'])));
}

interface Builds {
  /** Builds that share documents are alternatives of each other. */
  readonly groups: readonly (readonly (readonly RepositoryDocument[])[])[];
  readonly used: ReadonlySet<Source>;
  /** Files of what is not built. */
  readonly failed: ReadonlySet<string>;
}

/** Builds every kustomization that no other one takes part of, and those that an engine applies all the same. */
function buildAll(
  kustomizations: readonly Kustomization[],
  taken: ReadonlySet<string>,
  sources: Sources,
  applying: readonly unknown[],
  issues: Issue[],
): Builds {
  const applied = kustomizations.length === 0 ? [] : appliedPaths(applying);
  const used = new Set<Source>();
  const failed = new Set<string>();
  /** Folders that are built, by themselves or as a part: what is never begun is a circle. */
  const begun = new Set<string>();
  const groupOf = new Map<Source, RepositoryDocument[][]>();
  const groups: RepositoryDocument[][][] = [];
  for (const kustomization of kustomizations) {
    const { folder, source, value } = kustomization;
    const isApplied = applied.some((path) => folder === path || folder.endsWith(`/${path}`));
    if (value['kind'] === 'Component' || (taken.has(folder) && !isApplied)) continue;
    begun.add(folder);
    reach(kustomization, sources, begun);
    try {
      const { objects, leftOut } = build(kustomization, sources);
      for (const left of leftOut) issues.push(note(rules['kustomize-part-left-out'], source, left));
      const documents = objects.map((built) => toDocument(built, folder));
      const group =
        objects.map((built) => groupOf.get(built.source)).find((known) => known !== undefined) ?? [];
      if (group.length === 0) groups.push(group);
      group.push(documents);
      for (const built of objects) {
        used.add(built.source);
        groupOf.set(built.source, group);
      }
    } catch (error) {
      if (!(error instanceof NotBuilt)) throw error;
      issues.push(note(rules['kustomize-not-built'], source, `not built: ${error.message}`));
      reach(kustomization, sources, failed);
    }
  }
  for (const kustomization of kustomizations) {
    const { folder, source, value } = kustomization;
    if (value['kind'] === 'Component' || begun.has(folder)) continue;
    issues.push(note(rules['kustomize-not-built'], source, `not built: ${folder} contains itself`));
    reach(kustomization, sources, failed);
  }
  return { groups, used, failed };
}

/** All files and folders that a kustomization takes part in, directly or through others. */
function reach(kustomization: Kustomization, sources: Sources, reached: Set<string>): void {
  for (const path of pathsOf(kustomization)) {
    if (reached.has(path)) continue;
    reached.add(path);
    const inner = sources.kustomization(path);
    if (inner !== undefined) reach(inner, sources, reached);
  }
}

/** Paths that Flux and Argo CD apply, as far as they are written here. */
function appliedPaths(applying: readonly unknown[]): readonly string[] {
  const documents = applying.map((manifest) => ({ manifest }));
  return appliers(new Landscape(documents)).flatMap(({ path }) => (path === '' ? [] : [path]));
}

function note(rule: Rule, { file, document }: Source, message: string): Issue {
  const { severity, type, id } = rule;
  const hint = 'judge what kustomize build prints';
  return { severity, type, field: '', rule: id, message, hint, origin: { file, document: document.index } };
}

function toDocument({ source, value, patches }: Built, folder: string): RepositoryDocument {
  const { file, document } = source;
  const locate = (field: string): ReturnType<YamlDocument['locate']> => {
    for (const patch of patches.toReversed()) {
      if (!hasField(patch.document.value, field)) continue;
      const { index } = patch.document;
      const place = { file: patch.file, document: index, ...patch.document.locate(field) };
      return place;
    }
    return document.locate(field);
  };
  return { file, builtBy: folder, document: { ...document, value, locate } };
}

/** Whether a manifest, or a strategic patch, writes a field in Gardener's notation. */
function hasField(value: unknown, field: string): boolean {
  let inner = value;
  for (const step of field.match(/[^.[\]]+/g) ?? []) {
    if (Array.isArray(inner) && /^\d+$/.test(step)) inner = (inner as unknown[])[Number(step)];
    else if (isObject(inner) && Object.hasOwn(inner, step)) inner = inner[step];
    else return false;
  }
  return field !== '' && inner !== undefined && isObject(value);
}

/** One landscape, or as many as a base has overlays: each with one alternative of every group. */
function toLandscapes(
  plain: readonly RepositoryDocument[],
  groups: readonly (readonly (readonly RepositoryDocument[])[])[],
): (readonly RepositoryDocument[])[] {
  const count = groups.reduce((most, group) => Math.max(most, group.length), 1);
  return Array.from({ length: count }, (_, round) => [
    ...plain,
    ...groups.flatMap((group) => group[Math.min(round, group.length - 1)] ?? []),
  ]);
}

/** As a landscape has it. */
export function toLandscapeDocument({ file, document, builtBy }: RepositoryDocument): LandscapeDocument {
  return {
    manifest: document.value,
    path: file,
    origin: { file, document: document.index },
    ...(builtBy === undefined ? {} : { builtBy }),
    locate: (field) => document.locate(field),
  };
}

/** Namespaces that an engine, or the user, gives to objects that name none. */
function withNamespaces(
  groups: readonly (readonly RepositoryDocument[])[],
  kustomizations: readonly Kustomization[],
  namespace: string,
): readonly (readonly RepositoryDocument[])[] {
  if (!groups.some((group) => group.some(({ document }) => lacksNamespace(document.value)))) return groups;
  const given = new Map<unknown, string>();
  const documents = [...groups.flat(), ...kustomizations.map(toKustomizationDocument)];
  const landscape = new Landscape(documents.map(toLandscapeDocument));
  for (const path of coverPaths(landscape, appliers(landscape))) {
    if (path.namespace === '') continue;
    for (const { manifest } of path.objects) given.set(manifest, path.namespace);
  }
  return groups.map((group) =>
    group.map((document) => {
      const { value } = document.document;
      const name = given.get(value) ?? namespace;
      if (name === '' || !lacksNamespace(value)) return document;
      const filled = { ...value, metadata: { ...asObject(value['metadata']), namespace: name } };
      return { ...document, document: { ...document.document, value: filled } };
    }),
  );
}

function lacksNamespace(value: unknown): value is JsonObject {
  if (!isObject(value) || kindOf(value)?.isNamespaced !== true) return false;
  const { metadata } = value;
  return isObject(metadata) && (metadata['namespace'] === undefined || metadata['namespace'] === '');
}

/** Texts that only templates of Helm have. */
const helmText =
  /\{\{-?\s*(?:\.(?:Values|Release|Chart|Files|Capabilities)\b|(?:include|template|tpl|if|range|with|define)\s)/;
/** Braces where a value begins, without quotes: no YAML means them so. */
const bareBraces = /^[ \t]*(?:- |[\w.-]+: )?[ \t]*\{\{/m;
const spiffText = /^\s*\(\(.*\)\)\s*$/s;

/**
 * Whether a document waits to be rendered. What Helm writes in braces is mostly no YAML; where it is, texts tell,
 * but not those of charts' values, ConfigMaps and the like, which may hold templates by right.
 */
function isTemplate(text: string, { document }: Source): boolean {
  const { value, problems } = document;
  if (value === undefined || !isManifestLike(value)) {
    const isBroken = problems.some(({ severity }) => severity === 'error');
    return isBroken && value === undefined && (helmText.test(text) || bareBraces.test(text));
  }
  if (!text.includes('{{') && !text.includes('((')) return false;
  const kind = kindOf(value);
  const isPlain = kind?.isJudged === true && kind.charts === undefined && kind.kind !== 'Secret';
  let found = false;
  visitTexts(isPlain ? value : asObject(value)['metadata'], Check.root(new Target({ now: null })), (own) => {
    found ||= spiffText.test(own) || helmText.test(own);
  });
  return found;
}

function templateIssue(text: string, { file, document, isNamed }: Source): Issue {
  const rule = rules[isNamed ? 'template-not-rendered' : 'template-left-out'];
  const isHelm = text.includes('{{');
  const message = isHelm
    ? 'this is a template, as Helm has them ({{ }}), not a manifest'
    : 'this is a template of spiff ((( ))), not a manifest';
  const hint = isHelm
    ? 'render it first: helm template . | gardener-alicloud validate -'
    : 'render it first: spiff merge FILE | gardener-alicloud validate -';
  return {
    ...{ severity: rule.severity, type: rule.type, field: '', rule: rule.id, message, hint },
    origin: { file, document: document.index },
  };
}

/** One sentence for each file. */
function uniqueTemplates(issues: readonly Issue[]): Issue[] {
  const told = new Set<string>();
  return issues.filter(({ rule, origin }) => {
    if (!rule.startsWith('template-')) return true;
    const file = origin?.file ?? '';
    if (told.has(file)) return false;
    told.add(file);
    return true;
  });
}
