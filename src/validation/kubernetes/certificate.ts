import type { X509Certificate } from 'node:crypto';
import { isStandardBase64 } from '../../gardener/names';
import { parseTimestamp } from '../../gardener/timestamp';

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

/** An element of ASN.1's distinguished encoding. */
interface DerElement {
  readonly tag: number;
  /** Without tag and length. */
  readonly content: Uint8Array;
  /** With them. */
  readonly encoded: Uint8Array;
}

/** Tags that a certificate's frame is made of. */
const derTags = {
  integer: 0x02,
  bitString: 0x03,
  objectIdentifier: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  version: 0xa0,
} as const;

/** The elements that the bytes are made of; undefined when they are no DER from end to end. */
function derElements(bytes: Uint8Array): DerElement[] | undefined {
  const elements: DerElement[] = [];
  for (let at = 0; at < bytes.length;) {
    const element = readElement(bytes, at);
    if (element === undefined) return undefined;
    elements.push(element);
    at += element.encoded.length;
  }
  return elements;
}

function readElement(bytes: Uint8Array, at: number): DerElement | undefined {
  const tag = bytes[at];
  const first = bytes[at + 1];
  // Certificates have no tags beyond 30, and DER no lengths left open.
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f || first === 0x80) return undefined;
  const count = first < 0x80 ? 0 : first & 0x7f;
  if (count > 4) return undefined;
  let length = count === 0 ? first : 0;
  for (let i = 0; i < count; i++) length = length * 256 + (bytes[at + 2 + i] ?? Number.NaN);
  const start = at + 2 + count;
  const shortest = length < 0x80 ? 0 : Math.ceil(Math.log2(length + 1) / 8);
  if (!(start + length <= bytes.length) || count !== shortest) return undefined;
  return {
    tag,
    content: bytes.subarray(start, start + length),
    encoded: bytes.subarray(at, start + length),
  };
}

/** A PEM block: `-----BEGIN <type>-----`, optional headers, base64, `-----END <type>-----`. */
interface PemBlock {
  readonly type: string;
  readonly bytes: Uint8Array;
}

const begin = '-----BEGIN ';
const end = '\n-----END ';
const dashes = '-----';

/**
 * The first block that Go's `pem.Decode` finds; text around blocks and blocks that are damaged are passed
 * over. Every line is looked at once, so the time is linear in the text.
 */
export function firstPemBlock(text: string): PemBlock | undefined {
  for (let at = 0; ;) {
    const endAt = text.indexOf(end, at);
    if (endAt < 0) return undefined;
    const trailerAt = endAt + end.length;
    const beginAt = lastBegin(text, at, endAt);
    if (beginAt === undefined) {
      at = trailerAt;
      continue;
    }
    const result = readBlock(text, beginAt + begin.length, endAt, trailerAt);
    if (result === 'over') return undefined;
    if (result !== 'damaged') return result;
    at = trailerAt;
  }
}

/** The opening line nearest to the closing one; it has to stand at the start of a line. */
function lastBegin(text: string, from: number, to: number): number | undefined {
  const found = text.slice(from, to).lastIndexOf(begin);
  if (found < 0 || (found > 0 && text[from + found - 1] !== '\n')) return undefined;
  return from + found;
}

function readBlock(
  text: string,
  typeAt: number,
  endAt: number,
  trailerAt: number,
): PemBlock | 'damaged' | 'over' {
  const typeLine = readLine(text, typeAt);
  if (!typeLine.text.endsWith(dashes)) return typeLine.next > trailerAt ? 'over' : 'damaged';
  const type = typeLine.text.slice(0, -dashes.length);

  let bodyAt = typeLine.next;
  let hasHeaders = false;
  for (;;) {
    if (bodyAt >= text.length) return 'over';
    const line = readLine(text, bodyAt);
    if (!line.text.includes(':')) break;
    hasHeaders = true;
    bodyAt = line.next;
  }
  if (hasHeaders && endAt < bodyAt) return trailerAt < bodyAt ? 'over' : 'damaged';

  const closing = type + dashes;
  if (!text.startsWith(closing, trailerAt)) return 'damaged';
  if (readLine(text, trailerAt + closing.length).text !== '') return 'damaged';
  const body = endAt > bodyAt ? text.slice(bodyAt, endAt).replace(/[ \t]/g, '') : '';
  return isStandardBase64(body) ? { type, bytes: Buffer.from(body, 'base64') } : 'damaged';
}

/** A line without its end and the blanks before that, and where the next one starts. */
function readLine(text: string, at: number): { readonly text: string; readonly next: number } {
  const newline = text.indexOf('\n', at);
  let stop = newline < 0 ? text.length : newline;
  if (newline > at && text[newline - 1] === '\r') stop--;
  while (stop > at && (text[stop - 1] === ' ' || text[stop - 1] === '\t')) stop--;
  return { text: text.slice(at, stop), next: newline < 0 ? text.length : newline + 1 };
}
