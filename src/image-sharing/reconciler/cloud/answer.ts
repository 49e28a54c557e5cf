import { ShareFailure } from '../calls/failure';
import type { HttpAnswer } from '../http/http-client';
import { classify } from './error-codes';
import { parseExactJson } from './exact-json';

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

function numbersIn(message: unknown): readonly string[] {
  return typeof message === 'string' ? [...new Set(message.match(/\d{5,}/g) ?? [])] : [];
}
