import * as fc from 'fast-check';
import { ShareFailure } from '../../src/alibaba-cloud/failure';
import { InMemoryProvider } from './in-memory-provider';
import { accounts, type MemoryRun, OWNER, REGION, runInMemory } from './run-in-memory';

const CAP = 12;
const pool = accounts(16);
const subset = fc.subarray([...pool]);
const image = fc.record({
  current: fc.subarray([...pool], { maxLength: CAP }),
  desired: subset,
  policy: fc.constantFrom('ensure' as const, 'exact' as const),
});
const guard = fc.record({
  maxPerImage: fc.integer({ min: 0, max: 16 }),
  maxPercent: fc.integer({ min: 0, max: 100 }),
  maxTotal: fc.integer({ min: 0, max: 30 }),
  allowEmpty: fc.boolean(),
  protect: fc.subarray([...pool], { maxLength: 3 }),
});
const landscape = fc.record({
  images: fc.array(image, { minLength: 1, maxLength: 4 }),
  prune: guard,
  allowLargePrune: fc.boolean(),
});

type Landscape = typeof landscape extends fc.Arbitrary<infer T> ? T : never;

const idOf = (index: number) => `m-${index}`;
const referenceOf = (index: number) => ({ region: REGION, imageId: idOf(index) });

function memoryOf({ images, prune, allowLargePrune }: Landscape) {
  const provider = new InMemoryProvider(
    OWNER,
    images.map(({ current }, index) => ({ ...referenceOf(index), accounts: current })),
    CAP,
  );
  const run: MemoryRun = {
    provider,
    images: images.map(({ desired, policy }, index) => ({ imageId: idOf(index), desired, policy })),
    prune,
    allowLargePrune,
    accountsPerImage: CAP,
  };
  return { provider, run };
}

describe('a run, whatever is desired, current and allowed', () => {
  it('reaches what the policy allows, and accounts for every difference', async () => {
    await fc.assert(
      fc.asyncProperty(landscape, async (facts) => {
        const { provider, run } = memoryOf(facts);
        const { items } = await runInMemory(run);
        facts.images.forEach(({ current, desired, policy }, index) => {
          const item = items[index];
          const now = provider.accountsOf(referenceOf(index));
          const blocked = new Set(item?.blocked.map((entry) => entry.account));
          const { protect } = facts.prune;
          const surplus = current.filter(
            (account) => !desired.includes(account) && !protect.includes(account),
          );
          const stays = [
            ...current.filter((account) => !surplus.includes(account)),
            ...(policy === 'exact' ? surplus.filter((account) => blocked.has(account)) : surplus),
          ];
          const comes = desired.filter((account) => !current.includes(account) && !blocked.has(account));
          expect(now).toEqual([...stays, ...comes].sort());
          expect(item?.add).toEqual(comes);
          expect(item?.remove).toEqual(current.filter((account) => !stays.includes(account)).sort());
          expect(now.length).toBeLessThanOrEqual(CAP);
          expect(protect.filter((account) => current.includes(account) && !now.includes(account))).toEqual(
            [],
          );
        });
      }),
      { numRuns: 300 },
    );
  });

  it('never takes away more than the guard allows, nor sends more than ten accounts in a call', async () => {
    await fc.assert(
      fc.asyncProperty(landscape, async (facts) => {
        const { provider, run } = memoryOf(facts);
        const { items } = await runInMemory(run);
        const { maxPerImage, maxPercent, maxTotal, allowEmpty } = facts.prune;
        const removed = items.map((item) => item.remove.length);
        facts.images.forEach(({ current, desired }, index) => {
          const count = removed[index] ?? 0;
          if (!allowEmpty && desired.length === 0) expect(count).toBe(0);
          if (facts.allowLargePrune) return;
          expect(count).toBeLessThanOrEqual(maxPerImage);
          expect(count * 100).toBeLessThanOrEqual(maxPercent * current.length);
        });
        const total = removed.reduce((sum, count) => sum + count, 0);
        if (!facts.allowLargePrune) expect(total).toBeLessThanOrEqual(maxTotal);
        for (const write of provider.writes) expect(write.accounts.length).toBeLessThanOrEqual(10);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves nothing to do for a second run, which reads once and writes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(landscape, async (facts) => {
        const { provider, run } = memoryOf(facts);
        const first = await runInMemory({ ...run, allowLargePrune: true });
        const writes = provider.writes.length;
        provider.reads = 0;
        const second = await runInMemory({ ...run, allowLargePrune: true });
        first.items.forEach((item, index) => {
          // What the cap had no room for may find some once the surplus is gone.
          if (item.blocked.length === 0) expect(second.items[index]?.status).toBe('converged');
        });
        if (first.items.every((item) => item.blocked.length === 0)) {
          expect(provider.writes).toHaveLength(writes);
          expect(provider.reads).toBe(facts.images.length);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('does just what its dry run has said', async () => {
    await fc.assert(
      fc.asyncProperty(landscape, async (facts) => {
        const { provider, run } = memoryOf(facts);
        const dry = await runInMemory({ ...run, dryRun: true });
        expect(provider.writes).toEqual([]);
        const wet = await runInMemory(run);
        const changes = ({ items }: typeof wet) =>
          items.map(({ add, remove, keep, blocked, batches }) => ({ add, remove, keep, blocked, batches }));
        expect(changes(wet)).toEqual(changes(dry));
      }),
      { numRuns: 200 },
    );
  });

  it('counts each change once, though the answers of writes are lost', async () => {
    const faults = fc.infiniteStream(fc.constantFrom('none', 'before', 'after'));
    await fc.assert(
      fc.asyncProperty(landscape, faults, async (facts, stream) => {
        const { provider, run } = memoryOf(facts);
        let fault = 'none';
        const lost = new Map<string, number>();
        const reset = () => new ShareFailure({ code: 'ECONNRESET', class: 'network' });
        provider.beforeCall = (call, { imageId }) => {
          if (call !== 'add' && call !== 'remove') return;
          const before = lost.get(imageId) ?? 0;
          // Never thrice in a row, so that no call runs out of attempts.
          fault = before >= 2 ? 'none' : ((stream.next().value as string | undefined) ?? 'none');
          lost.set(imageId, fault === 'none' ? 0 : before + 1);
          if (fault === 'before') throw reset();
        };
        provider.afterWrite = () => {
          if (fault === 'after') throw reset();
        };
        const { items } = await runInMemory(run);
        facts.images.forEach(({ current }, index) => {
          const now = provider.accountsOf(referenceOf(index));
          expect(items[index]?.error).toBeNull();
          expect(items[index]?.add).toEqual(now.filter((account) => !current.includes(account)));
          expect(items[index]?.remove).toEqual(current.filter((account) => !now.includes(account)));
        });
      }),
      { numRuns: 150 },
    );
  });
});
