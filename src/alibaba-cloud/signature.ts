import { createHash, createHmac } from 'node:crypto';

/** A long-lived key, or a session of STS. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

/** All that a signature covers. */
interface UnsignedRequest {
  readonly method: 'GET' | 'POST';
  /** As sent in the Host header, with the port where it is not the default one. */
  readonly host: string;
  readonly action: string;
  readonly version: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
  /** Milliseconds since 1970. */
  readonly date: number;
  /** New for every attempt. */
  readonly nonce: string;
}

const ALGORITHM = 'ACS3-HMAC-SHA256';

/** The headers of a request signed with Alibaba Cloud's signature V3 (ACS3-HMAC-SHA256). */
export function signRequest(request: UnsignedRequest, credentials: Credentials): Record<string, string> {
  const headers: Record<string, string> = {
    host: request.host,
    'x-acs-action': request.action,
    'x-acs-content-sha256': sha256(request.body),
    'x-acs-date': `${new Date(request.date).toISOString().slice(0, 19)}Z`,
    'x-acs-signature-nonce': request.nonce,
    'x-acs-version': request.version,
    ...(credentials.securityToken === undefined ? {} : { 'x-acs-security-token': credentials.securityToken }),
  };
  const sorted = Object.entries(headers).sort(([one], [other]) => (one < other ? -1 : 1));
  const names = sorted.map(([name]) => name);
  const canonicalRequest = [
    request.method,
    '/',
    canonicalQuery(request.query),
    ...sorted.map(([name, value]) => `${name}:${value}`),
    '',
    names.join(';'),
    sha256(request.body),
  ].join('\n');
  const signature = createHmac('sha256', credentials.accessKeySecret)
    .update(`${ALGORITHM}\n${sha256(canonicalRequest)}`)
    .digest('hex');
  return {
    ...headers,
    authorization:
      `${ALGORITHM} Credential=${credentials.accessKeyId},` +
      `SignedHeaders=${names.join(';')},Signature=${signature}`,
  };
}

/** Sorted by name, both sides percent-encoded; what is signed is also what is sent. */
export function canonicalQuery(query: Readonly<Record<string, string>>): string {
  return Object.keys(query)
    .sort()
    .map((name) => `${percentEncode(name)}=${percentEncode(query[name] ?? '')}`)
    .join('&');
}

/** RFC 3986: encodeURIComponent leaves five characters that are not unreserved there. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
