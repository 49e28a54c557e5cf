import { join } from 'node:path';
import type { Clock } from './clock';
import { ShareFailure } from './failure';
import { readMountedFile } from './mounted-file';
import type { Credentials } from './signature';
import type { OidcRole, Sts } from './sts';
import type { Environment } from './http';

/** Where a call's key comes from. */
export interface CredentialSource {
  /** The credentials to use now; a session that ends soon is replaced first. */
  current(): Promise<Credentials>;
  /** Other credentials than the refused ones, or undefined when there are none. */
  renew(refused: Credentials): Promise<Credentials | undefined>;
}

function sameCredentials(one: Credentials, other: Credentials): boolean {
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

/**
 * The credentials of an account that must stay the same: whenever they change during a run, because a file or
 * a session was replaced, the account behind them is asked for anew before anything is sent with them.
 */
export class AccountCredentials implements CredentialSource {
  private verified: Credentials | undefined;
  private owner: string | undefined;
  private check: { readonly credentials: Credentials; readonly done: Promise<void> } | undefined;

  constructor(
    private readonly base: CredentialSource,
    private readonly accountOf: (source: CredentialSource) => Promise<string>,
  ) {}

  /** The account behind the credentials; asked for once. */
  async account(): Promise<string> {
    if (this.owner !== undefined) return this.owner;
    let used: Credentials | undefined;
    const { base } = this;
    this.owner = await this.accountOf({
      async current() {
        return (used = await base.current());
      },
      async renew(refused) {
        const renewed = await base.renew(refused);
        if (renewed !== undefined) used = renewed;
        return renewed;
      },
    });
    this.verified = used;
    return this.owner;
  }

  async current(): Promise<Credentials> {
    return await this.verify(await this.base.current());
  }

  async renew(refused: Credentials): Promise<Credentials | undefined> {
    const renewed = await this.base.renew(refused);
    return renewed === undefined ? undefined : await this.verify(renewed);
  }

  private async verify(credentials: Credentials): Promise<Credentials> {
    if (this.verified !== undefined && sameCredentials(credentials, this.verified)) return credentials;
    if (this.check === undefined || !sameCredentials(this.check.credentials, credentials)) {
      this.check = { credentials, done: this.ask(credentials) };
    }
    const { check } = this;
    try {
      await check.done;
    } finally {
      if (this.check === check) this.check = undefined;
    }
    return credentials;
  }

  private async ask(credentials: Credentials): Promise<void> {
    const before = await this.account();
    const now = await this.accountOf({
      current: () => Promise.resolve(credentials),
      renew: () => Promise.resolve(undefined),
    });
    if (now !== before) {
      const explanation = `the credentials changed to account ${now} during the run, which began as ${before}`;
      throw new ShareFailure({ code: 'WrongOwner', class: 'authentication', explanation });
    }
    this.verified = credentials;
  }
}

/** Reads the keys of a mounted Gardener Secret: one file each, trailing line breaks allowed. */
export async function readCredentialFiles(directory: string): Promise<Credentials> {
  const [accessKeyId, accessKeySecret, securityToken] = await Promise.all(
    ['accessKeyID', 'accessKeySecret', 'securityToken'].map((name) => readValue(directory, name)),
  );
  return toCredentials({ accessKeyId, accessKeySecret, securityToken }, directory);
}

interface CredentialParts {
  readonly accessKeyId: string | undefined;
  readonly accessKeySecret: string | undefined;
  readonly securityToken?: string | undefined;
}

/** Complete credentials without the white space round them; fails when a part is missing or empty. */
export function toCredentials(parts: CredentialParts, where: string): Credentials {
  const accessKeyId = parts.accessKeyId?.trim() ?? '';
  const accessKeySecret = parts.accessKeySecret?.trim() ?? '';
  const securityToken = parts.securityToken?.trim() ?? '';
  const missing = accessKeyId === '' ? 'accessKeyID' : accessKeySecret === '' ? 'accessKeySecret' : undefined;
  if (missing !== undefined) {
    throw new ShareFailure({
      code: 'CredentialsMissing',
      class: 'unusable',
      explanation: `${missing} in ${where} is missing, empty or cannot be read`,
    });
  }
  // A header cannot hold anything else, and Node's own error would show the value.
  if (/[^\x21-\x7e]/.test(accessKeyId + accessKeySecret + securityToken)) {
    throw new ShareFailure({
      code: 'CredentialsMalformed',
      class: 'unusable',
      explanation: `a credential in ${where} holds white space or characters other than ASCII`,
    });
  }
  return { accessKeyId, accessKeySecret, ...(securityToken === '' ? {} : { securityToken }) };
}

async function readValue(directory: string, name: string): Promise<string | undefined> {
  try {
    return await readMountedFile(join(directory, name));
  } catch {
    return undefined;
  }
}

/** The image owner's credentials as the config has them; nothing is searched for. */
export function ownerCredentials(
  config: CredentialsConfig,
  environment: Environment,
  sts: Sts,
  clock: Clock,
): CredentialSource {
  const base = baseCredentials(config, environment, sts, clock);
  const { assumeRoleArn } = config;
  if (assumeRoleArn === null) return base;
  return new SessionCredentials(() => sts.assumeRole(assumeRoleArn, base), clock);
}

function baseCredentials(
  config: CredentialsConfig,
  environment: Environment,
  sts: Sts,
  clock: Clock,
): CredentialSource {
  switch (config.kind) {
    case 'files':
      return new StoredCredentials(() => readCredentialFiles(config.dir));
    case 'env':
      return new StoredCredentials(() => Promise.resolve(fromEnvironment(environment)));
    case 'rrsa':
      return new SessionCredentials(async () => sts.assumeRoleWithOidc(await oidcRole(environment)), clock);
  }
}

function fromEnvironment(environment: Environment): Credentials {
  const parts = {
    accessKeyId: required(environment, 'ALIBABA_CLOUD_ACCESS_KEY_ID'),
    accessKeySecret: required(environment, 'ALIBABA_CLOUD_ACCESS_KEY_SECRET'),
    securityToken: environment.ALIBABA_CLOUD_SECURITY_TOKEN,
  };
  return toCredentials(parts, 'the environment');
}

/** The token file rotates, so it is read for every exchange. */
async function oidcRole(environment: Environment): Promise<OidcRole> {
  const tokenFile = required(environment, 'ALIBABA_CLOUD_OIDC_TOKEN_FILE');
  const sessionName = environment.ALIBABA_CLOUD_ROLE_SESSION_NAME?.trim() ?? '';
  const roleArn = required(environment, 'ALIBABA_CLOUD_ROLE_ARN');
  const providerArn = required(environment, 'ALIBABA_CLOUD_OIDC_PROVIDER_ARN');
  let token: string;
  try {
    token = (await readMountedFile(tokenFile)).trim();
  } catch {
    throw unusable(`the file that ALIBABA_CLOUD_OIDC_TOKEN_FILE names cannot be read`);
  }
  return { roleArn, providerArn, token, sessionName: sessionName === '' ? 'image-sharing' : sessionName };
}

function required(environment: Environment, name: string): string {
  const value = environment[name]?.trim() ?? '';
  if (value === '') throw unusable(`the environment variable ${name} is not set`);
  return value;
}

function unusable(explanation: string): ShareFailure {
  return new ShareFailure({ code: 'CredentialsMissing', class: 'unusable', explanation });
}

/** Credentials that STS lends for a while. */
export interface Session {
  readonly credentials: Credentials;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

/** A session is replaced this long before its end, or in its last quarter if it is a short one. */
const RENEW_BEFORE_MS = 15 * 60_000;

/** Asks for a session when there is none or the one at hand ends soon; callers share one exchange. */
export class SessionCredentials implements CredentialSource {
  private session: Session | undefined;
  private obtained = 0;
  private exchange: Promise<Session> | undefined;

  constructor(
    private readonly obtain: () => Promise<Session>,
    private readonly clock: Clock,
  ) {}

  async current(): Promise<Credentials> {
    if (this.session !== undefined && !this.endsSoon(this.session)) return this.session.credentials;
    return (await this.refresh()).credentials;
  }

  async renew(refused: Credentials): Promise<Credentials | undefined> {
    if (this.session !== undefined && !sameCredentials(this.session.credentials, refused)) {
      return this.session.credentials;
    }
    return (await this.refresh()).credentials;
  }

  private endsSoon(session: Session): boolean {
    const margin = Math.min(RENEW_BEFORE_MS, (session.expires - this.obtained) / 4);
    return this.clock.date() >= session.expires - margin;
  }

  private async refresh(): Promise<Session> {
    this.exchange ??= this.obtain();
    try {
      this.session = await this.exchange;
      this.obtained = this.clock.date();
      return this.session;
    } finally {
      this.exchange = undefined;
    }
  }
}

export interface CredentialsConfig {
  readonly kind: 'files' | 'env' | 'rrsa';
  /** @default /etc/image-owner */
  readonly dir: string;
  readonly assumeRoleArn: string | null;
}
