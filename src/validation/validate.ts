import { asObject, isObject, valueAt } from '../gardener/json';
import { groupOf } from '../gardener/kinds';
import { isSecretPath } from '../gardener/secrecy';
import { Target, type TargetOptions } from '../gardener/target';
import type { Finding } from '../issues/check';
import type { Issue, IssueOrigin } from '../issues/issue';
import type { Rule } from '../issues/rule';
import type { YamlProblem } from '../yaml/problem';
import type { YamlDocument } from '../yaml/read';
import { identify, isJudged, judge, type Related, unreadAreaOf, versionIssues } from './engine';
import { argocdGroup, fluxGroup } from './gitops/coverage';
import type { LandscapeDocument } from './landscape/landscape';
import { scanForSecrets, secretRules } from './secret-scan';
import { inOrder } from './report/validation-report';
import { listItems, objectsOf, StoredObjects } from './repository/objects';
import type { LeftOut, RepositoryDocument, RepositoryOptions } from './repository/repository';
import type { SourceFile } from './repository/sources';
import { engineRules } from './table';
import { type LandscapeOptions, validateLandscape, validateShootsOfGarden } from './validate-landscape';

/** How manifests are judged. */
export interface ValidateOptions extends TargetOptions {
  /** What it replaces, as object or as YAML text: then update rules hold as well. @default it is new */
  readonly previous?: object | string;
  /**
   * For a NamespacedCloudProfile: its CloudProfile, as object or as YAML text; of several documents the one that
   * `spec.parent` names. Then the merged result is judged as well. @default it alone
   */
  readonly parent?: object | string;
  /** Decides what is expired. @default the system clock */
  readonly now?: Date;
}

/**
 * Judges one manifest as a Gardener of the target version does: strict decoding, defaults, what is dropped
 * at creation, the API server's rules, the admission of provider-alicloud. Adds warnings for what Gardener
 * accepts and an operator regrets. A kind that is not ours gives no issue; of a `kind: List` the items are judged.
 *
 * @returns all issues; never throws for bad input
 * @throws UnsupportedVersionError for a `gardenerVersion` or `providerVersion` that is older than any known one, or none
 */
export function validateManifest(manifest: unknown, options: ValidateOptions = {}): Issue[] {
  const target = new Target(options);
  const previous =
    typeof options.previous === 'string'
      ? pair(manifest, new StoredObjects(readValues(options.previous)), true)
      : options.previous;
  const parents = readParents(options.parent);
  const objects = listItems(manifest) ?? [manifest];
  return [
    ...(objects.some(isJudged) ? versionIssues(target) : []),
    ...objects.flatMap((object) =>
      judge(object, target, { previous, parent: parentOf(object, parents) }).map((finding) =>
        toIssue(finding),
      ),
    ),
  ];
}

/**
 * Judges a YAML text of one or several documents; issues carry file, document, line and column.
 * `previous` may hold several documents, too: they pair by group, kind, namespace and name.
 *
 * @throws UnsupportedVersionError as validateManifest does
 */
export function validateYaml(text: string, options: ValidateOptions & { file?: string } = {}): Issue[] {
  const target = new Target(options);
  const previous = new StoredObjects(
    typeof options.previous === 'string'
      ? readValues(options.previous)
      : options.previous === undefined
        ? []
        : [options.previous],
  );
  const parents = readParents(options.parent);
  const documents = readDocuments(text).flatMap((document) => objectsOf(document));
  return [
    ...(documents.some(({ value }) => isJudged(value)) ? versionIssues(target) : []),
    ...documents.flatMap((document) => {
      const stored = pair(document.value, previous, documents.length === 1);
      const related = { previous: stored, parent: parentOf(document.value, parents) };
      return judgeDocument(document, target, related, options.file);
    }),
  ];
}

/** One document of a YAML text, as `readYaml` gives it. */
function judgeDocument(document: YamlDocument, target: Target, related: Related, file?: string): Issue[] {
  const origin = file === undefined ? { document: document.index } : { file, document: document.index };
  const issues = document.problems.map((problem) => problemIssue(problem, origin, document));
  // Of a text that is not YAML nothing more is known; a key given twice leaves the rest to be judged.
  if (document.problems.some((problem) => problem.severity === 'error' && problem.kind !== 'duplicate-key')) {
    return issues;
  }
  for (const finding of judge(document.value, target, related)) {
    issues.push(toIssue(finding, { ...origin, ...document.locate(finding.at ?? finding.field) }));
  }
  return issues.sort(byPlace);
}

/** One document against one means each other, whatever their names; several pair by name. */
function pair(manifest: unknown, previous: StoredObjects, alone: boolean): unknown {
  return alone && previous.all.length === 1 ? previous.all[0] : previous.counterpart(manifest);
}

