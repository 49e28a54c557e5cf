import { isObject } from '../gardener/json';
import { isPlaceholder } from '../gardener/secrecy';

/** A place that holds an access key, or what looks like one. */
interface CredentialFinding {
  /** Field names and indexes that lead to it. */
  readonly steps: readonly (string | number)[];
  /** `id`: an AccessKey ID; `secret`: the text beside one, or under a key that names a secret. */
  readonly part: 'id' | 'secret';
  /** How often it is base64-encoded: 0 in clear. */
  readonly encoded: number;
}

/**
 * AccessKey IDs of users begin with LTAI and have 16 characters or more, nowadays 24 that begin with LTAI and a
 * digit. A text may hold one glued to other letters.
 */
const userKeyId = /LTAI[0-9A-Za-z]{12,60}/g;
/** Of temporary keys. `STS.` also stands before the names of the service's calls. */
const sessionKeyId = /STS\.[0-9A-Za-z]{16,60}/g;
/** Longer words are base64 of something else, in which the four letters are chance. */
const longestWord = 64;

/** Where AccessKey IDs stand in a text, in clear. */
export function findAccessKeyIds(text: string): number[] {
  const places: number[] = [];
  for (const { 0: found, index } of text.matchAll(userKeyId)) {
    if (isUserKeyId(text, index, found)) places.push(index);
  }
  for (const { 0: found, index } of text.matchAll(sessionKeyId)) {
    if (!isWordCharacter(text.charCodeAt(index - 1)) && !isNameOfCall(found.slice(4))) places.push(index);
  }
  return places;
}

function isUserKeyId(text: string, start: number, found: string): boolean {
  // What documentation writes: LTAIxxxxxxxxxxxx.
  if (new Set(found.slice(4)).size < 4) return false;
  const end = start + found.length;
  const isGlued = isWordCharacter(text.charCodeAt(start - 1)) || found.length > 30;
  if (!isGlued) return true;
  if (!/^LTAI\d/.test(found)) return false;
  let from = start;
  while (start - from <= longestWord && isBase64Character(text.charCodeAt(from - 1))) from--;
  let to = end;
  while (to - end <= longestWord && isBase64Character(text.charCodeAt(to))) to++;
  return to - from <= longestWord;
}

function isWordCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90);
}

function isBase64Character(code: number): boolean {
  return isWordCharacter(code) || code === 43 || code === 47;
}

/** `GetCallerIdentity`: words that begin with a capital letter; random text changes its case more often. */
function isNameOfCall(text: string): boolean {
  return !/\d/.test(text) && text.length / text.split(/(?=[A-Z])/).length >= 2.5;
}

const accessKeySecret = /^[0-9A-Za-z]{30}$/;
const namesOfSecrets = /^(?:access_?key_?(?:id|secret)|secret_?access_?key)$/i;

/** Whether a text holds an AccessKey ID, in clear or base64-encoded once or twice. */
export function accessKeyIdDepth(text: string): number | undefined {
  return depthOf(text, (candidate) => findAccessKeyIds(candidate).length > 0);
}

/**
 * Finds AccessKey-shaped text in any JSON value: IDs wherever they stand, in clear or base64-encoded up to
 * twice, and 30-character secrets beside an ID. Text under a key such as `accessKeySecret` counts whatever its
 * shape, if `byName` is set.
 */
export function findCredentials(
  value: unknown,
  options: { readonly byName?: boolean } = {},
): CredentialFinding[] {
  const found: CredentialFinding[] = [];
  collect(value, [], options.byName === true, found);
  return found;
}

function collect(value: unknown, steps: Steps, byName: boolean, found: CredentialFinding[]): void {
  if (typeof value === 'string') {
    const encoded = accessKeyIdDepth(value);
    if (encoded !== undefined) found.push({ steps, part: 'id', encoded });
  } else if (Array.isArray(value)) {
    collectSiblings(
      value.map((item, index) => [[...steps, index], '', item]),
      byName,
      found,
    );
  } else if (isObject(value)) {
    collectSiblings(
      Object.entries(value).map(([key, item]) => [[...steps, key], key, item]),
      byName,
      found,
    );
  }
}

type Steps = readonly (string | number)[];
type Sibling = readonly [steps: Steps, key: string, value: unknown];

function collectSiblings(siblings: readonly Sibling[], byName: boolean, found: CredentialFinding[]): void {
  const ids = siblings.some(([, , item]) => typeof item === 'string' && accessKeyIdDepth(item) !== undefined);
  for (const [steps, key, item] of siblings) {
    if (typeof item !== 'string' || accessKeyIdDepth(item) !== undefined) {
      collect(item, steps, byName, found);
      continue;
    }
    const encoded = ids ? depthOf(item, (candidate) => accessKeySecret.test(candidate)) : undefined;
    if (encoded !== undefined) {
      found.push({ steps, part: 'secret', encoded });
    } else if (byName && namesOfSecrets.test(key) && item.trim() !== '' && !isPlaceholder(item)) {
      found.push({ steps, part: /id$/i.test(key) ? 'id' : 'secret', encoded: 0 });
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
