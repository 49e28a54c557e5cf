import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Io } from '../../src/cli/io';
import { run } from '../../src/cli/main';
import { filesBelow } from '../package/packed-package';

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'cli-adopt-'));
});

afterEach(() => rmSync(cwd, { recursive: true }));

const fixtures = join(__dirname, 'fixtures');
const target = ['--gardener-version', '1.149', '--provider-version', '1.71', '--now', '2026-11-21'];

async function adopt(
  args: readonly string[],
  stdin = '',
): Promise<{ code: number; out: string; err: string }> {
  const written = { out: '', err: '' };
  const io: Io = {
    cwd,
    env: {},
    readStdin: () => stdin,
    out: (text) => (written.out += text),
    err: (text) => (written.err += text),
    terminal: { out: false, err: false },
  };
  return { code: await run(['adopt', ...args], io), ...written };
}

/** With `UPDATE_GOLDEN=1` in the environment the file is written instead: read the difference. */
function expectGolden(text: string): void {
  const path = join(__dirname, 'golden.txt');
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, 'utf8'));
}

const live = readFileSync(join(fixtures, 'live.yaml'), 'utf8');
const read = (path: string): string => readFileSync(join(cwd, path), 'utf8');

const seed = `
apiVersion: core.gardener.cloud/v1beta1
kind: Seed
metadata: { name: ali }
spec:
  provider: { type: alicloud, region: eu-central-1 }
  networks: { pods: 10.0.0.0/17, services: 10.0.128.0/17 }
  dns:
    provider: { type: alicloud-dns, credentialsRef: { apiVersion: v1, kind: Secret, namespace: garden, name: dns } }
    internal:
      type: alicloud-dns
      domain: internal.example.com
      credentialsRef: { apiVersion: v1, kind: Secret, namespace: garden, name: dns }
  ingress: { domain: ingress.example.com, controller: { kind: nginx } }
  backup:
    provider: alicloud
    region: eu-central-1
    credentialsRef: { apiVersion: v1, kind: Secret, namespace: garden, name: backup }
`;

describe('a landscape of what kubectl prints', () => {
  test('its program, its data and what it says of them', async () => {
    const { code, out, err } = await adopt([...target, '-', '--out', 'garden-eu'], live);
    expect(code).toBe(0);
    const sources = filesBelow(join(cwd, 'garden-eu/src'));
    const texts = sources.map((path) => `=== src/${path}\n${read(`garden-eu/src/${path}`)}`);
    expectGolden([...texts, `=== standard output\n${out}`, `=== standard error\n${err}`].join('\n'));
  });

  test('the rest of it is what init writes', async () => {
    await adopt([...target, '-', '--out', 'garden-eu', '--gitops', 'none', '--ci', 'gitlab'], live);
    const others = filesBelow(join(cwd, 'garden-eu')).filter((path) => !path.startsWith('src/'));
    expect(others).toEqual(
      ['.gitignore', '.gitlab-ci.yml', 'README.md', 'cdk8s.yaml', 'package.json', 'tsconfig.json'].sort(),
    );
    expect(JSON.parse(read('garden-eu/package.json'))).toMatchObject({ name: 'garden-eu' });
    const readme = read('garden-eu/README.md');
    expect(readme).toContain(
      '- `garden/backup-credentials`\n- `garden/dns-credentials`\n- `garden/image-owner-keys`\n',
    );
    expect(readme).toContain('- Left out were objects of other kinds: Secret, Shoot.');
  });

  test('no data of a Secret, and nothing of the API server, gets into it', async () => {
    await adopt([...target, '-', '--out', 'garden-eu'], live);
    const all = filesBelow(join(cwd, 'garden-eu')).map((path) => read(`garden-eu/${path}`));
    for (const own of [
      'bm90LWEta2V5',
      'bm90LWEtc2VjcmV0',
      'managedFields',
      'last-applied',
      '0b8f0f0e',
      '4711',
    ])
      expect(all.join('')).not.toContain(own);
  });
});

test('without --out it says what would be, and writes nothing', async () => {
  const { code, out } = await adopt([...target, '-'], live);
  expect(code).toBe(0);
  expect(out).toContain('Nothing was written; --out DIR makes a landscape of:\n  src/cloud-profile.ts\n');
  expect(readdirSync(cwd)).toEqual([]);
});

test('files and folders together make one landscape', async () => {
  mkdirSync(join(cwd, 'seeds'));
  writeFileSync(join(cwd, 'seeds/ali.yaml'), seed);
  writeFileSync(join(cwd, 'live.yaml'), live);
  const { code, out } = await adopt([...target, 'live.yaml', 'seeds']);
  expect(code).toBe(0);
  expect(out).toContain('Seed ali                                  AlicloudSeedBackup\n');
});

test('the same object twice is one; said otherwise it is a conflict', async () => {
  writeFileSync(join(cwd, 'a.yaml'), seed);
  writeFileSync(join(cwd, 'b.yaml'), seed);
  expect((await adopt([...target, 'a.yaml', 'b.yaml'])).out).toContain('1 object compared');
  writeFileSync(join(cwd, 'b.yaml'), seed.replace('10.0.0.0/17', '10.1.0.0/17'));
  expect(await adopt([...target, 'a.yaml', 'b.yaml', '--out', 'x'])).toEqual({
    code: 2,
    out: '',
    err: 'gardener-alicloud: Seed ali stands in a.yaml and, otherwise, in b.yaml; name the files of one landscape\n',
  });
});

