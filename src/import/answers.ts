import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseExactJson } from '../alibaba-cloud/answer';
import { isObject } from '../gardener/json';
import { ImportProblem, toText } from './outcome';

/** Calls of ECS that a catalogue is made from, and where their answers keep their list. */
const lists = {
  DescribeImages: ['Images', 'Image'],
  DescribeInstanceTypes: ['InstanceTypes', 'InstanceType'],
  DescribeZones: ['Zones', 'Zone'],
  DescribeAvailableResource: ['AvailableZones', 'AvailableZone'],
  DescribeRegions: ['Regions', 'Region'],
} as const;

export type CatalogueAction = keyof typeof lists;
export type Item = Readonly<Record<string, unknown>>;

/** One answer of ECS, saved or fresh: a list, or a page of one. */
export interface Answer {
  /** A file, or the call. */
  readonly where: string;
  readonly action: CatalogueAction;
  readonly items: readonly Item[];
  /** The answer as a whole, for its region, total and token. */
  readonly body: Item;
}

/**
 * Reads a saved answer, or a JSON list of several.
 *
 * @throws ImportProblem when it is not JSON, an error answer, or the answer of another call
 */
export function readAnswers({ label, text }: SourceFile, expected: readonly CatalogueAction[]): Answer[] {
  let value: unknown;
  try {
    value = parseExactJson(text.replace(/^\ufeff/, ''));
  } catch {
    throw new ImportProblem(
      label,
      'is not JSON',
      `save an answer of ${expected.join(' or ')} there, unchanged`,
    );
  }
  const bodies: unknown[] = Array.isArray(value) ? value : [value];
  if (bodies.length === 0)
    throw new ImportProblem(label, 'is an empty list', 'save the answers there, unchanged');
  return bodies.map((body, index) => {
    const where = Array.isArray(value) ? `${label}[${index}]` : label;
    const answer = isObject(body) ? toAnswer(where, body) : undefined;
    if (answer === undefined) {
      throw new ImportProblem(
        where,
        'is no answer of ECS',
        `save an answer of ${expected.join(' or ')} there, unchanged`,
      );
    }
    if (!expected.includes(answer.action)) {
      throw new ImportProblem(
        where,
        `is an answer of ${answer.action}`,
        `give one of ${expected.join(' or ')}`,
      );
    }
    return answer;
  });
}

/**
 * @returns undefined for what is no answer
 * @throws ImportProblem for an error answer
 */
export function toAnswer(where: string, body: Item): Answer | undefined {
  for (const [action, [outer, inner]] of Object.entries(lists)) {
    const items = listIn(body, outer, inner);
    if (items === undefined) continue;
    return { where, action: action as CatalogueAction, items: items.filter(isObject), body };
  }
  const code = body['Code'];
  if (typeof code !== 'string' || !/^[\w.-]{1,100}$/.test(code)) return undefined;
  throw new ImportProblem(
    where,
    `is an error answer (${code}), no data`,
    'run the call again and save its answer',
  );
}

/** A list of ECS, which are wrapped twice: `Images.Image`; undefined where there is none. */
export function listIn(item: Item, outer: string, inner: string): readonly unknown[] | undefined {
  const list = item[outer];
  const items: unknown = isObject(list) ? list[inner] : undefined;
  return Array.isArray(items) ? items : undefined;
}

/** A text field that has to be there. */
export function textOf(item: Item, field: string, where: string): string {
  const value = item[field];
  if (typeof value === 'string' && value !== '') return value;
  throw new ImportProblem(where, `an entry has no ${field}`, 'save the answer unchanged');
}

/** A number that has to be there; some answers have numbers in quotes. */
export function numberOf(item: Item, field: string, where: string): number {
  const value = item[field];
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number) && number >= 0) return number;
  throw new ImportProblem(
    where,
    `an entry has ${value === undefined ? 'nothing' : JSON.stringify(value)} for ${field}`,
    'save the answer unchanged',
  );
}

/** A file that something is imported from. */
export interface SourceFile {
  /** As the user wrote the path. */
  readonly label: string;
  readonly path: string;
  readonly text: string;
}

const extensions = /\.(json|ya?ml)$/;

/**
 * Reads files, and folders with the JSON and YAML files right in them, in the order of names.
 *
 * @throws ImportProblem for a path that is not there, cannot be read, or holds nothing to import
 */
export function readSourceFiles(paths: readonly string[], cwd: string): SourceFile[] {
  return paths.flatMap((label) => {
    const path = resolve(cwd, label);
    const names = namesIn(path, label);
    if (names === undefined) return [{ label, path, text: readText(path, label) }];
    if (names.length === 0)
      throw new ImportProblem(
        label,
        'the folder has no JSON or YAML file',
        'save the answers there, or name files',
      );
    return names.map((name) => {
      const [inner, innerLabel] = [join(path, name), `${label.replace(/\/+$/, '')}/${name}`];
      return { label: innerLabel, path: inner, text: readText(inner, innerLabel) };
    });
  });
}

/** Undefined for what is no folder. */
function namesIn(path: string, label: string): string[] | undefined {
  try {
    if (!statSync(path).isDirectory()) return undefined;
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.') && extensions.test(entry.name))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    throw unreadable(error, path, label);
  }
}

function readText(path: string, label: string): string {
  try {
    return toText(readFileSync(path), label);
  } catch (error) {
    throw error instanceof ImportProblem ? error : unreadable(error, path, label);
  }
}

function unreadable(error: unknown, path: string, label: string): ImportProblem {
  const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  if (code === 'ENOENT')
    return new ImportProblem(label, isLink ? 'the link leads to nothing' : 'no such file or folder');
  if (code === 'ELOOP') return new ImportProblem(label, 'the link leads back to itself');
  return new ImportProblem(label, `cannot be read (${code})`);
}
