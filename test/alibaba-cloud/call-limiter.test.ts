import * as fc from 'fast-check';
import { CallLimiter, type CallLimits } from '../../src/alibaba-cloud/calls';
import { Stop } from '../../src/alibaba-cloud/clock';
import { VirtualClock } from '../sharing/virtual-clock';

interface Start {
  readonly region: string;
  readonly at: number;
}

/** Runs calls that take a while, and tells when each began and how many were in flight. */
async function observe(limits: CallLimits, calls: readonly { region: string; takesMs: number }[]) {
  const clock = new VirtualClock();
  const limiter = new CallLimiter(limits, clock, new Stop());
  const starts: Start[] = [];
  const inFlight = new Map<string, number>();
  let most = 0;
  let mostInRegion = 0;
  await Promise.all(
    calls.map(({ region, takesMs }) =>
      limiter.run(region, async () => {
        starts.push({ region, at: clock.elapsed() });
        inFlight.set(region, (inFlight.get(region) ?? 0) + 1);
        most = Math.max(
          most,
          [...inFlight.values()].reduce((sum, count) => sum + count, 0),
        );
        mostInRegion = Math.max(mostInRegion, ...inFlight.values());
        await new Promise<void>((resolve) => void clock.after(takesMs, resolve));
        inFlight.set(region, (inFlight.get(region) ?? 0) - 1);
      }),
    ),
  );
  return { starts, most, mostInRegion };
}

describe('CallLimiter', () => {
  it('exceeds no limit, and lets every call have its turn', async () => {
    const limits = fc.record({
      total: fc.integer({ min: 1, max: 4 }),
      perRegion: fc.integer({ min: 1, max: 3 }),
      minIntervalMs: fc.integer({ min: 0, max: 50 }),
    });
    const call = fc.record({
      region: fc.constantFrom('a', 'b', 'c'),
      takesMs: fc.integer({ min: 0, max: 100 }),
    });
    await fc.assert(
      fc.asyncProperty(limits, fc.array(call, { maxLength: 20 }), async (given, calls) => {
        const { starts, most, mostInRegion } = await observe(given, calls);
        expect(starts).toHaveLength(calls.length);
        expect(most).toBeLessThanOrEqual(given.total);
        expect(mostInRegion).toBeLessThanOrEqual(given.perRegion);
        for (const region of ['a', 'b', 'c']) {
          const times = starts.filter((start) => start.region === region).map((start) => start.at);
          times.slice(1).forEach((time, index) => {
            expect(time - (times[index] ?? 0)).toBeGreaterThanOrEqual(given.minIntervalMs);
          });
        }
      }),
      { numRuns: 60 },
    );
  });

  it('lets other regions pass one that has to wait', async () => {
    const calls = ['a', 'a', 'b'].map((region) => ({ region, takesMs: 1000 }));
    const { starts } = await observe({ total: 4, perRegion: 1, minIntervalMs: 0 }, calls);
    expect(starts).toEqual([
      { region: 'a', at: 0 },
      { region: 'b', at: 0 },
      { region: 'a', at: 1000 },
    ]);
  });

  it('lets a lane have a pace of its own, within the total', async () => {
    const lanes = new Map([['b', { perRegion: 2, minIntervalMs: 10 }]]);
    const calls = ['a', 'a', 'b', 'b', 'b'].map((region) => ({ region, takesMs: 100 }));
    const { starts } = await observe({ total: 4, perRegion: 1, minIntervalMs: 1000, lanes }, calls);
    expect(starts).toEqual([
      { region: 'a', at: 0 },
      { region: 'b', at: 0 },
      { region: 'b', at: 10 },
      { region: 'b', at: 100 },
      { region: 'a', at: 1000 },
    ]);
  });

  it('lets what has been begun go before what has not', async () => {
    const clock = new VirtualClock();
    const limiter = new CallLimiter({ total: 1, perRegion: 1, minIntervalMs: 0 }, clock, new Stop());
    const order: string[] = [];
    const call = (name: string, continues = false) =>
      limiter.run('a', () => Promise.resolve(order.push(name)), continues);
    const first = call('image 1, page 1').then(() => call('image 1, page 2', true));
    await Promise.all([first, call('image 2, page 1'), call('image 3, page 1')]);
    expect(order.indexOf('image 1, page 2')).toBeLessThan(order.indexOf('image 3, page 1'));
  });

  it('lets any number of calls wait', async () => {
    const clock = new VirtualClock();
    const limiter = new CallLimiter({ total: 2, perRegion: 1, minIntervalMs: 0 }, clock, new Stop());
    const calls = Array.from({ length: 50_000 }, (_, index) =>
      limiter.run(`region ${index % 5}`, () => Promise.resolve(index)),
    );
    expect(await Promise.all(calls)).toHaveLength(50_000);
  });

  it('holds a region back when it is told to', async () => {
    const clock = new VirtualClock();
    const limiter = new CallLimiter({ total: 4, perRegion: 1, minIntervalMs: 0 }, clock, new Stop());
    limiter.hold('a', 700);
    const at = await limiter.run('a', () => Promise.resolve(clock.elapsed()));
    expect(at).toBe(700);
  });

  it('drops what waits, and starts nothing more, once the run is stopped', async () => {
    const clock = new VirtualClock();
    const stop = new Stop();
    const limiter = new CallLimiter({ total: 1, perRegion: 1, minIntervalMs: 0 }, clock, stop);
    let finish: () => void = () => undefined;
    const running = limiter.run(
      'a',
      () => new Promise<string>((resolve) => (finish = () => resolve('done'))),
    );
    const waiting = limiter.run('a', () => Promise.resolve('never'));
    await Promise.resolve();
    stop.request('deadline');
    await expect(waiting).rejects.toMatchObject({ code: 'DeadlineExceeded' });
    await expect(limiter.run('b', () => Promise.resolve('never'))).rejects.toMatchObject({
      class: 'cancelled',
    });
    finish();
    await expect(running).resolves.toBe('done');
  });
});