test('what others make is left out, and said', async () => {
  const made = `${seed.replace('name: ali ', 'name: ali-sh ')}
---
apiVersion: operator.gardener.cloud/v1alpha1
kind: Extension
metadata: { name: provider-alicloud }
spec:
  resources: [{ kind: Worker, type: alicloud }]
  deployment: { extension: { helm: { ociRepository: { ref: "registry.example.com/provider-alicloud:v1.71.0" } } } }
`;
  writeFileSync(join(cwd, 'live.yaml'), live);
  const { out, err } = await adopt([...target, 'live.yaml', '-'], made);
  expect(err).toContain('note: <stdin>: Seed ali-sh is left out; ManagedSeed garden/ali-sh makes it\n');
  for (const kind of ['ControllerDeployment', 'ControllerRegistration'])
    expect(err).toContain(
      `note: live.yaml: ${kind} provider-alicloud is left out; Extension provider-alicloud makes it\n`,
    );
  expect(out).not.toMatch(/^Seed ali-sh|^Controller\w+ provider-alicloud/m);
});

test('what Gardener refuses is adopted as it is, and said', async () => {
  const broken = seed
    .replace('region: eu-central-1 }', 'region: eu-central-1, zone: a }')
    .replace('10.0.0.0/17', '10.0.0.0/7');
  const { code, out, err } = await adopt([...target, '-', '--out', 'x'], broken);
  expect(code).toBe(1);
  expect(err).toMatch(/garden\/ali: error: spec\.provider\.zone: unknown field "zone"/);
  expect(out).toContain('Seed ali\n  metadata.annotations: keeps GitOps engines from deleting the object');
  expect(existsSync(join(cwd, 'x/src/seed.ts'))).toBe(true);
});

test('quantities and times in another form are said to be the same', async () => {
  const odd = `${seed}  volume: { minimumSize: 20480Mi }\n`;
  const { out } = await adopt([...target, '-'], odd);
  expect(out).toContain('  spec.volume.minimumSize: the normal form of the same value\n');
});

test('a credential in chart values is left out, and said', async () => {
  const items = live.replace(
    'team: platform',
    'team: platform\n        password: aHVudGVyMi1pcy1hLXBhc3N3b3Jk',
  );
  const { code, out } = await adopt([...target, '-', '--out', 'x'], items);
  expect(code).toBe(1);
  expect(out).toContain(
    '  helm.values.password: left out, as it looks like a credential, which no landscape holds; refer to a Secret\n',
  );
  const all = filesBelow(join(cwd, 'x')).map((path) => read(`x/${path}`));
  expect(all.join('')).not.toContain('aHVudGVyMi1pcy1hLXBhc3N3b3Jk');
});

describe('what cannot be', () => {
  test.each<[string, string[], string, RegExp]>([
    ['nothing given', [], '', /nothing to adopt given; name files or folders, or - for standard input/],
    ['no YAML', ['-'], 'a: [\n  b: }', /<stdin>:2:\d+: .*/],
    ['a file that is not there', ['nowhere.yaml'], '', /nowhere\.yaml: no such file or folder/],
    ['no objects', ['-'], '# nothing\n', /-: nothing to adopt, there is no manifest; name a CloudProfile, /],
    [
      'other kinds only',
      ['-'],
      'apiVersion: v1\nkind: Secret\nmetadata: { name: a }\n',
      /nothing to adopt, there are objects of other kinds only \(1 Secret\); name /,
    ],
    ['an empty folder name', ['-', '--out', ''], seed, /--out: is empty; name a folder/],
    [
      'a version that is none',
      ['-', '--gardener-version', '2'],
      seed,
      /gardenerVersion: "2" is not supported/,
    ],
    ['standard input twice', ['-', '-'], seed, /- is given twice/],
    ['Argo CD without its address', ['-', '--gitops', 'argocd'], seed, /--gitops argocd needs --repo-url/],
  ])('%s: exit 2, a sentence, and nothing is written', async (_, args, stdin, said) => {
    const { code, err } = await adopt(args.includes('--out') ? args : [...args, '--out', 'x'], stdin);
    expect(code).toBe(2);
    expect(err).toMatch(said);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('a folder that is filled', async () => {
    mkdirSync(join(cwd, 'x'));
    writeFileSync(join(cwd, 'x/notes'), '');
    const { code, err } = await adopt(['-', '--out', 'x'], seed);
    expect({ code, err }).toEqual({
      code: 2,
      err: 'gardener-alicloud: x: is not empty; name a new folder\n',
    });
    expect(readdirSync(join(cwd, 'x'))).toEqual(['notes']);
  });

  test('a new clone, with nothing but .git, counts as empty', async () => {
    mkdirSync(join(cwd, 'x/.git'), { recursive: true });
    expect((await adopt([...target, '-', '--out', 'x'], seed)).code).toBe(0);
    expect(readdirSync(join(cwd, 'x'))).toContain('src');
  });
});
