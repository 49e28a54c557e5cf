import { errorAnswer, WHOLE } from '../answer';
import { ApiError } from '../api-error';
import type { Fault } from './fault';

/** Refuses with an error as the API words it; the call has no effect. */
export function refuse(
  status: number,
  code: string,
  options: { readonly message?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Fault {
  const message = options.message ?? `The request was refused with ${code}.`;
  return () => errorAnswer(new ApiError(status, code, message, options.headers));
}

/** A success by its status, an error by its body. */
export function okWithCode(code: string): Fault {
  return () => ({ ...errorAnswer(new ApiError(200, code, `The request failed with ${code}.`)), status: 200 });
}

/** A load balancer's page. */
export function html(status: number): Fault {
  return () => ({
    status,
    headers: { 'content-type': 'text/html' },
    content: `<html><head><title>${status}</title></head><body><h1>${status} Bad Gateway</h1></body></html>`,
    delivery: WHOLE,
  });
}

/** Throttled until `ms` after the first call that the fault sees: the rest of a closed minute. */
export function closedFor(
  ms: number,
  options: { readonly code?: string; readonly status?: number } = {},
): Fault {
  const refusal = refuse(options.status ?? 400, options.code ?? 'Throttling.User');
  let opensAt: number | undefined;
  return (call, proceed) => {
    opensAt ??= performance.now() + ms;
    return performance.now() < opensAt ? refusal(call, proceed) : proceed();
  };
}

/**
 * Counts calls for each API and region, and closes that API in that region for `closedMs` once more than
 * `calls` came within `perMs`.
 */
export function throttle(limit: {
  readonly calls: number;
  readonly perMs: number;
  readonly closedMs: number;
}): Fault {
  const starts = new Map<string, number[]>();
  const closedUntil = new Map<string, number>();
  const refusal = refuse(429, 'Throttling');
  return (call, proceed) => {
    const key = `${call.action}/${call.region ?? ''}`;
    const now = performance.now();
    if (now < (closedUntil.get(key) ?? 0)) {
      return refusal(call, proceed);
    }
    const recent = (starts.get(key) ?? []).filter((start) => now - start < limit.perMs);
    if (recent.length >= limit.calls) {
      closedUntil.set(key, now + limit.closedMs);
      return refusal(call, proceed);
    }
    starts.set(key, [...recent, now]);
    return proceed();
  };
}
