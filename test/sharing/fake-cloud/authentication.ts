import {
  acs3Signature,
  acs3StringToSign,
  bodyHashMatches,
  isAcs3,
  readAcs3Claim,
  sameSignature,
  unsignedHeaders,
} from './acs3-signature';
import { ApiError } from './api-error';
import { hmacSha1Signature, hmacSha1StringToSign } from './hmac-sha1-signature';
import type { Identities, Principal } from './identities';
import type { Incoming } from './incoming';

/** How far the caller's clock may be off, either way. */
const DATE_WINDOW_MS = 15 * 60 * 1000;
const DATE_FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** What a call says of its own signature, true or not. */
export interface SignatureClaim {
  readonly kind: 'ACS3-HMAC-SHA256' | 'HMAC-SHA1' | 'none';
  readonly accessKeyId: string | undefined;
  readonly nonce: string | undefined;
  readonly date: string | undefined;
  readonly token: string | undefined;
}

export function readSignatureClaim(incoming: Incoming): SignatureClaim {
  const header = (name: string): string | undefined => incoming.headers.get(name);
  const parameter = (name: string): string | undefined => incoming.query.get(name) ?? incoming.form.get(name);
  if (header('authorization') !== undefined) {
    return {
      kind: 'ACS3-HMAC-SHA256',
      accessKeyId: readAcs3Claim(incoming)?.accessKeyId,
      nonce: header('x-acs-signature-nonce'),
      date: header('x-acs-date'),
      token: header('x-acs-security-token'),
    };
  }
  return {
    kind: parameter('Signature') === undefined ? 'none' : 'HMAC-SHA1',
    accessKeyId: parameter('AccessKeyId'),
    nonce: parameter('SignatureNonce'),
    date: parameter('Timestamp'),
    token: parameter('SecurityToken'),
  };
}

/** Believes a call only if its key, session, date, nonce and signature are right. */
export class Authentication {
  /** Added to the fake's clock: a large value makes every caller's date wrong. */
  clockOffsetMs = 0;
  private readonly nonces = new Set<string>();

  constructor(private readonly identities: Identities) {}

  /** The caller, or an ApiError as the gateway words it. */
  authenticate(incoming: Incoming, claim: SignatureClaim): Principal {
    if (claim.accessKeyId === undefined || claim.nonce === undefined || claim.date === undefined) {
      throw new ApiError(
        400,
        'IncompleteSignature',
        'The request signature does not conform to the standard.',
      );
    }
    this.checkDate(claim.date);
    const { secret, principal } = this.findKey(claim.accessKeyId, claim.token);
    if (claim.kind === 'ACS3-HMAC-SHA256') {
      checkAcs3(incoming, secret);
    } else {
      checkHmacSha1(incoming, secret);
    }
    if (this.nonces.has(claim.nonce)) {
      throw new ApiError(400, 'SignatureNonceUsed', 'The request signature nonce has been used.');
    }
    this.nonces.add(claim.nonce);
    return principal;
  }

  /** Unsigned calls carry a date too. */
  checkDate(date: string): void {
    if (!DATE_FORM.test(date)) {
      throw new ApiError(400, 'InvalidTimeStamp.Format', 'The time stamp is not well formatted.');
    }
    if (Math.abs(Date.parse(date) - Date.now() - this.clockOffsetMs) > DATE_WINDOW_MS) {
      throw new ApiError(400, 'InvalidTimeStamp.Expired', 'The time stamp or date has expired.');
    }
  }

  private findKey(id: string, token: string | undefined): { secret: string; principal: Principal } {
    const session = this.identities.session(id);
    if (session !== undefined) {
      if (token === undefined) {
        throw new ApiError(400, 'MissingSecurityToken', 'SecurityToken is mandatory for this action.');
      }
      if (token !== session.token) {
        throw new ApiError(400, 'InvalidSecurityToken.MismatchWithAccessKey', 'The token is of another key.');
      }
      if (session.expiresAt <= Date.now()) {
        throw new ApiError(400, 'InvalidSecurityToken.Expired', 'The security token has expired.');
      }
      return session;
    }
    const key = this.identities.key(id);
    if (key === undefined) {
      throw new ApiError(404, 'InvalidAccessKeyId.NotFound', 'The specified access key is not found.');
    }
    if (!key.active) {
      throw new ApiError(400, 'InvalidAccessKeyId.Inactive', 'The specified access key is inactive.');
    }
    if (token !== undefined) {
      throw new ApiError(400, 'InvalidSecurityToken.Malformed', 'The security token is malformed.');
    }
    return key;
  }
}

function checkAcs3(incoming: Incoming, secret: string): void {
  const claim = isAcs3(incoming) ? readAcs3Claim(incoming) : undefined;
  if (claim === undefined) {
    throw new ApiError(400, 'IncompleteSignature', 'The Authorization header cannot be read.');
  }
  const missing = unsignedHeaders(incoming, claim);
  if (missing.length > 0) {
    throw new ApiError(400, 'IncompleteSignature', `These headers are not signed: ${missing.join(', ')}.`);
  }
  const stringToSign = acs3StringToSign(incoming, claim);
  if (!bodyHashMatches(incoming) || !sameSignature(acs3Signature(stringToSign, secret), claim.signature)) {
    throw signatureMismatch(stringToSign);
  }
}

function checkHmacSha1(incoming: Incoming, secret: string): void {
  const stringToSign = hmacSha1StringToSign(incoming);
  const given = incoming.query.get('Signature') ?? incoming.form.get('Signature') ?? '';
  if (!sameSignature(hmacSha1Signature(stringToSign, secret), given)) {
    throw signatureMismatch(stringToSign);
  }
}

/** The real message repeats the string to sign, with HMAC-SHA1 the session token in it: a trap for loggers. */
function signatureMismatch(stringToSign: string): ApiError {
  return new ApiError(
    400,
    'SignatureDoesNotMatch',
    `Specified signature is not matched with our calculation. server string to sign is:${stringToSign}`,
  );
}
