import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  filesBelow,
  installInto,
  type PackageJson,
  type PackedPackage,
  packPackage,
  projectFolder,
  readPackageJson,
  runProgram,
} from './packed-package';
import { reachableModules, withoutExtension } from './reachable-files';

/** Starting npm and compilers takes longer than jest's five seconds on a busy machine. */
const patience = 120_000;

let place: string;
let packed: PackedPackage;
let manifest: PackageJson;
/** A landscape made by the packed program, with the package and what it depends on in its node_modules. */
let landscape: string;

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'package-'));
  const unpacked = packPackage(place);
  manifest = readPackageJson(unpacked.folder);
  landscape = join(place, 'landscape');
  const program = join(unpacked.folder, programPath());
  const init = [program, 'init', 'landscape', '--package', unpacked.tarball];
  expect(await runProgram(process.execPath, init, place)).toMatchObject({ code: 0, err: '' });
  packed = { ...unpacked, folder: installInto(landscape, unpacked.folder) };
}, patience);

afterAll(() => rmSync(place, { recursive: true }));

function programPath(): string {
  return manifest.bin['gardener-alicloud'] ?? '';
}

describe('what is packed', () => {
  test('only what users need', () => {
    const files = filesBelow(packed.folder);
    const allowed =
      /^(lib\/.*\.(js|js\.map|d\.ts|cjs)|lib\/template\/[\w-]+\.(ts|json)|\.github\/actions\/review\/\w+\.(yml|mjs)|docs\/.*\.(md|json)|package\.json|README\.md|LICENSE|NOTICE|src\/sharing\/Containerfile|CHANGELOG\.md)$/;
    expect(files.filter((path) => !allowed.test(path))).toEqual([]);
    expect(files.length).toBeLessThan(100);
    const { packed: size, unpacked } = packed.size;
    process.stdout.write(`package: ${files.length} files, ${size} bytes packed, ${unpacked} unpacked\n`);
  });

  test('no script that npm asks about where it is installed from a tarball', () => {
    const { scripts } = JSON.parse(readFileSync(join(packed.folder, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    for (const name of ['preinstall', 'install', 'postinstall', 'prepare'])
      expect(scripts).not.toHaveProperty(name);
  });

  test.each([
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
    'docs/api/README.md',
    'lib/schemas.cjs',
    'lib/validators.cjs',
    'lib/image-sharing-reconciler.cjs',
  ])('%s is there', (path) => {
    expect(existsSync(join(packed.folder, path))).toBe(true);
  });

  test('no module that nobody can get to: build-time programs, examples, leftovers', () => {
    const reachable = reachableModules(packed.folder, manifest);
    const modules = filesBelow(join(packed.folder, 'lib'))
      .filter((path) => path.endsWith('.js'))
      .map((path) => withoutExtension(`lib/${path}`));
    expect(modules.filter((module) => !reachable.has(module))).toEqual([]);
    const missing = [...reachable].filter(
      (module) => !/\.json$|^package$|^lib\/(?:schemas|validators)$/.test(module),
    );
    expect(missing.filter((module) => !existsSync(join(packed.folder, `${module}.js`)))).toEqual([]);
  });
});

describe('what is loaded', () => {
  /** Loads an entry in a process of its own; answers with the files of its require cache. */
  async function load(specifier: string): Promise<readonly string[]> {
    const program = `require(${JSON.stringify(specifier)}); console.log(JSON.stringify(Object.keys(require.cache)))`;
    const { out, err } = await runProgram(process.execPath, ['-e', program], landscape);
    expect(err).toBe('');
    return JSON.parse(out) as string[];
  }

  /** The peer cdk8s brings a YAML library of its own. */
  const withoutCdk8s = (files: readonly string[]): string[] =>
    files.filter((path) => !path.includes('node_modules/cdk8s/'));

  test('the package itself: no cdk8s-plus, no command line, no reconciler, no generated classes', async () => {
    const files = withoutCdk8s(await load(manifest.name));
    expect(files.some((path) => path.endsWith('lib/index.js'))).toBe(true);
    const unwanted = /node_modules\/(cdk8s-plus|yaml|fflate)|reconciler\.cjs|lib\/cli\.js|lib\/imports\//;
    expect(files.filter((path) => unwanted.test(path))).toEqual([]);
  });

  test('the validation: no cdk8s at all', async () => {
    const files = await load(`${manifest.name}/validation`);
    expect(files.filter((path) => /node_modules\/(cdk8s|constructs)\//.test(path))).toEqual([]);
  });

  test('a class that two entries have is one: instanceof holds', async () => {
    const name = JSON.stringify(manifest.name);
    const program = `const [a, b] = [require(${name}), require(${name} + '/validation')];
      console.log(a.UnsupportedVersionError === b.UnsupportedVersionError)`;
    expect(await runProgram(process.execPath, ['-e', program], landscape)).toMatchObject({ out: 'true\n' });
  });

  test('every entry resolves, and has types', () => {
    const paths = Object.values(manifest.exports).flatMap((entry) =>
      typeof entry === 'string' ? [entry] : [entry.default, entry.types],
    );
    const absent = paths.filter((path) => !path.includes('*') && !existsSync(join(packed.folder, path)));
    expect(absent).toEqual([]);
  });

  test('the project itself', async () => {
    const program = "console.log(Object.keys(require('.')).join())";
    const { out } = await runProgram(process.execPath, ['-e', program], projectFolder);
    expect(out).toContain('AlicloudCloudProfile');
  });
});

describe('judged by others', () => {
  const programs: readonly (readonly [string, readonly string[]])[] = [
    ['publint', ['run', '--strict']],
    ['attw', ['--profile', 'node16', '--no-definitely-typed', '--no-emoji']],
  ];

  test.each(programs)(
    '%s finds nothing',
    async (name, args) => {
      const program = join(projectFolder, 'node_modules/.bin', name);
      const { code, out } = await runProgram(program, [...args, packed.tarball], projectFolder);
      expect({ code, out: code === 0 ? '' : out }).toEqual({ code: 0, out: '' });
      expect(out).not.toMatch(/Suggestions:|Warnings:|Errors:/);
    },
    patience,
  );
});
