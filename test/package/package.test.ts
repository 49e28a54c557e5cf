import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModuleKind, transpileModule } from 'typescript';
import {
  filesBelow,
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
  const made = await runProgram(process.execPath, [program, 'init', 'landscape'], place);
  expect(made).toMatchObject({ code: 0, err: '' });
  packed = { ...unpacked, folder: install(unpacked.folder) };
}, patience);

afterAll(() => rmSync(place, { recursive: true }));

function programPath(): string {
  return manifest.bin['gardener-alicloud'] ?? '';
}

/** What `npm install` would do in the landscape, with nothing from a registry. */
function install(unpacked: string): string {
  const modules = join(landscape, 'node_modules');
  const folder = join(modules, manifest.name);
  mkdirSync(join(modules, '.bin'), { recursive: true });
  renameSync(unpacked, folder);
  const wanted = readPackageJson(landscape);
  const names = { ...wanted.dependencies, ...wanted.devDependencies, ...manifest.dependencies };
  for (const name of Object.keys(names).filter((other) => other !== manifest.name)) {
    symlinkSync(join(projectFolder, 'node_modules', name), join(modules, name));
  }
  chmodSync(join(folder, programPath()), 0o755);
  symlinkSync(join(folder, programPath()), join(modules, '.bin/gardener-alicloud'));
  symlinkSync(join(modules, 'typescript/bin/tsc'), join(modules, '.bin/tsc'));
  return folder;
}

/** Compiles a landscape without looking at types: the test above has, and only a line in main.ts differs. */
function transpile(folder: string): void {
  mkdirSync(join(folder, 'lib'));
  for (const path of filesBelow(join(folder, 'src'))) {
    const text = readFileSync(join(folder, 'src', path), 'utf8');
    const { outputText } = transpileModule(text, { compilerOptions: { module: ModuleKind.CommonJS } });
    writeFileSync(join(folder, 'lib', path.replace('.ts', '.js')), outputText);
  }
}

describe('what is packed', () => {
  test('only what users need', () => {
    const files = filesBelow(packed.folder);
    const allowed =
      /^(lib\/.*\.(js|js\.map|d\.ts|cjs)|docs\/.*\.(md|json)|package\.json|README\.md|LICENSE|NOTICE|src\/sharing\/Containerfile|CHANGELOG\.md)$/;
    expect(files.filter((path) => !allowed.test(path))).toEqual([]);
    expect(files.length).toBeLessThan(100);
    const { packed: size, unpacked } = packed.size;
    process.stdout.write(`package: ${files.length} files, ${size} bytes packed, ${unpacked} unpacked\n`);
  });

  test.each([
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
    'docs/api.md',
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

describe('a new landscape', () => {
  test(
    'compiles, synthesizes without a warning, and what comes out is valid',
    async () => {
      const synth = await runProgram('npm', ['run', '--silent', 'synth'], landscape);
      expect(synth).toMatchObject({ code: 0, err: '' });
      expect(filesBelow(join(landscape, 'dist')).filter((path) => path.endsWith('.yaml'))).toEqual([
        'flux/gardener-10-profiles.yaml',
        'flux/gardener-30-seeds.yaml',
        'flux/gardener-runtime.yaml',
        'garden/10-profiles/cloudprofile-alicloud.yaml',
        'garden/30-seeds/gardenlet-garden-ali-eu.yaml',
        'runtime/extension-provider-alicloud.yaml',
      ]);
      const validate = await runProgram('npm', ['run', '--silent', 'validate'], landscape);
      expect(validate).toMatchObject({ code: 0 });
      expect(validate.out).not.toMatch(/error:/);
      const again = await runProgram('npm', ['run', '--silent', 'synth'], landscape);
      expect(again.out).toMatch(/\(0 written, \d+ unchanged, 0 removed\)/);
    },
    patience,
  );

  test.each(['argocd', 'none'])('with --gitops %s', async (gitops) => {
    const folder = join(place, gitops);
    const program = join(packed.folder, programPath());
    // The address that init makes up where none is given is one to be replaced, and warned of.
    const address = gitops === 'argocd' ? ['--repo-url', 'https://git.acme.io/landscape.git'] : [];
    const args = [program, 'init', gitops, '--gitops', gitops, ...address];
    const made = await runProgram(process.execPath, args, place);
    expect(made).toMatchObject({ code: 0, err: '' });
    symlinkSync(join(landscape, 'node_modules'), join(folder, 'node_modules'));
    transpile(folder);
    expect(await runProgram(process.execPath, ['lib/main.js'], folder)).toMatchObject({ code: 0, err: '' });
    expect(existsSync(join(folder, 'dist/argocd'))).toBe(gitops === 'argocd');
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
