import type { LimitsConfig } from '../config/config';
import type { Shares } from '../provider';
import type { BlockedAccount, ImagePlan } from './plan-image';

/** The order in which a plan is carried out: three steps, none of which goes over the cap. */
export interface WriteSteps {
  /** Only as much as makes room for what is to be added. */
  readonly removeFirst: readonly string[];
  readonly add: readonly string[];
  readonly removeLast: readonly string[];
  /** What the cap leaves no room for. */
  readonly blocked: readonly BlockedAccount[];
}

export function planSteps(plan: ImagePlan, current: Shares, limits: LimitsConfig): WriteSteps {
  const room = Math.max(0, limits.accountsPerImage - current.taken);
  // An image can be over the cap already, where the cap has been lowered: then more must go first.
  const surplus = Math.max(0, current.taken - limits.accountsPerImage);
  const missing = plan.add.length <= room ? 0 : plan.add.length - room + surplus;
  const first = Math.min(missing, plan.remove.length);
  const places = Math.max(0, limits.accountsPerImage - current.taken + first);
  const add = plan.add.slice(0, places);
  const blocked = plan.add.slice(places).map((account) => ({ account, reason: 'over-cap' as const }));
  return { removeFirst: plan.remove.slice(0, first), add, removeLast: plan.remove.slice(first), blocked };
}

/** Splits a step into writes: what goes beyond the limit of a call, ECS drops without a word. */
export function toBatches(
  accounts: readonly string[],
  accountsPerCall: number,
): readonly (readonly string[])[] {
  const batches: (readonly string[])[] = [];
  for (let start = 0; start < accounts.length; start += accountsPerCall) {
    batches.push(accounts.slice(start, start + accountsPerCall));
  }
  return batches;
}

/** The number of writes that the steps take. */
export function countBatches(steps: WriteSteps, accountsPerCall: number): number {
  return [steps.removeFirst, steps.add, steps.removeLast]
    .map((accounts) => toBatches(accounts, accountsPerCall).length)
    .reduce((sum, count) => sum + count, 0);
}
