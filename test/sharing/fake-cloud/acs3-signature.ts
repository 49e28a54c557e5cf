import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Incoming } from './incoming';
import { canonicalPairs } from './percent-encoding';

const ALGORITHM = 'ACS3-HMAC-SHA256';
const AUTHORIZATION =
  /^ACS3-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

/** What a `ACS3-HMAC-SHA256` Authorization header claims. */
export interface Acs3Claim {
  readonly accessKeyId: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

export function isAcs3(incoming: Incoming): boolean {
  return incoming.headers.get('authorization')?.startsWith(`${ALGORITHM} `) ?? false;
}

/** The claim, or undefined where the header does not have its form. */
export function readAcs3Claim(incoming: Incoming): Acs3Claim | undefined {
  const match = AUTHORIZATION.exec(incoming.headers.get('authorization') ?? '');
  if (match === null) {
    return undefined;
  }
  const [, accessKeyId = '', names = '', signature = ''] = match;
  return { accessKeyId, signedHeaders: names.split(';'), signature };
}

/** Headers that are present and must be signed, but are not. */
export function unsignedHeaders(incoming: Incoming, claim: Acs3Claim): string[] {
  const required = [...incoming.headers.keys()].filter(
    (name) => name === 'host' || name === 'content-type' || name.startsWith('x-acs-'),
  );
  return required.filter((name) => !claim.signedHeaders.includes(name));
}

export function acs3StringToSign(incoming: Incoming, claim: Acs3Claim): string {
  const names = [...claim.signedHeaders].sort();
  const canonicalRequest = [
    incoming.method,
    '/',
    canonicalPairs(incoming.query),
    names.map((name) => `${name}:${(incoming.headers.get(name) ?? '').trim()}\n`).join(''),
    names.join(';'),
    sha256(incoming.body),
  ].join('\n');
  return `${ALGORITHM}\n${sha256(Buffer.from(canonicalRequest))}`;
}

export function acs3Signature(stringToSign: string, secret: string): string {
  return createHmac('sha256', secret).update(stringToSign).digest('hex');
}

/** Whether the header that names the body's hash tells the truth. */
export function bodyHashMatches(incoming: Incoming): boolean {
  return incoming.headers.get('x-acs-content-sha256') === sha256(incoming.body);
}

export function sameSignature(expected: string, given: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(given)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
