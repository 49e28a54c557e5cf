import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { runInit } from '../../src/cli/init';
import { UsageError } from '../../src/cli/io';
import { newLandscape } from '../../src/init/new-landscape';
import { ciChoices, gitopsChoices, type LandscapeOptions } from '../../src/init/options';
import { readPackageInfo } from '../../src/init/package-info';
import { typescriptRange } from '../../src/init/project-files';
import { gardenLinux1877 } from '../../src/landscape/garden-linux';
import { regions } from '../../src/landscape/regions';

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'cli-init-'));
});

afterEach(() => rmSync(cwd, { recursive: true }));

/** @throws UsageError, which the program turns into exit code 2 and a sentence */
function init(...args: string[]): { code: number; out: string } {
  let out = '';
  const code = runInit(args, {
    cwd,
    env: {},
    readStdin: () => '',
    out: (text) => (out += text),
    err: () => undefined,
    terminal: { out: false, err: false },
  });
  return { code, out };
}

const text = (path: string): string => readFileSync(join(cwd, path), 'utf8');

const options: LandscapeOptions = {
  name: 'landscape',
  gitops: 'flux',
  ci: 'github',
  repoUrl: 'https://git.example.com/landscape.git',
};

const info = {
  name: 'the-package',
  version: '1.2.3',
  peerDependencies: { cdk8s: '^2.0.0', constructs: '^10.0.0' },
};

describe('what is written', () => {
  test('a repository, and what to do next', () => {
    const { code, out } = init('landscape');
    expect(code).toBe(0);
    expect(readdirSync(join(cwd, 'landscape')).sort()).toEqual([
      '.github',
      '.gitignore',
      'README.md',
      'cdk8s.yaml',
      'clusters',
      'package.json',
      'src',
      'tsconfig.json',
    ]);
    expect(out).toMatch(/Next:\n {2}cd landscape && npm install\n {2}npm run synth\n {2}npm run validate\n$/);
  });

  test('it depends on this very package, and on the peers that this package wants', () => {
    init('landscape');
    const own = readPackageInfo();
    const project = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as {
      version: string;
      devDependencies: Record<string, string>;
    };
    expect(JSON.parse(text('landscape/package.json'))).toMatchObject({
      name: 'landscape',
      private: true,
      dependencies: {
        [own.name]: `^${project.version}`,
        ...only(own.peerDependencies, 'cdk8s', 'constructs'),
      },
      devDependencies: { typescript: typescriptRange },
    });
    expect(typescriptRange).toBe(`~${project.devDependencies['typescript'] ?? ''}`);
  });

  test('the same bytes everywhere', () => {
    init('one/landscape');
    init('other/landscape');
    for (const { path } of newLandscape(options, readPackageInfo())) {
      expect(text(`one/landscape/${path}`)).toBe(text(`other/landscape/${path}`));
      expect(text(`one/landscape/${path}`)).not.toContain(cwd);
    }
  });

  test('the README has five lines below its title', () => {
    const [readme] = newLandscape(options, info).filter(({ path }) => path === 'README.md');
    expect(readme?.text.split('\n').filter((line) => line !== '')).toHaveLength(5);
  });

  test.each(gitopsChoices.flatMap((gitops) => ciChoices.map((ci) => [gitops, ci] as const)))(
    '--gitops %s --ci %s: the files that belong to it, all of them readable',
    (gitops, ci) => {
      const files = newLandscape({ ...options, gitops, ci }, info);
      const paths = files.map(({ path }) => path);
      expect(paths).toEqual([...paths].sort());
      expect(paths.includes('clusters/runtime/landscape.yaml')).toBe(gitops !== 'none');
      expect(paths.includes('.github/workflows/landscape.yaml')).toBe(ci === 'github');
      expect(paths.includes('.gitlab-ci.yml')).toBe(ci === 'gitlab');
      for (const { path, text: content } of files) {
        if (/\.ya?ml$/.test(path)) expect(parse(content)).toBeInstanceOf(Object);
        if (path.endsWith('.json')) expect(JSON.parse(content)).toBeInstanceOf(Object);
        expect(content).toMatch(/[^\n]\n$/);
        expect(content).not.toContain('PACKAGE');
        expect(content).not.toContain('undefined');
      }
      const main = files.find(({ path }) => path === 'src/main.ts')?.text;
      expect(main).toContain(`gitops: GitOps.${gitops}(`);
      expect(main).toContain("from 'the-package'");
    },
  );

  test('Argo CD is told where the repository is, in both places', () => {
    init('landscape', '--gitops', 'argocd', '--repo-url', 'git@git.example.com:ops/landscape.git');
    expect(text('landscape/src/main.ts')).toContain("repoUrl: 'git@git.example.com:ops/landscape.git'");
    expect(parse(text('landscape/clusters/runtime/landscape.yaml'))).toMatchObject({
      spec: { source: { repoURL: 'git@git.example.com:ops/landscape.git', path: 'dist/argocd' } },
    });
  });

  test('image IDs and zones are real ones', () => {
    const all = newLandscape(options, info).map(({ text: content }) => content);
    const ids = all.join('\n').matchAll(/'([a-z0-9-]+)': '(m-[a-z0-9]+)'/g);
    const found = Object.fromEntries([...ids].map(([, region = '', id = '']) => [region, id]));
    expect(Object.keys(found)).toHaveLength(3);
    expect(gardenLinux1877).toMatchObject(found);
    const zones = new Set(regions.flatMap((region) => region.zones));
    const named = all.join('\n').match(/'(ap-southeast-1[a-z]|cn-shanghai-[a-z]|eu-central-1[a-z])'/g) ?? [];
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((zone) => !zones.has(zone.slice(1, -1)))).toEqual([]);
  });
});

