import { decodeText, findAccessKeyIds } from '../alibaba-cloud/access-key';
import type { FieldPath } from '../gardener/field-path';
import { quote } from '../gardener/json';
import { describeForm, isPlaceholder, isSecretPath } from '../gardener/secrecy';
import { defineRules } from '../issues/rule';

/** A place in a text that looks like a secret. */
interface SecretHit {
  /** From 1. */
  readonly line: number;
  /** What it looks like; never the secret itself. */
  readonly what: string;
}

/**
 * Finds what has the form of a credential: AccessKeys of Alibaba Cloud, private keys, tokens, logins, kubeconfigs;
 * in clear, in base64 up to three times, hexadecimal, escaped, and in UTF-16. Linear in the length of the text.
 *
 * @returns at most one hit a line, in their order
 */
export function scanForSecrets(text: string): SecretHit[] {
  const found = new Map<number, string>();
  const lines = new LineCounter(text);
  for (const { index, what } of placesIn(text).sort((a, b) => a.index - b.index)) {
    const line = lines.at(index);
    if (!found.has(line)) found.set(line, what);
  }
  return [...found].map(([line, what]) => ({ line, what }));
}

/** Counts lines up to places that only move on. */
class LineCounter {
  private line = 1;
  private next: number;

  constructor(private readonly text: string) {
    this.next = text.indexOf('\n');
  }

  at(index: number): number {
    while (this.next >= 0 && this.next < index) {
      this.line++;
      this.next = this.text.indexOf('\n', this.next + 1);
    }
    return this.line;
  }
}

interface Place {
  readonly index: number;
  readonly what: string;
}

function placesIn(text: string): Place[] {
  const places = [...clearPlaces(text), ...encodedPlaces(text)];
  if (text.includes('\0')) {
    const [first] = clearPlaces(text.replaceAll('\0', ''));
    // The first letter of what was found stands so far behind, as every other character was taken out.
    if (first !== undefined)
      places.push({ index: Math.min(first.index * 2, text.length - 1), what: first.what });
  }
  const plain = unescaped(text);
  if (plain !== text) {
    for (const { index, what } of [...clearPlaces(plain), ...encodedPlaces(plain)]) {
      places.push({ index: Math.min(index, text.length), what });
    }
  }
  return places;
}

/** A quick look that most texts do not pass. Only names may be written in any case of letters. */
const suspicious = new RegExp(
  [
    String.raw`LTAI|STS\.|PRIVATE KEY|eyJ|gh[pousr]_|github_pat_|glpat-|npm_|xox[a-z]-|AKIA|ASIA|:\/\/|CAIS`,
    ...['secret', 'token', 'password', 'auth', 'client-key-data'].map((name) => inAnyCase(name)),
  ].join('|'),
);

