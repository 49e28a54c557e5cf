import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Io } from '../../src/cli/io';
import { run } from '../../src/cli/main';
import { readPackageInfo } from '../../src/init/new-landscape';
import { sarifErrors } from '../validation/report/sarif-schema';

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'cli-validate-'));
});

afterEach(() => rmSync(cwd, { recursive: true }));

const registration = (name: string, deployment: string): string => `apiVersion: core.gardener.cloud/v1beta1
kind: ControllerRegistration
metadata:
  name: ${name}
spec:
  deployment:
    deploymentRefs:
      - name: ${deployment}
`;

const bucket = (region: string): string => `apiVersion: core.gardener.cloud/v1beta1
kind: BackupBucket
metadata:
  name: bucket
spec:
  provider: {type: alicloud, region: ${region}}
  seedName: seed
  credentialsRef: {apiVersion: v1, kind: Secret, namespace: garden, name: backup}
`;

function file(path: string, text: string): void {
  mkdirSync(join(cwd, path, '..'), { recursive: true });
  writeFileSync(join(cwd, path), text);
}

async function validate(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return await gardenerAlicloud(['validate', ...args]);
}

async function gardenerAlicloud(
  args: string[],
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
  return { code: await run(args, io), ...written };
}

interface Report {
  readonly issues: {
    readonly rule: string;
    readonly severity: string;
    readonly origin: Record<string, unknown>;
  }[];
  readonly summary: Record<string, number>;
}

test('good manifests exit 0, errors 1 with their place', async () => {
  file('good.yaml', bucket('eu-central-1'));
  expect(await validate('good.yaml')).toMatchObject({ code: 0, err: '' });
  file('bad.yaml', bucket('""'));
  const { code, out } = await validate('bad.yaml');
  expect(code).toBe(1);
  expect(out).toMatch(/^bad\.yaml:6:\d+: error: spec\.provider\.region: /m);
});

test('JSON stands alone on standard output', async () => {
  file('a.yaml', `${bucket('eu-central-1')}---\n${bucket('""').replace('name: bucket', 'name: other')}`);
  const { code, out } = await validate('--output', 'json', 'a.yaml');
  const report = JSON.parse(out) as Report;
  expect(code).toBe(1);
  expect(report.summary).toEqual({
    files: 1,
    documents: 2,
    errors: 1,
    warnings: expect.any(Number) as number,
    judgedFor: expect.stringContaining('Gardener 1.') as unknown,
  });
  const [error] = report.issues.filter(({ severity }) => severity === 'error');
  expect(error).toMatchObject({ origin: { file: 'a.yaml', document: 2, line: 15 } });
});

test.each(['sarif', 'github'])('%s names the file', async (format) => {
  file('bad.yaml', bucket('""'));
  expect((await validate('--output', format, 'bad.yaml')).out).toContain('bad.yaml');
});

test('SARIF follows the standard: the tool, for whom was judged, and what each rule is about', async () => {
  file('bad.yaml', bucket('""'));
  const { out } = await validate('--output', 'sarif', '--gardener-version', '1.149', 'bad.yaml');
  const log = JSON.parse(out) as {
    runs: { properties: unknown; tool: { driver: { version: string; rules: Record<string, unknown>[] } } }[];
  };
  expect(sarifErrors(log)).toEqual([]);
  const [{ properties, tool } = { properties: {}, tool: { driver: { version: '', rules: [] } } }] = log.runs;
  expect(properties).toEqual({ judgedFor: expect.stringMatching(/^Gardener 1\.149 and provider/) as string });
  const { version } = readPackageInfo();
  expect(tool.driver.version).toBe(version);
  expect(tool.driver.rules.length).toBeGreaterThan(0);
  for (const rule of tool.driver.rules) {
    expect(rule).toHaveProperty('fullDescription');
    const address = new URL(String(rule['helpUri']));
    expect(address.href).toBe(`npm:cdk8s-gardener-alicloud@${version}/docs/rules.md#${String(rule['id'])}`);
    const page = readFileSync(
      join(__dirname, '../..', address.pathname.split('/').slice(1).join('/')),
      'utf8',
    );
    expect(page).toContain(String(rule['id']));
  }
});

