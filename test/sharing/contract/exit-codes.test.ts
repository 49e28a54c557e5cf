import { on } from '../fake-cloud/faults/fault';
import { refuse } from '../fake-cloud/faults/refusals';
import { accountIds, imageId, useScenario } from './scenario';

describe('exit codes: the highest that applies wins', () => {
  const scenario = useScenario();

  /** Makes one thing go wrong, in an image of its own. */
  function cause(code: 4 | 5 | 6): void {
    const { current } = scenario;
    const id = imageId(code);
    if (code === 4) {
      current.share({ id, isMissing: true, desired: accountIds(1) });
    } else if (code === 5) {
      current.share({ id, desired: accountIds(1) });
      current.cloud.inject(on({ image: id }, refuse(503, 'ServiceUnavailable')));
    } else {
      current.share({ id, policy: 'exact', current: accountIds(3), desired: accountIds(1) });
    }
  }

  it.each<[(4 | 5 | 6)[], number]>([
    [[4], 4],
    [[5], 5],
    [[6], 6],
    [[4, 5], 5],
    [[4, 6], 6],
    [[5, 6], 6],
    [[4, 5, 6], 6],
  ])('%j: %d', async (codes, expected) => {
    scenario.current.config.retry.maxAttempts = 1;
    scenario.current.share({ id: imageId(1), desired: accountIds(2) });
    codes.forEach(cause);
    const run = await scenario.current.run();
    expect(run.code).toBe(expected);
    expect(run.item(imageId(1)).status).toBe('changed');
  });

  it('0 also after changes', async () => {
    scenario.current.share({ desired: accountIds(2) });
    expect((await scenario.current.run()).code).toBe(0);
  });
});
