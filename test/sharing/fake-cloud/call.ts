import type { Principal } from './identities';

/** What was asked: one HTTP request as the fake understood it. */
export interface Call {
  /** Counts from 1 over the life of the fake. */
  readonly sequence: number;
  readonly action: string;
  readonly version: string;
  readonly region: string | undefined;
  readonly image: string | undefined;
  /** Query and form together. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly host: string;
  readonly method: string;
  readonly signature: 'ACS3-HMAC-SHA256' | 'HMAC-SHA1' | 'none';
  readonly nonce: string | undefined;
  readonly date: string | undefined;
  readonly accessKeyId: string | undefined;
  /** Who asks; undefined where the call is unsigned or its authentication failed. */
  readonly principal: Principal | undefined;
}

/** The values of `Name.1`, `Name.2`, ... in the order of their numbers. */
export function numberedValues(call: Call, name: string): string[] {
  const found: [number, string][] = [];
  for (const [key, value] of call.parameters) {
    const digits = key.startsWith(`${name}.`) ? key.slice(name.length + 1) : '';
    if (/^[1-9]\d*$/.test(digits)) {
      found.push([Number(digits), value]);
    }
  }
  return found.sort(([a], [b]) => a - b).map(([, value]) => value);
}