test('a folder is one landscape, read all the way down, without what is hidden or no manifest', async () => {
  file('garden/20/registration.yaml', registration('provider', 'nowhere'));
  file('garden/10/bucket.yml', bucket('eu-central-1'));
  file('package.json', '{"name": "x"}');
  file('.hidden/bad.yaml', 'a: [');
  file('node_modules/bad.yaml', 'a: [');
  symlinkSync('.', join(cwd, 'garden/circle'));
  const { code, out } = await validate('--output', 'json', '.');
  const { issues, summary } = JSON.parse(out) as Report;
  expect(summary).toMatchObject({ files: 2, documents: 2 });
  const missing = issues.find(({ rule }) => rule.includes('deployment'));
  expect(missing?.origin).toMatchObject({ file: './garden/20/registration.yaml' });
  expect(code).toBe(1);
});

test('standard input', async () => {
  const { code, out } = await gardenerAlicloud(['validate', '-'], bucket('""'));
  expect(code).toBe(1);
  expect(out).toContain('<stdin>:6:');
});

test('--previous pairs by group, kind, namespace and name', async () => {
  file('old/a.yaml', bucket('eu-central-1'));
  file('old/b.yaml', bucket('cn-shanghai').replace('name: bucket', 'name: other'));
  file('new.yaml', bucket('cn-shanghai'));
  const { code, out } = await validate('--previous', 'old', 'new.yaml');
  expect(code).toBe(1);
  expect(out).toContain('spec.provider');
  expect((await validate('new.yaml')).code).toBe(0);
});

test('--parent judges a NamespacedCloudProfile merged with its CloudProfile', async () => {
  cpSync(
    join(__dirname, '../../dist/garden/10-profiles/cloudprofile-alicloud.yaml'),
    join(cwd, 'parent.yaml'),
  );
  const child = (version: string): string => `apiVersion: core.gardener.cloud/v1beta1
kind: NamespacedCloudProfile
metadata: {name: mine, namespace: garden-dev}
spec:
  parent: {kind: CloudProfile, name: alicloud}
  kubernetes:
    versions:
      - {version: ${version}, expirationDate: "2099-01-01T00:00:00Z"}
`;
  file('good.yaml', child('1.33.4'));
  file('bad.yaml', child('1.31.0'));
  expect((await validate('--parent', 'parent.yaml', 'good.yaml')).code).toBe(0);
  expect((await validate('bad.yaml')).code).toBe(0);
  const { code, out } = await validate('--parent', 'parent.yaml', 'bad.yaml');
  expect(code).toBe(1);
  expect(out).toContain('1.31.0');
  expect(await validate('--parent', 'bad.yaml', 'good.yaml')).toMatchObject({ code: 2 });

  // A file may hold several: each child has the one that it names.
  const other = 'apiVersion: core.gardener.cloud/v1beta1\nkind: CloudProfile\nmetadata: {name: other}\n---\n';
  file('parents.yaml', other + readFileSync(join(cwd, 'parent.yaml'), 'utf8'));
  expect((await validate('--parent', 'parents.yaml', 'good.yaml')).code).toBe(0);
  expect((await validate('--parent', 'parents.yaml', 'bad.yaml')).code).toBe(1);
});

test('--previous holds for what a NamespacedCloudProfile says together with its parent', async () => {
  const header = 'apiVersion: core.gardener.cloud/v1beta1\n';
  file(
    'new/parent.yaml',
    `${header}kind: CloudProfile
metadata: {name: parent}
spec:
  type: other
  kubernetes: {versions: [{version: 1.33.4}]}
  machineImages: [{name: linux, versions: [{version: 1.0.0}]}]
  machineTypes: [{name: small, cpu: "2", gpu: "0", memory: 8Gi}]
  regions: [{name: eu-central-1, zones: [{name: eu-central-1a}]}]
`,
  );
  const child = `${header}kind: NamespacedCloudProfile
metadata: {name: mine, namespace: garden-dev}
spec:
  parent: {kind: CloudProfile, name: parent}
  machineImages:
    - name: linux
      versions: [{version: 1.0.0, architectures: [amd64], cri: [{name: containerd}]}]
`;
  file('new/child.yaml', child);
  file('old.yaml', child);
  // The parent has got the version since: nobody may add it here any more, and it may stay.
  expect((await validate('new')).code).toBe(1);
  expect((await validate('--previous', 'old.yaml', 'new')).code).toBe(0);
});

