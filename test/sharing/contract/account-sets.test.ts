import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Fault, on } from '../fake-cloud/faults/fault';
import type { AccessKey } from '../fake-cloud/identities';
import { onceWritten } from './once-written';
import { accountIds, IMAGE, imageId, useScenario } from './scenario';

const GENEROUS = { maxPerImage: 50, maxPercent: 100, maxTotal: 500 };

describe('sets of accounts are found out beside the images', () => {
  const scenario = useScenario();
  let keys: AccessKey[];

  /** Adds credentials to the accounts of the image, and lets the calls made with them wait. */
  async function addSlowCredentials(count: number, until: Promise<void>): Promise<void> {
    const { current } = scenario;
    keys = [];
    for (const account of accountIds(count, 51)) {
      const key = current.cloud.identities.addRamUserKey(account);
      keys.push(key);
      current.addCredential(account, await current.writeCredentials(account, key));
    }
    const wait: Fault = async (_call, proceed) => {
      await until;
      return proceed();
    };
    const isTarget = ({ accessKeyId }: { accessKeyId: string | undefined }) =>
      keys.some(({ id }) => id === accessKeyId);
    current.cloud.inject(on({ action: 'GetCallerIdentity', when: isTarget }, wait));
  }

  beforeEach(() => {
    scenario.current.config.deadlineSeconds = 25;
    scenario.current.config.retry.callTimeoutMs = 20_000;
    scenario.current.config.prune = GENEROUS;
  });

  it('an image of other sets does not wait for them', async () => {
    const { current } = scenario;
    current.share({ desired: [] });
    current.share({ region: 'cn-shanghai', id: imageId(1), desired: accountIds(12) });
    await addSlowCredentials(8, onceWritten(current.cloud, imageId(1)));
    const run = await current.run();
    expect(run.code).toBe(0);
    expect(run.item(imageId(1)).status).toBe('changed');
    expect(run.item().add).toEqual(accountIds(8, 51));
  });

  it('what the config lists goes ahead of the rest of its own set, and is counted once', async () => {
    const { current } = scenario;
    current.share({ policy: 'exact', current: accountIds(2), desired: accountIds(4, 2) });
    await addSlowCredentials(3, onceWritten(current.cloud, IMAGE));
    const run = await current.run();
    expect(run.code).toBe(0);
    expect(run.item()).toMatchObject({
      status: 'changed',
      add: [...accountIds(3, 3), ...accountIds(3, 51)],
      remove: accountIds(1),
    });
    expect(current.sharedWith()).toEqual([...accountIds(4, 2), ...accountIds(3, 51)]);
    const added = current.cloud.journal
      .writes()
      .flatMap(({ parameters }) => [...parameters].filter(([name]) => name.startsWith('AddAccount')));
    expect(added).toHaveLength(6);
  });

  it('what has gone ahead stays, though the rest never comes', async () => {
    const { current } = scenario;
    current.config.deadlineSeconds = 3;
    current.share({ policy: 'exact', current: accountIds(2), desired: accountIds(4, 2) });
    await addSlowCredentials(3, new Promise(() => undefined));
    const run = await current.run();
    expect(run.code).toBe(6);
    expect(run.item()).toMatchObject({ add: accountIds(3, 3), remove: [] });
    expect(current.sharedWith()).toEqual(accountIds(5));
  });

  it('where not all may fit, the order of all of them decides', async () => {
    const { current } = scenario;
    current.config.limits.accountsPerImage = 5;
    current.share({ desired: accountIds(6, 61) });
    let answer: () => void = () => undefined;
    await addSlowCredentials(2, new Promise((resolve) => (answer = resolve)));
    setTimeout(() => answer(), 1500);
    const run = await current.run();
    expect(run.code).toBe(4);
    expect(run.item().add).toEqual([...accountIds(2, 51), ...accountIds(3, 61)]);
    expect(run.item().blocked.map(({ reason }) => reason)).toEqual(['over-cap', 'over-cap', 'over-cap']);
  });

  it('a run with --dry-run waits for all, and adds nothing ahead', async () => {
    const { current } = scenario;
    current.config.deadlineSeconds = 3;
    current.share({ desired: accountIds(4) });
    await addSlowCredentials(1, new Promise(() => undefined));
    const run = await current.run({ args: ['--dry-run'] });
    expect(run.code).toBe(5);
    expect(current.cloud.journal.writes()).toEqual([]);
    expect(run.item().add).toEqual(accountIds(4));
  });
});

