import type { ServerResponse } from 'node:http';
import type { Delivery } from './answer';

/** Sends a finished answer in the way its delivery says; `ended` is called before the client can see the end. */
export function deliver(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
  delivery: Delivery,
  ended: () => void,
): void {
  response.once('close', ended);
  switch (delivery.kind) {
    case 'reset':
      ended();
      response.socket?.resetAndDestroy();
      return;
    case 'hang':
      if (delivery.afterHeaders) {
        response.writeHead(status, { ...headers, 'content-length': body.length });
        response.write(body.subarray(0, Math.floor(body.length / 2)));
      }
      return;
    case 'truncate':
      ended();
      response.writeHead(status, { ...headers, 'content-length': body.length });
      response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.end());
      return;
    case 'drip':
      response.writeHead(status, { ...headers, 'content-length': body.length });
      dripBytes(response, body, delivery.everyMs);
      return;
    case 'whole':
      ended();
      response.writeHead(status, { ...headers, 'content-length': body.length });
      response.end(body);
  }
}

function dripBytes(response: ServerResponse, body: Buffer, everyMs: number): void {
  let next = 0;
  const timer = setInterval(() => {
    if (next < body.length && !response.destroyed) {
      response.write(body.subarray(next, ++next));
      return;
    }
    clearInterval(timer);
    response.end();
  }, everyMs);
  response.once('close', () => clearInterval(timer));
}
