import { type FailureClass, ShareFailure } from './failure';
import type { HttpAnswer } from './http';

/** The longest `x-acs-retry-after` that is believed. */
const LONGEST_WAIT_MS = 3_600_000;

/**
 * The answer's JSON object, or a failure. Of an answer that is no success only the code, the status, the
 * request ID and numbers that may be account IDs are kept: its message can hold secrets.
 */
export function readAnswer(answer: HttpAnswer): Readonly<Record<string, unknown>> {
  const { status } = answer;
  const body = parseObject(answer.body);
  const code = safeToken(body?.['Code']);
  const requestId = safeToken(body?.['RequestId']) ?? safeToken(answer.headers['x-acs-request-id']);
  const retryAfterMs = retryAfter(answer);
  if (status >= 200 && status < 300 && body !== undefined && body['Code'] === undefined) {
    return body;
  }
  const failureClass = classify(code, status, retryAfterMs !== undefined);
  throw new ShareFailure({
    code: code ?? (body === undefined && status < 300 ? 'MalformedAnswer' : `HTTP${status}`),
    class: failureClass,
    status,
    requestId,
    retryAfterMs,
    withoutEffect: failureClass === 'throttled',
    numbersInMessage: numbersIn(body?.['Message']),
  });
}

/** An answer that is JSON, but lacks what the call is for. */
export function malformed(body: Readonly<Record<string, unknown>>, explanation: string): ShareFailure {
  const requestId = safeToken(body['RequestId']);
  return new ShareFailure({ code: 'MalformedAnswer', class: 'malformed', requestId, explanation });
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = parseExactJson(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Codes and request IDs are reported, so nothing else may pass for one. */
function safeToken(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(value) ? value : undefined;
}

function retryAfter(answer: HttpAnswer): number | undefined {
  const header = answer.headers['x-acs-retry-after'];
  if (typeof header !== 'string' || !/^\d+(\.\d+)?$/.test(header.trim())) return undefined;
  return Math.min(Number(header), LONGEST_WAIT_MS);
}

/** A message that names the ten accounts of a call is far shorter. */
const LONGEST_MESSAGE = 10_000;

function numbersIn(message: unknown): readonly string[] {
  if (typeof message !== 'string') return [];
  return [...new Set(message.slice(0, LONGEST_MESSAGE).match(/\d{5,}/g) ?? [])];
}

/** Codes of ECS, STS and the gateway before them, in their spelling. */
const classes: ReadonlyMap<string, FailureClass> = new Map(
  Object.entries<FailureClass>({
    ServiceUnavailable: 'server',
    InternalError: 'server',
    SignatureNonceUsed: 'server',
    RequestTimeout: 'server',

    'InvalidTimeStamp.Expired': 'clock',
    'InvalidTimeStamp.Format': 'request',
    SignatureDoesNotMatch: 'authentication',
    IncompleteSignature: 'authentication',
    'InvalidAccessKeyId.NotFound': 'authentication',
    'InvalidAccessKeyId.Inactive': 'authentication',
    InvalidAccessKeyId: 'authentication',
    MissingSecurityToken: 'authentication',

    Forbbiden: 'forbidden',
    NoPermission: 'forbidden',

    'InvalidAccount.NotFound': 'account-unknown',
    'InvalidAccount.Forbbiden': 'account-own',
    'InvalidAccount.Forbidden': 'account-own',
    'InvalidImageId.BidMismatch': 'account-other-site',

    'QuotaExceed.ShareImageUser': 'over-cap',
    'QuotaExceed.ShareImage': 'image-quota',

    'InvalidImageId.NotFound': 'image-unknown',
    'InvalidOperation.ServiceKeyEncryptedImageUnsupported': 'image-encrypted',
    'OperationDeined.EncryptedSnapshot': 'image-encrypted',
    'OperationDenied.EncryptedSnapshot': 'image-encrypted',
    'OperationDeined.FullImage': 'image-encrypted',
    'OperationDenied.FullImage': 'image-encrypted',
    AssumeRoleError: 'image-encrypted',
    'InvalidParameter.KMSKeyId.CMKUnauthorized': 'image-encrypted',
    'InvalidParameter.KMSKeyId.CMKNotEnabled': 'image-encrypted',
    'OperationDenied.InvalidImageStatus': 'image-deprecated',
    IncorrectImageStatus: 'image-creating',
    'Image.Public': 'image-public',
    'Image.NotPublic': 'image-public',
    'PublicImageAgreement.NotSigned': 'image-public',
    'CurrentRegion.NotSupportPublicImage': 'image-public',

    'InvalidRegionId.NotFound': 'region',
    InvalidRegionId: 'region',
    MissingParameter: 'request',
    'InvalidGroup.Malformed': 'request',
    InvalidParamter: 'request',
    InvalidUsage: 'request',
    'InvalidAction.NotFound': 'request',
    'InvalidVersion.NotFound': 'request',
  }),
);

/** Families of codes, tried in order after the exact ones. */
const families: readonly (readonly [RegExp, FailureClass])[] = [
  [/Throttling/, 'throttled'],
  [/^InvalidSecurityToken\b/, 'authentication'],
  [/^InvalidAccessKeyId\b/, 'authentication'],
  [/^InvalidTimeStamp\b/, 'clock'],
  [/^Forbidden\b/, 'forbidden'],
  [/^(NoPermission|EntityNotExist|AuthenticationFail|InvalidOIDC|ImplicitDeny)/, 'forbidden'],
  [/^InvalidParameter\b|^Parameter|Parameter$/, 'request'],
  [/^Invalid(Action|Version)\b/, 'request'],
];

/**
 * By code first, because the same code has different statuses in different texts; then by the header
 * that asks for a retry; by status last. A 4xx with a code that nobody knows is final; a 2xx with one is as
 * broken as one without what it must hold.
 */
function classify(code: string | undefined, status: number, asksForRetry: boolean): FailureClass {
  if (code !== undefined) {
    const known = classes.get(code) ?? families.find(([pattern]) => pattern.test(code))?.[1];
    if (known !== undefined) return known;
  }
  if (asksForRetry || status === 429) return 'throttled';
  if (status >= 500 || status === 408) return 'server';
  if (status >= 200 && status < 300) return 'malformed';
  if (code === undefined && (status === 401 || status === 403 || status === 407)) return 'forbidden';
  return 'unknown';
}

/** Digits of the longest whole number that a JavaScript number surely holds exactly. */
const EXACT_DIGITS = 15;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Parses JSON, but keeps whole numbers of 16 digits and more as strings: Alibaba Cloud sends account IDs
 * of up to 18 digits as bare numbers, and `JSON.parse` would round them.
 */
export function parseExactJson(text: string): unknown {
  return JSON.parse(quoteLongIntegers(text));
}

/** One walk over the text, whatever it is: it comes from others, and may be made to take long. */
function quoteLongIntegers(text: string): string {
  const parts: string[] = [];
  let copied = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (isDigit(code)) {
      const start = at;
      while (isDigit(text.charCodeAt(at))) at += 1;
      const negative = text[start - 1] === '-';
      if (at - start > EXACT_DIGITS && !negative && !continuesNumber(text, at)) {
        parts.push(text.slice(copied, start), '"', text.slice(start, at), '"');
        copied = at;
      }
      at = endOfNumber(text, at);
    } else {
      at += 1;
    }
  }
  return parts.length === 0 ? text : [...parts, text.slice(copied)].join('');
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Behind the closing quote of the string that begins here, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code === BACKSLASH) at += 1;
  }
  return text.length;
}

function continuesNumber(text: string, at: number): boolean {
  return at < text.length && '.eE+-'.includes(text.charAt(at));
}

function endOfNumber(text: string, start: number): number {
  let at = start;
  while (isDigit(text.charCodeAt(at)) || continuesNumber(text, at)) at += 1;
  return at;
}

/** An ID that came as a string or as a number; undefined when it is not made of digits. */
export function exactId(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^\d+$/.test(text) ? text : undefined;
}
