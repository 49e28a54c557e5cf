import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { bundleReconciler } from '../../src/build/bundle-reconciler';
import { ImageSharingAccounts } from '../../src/image-sharing/accounts';
import type { ImageSharingJob } from '../../src/image-sharing/image-sharing-job';
import { packCode } from '../../src/image-sharing/reconciler-code';
import { SecretReference } from '../../src/secrets/credentials-secret';
import { parseConfig } from '../../src/sharing/parse-config';
import { FakeCloud } from '../sharing/fake-cloud/fake-cloud';
import type { AccessKey } from '../sharing/fake-cloud/identities';
import { type Container, image, jobWith, podOf, synthOf } from './job';

const accounts = ['2000000000000001', '2000000000000002', '2000000000000003'] as const;
const bundleFile = resolve(__dirname, '../../lib/image-sharing-reconciler.cjs');

interface Exit {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

let cloud: FakeCloud;
let key: AccessKey;
/** Stands for the root of the pod's file system. */
let root: string;

beforeEach(async () => {
  cloud = await FakeCloud.start();
  key = cloud.identities.addRamUserKey(cloud.ownerAccount);
  cloud.images.add(image.region, { id: image.imageId, shares: [accounts[0]] });
  root = mkdtempSync(join(tmpdir(), 'pod-'));
});
afterEach(async () => {
  await cloud.stop();
  rmSync(root, { recursive: true });
});

/** A job whose config leads to the fake cloud instead of the real one. */
function job(props: object = {}): ImageSharingJob {
  return jobWith({
    accounts: [...accounts],
    extraConfig: {
      regions: { [image.region]: { endpoint: cloud.url } },
      stsEndpoint: cloud.url,
      concurrency: { minIntervalMs: 0 },
    },
    ...props,
  });
}

function write(path: string, content: string | Uint8Array): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/** What kubelet does: puts the volumes of the pod where a container mounts them. */
function mount(of: ImageSharingJob, clusterObjects: Readonly<Record<string, Record<string, string>>>): void {
  const emitted = synthOf(of).filter(({ kind }) => kind === 'ConfigMap');
  const pod = podOf(of);
  for (const { name, mountPath } of pod.containers[0].volumeMounts) {
    const volume = pod.volumes.find((candidate) => candidate.name === name);
    const source = volume?.configMap?.name ?? volume?.secret?.secretName ?? '';
    const map = emitted.find(({ metadata }) => metadata.name === source);
    mkdirSync(join(root, mountPath), { recursive: true });
    for (const [file, text] of Object.entries({ ...clusterObjects[source], ...map?.data })) {
      write(join(mountPath, file), inRoot(text));
    }
    for (const [file, data] of Object.entries({ ...map?.binaryData })) {
      write(join(mountPath, file), Buffer.from(data, 'base64'));
    }
  }
}

/** Paths of the pod, in texts and arguments. */
function inRoot(text: string): string {
  return text.replaceAll(/(?<![\w.])\/(?=(?:etc|run|opt)\/)/g, `${root}/`);
}

async function run({ command = [], args = [] }: Container): Promise<Exit> {
  return await node([...command.slice(1), ...args].map((word) => inRoot(word)));
}

/** Not synchronously: the fake cloud lives in this process. */
async function node(args: readonly string[]): Promise<Exit> {
  return await new Promise((done) => {
    execFile(process.execPath, args, { env: {}, cwd: root }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

const owner = () => ({ 'machine-image-owner': { accessKeyID: key.id, accessKeySecret: `${key.secret}\n` } });

test('the emitted job plans in a dry run, and then shares', async () => {
  const planning = job({ dryRun: true });
  mount(planning, owner());
  const plan = await run(podOf(planning).containers[0]);
  expect(plan.stderr).not.toContain('"error"');
  expect(plan.code).toBe(0);
  expect(JSON.parse(plan.stdout)).toMatchObject({
    dryRun: true,
    owner: cloud.ownerAccount,
    items: [{ ...toItem(), status: 'planned', add: accounts.slice(1), remove: [] }],
  });
  expect(cloud.journal.writes()).toEqual([]);

  const sharing = job();
  mount(sharing, owner());
  const done = await run(podOf(sharing).containers[0]);
  expect(done.code).toBe(0);
  expect(JSON.parse(done.stdout)).toMatchObject({ items: [{ ...toItem(), status: 'changed' }] });
  expect(sharedWith()).toEqual(accounts);
});

test('the bundle takes the same config as it is', async () => {
  const planning = job();
  mount(planning, owner());
  const config = join(root, 'etc/image-sharing/config.json');
  const plan = await node([
    bundleFile,
    '--config',
    config,
    '--output',
    'json',
    '--dry-run',
    '--detailed-exitcode',
  ]);
  expect(plan.code).toBe(7);
  expect(JSON.parse(plan.stdout)).toMatchObject({ items: [{ ...toItem(), add: accounts.slice(1) }] });
});

test('accounts come from a ConfigMap of the cluster, and from credentials', async () => {
  const target = cloud.identities.addRamUserKey('2000000000000009');
  const sources = job({
    accounts: [
      '2000000000000002',
      { configMap: 'customers', key: 'ids' },
      ImageSharingAccounts.fromCredentials(SecretReference.of('garden', 'team-a')),
    ],
    policy: 'exact',
    prune: { maxPercent: 100 },
  });
  mount(sources, {
    ...owner(),
    customers: { ids: '# customers\n- "2000000000000003"\n2000000000000004, 2000000000000005 # new\n' },
    'team-a': { accessKeyID: target.id, accessKeySecret: target.secret },
  });
  expect((await run(podOf(sources).containers[0])).code).toBe(0);
  expect(sharedWith()).toEqual([2, 3, 4, 5, 9].map((n) => `200000000000000${n}`));
});

test.each<[string, Record<string, string>]>([
  ['holds something else', { accounts: '2000000000000002\nteam-a\n' }],
  ['lacks the key', { other: '2000000000000002' }],
])('a ConfigMap that %s takes nobody anything away', async (_, data) => {
  const sources = job({
    accounts: [accounts[2], { configMap: 'customers' }],
    policy: 'exact',
    prune: { maxPercent: 100, allowEmpty: true },
  });
  mount(sources, { ...owner(), customers: data });
  const { code, stdout } = await run(podOf(sources).containers[0]);
  expect([4, 5, 6]).toContain(code);
  expect(JSON.parse(stdout)).toMatchObject({ items: [{ remove: [] }] });
  expect(sharedWith()).toEqual(expect.arrayContaining([accounts[0], accounts[2]]));
});

test.each<[string, object]>([
  ['as little as possible', {}],
  ['nothing to do', { images: [], accounts: [] }],
  [
    'everything',
    {
      accounts: [
        '1',
        { configMap: 'a' },
        ImageSharingAccounts.fromCredentials(SecretReference.of('garden', 'b')),
        ImageSharingAccounts.fromGarden({
          kubeconfig: SecretReference.of('garden', 'c'),
          subject: 'me',
          projects: ['dev'],
        }),
      ],
      policy: 'exact',
      prune: { maxPerImage: 1, maxPercent: 1, maxTotal: 7, allowEmpty: true, protect: ['2'] },
      shards: 3,
      expectOwnerAccount: '3',
      assumeRoleArn: 'acs:ram::3:role/owner',
      deadlineSeconds: 60,
    },
  ],
])('the program takes a config with %s', (_, props) => {
  const emitted = jobWith(props);
  const map = synthOf(emitted).find(({ metadata }) => metadata.name.includes('-config-'));
  const read = parseConfig(map?.data?.['config.json'] ?? '', 'config.json', { JOB_COMPLETION_INDEX: '0' });
  expect(read.regions.map(({ region }) => region)).toEqual(
    Object.keys(emitted.config['regions'] as Record<string, unknown>),
  );
});

describe('the bundle', () => {
  test('is one file that needs nothing beside it, and the same each time', async () => {
    const [first, second] = await Promise.all([bundleReconciler(), bundleReconciler()]);
    expect(second).toBe(first);
    write('opt/bundle.cjs', first);
    const help = await node([join(root, 'opt/bundle.cjs'), '--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('share-images --config FILE');
    expect(readdirSync(join(root, 'opt'))).toEqual(['bundle.cjs']);
  });

  test('fits into a ConfigMap with room, also for a client-side apply', async () => {
    const [packed, again] = [1, 2].map(() => packCode(Buffer.from('x'.repeat(1000))));
    expect(again).toEqual(packed);
    const real = JSON.stringify(packCode(Buffer.from(await bundleReconciler())));
    expect(real.length).toBeLessThan(256 * 1024);
  });
});

function toItem(): object {
  return { region: image.region, image: image.imageId };
}

function sharedWith(): string[] {
  const found = cloud.images.inRegion(image.region).find(({ id }) => id === image.imageId);
  return [...(found?.accounts ?? [])].sort();
}
