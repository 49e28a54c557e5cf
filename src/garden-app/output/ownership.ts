import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { outputFactsFile } from '../../validation/target-file';
import { entryAt, foldersAbove } from './file-tree';
import { OutputError } from './output-error';

/** Says which files of an output folder are ours: only they are ever removed. */
export const ownershipFile = outputFactsFile;

/** What `.gardener-alicloud.json` holds. */
export interface Ownership {
  /** Files that were written, relative to the folder, with the hash of what was written; lists of 0.1 have none. */
  readonly files: ReadonlyMap<string, string | undefined>;
  /** Every other key at the top, as it was read. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/**
 * The text of `.gardener-alicloud.json`. The facts (plain JSON) stand between comment and files, in the order
 * given. `files` is an array of names, as it always was: older programs read on. `sha256` holds lines as `sha256sum`
 * prints and checks them; a secret scanner takes a hash behind a name such as `secret-backup.yaml` for a secret.
 */
export function renderOwnership(
  files: ReadonlyMap<string, string>,
  facts: Readonly<Record<string, unknown>> = {},
): string {
  const paths = [...files.keys()].sort();
  const ownership = {
    comment: 'Files that cdk8s-gardener-alicloud wrote here, and removes when they are no longer produced.',
    ...facts,
    files: paths,
    sha256: paths.map((path) => `${contentHash(Buffer.from(files.get(path) ?? ''))}  ${path}`),
  };
  return `${JSON.stringify(ownership, null, 2)}\n`;
}

/**
 * What earlier runs wrote; nothing where there is no list.
 *
 * @throws OutputError for a list that cannot be read, or that names files elsewhere
 */
export function readOwnership(folder: string): Ownership {
  const file = join(folder, ownershipFile);
  const entry = entryAt(file);
  if (entry === undefined) return { files: new Map(), facts: {} };
  const ownership = entry.isFile() ? parseOwnership(readFileSync(file, 'utf8')) : undefined;
  if (ownership === undefined) {
    throw new OutputError(
      file,
      'the list of owned files cannot be read',
      'restore it from Git (after a merge, either side will do), or delete it: ' +
        'then files of earlier runs stay until somebody removes them',
    );
  }
  return ownership;
}

/** Nothing for a text that is no such list. */
export function parseOwnership(text: string): Ownership | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  const { comment: _, files, sha256, ...facts } = value;
  if (!Array.isArray(files) || !files.every((file) => isInside(file))) return undefined;
  const hashes = new Map<string, string>();
  for (const line of Array.isArray(sha256) ? sha256 : []) {
    if (typeof line === 'string') hashes.set(line.slice(66), line.slice(0, 64));
  }
  return { files: new Map(files.map((file) => [file, hashes.get(file)])), facts };
}

/** Whether the file is one that we may remove: named as we name files, and as we wrote it. */
export function isOurs(folder: string, path: string, hash: string | undefined): boolean {
  return canBeOurs(path) && holdsContent(folder, path, hash);
}

/** Whether there is a file with that content, and not behind a link. */
export function holdsContent(folder: string, path: string, hash: string | undefined): boolean {
  return (
    hash !== undefined &&
    isBehindNoLink(folder, path) &&
    entryAt(join(folder, path))?.isFile() === true &&
    contentHash(readFileSync(join(folder, path))) === hash
  );
}

/** Whether every folder above a path is one, or is not there yet. */
export function isBehindNoLink(folder: string, path: string): boolean {
  return foldersAbove(path).every((parent) => entryAt(join(folder, parent))?.isDirectory() ?? true);
}

/** Names below a hidden folder (`.git/HEAD`), or hidden themselves, belong to others. */
export function canBeOurs(path: string): boolean {
  return isInside(path) && path.split('/').every((name) => !name.startsWith('.'));
}

/** As `sha256sum` prints it, but that line ends of a Git for Windows make no difference. */
export function contentHash(content: Buffer): string {
  const hash = createHash('sha256');
  if (!content.includes('\r\n')) return hash.update(content).digest('hex');
  return hash.update(content.toString('latin1').replaceAll('\r\n', '\n'), 'latin1').digest('hex');
}

/** A path within the folder that cannot be obeyed by a terminal either. */
function isInside(path: unknown): path is string {
  return (
    typeof path === 'string' &&
    path !== '' &&
    !/[\\\p{Cc}]/u.test(path) &&
    !path.endsWith('/') &&
    !posix.isAbsolute(path) &&
    posix.normalize(path) === path &&
    !['.', '..'].includes(path.split('/')[0] ?? '')
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