test('warnings alone exit 0, with --strict 1; a waiver silences them with a reason', async () => {
  file(
    'a.yaml',
    bucket('eu-central-1').replace(
      'name: bucket',
      'name: bucket\n  labels: {provider.extensions.gardener.cloud/alicloud: "true"}',
    ),
  );
  const { code, out } = await validate('--output', 'json', 'a.yaml');
  const { issues } = JSON.parse(out) as Report;
  expect(code).toBe(0);
  expect(issues.length).toBeGreaterThan(0);
  expect((await validate('--strict', 'a.yaml')).code).toBe(1);
  const rules = [...new Set(issues.map(({ rule }) => rule))];
  file('waivers.yaml', rules.map((rule) => `- {rule: ${rule}, reason: known}\n`).join(''));
  expect((await validate('--strict', '--waivers', 'waivers.yaml', 'a.yaml')).code).toBe(0);
});

test('versions and gates decide', async () => {
  file(
    'a.yaml',
    'apiVersion: core.gardener.cloud/v1\nkind: ControllerDeployment\nmetadata: {name: x}\nhelm:\n  ociRepository: {ref: a/b:c}\nresources: []\n',
  );
  expect((await validate('a.yaml')).code).toBe(0);
  const { code, out } = await validate('--gardener-version', '1.146', 'a.yaml');
  expect(code).toBe(1);
  expect(out).toContain('1.147');
});

describe('Shoots of the garden', () => {
  const profile = `apiVersion: core.gardener.cloud/v1beta1
kind: CloudProfile
metadata: {name: alicloud}
spec: {type: alicloud, regions: [{name: eu-central-1}]}
`;
  const shoot = (name: string, region: string): object => ({
    apiVersion: 'core.gardener.cloud/v1beta1',
    kind: 'Shoot',
    metadata: { name, namespace: 'garden-shop' },
    spec: { cloudProfile: { name: 'alicloud' }, region, provider: { type: 'alicloud' } },
  });

  test('are judged by the profiles, whichever way kubectl prints them', async () => {
    file('landscape/profile.yaml', profile);
    const list = {
      apiVersion: 'v1',
      kind: 'List',
      items: [shoot('a', 'eu-central-1'), shoot('b', 'eu-west-1')],
    };
    file('shoots.json', JSON.stringify(list, null, 2));
    const { out } = await validate('--shoots', 'shoots.json', 'landscape');
    expect(out).toMatch(
      /^shoots\.json:\d+:\d+: warning: spec\.region: Shoot garden-shop\/b: .*\[shoot-region-not-offered\]$/m,
    );
    expect(out).not.toContain('garden-shop/a');
    expect(out).toContain('in 1 file, 1 document');
    file('shoots.yaml', `${JSON.stringify(shoot('b', 'eu-west-1'))}\n---\n${profile}`);
    expect((await validate('--shoots', 'shoots.yaml', 'landscape')).out).toContain('Shoot garden-shop/b');
  });

  test.each([
    ['shoots.yaml', 'holds no Shoot; write what kubectl get shoots -A -o yaml prints'],
    ['nothing.yaml', 'no such file or folder'],
  ])('%s is wrong use', async (path, sentence) => {
    file('shoots.yaml', profile);
    file('landscape/profile.yaml', profile);
    expect(await validate('--shoots', path, 'landscape')).toMatchObject({
      code: 2,
      err: expect.stringContaining(sentence) as unknown,
    });
  });

  test('come from standard input, but not beside something else', async () => {
    file('landscape/profile.yaml', profile);
    const { out } = await gardenerAlicloud(
      ['validate', '--shoots', '-', 'landscape'],
      JSON.stringify(shoot('b', 'eu-west-1')),
    );
    expect(out).toContain('<stdin>:1:');
    expect((await validate('--shoots', '-', '-')).err).toContain('standard input can only be read once');
  });
});

