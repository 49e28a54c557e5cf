import type { X509Certificate } from 'node:crypto';

const firstBlock = /^-----BEGIN ([^\n-]{0,64})-----/m;
/** Go reads over them, OpenSSL does not. */
const headers = /^[A-Za-z][\w-]{0,64}: .*\r?\n(?:\r?\n)?/gm;

/**
 * Whether the first PEM block of the text is a certificate that can be parsed, which is all that Gardener asks
 * of a CA bundle: text before it and whatever comes after it do not count. OpenSSL, which reads it here, looks
 * at less than Go does: a certificate with odd dates or numbers in it passes.
 */
export function firstPemIsCertificate(text: string): boolean {
  if (firstBlock.exec(text)?.[1] !== 'CERTIFICATE') return false;
  // Loading OpenSSL's bindings costs more than most validations: only for those who have a certificate.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
  const crypto = require('node:crypto') as { X509Certificate: typeof X509Certificate };
  try {
    return new crypto.X509Certificate(text.replace(headers, '')).raw.length > 0;
  } catch {
    return false;
  }
}
