import type { FieldPath } from '../gardener/field-path';
import { isObject } from '../gardener/json';
import { isPlaceholder } from '../gardener/secrecy';

/** A place that holds an access key, or what looks like one. */
interface CredentialFinding {
  readonly at: FieldPath;
  /** `id`: an AccessKey ID; `secret`: the text beside one, or under a key that names a secret. */
  readonly part: 'id' | 'secret';
  /** How often it is base64-encoded: 0 in clear. */
  readonly encoded: number;
}

/** AccessKey IDs of Alibaba Cloud begin with LTAI (users) or STS. (temporary), and have 16 or more characters. */
export const accessKeyId =
  /(?<![0-9A-Za-z])(?:LTAI[0-9A-Za-z]{12,26}|STS\.[0-9A-Za-z]{16,40})(?![0-9A-Za-z])/;
const accessKeySecret = /^[0-9A-Za-z]{30}$/;
const namesOfSecrets = /^(?:access_?key_?(?:id|secret)|secret_?access_?key)$/i;

/** Whether a text holds an AccessKey ID, in clear or base64-encoded once or twice. */
export function accessKeyIdDepth(text: string): number | undefined {
  return depthOf(text, (candidate) => accessKeyId.test(candidate));
}

/**
 * Finds AccessKey-shaped text in any JSON value: IDs wherever they stand, in clear or base64-encoded up to
 * twice, and 30-character secrets beside an ID. Text under a key such as `accessKeySecret` counts whatever its
 * shape, if `byName` is set.
 */
export function findCredentials(
  value: unknown,
  path: FieldPath,
  options: { readonly byName?: boolean } = {},
): CredentialFinding[] {
  const found: CredentialFinding[] = [];
  collect(value, path, options.byName === true, found);
  return found;
}

function collect(value: unknown, path: FieldPath, byName: boolean, found: CredentialFinding[]): void {
  if (typeof value === 'string') {
    const encoded = accessKeyIdDepth(value);
    if (encoded !== undefined) found.push({ at: path, part: 'id', encoded });
  } else if (Array.isArray(value)) {
    collectSiblings(
      value.map((item, index) => [path.index(index), '', item]),
      byName,
      found,
    );
  } else if (isObject(value)) {
    collectSiblings(
      Object.entries(value).map(([key, item]) => [path.child(key), key, item]),
      byName,
      found,
    );
  }
}

type Sibling = readonly [at: FieldPath, key: string, value: unknown];

function collectSiblings(siblings: readonly Sibling[], byName: boolean, found: CredentialFinding[]): void {
  const ids = siblings.some(([, , item]) => typeof item === 'string' && accessKeyIdDepth(item) !== undefined);
  for (const [at, key, item] of siblings) {
    if (typeof item !== 'string' || accessKeyIdDepth(item) !== undefined) {
      collect(item, at, byName, found);
      continue;
    }
    const encoded = ids ? depthOf(item, (candidate) => accessKeySecret.test(candidate)) : undefined;
    if (encoded !== undefined) {
      found.push({ at, part: 'secret', encoded });
    } else if (byName && namesOfSecrets.test(key) && item.trim() !== '' && !isPlaceholder(item)) {
      found.push({ at, part: /id$/i.test(key) ? 'id' : 'secret', encoded: 0 });
    }
  }
}

function depthOf(text: string, matches: (text: string) => boolean): number | undefined {
  let candidate: string | undefined = text;
  for (let depth = 0; depth <= 2 && candidate !== undefined; depth++) {
    if (matches(candidate)) return depth;
    candidate = decodeText(candidate.trim());
  }
  return undefined;
}

/** The text that base64 stands for, if it is printable. */
export function decodeText(text: string): string | undefined {
  if (text.length < 8 || text.length % 4 !== 0 || !/^[0-9A-Za-z+/]+={0,2}$/.test(text)) return undefined;
  const decoded = Buffer.from(text, 'base64').toString('latin1');
  return /^[\x20-\x7e\r\n\t]+$/.test(decoded) ? decoded : undefined;
}
