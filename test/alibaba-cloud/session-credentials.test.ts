import { SessionCredentials, StoredCredentials } from '../../src/alibaba-cloud/credentials';
import { VirtualClock } from '../sharing/virtual-clock';

function keyOf(n: number) {
  return { accessKeyId: `key-${n}`, accessKeySecret: 'secret' };
}

/** Sessions of an hour, counted. */
function sessions() {
  const clock = new VirtualClock();
  let obtained = 0;
  const source = new SessionCredentials(() => {
    obtained += 1;
    return Promise.resolve({ credentials: keyOf(obtained), expires: clock.date() + 3_600_000 });
  }, clock);
  const wait = (milliseconds: number) =>
    new Promise<void>((resolve) => void clock.after(milliseconds, resolve));
  return { source, wait };
}

describe('SessionCredentials', () => {
  it('obtains one session for all who ask at once', async () => {
    const { source } = sessions();
    const all = await Promise.all([source.current(), source.current(), source.current()]);
    expect(all).toEqual([keyOf(1), keyOf(1), keyOf(1)]);
  });

  it('replaces a session before it ends, and not long before', async () => {
    const { source, wait } = sessions();
    await source.current();
    await wait(44 * 60_000);
    expect(await source.current()).toEqual(keyOf(1));
    await wait(2 * 60_000);
    expect(await source.current()).toEqual(keyOf(2));
  });

  it('replaces a refused session once, however many calls were refused with it', async () => {
    const { source } = sessions();
    const refused = await source.current();
    expect(await source.renew(refused)).toEqual(keyOf(2));
    expect(await source.renew(refused)).toEqual(keyOf(2));
  });
});

describe('StoredCredentials', () => {
  it('reads again only when refused, and gives nothing when nothing has changed', async () => {
    let reads = 0;
    const source = new StoredCredentials(() => Promise.resolve(keyOf((reads += 1) < 3 ? 1 : 2)));
    expect(await source.current()).toEqual(keyOf(1));
    expect(await source.current()).toEqual(keyOf(1));
    expect(reads).toBe(1);
    expect(await source.renew(keyOf(1))).toBeUndefined();
    expect(await source.renew(keyOf(1))).toEqual(keyOf(2));
    expect(await source.renew(keyOf(1))).toEqual(keyOf(2));
    expect(reads).toBe(3);
  });
});
