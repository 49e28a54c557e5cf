import { Retrier, type RetryPolicy } from '../../src/alibaba-cloud/calls';
import { Stop } from '../../src/alibaba-cloud/clock';
import { type FailureDetails, ShareFailure } from '../../src/alibaba-cloud/failure';
import { VirtualClock } from '../sharing/virtual-clock';

const defaults: RetryPolicy = { maxAttempts: 8, baseMs: 500, capMs: 30_000, budgetMs: 180_000 };
const label = { action: 'DescribeImages', region: 'eu-central-1' };
const throttled: FailureDetails = { code: 'Throttling', class: 'throttled', withoutEffect: true };

/** Fails for ever, and tells the pauses that were made. */
async function exhaust(policy: RetryPolicy, details: FailureDetails, random = () => 0) {
  const clock = new VirtualClock();
  const stop = new Stop();
  const pauses: number[] = [];
  let attempts = 0;
  const retrier = new Retrier(policy, {
    clock,
    stop,
    random,
    onRetry: (_label, _failure, pauseMs) => pauses.push(pauseMs),
  });
  const outcome = await retrier
    .run(label, () => {
      attempts += 1;
      return Promise.reject(new ShareFailure(details));
    })
    .then(
      () => new Error('no failure'),
      (error: unknown) => error as ShareFailure,
    );
  return { attempts, pauses, outcome, elapsed: clock.elapsed(), retrier };
}

describe('Retrier', () => {
  it('doubles its pauses up to the cap, and outlasts a minute with the defaults and no luck', async () => {
    const { attempts, pauses, elapsed } = await exhaust(defaults, throttled);
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000]);
    expect(attempts).toBe(8);
    expect(elapsed).toBeGreaterThan(60_000);
  });

  it('lengthens pauses by jitter, and never shortens them', async () => {
    const plain = (await exhaust(defaults, throttled)).pauses;
    for (const chance of [0.001, 0.5, 0.999]) {
      const { pauses } = await exhaust(defaults, throttled, () => chance);
      pauses.forEach((pause, index) => expect(pause).toBeGreaterThan(plain[index] ?? Infinity));
    }
  });

  it('waits no less than the service asks for', async () => {
    const { pauses } = await exhaust(defaults, { ...throttled, retryAfterMs: 20_000 });
    expect(pauses.slice(0, 6)).toEqual(Array.from({ length: 6 }, () => 20_000));
    expect(pauses.every((pause) => pause >= 20_000)).toBe(true);
  });

  it('stops at the budget rather than to go beyond it', async () => {
    const { elapsed, attempts } = await exhaust({ ...defaults, budgetMs: 5000 }, throttled);
    expect(elapsed).toBe(3500);
    expect(attempts).toBe(4);
    const asked = await exhaust({ ...defaults, budgetMs: 5000 }, { ...throttled, retryAfterMs: 5001 });
    expect(asked.attempts).toBe(1);
  });

  it.each([
    'forbidden',
    'authentication',
    'clock',
    'image-unknown',
    'request',
    'unknown',
    'image-creating',
  ] as const)('tries only once what is %s', async (failureClass) => {
    expect((await exhaust(defaults, { code: 'X', class: failureClass })).attempts).toBe(1);
  });

  it('does not begin anew with what another has given up', async () => {
    const { retrier, outcome } = await exhaust({ ...defaults, maxAttempts: 2 }, throttled);
    let attempts = 0;
    const again = retrier.run(label, () => {
      attempts += 1;
      return Promise.reject(outcome);
    });
    await expect(again).rejects.toBe(outcome);
    expect(attempts).toBe(1);
  });

  it('ends its pause when the run is stopped', async () => {
    const clock = new VirtualClock();
    const stop = new Stop();
    const retrier = new Retrier(defaults, {
      clock,
      stop,
      random: () => 0,
      onRetry: () => stop.request('SIGTERM'),
    });
    const call = retrier.run(label, () => Promise.reject(new ShareFailure(throttled)));
    await expect(call).rejects.toMatchObject({ class: 'cancelled' });
    expect(clock.elapsed()).toBe(0);
  });
});
