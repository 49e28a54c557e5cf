import { ExactNumber } from '../fake-cloud/answer';
import { numberedValues } from '../fake-cloud/call';
import { rewrite } from '../fake-cloud/faults/delivery-faults';
import { on } from '../fake-cloud/faults/fault';
import { useScenario } from './scenario';

const LONG = ['201693514356660001', '20169351435666003', '2016935143566605', '201693514356660007'].sort();
const LONG_OWNER = '100693514356660001';

describe('13. IDs of sixteen to eighteen digits', () => {
  const scenario = useScenario({ ownerAccount: LONG_OWNER });

  it.each([true, false])('as JSON numbers: %s', async (isNumeric) => {
    scenario.current.cloud.settings.numericAccountIds = isNumeric;
    scenario.current.config.expectOwnerAccount = LONG_OWNER;
    scenario.current.share({ policy: 'exact', current: LONG, desired: LONG });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.item()).toMatchObject({ status: 'converged', current: LONG, keep: LONG });
    expect(scenario.current.cloud.journal.writes()).toEqual([]);
  });

  it('are removed and added digit by digit', async () => {
    scenario.current.config.prune = { maxPerImage: 5, maxPercent: 100, maxTotal: 5 };
    scenario.current.cloud.settings.numericAccountIds = true;
    scenario.current.share({ policy: 'exact', current: LONG.slice(0, 3), desired: LONG.slice(1) });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    const [add, remove] = scenario.current.cloud.journal.writes();
    expect(add && numberedValues(add, 'AddAccount')).toEqual(LONG.slice(3));
    expect(remove && numberedValues(remove, 'RemoveAccount')).toEqual(LONG.slice(0, 1));
  });

  it('also where STS says the account as a number', async () => {
    const asNumber = rewrite((fields) => ({ ...fields, AccountId: new ExactNumber(LONG_OWNER) }));
    scenario.current.cloud.inject(on({ action: 'GetCallerIdentity' }, asNumber));
    scenario.current.config.expectOwnerAccount = LONG_OWNER;
    scenario.current.share({ desired: [] });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.result.owner).toBe(LONG_OWNER);
  });
});
