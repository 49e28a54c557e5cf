type IpFamily = 'IPv4' | 'IPv6';

/** The longest address text: eight groups, the last two written as IPv4. */
const maxAddressLength = 45;
const ipv4Pattern = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const groupPattern = /^[0-9A-Fa-f]{1,4}$/;
const prefixPattern = /^0*([0-9]{1,3})$/;

/** A network. Host bits may be set in its text; they do not count. */
export class Cidr {
  /** An IPv4 network written as IPv6 (`::ffff:10.0.0.0/104`) is IPv4. */
  readonly family: IpFamily;

  /**
   * @param prefix bits as they are written, thus 104 for `::ffff:10.0.0.0/104`
   * @param network first address, as a number of `bits` bits
   * @param length network bits, counted within `bits`
   */
  constructor(
    readonly prefix: number,
    private readonly network: bigint,
    private readonly length: number,
    private readonly bits: 32 | 128,
    /** Whether its text has bits set behind the prefix. */
    readonly hasHostBits: boolean,
  ) {
    this.family = bits === 32 ? 'IPv4' : 'IPv6';
  }

  /** Its first address and length, e.g. `10.0.0.0/8`, `2001:db8::/32`. */
  get text(): string {
    const [size, base, mark] = this.bits === 32 ? [8, 10, '.'] : [16, 16, ':'];
    const parts = Array.from({ length: this.bits / size }, (_, index) => {
      const shift = BigInt(this.bits - size * (index + 1));
      return ((this.network >> shift) & ((1n << BigInt(size)) - 1n)).toString(base);
    });
    const address = parts.join(mark);
    return `${this.bits === 32 ? address : shortened(address)}/${this.length}`;
  }

  /** Whether an address is in both; never between two families. */
  overlaps(other: Cidr): boolean {
    return this.holds(other) || other.holds(this);
  }

  /** Whether all of the other network lies within this one. */
  contains(other: Cidr): boolean {
    return this.length <= other.length && this.holds(other);
  }

  private holds(other: Cidr): boolean {
    if (this.bits !== other.bits) return false;
    const shift = BigInt(this.bits - this.length);
    return this.network >> shift === other.network >> shift;
  }
}

/** Reads a network as Go does: `10.0.0.0/8`, `2001:db8::/32`; no zone, no leading zeros in IPv4 octets. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  const prefixText = prefixPattern.exec(text.slice(slash + 1))?.[1];
  if (slash < 0 || slash > maxAddressLength || prefixText === undefined) return undefined;
  const address = text.slice(0, slash);
  const prefix = Number(prefixText);

  const ipv4 = parseIpv4(address);
  if (ipv4 !== undefined) return prefix > 32 ? undefined : network(prefix, ipv4, prefix, 32);
  const ipv6 = parseIpv6(address);
  if (ipv6 === undefined || prefix > 128) return undefined;
  // Go takes an IPv4 address within IPv6 for IPv4, as long as the mask leaves its marker in place.
  const isMapped = prefix >= 96 && ipv6 >> 32n === 0xffffn;
  return isMapped
    ? network(prefix, ipv6 & 0xffff_ffffn, prefix - 96, 32)
    : network(prefix, ipv6, prefix, 128);
}

function network(prefix: number, address: bigint, length: number, bits: 32 | 128): Cidr {
  const hostBits = BigInt(bits - length);
  const first = (address >> hostBits) << hostBits;
  return new Cidr(prefix, first, length, bits, first !== address);
}

/** The longest run of zeros, the first of several, becomes `::`; a single group stays. */
function shortened(address: string): string {
  let longest = { start: 0, text: '' };
  for (const { 0: text, index: start } of address.matchAll(/(?<![^:])0(?::0)+(?![^:])/g)) {
    if (text.length > longest.text.length) longest = { start, text };
  }
  if (longest.text === '') return address;
  const before = address.slice(0, longest.start).replace(/:$/, '');
  const after = address.slice(longest.start + longest.text.length).replace(/^:/, '');
  return `${before}::${after}`;
}

function parseIpv4(text: string): bigint | undefined {
  if (!ipv4Pattern.test(text)) return undefined;
  return text.split('.').reduce((value, octet) => (value << 8n) | BigInt(octet), 0n);
}

function parseIpv6(text: string): bigint | undefined {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const left = parseGroups(head, tail === undefined);
  const right = tail === undefined ? [] : parseGroups(tail, true);
  if (left === undefined || right === undefined) return undefined;

  // `::` stands for one group of zeros at least.
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...new Array<bigint>(missing).fill(0n), ...right];
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
}

function parseGroups(text: string, mayEndInIpv4: boolean): bigint[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: bigint[] = [];
  for (const [index, part] of parts.entries()) {
    const ipv4 = mayEndInIpv4 && index === parts.length - 1 ? parseIpv4(part) : undefined;
    if (ipv4 !== undefined) groups.push(ipv4 >> 16n, ipv4 & 0xffffn);
    else if (groupPattern.test(part)) groups.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return groups;
}
