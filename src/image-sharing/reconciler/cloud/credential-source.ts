import type { Credentials } from './acs3-signature';

/** Where a call's key comes from. */
export interface CredentialSource {
  /** The credentials to use now; a session that ends soon is replaced first. */
  current(): Promise<Credentials>;
  /** Other credentials than the refused ones, or undefined when there are none. */
  renew(refused: Credentials): Promise<Credentials | undefined>;
}

export function sameCredentials(one: Credentials, other: Credentials): boolean {
  return (
    one.accessKeyId === other.accessKeyId &&
    one.accessKeySecret === other.accessKeySecret &&
    one.securityToken === other.securityToken
  );
}

/** Credentials that are read somewhere: read once, and again when they are refused, since files rotate. */
export class StoredCredentials implements CredentialSource {
  private known: Promise<Credentials> | undefined;

  constructor(
    private readonly read: () => Promise<Credentials>,
    alreadyRead?: Credentials,
  ) {
    if (alreadyRead !== undefined) this.known = Promise.resolve(alreadyRead);
  }

  async current(): Promise<Credentials> {
    this.known ??= this.read();
    return await this.known;
  }

  async renew(refused: Credentials): Promise<Credentials | undefined> {
    const known = await this.current();
    if (!sameCredentials(known, refused)) return known;
    this.known = this.read();
    const fresh = await this.known;
    return sameCredentials(fresh, refused) ? undefined : fresh;
  }
}
