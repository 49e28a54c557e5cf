import { isObject } from '../json-value';
import type { JsonObject } from '../kind';

/** One value of a Secret, and the field that it was written in. */
export interface SecretValue {
  readonly bytes: Buffer;
  readonly field: 'data' | 'stringData';
}

/** What is stored: the decoded `data`, overlaid with `stringData`. */
export function secretData(secret: JsonObject): Map<string, SecretValue> {
  const data = new Map<string, SecretValue>();
  for (const field of ['data', 'stringData'] as const) {
    const written = secret[field];
    if (!isObject(written)) continue;
    for (const [key, value] of Object.entries(written)) {
      const text = typeof value === 'string' ? value : '';
      const bytes = Buffer.from(text, field === 'data' ? 'base64' : 'utf8');
      data.set(key, { bytes, field });
    }
  }
  return data;
}

export function isSameData(
  a: ReadonlyMap<string, SecretValue>,
  b: ReadonlyMap<string, SecretValue>,
): boolean {
  return a.size === b.size && [...a].every(([key, { bytes }]) => b.get(key)?.bytes.equals(bytes) === true);
}
