import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, utimes, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { accountIds, IMAGE, imageId, REGION, useScenario } from './scenario';

const ENTRY = resolve(__dirname, '../../../lib/src/sharing/main.js');

/** What is on the other end of the program's standard output. */
type Reader = (child: ChildProcess) => void;

const closes: Reader = ({ stdout }) => void stdout?.destroy();
const closesLater: Reader = ({ stdout }) => void stdout?.once('data', () => stdout.destroy());
const readsNothing: Reader = () => undefined;

async function runFor(
  stdout: 'pipe' | number,
  reader: Reader,
  args: readonly string[],
): Promise<{ code: number; stderr: string }> {
  const child = spawn(process.execPath, [ENTRY, ...args], { stdio: ['ignore', stdout, 'pipe'] });
  reader(child);
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number>((settle) => child.once('exit', (exit) => settle(exit ?? -1)));
  child.stdout?.destroy();
  return { code, stderr };
}

describe('the result', () => {
  const scenario = useScenario();

  async function prepare(images: number, shares: number): Promise<string[]> {
    const { current } = scenario;
    current.config.limits = { accountsPerImage: 5000, pageSize: 100 };
    for (let n = 0; n < images; n += 1) {
      current.share({ id: imageId(n), current: accountIds(shares), desired: accountIds(shares) });
    }
    const file = join(current.dir, 'config.json');
    await writeFile(file, JSON.stringify(current.config));
    return ['--config', file, '--output', 'json', '--metrics-file', join(current.dir, 'metrics.txt')];
  }

  async function expectNotWritten(stdout: 'pipe' | number, reader: Reader): Promise<void> {
    const { code, stderr } = await runFor(stdout, reader, await prepare(10, 500));
    expect(code).toBe(5);
    expect(stderr).toContain('"result-not-written"');
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect(await readdir(scenario.current.dir)).toContain('metrics.txt');
  }

  it.each([
    ['is closed', closes],
    ['is closed in the middle', closesLater],
  ])('on a standard output that %s: exit 5, the metrics are written', async (_name, reader) => {
    await expectNotWritten('pipe', reader);
  });

  it('on a standard output that nobody reads: the deadline ends it', async () => {
    scenario.current.config.deadlineSeconds = 3;
    await expectNotWritten('pipe', readsNothing);
  });

  it('on a standard output that nobody reads: a signal ends it as it ends a run', async () => {
    const args = await prepare(10, 500);
    const killWhenStuck: Reader = (child) => {
      const watch = setInterval(() => {
        // The metrics are written just before the result.
        if (existsSync(join(scenario.current.dir, 'metrics.txt'))) child.kill('SIGTERM');
      }, 100);
      child.once('exit', () => clearInterval(watch));
    };
    const { code } = await runFor('pipe', killWhenStuck, args);
    expect(code).toBe(143);
    expect(await readdir(scenario.current.dir)).toContain('metrics.txt');
  });

  const itWhereFull = existsSync('/dev/full') ? it : it.skip;
  itWhereFull('on a standard output that is full: exit 5, the metrics are written', async () => {
    const full = await open('/dev/full', 'w');
    await expectNotWritten(full.fd, readsNothing);
    await full.close();
  });

  it('with --output summary has what changed, is blocked or failed, and no long lists', async () => {
    const { current } = scenario;
    current.share({ id: imageId(1), current: accountIds(40), desired: accountIds(40) });
    current.share({ id: imageId(2), current: accountIds(3), desired: accountIds(5) });
    current.share({ id: imageId(3), isMissing: true, desired: accountIds(5) });
    current.share({ id: imageId(4), policy: 'exact', current: accountIds(9), desired: accountIds(2) });
    const run = await current.run({ output: 'summary' });
    expect(run.code).toBe(6);
    const { items, ...rest } = JSON.parse(run.stdout) as { items: Record<string, unknown>[] };
    expect(Object.keys(rest).sort()).toEqual(['dryRun', 'owner', 'summary']);
    expect(items.map(({ image, status }) => [image, status])).toEqual([
      [imageId(2), 'changed'],
      [imageId(3), 'failed'],
      [imageId(4), 'blocked'],
    ]);
    for (const item of items) {
      expect(Object.keys(item).sort()).toEqual(
        ['add', 'batches', 'blocked', 'error', 'image', 'region', 'remove', 'status'].sort(),
      );
    }
    expect(rest).toMatchObject({ summary: { images: 4, statuses: { converged: 1 } } });
  });
});

/** Node has no way to make a pipe with a name. */
const describeWithPipes = spawnSync('mkfifo', ['--help']).error === undefined ? describe : describe.skip;

describeWithPipes('files that never answer', () => {
  const scenario = useScenario();

  async function addPipes(...names: readonly string[]): Promise<string> {
    const dir = join(scenario.current.dir, 'stuck');
    await mkdir(dir);
    spawnSync(
      'mkfifo',
      names.map((name) => join(dir, name)),
    );
    return dir;
  }

  it('a credential of the owner: exit 3', async () => {
    const { current } = scenario;
    current.config.credentials.dir = await addPipes('accessKeyID', 'accessKeySecret');
    current.share({ desired: accountIds(2) });
    const run = await current.run();
    expect(run.code).toBe(3);
    expect(run.item().error?.code).toBe('CredentialsMissing');
    expect(run.metricsText).not.toBe('');
  });

  it('a target credential, a list of accounts, the metrics: the rest is done, nothing is removed', async () => {
    const { current } = scenario;
    const dir = await addPipes('accessKeyID', 'accessKeySecret', 'list', 'metrics');
    current.share({ policy: 'exact', current: accountIds(1), desired: accountIds(2, 2) });
    current.addCredential('team-a', dir);
    current.config.accounts.more = { files: [join(dir, 'list')] };
    current.config.regions[REGION]?.images[IMAGE]?.accounts.push('more');
    const run = await current.run({ metricsFile: join(dir, 'metrics') });
    expect(run.code).toBe(6);
    expect(run.item()).toMatchObject({ add: accountIds(2, 2), remove: [] });
    expect(run.metricsText).toContain('# EOF');
  });
});

describe('temporary metrics files', () => {
  const scenario = useScenario();
  const left = async (folder: string) => (await readdir(folder)).filter((name) => name.startsWith('.'));

  it('do not stay where the file cannot be put in place', async () => {
    const { current } = scenario;
    const metricsFile = join(current.dir, 'folder');
    await mkdir(join(metricsFile, 'sub'), { recursive: true });
    current.share({ desired: accountIds(2) });
    const run = await current.run({ metricsFile });
    expect(run.code).toBe(0);
    expect(run.stderr).toContain('"metrics-not-written"');
    expect(await left(current.dir)).toEqual([]);
  });

  it('of runs that were killed go, those of other files and of runs under way stay', async () => {
    const { current } = scenario;
    const old = new Date(Date.now() - 3_600_000);
    for (const name of ['.m.prom.7', '.m.prom.8', '.m.prom.old', '.n.prom.7']) {
      await writeFile(join(current.dir, name), '');
      if (name !== '.m.prom.8') await utimes(join(current.dir, name), old, old);
    }
    current.share({ desired: accountIds(2) });
    await current.run({ metricsFile: join(current.dir, 'm.prom') });
    expect((await left(current.dir)).sort()).toEqual(['.m.prom.8', '.m.prom.old', '.n.prom.7']);
  });
});
