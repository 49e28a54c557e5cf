import type { Action, Detail, Refusal, Subject } from './landscape-diff';
import type { Use } from './shoots/shoot-index';

/** Why a change may hurt. */
export interface Danger {
  readonly reason: string;
  /** What Shoots would have to use to be hurt; without it no list of Shoots can give the all-clear. */
  readonly uses?: readonly Use[];
  /** What Gardener's admission says if a Shoot does use it; without it nobody guards it. */
  readonly guard?: string;
}

/** A change before it is known what Gardener and the Shoots say to it. */
export interface Draft {
  readonly subject: Subject;
  readonly action: Action;
  readonly of?: string;
  readonly names: readonly string[];
  readonly details?: readonly Detail[];
  /** Paths in the new manifest that belong to the change: errors below them are its own. The first one is shown. */
  readonly fields: readonly string[];
  readonly danger?: Danger;
  readonly refusals?: readonly Refusal[];
}
