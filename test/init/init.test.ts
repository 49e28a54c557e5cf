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
import {
  ciChoices,
  gitopsChoices,
  type LandscapeOptions,
  newLandscape,
  readPackageInfo,
} from '../../src/init/new-landscape';
import { tools } from '../../src/init/project-files';

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
  dependency: '^0.1.0',
};

const info = readPackageInfo();

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
    expect(out).toMatch(
      /Next:\n {2}cd landscape && npm install\n {2}npm run synth\n {2}npm test\n {2}git init /,
    );
  });

  test('it depends on this very package, on the peers that this package wants, and on its tools', () => {
    init('landscape');
    const project = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as {
      version: string;
      devDependencies: Record<string, string>;
    };
    expect(JSON.parse(text('landscape/package.json'))).toMatchObject({
      name: 'landscape',
      private: true,
      dependencies: { [info.name]: `^${project.version}`, ...info.peerDependencies },
      devDependencies: tools,
    });
    for (const [name, range] of Object.entries(tools))
      expect(range.slice(1)).toBe(project.devDependencies[name]);
  });

  test('--package: a version is written as it is', () => {
    init('landscape', '--package', '0.2.0-rc.1');
    expect(JSON.parse(text('landscape/package.json'))).toMatchObject({
      dependencies: { [info.name]: '0.2.0-rc.1' },
    });
  });

  test('--package: a tarball comes along, so that it installs wherever the landscape is', () => {
    const tarball = Buffer.from([0x1f, 0x8b, 8, 0]);
    writeFileSync(join(cwd, 'package.tgz'), tarball);
    const { out } = init('landscape', '--package', 'package.tgz');
    const path = `vendor/${info.name}-${info.version}.tgz`;
    expect(JSON.parse(text('landscape/package.json'))).toMatchObject({
      dependencies: { [info.name]: `file:${path}` },
    });
    expect(readFileSync(join(cwd, 'landscape', path))).toEqual(tarball);
    expect(out).not.toContain('registry');
  });

  test('the same bytes everywhere', () => {
    init('one/landscape');
    init('other/landscape');
    for (const { path } of newLandscape(options, readPackageInfo())) {
      expect(text(`one/landscape/${path}`)).toBe(text(`other/landscape/${path}`));
      expect(text(`one/landscape/${path}`)).not.toContain(cwd);
    }
  });

  test('the README names every Secret that the landscape needs, with the command that makes it', () => {
    const files = newLandscape(options, info);
    const readme = String(files.find(({ path }) => path === 'README.md')?.text);
    const sources = files.filter(({ path }) => path.startsWith('src/')).map((file) => String(file.text));
    const names = sources
      .join('\n')
      .matchAll(/SecretReference\.of\('garden', '([^']+)'\)|secretName: '([^']+)'/g);
    const secrets = [...names].map(([, reference, secret]) => reference ?? secret);
    expect(secrets.length).toBeGreaterThan(3);
    for (const secret of secrets) expect(readme).toContain(`create secret generic ${secret ?? ''} `);
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
      for (const { path, text: bytes } of files) {
        const content = String(bytes);
        if (/\.ya?ml$/.test(path)) expect(parse(content)).toBeInstanceOf(Object);
        if (path.endsWith('.json')) expect(JSON.parse(content)).toBeInstanceOf(Object);
        expect(content).toMatch(/[^\n]\n$/);
        expect(content).not.toContain('undefined');
      }
      const main = String(files.find(({ path }) => path === 'src/main.ts')?.text);
      expect(main).toContain(`gitops: GitOps.${gitops}(`);
      expect(main).toContain(`from '${info.name}'`);
      expect(main).not.toMatch(/from '\.\.|landscape\//);
    },
  );

  test('Argo CD is told where the repository is, in both places', () => {
    init('landscape', '--gitops', 'argocd', '--repo-url', 'git@git.example.com:ops/landscape.git');
    expect(text('landscape/src/main.ts')).toContain("repoUrl: 'git@git.example.com:ops/landscape.git'");
    expect(parse(text('landscape/clusters/runtime/landscape.yaml'))).toMatchObject({
      spec: { source: { repoURL: 'git@git.example.com:ops/landscape.git', path: 'dist/argocd' } },
    });
  });

  test('it is the example landscape, but for who applies it', () => {
    const files = newLandscape({ ...options, gitops: 'none' }, info);
    const source = (path: string): string => readFileSync(join(__dirname, '../../src', path), 'utf8');
    const written = (path: string): string => String(files.find((file) => file.path === path)?.text);
    expect(written('src/cloud-profile.ts').split('\n').slice(1)).toEqual(
      source('landscape/cloud-profile.ts').split('\n').slice(1),
    );
    expect(written('src/garden-linux.json')).toBe(source('landscape/garden-linux.json'));
    const body = (main: string): string => main.slice(main.indexOf('const waivers'));
    expect(body(written('src/main.ts'))).toBe(
      body(source('main.ts')).replace('GitOps.flux()', 'GitOps.none()'),
    );
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
  ['Argo CD without a URL', ['a', '--gitops', 'argocd'], /needs --repo-url/],
  ['a package that is not there', ['a', '--package', 'x.tgz'], /--package: x\.tgz is no version/],
  ['a package that is a folder', ['a', '--package', '.'], /npm pack/],
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
