/** The image-sharing job, as far as it is pure: configs, answers of the cloud, plans. */
import fc from 'fast-check';
import {
  changes,
  checkLinear,
  checkSame,
  checkSentence,
  lib,
  nastyValue,
  show,
  spoil,
  yamlOf,
} from './inputs.mjs';

const { parseConfig } = lib('./sharing/parse-config');
const { InvalidConfigError } = lib('./sharing/object-reader');
const { EcsProvider } = lib('./sharing/ecs-provider');
const { guardImage, guardRun, planImage, planSteps, selectImages } = lib('./sharing/plan');
const { parseExactJson, readAnswer } = lib('./alibaba-cloud/answer');
const { ShareFailure } = lib('./alibaba-cloud/failure');

const config = {
  apiVersion: 'image-sharing/v1',
  credentials: { kind: 'files', dir: '/etc/image-owner' },
  expectOwnerAccount: '1000000000000001',
  accounts: {
    customers: { static: ['2000000000000001'], files: ['/etc/accounts/a'] },
    others: { static: [] },
  },
  policy: 'exact',
  prune: { maxPerImage: 5, maxPercent: 20, maxTotal: 20, allowEmpty: false, protect: ['2000000000000002'] },
  regions: {
    'eu-central-1': {
      endpoint: 'https://ecs-vpc.eu-central-1.aliyuncs.com',
      images: { 'm-gw8abcdefghijklmnopq': { accounts: ['customers'], policy: 'ensure', ifMissing: 'skip' } },
    },
  },
  limits: { accountsPerCall: 10, accountsPerImage: 50, pageSize: 50 },
  concurrency: { total: 4, perRegion: 1, minIntervalMs: 200 },
  retry: { maxAttempts: 8, baseMs: 500, capMs: 30000, budgetMs: 180000, callTimeoutMs: 10000 },
  verify: { attempts: 5, delayMs: 1000 },
  deadlineSeconds: 600,
  shard: { index: 0, count: 2 },
};

function read(text) {
  try {
    const parsed = parseConfig(text, 'config.yaml', {});
    return {
      ...parsed,
      accounts: [...parsed.accounts],
      images: selectImages(parsed, { regions: [], images: [] }),
    };
  } catch (error) {
    if (!(error instanceof InvalidConfigError)) throw error;
    checkSentence(error.message);
    return error.problems;
  }
}

const accounts = Array.from({ length: 16 }, (_, index) => `2${String(index).padStart(15, '0')}`);
const some = fc.subarray(accounts);
const plan = fc.record({
  desired: fc.record({ accounts: some, complete: fc.boolean(), emptied: fc.boolean() }),
  current: fc
    .record({ accounts: some, complete: fc.boolean(), hidden: fc.nat(4) })
    .map(({ hidden, ...shares }) => ({
      ...shares,
      taken: shares.accounts.length + (shares.complete ? 0 : hidden),
    })),
  policy: fc.constantFrom('ensure', 'exact'),
  guard: fc.record({
    ...{ maxPerImage: fc.nat(16), maxPercent: fc.nat(100), maxTotal: fc.nat(30), allowEmpty: fc.boolean() },
    ...{ protect: fc.subarray(accounts, { maxLength: 3 }), allowLargePrune: fc.boolean() },
  }),
  accountsPerImage: fc.integer({ min: 1, max: 20 }),
});

function demand(holds, what) {
  if (!holds) throw new Error(`does not hold: ${what}`);
}

const shares = {
  ...{
    RequestId: 'R-1',
    RegionId: 'eu-central-1',
    ImageId: 'm-1',
    TotalCount: 2,
    PageNumber: 1,
    PageSize: 50,
  },
  Accounts: { Account: [{ AliyunId: '2000000000000001' }, { AliyunId: 2000000000000002 }] },
  ShareGroups: { ShareGroup: [] },
};
const described = {
  ...{ TotalCount: 1, PageNumber: 1, PageSize: 50 },
  Images: { Image: [{ ImageId: 'm-1', Status: 'Available', IsPublic: false }] },
};

/** The provider over an API whose every page is this answer. */
function provider(body) {
  return new EcsProvider({
    api: { read: (_call, _credentials, take) => Promise.resolve().then(() => take(body)) },
    credentials: { account: () => Promise.resolve('1000000000000001') },
    endpointOf: () => new URL('https://ecs.invalid'),
    limits: config.limits,
  });
}

async function failing(run) {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof ShareFailure)) throw error;
    checkSentence(error.message);
    return undefined;
  }
}

const jsonText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        ' ',
        '"',
        '\\',
        '\\"',
        '"a"',
        '-',
        '+',
        '.',
        'e',
        '0',
        '1',
        'true',
      ),
      fc.constantFrom(
        '1234567890123456',
        '123456789012345678',
        '-1234567890123456',
        '1234567890123456.5',
        '00',
        '1e5',
      ),
    ),
    { maxLength: 16 },
  )
  .map((parts) => parts.join(''));

