import { seedRules } from '../../../src/validation/seed/errors';
import { errors, patched } from './judged';
import { seed } from './seeds';

const path = 'spec.networks';
const v4 = { pods: '10.0.0.0/16', services: '10.1.0.0/16' };
const v6 = { ipFamilies: ['IPv6'], pods: '2001:db8:1::/56', services: '2001:db8:2::/108' };

function networkErrors(networks: object): string[] {
  return errors(seedRules, patched(seed, { [path]: networks }));
}

describe('networks are refused', () => {
  const rows: [string, object, string[]][] = [
    [
      'none',
      {},
      [`Invalid ${path}.pods seed-network-invalid`, `Invalid ${path}.services seed-network-invalid`],
    ],
    ['empty nodes', { ...v4, nodes: '' }, [`Invalid ${path}.nodes seed-network-invalid`]],
    [
      'empty shoot defaults',
      { ...v4, shootDefaults: { pods: '', services: '' } },
      [
        `Invalid ${path}.shootDefaults.pods seed-network-invalid`,
        `Invalid ${path}.shootDefaults.services seed-network-invalid`,
      ],
    ],
    ['no prefix', { ...v4, pods: '10.0.0.0' }, [`Invalid ${path}.pods seed-network-invalid`]],
    ['too long a prefix', { ...v4, pods: '10.0.0.0/33' }, [`Invalid ${path}.pods seed-network-invalid`]],
    [
      'a family twice',
      { ...v4, ipFamilies: ['IPv4', 'IPv4'] },
      [`Duplicate ${path}.ipFamilies[1] seed-network-family-duplicate`],
    ],
    [
      'unknown families, and nothing else then',
      { ipFamilies: ['ipv4', 'ipv4'], pods: 'x' },
      [
        `NotSupported ${path}.ipFamilies[0] seed-network-family-unknown`,
        `NotSupported ${path}.ipFamilies[1] seed-network-family-unknown`,
        `Duplicate ${path}.ipFamilies[1] seed-network-family-duplicate`,
      ],
    ],
    [
      'IPv6 by default',
      { ...v4, services: '2001:db8::/108' },
      [`Invalid ${path}.services seed-network-wrong-family`],
    ],
    [
      'IPv4 in an IPv6 seed, and nothing else then',
      { ...v6, pods: '10.0.0.0/8', nodes: '10.0.0.0/8' },
      [`Invalid ${path}.pods seed-network-wrong-family`, `Invalid ${path}.nodes seed-network-wrong-family`],
    ],
    [
      'IPv6 shoot defaults of an IPv4 seed',
      { ...v4, shootDefaults: { services: '2001:db8::/108' } },
      [`Invalid ${path}.shootDefaults.services seed-network-wrong-family`],
    ],
    [
      'services of /7',
      { ...v4, services: '20.0.0.0/7' },
      [`Invalid ${path}.services seed-network-services-too-large`],
    ],
    [
      'services of /7 of a dual-stack seed',
      { ...v4, ipFamilies: ['IPv6', 'IPv4'], services: '20.0.0.0/7' },
      [`Invalid ${path}.services seed-network-services-too-large`],
    ],
    [
      'all overlap, each later one at fault',
      { pods: '10.0.0.0/8', services: '10.1.0.0/16', nodes: '10.0.0.0/12' },
      [`Invalid ${path}.services seed-network-overlap`, `Invalid ${path}.nodes seed-network-overlap`],
    ],
    [
      'shoot defaults overlap each other',
      { ...v4, shootDefaults: { pods: '10.4.0.0/16', services: '10.4.0.0/20' } },
      [`Invalid ${path}.shootDefaults.services seed-network-overlap`],
    ],
    [
      'IPv6 shoot defaults overlap the seed',
      { ...v6, shootDefaults: { pods: '2001:db8:1::/64', services: '2001:db8::/32' } },
      [
        `Invalid ${path}.shootDefaults.services seed-network-overlap`,
        `Invalid ${path}.shootDefaults.pods seed-network-overlap`,
      ],
    ],
    [
      'IPv6 shoot defaults overlap a dual-stack seed, IPv4 ones may',
      {
        ...v4,
        ipFamilies: ['IPv4', 'IPv6'],
        nodes: '2001:db8:9::/64',
        shootDefaults: { pods: '10.0.0.0/16', services: '2001:db8:9::/108' },
      },
      [`Invalid ${path}.shootDefaults.services seed-network-overlap`],
    ],
    ...[240, 241, 242, 243, 244].map((first): [string, object, string[]] => [
      `${first}.0.0.0/8 is reserved`,
      { ...v4, pods: `${first}.255.0.0/16` },
      [`Invalid ${path}.pods seed-network-reserved`],
    ]),
    [
      'a range around the reserved ones',
      { ...v4, nodes: '240.0.0.0/4' },
      [`Invalid ${path}.nodes seed-network-reserved`],
    ],
    [
      'the range of the VPN',
      { ...v6, shootDefaults: { pods: 'fd8f:6d53:b97a::/48' } },
      [`Invalid ${path}.shootDefaults.pods seed-network-reserved`],
    ],
  ];
  test.each(rows)('%s', (_, networks, expected) => {
    expect(networkErrors(networks)).toEqual(expected);
  });
});

describe('networks are accepted', () => {
  const rows: [string, object][] = [
    ['no families', { ...v4, ipFamilies: [] }],
    ['host bits', { pods: '192.168.7.9/16', services: '11.1.2.3/16' }],
    ['services of /8', { ...v4, services: '11.0.0.0/8' }],
    ['IPv6 services of any size', { ...v6, services: '3000::/4' }],
    ['a mixed dual-stack seed', { ...v4, ipFamilies: ['IPv6', 'IPv4'], services: '2001:db8:2::/108' }],
    ['IPv4 shoot defaults like the seed', { ...v4, shootDefaults: v4 }],
    ['just below and above the reserved ranges', { pods: '239.0.0.0/8', services: '245.0.0.0/8' }],
    ['IPv4 written as IPv6', { ...v4, nodes: '::ffff:10.2.0.0/112' }],
  ];
  test.each(rows)('%s', (_, networks) => {
    expect(networkErrors(networks)).toEqual([]);
  });
});
