import { type CredentialSource, readCredentialFiles, StoredCredentials } from '../alibaba-cloud/credentials';
import { type ShareFailure, toShareFailure } from '../alibaba-cloud/failure';
import type { Credentials } from '../alibaba-cloud/signature';
import type { AccountSetConfig, GardenConfig } from './config';
import type { DesiredAccounts } from './plan';

/** Names the account behind a credential, through STS. */
type AccountOf = (source: CredentialSource) => Promise<string>;

/** Finds the accounts of target credentials; each key is asked about once a run. */
export class AccountFinder {
  private readonly accounts = new Map<string, Promise<string>>();

  constructor(private readonly accountOf: AccountOf) {}

  /** The account of credentials mounted as files. */
  async fromDirectory(name: string, directory: string): Promise<ResolvedAccounts> {
    return await this.resolve(`credential ${name}`, () => readCredentialFiles(directory));
  }

  /** The account of credentials that are read somehow; a failure is reported, never thrown. */
  async resolve(source: string, read: () => Promise<Credentials>): Promise<ResolvedAccounts> {
    try {
      const credentials = await read();
      return { accounts: [await this.find(credentials, read)], unresolved: [] };
    } catch (error) {
      return { accounts: [], unresolved: [{ source, failure: toShareFailure(error) }] };
    }
  }

  private async find(credentials: Credentials, read: () => Promise<Credentials>): Promise<string> {
    // A wrong secret must not get the answer of the right one, so the whole credential is the key.
    const key = JSON.stringify([
      credentials.accessKeyId,
      credentials.accessKeySecret,
      credentials.securityToken,
    ]);
    const known = this.accounts.get(key);
    if (known !== undefined) return await known;
    const found = this.accountOf(new StoredCredentials(read, credentials));
    this.accounts.set(key, found);
    return await found;
  }
}

/** An account that could not be found out. */
export interface UnresolvedSource {
  /** Where it is asked for, such as `credential team-a`. */
  readonly source: string;
  readonly failure: ShareFailure;
}

/** What a source of accounts has come to. */
export interface ResolvedAccounts {
  readonly accounts: readonly string[];
  readonly unresolved: readonly UnresolvedSource[];
}

export function joinResolved(parts: readonly ResolvedAccounts[]): ResolvedAccounts {
  return {
    accounts: parts.flatMap((part) => part.accounts),
    unresolved: parts.flatMap((part) => part.unresolved),
  };
}

/** Reads the accounts of a garden; it never throws. */
type ReadGarden = (garden: GardenConfig) => Promise<ResolvedAccounts>;

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
