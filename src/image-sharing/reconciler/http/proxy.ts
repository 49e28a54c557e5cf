import { BlockList, isIP } from 'node:net';
import { ShareFailure } from '../calls/failure';
import type { Environment } from '../environment';

/**
 * The proxy that a URL goes through: `HTTPS_PROXY`, unless `NO_PROXY` lists the host (in small letters,
 * too, which win, as in curl). Plain http is allowed for loopback addresses only, and never goes through one.
 */
export function proxyFor(url: URL, environment: Environment): URL | undefined {
  if (url.protocol !== 'https:') return undefined;
  const proxy = environment.https_proxy ?? environment.HTTPS_PROXY ?? '';
  const exceptions = environment.no_proxy ?? environment.NO_PROXY ?? '';
  if (proxy.trim() === '' || isExcepted(url, exceptions)) return undefined;
  const address = proxy.includes('://') ? proxy.trim() : `http://${proxy.trim()}`;
  const parsed = URL.canParse(address) ? new URL(address) : undefined;
  if (parsed !== undefined && /^https?:$/.test(parsed.protocol)) return parsed;
  throw new ShareFailure({
    code: 'ProxyUnusable',
    class: 'unusable',
    explanation: 'HTTPS_PROXY is not an http or https address',
  });
}

function isExcepted(url: URL, exceptions: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = url.port === '' ? '443' : url.port;
  return exceptions
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => entry === '*' || entryCovers(entry, host, port));
}

function entryCovers(entry: string, host: string, port: string): boolean {
  const withPort = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(entry);
  if (withPort?.[2] !== undefined && withPort[2] !== port) return false;
  const pattern = (withPort?.[1] ?? entry).replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return addressCovers(pattern, host);
  const domain = pattern.replace(/^\*?\./, '');
  return domain !== '' && (host === domain || host.endsWith(`.${domain}`));
}

/** NO_PROXY in clusters usually lists the pods' and the services' ranges. */
function addressCovers(pattern: string, host: string): boolean {
  const [base = '', prefix] = pattern.split('/');
  const family = isIP(base) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(base) === 0) return false;
  const list = new BlockList();
  if (prefix === undefined) list.addAddress(base, family);
  else if (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 'ipv6' ? 128 : 32)) {
    list.addSubnet(base, Number(prefix), family);
  }
  return list.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
}
