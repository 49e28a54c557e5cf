import type { AccountSetConfig, GardenConfig } from '../config/config';
import type { DesiredAccounts } from '../plan/plan-image';
import type { AccountFinder } from './account-finder';
import type { ResolvedAccounts, UnresolvedSource } from './account-source';
import { joinResolved } from './account-source';

/** Reads the accounts of a garden; it never throws. */
export type ReadGarden = (garden: GardenConfig) => Promise<ResolvedAccounts>;

/** Every named set of accounts, resolved. */
export class AccountSets {
  constructor(private readonly sets: ReadonlyMap<string, ResolvedAccounts>) {}

  /** What the named sets come to together: sorted, each account once, and never the owner itself. */
  desired(names: readonly string[], owner: string): DesiredAccounts {
    const { accounts, unresolved } = joinResolved(names.flatMap((name) => this.sets.get(name) ?? []));
    const distinct = new Set(accounts);
    distinct.delete(owner);
    return { accounts: [...distinct].sort(), complete: unresolved.length === 0 };
  }

  /** The sets that list the owner. */
  setsWith(owner: string): readonly string[] {
    return [...this.sets].filter(([, set]) => set.accounts.includes(owner)).map(([name]) => name);
  }

  get unresolved(): readonly (UnresolvedSource & { readonly set: string })[] {
    return [...this.sets].flatMap(([set, { unresolved }]) => unresolved.map((entry) => ({ set, ...entry })));
  }
}

/** Resolves the sets that are needed, all at once; no source can stop another. */
export async function resolveAccountSets(
  sets: ReadonlyMap<string, AccountSetConfig>,
  needed: ReadonlySet<string>,
  finder: AccountFinder,
  readGarden: ReadGarden,
): Promise<AccountSets> {
  const resolved = await Promise.all(
    [...sets]
      .filter(([name]) => needed.has(name))
      .map(async ([name, set]) => [name, await resolveSet(set, finder, readGarden)] as const),
  );
  return new AccountSets(new Map(resolved));
}

async function resolveSet(
  set: AccountSetConfig,
  finder: AccountFinder,
  readGarden: ReadGarden,
): Promise<ResolvedAccounts> {
  const parts = await Promise.all([
    Promise.resolve<ResolvedAccounts>({ accounts: set.static, unresolved: [] }),
    ...set.fromCredentials.map((target) => finder.fromDirectory(target.name, target.dir)),
    ...(set.fromGarden === null ? [] : [readGarden(set.fromGarden)]),
  ]);
  return joinResolved(parts);
}
