import type { X509Certificate } from 'node:crypto';
import { firstPemBlock } from './pem';

/**
 * Whether the first PEM block of the text is a certificate that can be parsed, which is all that Gardener
 * asks of a CA bundle: text before it and whatever comes after it do not count.
 *
 * Go's parser and OpenSSL agree on real certificates. What Go refuses and OpenSSL takes is looked at here
 * as far as it is cheap: bytes behind the certificate, and a negative serial number.
 */
export function firstPemIsCertificate(text: string): boolean {
  const block = firstPemBlock(text);
  if (block?.type !== 'CERTIFICATE' || derLength(block.bytes) !== block.bytes.length) return false;
  try {
    // Loading OpenSSL's bindings costs more than most validations: only for those who have a certificate.
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
    const crypto = require('node:crypto') as { X509Certificate: typeof X509Certificate };
    return !new crypto.X509Certificate(block.bytes).serialNumber.startsWith('-');
  } catch {
    return false;
  }
}

/** Bytes of the first DER element, header included; undefined when it is no DER. */
function derLength(bytes: Uint8Array): number | undefined {
  const first = bytes[1];
  if (first === undefined) return undefined;
  if (first < 0x80) return 2 + first;
  const count = first & 0x7f;
  if (count === 0 || count > 4) return undefined;
  let length = 0;
  for (const byte of bytes.subarray(2, 2 + count)) length = length * 256 + byte;
  return 2 + count + length;
}
