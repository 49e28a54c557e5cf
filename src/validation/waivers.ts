import { isObject } from '../gardener/json';
import type { Issue, IssueOrigin } from '../issues/issue';
import { defineRules } from '../issues/rule';

/**
 * A warning that is known and meant. Errors cannot be waived: Gardener would not listen. A text that ends
 * in `*` stands for all that begin like it.
 */
export interface Waiver {
  /** Id of the rule; exact. */
  readonly rule: string;
  /**
   * E.g. `spec.regions[3].name` or `spec.machineImages*`. An item of a list may go by its name or version, which no
   * other change moves: `spec.machineImages[gardenlinux].versions[1592.14.0]`. @default every field
   */
  readonly field?: string;
  /** File that the issue comes from, as seen from the folder of the output, or of `gardener-alicloud.yaml`. @default every file */
  readonly file?: string;
  /** Path of the construct that the issue comes from. @default every construct */
  readonly constructPath?: string;
  /** Why the warning does not matter here, for the one who reads it a year from now. */
  readonly reason: string;
}

export const waiverRules = defineRules({
  'waiver-unused': {
    severity: 'warning',
    type: 'NotFound',
    kinds: ['every kind'],
    what: 'a waiver matches no warning',
    why: 'What it excused is gone, it names an error, or its rule or field is misspelled. Remove or mend it, lest it hides a new problem.',
    example: '{ rule: label-key-invalid, reason: the label is older than the rule }',
  },
});

/** Waivers are written by people; this one says nothing that could be applied. */
export class InvalidWaiverError extends Error {
  override readonly name = 'InvalidWaiverError';
}

/** How waivers find their warnings. */
export interface WaiverOptions {
  /** Names that the file of an issue goes by. @default the one in its origin */
  readonly filesOf?: (issue: Issue) => readonly string[];
  /** Manifests that an issue may be about: for fields that call items by their names. @default not known */
  readonly manifestsOf?: (issue: Issue) => readonly unknown[];
  /** Waivers that may well find nothing, as only a part of what they are for is judged. @default none */
  readonly partial?: readonly Waiver[];
}

function fileOf({ origin }: Issue): readonly string[] {
  return origin?.file === undefined ? [] : [origin.file];
}

/**
 * Drops the warnings that a waiver names, and adds one for every waiver that names none, but for those of changes.
 * @throws InvalidWaiverError for a waiver without a reason or a rule
 */
export function applyWaivers(
  issues: readonly Issue[],
  waivers: readonly Waiver[],
  options: WaiverOptions = {},
): Issue[] {
  for (const [index, waiver] of waivers.entries()) checkWaiver(waiver, index);
  const used = new Set<Waiver>();
  const { partial = [] } = options;
  const kept = issues.filter((issue) => {
    const matching = waivers.filter((waiver) => matches(waiver, issue, options));
    if (issue.severity === 'error' || matching.length === 0) return true;
    for (const waiver of matching) used.add(waiver);
    return false;
  });
  for (const [index, waiver] of waivers.entries()) {
    if (!used.has(waiver) && !partial.includes(waiver) && !isForChanges(waiver))
      kept.push(unused(waiver, index, issues, options));
  }
  return kept;
}

/** The waiver that a warning is meant by, if there is one. */
export function waiverOf(
  issue: Issue,
  waivers: readonly Waiver[],
  options: WaiverOptions = {},
): Waiver | undefined {
  if (issue.severity === 'error') return undefined;
  return waivers.find((waiver) => matches(waiver, issue, options));
}

/** Manifests by the file and document that issues name. */
export function manifestsByPlace(
  documents: readonly { readonly manifest: unknown; readonly origin?: IssueOrigin }[],
): NonNullable<WaiverOptions['manifestsOf']> {
  const place = ({ file, document }: IssueOrigin): string => JSON.stringify([file, document]);
  const byPlace = new Map<string, unknown[]>();
  for (const { manifest, origin = {} } of documents) {
    const those = byPlace.get(place(origin));
    if (those === undefined) byPlace.set(place(origin), [manifest]);
    else those.push(manifest);
  }
  return ({ origin = {} }) => byPlace.get(place(origin)) ?? [];
}

/** Whether a waiver is for what a change does, which a comparison of two states finds alone. */
export function isForChanges({ rule }: Waiver): boolean {
  return rule.startsWith('change-');
}

/** Waivers by construct as waivers by file: for who judges the files, and knows of no constructs. */
export function byFile(
  waivers: readonly Waiver[],
  files: ReadonlyMap<string, readonly string[]>,
): readonly Waiver[] {
  return waivers.flatMap((waiver) => {
    const { constructPath, rule, field, reason } = waiver;
    if (constructPath === undefined) return [waiver];
    const those = [...files]
      .filter(([construct]) => covers(constructPath, construct))
      .flatMap(([, paths]) => paths);
    return those
      .filter((file) => covers(waiver.file, file))
      .map((file) => ({ rule, ...(field === undefined ? {} : { field }), file, reason }));
  });
}

