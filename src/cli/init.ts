import { resolve } from 'node:path';
import { newLandscape } from '../init/new-landscape';
import { existingFiles, folderState, writeNewFiles } from '../init/write-new-files';
import { parseArguments } from './arguments';
import { exitCode, harmless, type Io, UsageError } from './io';
import { landscapeFlags, landscapeHelp, nextCommands, readLandscape, withReason } from './landscape-flags';

const initHelp = `Usage: gardener-alicloud init [FLAGS] DIR

Makes a repository for a new landscape that synthesizes at once. DIR is made, or is empty but for .git.

${landscapeHelp}  --force            writes into a DIR that is not empty, but only files that are not there yet

Exit codes: 0 made, 2 wrong use: nothing was written.
`;

/** `gardener-alicloud init`. */
export function runInit(args: readonly string[], io: Io): number {
  const { values, positionals } = parseArguments(args, {
    ...landscapeFlags,
    force: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help === true) {
    io.out(initHelp);
    return exitCode.fine;
  }
  const [dir, ...more] = positionals;
  if (dir === undefined || dir === '' || more.length > 0)
    throw new UsageError('init takes exactly one folder; see gardener-alicloud init --help');
  const folder = resolve(io.cwd, dir);
  const { options, info, copies } = readLandscape(values, folder, io);

  const files = [...newLandscape(options, info), ...copies];
  const written = withReason(dir, () => {
    const state = folderState(folder);
    if (state === 'no-folder') throw new UsageError(`${dir}: is a file; name a folder`);
    if (state === 'filled' && values.force !== true) {
      throw new UsageError(
        `${dir}: is not empty; name a new folder, or write what is not there yet with --force`,
      );
    }
    const existing = existingFiles(folder, files);
    const missing = files.filter(({ path }) => !existing.has(path));
    writeNewFiles(folder, missing);
    for (const path of existing) io.out(`${harmless(`kept ${path}`)}\n`);
    return missing.length;
  });
  io.out(`${harmless(`${dir}: ${written} files written`)}\n\n${nextCommands(dir, copies)}`);
  return exitCode.fine;
}
