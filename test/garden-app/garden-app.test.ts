import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, Testing } from 'cdk8s';
import { run } from '../../src/cli/main';
import { AlicloudCloudProfile } from '../../src/cloud-profile/alicloud-cloud-profile';
import { AlicloudNamespacedCloudProfile } from '../../src/cloud-profile/alicloud-namespaced-cloud-profile';
import { MachineImage } from '../../src/cloud-profile/machine-image';
import type { AlicloudCloudProfileProps } from '../../src/cloud-profile/props';
import { GardenApp, type GardenAppProps } from '../../src/garden-app/garden-app';
import { GitOps } from '../../src/garden-app/gitops/gitops';
import { GardenObject, ValidationError } from '../../src/garden-object/garden-object';
import { frankfurt } from '../../src/landscape/seed';
import { CredentialsSecret, SecretReference } from '../../src/secrets/credentials-secret';
import { AlicloudSeedBackup } from '../../src/seed-backup/alicloud-seed-backup';
import { SeedTarget } from '../../src/seed-backup/seed-target';
import { validateYaml } from '../../src/validation/validate';
import { expectSentences } from '../validation/golden';

let outdir: string;
let written: string[];

beforeEach(() => {
  outdir = join(mkdtempSync(join(tmpdir(), 'garden-app-')), 'dist');
  written = [];
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  }
});

afterEach(() => {
  jest.restoreAllMocks();
  rmSync(join(outdir, '..'), { recursive: true });
});

const profile: AlicloudCloudProfileProps = {
  kubernetes: { versions: [{ version: '1.33.4' }] },
  machineImages: [
    MachineImage.of('gardenlinux', {
      versions: [{ version: '1877.3.0', regions: { 'eu-central-1': 'm-gw86dlqmpaugljiykx91' } }],
    }),
  ],
  machineTypes: [{ name: 'ecs.g7.large', cpu: '2', gpu: '0', memory: '8Gi' }],
  regions: [{ name: 'eu-central-1', zones: ['eu-central-1a'] }],
};

function appWith(props: GardenAppProps = {}): GardenApp {
  return new GardenApp({ outdir, ...props });
}

function files(): string[] {
  return readdirSync(outdir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(outdir.length + 1))
    .sort();
}

function read(path: string): string {
  return readFileSync(join(outdir, path), 'utf8');
}

test('objects go to the folder of their cluster and level', () => {
  const app = appWith({ gitops: GitOps.flux() });
  new AlicloudCloudProfile(app.garden, 'alicloud', profile);
  new AlicloudSeedBackup(app.garden, 'backup', {
    target: SeedTarget.gardenlet('ali-eu', frankfurt),
    credentials: SecretReference.of('garden', 'backup-credentials'),
  });
  new ApiObject(app.runtime, 'config', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', namespace: 'garden' },
  });
  app.synth();
  expect(files()).toEqual([
    '.gardener-alicloud.json',
    'flux/gardener-10-profiles.yaml',
    'flux/gardener-30-seeds.yaml',
    'flux/gardener-runtime.yaml',
    'garden/10-profiles/cloudprofile-alicloud.yaml',
    'garden/30-seeds/gardenlet-garden-ali-eu.yaml',
    'ram/backup-ali-eu-full-access.json',
    'ram/backup-ali-eu-least-privilege.json',
    'runtime/configmap-garden-settings.yaml',
  ]);
});

test('the same app gives the same bytes, whatever the environment says', () => {
  const synth = (): string[] => {
    const app = appWith();
    new AlicloudCloudProfile(app.garden, 'alicloud', profile);
    app.synth();
    return files().map((file) => read(file));
  };
  const before = synth();
  const saved = process.env;
  process.env = {
    ...saved,
    CDK8S_DISABLE_SORT: '1',
    CDK8S_RECORD_CONSTRUCT_METADATA: 'true',
    TZ: 'Asia/Shanghai',
  };
  try {
    expect(synth()).toEqual(before);
  } finally {
    process.env = saved;
  }
});

