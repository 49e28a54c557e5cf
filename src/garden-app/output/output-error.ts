/** The output folder could not be written; nothing in it was changed, unless the message says so. */
export class OutputError extends Error {
  override readonly name = 'OutputError';

  constructor(place: string, what: string, remedy: string) {
    super(`${place}: ${what}; ${remedy}`);
    this.stack = `${this.name}: ${this.message}`;
  }
}

/** Words for what the file system said; an error that is not from there stays what it is. */
export function toOutputError(error: unknown, place: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  const [what, remedy] = causes.get(code) ?? [message, 'nothing was changed'];
  return new OutputError(place, what, remedy);
}

const causes: ReadonlyMap<string, readonly [what: string, remedy: string]> = new Map([
  [
    'EACCES',
    ['no permission to write there', 'give the user of this process write access; nothing was changed'],
  ],
  [
    'EPERM',
    ['writing there is not permitted', 'give the user of this process write access; nothing was changed'],
  ],
  ['EROFS', ['the file system is read-only', 'choose another output folder; nothing was changed']],
  ['ENOSPC', ['no space left on the disk', 'free some space and run again; nothing was changed']],
  ['EDQUOT', ['the disk quota is used up', 'free some space and run again; nothing was changed']],
  [
    'ENOTDIR',
    [
      'a part of the path is a file, not a folder',
      'move that file away, or choose another output folder; nothing was changed',
    ],
  ],
  ['ENAMETOOLONG', ['a file name is too long', 'shorten metadata.name of the object; nothing was changed']],
]);
