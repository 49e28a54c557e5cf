import { randomBytes } from 'node:crypto';

/** Who a call is made as; the fields are those of GetCallerIdentity. */
export interface Principal {
  readonly identityType: 'Account' | 'RAMUser' | 'AssumedRoleUser';
  readonly accountId: string;
  readonly principalId: string;
  /** The RAM user's own number (18 digits, not an account), or the account itself; roles have none. */
  readonly userId?: string;
  readonly roleId?: string;
  readonly arn: string;
}

export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  readonly principal: Principal;
  active: boolean;
}

export interface Session {
  readonly accessKeyId: string;
  readonly secret: string;
  readonly token: string;
  readonly principal: Principal;
  expiresAt: number;
}

export interface Role {
  readonly arn: string;
  /** Accounts whose users may assume it. */
  readonly trustedAccounts: readonly string[];
  /** OIDC providers whose tokens it accepts. */
  readonly trustedProviders: readonly string[];
}

/** Keys, roles, sessions and OIDC tokens that the fake knows. Everything secret is made up afresh for each fake. */
export class Identities {
  readonly oidcTokens = new Set<string>();
  private readonly keys = new Map<string, AccessKey>();
  private readonly sessions = new Map<string, Session>();
  private readonly roles = new Map<string, Role>();
  private readonly everyOidcToken = new Set<string>();
  private made = 0;

  addRamUserKey(accountId: string, options: { readonly userName?: string } = {}): AccessKey {
    const userId = `2015${String(10_000_000_000_001 + ++this.made)}0`.slice(0, 18).padEnd(18, '1');
    const arn = `acs:ram::${accountId}:user/${options.userName ?? 'image-sharing'}`;
    return this.addKey({ identityType: 'RAMUser', accountId, principalId: userId, userId, arn });
  }

  addAccountKey(accountId: string): AccessKey {
    const arn = `acs:ram::${accountId}:root`;
    return this.addKey({
      identityType: 'Account',
      accountId,
      principalId: accountId,
      userId: accountId,
      arn,
    });
  }

  addRole(role: Role): Role {
    this.roles.set(role.arn, role);
    return role;
  }

  role(arn: string): Role | undefined {
    return this.roles.get(arn);
  }

  issueSession(role: Role, sessionName: string, durationSeconds: number): Session {
    const accountId = role.arn.split(':')[3] ?? '';
    const roleName = role.arn.slice(role.arn.indexOf('/') + 1);
    const roleId = `3${accountId.slice(0, 15).padStart(17, '7')}`;
    const principal: Principal = {
      identityType: 'AssumedRoleUser',
      accountId,
      principalId: `${roleId}:${sessionName}`,
      roleId,
      arn: `acs:ram::${accountId}:assumed-role/${roleName}/${sessionName}`,
    };
    const session: Session = {
      accessKeyId: `STS.${randomText(12)}`,
      secret: randomText(24),
      token: `CAIS${randomText(60)}+/==`,
      principal,
      expiresAt: Date.now() + durationSeconds * 1000,
    };
    this.sessions.set(session.accessKeyId, session);
    return session;
  }

  issueOidcToken(): string {
    const part = (): string => randomBytes(24).toString('base64url');
    const token = `eyJhbGciOiJSUzI1NiJ9.${part()}.${part()}`;
    this.oidcTokens.add(token);
    this.everyOidcToken.add(token);
    return token;
  }

  key(id: string): AccessKey | undefined {
    return this.keys.get(id);
  }

  session(accessKeyId: string): Session | undefined {
    return this.sessions.get(accessKeyId);
  }

  /** Ends every session now, whatever its answer promised: clocks, revocation, an administrator. */
  expireSessions(): void {
    for (const session of this.sessions.values()) {
      session.expiresAt = 0;
    }
  }

  /** Everything that must never be seen in an output. */
  secrets(): string[] {
    const found = [...this.keys.values()].map(({ secret }) => secret);
    for (const { secret, token } of this.sessions.values()) {
      found.push(secret, token);
    }
    return [...found, ...this.everyOidcToken];
  }

  private addKey(principal: Principal): AccessKey {
    const key: AccessKey = { id: `LTAI5t${randomText(9)}`, secret: randomText(15), principal, active: true };
    this.keys.set(key.id, key);
    return key;
  }
}

function randomText(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}
