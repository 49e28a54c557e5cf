import type { Clock } from '../calls/clock';
import type { Credentials } from './acs3-signature';
import type { CredentialSource } from './credential-source';
import { sameCredentials } from './credential-source';

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
