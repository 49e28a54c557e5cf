import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { run as runCommand } from '../../src/cli/main';
import { emitYaml } from '../../src/yaml/emit';
import {
  cloudProfile,
  controllerDeployment,
  controllerRegistration,
  gardenlet,
  type Manifest,
  shoot,
  withValue,
} from '../diff/landscape';
import { gitIsInstalled } from '../git';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'live-'));
  const program = join(folder, 'bin/kubectl');
  mkdirSync(dirname(program));
  const fake = resolve(__dirname, 'fake-kubectl.cjs');
  writeFileSync(program, `#!${process.execPath}\nrequire(${JSON.stringify(fake)});\n`);
  chmodSync(program, 0o755);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const standing: Readonly<Record<string, Manifest>> = {
  'dist/profile.yaml': cloudProfile(),
  'dist/deployment.yaml': controllerDeployment(),
  'dist/registration.yaml': controllerRegistration(),
  'dist/gardenlet.yaml': gardenlet(),
};

function write(files: Readonly<Record<string, Manifest | string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === 'string' ? content : emitYaml(content));
  }
}

interface Behaviour {
  /** What every call fails with. */
  readonly fails?: string;
  readonly forbids?: readonly string[];
  readonly refuses?: Readonly<Record<string, string>>;
  /** What a plugin says before anything else. */
  readonly asks?: string;
  /** Parts of names of resources that are not served. */
  readonly without?: readonly string[];
}

async function run(
  args: readonly string[],
  behaviour: Behaviour = {},
  path = join(folder, 'bin'),
): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const code = await runCommand([...args, '--now', '2026-11-21'], {
    cwd: folder,
    env: {
      PATH: `${path}:${process.env['PATH'] ?? ''}`,
      FAKE_KUBECTL: JSON.stringify(behaviour),
      FAKE_KUBECTL_LOG: join(folder, 'calls'),
    },
    readStdin: () => '',
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    terminal: { out: false, err: false },
  });
  return { code, out, err };
}

