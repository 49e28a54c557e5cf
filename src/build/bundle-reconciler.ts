import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/**
 * The reconciler as one CommonJS file for Node.js 20 and later, without anything that it needs beside it.
 * The same sources give the same bytes, wherever they lie.
 */
export async function bundleReconciler(): Promise<string> {
  const { code, notices } = await bundle();
  return `/*!\n${notices}*/\n${code}`;
}

/** The NOTICE of the package: whose code the bundle contains, on which terms. */
export async function renderNotice(): Promise<string> {
  const { notices } = await bundle();
  return `cdk8s-gardener-alicloud\n\nThe file lib/image-sharing-reconciler.cjs contains other people's work.\n\n${notices}`;
}

async function bundle(): Promise<{ readonly code: string; readonly notices: string }> {
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
    metafile: true,
    logLevel: 'silent',
  });
  const [file] = result.outputFiles;
  if (file === undefined) throw new Error('esbuild gave no output');
  const folders = Object.keys(result.metafile.inputs).flatMap((path) => {
    const inside = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
    return inside === undefined ? [] : [join(folder, inside)];
  });
  const notices = await Promise.all([...new Set(folders)].sort().map(noticeOf));
  return { code: file.text, notices: notices.join('\n') };
}

/** Name, version and licence of a package; a package without a text to keep cannot be bundled. */
async function noticeOf(folder: string): Promise<string> {
  const description = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  const files = (await readdir(folder)).filter((name) => /^(?:licen[cs]e|notice|copying)/i.test(name)).sort();
  if (files.length === 0) throw new Error(`${folder} has no licence text`);
  const texts = await Promise.all(
    files.map(async (name) => (await readFile(join(folder, name), 'utf8')).trim()),
  );
  const { name, version, license } = description;
  return `${String(name)} ${String(version)} (${String(license)})\n\n${texts.join('\n\n')}\n`.replaceAll(
    '*/',
    '* /',
  );
}

/** The build puts the bundle beside the compiled sources, and the notices beside package.json. */
async function main(): Promise<void> {
  const target = resolve(__dirname, '../../image-sharing-reconciler.cjs');
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, await bundleReconciler());
  await writeFile(resolve(__dirname, '../../../NOTICE'), await renderNotice());
}

if (require.main === module) {
  void main();
}
