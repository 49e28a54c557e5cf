import { type Cidr, parseCidr } from '../../src/gardener/cidr';

function cidr(text: string): Cidr {
  const parsed = parseCidr(text);
  if (parsed === undefined) throw new Error(`no network: ${text}`);
  return parsed;
}

// Go's net.ParseCIDR; the family is that of the network's address.
test.each([
  ['10.0.0.0/8', 'IPv4', 8],
  ['10.1.2.3/8', 'IPv4', 8],
  ['10.0.0.0/008', 'IPv4', 8],
  ['0.0.0.0/0', 'IPv4', 0],
  ['2001:DB8::1/32', 'IPv6', 32],
  ['::/0', 'IPv6', 0],
  ['1:2:3:4:5:6:7:8/64', 'IPv6', 64],
  ['1:2:3:4:5:6:7::/64', 'IPv6', 64],
  ['1:2:3:4:5:6:1.2.3.4/128', 'IPv6', 128],
  ['::ffff:10.0.0.0/104', 'IPv4', 104],
  ['::ffff:10.0.0.0/95', 'IPv6', 95],
])('%j', (text, family, prefix) => {
  expect(parseCidr(text)).toMatchObject({ family, prefix });
});

test.each([
  '',
  '/8',
  '10.0.0.0',
  '10.0.0.0/',
  '10.0.0.0/33',
  '10.0.0.0/-1',
  '10.0.0.0/+8',
  '10.0.0.0/8 ',
  '10.0.0.0/8/8',
  ' 10.0.0.0/8',
  '010.0.0.0/8',
  '256.0.0.0/8',
  '10.0.0/8',
  '10.0.0.0.0/8',
  '::1/129',
  'fe80::1%eth0/64',
  '1::2::3/64',
  '::1:2:3:4:5:6:7:8/64',
  '1:2:3/64',
  ':1::/16',
  '1:/16',
  ':::/16',
  '12345::/16',
  'g::/16',
  '1.2.3.4::/64',
  '::1.2.3/64',
])('%j is refused', (text) => {
  expect(parseCidr(text)).toBeUndefined();
});

test.each([
  ['10.0.0.0/8', '10.1.0.0/16', true, true],
  ['10.1.0.0/16', '10.0.0.0/8', true, false],
  ['10.0.0.0/8', '11.0.0.0/8', false, false],
  ['10.1.2.3/16', '10.1.0.0/16', true, true],
  ['0.0.0.0/0', '10.0.0.0/8', true, true],
  ['0.0.0.0/0', '::/0', false, false],
  ['::/0', '::ffff:0:0/96', false, false],
  ['10.0.0.0/8', '::ffff:10.1.0.0/112', true, true],
  ['2001:db8::/32', '2001:db8:1::/48', true, true],
  ['2001:db8::/32', '2001:db9::/32', false, false],
])('%j and %j', (a, b, overlaps, contains) => {
  expect(cidr(a).overlaps(cidr(b))).toBe(overlaps);
  expect(cidr(b).overlaps(cidr(a))).toBe(overlaps);
  expect(cidr(a).contains(cidr(b))).toBe(contains);
});
