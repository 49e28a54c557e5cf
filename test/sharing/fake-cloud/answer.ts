import { randomUUID } from 'node:crypto';
import type { ApiError } from './api-error';

export type Json = string | number | boolean | null | ExactNumber | readonly Json[] | JsonFields;
export interface JsonFields {
  readonly [key: string]: Json;
}

/** A JSON number of any length, digit for digit: JavaScript's own numbers end at 2^53. */
export class ExactNumber {
  constructor(readonly digits: string) {}

  toJSON(): string {
    return `@exact:${this.digits}`;
  }
}

/** How the bytes of an answer reach the client. */
export type Delivery =
  | { readonly kind: 'whole' }
  /** The connection is reset before a byte is sent. */
  | { readonly kind: 'reset' }
  /** Nothing comes, or (`afterHeaders`) the headers and half of the body and then nothing. */
  | { readonly kind: 'hang'; readonly afterHeaders: boolean }
  /** One byte each time, so that no idle timeout ever fires. */
  | { readonly kind: 'drip'; readonly everyMs: number }
  /** Half of the promised bytes, then the connection ends. */
  | { readonly kind: 'truncate' };

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Fields are rendered as JSON (or XML where the caller asked for no format); a string goes out as it is. */
  readonly content: JsonFields | string;
  readonly delivery: Delivery;
}

export const WHOLE: Delivery = { kind: 'whole' };

export function okAnswer(fields: JsonFields): Answer {
  return {
    status: 200,
    headers: {},
    content: { RequestId: newRequestId(), ...fields },
    delivery: WHOLE,
  };
}

export function errorAnswer(error: ApiError): Answer {
  const content = {
    RequestId: newRequestId(),
    HostId: 'ecs.aliyuncs.com',
    Code: error.code,
    Message: error.message,
    Recommend: `https://api.example.invalid/troubleshoot?q=${error.code}`,
  };
  return { status: error.status, headers: error.headers, content, delivery: WHOLE };
}

export function renderJson(content: JsonFields): string {
  return JSON.stringify(content).replaceAll(/"@exact:(\d+)"/g, '$1');
}

/** HMAC-SHA1 calls without `Format=JSON` are answered in XML; enough of it to break whoever forgets. */
export function renderXml(root: string, content: JsonFields): string {
  return `<?xml version='1.0' encoding='UTF-8'?><${root}>${xmlOf(content)}</${root}>`;
}

function xmlOf(value: Json): string {
  if (value instanceof ExactNumber) {
    return value.digits;
  }
  if (Array.isArray(value)) {
    return (value as readonly Json[]).map(xmlOf).join('');
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value as JsonFields)
      .map(([key, field]) => `<${key}>${xmlOf(field)}</${key}>`)
      .join('');
  }
  return String(value);
}

function newRequestId(): string {
  return randomUUID().toUpperCase();
}