describe('a repository as people have it', () => {
  const shootless = bucket('eu-central-1').replace('BackupBucket', 'Shoot');

  test('what is not judged is counted', async () => {
    file('a/bucket.yaml', bucket('eu-central-1'));
    file('a/values.yaml', 'a: 1');
    file('a/Chart.yaml', 'apiVersion: v2\nname: a\nversion: 1.0.0');
    file('a/shoot.yaml', `${shootless}---\n${shootless.replace('name: bucket', 'name: other')}`);
    const { code, out } = await validate('a');
    expect(code).toBe(0);
    expect(out).toContain(
      'in 4 files, 3 documents; not judged: 2 documents of kinds without rules, 2 documents left out',
    );
    const { summary } = JSON.parse((await validate('--output', 'json', 'a')).out) as Report;
    expect(summary).toMatchObject({ documents: 3, withoutRules: 2, leftOut: 2 });
  });

  test('--ignore leaves files out', async () => {
    file('a/bucket.yaml', bucket('eu-central-1'));
    file('a/charts/x/bad.yaml', bucket('""'));
    expect((await validate('a')).code).toBe(1);
    for (const glob of ['charts', 'charts/**', '**/bad.yaml', 'bad.*']) {
      expect(await validate('--ignore', glob, 'a')).toMatchObject({ code: 0 });
    }
  });

  test('a folder without any manifest is wrong use', async () => {
    mkdirSync(join(cwd, 'a'));
    expect(await validate('a')).toMatchObject({
      code: 2,
      err: expect.stringContaining('there is no manifest') as string,
    });
    file('a/values.yaml', 'a: 1');
    file('a/templates/a.yaml', '{{- if .Values.a }}\n{{- end }}\n');
    const { code, err } = await validate('a');
    expect(code).toBe(2);
    expect(err).toContain('only 1 document without apiVersion and kind, 1 template of Helm or spiff');
    file('b/kustomization.yaml', '{namePrefix: x-, resources: [bucket.yaml]}');
    file('b/bucket.yaml', bucket('eu-central-1'));
    expect((await validate('b')).err).toContain(
      'kustomization.yaml: not built: namePrefix is not followed here',
    );
  });

  test('a base outside of the folder is read, and patched', async () => {
    file('base/kustomization.yaml', 'resources: [bucket.yaml]');
    file('base/bucket.yaml', bucket('""'));
    file('top/kustomization.yaml', '{resources: [../base], patches: [{path: patch.yaml}]}');
    file(
      'top/patch.yaml',
      'apiVersion: core.gardener.cloud/v1beta1\nkind: BackupBucket\nmetadata: {name: bucket}\nspec: {provider: {region: eu-central-1}}\n',
    );
    expect((await validate('base')).code).toBe(1);
    expect((await validate('top')).code).toBe(0);
    expect((await validate('.')).code).toBe(0);
    const { out } = await gardenerAlicloud(['diff', 'base', 'top']);
    expect(out).toContain('"" -> eu-central-1');
  });

  test('--namespace is that of objects that name none', async () => {
    file('a.yaml', 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n');
    expect((await validate('a.yaml')).code).toBe(1);
    expect((await validate('--namespace', 'garden', 'a.yaml')).code).toBe(0);
  });

  test('a template that somebody names is one error', async () => {
    file('a.yaml', '{{- if .Values.a }}\nkind: Seed\n{{- end }}\n');
    const { code, out } = await validate('a.yaml');
    expect(code).toBe(1);
    expect(out).toMatch(/^a\.yaml: error: this is a template.*render it first/m);
    expect(out).toContain('1 error, no warnings');
    const diff = await gardenerAlicloud(['diff', 'a.yaml', 'a.yaml']);
    expect(diff).toMatchObject({ code: 2, err: expect.stringContaining('render it first') as string });
  });
});

test.each<[string, string[], RegExp]>([
  ['no path', [], /no file or folder given/],
  ['a missing file', ['nothing.yaml'], /nothing\.yaml: no such file or folder/],
  ['an unknown flag', ['--colour', '.'], /unknown flag --colour; the flags are /],
  ['a flag without value', ['--output'], /--output/],
  ['an unknown format', ['--output', 'xml', '.'], /--output: "xml" is none of text, json, sarif, github/],
  [
    'a bad version',
    ['--gardener-version', '2', '.'],
    /gardenerVersion: "2" is not supported; use 1\.96 to 1\.150/,
  ],
  ['a bad gate', ['--feature-gate', 'X', '.'], /not of the form Name=true/],
  ['a bad time', ['--now', 'today', '.'], /--now: "today" is no date/],
  ['a missing previous', ['--previous', 'old', '.'], /old: no such file/],
  ['missing waivers', ['--waivers', 'w.yaml', '.'], /--waivers w\.yaml: /],
])('wrong use exits 2 with a sentence: %s', async (_, args, sentence) => {
  const { code, out, err } = await validate(...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(sentence);
  expect(err.trim().split('\n')).toHaveLength(1);
});

test('help, and commands that are none', async () => {
  expect(await gardenerAlicloud(['--help'])).toMatchObject({
    code: 0,
    out: expect.stringContaining('validate') as string,
  });
  expect(await validate('--help')).toMatchObject({
    code: 0,
    out: expect.stringContaining('Exit codes') as string,
  });
  expect(await gardenerAlicloud(['constructor'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('unknown command') as string,
  });
  expect(await gardenerAlicloud([])).toMatchObject({ code: 2 });
});

test('the example output of this project is valid', async () => {
  cpSync(join(__dirname, '../../dist'), join(cwd, 'dist'), { recursive: true });
  expect(await validate('--now', '2026-11-21', 'dist')).toMatchObject({ code: 0 });
});

describe('what the landscape says of itself', () => {
  const seed = 'apiVersion: core.gardener.cloud/v1beta1\nkind: Project\nmetadata: {name: a}\n';

  test('decides for which versions is judged, and the output says so; flags go first', async () => {
    file('gardener-alicloud.yaml', 'gardenerVersion: "1.140"\nproviderVersion: "1.65"\n');
    file('dist/a.yaml', seed);
    expect((await validate('dist')).out).toContain(
      'judged for Gardener 1.140 and provider-alicloud 1.65, as gardener-alicloud.yaml says',
    );
    expect((await validate('--gardener-version', '1.149', 'dist')).out).toContain(
      'judged for Gardener 1.149 and provider-alicloud 1.65',
    );
  });

  test('outputs for different versions are no landscape', async () => {
    file('a/gardener-alicloud.yaml', 'gardenerVersion: "1.140"\n');
    file('b/gardener-alicloud.yaml', 'gardenerVersion: "1.141"\n');
    expect(await validate('a', 'b')).toMatchObject({
      code: 2,
      err: expect.stringContaining('for different versions') as unknown,
    });
  });

  test.each([
    ['none', 1],
    ['flux', 0],
  ])('a Secret with variables, applied by %s', async (gitops, count) => {
    file('gardener-alicloud.yaml', `gitops: ${gitops}\n`);
    file('a.yaml', 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {accessKeyID: "${id}"}\n');
    const { out } = await validate('--output', 'json', '.');
    const { issues } = JSON.parse(out) as Report;
    expect(issues.filter(({ rule }) => rule === 'gitops-secret-unfilled')).toHaveLength(count);
  });

  test('that cannot be used is wrong use', async () => {
    file('gardener-alicloud.yaml', 'gardener: "1.140"\n');
    file('a.yaml', seed);
    expect(await validate('a.yaml')).toMatchObject({
      code: 2,
      err: expect.stringContaining('no property "gardener"') as unknown,
    });
  });

  test('a key in clear is found by validate and diff', async () => {
    const keyId = ['LTAI', '5tAbCdEfGhIjKlMnOp'].join('');
    file('a.yaml', `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {id: ${keyId}}\n`);
    file('old.yaml', seed);
    const { out } = await validate('a.yaml');
    expect(out).toContain('a.yaml:4:1: warning: ');
    expect(out).toContain('[secret-in-clear]');
    const { err } = await gardenerAlicloud(['diff', 'old.yaml', 'a.yaml']);
    expect(err).toContain('a.yaml:4: warning: ');
    expect(out + err).not.toContain(keyId);
  });
});
