import { seedRules } from '../../../src/validation/seed/errors';
import { errors, type Patch, patched, warnings } from './judged';
import { seed } from './seeds';

const networks = 'spec.networks';

describe('what Alibaba Cloud makes of a Seed', () => {
  const rows: [string, Patch, string[]][] = [
    [
      'networks of Shoots where the cloud has its name servers',
      { [`${networks}.shootDefaults`]: { pods: '100.96.0.0/11', services: '100.64.0.0/13' } },
      [
        `Invalid ${networks}.shootDefaults.pods seed-network-of-cloud`,
        `Invalid ${networks}.shootDefaults.services seed-network-of-cloud`,
      ],
    ],
    [
      'networks of its own there',
      { [`${networks}.pods`]: '100.100.0.0/16', [`${networks}.services`]: '100.64.0.0/13' },
      [
        `Invalid ${networks}.pods seed-network-of-cloud`,
        `Invalid ${networks}.services seed-network-of-cloud`,
      ],
    ],
    ['networks beside it', { [`${networks}.shootDefaults`]: { pods: '100.128.0.0/11' } }, []],
    [
      'such networks at another provider',
      {
        'spec.provider.type': 'gcp',
        'spec.backup.provider': 'gcp',
        [`${networks}.shootDefaults.pods`]: '100.96.0.0/11',
      },
      [],
    ],
    [
      'the metadata service of another cloud blocked',
      { [`${networks}.blockCIDRs`]: ['169.254.169.254/32'] },
      [`Invalid ${networks}.blockCIDRs seed-metadata-not-blocked`],
    ],
    ['the metadata service blocked', { [`${networks}.blockCIDRs`]: ['1.2.3.4/32', '100.100.0.0/16'] }, []],
    ['nothing blocked', { [`${networks}.blockCIDRs`]: [] }, []],
    [
      'a region that does not exist',
      { 'spec.provider.region': 'eu-centrla-1' },
      ['NotSupported spec.provider.region seed-region-unknown'],
    ],
    [
      'a region that is closed',
      { 'spec.provider.region': 'ap-southeast-2' },
      ['NotSupported spec.provider.region seed-region-unknown'],
    ],
    [
      'a backup in a region that does not exist',
      { 'spec.backup.region': 'cn-shangai' },
      ['NotSupported spec.backup.region seed-region-unknown'],
    ],
    [
      'a region of another provider',
      { 'spec.provider.type': 'gcp', 'spec.provider.region': 'europe-west1', 'spec.backup.provider': 'gcp' },
      [],
    ],
  ];
  test.each(rows)('%s', (_, patch, expected) => {
    const manifest = patched(seed, patch);
    expect(errors(seedRules, manifest)).toEqual([]);
    expect(warnings(seedRules, manifest)).toEqual(expected);
  });

  test('a region that is stored was accepted once, and cannot change', () => {
    const stored = patched(seed, { 'spec.provider.region': 'eu-new-1', 'spec.backup.region': 'eu-new-1' });
    expect(warnings(seedRules, stored)).toHaveLength(2);
    expect(warnings(seedRules, stored, { previous: stored })).toEqual([]);
  });
});
