import { ShareFailure } from '../calls/failure';

/** The request cannot have left: nothing listened, or the name has no address. */
const beforeSending = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
]);

/** Waiting does not make a certificate valid. */
const untrusted =
  /^(CERT_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT|UNABLE_TO_|ERR_TLS_CERT|HOSTNAME_MISMATCH)/;

/** What Node reports for a connection that failed; its message may hold the address and is dropped. */
export function networkFailure(error: unknown): ShareFailure {
  if (error instanceof ShareFailure) return error;
  const code = codeOf(error);
  if (untrusted.test(code)) {
    return new ShareFailure({
      code,
      class: 'unknown',
      withoutEffect: true,
      explanation: 'the TLS certificate is not trusted; NODE_EXTRA_CA_CERTS can name further authorities',
    });
  }
  return new ShareFailure({ code, class: 'network', withoutEffect: beforeSending.has(code) });
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : 'ConnectionFailed';
}
