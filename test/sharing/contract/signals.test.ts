import { delay, hang } from '../fake-cloud/faults/delivery-faults';
import { on } from '../fake-cloud/faults/fault';
import { refuse } from '../fake-cloud/faults/refusals';
import { accountIds, imageId, useScenario } from './scenario';

const READ = 'DescribeImageSharePermission';
const WRITE = 'ModifyImageSharePermission';

describe('signals', () => {
  const scenario = useScenario();

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)(
    '%s during a write: it finishes, nothing else begins, the result is reported',
    async (signal, code) => {
      let kill: ((signal: NodeJS.Signals) => void) | undefined;
      scenario.current.cloud.inject(
        on({ action: WRITE, times: 1 }, (call, proceed) => {
          kill?.(signal);
          return delay(300)(call, proceed);
        }),
      );
      for (const n of [1, 2, 3]) {
        scenario.current.share({ id: imageId(n), desired: accountIds(15) });
      }
      const run = await scenario.current.run({ onStart: (killIt) => (kill = killIt) });
      expect(run.code).toBe(code);
      const { journal } = scenario.current.cloud;
      expect(journal.writes()).toHaveLength(1);
      expect(journal.entries.at(-1)?.action).toBe(WRITE);
      const written = run.item(journal.writes()[0]?.image);
      expect(written.add).toEqual(scenario.current.sharedWith(written.image));
      expect(written).toMatchObject({ status: 'retryable', batches: 1 });
      expect(run.result.items.map(({ status }) => status)).toEqual(['retryable', 'retryable', 'retryable']);
      expect(run.metricsText).toContain('# EOF');
    },
  );

  it('SIGTERM during a pause ends it at once', async () => {
    Object.assign(scenario.current.config.retry, { baseMs: 60_000, capMs: 60_000, budgetMs: 600_000 });
    let kill: ((signal: NodeJS.Signals) => void) | undefined;
    scenario.current.cloud.inject(
      on({ action: READ, times: 1 }, (call, proceed) => {
        setTimeout(() => kill?.('SIGTERM'), 100);
        return refuse(503, 'ServiceUnavailable')(call, proceed);
      }),
    );
    scenario.current.share({ desired: accountIds(2) });
    const run = await scenario.current.run({ onStart: (killIt) => (kill = killIt) });
    expect(run.code).toBe(143);
    expect(run.item()).toMatchObject({ status: 'retryable', add: [] });
    expect(scenario.current.cloud.journal.reads()).toHaveLength(1);
  });

  it('SIGTERM during a read that hangs', async () => {
    scenario.current.config.retry.callTimeoutMs = 1000;
    let kill: ((signal: NodeJS.Signals) => void) | undefined;
    scenario.current.cloud.inject(
      on({ action: READ }, (call, proceed) => {
        kill?.('SIGTERM');
        return hang(call, proceed);
      }),
    );
    scenario.current.share({ desired: accountIds(2) });
    const run = await scenario.current.run({ onStart: (killIt) => (kill = killIt) });
    expect(run.code).toBe(143);
    expect(run.item().status).toBe('retryable');
    expect(scenario.current.cloud.journal.reads()).toHaveLength(1);
  });
});