function inAnyCase(name: string): string {
  return name.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

/** Everything that can be seen as it stands. */
function clearPlaces(text: string): Place[] {
  if (!suspicious.test(text)) return [];
  return [
    ...findAccessKeyIds(text).map((index) => ({ index, what: 'an AccessKey ID' })),
    ...formPlaces(text),
    ...namedPlaces(text),
    ...passwordsInUrls(text),
    ...kubeconfigPlaces(text),
    ...dockerPlaces(text),
  ];
}

interface Form {
  readonly what: string;
  readonly pattern: RegExp;
  /** Whether what looks so is so. */
  readonly holds?: (found: string) => boolean;
}

/** Forms that speak for themselves. Each begins with a text of its own, so that a search stays linear. */
const forms: readonly Form[] = [
  {
    what: 'a private key',
    // What documentation shortens has too little of a key behind it.
    pattern:
      /(?<!@example ["']?)-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:\\[nr]|[\s"'+,\\]){0,80}[A-Za-z0-9+/]{40}/g,
  },
  {
    what: 'a GitHub token',
    pattern: /(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{36})/g,
    holds: isVaried,
  },
  { what: 'a GitLab token', pattern: /glpat-[A-Za-z0-9_-]{20}/g, holds: isVaried },
  {
    what: 'an AccessKey ID of AWS',
    pattern: /(?<![A-Z0-9a-z+/])A[KS]IA[A-Z2-7]{16}(?![A-Z0-9a-z+/])/g,
    // Their documentation has one that everybody copies.
    holds: (found) => isVaried(found) && !found.endsWith('EXAMPLE'),
  },
  { what: 'a Slack token', pattern: /xox[abeoprs]-\d{9,14}-[A-Za-z0-9-]{20}/g, holds: isVaried },
  { what: 'a private key of age', pattern: /AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}/g, holds: isVaried },
  { what: 'an npm token', pattern: /npm_[A-Za-z0-9]{36}/g, holds: isVaried },
  {
    what: 'a JSON Web Token',
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,8000}\.[A-Za-z0-9_-]{20}/g,
    holds: (found) => /"alg"/.test(Buffer.from(found.slice(0, found.indexOf('.')), 'base64url').toString()),
  },
  { what: 'an STS token', pattern: /(?<![A-Za-z0-9+/])CAIS[A-Za-z0-9+/]{200}/g, holds: isVaried },
  {
    what: 'a Docker login',
    pattern: /\bauth["'\\]{0,4}\s{0,10}:\s{0,10}["'\\]{0,4}[A-Za-z0-9+/]{8,1000}={0,2}(?![A-Za-z0-9+/=._-])/g,
    holds: isLogin,
  },
  {
    what: 'a login of HTTP',
    pattern:
      /\bauthorization["'\\]{0,4}\s{0,10}[:=]\s{0,10}["'\\]{0,4}basic[ \t]{1,10}[A-Za-z0-9+/]{8,1000}={0,2}/gi,
    holds: isLogin,
  },
  {
    what: 'a token of HTTP',
    pattern:
      /\bauthorization["'\\]{0,4}\s{0,10}[:=]\s{0,10}["'\\]{0,4}bearer[ \t]{1,10}[A-Za-z0-9+/._~-]{20}/gi,
    holds: (found) => /\d/.test(found.slice(-20)) && isVaried(found),
  },
];

/** Whether the base64 at the end of what was found is `user:password`. */
function isLogin(found: string): boolean {
  const login = decodeText(/[A-Za-z0-9+/]{8,}={0,2}$/.exec(found)?.[0] ?? '') ?? '';
  const [, password] = /^[\x20-\x7e]+?:([\x20-\x7e]+)$/.exec(login) ?? [];
  return password !== undefined && !noPasswords.test(password) && !isPlaceholder(password);
}

/** `xxxxxxxx` and the like are for documentation. */
function isVaried(found: string): boolean {
  return new Set(found.slice(-20)).size > 6 && !/(.)\1{5}/.test(found);
}

function formPlaces(text: string): Place[] {
  return forms.flatMap(({ what, pattern, holds }) =>
    [...text.matchAll(pattern)].flatMap(({ 0: found, index }) =>
      holds === undefined || holds(found) ? [{ index, what }] : [],
    ),
  );
}

/** Names of fields and variables that hold the secret half of a key, or a token. */
const secretName =
  /access[_-]?key[_-]?secret|secret[_-]?access[_-]?key|secret[_-]?key|(?:alicloud|aliyun|alibaba)\w{0,20}secret(?:[_-]?key)?|(?:security|session)[_-]?token|client-key-data/gi;
const keyText = String.raw`["'\\]{0,4}([0-9A-Za-z+/]{30,10000}={0,2})(?![0-9A-Za-z+/=._-])`;
/** A tag, an anchor or the head of a block, before a value of YAML. */
const yamlProperties = String.raw`(?:(?:![^\s"']{0,40}|&[^\s"']{1,40}|[|>][-+\d]{0,2})\s{1,40}){0,3}`;
/** What stands between name and value in YAML, JSON, flow maps, environment files, flags, XML and lists of variables. */
const assignment = new RegExp(
  String.raw`["'\\]{0,4}(?:\s{0,20}[:=]\s{0,40}|>|[\s,]{1,80}["'\\]{0,4}value["'\\]{0,4}\s{0,20}[:=]\s{0,40})${yamlProperties}${keyText}`,
  'y',
);
/** The value of a flag may stand behind a blank, as no other value does. */
const flagValue = new RegExp(String.raw`[ \t]{1,10}${keyText}`, 'y');
/** The value of a variable in a list whose name stands behind it. */
const valueBefore =
  /\bvalue["'\\]{0,4}\s{0,20}[:=]\s{0,40}["'\\]{0,4}([0-9A-Za-z+/]{30,10000}={0,2})["'\\]{0,4}[\s,]{1,80}["'\\]{0,4}name["'\\]{0,4}\s{0,20}[:=]\s{0,40}["'\\]{0,4}[\w-]{0,60}$/;

function namedPlaces(text: string): Place[] {
  return [...text.matchAll(secretName)].flatMap(({ 0: name, index }) => {
    const value =
      valueBehind(text, index, name) ?? valueBefore.exec(text.slice(Math.max(0, index - 400), index))?.[1];
    if (value === undefined || !isKeyLike(value)) return [];
    const what = /key-data/i.test(name)
      ? 'a kubeconfig with credentials'
      : /token/i.test(name)
        ? 'a token'
        : 'an AccessKey secret';
    return [{ index: index + name.length, what }];
  });
}

function valueBehind(text: string, index: number, name: string): string | undefined {
  const isFlag = /(?:^|[\s"'[])--?[\w-]{0,30}$/.test(text.slice(Math.max(0, index - 34), index));
  const end = index + name.length;
  for (const form of isFlag ? [assignment, flagValue] : [assignment]) {
    form.lastIndex = end;
    const found = form.exec(text);
    if (found !== null) return found[1];
  }
  return undefined;
}

/** Random, and neither a name nor a path. */
function isKeyLike(value: string): boolean {
  if (!/\d/.test(value) || !isVaried(value)) return false;
  if (!/[+/]/.test(value.replace(/=+$/, ''))) return true;
  // Of Alibaba Cloud's own no encoding has slashes; what has words between them is a path.
  const words = value.split('/').filter((part) => /^[a-z]{2,}\d*$/.test(part));
  return words.length < 2 && /[a-z]/.test(value) && /[A-Z]/.test(value);
}

const userAndPassword = /[^\s:/?#@"'<>{}()[\]|\\`]{1,100}:([^\s:/?#@"'<>{}()[\]|\\`$]{6,200})@[A-Za-z0-9[]/y;
/** What documentation writes for a password. */
const noPasswords =
  /^(?:pass|passwd|passwords?|pwd|pw|secret|token|x+|\*+|(?:my|your)\w{0,20}|foo|bar|baz|x-oauth-basic|port|%[sdv])$/i;

function passwordsInUrls(text: string): Place[] {
  const places: Place[] = [];
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 3)) {
    userAndPassword.lastIndex = at + 3;
    const password = userAndPassword.exec(text)?.[1];
    if (password !== undefined && !noPasswords.test(password))
      places.push({ index: at, what: 'a password in a URL' });
  }
  return places;
}

const kubeconfig = /\bkind["'\\]{0,4}\s{0,10}:\s{0,10}["'\\]{0,4}Config\b/;
const kubeconfigSecret =
  /\b(?:token|password|client-key-data|id-token|refresh-token)["'\\]{0,4}[ \t]{0,10}:[ \t]{0,10}["'\\]{0,4}([A-Za-z0-9+/=._-]{6,})/g;

function kubeconfigPlaces(text: string): Place[] {
  if (!kubeconfig.test(text)) return [];
  return [...text.matchAll(kubeconfigSecret)].flatMap(({ 1: value = '', index }) =>
    noPasswords.test(value) || /^redacted$/i.test(value)
      ? []
      : [{ index, what: 'a kubeconfig with credentials' }],
  );
}

const dockerPassword = /"(?:password|identitytoken)\\{0,3}"\s{0,10}:\s{0,10}\\{0,3}"([^"\\\s]{3,})/g;

function dockerPlaces(text: string): Place[] {
  if (!/"auths\\{0,3}"/.test(text)) return [];
  return [...text.matchAll(dockerPassword)].flatMap(({ 1: value = '', index }) =>
    noPasswords.test(value) || isPlaceholder(value) ? [] : [{ index, what: 'a Docker login' }],
  );
}

/**
 * Where a long word of the base64 alphabet begins, without `-` and `_`, which hold names and IDs together: the
 * shortest key ID has 16 characters, 22 in base64 and 32 in hexadecimal digits. With the character before it, so
 * that a search stays linear.
 */
const beginsBase64 = /(?:^|[^A-Za-z0-9+/])[A-Za-z0-9+/]{22}/g;
const hexRun = /[0-9a-fA-F]{32,}/g;
/**
 * Two lines or more of nothing but base64. An expression may not repeat for as long as a text may go on: of very many
 * lines each thousand is looked at by itself.
 */
const wrappedBlock =
  /^[ \t]*[A-Za-z0-9+/]{16,4000}\r?\n(?:[ \t]*[A-Za-z0-9+/]{16,4000}\r?\n){0,1000}[ \t]*[A-Za-z0-9+/]{1,4000}={0,2}[ \t]*$/gm;
const deepest = 3;

function encodedPlaces(text: string): Place[] {
  const places: Place[] = [];
  for (const { start, run } of base64Runs(text)) {
    const what = whatIsIn(run, [0, 1, 2, 3]);
    if (what !== undefined) places.push({ index: start, what: `${what} in base64` });
    places.push(...hexPlaces(run, start));
  }
  if (places.length > 0) return places;
  // Base64 is often wrapped: what stands on lines of its own is looked at as one text.
  for (const { 0: block, index } of text.matchAll(wrappedBlock)) {
    const what = whatIsIn(block.replace(/\s+/g, ''), [0, 1, 2, 3]);
    if (what !== undefined) places.push({ index, what: `${what} in wrapped base64` });
  }
  return places;
}

/** Hexadecimal digits are letters of base64, too. */
function hexPlaces(run: string, start: number): Place[] {
  return [...run.matchAll(hexRun)].flatMap(({ 0: digits, index }) => {
    const what = clearWhat(decodedHex(digits)) ?? clearWhat(decodedHex(digits.slice(1)));
    return what === undefined ? [] : [{ index: start + index, what: `${what} in hexadecimal digits` }];
  });
}

function decodedHex(digits: string): string {
  return Buffer.from(digits, 'hex').toString('latin1');
}

/**
 * What base64 hides. Something may stand before the encoded text, so that it begins at one of four offsets;
 * further in, it begins where a word does.
 */
function whatIsIn(run: string, offsets: readonly number[], depth = 1): string | undefined {
  for (const offset of offsets) {
    const decoded = Buffer.from(offset === 0 ? run : run.slice(offset), 'base64').toString('latin1');
    const what = clearWhat(decoded);
    if (what !== undefined) return what;
    if (depth === deepest || !isMostlyText(decoded)) continue;
    for (const inside of base64Runs(decoded)) {
      const inner = whatIsIn(inside.run, [0], depth + 1);
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
}

/** Archives and keys are not: there is nothing to read in them. */
function isMostlyText(text: string): boolean {
  return !/[\x01-\x08\x0e-\x1f]/.test(text.slice(0, 256));
}

/** The first thing to be seen in a decoded text, UTF-16 included. */
function clearWhat(decoded: string): string | undefined {
  return clearPlaces(decoded.includes('\0') ? decoded.replaceAll('\0', '') : decoded)[0]?.what;
}

function* base64Runs(text: string): Generator<{ readonly start: number; readonly run: string }> {
  for (const { 0: found, index } of text.matchAll(beginsBase64)) {
    const start = isBase64(text.charCodeAt(index)) ? index : index + 1;
    // By hand: a run of some MiB is more than an expression may repeat.
    let end = index + found.length;
    while (isBase64(text.charCodeAt(end))) end++;
    yield { start, run: text.slice(start, end) };
  }
}

function isBase64(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 47 && code <= 57) || (code >= 65 && code <= 90) || code === 43
  );
}

const escape = /(?:%|\\u00|\\U000000|\\x)([0-9A-Fa-f]{2})/g;

/** URLs, JSON and shells write characters as numbers; lines stay where they are. */
function unescaped(text: string): string {
  if (!text.includes('%') && !text.includes('\\')) return text;
  return text.replace(escape, (_, digits: string) => {
    const code = Number.parseInt(digits, 16);
    return code === 10 ? ' ' : String.fromCharCode(code);
  });
}

/**
 * A value for a message: quoted, or only its form where the place, or the look of the text, says that it is
 * secret.
 */
export function shownValue(value: unknown, path: FieldPath | string): string {
  const isSecret = isSecretPath(path) || (typeof value === 'string' && scanForSecrets(value).length > 0);
  return isSecret || (typeof value === 'object' && value !== null) ? describeForm(value) : quote(value);
}

/** Rules on secrets in what is about to be written. */
export const secretRules = defineRules({
  'secret-in-output': {
    severity: 'error',
    type: 'Forbidden',
    kinds: ['every file'],
    what: 'a text in the output has the form of a credential: an AccessKey, a private key, a token, a login or a kubeconfig, in clear or encoded',
    why: 'what is written goes to Git, and stays there for ever; refer to a Secret, or revoke the key if it is real',
    example: 'LTAI followed by 12 to 20 letters and digits',
  },
  'secret-in-clear': {
    severity: 'warning',
    type: 'Forbidden',
    kinds: ['every file'],
    what: 'credentials stand in clear in a file that is judged, or were asked for in so many words',
    why: 'everybody who can read the repository has the key from now on; use a reference for anything but a test',
  },
  'external-secret-invalid': {
    severity: 'error',
    type: 'Invalid',
    kinds: ['ExternalSecret'],
    what: 'an ExternalSecret for credentials names its store, its keys or its interval in a way that its definition refuses',
    why: 'external-secrets.io holds the object to its schema when it is applied',
    example: "store: {name: 'My Vault', kind: 'Vault'}",
  },
  'substitution-variable-invalid': {
    severity: 'error',
    type: 'Invalid',
    kinds: ['Secret'],
    what: 'the name of a variable for Flux is none, or is the secret itself',
    why: 'Flux substitutes ${name} only for names of letters, digits and _; a key in its place would be in clear',
    example: "accessKeyId: 'my-key'",
  },
});
