import { Stop } from '../../src/alibaba-cloud/clock';
import { type FailureClass, ShareFailure } from '../../src/alibaba-cloud/failure';
import { type InMemoryImage, InMemoryProvider } from './in-memory-provider';
import type { ImageFacts } from '../../src/sharing/provider';
import { accounts, OWNER, REGION, runInMemory } from './run-in-memory';

const generous = { maxPerImage: 50, maxPercent: 100, maxTotal: 1000 };
const [a = '', b = '', c = ''] = accounts(3);

function image(imageId: string, shared: readonly string[], facts: Partial<ImageFacts> = {}): InMemoryImage {
  return { region: REGION, imageId, accounts: shared, facts };
}

function failure(failureClass: FailureClass, withoutEffect = false): ShareFailure {
  return new ShareFailure({ code: failureClass, class: failureClass, withoutEffect });
}

describe('runOnce', () => {
  it('adds before it removes, where there is room', async () => {
    const provider = new InMemoryProvider(OWNER, [image('m-a', [a])]);
    const { items } = await runInMemory({
      provider,
      images: [{ imageId: 'm-a', desired: [b] }],
      prune: generous,
    });
    expect(provider.writes.map((write) => write.operation)).toEqual(['add', 'remove']);
    expect(items[0]).toMatchObject({
      status: 'changed',
      current: [a],
      add: [b],
      remove: [a],
      keep: [],
      batches: 2,
    });
  });

  it('makes room first where there is none, and no more than is needed', async () => {
    const provider = new InMemoryProvider(OWNER, [image('m-a', accounts(4))], 5);
    const desired = [...accounts(1), ...accounts(3, 100)];
    await runInMemory({
      provider,
      images: [{ imageId: 'm-a', desired }],
      prune: generous,
      accountsPerImage: 5,
    });
    const steps = provider.writes.map((write) => [write.operation, write.accounts.length]);
    expect(steps).toEqual([
      ['remove', 2],
      ['add', 3],
      ['remove', 1],
    ]);
    expect(provider.accountsOf({ region: REGION, imageId: 'm-a' })).toEqual([...desired].sort());
  });

  it('drops the owner from the accounts', async () => {
    const provider = new InMemoryProvider(OWNER, [image('m-a', [])]);
    const { items } = await runInMemory({ provider, images: [{ imageId: 'm-a', desired: [OWNER, a] }] });
    expect(items[0]).toMatchObject({ desired: [a], add: [a], status: 'changed' });
  });

  it('touches nothing as somebody else', async () => {
    const provider = new InMemoryProvider(OWNER, [image('m-a', [])]);
    const run = { provider, images: [{ imageId: 'm-a', desired: [a] }], expectOwnerAccount: '1' };
    const outcome = await runInMemory(run);
    expect(outcome).toMatchObject({ owner: OWNER, identityFailure: { code: 'WrongOwner' } });
    expect(outcome.items).toMatchObject([{ status: 'failed', error: { code: 'WrongOwner' } }]);
    expect([provider.reads, provider.writes.length]).toEqual([0, 0]);
  });

  it('writes once where all accounts were known before the image was read, however long that took', async () => {
    const provider = new InMemoryProvider(OWNER, [image('m-a', [])]);
    const slow = new Promise<void>((resolve) => setTimeout(resolve, 50));
    const readShares = provider.readShares.bind(provider);
    provider.readShares = async (asked) => {
      // The virtual clock is long past the patience of a run.
      await slow;
      return await readShares(asked);
    };
    const resolving = Promise.resolve({ accounts: [a, b, c], unresolved: [] });
    const { items } = await runInMemory({ provider, images: [{ imageId: 'm-a', desired: [a] }], resolving });
    expect(provider.writes.map((write) => write.accounts)).toEqual([[a, b, c]]);
    expect(items[0]).toMatchObject({ add: [a, b, c], batches: 1 });
  });

  it('adds but never prunes while an account is unresolved', async () => {
    const provider = new InMemoryProvider(OWNER, [image('m-a', [a, b])]);
    const unresolved = [{ source: 'credential x', failure: failure('unusable') }];
    const images = [{ imageId: 'm-a', desired: [a, c] }];
    const { items } = await runInMemory({
      provider,
      images,
      prune: generous,
      unresolved,
      allowLargePrune: true,
    });
    const blocked = [{ account: b, reason: 'incomplete-desired' }];
    expect(items[0]).toMatchObject({ status: 'blocked', add: [c], remove: [], keep: [a], blocked });
  });

  it.each<[name: string, facts: Partial<ImageFacts>, status: string, failureClass: FailureClass]>([
    ['public', { isPublic: true }, 'failed', 'image-public'],
    ['foreign', { owner: 'foreign' }, 'failed', 'image-foreign'],
    ['still creating', { status: 'Creating' }, 'retryable', 'image-creating'],
    ['waiting', { status: 'Waiting' }, 'retryable', 'image-creating'],
    ['deprecated', { status: 'Deprecated' }, 'failed', 'image-deprecated'],
    ['broken', { status: 'CreateFailed' }, 'failed', 'image-unavailable'],
    ['unavailable', { status: 'UnAvailable' }, 'failed', 'image-unavailable'],
  ])('has a reason of its own for an image that is %s', async (_name, facts, status, failureClass) => {
    const provider = new InMemoryProvider(OWNER, [image('m-a', [], facts), image('m-b', [])]);
    const { items } = await runInMemory({
      provider,
      images: [
        { imageId: 'm-a', desired: [a] },
        { imageId: 'm-b', desired: [a] },
      ],
    });
    expect(items).toMatchObject([{ status, error: { class: failureClass } }, { status: 'changed' }]);
  });

  it('leaves a deprecated image alone that is as it should be', async () => {
    const provider = new InMemoryProvider(OWNER, [image('m-a', [a], { status: 'Deprecated' })]);
    const { items } = await runInMemory({ provider, images: [{ imageId: 'm-a', desired: [a] }] });
    expect(items[0]?.status).toBe('converged');
  });

  it.each([
    ['fail', 'failed'],
    ['skip', 'skipped'],
  ] as const)('with ifMissing: %s, an image that is not there is %s', async (ifMissing, status) => {
    const provider = new InMemoryProvider(OWNER, []);
    const { items } = await runInMemory({ provider, images: [{ imageId: 'm-a', desired: [a], ifMissing }] });
    expect(items[0]?.status).toBe(status);
  });

  it('holds every removal back when the run would take away too much, though one image alone would not', async () => {
    const provider = new InMemoryProvider(OWNER, [image('m-a', [a, b]), image('m-b', [a, b])]);
    const images = ['m-a', 'm-b'].map((imageId) => ({ imageId, desired: [b, c] }));
    const { items } = await runInMemory({ provider, images, prune: { ...generous, maxTotal: 1 } });
    expect(items).toMatchObject(
      images.map(() => ({
        status: 'blocked',
        add: [c],
        remove: [],
        blocked: [{ account: a, reason: 'max-total' }],
      })),
    );
  });

  it('does not remove what was planned on the strength of an image that can no longer be read', async () => {
    const provider = new InMemoryProvider(OWNER, [image('m-a', [a, b])]);
    provider.beforeCall = (call) => {
      if (call === 'shares' && provider.reads > 1) throw failure('forbidden');
    };
    const { items } = await runInMemory({
      provider,
      images: [{ imageId: 'm-a', desired: [a] }],
      prune: generous,
    });
    expect(items[0]).toMatchObject({ status: 'failed', remove: [], error: { class: 'forbidden' } });
    expect(provider.writes).toEqual([]);
  });

  it('never sends an accepted write again, however long reads lag', async () => {
    const provider = new InMemoryProvider(OWNER, [image('m-a', [])]);
    const stale = { accounts: [], complete: true, taken: 0 };
    provider.readShares = () => Promise.resolve(stale);
    const { items } = await runInMemory({ provider, images: [{ imageId: 'm-a', desired: [a] }] });
    expect(provider.writes).toHaveLength(1);
    expect(items[0]).toMatchObject({
      status: 'retryable',
      add: [],
      blocked: [{ account: a, reason: 'unconfirmed' }],
    });
  });

  it('does not send a write again that happened though its answer was lost', async () => {
    const provider = new InMemoryProvider(OWNER, [image('m-a', [])]);
    provider.afterWrite = () => {
      throw failure('network');
    };
    const { items } = await runInMemory({ provider, images: [{ imageId: 'm-a', desired: [a, b] }] });
    expect(items[0]).toMatchObject({ status: 'changed', add: [a, b], batches: 1 });
    expect(provider.writes).toHaveLength(1);
  });

  it('claims and removes only what is still there just before it prunes', async () => {
    const provider = new InMemoryProvider(OWNER, [image('m-a', [a, b, c])]);
    const read = provider.readShares.bind(provider);
    provider.readShares = async (from) => {
      const shares = await read(from);
      const without = shares.accounts.filter((account) => account !== b);
      return provider.reads === 1 ? shares : { ...shares, accounts: without };
    };
    const { items } = await runInMemory({
      provider,
      images: [{ imageId: 'm-a', desired: [a] }],
      prune: generous,
    });
    expect(items[0]).toMatchObject({ status: 'changed', remove: [c] });
    expect(provider.writes).toMatchObject([{ operation: 'remove', accounts: [c] }]);
  });

  it('sends a throttled write again without reading in between', async () => {
    const provider = new InMemoryProvider(OWNER, [image('m-a', [])]);
    let refusals = 2;
    provider.beforeCall = (call) => {
      if (call === 'add' && (refusals -= 1) >= 0) throw failure('throttled', true);
    };
    const { items } = await runInMemory({ provider, images: [{ imageId: 'm-a', desired: [a] }] });
    expect(items[0]).toMatchObject({ status: 'changed', add: [a], batches: 1 });
    expect([provider.writes.length, provider.reads]).toEqual([3, 2]);
  });

  it.each<[name: string, numbers: readonly string[], writes: number]>([
    ['by the message', [b], 2],
    ['by halves, when the message names nobody', [], 5],
    ['by halves, when the message names everybody', [...accounts(4)], 5],
  ])('finds the account that is to blame %s', async (_name, numbersInMessage, writes) => {
    const provider = new InMemoryProvider(OWNER, [image('m-a', [])]);
    const send = provider.changeShares.bind(provider);
    provider.changeShares = async (to, operation, list) => {
      await send(to, operation, list.includes(b) ? [] : list);
      if (list.includes(b)) throw new ShareFailure({ code: 'X', class: 'account-unknown', numbersInMessage });
    };
    const { items } = await runInMemory({ provider, images: [{ imageId: 'm-a', desired: accounts(4) }] });
    expect(items[0]).toMatchObject({
      status: 'blocked',
      add: accounts(4).filter((account) => account !== b),
      blocked: [{ account: b, reason: 'account-unknown' }],
    });
    expect(provider.writes).toHaveLength(writes);
  });

  it('fills an image up to a cap that is lower than was thought', async () => {
    const provider = new InMemoryProvider(OWNER, [image('m-a', [])], 3);
    const { items } = await runInMemory({ provider, images: [{ imageId: 'm-a', desired: accounts(15) }] });
    expect(items[0]).toMatchObject({ status: 'blocked', add: accounts(3) });
    expect(items[0]?.blocked.every((entry) => entry.reason === 'over-cap')).toBe(true);
    // Ten, five, three fit, two, one: after the first single refusal no further account is tried.
    expect(provider.writes.map((write) => write.accounts.length)).toEqual([10, 5, 3, 2, 1]);
  });

  it('stops everything when the key is refused on the way', async () => {
    const provider = new InMemoryProvider(
      OWNER,
      ['m-a', 'm-b'].map((imageId) => image(imageId, [])),
    );
    provider.beforeCall = (call) => {
      if (call === 'shares') throw failure('authentication');
    };
    const stop = new Stop();
    const images = ['m-a', 'm-b'].map((imageId) => ({ imageId, desired: [a] }));
    const { items } = await runInMemory({ provider, images, stop });
    expect(stop.reason).toBe('authentication');
    expect(items.map((item) => item.status)).toEqual(['failed', 'failed']);
    expect(provider.writes).toEqual([]);
  });

  it('reports an accepted write that a signal left no time to confirm', async () => {
    const provider = new InMemoryProvider(OWNER, [image('m-a', [])]);
    const stop = new Stop();
    provider.afterWrite = () => stop.request('SIGTERM');
    const { items } = await runInMemory({
      provider,
      images: [{ imageId: 'm-a', desired: accounts(20) }],
      stop,
    });
    expect(items[0]).toMatchObject({ status: 'retryable', add: accounts(10), error: { class: 'cancelled' } });
    expect(provider.writes).toHaveLength(1);
  });
});
