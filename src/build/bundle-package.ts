import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';
import { toTemplate } from '../init/template';

/** What a program may import, and the sources behind it. */
export const packageEntries = {
  index: 'src/index.ts',
  validation: 'src/validation/index.ts',
  plugin: 'src/validation/plugin.ts',
  'image-sharing': 'src/image-sharing/index.ts',
} as const;
type Entry = keyof typeof packageEntries;

const allTogether = 'library';
const commandLine = 'cli';

/** A file of `lib/`. */
interface Output {
  readonly path: string;
  readonly text: string;
}

/**
 * The package as few files, all CommonJS with source maps. What programs import lies in one file, so that a class
 * exists once whatever a program loads and `instanceof` holds; each entry is a small file that runs its part of
 * it. The command line is a small file, too, and each of its commands one that holds all that it needs: to start one
 * nothing of the others is read. Modules that the sources load by `require` inside a function run when that function
 * is called, as in the sources.
 */
export async function bundlePackage(projectFolder: string): Promise<readonly Output[]> {
  const parts = Object.entries(packageEntries).map(
    ([name, source]) => `exports[${JSON.stringify(name)}] = () => require(${JSON.stringify(`./${source}`)});`,
  );
  const library = { contents: parts.join('\n'), resolveDir: projectFolder, sourcefile: `${allTogether}.js` };
  const commands = new Set<string>();
  const program = { entryPoints: ['src/cli/main.ts'], plugins: [asFilesOfTheirOwn(commands)] };
  const outputs = [
    ...(await bundle(projectFolder, allTogether, { stdin: library })),
    ...(await bundle(projectFolder, commandLine, program)),
  ];
  for (const name of [...commands].sort()) {
    const entryPoints = [`src/cli/${name}.ts`];
    outputs.push(...(await bundle(projectFolder, `${commandLine}-${name}`, { entryPoints })));
  }
  return outputs;
}

/** What the program loads by `require` stays outside of it; `names` takes what that is. */
function asFilesOfTheirOwn(names: Set<string>): Plugin {
  return {
    name: 'commands',
    setup(build) {
      build.onResolve({ filter: /^\.\// }, ({ kind, path, importer }) => {
        if (kind !== 'require-call' || basename(importer) !== 'main.ts') return undefined;
        const name = path.slice('./'.length);
        names.add(name);
        return { path: `./${commandLine}-${name}.js`, external: true };
      });
    },
  };
}

async function bundle(
  projectFolder: string,
  name: string,
  from: Pick<BuildOptions, 'stdin' | 'entryPoints' | 'plugins'>,
): Promise<Output[]> {
  // Only needed where the package is built, so that nothing else loads it.
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    ...from,
    absWorkingDir: projectFolder,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    external: ['#validators', '#schemas'],
    // A start reads it all: fewer characters, of one byte each, take a fifth less time. Names stay.
    charset: 'ascii',
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    sourcemap: 'linked',
    sourcesContent: false,
    outfile: `lib/${name}.js`,
    write: false,
  });
  return outputFiles.map(({ path, text }) => ({ path: basename(path), text }));
}

/** Names its exports one by one: Node.js finds them in no other way for those who import them as ES modules. */
function toEntry(name: Entry, exported: readonly string[]): Output {
  const lines = exported.map((key) => `exports.${key} = part.${key};`);
  const head = `'use strict';\nconst part = require('./${allTogether}.js')[${JSON.stringify(name)}]();\n`;
  return { path: `${name}.js`, text: `${head}${lines.join('\n')}\n` };
}

/** The sources of the example landscape, as `init` copies them. */
function templateOf(projectFolder: string): readonly Output[] {
  const folder = join(projectFolder, 'src/landscape');
  const paths = [
    join(projectFolder, 'src/main.ts'),
    ...readdirSync(folder).map((name) => join(folder, name)),
  ];
  const { name } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as { name: string };
  return paths.map((path) => ({
    path: basename(path),
    text: toTemplate(readFileSync(path, 'utf8'), { name }),
  }));
}

/** Writes the package's code into `lib/`, beside the compiled sources. */
async function main(): Promise<void> {
  const projectFolder = resolve(__dirname, '../../..');
  const lib = join(projectFolder, 'lib');
  mkdirSync(lib, { recursive: true });
  for (const { path, text } of await bundlePackage(projectFolder)) writeFileSync(join(lib, path), text);
  const template = join(lib, 'template');
  rmSync(template, { recursive: true, force: true });
  mkdirSync(template);
  for (const { path, text } of templateOf(projectFolder)) writeFileSync(join(template, path), text);
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- written a moment ago
  const parts = require(join(lib, allTogether)) as Readonly<Record<Entry, () => object>>;
  for (const name of Object.keys(packageEntries) as Entry[]) {
    const { path, text } = toEntry(name, Object.keys(parts[name]()).sort());
    writeFileSync(join(lib, path), text);
  }
}

if (require.main === module) void main();