/** Every warning as an error, for those who want none of them. */
export function warningsAsErrors(issues: readonly Issue[]): Issue[] {
  return issues.map((issue) => (issue.severity === 'warning' ? { ...issue, severity: 'error' } : issue));
}

/**
 * Reads a YAML (or JSON) list of waivers.
 * @throws InvalidWaiverError for anything else, with the item that is wrong
 */
export function readWaivers(text: string): Waiver[] {
  const list = parseYaml(text) ?? [];
  if (!Array.isArray(list)) {
    throw new InvalidWaiverError('not a list of waivers; write - { rule: …, field: …, reason: … }');
  }
  return list.map((item, index) => readWaiver(item, index));
}

/** @throws InvalidWaiverError for anything else */
export function readWaiver(item: unknown, index: number): Waiver {
  checkWaiver(item, index);
  return item;
}

/**
 * The manifests' own reader wants objects as the API server does; a file of ours is for the plain parser.
 *
 * @throws InvalidWaiverError for what is no YAML
 */
export function parseYaml(text: string): unknown {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- who has no file of waivers needs no parser
  const { parse } = require('yaml') as typeof import('yaml');
  try {
    return parse(text, { logLevel: 'error' });
  } catch (error) {
    const sentence = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    throw new InvalidWaiverError(`not YAML: ${sentence ?? ''}`);
  }
}

const fields: readonly string[] = ['rule', 'field', 'file', 'constructPath', 'reason'];

function checkWaiver(waiver: unknown, index: number): asserts waiver is Waiver {
  const fail = (what: string): never => {
    throw new InvalidWaiverError(`waivers[${index}]: ${what}`);
  };
  if (typeof waiver !== 'object' || waiver === null || Array.isArray(waiver)) {
    return fail('not an object; write { rule: …, field: …, reason: … }');
  }
  for (const [name, value] of Object.entries(waiver)) {
    if (!fields.includes(name)) fail(`unknown field ${JSON.stringify(name)}; use ${fields.join(', ')}`);
    if (value !== undefined && typeof value !== 'string') fail(`${name} is not a text; quote it`);
  }
  const { rule, reason } = waiver as Partial<Waiver>;
  if (rule === undefined || rule === '') fail('no rule; name the one in brackets behind the warning');
  if (reason === undefined || reason.trim() === '') {
    fail('no reason; say why the warning does not matter, for whoever reads it later');
  }
}

function matches(
  waiver: Waiver,
  issue: Issue,
  { filesOf = fileOf, manifestsOf = () => [] }: WaiverOptions,
): boolean {
  const { rule, field, origin } = issue;
  return (
    waiver.rule === rule &&
    (covers(waiver.field, field) ||
      (namesItems(waiver.field) &&
        manifestsOf(issue).some((manifest) => covers(waiver.field, namedField(manifest, field))))) &&
    (waiver.file === undefined || filesOf(issue).some((file) => covers(waiver.file, file))) &&
    covers(waiver.constructPath, origin?.constructPath)
  );
}

function namesItems(field: string | undefined): boolean {
  return field !== undefined && /\[(?!\d+\])/.test(field);
}

/** What tells items of a list apart, the first that there is. */
const itemNames = ['name', 'version', 'key', 'type'] as const;

/** A field with the items of lists by their names instead of their numbers. */
function namedField(manifest: unknown, field: string): string {
  let value = manifest;
  const steps = field.match(/[^.[\]]+|\[[^\]]*\]/g) ?? [];
  const named = steps.map((step, index) => {
    const at = step.replace(/^\[|\]$/g, '');
    const list = Array.isArray(value) ? (value as readonly unknown[]) : undefined;
    value =
      list === undefined
        ? isObject(value) && Object.hasOwn(value, at)
          ? value[at]
          : undefined
        : list[Number(at)];
    const name = list === undefined ? undefined : nameOf(value);
    if (name !== undefined) return `[${name}]`;
    return index === 0 || step.startsWith('[') ? step : `.${step}`;
  });
  return named.join('');
}

function nameOf(item: unknown): string | undefined {
  if (typeof item === 'string') return item;
  if (!isObject(item)) return undefined;
  return itemNames.map((key) => item[key]).find((name) => typeof name === 'string' && name !== '') as
    string | undefined;
}

function covers(pattern: string | undefined, text: string | undefined): boolean {
  if (pattern === undefined) return true;
  if (text === undefined) return false;
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}

function unused(waiver: Waiver, index: number, issues: readonly Issue[], options: WaiverOptions): Issue {
  const { id, severity, type } = waiverRules['waiver-unused'];
  const isError = issues.some((issue) => matches(waiver, issue, options));
  const where = waiver.field === undefined ? '' : ` at ${waiver.field}`;
  return {
    severity,
    type,
    field: `waivers[${index}]`,
    rule: id,
    message: isError
      ? `${waiver.rule}${where} is an error, which cannot be waived`
      : `${waiver.rule}${where} matches no warning`,
    hint: isError ? 'mend the manifest and remove the waiver' : 'remove it, or mend its rule or field',
  };
}
