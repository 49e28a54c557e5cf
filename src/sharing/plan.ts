import {
  type Config,
  type ImageConfig,
  type LimitsConfig,
  type PruneConfig,
  type RegionConfig,
  type SharingPolicy,
} from './config';
import type { Shares } from './provider';
import { type ConfigProblem, InvalidConfigError } from './object-reader';
import { closest } from '../gardener/closest';

/** The accounts that an image is to be shared with. */
export interface DesiredAccounts {
  /** Sorted, each once, without the owner. */
  readonly accounts: readonly string[];
  /** False when some source of accounts could not be read: then nothing may be pruned. */
  readonly complete: boolean;
  /** A list that somebody else keeps came without a single account, as if by mistake. @default false */
  readonly emptied?: boolean;
}

/** Why a wanted change was not made for an account. */
export type BlockReason =
  | 'max-per-image'
  | 'max-percent'
  | 'max-total'
  | 'empty-desired'
  | 'incomplete-desired'
  | 'incomplete-read'
  | 'over-cap'
  | 'account-unknown'
  | 'account-other-site'
  | 'account-own'
  | 'unconfirmed';

export interface BlockedAccount {
  readonly account: string;
  readonly reason: BlockReason;
}

/** What is to change at one image. All lists are sorted. */
export interface ImagePlan {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly keep: readonly string[];
  readonly blocked: readonly BlockedAccount[];
}

/** Compares what is with what should be; refuses nothing yet. */
export function planImage(
  desired: DesiredAccounts,
  current: Shares,
  policy: SharingPolicy,
  protectedAccounts: readonly string[],
): ImagePlan {
  const wanted = new Set([...desired.accounts, ...protectedAccounts]);
  const remove = policy === 'exact' ? current.accounts.filter((account) => !wanted.has(account)) : [];
  return {
    add: without(desired.accounts, current.accounts),
    remove,
    keep: without(current.accounts, remove),
    blocked: [],
  };
}

/** The items of a sorted list that another list does not have. */
export function without(accounts: readonly string[], others: readonly string[]): readonly string[] {
  if (others.length === 0) return accounts;
  const excluded = new Set(others);
  return accounts.filter((account) => !excluded.has(account));
}

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
  const empty = desired.accounts.length === 0 || desired.emptied === true;
  if (empty && !policy.allowEmpty) return 'empty-desired';
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

/** One image in one region: the unit of work. */
export interface SelectedImage extends ImageConfig {
  readonly region: string;
}

export interface ImageFilter {
  /** Empty: all. */
  readonly regions: readonly string[];
  /** Empty: all. */
  readonly images: readonly string[];
}

/**
 * The images that this run is about, sorted by region and ID: those of its shard, without what the flags
 * leave out.
 *
 * @throws InvalidConfigError when a flag names what the config does not have.
 */
export function selectImages(config: Config, filter: ImageFilter): readonly SelectedImage[] {
  checkFilter(config, filter);
  const regions = new Set(filter.regions);
  const images = new Set(filter.images);
  return shardOf(config).filter(
    ({ region, imageId }) =>
      (regions.size === 0 || regions.has(region)) && (images.size === 0 || images.has(imageId)),
  );
}

/**
 * Shards share out whole regions where there are enough of them, because Alibaba Cloud counts calls by
 * region; otherwise they share out images. Any two shards are disjoint, and together they are everything.
 */
function shardOf(config: Config): readonly SelectedImage[] {
  const { index, count } = config.shard;
  const mine = (_: unknown, position: number) => position % count === index;
  if (config.regions.length >= count) return config.regions.filter(mine).flatMap(imagesOf);
  return config.regions.flatMap(imagesOf).filter(mine);
}

function imagesOf(region: RegionConfig): readonly SelectedImage[] {
  return region.images.map((image) => ({ ...image, region: region.region }));
}

function checkFilter(config: Config, filter: ImageFilter): void {
  const regions = config.regions.map((entry) => entry.region);
  const chosen = config.regions.filter(
    (entry) => filter.regions.length === 0 || filter.regions.includes(entry.region),
  );
  const images = chosen.flatMap((entry) => entry.images.map((image) => image.imageId));
  const problems = [
    ...filter.regions.flatMap((region) => unknownTo('--region', region, regions, 'the config')),
    ...filter.images.flatMap((image) =>
      unknownTo('--image', image, images, filter.regions.length === 0 ? 'the config' : 'the chosen regions'),
    ),
  ];
  if (problems.length > 0) throw new InvalidConfigError('arguments', problems);
}

function unknownTo(field: string, value: string, known: readonly string[], where: string): ConfigProblem[] {
  if (known.includes(value)) return [];
  const near = closest(value, known);
  const listed = [...new Set(known)].slice(0, 10).join(', ');
  const hint = near === undefined ? `it has ${listed === '' ? 'none' : listed}` : `did you mean ${near}?`;
  return [{ field, message: `${JSON.stringify(value)} is not in ${where}`, hint }];
}