/** The objects that an option `parent` holds; a text in which there is none is still something that was given. */
function readParents(parent: object | string | undefined): readonly unknown[] {
  if (parent === undefined) return [];
  if (typeof parent !== 'string') return listItems(parent) ?? [parent];
  const values = readValues(parent).filter((value) => isObject(value));
  return values.length === 0 ? [null] : values;
}

/** Of several candidates the CloudProfile that the manifest names; else the first, which is then not its parent. */
function parentOf(manifest: unknown, candidates: readonly unknown[]): unknown {
  if (candidates.length < 2) return candidates[0];
  const wanted = valueAt(manifest, 'spec', 'parent', 'name');
  const profiles = candidates.filter((candidate) => valueAt(candidate, 'kind') === 'CloudProfile');
  const named = profiles.find((profile) => valueAt(profile, 'metadata', 'name') === wanted);
  return named ?? profiles[0] ?? candidates[0];
}

function readDocuments(text: string): YamlDocument[] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- who validates objects alone needs no parser
  const { readYaml } = require('../yaml/read') as typeof import('../yaml/read');
  return readYaml(text);
}

/** The objects of a YAML text, as they are judged. */
export function readValues(text: string): unknown[] {
  return readDocuments(text).flatMap((document) => objectsOf(document).map(({ value }) => value));
}

const problemRules: Partial<Record<YamlProblem['kind'], Rule>> = {
  'duplicate-key': engineRules['yaml-duplicate-key'],
  'not-an-object': engineRules['not-an-object'],
  'replaced-byte': engineRules['json-not-utf-8'],
  'reads-differently': engineRules['yaml-reads-differently'],
  'ignored-text': engineRules['yaml-text-ignored'],
  separator: engineRules['yaml-separator'],
};

/** What is read differently is quoted, but for a secret. */
function wording({ kind, field, message, hint }: YamlProblem): Pick<Issue, 'message' | 'hint'> {
  if (kind === 'reads-differently' && isSecretPath(field)) {
    return { message: 'without quotes it is read as something else', hint: 'put the text in quotes' };
  }
  return { message, ...(hint === undefined ? {} : { hint }) };
}

function problemIssue(problem: YamlProblem, origin: IssueOrigin, document: YamlDocument): Issue {
  if (problem.kind === 'duplicate-key' && document.isJson) return duplicateInJson(problem, origin, document);
  return toProblemIssue(problemRules[problem.kind] ?? engineRules['yaml-syntax'], problem, origin);
}

/**
 * A JSON text reaches the API server as it is. What that takes unread keeps its keys given twice: the admission of
 * provider-alicloud refuses them in the configurations that it decodes strictly, of others the last one counts.
 */
function duplicateInJson(problem: YamlProblem, origin: IssueOrigin, { value }: YamlDocument): Issue {
  const rule = engineRules['yaml-duplicate-key'];
  const area = unreadAreaOf(value, problem.field);
  if (area === undefined) return toProblemIssue(rule, problem, origin);
  const { kind, spec } = asObject(value);
  const reader = strictReaders.find((candidate) => candidate.kind === kind && candidate.area === area);
  if (reader === undefined || (reader.type !== undefined && valueAt(spec, ...reader.type) !== 'alicloud')) {
    return toProblemIssue(engineRules['yaml-duplicate-unread'], problem, origin);
  }
  if (!reader.atWhole) return toProblemIssue(rule, problem, origin);
  return {
    ...toProblemIssue(engineRules['json-duplicate-in-config'], problem, origin),
    field: area,
    message: `${problem.field.slice(area.length + 1)}: ${problem.message}`,
  };
}

/** Configurations that the admission of provider-alicloud decodes, and whether it names the whole when one fails. */
const strictReaders: readonly {
  readonly kind: string;
  readonly area: string;
  /** Where in the spec the provider stands; none: it is that of another object. */
  readonly type?: readonly string[];
  readonly atWhole: boolean;
}[] = [
  { kind: 'CloudProfile', area: 'spec.providerConfig', type: ['type'], atWhole: false },
  { kind: 'NamespacedCloudProfile', area: 'spec.providerConfig', atWhole: false },
  { kind: 'Seed', area: 'spec.backup.providerConfig', type: ['backup', 'provider'], atWhole: true },
  { kind: 'BackupBucket', area: 'spec.providerConfig', type: ['provider', 'type'], atWhole: true },
];

function toProblemIssue(rule: Rule, problem: YamlProblem, origin: IssueOrigin): Issue {
  return {
    severity: rule === engineRules['yaml-duplicate-unread'] ? rule.severity : problem.severity,
    type: rule.type,
    field: rule.type === 'Malformed' ? '' : problem.field,
    rule: rule.id,
    ...wording(problem),
    origin: { ...origin, line: problem.line, column: problem.column },
  };
}

function toIssue(finding: Finding, origin?: IssueOrigin): Issue {
  const { at: _, ...issue } = finding;
  return origin === undefined ? issue : { ...issue, origin };
}