export default {
  'spoilt configs are read or refused': [
    changes.map((list) => yamlOf(spoil(config, list))),
    (text) => checkSame(read(text), read(text), 'read twice'),
    (text) => text,
  ],
  'configs of any size take linear time': [
    fc.constantFrom('regions', 'accounts', 'unknown', 'tags'),
    (what) =>
      checkLinear(1_000, (count) => {
        const many = (value) =>
          Object.fromEntries(Array.from({ length: count }, (_, index) => [`k-${index}`, value]));
        if (what === 'tags') read(`a:\n${'- !x y\n'.repeat(count)}`);
        else if (what === 'unknown') read(JSON.stringify({ ...config, ...many(1) }));
        else if (what === 'accounts') read(JSON.stringify({ ...config, accounts: many({ static: [] }) }));
        else
          read(
            JSON.stringify({
              ...config,
              regions: { 'eu-central-1': { images: many({ accounts: ['customer'] }) } },
            }),
          );
      }),
    undefined,
    2,
  ],
  'answers are an object or a failure': [
    fc.record({
      status: fc.constantFrom(200, 201, 204, 301, 400, 401, 403, 404, 429, 500, 503),
      headers: fc.dictionary(
        fc.constantFrom('x-acs-retry-after', 'retry-after', 'x-acs-request-id', 'date'),
        fc.oneof(fc.string(), fc.constantFrom('1', '-1', '1e9', 'Infinity', 'constructor')),
      ),
      body: fc.oneof(
        jsonText,
        fc
          .record({ Code: nastyValue, Message: nastyValue, RequestId: nastyValue }, { requiredKeys: [] })
          .map(show),
      ),
    }),
    async (answer) => {
      const body = await failing(() => readAnswer(answer));
      demand(body === undefined || (typeof body === 'object' && body !== null), 'it is an object');
    },
  ],
  'long whole numbers are the only difference to JSON.parse': [
    jsonText,
    (text) => {
      const attempt = (parse) => {
        try {
          return { value: parse(text) };
        } catch {
          return undefined;
        }
      };
      const [ours, theirs] = [attempt(parseExactJson), attempt(JSON.parse)];
      // A long number is no key, but its text in quotes is one.
      if (theirs === undefined || /\d{16}/.test(text)) return;
      checkSame(ours, theirs, 'parsed');
    },
  ],
  'spoilt lists of accounts are complete, marked or a failure': [
    changes,
    async (list) => {
      const body = spoil(shares, list);
      if (typeof body !== 'object' || body === null) return;
      const found = await failing(() =>
        provider(body).readShares({ region: 'eu-central-1', imageId: 'm-1' }),
      );
      if (found === undefined) return;
      demand(
        found.accounts.every((account) => /^\d+$/.test(account)),
        'accounts are digits',
      );
      demand(found.taken >= found.accounts.length, 'taken counts every account');
      checkSame(found.accounts, [...new Set(found.accounts)].sort(), 'sorted, each once');
    },
    (list) => show(spoil(shares, list)),
  ],
  'spoilt lists of images are facts or a failure': [
    changes,
    async (list) => {
      const body = spoil(described, list);
      if (typeof body !== 'object' || body === null) return;
      const found = await failing(() => provider(body).readImages('eu-central-1', ['m-1']));
      for (const [id, { status }] of found ?? [])
        demand(typeof id === 'string' && typeof status === 'string', 'texts');
    },
    (list) => show(spoil(described, list)),
  ],
  'a plan takes no more than it may': [
    fc.array(plan, { minLength: 1, maxLength: 3 }),
    (images) => {
      const { guard } = images[0];
      const plans = images.map(({ desired, current, policy }) => {
        const raw = planImage(desired, current, policy, guard.protect);
        const guarded = guardImage(raw, desired, current, guard);
        checkSame(
          [...guarded.keep, ...raw.remove].sort(),
          current.accounts,
          'kept and removed is what there is',
        );
        demand(
          !guarded.add.some((account) => current.accounts.includes(account)),
          'what is there is not added',
        );
        demand(
          guarded.add.every((account) => desired.accounts.includes(account)),
          'only the desired is added',
        );
        const spared = [...desired.accounts, ...guard.protect];
        demand(!guarded.remove.some((account) => spared.includes(account)), 'the desired and protected stay');
        if (policy === 'ensure' || !desired.complete || !current.complete)
          demand(guarded.remove.length === 0, 'nothing is removed on half knowledge');
        if (!guard.allowEmpty && (desired.accounts.length === 0 || desired.emptied))
          demand(guarded.remove.length === 0, 'an emptied list removes nothing');
        if (!guard.allowLargePrune) {
          demand(guarded.remove.length <= guard.maxPerImage, 'maxPerImage');
          demand(guarded.remove.length * 100 <= guard.maxPercent * current.accounts.length, 'maxPercent');
        }
        return guarded;
      });
      const final = guardRun(plans, guard);
      const total = final.reduce((sum, { remove }) => sum + remove.length, 0);
      demand(guard.allowLargePrune || total <= guard.maxTotal, 'maxTotal');
      final.forEach((one, index) => {
        const { current, accountsPerImage } = images[index];
        const steps = planSteps(one, current, { ...config.limits, accountsPerImage });
        const afterAdding = current.taken - steps.removeFirst.length + steps.add.length;
        demand(steps.add.length === 0 || afterAdding <= accountsPerImage, 'the cap');
        checkSame([...steps.removeFirst, ...steps.removeLast], one.remove, 'every removal has its step');
        checkSame(
          [...steps.add, ...steps.blocked.map(({ account }) => account)],
          one.add,
          'every addition is told',
        );
      });
    },
    show,
  ],
};