describe('what is left alone', () => {
  test('a folder that is not empty', () => {
    mkdirSync(join(cwd, 'landscape'));
    writeFileSync(join(cwd, 'landscape/notes'), 'mine');
    expect(() => init('landscape')).toThrow(UsageError);
    expect(readdirSync(join(cwd, 'landscape'))).toEqual(['notes']);
  });

  test('files that exist, with --force', () => {
    mkdirSync(join(cwd, 'landscape/src'), { recursive: true });
    writeFileSync(join(cwd, 'landscape/README.md'), 'mine');
    symlinkSync('nowhere', join(cwd, 'landscape/src/seed.ts'));
    const { code, out } = init('landscape', '--force');
    expect(code).toBe(0);
    expect(out).toContain('kept README.md\nkept src/seed.ts\n');
    expect(text('landscape/README.md')).toBe('mine');
    expect(existsSync(join(cwd, 'landscape/src/nowhere'))).toBe(false);
    expect(existsSync(join(cwd, 'landscape/src/main.ts'))).toBe(true);
    expect(init('landscape', '--force').out).toContain('0 files written');
  });

  test('nothing is written where one file has no place', () => {
    mkdirSync(join(cwd, 'landscape'));
    writeFileSync(join(cwd, 'landscape/src'), 'a file');
    expect(() => init('landscape', '--force')).toThrow(/cannot write .*src.* \(ENOTDIR\)/);
    expect(readdirSync(join(cwd, 'landscape'))).toEqual(['src']);
  });

  test('a new clone, with nothing but .git, counts as empty', () => {
    mkdirSync(join(cwd, 'landscape/.git'), { recursive: true });
    expect(init('landscape').code).toBe(0);
  });
});

test.each<[string, readonly string[], RegExp]>([
  ['no folder', [], /exactly one folder/],
  ['an empty folder name', [''], /exactly one folder/],
  ['two folders', ['a', 'b'], /exactly one folder/],
  ['a folder that is no name', ['My Landscape'], /DIR: "My Landscape" is no name.*--name/],
  ['the root of the file system', ['/'], /DIR: "" is no name/],
  ['a name in upper case', ['a', '--name', 'Garden'], /--name: "Garden"/],
  ['a name that leads elsewhere', ['a', '--name', '../b'], /--name: /],
  ['a name that ends in a dash', ['a', '--name', 'b-'], /--name: /],
  ['a name of 64 letters', ['a', '--name', 'b'.repeat(64)], /--name: /],
  ['an unknown engine', ['a', '--gitops', 'fleet'], /"fleet" is none of flux, argocd, none/],
  ['an unknown CI', ['a', '--ci', 'jenkins'], /"jenkins" is none of github, gitlab, none/],
  ['a URL without Argo CD', ['a', '--repo-url', 'https://git.example.com/a'], /--gitops argocd only/],
  ['a URL with a quote', ['a', '--gitops', 'argocd', '--repo-url', "https://x/'+y+'"], /no address/],
  ['a URL that is a word', ['a', '--gitops', 'argocd', '--repo-url', 'origin'], /no address/],
  ['an unknown flag', ['a', '--template', 'x'], /unknown flag --template/],
])('%s is refused', (_, args, message) => {
  expect(() => init(...args)).toThrow(UsageError);
  expect(() => init(...args)).toThrow(message);
  expect(readdirSync(cwd)).toEqual([]);
});

test('a file in place of the folder is refused', () => {
  writeFileSync(join(cwd, 'landscape'), '');
  expect(() => init('landscape')).toThrow(/is a file; name a folder/);
});

test('a folder that a shell would take apart is quoted', () => {
  const { out } = init("it's mine", '--name', 'landscape');
  expect(out).toContain(`cd 'it'\\''s mine' && npm install`);
});

test('--help', () => {
  expect(init('--help')).toMatchObject({ code: 0, out: expect.stringContaining('Usage:') as string });
});

function only<T extends object, K extends keyof T>(from: T, ...keys: K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, K>;
}
