import { createHash } from 'node:crypto';
import { scanForSecrets } from '../secrets/secret-scan';

/** Characters of a value that are shown. */
const longest = 120;
const hidden = '(hidden)';
/** Fields whose text is a secret wherever they stand, chart values above all. */
const secretName =
  /(?:password|passwd|token|secret|secret_?key|access_?key(?:_?id)?|private_?key|kubeconfig)$/i;
const base64 = /^[A-Za-z0-9+/\s]{200,}={0,2}\s*$/;

/** Whether the texts of a field are never shown, whatever they look like. */
export function isSecretField(name: string): boolean {
  return secretName.test(name);
}

/**
 * A value as text for a diff: on one line, cut when it is long, archives by their digest, and nothing of it
 * if it is a secret or holds one.
 * @param name the field that holds it
 */
export function showValue(value: unknown, name = ''): string {
  if (typeof value === 'string') return isSecretField(name) ? hidden : showText(value);
  const text = toJson(value);
  if (scanForSecrets(text).length > 0) return hidden;
  return text.length > longest ? `${cut(text)} (${text.length} characters)` : text;
}

function showText(text: string): string {
  if (scanForSecrets(text).length > 0) return hidden;
  if (base64.test(text)) {
    const digest = createHash('sha256').update(text.replace(/\s/g, '')).digest('hex').slice(0, 12);
    return `${text.length} characters of base64, sha256 ${digest}`;
  }
  const plain = /^[^\s"'\\\p{Cc}]+$/u.test(text) ? text : JSON.stringify(text);
  // A digest tells two long texts apart that begin alike, e.g. certificates.
  if (plain.length > longest) {
    const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
    return `${cut(plain)} (${text.length} characters, sha256 ${digest})`;
  }
  return plain;
}

/** Never between the halves of a surrogate pair. */
function cut(text: string): string {
  return `${text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function toJson(value: unknown): string {
  const text = JSON.stringify(value, (name, inner: unknown) => {
    if (typeof inner === 'bigint') return Number(inner);
    return typeof inner === 'string' && isSecretField(name) ? hidden : inner;
  }) as string | undefined;
  return text ?? 'nothing';
}
