import type { TargetOptions } from '../gardener/target';
import type { Issue } from '../issues/issue';
import type { LandscapeDocument } from '../validation/landscape/landscape';
import type { Use } from './shoots';
import type { ChangeRule } from './table';

/**
 * `refused` by Gardener; `dangerous`: accepted, but Shoots may suffer, and no admission guards it; `waived`: a danger
 * that is known and meant; `safe`.
 */
export type Mark = 'refused' | 'dangerous' | 'waived' | 'safe';

export type Action = 'added' | 'removed' | 'changed';

/** What a change is about. `field` is everything that has no subject of its own. */
export type Subject =
  | 'object'
  | 'kubernetes-version'
  | 'image'
  | 'image-version'
  | 'image-id'
  | 'region'
  | 'zone'
  | 'machine-type'
  | 'volume-type'
  | 'capability'
  | 'backup'
  | 'seed'
  | 'chart'
  | 'value'
  | 'resource'
  | 'account'
  | 'account-source'
  | 'field';

/** One document of a landscape. */
export interface DiffDocument {
  readonly manifest: unknown;
  /** Path of its file below the landscape's folder, `/` between folders; pairs documents without a name. */
  readonly path?: string;
}

/** A value that differs, as text: secrets are hidden, long values are cut. */
export interface Detail {
  /** What differs, e.g. `classification`; empty if the change's names say it. */
  readonly label: string;
  /** Missing if there was none. */
  readonly from?: string;
  /** Missing if there is none any more. */
  readonly to?: string;
}

/** Why Gardener refuses the change. */
export interface Refusal {
  /** `validation`: an update rule; `admission`: a plugin of gardener-apiserver that looks at Shoots and other objects. */
  readonly by: 'validation' | 'admission';
  readonly field: string;
  /** Id of the validator's rule, see docs/rules.md; none for an admission. */
  readonly rule?: string;
  readonly message: string;
  readonly hint?: string;
}

/** Shoots that use what a change takes away. */
export interface ShootHits {
  readonly count: number;
  /** `namespace/name`, sorted; no more than `shootNameLimit` of them. */
  readonly names: readonly string[];
  /** Shoots of NamespacedCloudProfiles whose parent is not known, and that use something of that name. */
  readonly unsure: number;
}

export interface Change {
  readonly mark: Mark;
  readonly subject: Subject;
  readonly action: Action;
  /** What the names belong to, e.g. `image gardenlinux`. */
  readonly of?: string;
  /** Names of what changes; several that change in the same way are one change. */
  readonly names: readonly string[];
  readonly details: readonly Detail[];
  /** Gardener's path in the new manifest; of something removed, the list that it was in. */
  readonly field: string;
  /** Why it is dangerous, or why it is not although it looks so. */
  readonly reason?: string;
  /** Of a danger, id of its rule, see docs/rules.md. */
  readonly rule?: string;
  /** Why the danger is meant, as its waiver says. */
  readonly waived?: string;
  readonly refusals: readonly Refusal[];
  /** Only where all Shoots are known, or Shoots of the landscape are hit. */
  readonly shoots?: ShootHits;
}

/** What happens to one object. */
export interface ObjectDiff {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
  /** Empty for a document that names no object. */
  readonly name: string;
  readonly path?: string;
  readonly action: Action;
  /** The worst mark of its changes: Gardener takes an object as a whole, or not at all. */
  readonly mark: Mark;
  /** Worst first. Never empty. */
  readonly changes: readonly Change[];
}

export interface DiffSummary {
  /** Changes by mark; a change of several names counts once. */
  readonly refused: number;
  readonly dangerous: number;
  /** Missing if there is none. */
  readonly waived?: number;
  readonly safe: number;
  /** Objects. */
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Shoots that some change hits; missing if none were given, and none of the landscape is hit. */
  readonly shootsHit?: number;
  /** Shoots that were given; missing if none were. */
  readonly shoots?: number;
  /** Objects that differ from a revision in the garden; missing if they were not compared. */
  readonly drifted?: number;
}

export interface LandscapeDiff {
  /** Objects that differ, in the order of group, kind, namespace and name. */
  readonly objects: readonly ObjectDiff[];
  /** What the garden has otherwise than a revision says; only of a garden compared with a revision. */
  readonly drift?: readonly ObjectDrift[];
  readonly summary: DiffSummary;
}

/** An object that somebody has changed or taken away in the garden. */
export interface ObjectDrift extends Pick<ObjectDiff, 'group' | 'kind' | 'namespace' | 'name' | 'path'> {
  /** `removed`: the garden does not have it. */
  readonly action: Exclude<Action, 'added'>;
  /** From what the revision says to what the garden has. */
  readonly changes: readonly Pick<Change, 'subject' | 'action' | 'of' | 'names' | 'details' | 'field'>[];
}

export interface DiffOptions extends TargetOptions {
  /**
   * Shoots of the garden, as `kubectl get shoots -A -o json` lists them in `items`. What none of them uses is
   * not dangerous to take away. @default those of the landscape: whatever else may be used counts as used
   */
  readonly shoots?: readonly unknown[];
  /** Why a danger is meant; it comes as a warning, its file is the path of the document. @default none is */
  readonly waiver?: (danger: Issue) => string | undefined;
  /** What both states have beside these documents, and what they may refer to. @default nothing is known of it */
  readonly around?: readonly LandscapeDocument[];
}

export const marks: readonly Mark[] = ['refused', 'dangerous', 'waived', 'safe'];

/** Why a change may hurt. */
export interface Danger {
  readonly rule: ChangeRule;
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
