import { reset } from '../fake-cloud/faults/delivery-faults';
import { withoutEffect } from '../fake-cloud/faults/effects';
import { on } from '../fake-cloud/faults/fault';
import { closedFor, html, refuse, throttle } from '../fake-cloud/faults/refusals';
import { accountIds, imageId, REGION, type Run, useScenario } from './scenario';

const READ = 'DescribeImageSharePermission';
const WRITE = 'ModifyImageSharePermission';

/** The pauses before each new attempt, in milliseconds, as the log tells them. */
const pauses = ({ log }: Run) =>
  log.flatMap(({ event, pauseMs }) => (event === 'retry' ? [Number(pauseMs)] : []));

describe('4. throttling and 5xx', () => {
  const scenario = useScenario();

  it('retries everything that may pass, with a new nonce each time', async () => {
    const passing: [number, string][] = [
      [400, 'Throttling'],
      [400, 'Throttling.User'],
      [429, 'Throttling.Api'],
      [403, 'Rejected.Throttling'],
      [503, 'ServiceUnavailable'],
      [500, 'InternalError'],
      [403, 'InternalError'],
      [400, 'SignatureNonceUsed'],
      [503, 'SomethingNew'],
    ];
    passing.forEach(([status, code], index) => {
      const image = imageId(index);
      scenario.current.share({ id: image, desired: accountIds(2) });
      scenario.current.cloud.inject(
        on({ action: READ, image, times: 2 }, refuse(status, code)),
        on({ action: WRITE, image, times: 2 }, refuse(status, code)),
      );
    });
    const images = [html(502), html(503), html(504), withoutEffect(reset)].map((fault, index) => {
      const image = imageId(100 + index);
      scenario.current.share({ id: image, desired: accountIds(2) });
      scenario.current.cloud.inject(on({ action: READ, image, times: 2 }, fault));
      return image;
    });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.result.items.filter(({ status }) => status === 'changed')).toHaveLength(
      passing.length + images.length,
    );
    for (const image of images) {
      expect(scenario.current.sharedWith(image)).toEqual(accountIds(2));
    }
    const nonces = scenario.current.cloud.journal.entries.map(({ nonce }) => nonce);
    expect(new Set(nonces).size).toBe(nonces.length);
  });

  it('takes x-acs-retry-after as a minimum, whatever the code and the cap', async () => {
    const headers = { 'x-acs-retry-after': '400' };
    scenario.current.config.retry.capMs = 20;
    scenario.current.cloud.inject(on({ action: READ, times: 1 }, refuse(400, 'SlowDownPlease', { headers })));
    scenario.current.share({ current: accountIds(1), desired: accountIds(1) });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(scenario.current.cloud.journal.reads()).toHaveLength(2);
    expect(pauses(run).map((pause) => pause >= 400)).toEqual([true]);
  });

  it('outlasts a closed minute with the defaults (here a hundred times quicker)', async () => {
    scenario.current.cloud.inject(on({ action: READ }, closedFor(600)));
    scenario.current.share({ current: accountIds(1), desired: accountIds(1) });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.item().status).toBe('converged');
    expect(scenario.current.cloud.journal.reads().length).toBeLessThanOrEqual(8);
  });

  it('never makes a pause shorter than the doubled one before it, up to the cap', async () => {
    scenario.current.config.retry.maxAttempts = 7;
    scenario.current.config.retry.capMs = 60;
    scenario.current.cloud.inject(on({ action: READ, times: 6 }, refuse(429, 'Throttling')));
    scenario.current.share({ current: accountIds(1), desired: accountIds(1) });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    const least = [5, 10, 20, 40, 60, 60];
    expect(pauses(run).map((pause, index) => pause >= (least[index] ?? 0))).toEqual(least.map(() => true));
  });

  it('stops after maxAttempts', async () => {
    scenario.current.config.retry.maxAttempts = 3;
    scenario.current.cloud.inject(on({ action: READ }, refuse(429, 'Throttling')));
    scenario.current.share({ current: accountIds(1), desired: accountIds(1) });
    const run = await scenario.current.run();
    expect(run.code).toBe(5);
    expect(run.item()).toMatchObject({ status: 'retryable', error: { code: 'Throttling' } });
    expect(scenario.current.cloud.journal.reads()).toHaveLength(3);
  });

  it('stops at the budget', async () => {
    Object.assign(scenario.current.config.retry, {
      maxAttempts: 1000,
      baseMs: 20,
      capMs: 20,
      budgetMs: 200,
    });
    scenario.current.cloud.inject(on({ action: READ }, refuse(429, 'Throttling')));
    scenario.current.share({ current: accountIds(1), desired: accountIds(1) });
    const run = await scenario.current.run();
    expect(run.code).toBe(5);
    const attempts = scenario.current.cloud.journal.reads().length;
    expect(attempts).toBeGreaterThan(1);
    expect(attempts).toBeLessThanOrEqual(12);
  });

  it('does not wait for a retry-after beyond the budget', async () => {
    const headers = { 'x-acs-retry-after': '3600000' };
    scenario.current.cloud.inject(on({ action: READ }, refuse(429, 'Throttling', { headers })));
    scenario.current.share({ current: accountIds(1), desired: accountIds(1) });
    const run = await scenario.current.run();
    expect(run.code).toBe(5);
    expect(scenario.current.cloud.journal.reads()).toHaveLength(1);
  });

  it('gets through a service that counts calls by API and region', async () => {
    const throttled = throttle({ calls: 5, perMs: 100, closedMs: 100 });
    scenario.current.cloud.inject(on({ region: REGION }, throttled));
    for (let n = 0; n < 20; n += 1) {
      scenario.current.share({ id: imageId(n), desired: accountIds(1) });
    }
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.result.items.filter(({ status }) => status === 'changed')).toHaveLength(20);
  });
});
