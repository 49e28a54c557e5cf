import type { X509Certificate } from 'node:crypto';
import { derElements, derTags, type DerElement } from './der';
import { firstPemBlock } from './pem';
import { parseTimestamp } from './timestamp';

/** Algorithms of public keys that Go decodes with the certificate: RSA, elliptic curves, Ed25519. */
const decodedKeys: ReadonlySet<string> = new Set(['2a864886f70d010101', '2a8648ce3d0201', '2b6570']);

/**
 * Whether the first PEM block of the text is a certificate that can be parsed, which is all that Gardener
 * asks of a CA bundle: text before it and whatever comes after it do not count.
 *
 * OpenSSL reads it, but looks at less than Go. What a certificate is framed by is checked here as Go does:
 * nothing behind it, version, serial number, signature algorithm, dates, a public key that is one. Not
 * checked is what stands within extensions and names: a bit turned over in there passes.
 */
export function firstPemIsCertificate(text: string): boolean {
  const block = firstPemBlock(text);
  if (block?.type !== 'CERTIFICATE') return false;
  const algorithm = keyAlgorithm(block.bytes);
  if (algorithm === undefined) return false;
  try {
    // Loading OpenSSL's bindings costs more than most validations: only for those who have a certificate.
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
    const crypto = require('node:crypto') as { X509Certificate: typeof X509Certificate };
    const certificate = new crypto.X509Certificate(block.bytes);
    // Asked for the key, OpenSSL decodes it; of algorithms that Go does not know, neither needs to.
    return !decodedKeys.has(algorithm) || certificate.publicKey.type === 'public';
  } catch {
    return false;
  }
}

/** The algorithm of the public key, its object identifier as hex; undefined when the frame is none. */
function keyAlgorithm(bytes: Uint8Array): string | undefined {
  const [certificate, ...behind] = derElements(bytes) ?? [];
  const [body, outerAlgorithm, signature] = children(certificate) ?? [];
  const fields = children(body);
  if (behind.length > 0 || signature?.tag !== derTags.bitString || fields === undefined) return undefined;

  const version = fields[0]?.tag === derTags.version ? fields.shift() : undefined;
  const [serial, innerAlgorithm, , validity, , key] = fields;
  const isFramed =
    isVersion(version) &&
    isSerial(serial) &&
    isSame(innerAlgorithm, outerAlgorithm) &&
    (children(validity)?.slice(0, 2).filter(isTime).length ?? 0) === 2;
  const identifier = children(children(key)?.[0])?.[0];
  if (!isFramed || identifier?.tag !== derTags.objectIdentifier) return undefined;
  return Buffer.from(identifier.content).toString('hex');
}

function children(element: DerElement | undefined): DerElement[] | undefined {
  return element?.tag === derTags.sequence ? derElements(element.content) : undefined;
}

/** Versions 1 to 3 are written as 0 to 2; version 1 is not written at all. */
function isVersion(version: DerElement | undefined): boolean {
  if (version === undefined) return true;
  const [number, ...more] = derElements(version.content) ?? [];
  const value = number?.content[0] ?? 3;
  return number?.tag === derTags.integer && number.content.length === 1 && value <= 2 && more.length === 0;
}

/** Written in as few bytes as can be, and not negative. */
function isSerial(serial: DerElement | undefined): boolean {
  if (serial?.tag !== derTags.integer) return false;
  const [first, second = 0x80] = serial.content;
  return first !== undefined && first < 0x80 && !(first === 0 && second < 0x80);
}

function isSame(a: DerElement | undefined, b: DerElement | undefined): boolean {
  return a !== undefined && b !== undefined && Buffer.compare(a.encoded, b.encoded) === 0;
}

const timePattern = /^(\d\d|\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:Z|([+-](?!0000)\d\d)([0-5]\d))$/;

function isTime({ tag, content }: DerElement): boolean {
  const match = timePattern.exec(Buffer.from(content).toString('latin1'));
  if (match === null) return false;
  const [, year = '', month = '', day = '', hour = '', minute = '', second, offset, minutes = ''] = match;
  const isShort = year.length === 2;
  if (tag !== (isShort ? derTags.utcTime : derTags.generalizedTime) || (!isShort && second === undefined)) {
    return false;
  }
  const century = isShort ? (year >= '69' ? '19' : '20') : '';
  const zone = offset === undefined ? 'Z' : `${offset}:${minutes}`;
  const time = `${century}${year}-${month}-${day}T${hour}:${minute}:${second ?? '00'}${zone}`;
  return parseTimestamp(time) !== undefined;
}
