import {
  chmodSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { ImportProblem, toText } from './outcome';

/** A data file of a landscape as it is now. */
interface DataFile {
  /** What it holds; undefined when there is none yet. */
  readonly value: unknown;
  readonly text: string | undefined;
}

/**
 * Reads a data file: JSON, which a landscape imports (`resolveJsonModule`) or reads with readMachineImage,
 * readMachineTypes or readRegions.
 *
 * @param label the path as the user wrote it: for messages
 * @throws ImportProblem for another extension, and when it cannot be read or is not JSON
 */
export function openDataFile(path: string, label: string): DataFile {
  if (extname(label) !== '.json')
    throw new ImportProblem(
      label,
      'is not named *.json; imported data is JSON',
      `name it ${JSON.stringify(`${withoutExtension(label)}.json`)}, and import that in the landscape`,
    );
  const text = readIfThere(path, label);
  if (text === undefined) return { value: undefined, text };
  try {
    return { value: JSON.parse(text) as unknown, text };
  } catch {
    throw new ImportProblem(label, 'is not JSON', 'mend it, or move it away: nothing was written');
  }
}

function withoutExtension(label: string): string {
  const extension = extname(label);
  return extension === '' ? label : label.slice(0, -extension.length);
}

function readIfThere(path: string, label: string): string | undefined {
  try {
    return toText(readFileSync(path), label);
  } catch (error) {
    if (error instanceof ImportProblem) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    const what = code === 'EISDIR' ? 'is a folder' : `cannot be read (${code ?? 'unknown reason'})`;
    throw new ImportProblem(label, what, 'name a file to write');
  }
}

/** The width of a line, as Prettier is set in new landscapes. */
const WIDTH = 110;

/**
 * The text of a data file, readable and in the form that Prettier leaves alone: what fits on a line stays on
 * one, except for objects that hold others, and maps such as image IDs by region.
 */
export function printData(value: unknown): string {
  return `${print(value, 0, 0)}\n`;
}

/** @param before what stands before it on its first line, in characters */
function print(value: unknown, indent: number, before: number): string {
  if (!breaks(value)) {
    const line = inline(value);
    // One more for the comma after it.
    if (before + line.length + 1 <= WIDTH || !isComposite(value)) return line;
  }
  const inner = ' '.repeat(indent + 2);
  const entries = Array.isArray(value)
    ? value.map((item: unknown) => `${inner}${print(item, indent + 2, indent + 2)}`)
    : definedEntries(value as object).map(([key, item]) => {
        const name = `${JSON.stringify(key)}: `;
        return `${inner}${name}${print(item, indent + 2, indent + 2 + name.length)}`;
      });
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return `${open}\n${entries.join(',\n')}\n${' '.repeat(indent)}${close}`;
}

function breaks(value: unknown): boolean {
  if (!isComposite(value)) return false;
  const items: unknown[] = Object.values(value);
  if (Array.isArray(value)) {
    const rows = value.length > 1 && value.every((item) => isMap(item) && Object.keys(item).length > 1);
    return rows || items.some(breaks);
  }
  return items.some(holdsMaps) || Object.keys(value).some((key) => !isName(key)) || items.some(breaks);
}

function holdsMaps(value: unknown): boolean {
  return isMap(value) || (Array.isArray(value) && value.some(isMap));
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => inline(item)).join(', ')}]`;
  if (!isMap(value)) return JSON.stringify(value);
  const entries = definedEntries(value).map(([key, item]) => `${JSON.stringify(key)}: ${inline(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

function definedEntries(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, item]) => item !== undefined);
}

/** A field's name, rather than a key of a map such as a region. */
function isName(key: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(key);
}

function isComposite(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return isComposite(value) && !Array.isArray(value);
}

/**
 * Replaces a file at once: whoever reads it finds the old text or the new one. A link stays a link, and the
 * file keeps its permissions.
 *
 * @throws ImportProblem when the file system refuses; the old file is still there then
 */
export function writeAtomically(path: string, label: string, text: string): void {
  try {
    const mode = statSync(path, { throwIfNoEntry: false })?.mode;
    const place = mode === undefined ? path : realpathSync(path);
    mkdirSync(dirname(place), { recursive: true });
    const beside = join(dirname(place), `.${basename(place)}.${process.pid}.new`);
    try {
      writeFileSync(beside, text, { flag: 'wx' });
      if (mode !== undefined) chmodSync(beside, mode & 0o7777);
      renameSync(beside, place);
    } finally {
      rmSync(beside, { force: true });
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ImportProblem(label, `cannot be written (${code ?? message})`, 'nothing was changed');
  }
}
