import { isStandardBase64 } from './base64';

/** A PEM block: `-----BEGIN <type>-----`, optional headers, base64, `-----END <type>-----`. */
export interface PemBlock {
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
