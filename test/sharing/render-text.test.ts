import { type OutputForm, renderResult } from '../../src/sharing/output';
import { type ItemResult, type RunResult, toRunResult } from '../../src/sharing/result';
import { accounts } from './run-in-memory';

function item(change: Partial<ItemResult>): ItemResult {
  const lists = { current: [], desired: [], add: [], remove: [], keep: [], blocked: [] };
  return {
    region: 'eu-central-1',
    image: 'm-a',
    status: 'converged',
    ...lists,
    batches: 0,
    error: null,
    ...change,
  };
}

const unresolved = [
  { accounts: 'b', source: 'garden', code: 'KubernetesHTTP403', class: 'forbidden', retryable: false },
  { accounts: 'a', source: 'credential x', code: 'CredentialsMissing', class: 'unusable', retryable: false },
] as const;

function resultOf(items: readonly ItemResult[], dryRun = false): RunResult {
  return toRunResult({ owner: '1000000000000001', identityFailure: undefined, items, unresolved }, dryRun, 4);
}

const render = (result: RunResult, form: OutputForm) => [...renderResult(result, form)].join('');

const [a = '', b = '', c = ''] = accounts(3);

describe('the text', () => {
  it('gives every image a line, and the run a last one', () => {
    const items = [
      item({ status: 'changed', add: [a], remove: [b], keep: [c], batches: 2 }),
      item({ region: 'us-west-1', image: 'm-long', keep: [a, b] }),
      item({
        status: 'blocked',
        blocked: [
          { account: a, reason: 'max-total' },
          { account: b, reason: 'over-cap' },
        ],
      }),
      item({ status: 'failed', error: { code: 'Forbidden.RAM', class: 'forbidden', requestId: 'R-1' } }),
    ];
    expect(render(resultOf(items), 'text').split('\n')).toEqual([
      `eu-central-1  m-a     changed    +${a} -${b}; 1 kept`,
      'us-west-1     m-long  converged  2 kept',
      `eu-central-1  m-a     blocked    not done (max-total): ${a}; not done (over-cap): ${b}`,
      'eu-central-1  m-a     failed     Forbidden.RAM (request R-1)',
      'unresolved: a: credential x: CredentialsMissing',
      'unresolved: b: garden: KubernetesHTTP403',
      'owner 1000000000000001: 4 images (1 converged, 1 changed, 1 blocked, 1 failed); ' +
        'added 1, removed 1, in 2 writes, not done 2',
      '',
    ]);
  });

  it('names a dozen accounts, and counts the rest', () => {
    const line = render(resultOf([item({ status: 'planned', add: accounts(15), batches: 2 })], true), 'text');
    expect(line).toContain(`+${accounts(12)[11] ?? ''} and 3 more\n`);
    expect(line).toContain(
      'dry run: owner 1000000000000001: 1 image (1 planned); to add 15, to remove 0, in 2 writes\n',
    );
  });
});

describe('the JSON', () => {
  it('is one JSON document with the fields that operators script against', () => {
    const result = resultOf([item({ status: 'changed', add: [a], batches: 1 })]);
    const parsed = JSON.parse(render(result, 'json')) as RunResult;
    expect(Object.keys(parsed)).toEqual(['owner', 'dryRun', 'items', 'summary']);
    expect(Object.keys(parsed.items[0] ?? {})).toEqual([
      'region',
      'image',
      'status',
      'current',
      'desired',
      'add',
      'remove',
      'keep',
      'blocked',
      'batches',
      'error',
    ]);
    expect(parsed.summary).toMatchObject({ exitCode: 4, images: 1, added: 1, removed: 0, batches: 1 });
  });

  it.each([
    [[]],
    [[item({ status: 'changed', add: [a, b], blocked: [] })]],
    [[item({}), item({ image: 'm-b' })]],
  ])('has the bytes that JSON.stringify gives', (items: ItemResult[]) => {
    const result = resultOf(items);
    expect(render(result, 'json')).toBe(`${JSON.stringify(result, null, 2)}\n`);
  });
});

describe('the summary', () => {
  it('leaves out what is converged, and all lists of what is only there', () => {
    const result = resultOf([
      item({ image: 'm-a', current: [a], desired: [a], keep: [a] }),
      item({
        image: 'm-b',
        status: 'changed',
        current: [b],
        desired: [a],
        add: [a],
        remove: [b],
        batches: 2,
      }),
      item({ image: 'm-c', status: 'skipped' }),
    ]);
    const parsed = JSON.parse(render(result, 'summary')) as RunResult;
    const rest = { region: 'eu-central-1', blocked: [], error: null };
    expect(parsed).toEqual({
      owner: result.owner,
      dryRun: false,
      items: [
        { ...rest, image: 'm-b', status: 'changed', add: [a], remove: [b], batches: 2 },
        { ...rest, image: 'm-c', status: 'skipped', add: [], remove: [], batches: 0 },
      ],
      summary: result.summary,
    });
  });
});
