import {
  AccountCredentials,
  SessionCredentials,
  StoredCredentials,
} from '../../src/alibaba-cloud/credentials';
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

describe('AccountCredentials', () => {
  /** Credentials that are replaced whenever they are refused; every key has its account. */
  function rotating(...accounts: readonly string[]) {
    let at = 0;
    const asked: string[] = [];
    const base = {
      current: () => Promise.resolve(keyOf(at)),
      renew: () => Promise.resolve(keyOf((at += 1))),
    };
    const source = new AccountCredentials(base, async (used) => {
      const { accessKeyId } = await used.current();
      asked.push(accessKeyId);
      return accounts[Number(accessKeyId.replace('key-', ''))] ?? '';
    });
    return { source, asked, rotate: () => (at += 1) };
  }

  it('asks for the account once while the credentials stay', async () => {
    const { source, asked } = rotating('1');
    expect(await source.account()).toBe('1');
    expect([await source.account(), await source.current(), await source.current()]).toEqual([
      '1',
      keyOf(0),
      keyOf(0),
    ]);
    expect(asked).toEqual(['key-0']);
  });

  it('asks again when they change, once for all who wait, and goes on with the same account', async () => {
    const { source, asked, rotate } = rotating('1', '1', '1');
    await source.account();
    rotate();
    expect(await Promise.all([source.current(), source.current()])).toEqual([keyOf(1), keyOf(1)]);
    expect(await source.renew(keyOf(1))).toEqual(keyOf(2));
    expect(asked).toEqual(['key-0', 'key-1', 'key-2']);
  });

  it('gives no credentials of another account, however they came', async () => {
    const { source, rotate } = rotating('1', '2', '2');
    await source.account();
    rotate();
    const wrong = { code: 'WrongOwner', class: 'authentication' };
    await expect(source.current()).rejects.toMatchObject(wrong);
    await expect(source.current()).rejects.toMatchObject(wrong);
    await expect(source.renew(keyOf(1))).rejects.toMatchObject(wrong);
  });
});