function byPlace(a: Issue, b: Issue): number {
  const line = (a.origin?.line ?? 0) - (b.origin?.line ?? 0);
  return line === 0 ? (a.origin?.column ?? 0) - (b.origin?.column ?? 0) : line;
}

interface JudgedTexts {
  readonly issues: readonly Issue[];
  readonly documents: readonly LandscapeDocument[];
  /** Documents that are no manifests, or that we cannot build. */
  readonly leftOut: LeftOut;
  /** Documents of kinds that have no rules here. */
  readonly withoutRules: number;
}

/** What files are judged together with. */
interface RelatedObjects {
  /** What is stored now: objects pair by name. */
  readonly previous?: readonly unknown[];
  /** CloudProfiles that NamespacedCloudProfiles refine. */
  readonly parents?: readonly unknown[];
  /** What the garden has: those that the files have, too, are left out. */
  readonly live?: readonly LandscapeDocument[];
  /** Of the garden: judged by the profiles in the files. */
  readonly shoots?: readonly LandscapeDocument[];
}

/** Judges files as one landscape: every document by itself, and all of them together. */
export function judgeTexts(
  files: readonly SourceFile[],
  options: LandscapeOptions & RepositoryOptions,
  related: RelatedObjects = {},
): JudgedTexts {
  const { previous = [], parents = [], live = [], shoots = [] } = related;
  const target = new Target(options);
  const stored = new StoredObjects(previous);
  const { readRepository, toLandscapeDocument } =
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- who validates objects alone reads no files
    require('./repository/repository') as typeof import('./repository/repository');
  const issues: Issue[] = versionIssues(target);
  const repository = readRepository(files, {
    ...options,
    visit({ document, file }) {
      const { value } = document;
      const counterparts = { previous: stored.counterpart(value), parent: parentOf(value, parents) };
      for (const issue of judgeDocument(document, target, counterparts, file)) issues.push(issue);
    },
    visitText(file, text) {
      const found = secretsIn({ file, text });
      if (found.length === 0) return;
      // What a Secret holds is judged by the rules of its kind, which know whose it is.
      const inSecrets = linesOfSecrets(text);
      for (const issue of found) if (!inSecrets(issue.origin?.line ?? 0)) issues.push(issue);
    },
  });
  for (const issue of repository.issues) issues.push(issue);
  const toDocument = (document: RepositoryDocument): LandscapeDocument => {
    const before = stored.counterpart(document.document.value);
    return { ...toLandscapeDocument(document), ...(before === undefined ? {} : { previous: before }) };
  };
  const around = repository.kustomizations.map(toLandscapeDocument);
  const own = new StoredObjects(repository.documents.map(({ document }) => document.value));
  const others = live.filter(({ manifest }) => own.counterpart(manifest) === undefined);
  for (const landscape of repository.landscapes) {
    const documents = [...others, ...landscape.map(toDocument), ...around];
    for (const issue of validateLandscape(documents, options)) issues.push(issue);
    if (shoots.length === 0) continue;
    for (const issue of validateShootsOfGarden(shoots, documents, options)) issues.push(issue);
  }
  return {
    issues: repository.landscapes.length > 1 ? inOrder({ issues, files: 0, documents: 0 }).issues : issues,
    documents: repository.documents.map(toDocument),
    leftOut: repository.leftOut,
    withoutRules: repository.documents.filter(({ document }) => isWithoutRules(document.value)).length,
  };
}

/** Whether a line of a YAML text belongs to a document of kind Secret; to be asked for one line after the other. */
function linesOfSecrets(text: string): (line: number) => boolean {
  const starts: { readonly line: number; isSecret: boolean }[] = [{ line: 1, isSecret: false }];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.startsWith('---')) starts.push({ line: index + 1, isSecret: false });
    const last = starts.at(-1);
    if (last !== undefined && /^kind: *["']?Secret["']? *$/.test(line.trimEnd())) last.isSecret = true;
  }
  let at = 0;
  return (line) => {
    for (let next = starts[at + 1]; next !== undefined && next.line <= line; next = starts[at + 1]) at++;
    return starts[at]?.isSecret === true;
  };
}

/** Credentials in clear: of a file that is there already one can only warn. */
export function secretsIn({ file, text }: SourceFile): Issue[] {
  const { id, severity, type } = secretRules['secret-in-clear'];
  return scanForSecrets(text).map(({ line, what }) => ({
    severity,
    type,
    field: '',
    rule: id,
    message: `there is ${what}`,
    hint: 'refer to a Secret instead, and revoke the key if it is real',
    origin: { file, line, column: 1 },
  }));
}

/** The objects of GitOps engines are judged with what they apply. */
function isWithoutRules(manifest: unknown): boolean {
  if (!isObject(manifest)) return false;
  const { apiVersion, kind } = manifest;
  if (!('foreign' in identify(apiVersion, kind))) return false;
  const group = groupOf(String(apiVersion));
  return (
    !(group === fluxGroup && kind === 'Kustomization') && !(group === argocdGroup && kind === 'Application')
  );
}
