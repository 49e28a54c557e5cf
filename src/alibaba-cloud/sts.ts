import { exactId, isObject, malformed } from './answer';
import type { Body, CloudApi } from './api';
import type { CredentialSource, Session } from './credentials';

const VERSION = '2015-04-01';
/** STS is one service for all regions: in limits and metrics it counts as one of its own. */
const REGION = 'sts';
/** The longest that every role allows. */
const SESSION_SECONDS = '3600';

export interface OidcRole {
  readonly roleArn: string;
  readonly providerArn: string;
  readonly token: string;
  readonly sessionName: string;
}

/** The three calls of the Security Token Service that are needed here. */
export class Sts {
  constructor(
    private readonly api: CloudApi,
    private readonly endpoint: URL,
    /** The lane in which its calls wait for each other. */
    private readonly lane = REGION,
  ) {}

  /** The account that stands behind a credential. Needs no permission. */
  async accountOf(source: CredentialSource): Promise<string> {
    return await this.api.read(this.call('GetCallerIdentity', {}), source, toAccount);
  }

  async assumeRole(roleArn: string, source: CredentialSource): Promise<Session> {
    const query = { RoleArn: roleArn, RoleSessionName: 'image-sharing', DurationSeconds: SESSION_SECONDS };
    return await this.api.read(this.call('AssumeRole', query), source, toSession);
  }

  async assumeRoleWithOidc(role: OidcRole): Promise<Session> {
    const form = {
      RoleArn: role.roleArn,
      OIDCProviderArn: role.providerArn,
      OIDCToken: role.token,
      RoleSessionName: role.sessionName,
      DurationSeconds: SESSION_SECONDS,
    };
    const call = { ...this.call('AssumeRoleWithOIDC', {}), form };
    return await this.api.read(call, undefined, toSession);
  }

  private call(action: string, query: Readonly<Record<string, string>>) {
    return { action, version: VERSION, region: REGION, lane: this.lane, endpoint: this.endpoint, query };
  }
}

function toAccount(body: Body): string {
  // A RAM user's UserId looks just the same, but is no account.
  const account = exactId(body['AccountId']);
  if (account === undefined) throw malformed(body, 'GetCallerIdentity without AccountId');
  return account;
}

function toSession(body: Body): Session {
  const lent = isObject(body['Credentials']) ? body['Credentials'] : {};
  const { AccessKeyId: accessKeyId, AccessKeySecret: accessKeySecret, SecurityToken: securityToken } = lent;
  const expires = typeof lent['Expiration'] === 'string' ? Date.parse(lent['Expiration']) : NaN;
  if (
    typeof accessKeyId !== 'string' ||
    typeof accessKeySecret !== 'string' ||
    typeof securityToken !== 'string' ||
    Number.isNaN(expires)
  ) {
    throw malformed(body, 'no complete session in the answer');
  }
  return { credentials: { accessKeyId, accessKeySecret, securityToken }, expires };
}
