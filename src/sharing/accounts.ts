import { type CredentialSource, readCredentialFiles, StoredCredentials } from '../alibaba-cloud/credentials';
import { ShareFailure, toShareFailure } from '../alibaba-cloud/failure';
import { readMountedFile } from '../alibaba-cloud/mounted-file';
import type { Credentials } from '../alibaba-cloud/signature';
import { type AccountSetConfig, type GardenConfig, readAccountId } from './config';
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
  /** A list that somebody else keeps was there, but without a single account. @default false */
  readonly emptied?: boolean;
}

export function joinResolved(parts: readonly ResolvedAccounts[]): ResolvedAccounts {
  return {
    accounts: parts.flatMap((part) => part.accounts),
    unresolved: parts.flatMap((part) => part.unresolved),
    emptied: parts.some((part) => part.emptied === true),
  };
}

/** What separates IDs in a file: also lists of YAML and JSON are understood. */
const separators = /[\s,"'[\]]+/;

/** The accounts of a mounted text file: IDs, one or several a line, `#` begins a comment. */
async function readAccountsFile(file: string): Promise<ResolvedAccounts> {
  const source = `file ${file}`;
  let text: string;
  try {
    text = await readMountedFile(file);
  } catch {
    return { accounts: [], unresolved: [{ source, failure: unusable('AccountsFileUnreadable') }] };
  }
  const accounts: string[] = [];
  const wrongLines = new Set<number>();
  text.split('\n').forEach((line, index) => {
    const [content = ''] = line.split('#', 1);
    for (const word of content.split(separators)) {
      if (word === '' || word === '-') continue;
      const account = readAccountId(word, '', () => wrongLines.add(index + 1));
      if (account !== undefined) accounts.push(account);
    }
  });
  const [first] = wrongLines;
  if (first === undefined) return { accounts, unresolved: [], emptied: accounts.length === 0 };
  // The file may be the wrong one, and hold secrets: what it says stays in it.
  const explanation = `${wrongLines.size} of its lines hold something else than account IDs, the first is line ${first}`;
  return { accounts, unresolved: [{ source, failure: unusable('AccountsFileMalformed', explanation) }] };
}

function unusable(code: string, explanation = 'the file cannot be read'): ShareFailure {
  return new ShareFailure({ code, class: 'unusable', explanation });
}

/** A named set while it is being resolved. */
interface PendingSet {
  /** What the config itself lists. */
  readonly listed: readonly string[];
  /** Never rejects. */
  readonly whole: Promise<ResolvedAccounts>;
}

/** The named sets of accounts, each resolved for itself: whoever needs one waits for no other. */
export class AccountSets {
  private readonly joined = new Map<string, Promise<DesiredAccounts>>();

  /** @param owner the images' own account, which is never among the desired ones */
  constructor(
    private readonly sets: ReadonlyMap<string, PendingSet>,
    private readonly owner: string,
  ) {}

  /** What the named sets come to together: sorted, each account once, and never the owner itself. */
  async desired(names: readonly string[]): Promise<DesiredAccounts> {
    const key = JSON.stringify(names);
    const known = this.joined.get(key);
    if (known !== undefined) return await known;
    const desired = this.join(names);
    this.joined.set(key, desired);
    return await desired;
  }

  /** The part of the named sets that is known without asking anybody. */
  listed(names: readonly string[]): readonly string[] {
    return this.withoutOwner(names.flatMap((name) => this.sets.get(name)?.listed ?? []));
  }

  /** Every set by its name. */
  all(): readonly (readonly [name: string, whole: Promise<ResolvedAccounts>])[] {
    return [...this.sets].map(([name, { whole }]) => [name, whole]);
  }

  private async join(names: readonly string[]): Promise<DesiredAccounts> {
    const pending = names.flatMap((name) => this.sets.get(name) ?? []);
    const parts = await Promise.all(pending.map(({ whole }) => whole));
    const { accounts, unresolved, emptied = false } = joinResolved(parts);
    return { accounts: this.withoutOwner(accounts), complete: unresolved.length === 0, emptied };
  }

  private withoutOwner(accounts: readonly string[]): readonly string[] {
    const distinct = new Set(accounts);
    distinct.delete(this.owner);
    return [...distinct].sort();
  }
}

/** Reads the accounts of a garden; it never throws. */
type ReadGarden = (garden: GardenConfig) => Promise<ResolvedAccounts>;

/** Begins to resolve the sets that are needed, all at once; no source can stop another. */
export function resolveAccountSets(
  sets: ReadonlyMap<string, AccountSetConfig>,
  needed: ReadonlySet<string>,
  owner: string,
  finder: AccountFinder,
  readGarden: ReadGarden,
): AccountSets {
  const pending = [...sets]
    .filter(([name]) => needed.has(name))
    .map(([name, set]) => {
      const whole = resolveSet(set, finder, readGarden);
      return [name, { listed: set.static, whole }] as const;
    });
  return new AccountSets(new Map(pending), owner);
}

async function resolveSet(
  set: AccountSetConfig,
  finder: AccountFinder,
  readGarden: ReadGarden,
): Promise<ResolvedAccounts> {
  const parts = await Promise.all([
    Promise.resolve<ResolvedAccounts>({ accounts: set.static, unresolved: [] }),
    ...set.files.map(readAccountsFile),
    ...set.fromCredentials.map((target) => finder.fromDirectory(target.name, target.dir)),
    ...(set.fromGarden === null ? [] : [readGarden(set.fromGarden)]),
  ]);
  return joinResolved(parts);
}
