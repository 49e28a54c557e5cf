import {
  countBatches,
  guardImage,
  type GuardPolicy,
  guardRun,
  planImage,
  planSteps,
} from '../../src/sharing/plan';
import { accounts } from './run-in-memory';

const policy: GuardPolicy = {
  maxPerImage: 5,
  maxPercent: 20,
  maxTotal: 20,
  allowEmpty: false,
  protect: [],
  allowLargePrune: false,
};
const limits = { accountsPerCall: 10, accountsPerImage: 50, pageSize: 50 };
const shares = (list: readonly string[], complete = true) => ({
  accounts: list,
  complete,
  taken: list.length,
});
const [a = '', b = '', c = '', d = ''] = accounts(4);

describe('planImage', () => {
  it.each<
    [
      name: string,
      desired: string[],
      current: string[],
      mode: 'ensure' | 'exact',
      protect: string[],
      plan: unknown,
    ]
  >([
    ['adds', [a, b], [a], 'exact', [], { add: [b], remove: [], keep: [a] }],
    ['removes in exact mode', [a], [a, b, c], 'exact', [], { add: [], remove: [b, c], keep: [a] }],
    ['keeps all in ensure mode', [a], [a, b, c], 'ensure', [], { add: [], remove: [], keep: [a, b, c] }],
    ['keeps what is protected', [a], [a, b, c], 'exact', [b, d], { add: [], remove: [c], keep: [a, b] }],
    ['finds nothing to do', [a, b], [a, b], 'exact', [], { add: [], remove: [], keep: [a, b] }],
  ])('%s', (_name, desired, current, mode, protect, plan) => {
    const planned = planImage({ accounts: desired, complete: true }, shares(current), mode, protect);
    expect(planned).toEqual({ ...(plan as object), blocked: [] });
  });
});

describe('guardImage', () => {
  it.each<[name: string, has: number, loses: number, change: object, reason: string | undefined]>([
    ['five of many', 30, 5, {}, undefined],
    ['six', 40, 6, {}, 'max-per-image'],
    ['a fifth', 10, 2, {}, undefined],
    ['more than a fifth', 9, 2, {}, 'max-percent'],
    ['all, though the percentage allows it', 1, 1, { maxPercent: 100 }, 'empty-desired'],
    ['all, where that is allowed', 1, 1, { maxPercent: 100, allowEmpty: true }, undefined],
    ['all, lifted and allowed', 30, 30, { allowLargePrune: true, allowEmpty: true }, undefined],
    ['all, lifted only', 30, 30, { allowLargePrune: true }, 'empty-desired'],
    ['many, lifted', 30, 20, { allowLargePrune: true }, undefined],
    ['one where none is allowed', 30, 1, { maxPerImage: 0 }, 'max-per-image'],
  ])('judges a loss of %s', (_name, has, loses, change, reason) => {
    const current = shares(accounts(has));
    const desired = { accounts: accounts(has - loses), complete: true };
    const plan = guardImage(planImage(desired, current, 'exact', []), desired, current, {
      ...policy,
      ...change,
    });
    expect(plan.remove).toHaveLength(reason === undefined ? loses : 0);
    expect(new Set(plan.blocked.map((entry) => entry.reason))).toEqual(
      new Set(reason === undefined ? [] : [reason]),
    );
    expect(plan.blocked).toHaveLength(reason === undefined ? 0 : loses);
  });

  it.each<[name: string, desiredComplete: boolean, currentComplete: boolean, reason: string]>([
    ['the desired accounts', false, true, 'incomplete-desired'],
    ['the current accounts', true, false, 'incomplete-read'],
  ])('never removes while %s are not all known, whatever is lifted', (_name, complete, known, reason) => {
    const current = shares(accounts(30), known);
    const desired = { accounts: accounts(29), complete };
    const lifted = { ...policy, allowLargePrune: true, allowEmpty: true };
    const plan = guardImage(planImage(desired, current, 'exact', []), desired, current, lifted);
    expect(plan).toMatchObject({ remove: [], blocked: [{ reason }] });
  });
});

describe('guardRun', () => {
  const plans = [3, 2].map((count) => ({ add: [a], remove: accounts(count), keep: [], blocked: [] }));

  it('lets pass what is not more than maxTotal', () => {
    expect(guardRun(plans, { ...policy, maxTotal: 5 })).toEqual(plans);
  });

  it('holds all removals back when they are more, and no addition', () => {
    const guarded = guardRun(plans, { ...policy, maxTotal: 4 });
    expect(guarded.map((plan) => plan.remove)).toEqual([[], []]);
    expect(guarded.map((plan) => plan.add)).toEqual([[a], [a]]);
    expect(guarded.flatMap((plan) => plan.blocked.map((entry) => entry.reason))).toEqual(
      Array.from({ length: 5 }, () => 'max-total'),
    );
  });

  it('is lifted with the other limits', () => {
    expect(guardRun(plans, { ...policy, maxTotal: 0, allowLargePrune: true })).toEqual(plans);
  });
});

describe('planSteps', () => {
  it.each<
    [name: string, has: number, adds: number, removes: number, steps: [number, number, number, number]]
  >([
    ['with room', 10, 20, 3, [0, 20, 3, 0]],
    ['up to the cap', 48, 2, 3, [0, 2, 3, 0]],
    ['over the cap, makes just the room', 48, 5, 10, [3, 5, 7, 0]],
    ['over the cap, with all that may go', 50, 5, 3, [3, 3, 0, 2]],
    ['over the cap, with nothing to go', 48, 5, 0, [0, 2, 0, 3]],
    ['above a cap that was lowered', 53, 2, 5, [5, 2, 0, 0]],
    ['above a cap, with too little to go', 53, 2, 3, [3, 0, 0, 2]],
  ])('%s', (_name, has, adds, removes, expected) => {
    const current = shares(accounts(has));
    const plan = { add: accounts(adds, 1000), remove: accounts(removes), keep: [], blocked: [] };
    const { removeFirst, add, removeLast, blocked } = planSteps(plan, current, limits);
    expect([removeFirst, add, removeLast, blocked].map((list) => list.length)).toEqual(expected);
    expect([...add, ...blocked.map((entry) => entry.account)]).toEqual(plan.add);
  });

  it('counts the writes of each step apart', () => {
    const steps = { removeFirst: accounts(1), add: accounts(11), removeLast: accounts(10), blocked: [] };
    expect(countBatches(steps, 10)).toBe(4);
  });
});
