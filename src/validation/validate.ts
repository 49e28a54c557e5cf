import type { YamlDocument, YamlProblem } from '../yaml/read';
import { counterpart } from './counterpart';
import { judge, type Related } from './engine';
import { engineRules } from './engine-rules';
import type { Issue, IssueOrigin } from './issue';
import type { Finding } from './issue-collector';
import { listItems, objectsOf } from './list-items';
import type { Rule } from './rule';
import { Target, type TargetOptions } from './target';

/** How manifests are judged. */
export interface ValidateOptions extends TargetOptions {
  /** What it replaces, as object or as YAML text: then update rules hold as well. @default it is new */
  readonly previous?: object | string;
  /** For a NamespacedCloudProfile: its CloudProfile; then the merged result is judged, too. @default it alone */
  readonly parent?: object;
  /** Decides what is expired. @default the system clock */
  readonly now?: Date;
}

/**
 * Judges one manifest as a Gardener of the target version does: strict decoding, defaults, what is dropped
 * at creation, the API server's rules, the admission of provider-alicloud. Adds warnings for what Gardener
 * accepts and an operator regrets. A kind that is not ours gives no issue; of a `kind: List` the items are judged.
 *
 * @returns all issues; never throws for bad input
 * @throws UnsupportedVersionError for a `gardenerVersion` or `providerVersion` out of range
 */
export function validateManifest(manifest: unknown, options: ValidateOptions = {}): Issue[] {
  const target = new Target(options);
  const previous =
    typeof options.previous === 'string'
      ? pair(manifest, readValues(options.previous), true)
      : options.previous;
  return (listItems(manifest) ?? [manifest]).flatMap((object) =>
    judge(object, target, { previous, parent: options.parent }).map((finding) => toIssue(finding)),
  );
}

/**
 * Judges a YAML text of one or several documents; issues carry file, document, line and column.
 * `previous` may hold several documents, too: they pair by group, kind, namespace and name.
 *
 * @throws UnsupportedVersionError as validateManifest does
 */
export function validateYaml(text: string, options: ValidateOptions & { file?: string } = {}): Issue[] {
  const target = new Target(options);
  const previous =
    typeof options.previous === 'string'
      ? readValues(options.previous)
      : options.previous === undefined
        ? []
        : [options.previous];
  const documents = readDocuments(text).flatMap((document) => objectsOf(document));
  return documents.flatMap((document) => {
    const stored = pair(document.value, previous, documents.length === 1);
    return judgeDocument(document, target, { previous: stored, parent: options.parent }, options.file);
  });
}

/** One document of a YAML text, as `readYaml` gives it. */
export function judgeDocument(
  document: YamlDocument,
  target: Target,
  related: Related,
  file?: string,
): Issue[] {
  const origin = file === undefined ? { document: document.index } : { file, document: document.index };
  const issues = document.problems.map((problem) => problemIssue(problem, origin));
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
function pair(manifest: unknown, previous: readonly unknown[], alone: boolean): unknown {
  return alone && previous.length === 1 ? previous[0] : counterpart(manifest, previous);
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
  'reads-differently': engineRules['yaml-reads-differently'],
  'ignored-text': engineRules['yaml-text-ignored'],
  separator: engineRules['yaml-separator'],
};

function problemIssue(problem: YamlProblem, origin: IssueOrigin): Issue {
  const rule = problemRules[problem.kind] ?? engineRules['yaml-syntax'];
  return {
    severity: problem.severity,
    type: rule.type,
    field: rule.type === 'Malformed' ? '' : problem.field,
    rule: rule.id,
    message: problem.message,
    ...(problem.hint === undefined ? {} : { hint: problem.hint }),
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
