import type { Credentials } from '../cloud/acs3-signature';
import type { CredentialSource } from '../cloud/credential-source';
import { StoredCredentials } from '../cloud/credential-source';
import { readCredentialFiles } from '../cloud/credential-files';
import { toShareFailure } from '../calls/failure';
import type { ResolvedAccounts } from './account-source';

/** Names the account behind a credential, through STS. */
export type AccountOf = (source: CredentialSource) => Promise<string>;

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
