import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GitOpsChoice } from '../../src/init/new-landscape';
import { metadata } from '../import/answers';
import {
  filesBelow,
  installInto,
  packPackage,
  type PackedPackage,
  projectFolder,
  type ProgramResult,
  readPackageJson,
  runProgram,
} from './packed-package';

/** The README's path, as somebody goes it who has the tarball and nothing else. */
let place: string;
let packed: PackedPackage;

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'first-hour-'));
  packed = packPackage(place);
});

afterAll(() => rmSync(place, { recursive: true }));

interface GardenLinuxData {
  readonly versions: readonly { readonly regions: Readonly<Record<string, string>> }[];
}

/** Another image of the same region: the first letters of an ID are those of its region. */
function nextOf(id: string): string {
  return `${id.slice(0, 5)}${id.slice(6)}${id.slice(5, 6)}`;
}

const argocd = ['--repo-url', 'https://github.com/operators/landscape.git'];

async function git(folder: string, ...args: string[]): Promise<ProgramResult> {
  const identity = ['-c', 'user.name=Operator', '-c', 'user.email=operator@example.com'];
  return await runProgram('git', [...identity, ...args], folder);
}

function start(gitops: GitOpsChoice): Promise<ProgramResult> {
  const program = join(packed.folder, readPackageJson(packed.folder).bin['gardener-alicloud'] ?? '');
  const more = gitops === 'argocd' ? argocd : [];
  const flags = ['--gitops', gitops, ...more, '--package', packed.tarball];
  return runProgram(process.execPath, [program, 'init', gitops, ...flags], place);
}

const engineFiles: Readonly<Record<GitOpsChoice, readonly string[]>> = {
  flux: [
    'flux/gardener-10-profiles.yaml',
    'flux/gardener-20-registrations.yaml',
    'flux/gardener-30-seeds.yaml',
    'flux/gardener-runtime.yaml',
  ],
  argocd: ['argocd/gardener-garden.yaml', 'argocd/gardener-runtime.yaml'],
  none: [],
};

