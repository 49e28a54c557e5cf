import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/**
 * The reconciler as one CommonJS file for Node.js 20 and later, without anything that it needs beside it.
 * The same sources give the same bytes, wherever they lie.
 */
export async function bundleReconciler(): Promise<string> {
  // Only needed where the bundle is made, so that nothing else loads it.
  const { build } = await import('esbuild');
  const folder = join(__dirname, '../sharing');
  const result = await build({
    absWorkingDir: folder,
    entryPoints: ['./main'],
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    charset: 'utf8',
    legalComments: 'none',
    write: false,
    logLevel: 'silent',
  });
  const [file] = result.outputFiles;
  if (file === undefined) throw new Error('esbuild gave no output');
  return file.text;
}

/** Where the build puts the bundle: beside the compiled sources. */
async function main(): Promise<void> {
  const target = resolve(__dirname, '../../image-sharing-reconciler.cjs');
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, await bundleReconciler());
}

if (require.main === module) {
  void main();
}
