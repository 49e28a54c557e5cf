import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { loadOnUse } from './load-on-use';
import { starter } from './starter';

/**
 * Makes one file of a program that synthesizes, so that it starts in two thirds of the time: `node <outfile>`. Beside it
 * lies the program's code (`main.js` → `main.bundle.js`) and, after the first run, what V8 compiled of it. The
 * same sources give the same bytes. Needs esbuild; cdk8s-plus is loaded from `node_modules` when a job is built.
 *
 * @param entry the program, in TypeScript or JavaScript, with the data that it imports
 * @throws esbuild's error with what it cannot bundle
 */
export async function bundleProgram(entry: string, outfile: string): Promise<void> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({ ...options, entryPoints: [entry] });
  const code = outputFiles[0]?.contents;
  if (code === undefined) throw new Error('esbuild gave no output');

  const folder = dirname(outfile);
  const stem = basename(outfile, extname(outfile));
  const program = `${stem}.bundle${extname(outfile)}`;
  const hash = createHash('sha256').update(code).digest('hex').slice(0, 16);
  await mkdir(folder, { recursive: true });
  await removeCaches(folder, `${stem}.`);
  await writeFile(join(folder, program), code);
  await writeFile(outfile, starter(program, `${stem}.${hash}${cacheSuffix}`));
}

const cacheSuffix = '.v8-cache';

const options = {
  bundle: true,
  minify: true,
  // Messages name classes.
  keepNames: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  charset: 'ascii',
  legalComments: 'none',
  external: ['cdk8s-plus-27'],
  plugins: [loadOnUse],
  write: false,
  logLevel: 'silent',
} as const satisfies BuildOptions;

/** What V8 compiled of earlier contents is of no use any more. */
async function removeCaches(folder: string, prefix: string): Promise<void> {
  const names = await readdir(folder);
  const stale = names.filter((name) => name.startsWith(prefix) && name.includes(cacheSuffix));
  await Promise.all(stale.map((name) => rm(join(folder, name), { force: true })));
}