describe.each<GitOpsChoice>(['flux', 'argocd', 'none'])(
  'from an empty folder, with --gitops %s',
  (gitops) => {
    const folder = (): string => join(place, gitops);
    const npm = (...args: string[]): Promise<ProgramResult> => runProgram('npm', args, folder());
    const cli = (...args: string[]): Promise<ProgramResult> =>
      runProgram(join(folder(), 'node_modules/.bin/gardener-alicloud'), args, folder());

    test('init and synth: nothing on standard error, and every file is there', async () => {
      expect(await start(gitops)).toMatchObject({ code: 0, err: '' });
      installInto(folder(), packed.folder);
      expect(await npm('run', '--silent', 'synth')).toMatchObject({ code: 0, err: '' });
      const yaml = filesBelow(join(folder(), 'dist')).filter((path) => path.endsWith('.yaml'));
      expect(yaml.filter((path) => /^(flux|argocd)\//.test(path))).toEqual(engineFiles[gitops]);
      expect(yaml).toContain('garden/10-profiles/cloudprofile-alicloud.yaml');
      expect(yaml).toContain('garden/30-seeds/gardenlet-garden-ali-eu.yaml');
      expect(yaml).toContain('runtime/cronjob-garden-image-sharing.yaml');
    });

    test('import: the release that is there already changes nothing, the next one is one change', async () => {
      const data = join(folder(), 'src/garden-linux.json');
      const { versions } = JSON.parse(readFileSync(data, 'utf8')) as GardenLinuxData;
      const { regions } = versions[0] ?? { regions: {} };
      const name = (version: string): string => `garden-linux-${version}-ali-amd64.s3_metadata.yaml`;
      writeFileSync(join(folder(), name('1877.3')), metadata('1877.3', regions));
      const args = (version: string): string[] => [
        'import',
        'images',
        name(version),
        '--out',
        'src/garden-linux.json',
      ];
      expect(await cli(...args('1877.3'))).toEqual({
        ...{ code: 0, err: '' },
        out: 'src/garden-linux.json: up to date\n',
      });
      // Of regions that the landscape does not offer there is no warning later on.
      const next = Object.fromEntries(Object.entries(regions).map(([region, id]) => [region, nextOf(id)]));
      writeFileSync(
        join(folder(), name('1900.1')),
        metadata('1900.1', { ...next, 'cn-zhongwei': 'm-aaanext190010000000' }),
      );
      expect((await cli(...args('1900.1'))).out).toMatch(
        /^src\/garden-linux\.json: written, 1 change\n {2}\+ 1900\.1\.0: /,
      );
      expect(await npm('run', '--silent', 'synth')).toMatchObject({ code: 0, err: '' });
    });

    test('npm test: the types hold, and nobody has a warning that is not excused', async () => {
      expect(await npm('run', '--silent', 'typecheck')).toEqual({ code: 0, out: '', err: '' });
      expect(await npm('run', '--silent', 'validate')).toMatchObject({
        code: 0,
        out: expect.stringMatching(/^no errors, no warnings in /) as string,
        err: '',
      });
    });

    test('the first commit, an edit, and what it means', async () => {
      await git(folder(), 'init', '-b', 'main');
      await git(folder(), 'add', '.');
      expect(await git(folder(), 'commit', '-m', 'Start the landscape')).toMatchObject({ code: 0 });
      const tracked = (await git(folder(), 'ls-files')).out;
      expect(tracked).toContain('dist/garden/');
      expect(tracked).not.toMatch(/^(lib|node_modules)\//m);

      const source = join(folder(), 'src/cloud-profile.ts');
      const text = readFileSync(source, 'utf8');
      writeFileSync(source, text.replace("  'eu-west-1': 'a b', // London\n", ''));
      expect(await npm('run', '--silent', 'synth')).toMatchObject({ code: 0, err: '' });
      const { code, out } = await cli('diff', '--git', 'main', 'dist');
      expect(code).toBe(0);
      expect(out).toMatch(/dangerous.*eu-west-1|eu-west-1.*dangerous/s);
      expect(await cli('validate', '--strict', 'dist')).toMatchObject({
        code: 0,
        out: expect.stringMatching(/^no errors, no warnings in /) as string,
        err: '',
      });
      const update = await cli('validate', '--git', 'main', 'dist');
      expect(update).toMatchObject({ code: 0, err: '' });
      expect(update.out).toMatch(/warning: spec\.regions: region "eu-west-1" .* \[region-removed\]/);
    });

    test('a mistake leaves dist/ as it was, and is a sentence with its rule', async () => {
      const source = join(folder(), 'src/cloud-profile.ts');
      const text = readFileSync(source, 'utf8');
      writeFileSync(source, text.replace("version: '1.35.0'", "version: '1.35'"));
      const synth = await npm('run', '--silent', 'synth');
      expect(synth.code).not.toBe(0);
      expect(synth.err).toMatch(/spec\.kubernetes\.versions\[1\].*\[[a-z-]+\]/);
      expect(synth.err).not.toMatch(/^ {4}at /m);
      writeFileSync(source, text);
      expect((await npm('run', '--silent', 'synth')).out).toMatch(/0 written/);
    });

    test('report', async () => {
      expect(await cli('report', '--out', 'report.html', 'dist')).toMatchObject({ code: 0, err: '' });
      expect(readFileSync(join(folder(), 'report.html'), 'utf8')).toContain('eu-central-1');
    });
  },
);

test('from a garden that exists: adopt, the types, and a synthesis that changes nothing', async () => {
  const existing = join(projectFolder, 'dist');
  const args = ['adopt', existing, '--out', 'adopted', '--package', packed.tarball];
  const alone = join(packed.folder, readPackageJson(packed.folder).bin['gardener-alicloud'] ?? '');
  expect(await runProgram(process.execPath, [alone, ...args], place)).toMatchObject({
    code: 2,
    err: 'gardener-alicloud: adopt needs cdk8s beside this package; run npm install cdk8s constructs\n',
  });
  // As npx installs it: with its peers.
  const tools = join(place, 'tools');
  mkdirSync(tools);
  const { peerDependencies } = JSON.parse(readFileSync(join(packed.folder, 'package.json'), 'utf8')) as {
    peerDependencies: object;
  };
  writeFileSync(join(tools, 'package.json'), JSON.stringify({ dependencies: peerDependencies }));
  installInto(tools, packed.folder);
  const { code, out } = await runProgram(join(tools, 'node_modules/.bin/gardener-alicloud'), args, place);
  expect(code).toBe(0);
  expect(out).toContain('own: no difference\n');
  const folder = join(place, 'adopted');
  installInto(folder, packed.folder);
  expect(await runProgram('npm', ['run', '--silent', 'typecheck'], folder)).toEqual({
    code: 0,
    out: '',
    err: '',
  });
  expect(await runProgram('npm', ['run', '--silent', 'synth'], folder)).toMatchObject({ code: 0 });
  const garden = filesBelow(join(folder, 'dist/garden'));
  expect(garden).toEqual(filesBelow(join(existing, 'garden')));
  for (const path of garden)
    expect(readFileSync(join(folder, 'dist/garden', path), 'utf8')).toBe(
      readFileSync(join(existing, 'garden', path), 'utf8'),
    );
});

test('the package name is a command, too', () => {
  const { bin, name } = readPackageJson(projectFolder);
  expect(bin[name]).toBe(bin['gardener-alicloud']);
});
