import { ShareFailure, type StopReason } from '../../src/alibaba-cloud/failure';
import type { BlockReason } from '../../src/sharing/plan';
import { exitCodeOf, type ItemResult, type ItemStatus } from '../../src/sharing/result';

interface Facts {
  readonly statuses?: readonly ItemStatus[];
  readonly blocked?: readonly BlockReason[];
  readonly unresolved?: readonly boolean[];
  readonly stopped?: StopReason;
  readonly identity?: 'authentication' | 'network';
  readonly written?: boolean;
  readonly dryRun?: boolean;
  readonly detailed?: boolean;
}

function exitCode(facts: Facts): number {
  const { statuses = [], blocked = [], unresolved = [], stopped, identity, written = false } = facts;
  const lists = { current: [], desired: [], add: [], remove: [], keep: [], error: null };
  const items: ItemResult[] = statuses.map((status) => ({
    ...lists,
    region: 'eu-central-1',
    image: 'm-a',
    status,
    blocked: blocked.map((reason) => ({ account: '1', reason })),
    batches: written ? 1 : 0,
  }));
  return exitCodeOf({
    outcome: {
      owner: null,
      identityFailure: identity === undefined ? undefined : new ShareFailure({ code: 'X', class: identity }),
      items,
      unresolved: unresolved.map((retryable) => ({
        accounts: 'a',
        source: 's',
        code: 'X',
        class: 'unusable',
        retryable,
      })),
    },
    stopped,
    dryRun: facts.dryRun ?? false,
    detailed: facts.detailed ?? false,
  });
}

describe('exitCodeOf', () => {
  it.each<[expected: number, name: string, facts: Facts]>([
    [0, 'nothing to do', { statuses: ['converged', 'skipped'] }],
    [0, 'changes', { statuses: ['changed'] }],
    [0, 'a dry run with changes', { statuses: ['planned'], dryRun: true }],
    [7, 'a detailed dry run with changes', { statuses: ['planned'], dryRun: true, detailed: true }],
    [0, 'a detailed dry run without any', { statuses: ['converged'], dryRun: true, detailed: true }],
    [0, 'a detailed run that is not dry', { statuses: ['changed'], detailed: true }],
    [3, 'a wrong identity', { identity: 'authentication', statuses: ['failed'] }],
    [5, 'an identity that may answer later', { identity: 'network', statuses: ['retryable'] }],
    [3, 'a key that stops working before any write', { statuses: ['failed'], stopped: 'authentication' }],
    [
      4,
      'a key that stops working after one',
      { statuses: ['failed'], stopped: 'authentication', written: true },
    ],
    [4, 'a failed image', { statuses: ['converged', 'failed'] }],
    [4, 'an unknown account', { statuses: ['blocked'], blocked: ['account-unknown'] }],
    [4, 'an account over the cap', { statuses: ['blocked'], blocked: ['over-cap'] }],
    [4, 'a credential for good', { statuses: ['converged'], unresolved: [false] }],
    [
      4,
      'a failed image in a detailed dry run',
      { statuses: ['failed', 'planned'], dryRun: true, detailed: true },
    ],
    [5, 'an image that may pass', { statuses: ['failed', 'retryable'] }],
    [5, 'a credential that may answer', { statuses: ['converged'], unresolved: [false, true] }],
    [5, 'the deadline', { statuses: ['converged'], stopped: 'deadline' }],
    [6, 'the guard', { statuses: ['retryable', 'failed', 'blocked'], blocked: ['max-total', 'over-cap'] }],
    [6, 'an empty desired set', { statuses: ['blocked'], blocked: ['empty-desired'] }],
    [6, 'an incomplete one', { statuses: ['blocked'], blocked: ['incomplete-desired'], unresolved: [true] }],
    [5, 'an incomplete read', { statuses: ['retryable'], blocked: ['incomplete-read'] }],
    [130, 'an interruption', { statuses: ['blocked'], blocked: ['max-total'], stopped: 'SIGINT' }],
    [143, 'a termination', { identity: 'network', stopped: 'SIGTERM' }],
  ])('is %d for %s', (expected, _name, facts) => {
    expect(exitCode(facts)).toBe(expected);
  });
});
