import { numberedValues } from '../fake-cloud/call';
import { cutJson, emptyBody, hang, reset, truncate } from '../fake-cloud/faults/delivery-faults';
import { afterEffect, before, withoutEffect } from '../fake-cloud/faults/effects';
import { on } from '../fake-cloud/faults/fault';
import { html } from '../fake-cloud/faults/refusals';
import { sumOf } from './open-metrics';
import { accountIds, useScenario } from './scenario';

const WRITE = 'ModifyImageSharePermission';

describe('3. a write that happened though its answer was lost', () => {
  const scenario = useScenario();

  beforeEach(() => {
    scenario.current.config.retry.callTimeoutMs = 300;
  });

  it.each([
    ['reset', reset],
    ['truncated', truncate],
    ['never sent', hang],
    ['cut', cutJson],
    ['empty', emptyBody],
    ['a 502 page', afterEffect(html(502))],
  ])('%s: read again, only the rest is sent, nothing is counted twice', async (_name, fault) => {
    scenario.current.cloud.inject(on({ action: WRITE, times: 1 }, fault));
    scenario.current.share({ desired: accountIds(15) });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.item()).toMatchObject({ status: 'changed', add: accountIds(15), batches: 2 });
    const sent = scenario.current.cloud.journal
      .writes()
      .flatMap((call) => numberedValues(call, 'AddAccount'));
    expect(sent.sort()).toEqual(accountIds(15));
    expect(scenario.current.sharedWith()).toEqual(accountIds(15));
    expect(sumOf(run.metrics, 'changes_total', { op: 'add' })).toBe(15);
  });

  it('a removal too', async () => {
    scenario.current.config.prune = { maxPerImage: 50, maxPercent: 100, maxTotal: 50 };
    scenario.current.cloud.inject(on({ action: WRITE, times: 1 }, reset));
    scenario.current.share({ policy: 'exact', current: accountIds(20), desired: accountIds(5) });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.item()).toMatchObject({ remove: accountIds(15, 6), batches: 2 });
    const sent = scenario.current.cloud.journal
      .writes()
      .flatMap((call) => numberedValues(call, 'RemoveAccount'));
    expect(sent.sort()).toEqual(accountIds(15, 6));
    expect(sumOf(run.metrics, 'changes_total', { op: 'remove' })).toBe(15);
  });

  it('in part: the rest alone is sent again', async () => {
    const image = scenario.current.share({ desired: accountIds(10) });
    const half = before(() => image?.change(accountIds(4), []));
    scenario.current.cloud.inject(
      on({ action: WRITE, times: 1 }, half),
      on({ action: WRITE, times: 1 }, withoutEffect(reset)),
    );
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    const sent = scenario.current.cloud.journal
      .writes()
      .map((call) => numberedValues(call, 'AddAccount').sort());
    expect(sent).toEqual([accountIds(10), accountIds(6, 5)]);
    expect(sumOf(run.metrics, 'changes_total', { op: 'add' })).toBe(10);
  });

  it('a write that did not happen is sent again', async () => {
    scenario.current.cloud.inject(on({ action: WRITE, times: 2 }, withoutEffect(reset)));
    scenario.current.share({ desired: accountIds(3) });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(scenario.current.sharedWith()).toEqual(accountIds(3));
    expect(sumOf(run.metrics, 'changes_total', { op: 'add' })).toBe(3);
  });
});
