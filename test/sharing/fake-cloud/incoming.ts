import type { IncomingMessage } from 'node:http';
import { ApiError } from './api-error';
import { decodePairs } from './percent-encoding';

/** An HTTP request, read to its end and taken apart, before anything is believed of it. */
export interface Incoming {
  readonly method: string;
  readonly host: string;
  readonly query: ReadonlyMap<string, string>;
  readonly form: ReadonlyMap<string, string>;
  readonly body: Buffer;
  readonly headers: ReadonlyMap<string, string>;
}

const FORM_TYPE = 'application/x-www-form-urlencoded';

export async function readIncoming(request: IncomingMessage): Promise<Incoming> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  const body = Buffer.concat(chunks);
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) {
      headers.set(name, Array.isArray(value) ? value.join(',') : value);
    }
  }
  const [path, query = ''] = splitOnce(request.url ?? '/', '?');
  if (path !== '/') {
    throw new ApiError(404, 'InvalidAction.NotFound', `Nothing is served at the path ${path}.`);
  }
  const isForm = headers.get('content-type')?.startsWith(FORM_TYPE) ?? false;
  return {
    method: request.method ?? 'GET',
    host: headers.get('host') ?? '',
    query: uniquePairs(query),
    form: isForm ? uniquePairs(body.toString('utf8')) : new Map(),
    body,
    headers,
  };
}

/** A parameter given twice has no meaning in this API, and would make two readings of one signature possible. */
function uniquePairs(text: string): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const [name, value] of decodePairs(text)) {
    if (pairs.has(name)) {
      throw new ApiError(400, 'InvalidParameter', `The parameter ${name} is given twice.`);
    }
    pairs.set(name, value);
  }
  return pairs;
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
