import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accountIds, IMAGE, imageId, REGION, useScenario } from './scenario';

describe('9. accounts', () => {
  const scenario = useScenario();

  it('the owner is dropped, with a warning', async () => {
    const { ownerAccount } = scenario.current.cloud;
    scenario.current.share({ desired: [ownerAccount, ...accountIds(2)] });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.result.owner).toBe(ownerAccount);
    expect(run.item()).toMatchObject({
      status: 'changed',
      desired: accountIds(2),
      add: accountIds(2),
      blocked: [],
    });
    expect(run.log.filter((entry) => entry.level === 'warn' || entry.level === 'warning')).not.toEqual([]);
    expect(run.stderr).toContain(ownerAccount);
  });

  it('duplicates collapse, within a set and between sets', async () => {
    scenario.current.share({ desired: ['2000000000000001', '2000000000000001', '2000000000000002'] });
    scenario.current.config.accounts.more = { static: accountIds(2, 2) };
    const image = scenario.current.config.regions[REGION]?.images[IMAGE];
    image?.accounts.push('more');
    const run = await scenario.current.run();
    expect(run.item()).toMatchObject({ desired: accountIds(3), add: accountIds(3), batches: 1 });
  });

  it.each([
    ['an unquoted number', '2000000000000001'],
    ['an unquoted number too long for one', '201693514356660001'],
    ['a blank in front', '" 2000000000000001"'],
    ['a line break behind', '"2000000000000001\\n"'],
    ['blanks inside', '"2000 0000 0000 0001"'],
    ['a name', '"customer"'],
    ['an ARN', '"acs:ram::2000000000000001:user/anna"'],
    ['nothing', '""'],
    ['null', 'null'],
    ['other digits', '"２000000000000001"'],
    ['a sign', '"+2000000000000001"'],
  ])('%s is refused before any call', async (_name, text) => {
    const file = join(scenario.current.dir, 'config.yaml');
    await writeFile(
      file,
      [
        'apiVersion: image-sharing/v1',
        `credentials: {kind: files, dir: ${scenario.current.dir}/owner}`,
        `stsEndpoint: ${scenario.current.cloud.url}`,
        `accounts: {customers: {static: [${text}]}}`,
        'regions:',
        `  ${REGION}: {endpoint: "${scenario.current.cloud.url}", images: {${IMAGE}: {accounts: [customers]}}}`,
      ].join('\n'),
    );
    const run = await scenario.current.runFile(file, { isInProcess: true });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('accounts');
    expect(scenario.current.cloud.journal.entries).toEqual([]);
  });

  it('from a RAM user’s credential comes the account, never the user', async () => {
    const key = scenario.current.cloud.identities.addRamUserKey('2000000000000077');
    scenario.current.share({ desired: [] });
    scenario.current.addCredential('team-a', await scenario.current.writeCredentials('team-a', key));
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.item().add).toEqual(['2000000000000077']);
  });

  it('a credential that several sets name is asked once', async () => {
    const key = scenario.current.cloud.identities.addRamUserKey('2000000000000077');
    const dir = await scenario.current.writeCredentials('team-a', key);
    for (const n of [1, 2]) {
      scenario.current.share({ id: imageId(n), desired: [] });
      scenario.current.addCredential(`team-${n}`, dir, imageId(n));
    }
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    const asked = scenario.current.cloud.journal.find({ action: 'GetCallerIdentity' });
    expect(asked.filter(({ accessKeyId }) => accessKeyId === key.id)).toHaveLength(1);
    expect(scenario.current.sharedWith(imageId(2))).toEqual(['2000000000000077']);
  });

  it('an account that is protected is kept, and counts as kept', async () => {
    scenario.current.config.prune = {
      ...{ maxPerImage: 5, maxPercent: 100, maxTotal: 5 },
      protect: ['2000000000000001'],
    };
    scenario.current.share({ policy: 'exact', current: accountIds(3), desired: accountIds(1, 3) });
    const run = await scenario.current.run({ args: ['--allow-large-prune'] });
    expect(run.code).toBe(0);
    expect(run.item()).toMatchObject({ remove: ['2000000000000002'], blocked: [] });
    expect(run.item().keep).toEqual(['2000000000000001', '2000000000000003']);
    expect(scenario.current.sharedWith()).toEqual(['2000000000000001', '2000000000000003']);
  });
});