test('an error keeps the old output, byte for byte, and throws all issues at once', () => {
  const good = appWith();
  new AlicloudCloudProfile(good.garden, 'alicloud', profile);
  good.synth();
  const before = files().map((file) => [file, read(file)]);

  const bad = appWith();
  new AlicloudCloudProfile(bad.garden, 'alicloud', { ...profile, machineTypes: [] });
  new AlicloudCloudProfile(bad.garden, 'other', { ...profile, regions: [] });
  let thrown: unknown;
  try {
    bad.synth();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(ValidationError);
  const errors = (thrown as ValidationError).issues.filter((issue) => issue.severity === 'error');
  expect(errors.map(({ field, origin }) => `${origin?.constructPath ?? ''} ${field}`)).toEqual([
    'garden/alicloud spec.machineTypes',
    'garden/other spec.regions',
  ]);
  expect(files().map((file) => [file, read(file)])).toEqual(before);
});

test('under cdk8s-cli, which has emptied the folder before, a failure says how to get it back', () => {
  const app = appWith();
  new AlicloudCloudProfile(app.garden, 'alicloud', { ...profile, regions: [] });
  process.env['CDK8S_OUTDIR'] = outdir;
  try {
    expect(() => app.synth()).toThrow(ValidationError);
  } finally {
    delete process.env['CDK8S_OUTDIR'];
  }
  expect(written.join('')).toContain('git checkout -- ');
});

test('an old file that was changed by hand stays, and is named', () => {
  const synth = (name: string): void => {
    written = [];
    const app = appWith();
    new AlicloudCloudProfile(app.garden, 'alicloud', { ...profile, name });
    app.synth();
  };
  const path = 'garden/10-profiles/cloudprofile-before.yaml';
  synth('before');
  writeFileSync(join(outdir, path), 'by hand');
  synth('after');
  expect(written.join('')).toContain(`no longer produced, but not as this program wrote it, so it stays`);
  expect(written.join('')).toContain(`\n  ${path}\n`);
  expect(read(path)).toBe('by hand');
  synth('after');
  expect(written.join('')).not.toContain(path);
});

test('warnings go to standard error and do not stop; strict makes errors of them; a waiver silences', () => {
  const props = {
    ...profile,
    regions: [...profile.regions, { name: 'cn-shanghai', zones: ['cn-shanghai-a'] }],
  };
  const synth = (options: GardenAppProps): void => {
    const app = appWith(options);
    new AlicloudCloudProfile(app.garden, 'alicloud', props);
    app.synth();
  };
  synth({});
  expect(written.join('')).toContain('image-region-uncovered');
  expect(() => synth({ strict: true })).toThrow(/cn-shanghai/);
  written = [];
  synth({ strict: true, waivers: [{ rule: 'image-region-uncovered', reason: 'Shanghai comes next month' }] });
  expect(written.join('')).not.toContain('image-region-uncovered');
});

test('the clock of the app decides about warnings, never about bytes', () => {
  const expiring = {
    ...profile,
    kubernetes: {
      versions: [{ version: '1.33.4' }, { version: '1.32.8', expirationDate: '2026-12-01T00:00:00Z' }],
    },
  };
  const synth = (options: GardenAppProps): string => {
    written = [];
    const app = appWith(options);
    new AlicloudCloudProfile(app.garden, 'alicloud', expiring);
    app.synth();
    return read('garden/10-profiles/cloudprofile-alicloud.yaml');
  };
  const without = synth({});
  expect(written.join('')).not.toContain('1.32.8');
  expect(synth({ now: new Date('2026-11-21') })).toBe(without);
  expect(written.join('')).toContain('1.32.8');
});

test.each([{ gardenerVersion: '1.95' }, { providerVersion: '9.9' }])(
  '%p is refused with the range',
  (props) => {
    expect(() => appWith(props)).toThrow(/use 1\.\d+ to 1\.\d+/);
  },
);

test('an object in neither cluster, and two objects of one name, are errors', () => {
  const app = appWith();
  const chart = new Chart(app, 'third');
  new ApiObject(chart, 'lost', { apiVersion: 'v1', kind: 'ConfigMap' });
  new AlicloudCloudProfile(app.garden, 'one', { ...profile, name: 'same' });
  new AlicloudCloudProfile(app.garden, 'two', { ...profile, name: 'same' });
  expect(() => app.synth()).toThrow(
    /ConfigMap .* is in neither cluster[^]*cloudprofile-same.yaml is written by garden\/one/,
  );
});

test('what is written in plain cdk8s beside our constructs is judged, too', () => {
  const app = appWith();
  new ApiObject(app.garden, 'seed', {
    apiVersion: 'core.gardener.cloud/v1beta1',
    kind: 'Seed',
    metadata: { name: 'x' },
  });
  expect(() => app.synth()).toThrow(/\[garden\/seed\] spec\.provider\.type: /);
});

describe('a comment for editors', () => {
  const file = 'garden/10-profiles/cloudprofile-alicloud.yaml';
  const made = (props: GardenAppProps): string => {
    const app = appWith({ gitops: GitOps.flux(), ...props });
    new AlicloudCloudProfile(app.garden, 'alicloud', profile);
    app.synth();
    return read(file);
  };

  test.each([
    ['../schemas', '../../../schemas/core.gardener.cloud/cloudprofile_v1beta1.json'],
    ['../schemas/', '../../../schemas/core.gardener.cloud/cloudprofile_v1beta1.json'],
    ['schemas', '../../schemas/core.gardener.cloud/cloudprofile_v1beta1.json'],
    ['https://acme.io/schemas', 'https://acme.io/schemas/core.gardener.cloud/cloudprofile_v1beta1.json'],
  ])('names the schema below %s, and nothing else changes', async (editorSchemas, schema) => {
    const before = made({});
    expect(made({ editorSchemas })).toBe(`# yaml-language-server: $schema=${schema}\n${before}`);
    // Of kinds that are not Gardener's there is no schema.
    expect(files().filter((path) => path.endsWith('.yaml') && read(path).includes('$schema'))).toEqual([
      file,
    ]);
    const out: string[] = [];
    const io = {
      cwd: join(outdir, '..'),
      env: {},
      readStdin: () => '',
      terminal: { out: false, err: false },
    };
    const code = await run(['validate', 'dist'], {
      ...io,
      out: (text) => out.push(text),
      err: () => undefined,
    });
    expect([code, out.join('')]).toEqual([0, expect.stringMatching(/no errors, (?:\d+|no) warnings? in/)]);
  });

  test('leads to a file that schema writes', async () => {
    const text = made({ editorSchemas: '../schemas' });
    const io = {
      cwd: join(outdir, '..'),
      env: {},
      readStdin: () => '',
      terminal: { out: false, err: false },
    };
    await run(['schema', '--out', 'schemas'], { ...io, out: () => undefined, err: () => undefined });
    const [, path = ''] = /\$schema=(.*)/.exec(text) ?? [];
    expect(existsSync(join(outdir, file, '..', path))).toBe(true);
  });

  test.each(['/home/me/schemas', 'a b', 'x\nkind: Other', 'C:\\schemas', '', 'ftp://x', 'https://a b'])(
    '%j is no place for it',
    (editorSchemas) => {
      expect(() => made({ editorSchemas })).toThrow('editorSchemas: ');
    },
  );
});

describe('what is recorded for those who judge the output', () => {
  const facts = (): Record<string, unknown> =>
    JSON.parse(read('.gardener-alicloud.json')) as Record<string, unknown>;

  test('target, gates and engine, whatever the order that they were given in', () => {
    const app = appWith({
      gardenerVersion: 'v1.148.2',
      featureGates: { VersionClassificationLifecycle: true, CloudProfileCapabilities: false },
      gitops: GitOps.flux(),
    });
    new AlicloudCloudProfile(app.garden, 'alicloud', profile);
    app.synth();
    expect(facts()).toMatchObject({ gardenerVersion: '1.148', providerVersion: '1.72', gitops: 'flux' });
    expect(Object.keys(facts()['featureGates'] as object)).toEqual([
      'CloudProfileCapabilities',
      'VersionClassificationLifecycle',
    ]);
  });

  test('waivers, those of a construct by its files, so that validate and synth say the same', async () => {
    const uncovered = {
      ...profile,
      regions: [...profile.regions, { name: 'cn-shanghai', zones: ['cn-shanghai-a'] }],
    };
    const synth = (waivers: GardenAppProps['waivers'] = []): void => {
      const app = appWith({ waivers });
      new AlicloudCloudProfile(app.garden, 'one', uncovered);
      new AlicloudCloudProfile(app.garden, 'two', uncovered);
      app.synth();
    };
    const rule = 'image-region-uncovered';
    synth([{ rule, constructPath: 'garden/on*', reason: 'next month' }]);
    expect(facts()['waivers']).toEqual([
      { rule, file: 'garden/10-profiles/cloudprofile-one.yaml', reason: 'next month' },
    ]);
    const bySynth = written.join('').split(rule).length - 1;
    const out: string[] = [];
    await run(['validate', outdir], {
      ...{ cwd: outdir, env: {}, readStdin: () => '', terminal: { out: false, err: false } },
      ...{ out: (text) => void out.push(text), err: () => undefined },
    });
    expect(out.join('').split(rule).length - 1).toBe(bySynth);
    expect(bySynth).toBe(1);
    synth([{ rule, file: 'garden/10-profiles/cloudprofile-*', reason: 'next month' }]);
    expect(written.at(-1)).not.toContain(rule);
  });
});

test.each<[object, string]>([
  [{ gitOps: GitOps.flux() }, '[GardenApp] gitOps: there is no prop "gitOps"; did you mean gitops'],
  [{ gitops: 'flux' }, '[GardenApp] gitops: "flux" is not a GitOps; make it with GitOps.flux'],
  [{ gitops: GitOps.flux({ intervall: '1m' } as object) }, 'gitops.intervall: there is no prop'],
  [{ gitops: GitOps.flux({ interval: '1d' }) }, 'gitops.interval: "1d" is no duration'],
  [{ gitops: GitOps.flux({ timeout: '-5m' }) }, 'gitops.timeout: "-5m" is no duration'],
  [
    { gitops: GitOps.flux({ sourceKind: 'HelmRepository' as never }) },
    'gitops.sourceKind: "HelmRepository" is not',
  ],
  [
    { gitops: GitOps.flux({ substituteFrom: [{ kind: 'Secret', name: 'My_Secret' }] }) },
    'gitops.substituteFrom[0].name: "My_Secret" is no name',
  ],
  [{ gitops: GitOps.flux({ namespace: 'a.b' }) }, 'gitops.namespace: "a.b" is no name that a namespace'],
  [{ gitops: GitOps.argocd({} as never) }, 'gitops.repoUrl: is missing'],
  [{ gitops: GitOps.argocd({ repoUrl: ' ' }) }, 'gitops.repoUrl: is empty'],
  [{ gitops: GitOps.argocd({ repoUrl: 'a', project: 'A b' }) }, 'gitops.project: "A b" is no name'],
  [{ waivers: [{ rule: 'a' }] }, 'waivers[0].reason: is missing'],
  [{ now: '2026-11-21' }, 'now: "2026-11-21" is not a Date'],
])('wrong props of the app or its engine are issues, and nothing is written: %#', (props, sentence) => {
  const app = appWith(props);
  new AlicloudCloudProfile(app.garden, 'alicloud', profile);
  expect(() => app.synth()).toThrow(sentence);
  expect(existsSync(outdir)).toBe(false);
});

test('an engine may look into a folder of the repository, or into the output itself', () => {
  const synth = (gitops: GitOps): string => {
    written = [];
    const app = appWith({ gitops });
    new AlicloudCloudProfile(app.garden, 'alicloud', profile);
    app.synth();
    return written.join('');
  };
  expect(synth(GitOps.flux({ pathPrefix: './landscapes/eu/dist' }))).not.toContain('elsewhere');
  // What lies in a bucket or an OCI artifact may be the output itself.
  expect(synth(GitOps.flux({ pathPrefix: './' }))).not.toContain('elsewhere');
  expect(read('flux/gardener-10-profiles.yaml')).toContain('path: ./garden/10-profiles\n');
});

describe('in a process of its own', () => {
  function run(script: string): { code: number | null; out: string; err: string } {
    const lib = JSON.stringify(join(__dirname, '../..'));
    const result = spawnSync(process.execPath, ['-e', `const lib = require(${lib}); ${script}`], {
      encoding: 'utf8',
    });
    return { code: result.status, out: result.stdout, err: result.stderr };
  }

  test.each([
    [
      'bad props',
      `const app = new lib.GardenApp({ outdir: OUT }); new lib.AlicloudCloudProfile(app.garden, 'x', { regionz: [] }); app.synth();`,
      /did you mean regions/,
    ],
    [
      'bad props in a plain app',
      `const { App, Chart } = require('cdk8s'); const app = new App({ outdir: OUT }); new lib.AlicloudCloudProfile(new Chart(app, 'c'), 'x', { regionz: [] }); app.synth();`,
      /\[c\/x\] regionz: there is no prop "regionz"; did you mean regions/,
    ],
    [
      'a bad version',
      `new lib.GardenApp({ gardenerVersion: 'new' });`,
      /gardenerVersion: "new" is not supported/,
    ],
    [
      'an output folder that is a file',
      `require('fs').mkdirSync(require('path').dirname(OUT), { recursive: true }); require('fs').writeFileSync(OUT, ''); new lib.GardenApp({ outdir: OUT }).synth();`,
      /is a file, not a folder/,
    ],
  ])('%s end it with a sentence and no stack trace', (_, script, sentence) => {
    const { code, err } = run(script.replaceAll('OUT', JSON.stringify(outdir)));
    expect(code).toBe(1);
    expect(err).toMatch(sentence);
    expect(err).not.toMatch(/\n\s+at /);
    // What Node lists of an error's own fields would be all issues as objects.
    expect(err).not.toMatch(/severity: '|\[Object\]/);
  });
});

describe('credentials', () => {
  const target = SeedTarget.gardenlet('ali-eu', frankfurt);

  test('an ExternalSecret, and placeholders for Flux', () => {
    const app = appWith({ gitops: GitOps.flux({ substituteFrom: [{ kind: 'Secret', name: 'keys' }] }) });
    const remote = {
      store: { name: 'vault' },
      accessKeyId: { key: 'backup', property: 'id' },
      accessKeySecret: { key: 'backup', property: 'secret' },
    };
    new AlicloudSeedBackup(app.garden, 'a', {
      target,
      credentials: CredentialsSecret.external('garden', 'backup-external', remote),
    });
    const variables = { accessKeyId: 'BACKUP_ID', accessKeySecret: 'BACKUP_SECRET' };
    CredentialsSecret.substituted('garden', 'backup-flux', variables).addTo(app.garden, 'flux');
    app.synth();
    expect(read('garden/10-profiles/externalsecret-garden-backup-external.yaml')).toContain(
      'secretKey: accessKeyID',
    );
    expect(read('garden/10-profiles/secret-garden-backup-flux.yaml')).toContain(
      'accessKeyID: ${quote}${BACKUP_ID}${quote}',
    );
    expect(read('flux/gardener-10-profiles.yaml')).toContain('substituteFrom:');
  });

  test('in clear only on request in so many words, with a warning', () => {
    const app = appWith();
    const key = {
      accessKeyId: 'LTAI5tExampleExampleExam',
      accessKeySecret: 'ExampleExampleExampleExample30',
    };
    new AlicloudSeedBackup(app.garden, 'a', {
      target,
      credentials: CredentialsSecret.inClearTextForEverybodyToRead('garden', 'backup', key),
    });
    app.synth();
    expect(written.join('')).toContain('secret-in-clear');
  });
});

test('a plain app prints warnings once, and finds keys in clear', () => {
  const app = new App({ outdir });
  const props = {
    ...profile,
    regions: [...profile.regions, { name: 'cn-shanghai', zones: ['cn-shanghai-a'] }],
  };
  new AlicloudCloudProfile(new Chart(app, 'one'), 'alicloud', props);
  const second = new Chart(app, 'two');
  app.synth();
  expect(written.join('').match(/image-region-uncovered/g)).toHaveLength(1);
  expect(written.join('')).toMatch(/^warning: \[one\/alicloud\] spec\./);
  const annotations = { note: ['LTAI', '5tAbCdEfGhIjKlMnOp'].join('') };
  new AlicloudCloudProfile(second, 'alicloud', { ...profile, annotations });
  expect(() => void Testing.synth(second)).toThrow(/\[two\/alicloud\] there is an AccessKey ID/);
});

test('in a plain app the constructs give the same manifest', () => {
  const app = new App({ outdir });
  const chart = new Chart(app, 'chart');
  new AlicloudCloudProfile(chart, 'alicloud', profile);
  const [manifest] = Testing.synth(chart) as unknown[];
  const garden = appWith();
  new AlicloudCloudProfile(garden.garden, 'alicloud', profile);
  garden.synth();
  app.synth();
  const plain = readFileSync(join(outdir, 'chart.k8s.yaml'), 'utf8');
  expect(validateYaml(plain).filter((issue) => issue.severity === 'error')).toEqual([]);
  expect(manifest).toEqual(JSON.parse(JSON.stringify(Testing.synth(garden.garden)[0])));
});

describe('order and place', () => {
  const project = { apiVersion: 'core.gardener.cloud/v1beta1', kind: 'Project', metadata: { name: 'dev' } };
  const inDev = { namespace: 'garden-dev' };
  const object = (apiVersion: string, kind: string, name: string, body: Record<string, unknown>): ApiObject =>
    new GardenObject(app.garden, `${kind}-${name}`, {
      ...{ apiVersion, kind, body },
      metadata: { name, ...inDev },
    });
  let app: GardenApp;

  test('what refers to others comes in later stages, each waiting for the one before', () => {
    app = appWith({ gitops: GitOps.flux() });
    new AlicloudCloudProfile(app.garden, 'alicloud', profile);
    new ApiObject(app.garden, 'project', project);
    const core = 'core.gardener.cloud/v1beta1';
    object(core, 'NamespacedCloudProfile', 'dev', {
      spec: {
        parent: { kind: 'CloudProfile', name: 'alicloud' },
        machineTypes: [{ name: 'ecs.c7.large', cpu: '2', gpu: '0', memory: '4Gi', architecture: 'amd64' }],
      },
    });
    object(core, 'Quota', 'small', { spec: {} });
    const secretRef = { kind: 'Secret', apiVersion: 'v1', name: 'key', ...inDev };
    object('security.gardener.cloud/v1alpha1', 'CredentialsBinding', 'dev', { credentialsRef: secretRef });
    object(core, 'Shoot', 'one', { spec: { cloudProfile: { kind: 'NamespacedCloudProfile', name: 'dev' } } });
    object('seedmanagement.gardener.cloud/v1alpha1', 'ManagedSeedSet', 'set', { spec: {} });
    app.synth();
    expect(files().filter((path) => path.startsWith('garden'))).toEqual([
      'garden/05-projects/project-dev.yaml',
      'garden/10-profiles/cloudprofile-alicloud.yaml',
      'garden/20-registrations/namespacedcloudprofile-garden-dev-dev.yaml',
      'garden/20-registrations/quota-garden-dev-small.yaml',
      'garden/25-bindings/credentialsbinding-garden-dev-dev.yaml',
      'garden/35-shoots/shoot-garden-dev-one.yaml',
      'garden/40-managed-seeds/managedseedset-garden-dev-set.yaml',
    ]);
    expect(read('flux/gardener-20-registrations.yaml')).toContain('- name: gardener-10-profiles');
    expect(read('flux/gardener-10-profiles.yaml')).toContain('- name: gardener-05-projects');
    expect(written.join('')).not.toContain('gitops-depends');
  });

  test.each([
    ['garden', 'operator.gardener.cloud/v1alpha1', 'Extension'],
    ['garden', 'batch/v1', 'CronJob'],
    ['runtime', 'core.gardener.cloud/v1beta1', 'Shoot'],
    ['runtime', 'seedmanagement.gardener.cloud/v1alpha1', 'ManagedSeedSet'],
  ] as const)('in %s nobody knows %s %s', (cluster, apiVersion, kind) => {
    app = appWith();
    new ApiObject(app[cluster], 'a', { apiVersion, kind, metadata: { name: 'a' } });
    expect(() => app.synth()).toThrow(/does not know it; create it in app\.(?:garden|runtime)/);
  });

  test.each([
    ['out', GitOps.flux(), true],
    ['clusters/out', GitOps.flux({ pathPrefix: './clusters/dist' }), true],
    ['out', GitOps.argocd({ repoUrl: 'https://git.acme.io/a' }), true],
    ['out', GitOps.flux({ pathPrefix: './clusters/a/out' }), false],
    ['out', GitOps.none(), false],
    ['dist', GitOps.flux(), false],
  ])('output in %s', (folder, gitops, isElsewhere) => {
    const here = process.cwd();
    process.chdir(join(outdir, '..'));
    try {
      app = new GardenApp({ outdir: folder, gitops });
      new AlicloudCloudProfile(app.garden, 'alicloud', profile);
      app.synth();
    } finally {
      process.chdir(here);
    }
    expect(written.join('').includes('[gitops-path-elsewhere]')).toBe(isElsewhere);
  });

  test.each([
    ['nobody', GitOps.none(), true],
    ['Flux without variables', GitOps.flux(), true],
    ['Argo CD', GitOps.argocd({ repoUrl: 'https://git.acme.io/a' }), true],
    ['Flux', GitOps.flux({ substituteFrom: [{ kind: 'Secret', name: 'a' }] }), false],
  ])('a Secret that %s fills in', (_, gitops, isUnfilled) => {
    app = appWith({ gitops });
    const variables = { accessKeyId: 'BACKUP_ID', accessKeySecret: 'BACKUP_SECRET' };
    CredentialsSecret.substituted('garden', 'backup', variables).addTo(app.garden, 'key');
    app.synth();
    expect(written.join('').includes('[gitops-secret-unfilled]')).toBe(isUnfilled);
  });

  test('a custom image that no job shares', () => {
    const image = MachineImage.custom('customized', {
      versions: [
        { version: '1.0.0', regions: { 'eu-central-1': 'm-gw8custom00000000001' } },
        { version: '2.0.0', regions: { 'eu-central-1': 'm-gw8custom00000000002' } },
      ],
    });
    const warnings = (count: number): string => {
      written = [];
      app = appWith();
      const { customImages } = new AlicloudCloudProfile(app.garden, 'alicloud', {
        ...profile,
        machineImages: [image],
      });
      const images = customImages.slice(0, count);
      const config = { apiVersion: 'image-sharing/v1', regions: {} as Record<string, unknown> };
      for (const { region, imageId } of images) config.regions[region] = { images: { [imageId]: {} } };
      new ApiObject(app.runtime, 'config', {
        ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'config', namespace: 'garden' } },
        data: { 'config.json': JSON.stringify(config) },
      });
      app.synth();
      return written.join('');
    };
    expect(warnings(0)).toContain('no ImageSharingJob shares the custom image "customized"');
    const forgotten = warnings(1);
    expect(forgotten).toContain('no job shares m-gw8custom00000000002 in eu-central-1');
    expect(forgotten).not.toContain('custom-image-unshared');
  });

  test.each([
    ['the profile', 'CloudProfile', 'alicloud', 'ecs.g8i.large', true],
    ['a NamespacedCloudProfile', 'NamespacedCloudProfile', 'shop', 'ecs.g8y.large', true],
    ['a type that does without NVMe', 'CloudProfile', 'alicloud', 'ecs.g7.large', false],
    ['a profile that is elsewhere', 'CloudProfile', 'other', 'ecs.g8i.large', false],
  ])('a worker whose image has no NVMe: %s', (_, kind, name, machineType, isUnfit) => {
    app = appWith();
    const [g7 = { name: '', cpu: '', gpu: '', memory: '' }] = profile.machineTypes;
    const facts = { nvme: 'required' } as const;
    const versions = [
      {
        version: '1877.3.0',
        regions: { 'eu-central-1': 'm-gw86dlqmpaugljiykx91' },
        facts: { nvme: 'unsupported' } as const,
      },
    ];
    const parent = new AlicloudCloudProfile(app.garden, 'alicloud', {
      ...profile,
      machineImages: [MachineImage.of('gardenlinux', { versions })],
      machineTypes: [g7, { ...g7, name: 'ecs.g8i.large', facts }],
    });
    new AlicloudNamespacedCloudProfile(app.garden, 'shop', {
      namespace: 'garden-shop',
      parent,
      machineTypes: [{ ...g7, name: 'ecs.g8y.large', facts }],
    });
    const machine = { type: machineType, image: { name: 'gardenlinux', version: '1877.3.0' } };
    new ApiObject(app.garden, 'shoot', {
      apiVersion: 'core.gardener.cloud/v1beta1',
      kind: 'Shoot',
      metadata: { name: 'web', namespace: 'garden-shop' },
      spec: { cloudProfile: { kind, name }, provider: { type: 'alicloud', workers: [{ machine }] } },
    });
    app.synth();
    const warning =
      'spec.provider.workers[0].machine.image: gardenlinux 1877.3.0 for amd64 does not support NVMe';
    expect(written.join('').includes(warning)).toBe(isUnfit);
  });
});

expectSentences('garden-app');
