// Programs that are built once from Go modules and kept in the user's cache, outside of the repository.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** The version of a module that the go.mod in a folder beside this file asks for. */
export function moduleVersion(folder, module) {
  const text = readFileSync(join(here, folder, 'go.mod'), 'utf8');
  const found = text.split(/\s+/).indexOf(module);
  return text.split(/\s+/)[found + 1];
}

/** Path of a file of a module, `{module, version, path}`; the module is downloaded, and kept by Go. */
export function moduleFile({ module, version, path }) {
  const args = ['mod', 'download', '-json', `${module}@${version}`];
  return join(JSON.parse(execFileSync('go', args, { encoding: 'utf8' })).Dir, path);
}

/**
 * Builds the Go module in a folder beside this file, and gives the folder with the program, which is called like it.
 *
 * `main` is the package, by default the module's own; `ldflags` go to the linker. `extras` are files of modules that
 * are kept beside the program, by name: `{module, version, path}`. What all this is made from is part of the folder's
 * name, so that a program is never a stale one, and the second time nothing is asked of the network.
 */
export function buildGoProgram(name, { main = '.', ldflags = '', extras = {} } = {}) {
  const sources = join(here, name);
  const files = readdirSync(sources).sort();
  const go = execFileSync('go', ['version'], { encoding: 'utf8' });
  const hash = createHash('sha256').update(JSON.stringify([go, main, ldflags, extras]));
  for (const file of files) hash.update(readFileSync(join(sources, file)));
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const folder = join(cache, 'cdk8s-gardener-alicloud', `${name}-${hash.digest('hex').slice(0, 12)}`);
  if (existsSync(join(folder, name))) return folder;

  console.log(`building ${name} in ${folder}: minutes the first time, and GiBs of Go's caches`);
  mkdirSync(folder, { recursive: true });
  for (const file of files) copyFileSync(join(sources, file), join(folder, file));
  for (const [file, extra] of Object.entries(extras)) copyFileSync(moduleFile(extra), join(folder, file));
  // Made beside its place, so that a build that is broken off leaves none; nice, because it takes every core.
  const fresh = `${name}-${process.pid}`;
  // -mod=mod: go.mod names what we ask for, Go adds what that needs. The versions follow from it.
  const build = ['build', '-mod=mod', `-ldflags=-s -w ${ldflags}`, '-o', fresh, main];
  execFileSync('nice', ['-n', '19', 'go', ...build], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  renameSync(join(folder, fresh), join(folder, name));
  return folder;
}
