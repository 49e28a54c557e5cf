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
import { type DataFormat, LiteralFault, printLiteral, readLiteral } from './literals';
import { ImportProblem } from './request';

/** A data file of a landscape as it is now, and how it is written. */
interface DataFile {
  /** What it holds; undefined when there is none yet. */
  readonly value: unknown;
  readonly text: string | undefined;
  /** The whole text with other data in it. */
  readonly render: (value: unknown) => string;
}

interface DataFileOptions {
  /** As the user wrote the path: for messages. */
  readonly label: string;
  /** @default by the extension */
  readonly format?: DataFormat | undefined;
  /** The type of the data in TypeScript, e.g. `MachineImageProps`. */
  readonly type: string;
}

/** The head of the data in a TypeScript file; its type stands on the same line. */
const declaration = /^export const [A-Za-z_$][\w$]*(?:: [^=\n]+)? = /m;

/**
 * Reads a data file. In a TypeScript file everything before and after the literal stays as it is.
 *
 * @throws ImportProblem when it cannot be read, or holds more than plain data
 */
export function openDataFile(path: string, options: DataFileOptions): DataFile {
  const { label } = options;
  const format = options.format ?? formatOf(label);
  const text = readIfThere(path, label);
  return format === 'json' ? openJson(text, label) : openTypeScript(text, path, options);
}

function formatOf(label: string): DataFormat {
  const extension = extname(label);
  if (extension === '.json') return 'json';
  if (extension === '.ts') return 'ts';
  throw new ImportProblem(
    label,
    `the extension ${JSON.stringify(extension)} says nothing about the format`,
    'name the file *.json or *.ts, or give --format',
  );
}

function openJson(text: string | undefined, label: string): DataFile {
  const render = (value: unknown): string => `${printLiteral(value, 'json')}\n`;
  if (text === undefined) return { value: undefined, text, render };
  try {
    return { value: JSON.parse(text) as unknown, text, render };
  } catch {
    throw new ImportProblem(label, 'is not JSON', 'mend it, or move it away: nothing was written');
  }
}

function openTypeScript(text: string | undefined, path: string, options: DataFileOptions): DataFile {
  const { label, type } = options;
  if (text === undefined) {
    const bare = type.replace(/^readonly |\[\]$/g, '');
    const head = `import type { ${bare} } from 'cdk8s-gardener-alicloud';\n\nexport const ${constantName(path)}: ${type} = `;
    return { value: undefined, text, render: (value) => inPlace(head, value, ';\n') };
  }
  const found = declaration.exec(text);
  if (found === null) {
    throw new ImportProblem(
      label,
      'has no line "export const <name>: <type> = " with the data',
      'import into a file of its own',
    );
  }
  const start = found.index + found[0].length;
  try {
    const { value, end } = readLiteral(text, start);
    if (!/^\s*(;|satisfies |as const)/.test(text.slice(end, end + 200)))
      throw new LiteralFault('this is computed, not plain data', end);
    return { value, text, render: (next) => inPlace(text.slice(0, start), next, text.slice(end)) };
  } catch (error) {
    if (!(error instanceof LiteralFault)) throw error;
    const lines = text.slice(0, error.at).split('\n');
    throw new ImportProblem(
      `${label}:${lines.length}:${(lines.at(-1) ?? '').length + 1}`,
      error.message,
      'keep comments and code before or after the data, or import into a file of its own',
    );
  }
}

function inPlace(head: string, value: unknown, tail: string): string {
  const column = head.length - (head.lastIndexOf('\n') + 1);
  return head + printLiteral(value, 'ts', 0, column) + tail;
}

/** `garden-linux.ts` holds `gardenLinux`. */
function constantName(path: string): string {
  const words = basename(path, extname(path))
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '');
  const name = words
    .map(
      (word, index) =>
        (index === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1),
    )
    .join('');
  return /^[a-z]/.test(name) ? name : `data${name}`;
}

function readIfThere(path: string, label: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    const what = code === 'EISDIR' ? 'is a folder' : `cannot be read (${code ?? 'unknown reason'})`;
    throw new ImportProblem(label, what, 'name a file to write');
  }
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
