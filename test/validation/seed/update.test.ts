import { seedRules } from '../../../src/validation/seed/errors';
import { errors, type Patch, patched, warnings } from './judged';
import { seed } from './seeds';

const operation = (value: string): Patch => ({
  'metadata.annotations': { 'gardener.cloud/operation': value },
});

describe('an update is refused', () => {
  const rows: [string, Patch, string[]][] = [
    ['another name', { 'metadata.name': 'other' }, ['Invalid metadata.name metadata-name-immutable']],
    [
      'networks',
      {
        'spec.networks.pods': '172.16.0.0/16',
        'spec.networks.services': '172.17.0.0/16',
        'spec.networks.nodes': undefined,
        'spec.networks.ipFamilies': ['IPv4', 'IPv6'],
      },
      ['ipFamilies', 'pods', 'services', 'nodes'].map(
        (field) => `Invalid spec.networks.${field} seed-network-immutable`,
      ),
    ],
    [
      'the ingress domain',
      { 'spec.ingress.domain': 'other.example.com' },
      ['Invalid spec.ingress.domain seed-ingress-domain-immutable'],
    ],
    ['no ingress', { 'spec.ingress': undefined }, ['Required spec.ingress seed-ingress-missing']],
    ['no backup', { 'spec.backup': undefined }, ['Invalid spec.backup seed-backup-removed']],
    [
      'another backup',
      { 'spec.backup.provider': 'gcp', 'spec.backup.region': 'europe-west1' },
      [
        'Invalid spec.backup.provider seed-backup-immutable',
        'Invalid spec.backup.region seed-backup-immutable',
      ],
    ],
    [
      'no backup region',
      { 'spec.backup.region': undefined },
      ['Invalid spec.backup.region seed-backup-immutable'],
    ],
    [
      'no default domains',
      { 'spec.dns.defaults': [] },
      ['Forbidden spec.dns.defaults seed-dns-defaults-removed'],
    ],
    [
      'no internal domain',
      { 'spec.dns.internal': undefined },
      ['Required spec.dns.internal seed-dns-internal-missing'],
    ],
  ];
  test.each(rows)('%s', (_, patch, expected) => {
    expect(errors(seedRules, patched(seed, patch), { previous: seed })).toEqual(expected);
  });

  test('a backup region that is written down later', () => {
    const previous = patched(seed, { 'spec.backup.region': undefined });
    const written = ['Invalid spec.backup.region seed-backup-immutable'];
    expect(errors(seedRules, seed, { previous })).toEqual(written);
    expect(errors(seedRules, patched(seed, { 'spec.backup.region': '' }), { previous })).toEqual(written);
  });

  test('the internal domain could not be taken away before it was required', () => {
    const old = patched(seed, {
      'spec.dns.provider': { type: 'x', secretRef: { name: 'a', namespace: 'b' } },
      'spec.settings.verticalPodAutoscaler': undefined,
    });
    const manifest = patched(old, { 'spec.dns.internal': undefined });
    expect(errors(seedRules, manifest, { previous: old, gardener: 134 })).toEqual([
      'Forbidden spec.dns.internal seed-dns-internal-removed',
    ]);
  });
});

describe('an update is accepted', () => {
  const rows: [string, Patch][] = [
    ['nothing', {}],
    ['IPv4, which is the default', { 'spec.networks.ipFamilies': ['IPv4'] }],
    ['provider and region', { 'spec.provider.type': 'gcp', 'spec.provider.region': 'moon-1' }],
    ['credentials', { 'spec.backup.credentialsRef.name': 'rotated' }],
    ['taints', { 'spec.taints': [] }],
    ['one default domain less', { 'spec.dns.defaults[1].domain': 'c.example.com' }],
    ['the internal domain', { 'spec.dns.internal.domain': 'other.example.com' }],
    ['an operation', operation('reconcile')],
  ];
  test.each(rows)('%s', (_, patch) => {
    expect(errors(seedRules, patched(seed, patch), { previous: seed })).toEqual([]);
  });

  test('a backup, nodes and default domains that are added', () => {
    const previous = patched(seed, {
      'spec.backup': undefined,
      'spec.networks.nodes': undefined,
      'spec.dns.defaults': undefined,
    });
    expect(errors(seedRules, seed, { previous })).toEqual([]);
  });
});

describe('a pending operation', () => {
  const pending = patched(seed, operation('renew-kubeconfig'));
  const refused = ['Forbidden metadata.annotations[gardener.cloud/operation] seed-operation-pending'];
  const rows: [string, Patch, string[]][] = [
    ['stays', {}, []],
    ['is removed', { 'metadata.annotations': {} }, []],
    ['is replaced', operation('renew-garden-access-secrets'), refused],
    ['is replaced by reconcile, which the server takes off first', operation('reconcile'), []],
    ['... but not if the spec changes, too', { ...operation('reconcile'), 'spec.taints': [] }, refused],
    [
      '... and a quantity in other words is no change',
      { ...operation('reconcile'), 'spec.volume.minimumSize': '20480Mi', 'spec.accessRestrictions': [] },
      [],
    ],
  ];
  test.each(rows)('%s', (_, patch, expected) => {
    expect(errors(seedRules, patched(pending, patch), { previous: pending })).toEqual(expected);
  });
});

describe('warnings of an update', () => {
  const rows: [string, Patch, string[]][] = [
    [
      'provider and region',
      { 'spec.provider.type': 'gcp', 'spec.provider.region': 'moon-1' },
      [
        'Forbidden spec.provider.type seed-provider-changed',
        'Forbidden spec.provider.region seed-provider-changed',
      ],
    ],
    [
      'a zone less',
      { 'spec.provider.zones': ['eu-central-1a', 'eu-central-1c'] },
      ['Forbidden spec.provider.zones seed-zone-removed'],
    ],
    [
      'another internal domain',
      { 'spec.dns.internal.domain': 'other.example.com' },
      ['Forbidden spec.dns.internal.domain seed-domain-changed'],
    ],
    [
      'a default domain less',
      { 'spec.dns.defaults[1].domain': 'c.example.com' },
      ['Forbidden spec.dns.defaults seed-domain-changed'],
    ],
  ];
  test.each(rows)('%s', (_, patch, expected) => {
    expect(warnings(seedRules, patched(seed, patch), { previous: seed })).toEqual(expected);
  });
});
