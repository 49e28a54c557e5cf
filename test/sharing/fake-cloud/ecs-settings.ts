import { exactPages, type Pager } from './pages';

/** What the fake ECS is like; tests change single fields. */
export interface EcsSettings {
  /** Accounts an image may be shared with. */
  accountsPerImage: number;
  /** The largest PageSize of the permission list: 100 today, 50 in older texts. */
  largestPage: number;
  /** Accounts that do not exist. */
  unknownAccounts: Set<string>;
  /** Whether taking a share away from an account that does not exist is refused as well; nobody knows. */
  refusesUnknownRemovals: boolean;
  /** Accounts of the other site (China, international, partner-run). */
  otherSiteAccounts: Set<string>;
  /** Whether `AliyunId` is a bare JSON number, as in the newest published example. */
  numericAccountIds: boolean;
  /** Whether an empty list comes without `Accounts`. */
  omitEmptyAccounts: boolean;
  /** What becomes of the good accounts in a call with a bad one. */
  badBatch: 'changes nothing' | 'changes the rest';
  /** The message of InvalidAccount.NotFound, from the bad and from all accounts of the call. */
  unknownAccountMessage: (bad: readonly string[], all: readonly string[]) => string;
  /** Permission reads that still show the state before a write. */
  lagReads: number;
  /** The pages of the permission list. */
  permissionPages: Pager;
  /** Whether the owner has the role that sharing of CMK-encrypted images needs. */
  hasEncryptedShareRole: boolean;
}

export function defaultEcsSettings(): EcsSettings {
  return {
    accountsPerImage: 50,
    largestPage: 100,
    unknownAccounts: new Set(),
    refusesUnknownRemovals: false,
    otherSiteAccounts: new Set(),
    numericAccountIds: false,
    omitEmptyAccounts: false,
    badBatch: 'changes nothing',
    unknownAccountMessage: namesFirstBadAccount,
    lagReads: 0,
    permissionPages: exactPages,
    hasEncryptedShareRole: true,
  };
}

export function namesFirstBadAccount(bad: readonly string[]): string {
  return `The specified account ${bad[0] ?? ''} does not exist.`;
}

export function namesNoAccount(): string {
  return 'The specified parameter "AddAccount.n" is not valid, the account does not exist.';
}
