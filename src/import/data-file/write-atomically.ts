import { chmodSync, mkdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ImportProblem } from '../import-problem';

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
