import { isUtf8 } from 'node:buffer';

/** A byte that belongs to no character stands in a text as this half of a surrogate pair, and more. */
const broken = 0xdc00;
const brokenByte = /[\udc80-\udcff]/u;

/** One character of UTF-8 as its bytes, a run of ASCII, or a byte that is neither. */
const character =
  /[\x00-\x7f]+|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;

/**
 * The text of a file: UTF-8, or UTF-16 with a byte order mark, as YAML allows it. No byte gets lost: one that is
 * no UTF-8 becomes half of a surrogate pair, which no text of a file can hold otherwise; `brokenByteIn` finds it,
 * and the YAML reader refuses it at its place.
 */
export function decodeText(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  const [first, second] = bytes;
  if (bytes.length % 2 === 0) {
    if (first === 0xff && second === 0xfe) return bytes.toString('utf16le', 2);
    if (first === 0xfe && second === 0xff) return Buffer.from(bytes).swap16().toString('utf16le', 2);
  }
  return bytes
    .toString('latin1')
    .replace(character, (one) =>
      one.length === 1 && one >= '\x80'
        ? String.fromCharCode(broken + one.charCodeAt(0))
        : Buffer.from(one, 'latin1').toString('utf8'),
    );
}

/** The first byte that is no UTF-8 in what `decodeText` gave: its place in the text, and how people write it. */
export function brokenByteIn(text: string): { readonly offset: number; readonly byte: string } | undefined {
  const offset = text.search(brokenByte);
  if (offset < 0) return undefined;
  const byte = (text.charCodeAt(offset) - broken).toString(16).toUpperCase();
  return { offset, byte: `0x${byte}` };
}
