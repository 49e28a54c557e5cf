/** A place in a text that looks like a secret. */
export interface SecretHit {
  /** From 1. */
  readonly line: number;
  /** What it looks like; never the secret itself. */
  readonly what: string;
}

/** AccessKey IDs of RAM users and accounts begin with LTAI, those of sessions with STS. */
const keyId = String.raw`(?<![0-9A-Za-z])(?:LTAI[0-9A-Za-z]{12,26}|STS\.[0-9A-Za-z]{16,40})(?![0-9A-Za-z])`;
const secretField =
  /^\s*(?:- )?["']?(?:access_?key_?secret|accessKeySecret|ALIBABA_CLOUD_ACCESS_KEY_SECRET)["']?\s*:\s*["']?([0-9A-Za-z+/=]{30,60})["']?\s*$/i;

const keyIdPattern = new RegExp(keyId);
/** The shortest key ID has 16 characters, 22 in base64. */
const base64Run = /[A-Za-z0-9+/]{22,}={0,2}/g;
/** What every hit holds: most texts hold none of it, and need no closer look. */
const candidates = /LTAI|STS\.|key_?secret|[A-Za-z0-9+/]{22}/i;

/**
 * Finds what has the form of an AccessKey, line by line: key IDs in clear or encoded in base64 once or twice,
 * and long values of a field that is called an AccessKey's secret.
 */
export function scanForSecrets(text: string): SecretHit[] {
  const hits: SecretHit[] = [];
  if (!candidates.test(text)) return hits;
  text.split('\n').forEach((line, index) => {
    const what = candidates.test(line) ? secretIn(line) : undefined;
    if (what !== undefined) hits.push({ line: index + 1, what });
  });
  return hits;
}

function secretIn(line: string): string | undefined {
  if (keyIdPattern.test(line)) return 'an AccessKey ID';
  if (secretField.test(line)) return 'an AccessKey secret';
  for (const [run] of line.matchAll(base64Run)) {
    if (holdsKeyId(run)) return 'an AccessKey ID in base64';
  }
  return undefined;
}

function holdsKeyId(run: string): boolean {
  const once = Buffer.from(run, 'base64').toString('latin1');
  if (keyIdPattern.test(once)) return true;
  return [...once.matchAll(base64Run)].some(([inner]) =>
    keyIdPattern.test(Buffer.from(inner, 'base64').toString('latin1')),
  );
}
