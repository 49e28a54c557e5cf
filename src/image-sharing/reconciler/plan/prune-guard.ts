import type { PruneConfig } from '../config/config';
import type { Shares } from '../provider';
import type { BlockReason, DesiredAccounts, ImagePlan } from './plan-image';

/** What the guard needs to know besides the plan. */
export interface GuardPolicy extends PruneConfig {
  /** Lifts the three limits on the number of removals, and nothing else. */
  readonly allowLargePrune: boolean;
}

/** An image loses all that the plan says, or nothing. */
export function guardImage(
  plan: ImagePlan,
  desired: DesiredAccounts,
  current: Shares,
  policy: GuardPolicy,
): ImagePlan {
  const reason = plan.remove.length === 0 ? undefined : refusal(plan, desired, current, policy);
  return reason === undefined ? plan : withoutRemovals(plan, reason);
}

/** The whole run loses no more than `maxTotal`, or nothing at all. */
export function guardRun(plans: readonly ImagePlan[], policy: GuardPolicy): readonly ImagePlan[] {
  const total = plans.reduce((sum, plan) => sum + plan.remove.length, 0);
  if (policy.allowLargePrune || total <= policy.maxTotal) return plans;
  return plans.map((plan) => withoutRemovals(plan, 'max-total'));
}

function refusal(
  plan: ImagePlan,
  desired: DesiredAccounts,
  current: Shares,
  policy: GuardPolicy,
): BlockReason | undefined {
  if (!current.complete) return 'incomplete-read';
  if (!desired.complete) return 'incomplete-desired';
  if (desired.accounts.length === 0 && !policy.allowEmpty) return 'empty-desired';
  if (policy.allowLargePrune) return undefined;
  if (plan.remove.length > policy.maxPerImage) return 'max-per-image';
  if (plan.remove.length * 100 > policy.maxPercent * current.accounts.length) return 'max-percent';
  return undefined;
}

/** Holds the removals back, and says why. */
export function withoutRemovals(plan: ImagePlan, reason: BlockReason): ImagePlan {
  const held = plan.remove.map((account) => ({ account, reason }));
  return { ...plan, remove: [], blocked: [...plan.blocked, ...held] };
}
