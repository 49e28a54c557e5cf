import { accessKeyId } from '../alibaba-cloud/access-key';
import { defineRules } from '../issues/rule';

/** A place in a text that looks like a secret. */
interface SecretHit {
  /** From 1. */
  readonly line: number;
  /** What it looks like; never the secret itself. */
  readonly what: string;
}

const secretField =
  /^\s*(?:- )?["']?(?:access_?key_?secret|accessKeySecret|ALIBABA_CLOUD_ACCESS_KEY_SECRET)["']?\s*:\s*["']?([0-9A-Za-z+/=]{30,60})["']?\s*$/i;

/** The shortest key ID has 16 characters, 22 in base64. */
const base64Run = /[A-Za-z0-9+/]{22,}={0,2}/g;
/** Two lines or more of nothing but base64. */
const wrappedBlock =
  /^[ \t]*[A-Za-z0-9+/]{16,}\r?\n(?:[ \t]*[A-Za-z0-9+/]{16,}\r?\n)*[ \t]*[A-Za-z0-9+/]+={0,2}[ \t]*$/gm;
/** A value of such a field is a hit only if its name holds this. */
const fieldName = /key_?secret/gi;
/** The shortest key ID in base64. */
const shortestRun = 22;

/**
 * Finds what has the form of an AccessKey, line by line: key IDs in clear or encoded in base64 once or twice,
 * and long values of a field that is called an AccessKey's secret.
 */
export function scanForSecrets(text: string): SecretHit[] {
  const hits: SecretHit[] = [];
  let line = 1;
  let counted = 0;
  for (const start of candidateLines(text)) {
    const end = text.indexOf('\n', start);
    const what = secretIn(text.slice(start, end < 0 ? undefined : end));
    if (what === undefined) continue;
    for (let at = text.indexOf('\n', counted); at >= 0 && at < start; at = text.indexOf('\n', at + 1)) line++;
    counted = start;
    hits.push({ line, what });
  }
  return hits.length > 0 ? hits : wrappedHits(text);
}

/** Base64 is often wrapped: what stands on lines of its own is looked at as one text. */
function wrappedHits(text: string): SecretHit[] {
  for (const block of text.matchAll(wrappedBlock)) {
    if (!holdsKeyId(block[0].replace(/\s+/g, ''))) continue;
    return [
      { line: text.slice(0, block.index).split('\n').length, what: 'an AccessKey ID in wrapped base64' },
    ];
  }
  return [];
}

/** Where those lines start that need a closer look; most texts, even of some MiB, have none. */
function candidateLines(text: string): number[] {
  const starts = new Set<number>();
  const add = (at: number): void => void starts.add(text.lastIndexOf('\n', at - 1) + 1);
  for (const prefix of ['LTAI', 'STS.']) {
    for (let at = text.indexOf(prefix); at >= 0; at = text.indexOf(prefix, at + 1)) add(at);
  }
  for (const { index } of text.matchAll(fieldName)) add(index);
  // A long run covers one of the places that lie so far apart: the rest need not be looked at.
  for (let at = shortestRun - 1; at < text.length; at += shortestRun) {
    if (!isBase64(text.charCodeAt(at))) continue;
    let start = at;
    while (start > 0 && isBase64(text.charCodeAt(start - 1))) start--;
    let end = at + 1;
    while (isBase64(text.charCodeAt(end))) end++;
    if (end - start >= shortestRun) add(start);
    // The run's other places are done with.
    while (at + shortestRun < end) at += shortestRun;
  }
  return [...starts].sort((a, b) => a - b);
}

function isBase64(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 47 && code <= 57) || (code >= 65 && code <= 90) || code === 43
  );
}

function secretIn(line: string): string | undefined {
  if (accessKeyId.test(line)) return 'an AccessKey ID';
  if (secretField.test(line)) return 'an AccessKey secret';
  for (const [run] of line.matchAll(base64Run)) {
    if (holdsKeyId(run)) return 'an AccessKey ID in base64';
  }
  return undefined;
}

function holdsKeyId(run: string): boolean {
  return decodings(run).some(
    (once) =>
      accessKeyId.test(once) ||
      [...once.matchAll(base64Run)].some(([inner]) =>
        decodings(inner).some((twice) => accessKeyId.test(twice)),
      ),
  );
}

/** Something may stand before the encoded text: it begins at one of four offsets. */
function decodings(run: string): string[] {
  return [0, 1, 2, 3].map((offset) => Buffer.from(run.slice(offset), 'base64').toString('latin1'));
}

/** Rules on secrets in what is about to be written. */
export const secretRules = defineRules({
  'secret-in-output': {
    severity: 'error',
    type: 'Forbidden',
    kinds: ['every file'],
    what: 'a text in the output has the form of an Alibaba Cloud AccessKey ID, plain or in base64',
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
  'substitution-variable-invalid': {
    severity: 'error',
    type: 'Invalid',
    kinds: ['Secret'],
    what: 'the name of a variable for Flux is none, or is the secret itself',
    why: 'Flux substitutes ${name} only for names of letters, digits and _; a key in its place would be in clear',
    example: "accessKeyId: 'my-key'",
  },
});