function calls(): string[][] {
  return readFileSync(join(folder, 'calls'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as string[]);
}

const withoutVersion = withValue(cloudProfile(), 'spec.kubernetes.versions.2', undefined);

describe('diff --live', () => {
  it('finds no change in a landscape that stands as it is written', async () => {
    write(standing);
    const { code, out, err } = await run(['diff', '--live', 'dist']);
    expect(out).toBe('no changes in 4 objects\n');
    expect(code).toBe(0);
    expect(err).toContain('note: the API server serves no Extension: left out\n');
  });

  it('says what changes, what Gardener refuses of it, and which Shoots of the garden are hit', async () => {
    write({ ...standing, 'dist/profile.yaml': withoutVersion });
    const { code, out } = await run(['diff', '--live', 'dist']);
    expect(code).toBe(1);
    expect(out).toContain('CloudProfile alicloud: changed\n  refused    Kubernetes 1.32.8 removed');
    expect(out).toContain('hits 1 Shoot: garden-dev/shop');
    expect(out).toContain('NamespacedCloudProfile garden-dev/larger still names it');
    expect(out).toContain('hits 1 of 1 Shoot');
  });

  it('holds update rules against what is stored, and what is new against the garden', async () => {
    write({
      'registration.yaml': withValue(controllerRegistration(), 'spec.resources.0.primary', false),
      'child.yaml': {
        apiVersion: 'core.gardener.cloud/v1beta1',
        kind: 'NamespacedCloudProfile',
        metadata: { name: 'small', namespace: 'garden-dev' },
        spec: {
          parent: { kind: 'CloudProfile', name: 'alicloud' },
          machineTypes: [{ name: 'ecs.g7.large', cpu: '2', gpu: '0', memory: '8Gi', architecture: 'amd64' }],
        },
      },
    });
    const { out } = await run(['diff', '--live', '--gardener-version', '1.140']);
    expect(out).toContain('ControllerRegistration provider-alicloud: changed\n  refused');
    expect(out).toContain('NamespacedCloudProfile garden-dev/small: added\n  refused');
  });

  it('takes for removed only what the landscape has applied', async () => {
    write({
      'dist/deployment.yaml': controllerDeployment(),
      'dist/flux.yaml': {
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        kind: 'Kustomization',
        metadata: { name: 'gardener-10-profiles', namespace: 'flux-system' },
        spec: { path: './dist', prune: true, interval: '10m' },
      },
    });
    const { out, err } = await run(['diff', '--live', 'dist', '--output', 'json']);
    const { objects } = JSON.parse(out) as { objects: { kind: string; name: string; action: string }[] };
    expect(objects.map(({ kind, name, action }) => `${kind} ${name} ${action}`)).toEqual([
      'CloudProfile alicloud removed',
    ]);
    expect(err).toContain('note: not compared, as it is not read from the garden: 1 Kustomization\n');
  });

  it('tells drift apart from what the files change', async () => {
    if (!gitIsInstalled) return;
    const git = (...args: string[]): void => {
      const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false'];
      execFileSync('git', [...who, ...args], { cwd: folder, stdio: 'ignore' });
    };
    git('init', '-q');
    write({
      ...standing,
      'dist/deployment.yaml': withValue(controllerDeployment(), 'helm.values.replicaCount', 3),
    });
    git('add', 'dist');
    git('commit', '-q', '-m', 'one');
    write({ 'dist/profile.yaml': withValue(cloudProfile(), 'spec.volumeTypes.1', undefined) });

    const { code, out } = await run(['diff', '--live', '--git', 'HEAD', 'dist']);
    expect(out).toContain('CloudProfile alicloud: changed\n');
    expect(out).toContain(
      'Drift: the garden differs from the revision\n\n' +
        'ControllerDeployment provider-alicloud: changed in the garden\n  helm.values.replicaCount changed: 3 -> 1\n',
    );
    expect(out).toMatch(/; drift: 1 object\n$/);
    expect(code).toBe(0);
    const markdown = await run(['diff', '--live', '--git', 'HEAD', 'dist', '--output', 'markdown']);
    expect(markdown.out).toContain('#### Drift');
    expect((await run(['diff', '--live', '--git', 'HEAD', 'dist', '--fail-on', 'drift'])).code).toBe(1);
    git('commit', '-qam', 'two');
    const { drift } = JSON.parse(
      (await run(['diff', '--live', '--git', 'HEAD', 'dist', '--output', 'json'])).out,
    ) as { drift: { kind: string; action: string }[] };
    expect(drift.map(({ kind, action }) => `${kind} ${action}`)).toEqual([
      'CloudProfile changed',
      'ControllerDeployment changed',
    ]);
  });

  it('compares of a Shoot what the file says, as nobody here knows what Gardener fills in', async () => {
    const written = shoot('shop');
    write({ 'shoot.yaml': withValue(written, 'spec.seedName', undefined) });
    expect((await run(['diff', '--live'])).out).toBe('no changes in 1 object\n');
    write({ 'shoot.yaml': withValue(written, 'spec.region', 'eu-west-1') });
    expect((await run(['diff', '--live'])).out).toContain('spec.region changed: eu-central-1 -> eu-west-1');
  });

  it('leaves to its gardenlet what a manifest with nothing but a backup leaves out', async () => {
    const spec = { backup: (gardenletSeed()['backup'] ?? {}) as Manifest };
    write({
      'seed.yaml': {
        apiVersion: 'core.gardener.cloud/v1beta1',
        kind: 'Seed',
        metadata: { name: 'ali-eu' },
        spec,
      },
    });
    const { out } = await run(['diff', '--live', '--output', 'json']);
    const { objects } = JSON.parse(out) as {
      objects: { changes: { action: string; refusals: unknown[] }[] }[];
    };
    expect(objects.flatMap(({ changes }) => changes.filter(({ refusals }) => refusals.length === 0))).toEqual(
      [],
    );
  });

  it('reads with get alone, and of Secrets a table of names', async () => {
    write(standing);
    await run(['diff', '--live', '--context', 'garden', 'dist']);
    const made = calls();
    expect(made).toHaveLength(3);
    for (const args of made) {
      expect(args[0]).toBe('--context=garden');
      expect(['api-resources', 'get']).toContain(args.find((arg) => !arg.startsWith('-')));
    }
    expect(made.filter((args) => args.some((arg) => arg.includes('secrets')))).toEqual([
      expect.arrayContaining(['get', 'secrets', '--output=wide']),
    ]);
  });
});

function gardenletSeed(): Manifest {
  const { spec } = gardenlet() as { spec: { config: { seedConfig: { spec: Manifest } } } };
  return spec.config.seedConfig.spec;
}

describe('validate --live', () => {
  it('resolves references to what the garden has', async () => {
    write({ 'gardenlet.yaml': gardenlet() });
    const rules = /landscape-reference-elsewhere|landscape-seed-type-elsewhere/;
    expect((await run(['validate', 'gardenlet.yaml'])).out).toMatch(rules);
    const { code, out } = await run(['validate', '--live', 'gardenlet.yaml']);
    expect(out).not.toMatch(rules);
    expect(code).toBe(0);
    // The names of Secrets are not known then.
    const blind = await run(['validate', '--live', 'gardenlet.yaml'], { forbids: ['secrets'] });
    expect(blind.out).toContain('landscape-reference-elsewhere');
    expect(blind.err).toContain('does not let us list Secrets');
  });

  it('takes what is stored for the previous state, and parents from the garden', async () => {
    write({
      'profile.yaml': withValue(
        cloudProfile(),
        'spec.kubernetes.versions.0.expirationDate',
        '2028-01-01T00:00:00Z',
      ),
      'child.yaml': {
        apiVersion: 'core.gardener.cloud/v1beta1',
        kind: 'NamespacedCloudProfile',
        metadata: { name: 'small', namespace: 'garden-dev' },
        spec: {
          parent: { kind: 'CloudProfile', name: 'of-others' },
          kubernetes: { versions: [{ version: '9.9.9', expirationDate: '2027-06-28T23:59:59Z' }] },
        },
      },
    });
    const { code, out } = await run(['validate', '--live', '.']);
    expect(code).toBe(1);
    expect(out).toMatch(/child\.yaml:\d+:\d+: error: .*9\.9\.9/);
    expect(out).not.toContain('landscape-parent-elsewhere');
  });

  it('tells of a conflict with the garden at the document that is judged', async () => {
    write({ 'other.yaml': withValue(controllerRegistration(), 'metadata.name', 'another') });
    const { out } = await run(['validate', '--live', 'other.yaml']);
    expect(out).toMatch(
      /other\.yaml:\d+:\d+: error: .*ControllerRegistration provider-alicloud in the garden is primary/,
    );
    expect(out).not.toMatch(/^the garden:/m);
  });
});

describe('--server-dry-run', () => {
  const refusal =
    'Error from server (Forbidden): error when patching "STDIN": admission webhook "x" denied the request: the key LTAIfakefakefakefakefake is none\n';

  it('asks about each object in the order of the stages, and agrees', async () => {
    write({
      ...standing,
      'dist/secret.yaml': { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x', namespace: 'garden' } },
    });
    const { code, err } = await run(['validate', '--live', '--server-dry-run', 'dist']);
    expect(err).toContain('the garden was asked about 4 objects, and says the same as we do\n');
    expect(code).toBe(0);
    const applied = calls().filter((args) => args.includes('apply'));
    expect(applied).toHaveLength(4);
    for (const args of applied) expect(args).toContain('--dry-run=server');
    expect(existsSync(join(folder, 'verdicts-that-differ.md'))).toBe(false);
  });

  it('writes a bug report where the garden refuses what we accept, without secrets', async () => {
    const secret = 'dont-tell-anybody';
    const deployment = withValue(controllerDeployment(), 'helm.values.password', secret);
    write({ ...standing, 'dist/deployment.yaml': deployment });
    const words = `Error from server (BadRequest): helm.values.password: Invalid value: "${secret}": too long\n`;
    for (const command of ['validate', 'diff']) {
      const { code, err, out } = await run(
        [command, '--live', '--server-dry-run', '--bug-report', 'report.md', 'dist'],
        { refuses: { 'provider-alicloud': words, alicloud: refusal } },
      );
      expect(code).toBe(1);
      expect(err).toContain('the garden refuses ControllerDeployment provider-alicloud');
      expect(err).toContain('says otherwise of 3');
      const report = readFileSync(join(folder, 'report.md'), 'utf8');
      expect(report).toContain('## ControllerDeployment provider-alicloud');
      expect(report).toContain('gardener-alicloud: accepted.');
      expect(report).toContain('replicaCount: 1');
      for (const text of [report, err, out]) {
        expect(text).not.toContain(secret);
        expect(text).not.toContain('LTAIfake');
      }
    }
  });

  it('writes one where we refuse what the garden accepts', async () => {
    write({
      ...standing,
      'dist/profile.yaml': withValue(cloudProfile(), 'spec.machineTypes.0.usabel', true),
    });
    const { code, err } = await run(['validate', '--live', '--server-dry-run', 'dist']);
    expect(code).toBe(1);
    expect(err).toContain('the garden accepts CloudProfile alicloud, and we do not');
    const report = readFileSync(join(folder, 'verdicts-that-differ.md'), 'utf8');
    expect(report).toContain('The garden: accepted.');
    expect(report).toContain('[unknown-field]');
  });

  it('does not ask about what needs another object first', async () => {
    write({
      'deployment.yaml': withValue(controllerDeployment(), 'metadata.name', 'new'),
      'registration.yaml': withValue(
        withValue(controllerRegistration(), 'metadata.name', 'new'),
        'spec.deployment.deploymentRefs.0.name',
        'new',
      ),
    });
    const { err } = await run(['validate', '--live', '--server-dry-run', '.']);
    expect(err).toContain(
      'ControllerRegistration new was not asked: it needs ControllerDeployment new first, which the garden does not have',
    );
  });

  it('takes a request that may not be made for no verdict', async () => {
    write(standing);
    const words =
      'Error from server (Forbidden): cloudprofiles.core.gardener.cloud "alicloud" is forbidden: User "somebody" cannot patch resource "cloudprofiles" in API group "core.gardener.cloud" at the cluster scope\n';
    const { code, err } = await run(['validate', '--live', '--server-dry-run', 'dist'], {
      refuses: { alicloud: words },
    });
    expect(code).toBe(2);
    expect(err).toContain('--live: the garden forbids it');
  });
});

describe('a garden that cannot be read is one sentence', () => {
  const log =
    'E1128 08:19:29.313361   20232 memcache.go:265] "Unhandled Error" err="couldn\'t get current server API group list"\n';

  it.each<[string, Behaviour, string[], RegExp]>([
    [
      'an unknown context',
      { fails: 'Error in configuration: context was not found for specified context: nope\n' },
      ['--context', 'nope'],
      /has no context "nope"; kubectl config get-contexts/,
    ],
    [
      'a server that is away',
      {
        fails: `${log}${log}The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?\n`,
      },
      [],
      /the garden does not answer; .*kubectl says: The connection to the server 127\.0\.0\.1:1 was refused/,
    ],
    [
      'an unknown host',
      { fails: `${log}Unable to connect to the server: dial tcp: lookup nowhere.invalid: no such host\n` },
      [],
      /the garden does not answer/,
    ],
    [
      'a login that has run out',
      { fails: 'error: You must be logged in to the server (Unauthorized)\n' },
      [],
      /does not know who asks; log in as for kubectl/,
    ],
    [
      'a right that is missing',
      { forbids: ['seeds.core.gardener.cloud', 'shoots.core.gardener.cloud'] },
      [],
      /does not let us list seeds\.core\.gardener\.cloud, shoots\.core\.gardener\.cloud; ask for the right/,
    ],
    [
      'no garden at all',
      { without: ['gardener.cloud'] },
      [],
      /serves none of Gardener's kinds; name the context/,
    ],
    ['a kubeconfig that is not there', {}, ['--kubeconfig', 'none'], /--kubeconfig none: no such file/],
  ])('%s', async (_, behaviour, flags, expected) => {
    write(standing);
    const { code, out, err } = await run(['diff', '--live', ...flags, 'dist'], behaviour);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(expected);
    expect(err.split('\n')).toHaveLength(2);
  });

  it('no kubectl', async () => {
    write(standing);
    const path = process.env['PATH'];
    process.env['PATH'] = '';
    try {
      const { code, err } = await run(['validate', '--live', 'dist'], {}, join(folder, 'nowhere'));
      expect(code).toBe(2);
      expect(err).toMatch(/^gardener-alicloud: --live: there is no kubectl on the PATH, .*\n$/);
    } finally {
      process.env['PATH'] = path;
    }
  });

  it('passes on what a plugin asks of its user', async () => {
    write(standing);
    const { err } = await run(['diff', '--live', 'dist'], {
      asks: 'To sign in, open https://login.example.com',
    });
    expect(err).toContain('To sign in, open https://login.example.com\n');
  });

  it.each<[string, string[], RegExp]>([
    ['flags without --live', ['diff', '--context', 'x', 'dist', 'dist'], /--context: only --live needs it/],
    ['a dry run without --live', ['validate', '--server-dry-run', 'dist'], /--server-dry-run: only --live/],
    ['Shoots of a file', ['diff', '--live', '--shoots', 'x', 'dist'], /--live reads the Shoots itself/],
    [
      'another previous state',
      ['validate', '--live', '--previous', 'x', 'dist'],
      /--live reads from the garden/,
    ],
    ['an OLD', ['diff', '--live', 'dist', 'dist'], /one PATH; OLD is the garden/],
    ['drift from nothing', ['diff', '--live', '--fail-on', 'drift', 'dist'], /--live with --git REV/],
  ])('refuses %s', async (_, args, expected) => {
    write(standing);
    const { code, err } = await run(args);
    expect(code).toBe(2);
    expect(err).toMatch(expected);
  });
});