describe('accounts in files', () => {
  const scenario = useScenario();
  let file: string;

  beforeEach(() => {
    const { current } = scenario;
    file = join(current.dir, 'customers.txt');
    current.config.prune = GENEROUS;
    current.share({ policy: 'exact', current: accountIds(3), desired: accountIds(1) });
    current.config.accounts.customers = { files: [file] };
    current.config.regions['eu-central-1']?.images[IMAGE]?.accounts.push('customers');
  });

  it.each([
    ['one a line', '2000000000000011\n2000000000000012\n'],
    ['several a line', '2000000000000011 2000000000000012'],
    [
      'with comments, blank lines and Windows line ends',
      '# ours\r\n\r\n2000000000000011 # 1\r\n2000000000000012#2',
    ],
    ['with commas', '2000000000000011,2000000000000012,\n'],
    ['as a list of YAML', '- "2000000000000011"\n- \'2000000000000012\'\n'],
    ['as a list of JSON', '["2000000000000011", "2000000000000012"]'],
    ['twice, and behind a byte order mark', '\uFEFF2000000000000011\n2000000000000012\n2000000000000011'],
  ])('are read: %s', async (_name, text) => {
    await writeFile(file, text);
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.item().desired).toEqual(['2000000000000001', '2000000000000011', '2000000000000012']);
    expect(scenario.current.sharedWith()).toEqual(run.item().desired);
  });

  it.each([
    ['nothing', ''],
    ['comments only', '# all gone\n\n'],
    ['an empty list', '[]'],
  ])('a file with %s counts as an empty set: nothing is removed', async (_name, text) => {
    await writeFile(file, text);
    const run = await scenario.current.run();
    expect(run.code).toBe(6);
    expect(run.item().blocked).toEqual(
      accountIds(2, 2).map((account) => ({ account, reason: 'empty-desired' })),
    );
    expect(scenario.current.sharedWith()).toEqual(accountIds(3));
    expect((await scenario.current.run({ args: ['--allow-large-prune'] })).code).toBe(6);
    scenario.current.config.prune = { ...GENEROUS, allowEmpty: true };
    expect((await scenario.current.run()).code).toBe(0);
    expect(scenario.current.sharedWith()).toEqual(accountIds(1));
  });

  it.each([
    ['is not there', undefined],
    ['holds a name', '2000000000000011\nroot\n'],
    ['holds an ARN', '2000000000000011 acs:ram::2000000000000012:root'],
    ['holds a number with a point', '2000000000000011 2.000000000000012e15'],
  ])('a file that %s: what is known is added, nothing is removed', async (_name, text) => {
    if (text !== undefined) await writeFile(file, text);
    const run = await scenario.current.run();
    expect(run.code).toBe(6);
    expect(run.item().remove).toEqual([]);
    expect(scenario.current.sharedWith()).toEqual([
      ...accountIds(3),
      ...(text === undefined ? [] : ['2000000000000011']),
    ]);
    expect(run.result.summary).toMatchObject({ unresolved: [{ accounts: 'customers', retryable: false }] });
  });

  it('a file that is the wrong one is not quoted', async () => {
    await writeFile(file, 'accessKeySecret: hush-hush\n');
    const run = await scenario.current.run();
    expect(run.stderr).toContain('AccountsFileMalformed');
    expect(run.stdout + run.stderr + run.metricsText).not.toContain('hush');
  });

  it('the owner’s own account in a file is dropped with a warning', async () => {
    await writeFile(file, `${scenario.current.cloud.ownerAccount} 2000000000000011`);
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.item().desired).toEqual(['2000000000000001', '2000000000000011']);
    expect(run.log.some(({ event, set }) => event === 'owner-dropped' && set === 'customers')).toBe(true);
  });
});
