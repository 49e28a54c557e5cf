import { createHmac } from 'node:crypto';
import type { Incoming } from './incoming';
import { canonicalPairs, percentEncode } from './percent-encoding';

/** Query and form are signed together, all but the signature itself. */
export function hmacSha1StringToSign(incoming: Incoming): string {
  const pairs = [...incoming.query, ...incoming.form].filter(([name]) => name !== 'Signature');
  return [incoming.method, percentEncode('/'), percentEncode(canonicalPairs(pairs))].join('&');
}

export function hmacSha1Signature(stringToSign: string, secret: string): string {
  return createHmac('sha1', `${secret}&`).update(stringToSign).digest('base64');
}
