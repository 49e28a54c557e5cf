import { on } from '../fake-cloud/faults/fault';
import { refuse } from '../fake-cloud/faults/refusals';
import { accountIds, IMAGE, imageId, useScenario } from './scenario';

const READ = 'DescribeImageSharePermission';
const WRITE = 'ModifyImageSharePermission';

describe('8. final errors', () => {
  const scenario = useScenario();

  it.each([
    ['Forbidden.RAM', 403],
    ['Forbidden.RiskControl', 403],
    ['NoPermission', 403],
    ['InvalidParameter.Anything', 400],
    ['SomethingNobodyHasSeen', 400],
  ])('%s on a read and on a write: asked once, the others are done', async (code, status) => {
    scenario.current.cloud.inject(
      on({ action: READ, image: imageId(1) }, refuse(status, code)),
      on({ action: WRITE, image: imageId(2) }, refuse(status, code)),
    );
    for (const n of [1, 2, 3]) {
      scenario.current.share({ id: imageId(n), desired: accountIds(2) });
    }
    const run = await scenario.current.run();
    expect(run.code).toBe(4);
    expect(run.result.items.map((item) => item.status)).toEqual(['failed', 'failed', 'changed']);
    expect(run.result.items.map(({ error }) => error?.code)).toEqual([code, code, undefined]);
    expect(run.item(imageId(1)).error?.requestId).toMatch(/^[0-9A-F-]{36}$/);
    expect(scenario.current.cloud.journal.reads({ image: imageId(1) })).toHaveLength(1);
    expect(scenario.current.cloud.journal.writes({ image: imageId(2) })).toHaveLength(1);
  });

  it.each([
    ['a wrong secret', (key: { secret: string }) => ({ ...key, secret: 'not-it' }), 'SignatureDoesNotMatch'],
    [
      'an unknown key',
      (key: { secret: string }) => ({ ...key, id: 'LTAI5tNobody' }),
      'InvalidAccessKeyId.NotFound',
    ],
    [
      'a token of another',
      (key: { secret: string }) => ({ ...key, token: 'CAISx' }),
      'InvalidSecurityToken.Malformed',
    ],
  ])('%s: exit 3, asked once, nothing written', async (_name, spoil, code) => {
    const { ownerKey } = scenario.current;
    await scenario.current.writeCredentials('owner', { id: ownerKey.id, ...spoil(ownerKey) });
    scenario.current.share({ desired: accountIds(2) });
    const run = await scenario.current.run();
    expect(run.code).toBe(3);
    const { journal } = scenario.current.cloud;
    expect(journal.entries.map((entry) => [entry.action, entry.code])).toEqual([['GetCallerIdentity', code]]);
    expect(run.stderr).toContain(code);
  });

  it('an inactive key: exit 3', async () => {
    scenario.current.ownerKey.active = false;
    scenario.current.share({ desired: accountIds(2) });
    expect((await scenario.current.run()).code).toBe(3);
  });

  it('credentials that are not there: exit 3, no call', async () => {
    scenario.current.config.credentials.dir = `${scenario.current.dir}/nowhere`;
    scenario.current.share({ desired: accountIds(2) });
    expect((await scenario.current.run()).code).toBe(3);
    expect(scenario.current.cloud.journal.entries).toEqual([]);
  });

  it.each([20 * 60 * 1000, -20 * 60 * 1000])('a clock that is off by %d ms: exit 3', async (offset) => {
    scenario.current.cloud.authentication.clockOffsetMs = offset;
    scenario.current.share({ desired: accountIds(2) });
    const run = await scenario.current.run();
    expect(run.code).toBe(3);
    expect(scenario.current.cloud.journal.entries).toHaveLength(1);
    expect(run.stderr).toContain('InvalidTimeStamp.Expired');
  });

  it('a key that only ECS refuses: exit 3, nothing written anywhere', async () => {
    scenario.current.cloud.inject(
      on({ action: 'DescribeImages' }, refuse(404, 'InvalidAccessKeyId.NotFound')),
      on({ action: READ }, refuse(404, 'InvalidAccessKeyId.NotFound')),
    );
    scenario.current.share({ id: IMAGE, desired: accountIds(2) });
    scenario.current.share({ region: 'cn-shanghai', id: imageId(2), desired: accountIds(2) });
    const run = await scenario.current.run();
    expect(run.code).toBe(3);
    expect(scenario.current.cloud.journal.writes()).toEqual([]);
  });
});
