import { createHash } from 'node:crypto';
import { hidden } from '../gardener/secrecy';
import { scanForSecrets } from '../validation/secret-scan';

/** Texts up to this length are shown whole. */
const longest = 200;
/** Characters that are shown of a longer one. */
const excerpt = 120;
/** Characters before and behind what differs in a long text. */
const context = 30;
/** Names of a long list that are shown. */
const listed = 10;

/**
 * Both sides of a change as texts of one line: a short value whole, a long one cut around what differs,
 * archives by their digest, and nothing of a value that holds what looks like a secret. Undefined for a side
 * that is not there. Linear in the size of the values.
 */
export function showChange(
  before: unknown,
  now: unknown,
): readonly [from: string | undefined, to: string | undefined] {
  const [old, fresh] = [toText(before), toText(now)];
  if (old === undefined || fresh === undefined || (old.length <= longest && fresh.length <= longest)) {
    return [show(old, before, 0), show(fresh, now, 0)];
  }
  const start = Math.max(0, commonStart(old, fresh) - context);
  return [show(old, before, start), show(fresh, now, start)];
}

/** Plain values side by side. */
export function showList(items: readonly unknown[]): string {
  const texts = items.slice(0, longest).map((item) => show(toText(item), item, 0) ?? '');
  const whole = texts.join(', ');
  if (items.length <= listed || (items.length <= longest && whole.length <= longest)) return whole;
  return `${texts.slice(0, listed).join(', ')} and ${items.length - listed} more`;
}

function toText(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string') return value;
  return typeof value === 'bigint' ? String(value) : jsonText(value);
}

/** Whole numbers beyond what JSON's reader keeps stand in quotes, with every digit. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'bigint' ? String(inner) : inner,
  ) as string | undefined;
  return text ?? 'nothing';
}

/** @param start of the part that is shown of a long text */
function show(text: string | undefined, value: unknown, start: number): string | undefined {
  if (text === undefined) return undefined;
  if (scanForSecrets(text).length > 0) return hidden;
  const isText = typeof value === 'string';
  if (isText && isArchive(text)) {
    return `${text.length} characters of base64, sha256 ${digestOf(text.replace(/\s/g, ''))}`;
  }
  if (text.length <= longest) return isText ? quoted(text) : text;
  const from = start > 0 && isLowSurrogate(text.charCodeAt(start)) ? start + 1 : start;
  const cut = text.slice(from, from + excerpt).replace(/[\uD800-\uDBFF]$/, '');
  const end = from + cut.length < text.length ? '…' : '';
  // A digest tells two long texts apart that differ in what is not shown.
  const size = isText ? `${text.length} characters, sha256 ${digestOf(text)}` : `${text.length} characters`;
  return `${from > 0 ? '…' : ''}${isText ? quoted(cut) : cut}${end} (${size})`;
}

function quoted(text: string): string {
  return /^[^\s"'\\\p{Cc}]+$/u.test(text) ? text : JSON.stringify(text);
}

function commonStart(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at < end && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

/** Lines of base64 are longer than words. */
const shortestLine = 40;

/** Of a few lines of base64 or more nobody reads a character. */
function isArchive(text: string): boolean {
  if (text.length < longest) return false;
  const lines = text.trim().split(/\s+/);
  return lines.every(
    (line, index) =>
      (line.length >= shortestLine || index === lines.length - 1) && /^[A-Za-z0-9+/]+={0,2}$/.test(line),
  );
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
