import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { OutputError } from './output-error';

/** Lists the files of an output folder that are ours: only they are ever removed. */
export const ownershipFile = '.gardener-alicloud.json';

interface Ownership {
  readonly comment: string;
  readonly files: readonly string[];
}

export function renderOwnership(files: readonly string[]): string {
  const ownership: Ownership = {
    comment: 'Files that cdk8s-gardener-alicloud wrote here, and removes when they are no longer produced.',
    files,
  };
  return `${JSON.stringify(ownership, null, 2)}\n`;
}

/** Paths that earlier runs wrote, relative to the folder; none where there is no list. */
export function readOwnership(folder: string): string[] {
  const file = join(folder, ownershipFile);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
  const files = parse(text);
  if (files === undefined) {
    throw new OutputError(
      file,
      'the list of owned files cannot be read',
      'restore it from Git, or delete it: then files of earlier runs stay until somebody removes them',
    );
  }
  return files;
}

function parse(text: string): string[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const files = (value as Partial<Ownership> | null)?.files;
  return Array.isArray(files) && files.every((file) => isInside(file)) ? files : undefined;
}

/** A list that names files elsewhere must never make us delete them. */
function isInside(path: unknown): path is string {
  return (
    typeof path === 'string' &&
    path !== '' &&
    !path.includes('\\') &&
    !posix.isAbsolute(path) &&
    posix.normalize(path) === path &&
    path.split('/')[0] !== '..'
  );
}
