import { seedRules } from '../../../src/validation/seed/errors';
import { errors, type Patch, patched, warnings } from './judged';
import { secret, seed } from './seeds';

const configs = 'spec.settings.excessCapacityReservation.configs[0]';
const balancers = 'spec.settings.loadBalancerServices';
const autoscaler = 'spec.settings.verticalPodAutoscaler';

test('the base has neither errors nor warnings', () => {
  expect(errors(seedRules, seed)).toEqual([]);
  expect(warnings(seedRules, seed)).toEqual([]);
});

describe('a Seed is refused', () => {
  const rows: [string, Patch, string[]][] = [
    ['a name with dots', { 'metadata.name': 'a.b' }, ['Invalid metadata.name metadata-name-invalid']],
    [
      'no spec at all',
      { spec: undefined },
      [
        'Required spec.provider.type seed-provider-incomplete',
        'Required spec.provider.region seed-provider-incomplete',
        'Invalid spec.networks.pods seed-network-invalid',
        'Invalid spec.networks.services seed-network-invalid',
        'Required spec.ingress seed-ingress-missing',
        'Required spec.dns.internal seed-dns-internal-missing',
      ],
    ],
    ['no type', { 'spec.provider.type': '' }, ['Required spec.provider.type seed-provider-incomplete']],
    [
      'no region',
      { 'spec.provider.region': undefined },
      ['Required spec.provider.region seed-provider-incomplete'],
    ],
    [
      'repeated zones, the first only',
      {
        'spec.provider.zones': ['eu-central-1a', 'eu-central-1b', 'eu-central-1a', 'eu-central-1b'],
      },
      ['Duplicate spec.provider.zones[2] seed-zone-duplicate'],
    ],
    [
      'a taint without a key',
      { 'spec.taints': [{}] },
      ['Required spec.taints[0].key seed-taint-key-missing'],
    ],
    [
      'a taint twice',
      { 'spec.taints': [{ key: 'a', value: 'b' }, { key: 'a' }, { key: 'a', value: 'b' }] },
      ['Duplicate spec.taints[2] seed-taint-duplicate'],
    ],
    [
      'taints that read the same',
      { 'spec.taints': [{ key: 'a=b' }, { key: 'a', value: 'b' }] },
      ['Duplicate spec.taints[1] seed-taint-duplicate'],
    ],
    [
      'a negative volume size',
      { 'spec.volume.minimumSize': '-1Gi' },
      ['Invalid spec.volume.minimumSize seed-quantity-negative'],
    ],
    [
      'incomplete volume providers',
      { 'spec.volume.providers': [{}, {}] },
      [
        'Required spec.volume.providers[0].purpose seed-volume-provider-incomplete',
        'Required spec.volume.providers[0].name seed-volume-provider-incomplete',
        'Required spec.volume.providers[1].purpose seed-volume-provider-incomplete',
        'Required spec.volume.providers[1].name seed-volume-provider-incomplete',
        'Duplicate spec.volume.providers[1].purpose seed-volume-purpose-duplicate',
      ],
    ],
    [
      'a reserve of nothing',
      { [`${configs}.resources`]: {} },
      [`Required ${configs}.resources seed-reserve-empty`],
    ],
    [
      'a negative reserve',
      { [`${configs}.resources`]: { cpu: '-1m' } },
      [`Invalid ${configs}.resources.cpu seed-quantity-negative`],
    ],
    [
      'parts of what is counted',
      {
        [`${configs}.resources`]: {
          pods: '1500m',
          'example.com/gpu': 0.5,
          'kubernetes.io/x': '0.5',
          gpu: '0.5',
        },
      },
      [
        `Invalid ${configs}.resources.pods seed-quantity-fraction`,
        `Invalid ${configs}.resources.example.com/gpu seed-quantity-fraction`,
      ],
    ],
    [
      'a toleration without key or operator',
      { [`${configs}.tolerations`]: [{ value: 'x' }] },
      [`Invalid ${configs}.tolerations[0].operator toleration-operator-invalid`],
    ],
    [
      'a load balancer class that is none',
      { [`${balancers}.class`]: '' },
      [`Invalid ${balancers}.class seed-load-balancer-class-invalid`],
    ],
    [
      'traffic policies that are none',
      {
        [`${balancers}.externalTrafficPolicy`]: 'local',
        [`${balancers}.zones[0].externalTrafficPolicy`]: '',
      },
      [
        `NotSupported ${balancers}.externalTrafficPolicy seed-load-balancer-policy-unknown`,
        `NotSupported ${balancers}.zones[0].externalTrafficPolicy seed-load-balancer-policy-unknown`,
      ],
    ],
    [
      'annotations of load balancers that are none',
      {
        [`${balancers}.annotations`]: { 'bad key': 'x' },
        [`${balancers}.zones[1].annotations`]: { 'a/b/c': '' },
      },
      [
        `Invalid ${balancers}.annotations annotation-key-invalid`,
        `Invalid ${balancers}.zones[1].annotations annotation-key-invalid`,
      ],
    ],
    [
      'unknown and repeated zones of load balancers',
      { [`${balancers}.zones`]: [{ name: 'x' }, { name: 'x' }] },
      [
        `NotFound ${balancers}.zones[0].name seed-load-balancer-zone-unknown`,
        `NotFound ${balancers}.zones[1].name seed-load-balancer-zone-unknown`,
        `Duplicate ${balancers}.zones[1].name seed-load-balancer-zone-duplicate`,
      ],
    ],
    [
      'what needs several zones, with one',
      { 'spec.provider.zones': ['eu-central-1a'], [`${balancers}.zones`]: [{ name: 'eu-central-1a' }] },
      [
        `Forbidden ${balancers}.zones seed-load-balancer-zones-too-few`,
        'Forbidden spec.settings.topologyAwareRouting.enabled seed-topology-routing-one-zone',
      ],
    ],
    [
      'zone selection without zones, in no mode',
      {
        'spec.provider.zones': [],
        [`${balancers}.zones`]: [],
        'spec.settings.topologyAwareRouting.enabled': false,
        'spec.settings.zoneSelection': { mode: 'prefer' },
      },
      [
        'Forbidden spec.settings.zoneSelection seed-zone-selection-without-zones',
        'NotSupported spec.settings.zoneSelection.mode seed-zone-selection-mode',
      ],
    ],
    [
      'limits of other resources, and negative ones',
      { [`${autoscaler}.maxAllowed`]: { gpu: '1', cpu: '-1' } },
      [
        `NotSupported ${autoscaler}.maxAllowed.gpu seed-vpa-resource-unknown`,
        `Invalid ${autoscaler}.maxAllowed.cpu seed-quantity-negative`,
      ],
    ],
    [
      'an unknown gate, even if it is off',
      { [`${autoscaler}.featureGates`]: { Turbo: false } },
      [`Invalid ${autoscaler}.featureGates.Turbo seed-vpa-gate-unknown`],
    ],
    [
      'extensions that are none',
      {
        'spec.extensions': [{}, { type: 'a.b' }, { type: 'x'.repeat(64) }, { type: 'c' }, { type: 'c' }, {}],
      },
      [
        'Required spec.extensions[0].type seed-extension-type-missing',
        'Invalid spec.extensions[1].type seed-extension-type-invalid',
        'Invalid spec.extensions[2].type seed-extension-type-invalid',
        'Duplicate spec.extensions[4].type seed-extension-duplicate',
        'Required spec.extensions[5].type seed-extension-type-missing',
        'Duplicate spec.extensions[5].type seed-extension-duplicate',
      ],
    ],
    [
      'resources without names or references',
      { 'spec.resources': [{}] },
      [
        'Required spec.resources[0].name seed-resource-name-missing',
        'Required spec.resources[0].resourceRef.apiVersion seed-resource-reference-incomplete',
        'Required spec.resources[0].resourceRef.kind seed-resource-reference-incomplete',
        'Required spec.resources[0].resourceRef.name seed-resource-reference-incomplete',
        'NotSupported spec.resources[0].resourceRef seed-resource-reference-kind',
      ],
    ],
    [
      'a resource twice, and of the wrong kind',
      {
        'spec.resources[1]': {
          name: 'filterlist',
          resourceRef: { apiVersion: 'core.gardener.cloud/v1beta1', kind: 'InternalSecret', name: 'x' },
        },
      },
      [
        'Duplicate spec.resources[1].name seed-resource-duplicate',
        'NotSupported spec.resources[1].resourceRef seed-resource-reference-kind',
      ],
    ],
    [
      'a resource of no apiVersion',
      { 'spec.resources[0].resourceRef.apiVersion': 'a/b/c' },
      ['Invalid spec.resources[0].resourceRef seed-resource-reference-invalid'],
    ],
    ['no ingress', { 'spec.ingress': undefined }, ['Required spec.ingress seed-ingress-missing']],
    [
      'an empty ingress',
      { 'spec.ingress': {} },
      [
        'Required spec.ingress.domain seed-domain-missing',
        'NotSupported spec.ingress.controller.kind seed-ingress-controller-kind',
      ],
    ],
    [
      'an ingress without DNS',
      { 'spec.dns.provider': undefined },
      ['Required spec.dns.provider seed-dns-provider-missing'],
    ],
    [
      'a wildcard domain',
      { 'spec.ingress.domain': '*.example.com' },
      ['Invalid spec.ingress.domain seed-domain-invalid'],
    ],
    [
      'an empty DNS provider, even without ingress',
      { 'spec.ingress': undefined, 'spec.dns.provider': {} },
      [
        'Required spec.ingress seed-ingress-missing',
        'Required spec.dns.provider.type seed-dns-type-missing',
        'Required spec.dns.provider.credentialsRef credentials-reference-missing',
      ],
    ],
    [
      'no internal domain',
      { 'spec.dns.internal': undefined },
      ['Required spec.dns.internal seed-dns-internal-missing'],
    ],
    [
      'an empty internal domain',
      { 'spec.dns.internal': {} },
      [
        'Required spec.dns.internal.domain seed-domain-missing',
        'Required spec.dns.internal.type seed-dns-type-missing',
        'Required spec.dns.internal.credentialsRef.apiVersion credentials-reference-incomplete',
        'Required spec.dns.internal.credentialsRef.kind credentials-reference-incomplete',
        'Required spec.dns.internal.credentialsRef.name credentials-reference-incomplete',
        'Invalid spec.dns.internal.credentialsRef.name credentials-reference-name-invalid',
        'Required spec.dns.internal.credentialsRef.namespace credentials-reference-incomplete',
        'Invalid spec.dns.internal.credentialsRef.namespace credentials-reference-name-invalid',
        'NotSupported spec.dns.internal.credentialsRef credentials-reference-kind',
      ],
    ],
    [
      'default domains twice, even empty ones',
      {
        'spec.dns.defaults': [
          { type: 'x', credentialsRef: secret('a') },
          { type: 'x', credentialsRef: secret('a') },
        ],
      },
      [
        'Required spec.dns.defaults[0].domain seed-domain-missing',
        'Required spec.dns.defaults[1].domain seed-domain-missing',
        'Duplicate spec.dns.defaults[1].domain seed-dns-domain-duplicate',
      ],
    ],
    [
      'an unknown operation',
      { 'metadata.annotations': { 'gardener.cloud/operation': 'rotate' } },
      ['NotSupported metadata.annotations[gardener.cloud/operation] seed-operation-unknown'],
    ],
  ];
  test.each(rows)('%s', (_, patch, expected) => {
    expect(errors(seedRules, patched(seed, patch))).toEqual(expected);
  });
});

describe('a Seed is accepted', () => {
  const rows: [string, Patch][] = [
    ['a name of digits', { 'metadata.name': '0123' }],
    ['zones of any name', { 'spec.provider.zones': ['eu-central-1a', 'eu-central-1b', 'Zone 1', ''] }],
    [
      'taints of any key, several values',
      { 'spec.taints': [{ key: 'not a key!' }, { key: 'a' }, { key: 'a', value: '' }] },
    ],
    ['a size of zero, and as a number', { 'spec.volume.minimumSize': 0 }],
    [
      'counted resources that are whole',
      { [`${configs}.resources`]: { pods: '2000m', 'example.com/gpu': '1k' } },
    ],
    ['no settings', { 'spec.settings': undefined }],
    [
      'zone selection with one zone',
      {
        'spec.provider.zones': ['eu-central-1a'],
        [`${balancers}.zones`]: undefined,
        'spec.settings.topologyAwareRouting': undefined,
        'spec.settings.zoneSelection.mode': 'Enforce',
      },
    ],
    [
      'resources of any name',
      {
        'spec.resources': [
          { name: 'a b/c', resourceRef: { apiVersion: '/v1', kind: 'ConfigMap', name: 'Not A Name' } },
        ],
      },
    ],
    ['the internal domain as default domain', { 'spec.dns.defaults[0].domain': 'internal.example.com' }],
    ['a domain of one label', { 'spec.ingress.domain': 'localhost' }],
    ['an empty operation', { 'metadata.annotations': { 'gardener.cloud/operation': '' } }],
    ['no backup', { 'spec.backup': undefined }],
  ];
  test.each(rows)('%s', (_, patch) => {
    expect(errors(seedRules, patched(seed, patch))).toEqual([]);
  });
});

describe('versions of Gardener', () => {
  const gates = (name: string): Patch => ({ [`${autoscaler}.featureGates`]: { [name]: true } });
  const rows: [string, Patch, number, number][] = [
    ['InPlaceOrRecreate goes', gates('InPlaceOrRecreate'), 145, 144],
    ['PerVPAConfig comes', gates('PerVPAConfig'), 139, 140],
    ['InPlace comes', gates('InPlace'), 144, 145],
    ['CPUStartupBoost comes', gates('CPUStartupBoost'), 144, 145],
  ];
  test.each(rows)('%s', (_, patch, refusing, taking) => {
    const manifest = patched(seed, patch);
    expect(errors(seedRules, manifest, { gardener: taking })).toEqual([]);
    expect(errors(seedRules, manifest, { gardener: refusing })).toHaveLength(1);
  });

  test('the internal domain is required from 1.135 on', () => {
    const manifest = patched(seed, {
      'spec.dns': undefined,
      'spec.ingress': undefined,
      [`${autoscaler}.featureGates`]: {},
    });
    const missing = 'Required spec.dns.internal seed-dns-internal-missing';
    expect(errors(seedRules, manifest, { gardener: 135 })).toContain(missing);
    expect(errors(seedRules, manifest, { gardener: 134 })).not.toContain(missing);
  });

  test('internal and default domains take other credentials than Secrets from 1.135 on', () => {
    const identity = { apiVersion: 'security.gardener.cloud/v1alpha1', kind: 'WorkloadIdentity' };
    const manifest = patched(seed, {
      'spec.dns.internal.credentialsRef': { ...identity, name: 'dns', namespace: 'garden' },
      'spec.dns.provider': { type: 'alicloud-dns', secretRef: { name: 'dns', namespace: 'garden' } },
      [`${autoscaler}.featureGates`]: {},
    });
    expect(errors(seedRules, manifest, { gardener: 135 })).toEqual([]);
    expect(errors(seedRules, manifest, { gardener: 134 })).toEqual([
      'Invalid spec.dns.internal.credentialsRef credentials-reference-not-yet',
    ]);
  });
});

describe('dns.provider.secretRef beside credentialsRef, in 1.135 to 1.138', () => {
  const at = 'spec.dns.provider';
  const identity = { apiVersion: 'security.gardener.cloud/v1alpha1', kind: 'WorkloadIdentity' };
  const internal = { apiVersion: 'core.gardener.cloud/v1beta1', kind: 'InternalSecret' };
  const named = { name: 'dns', namespace: 'garden' };
  const rows: [string, object, string[]][] = [
    ['alone, it stands for credentialsRef', { secretRef: named }, []],
    [
      'alone and incomplete',
      { secretRef: { name: 'dns' } },
      [
        `Required ${at}.credentialsRef.namespace credentials-reference-incomplete`,
        `Invalid ${at}.credentialsRef.namespace credentials-reference-name-invalid`,
      ],
    ],
    ['alone and empty', { secretRef: {} }, [`Required ${at}.credentialsRef credentials-reference-missing`]],
    ['the same Secret', { secretRef: named, credentialsRef: secret('dns') }, []],
    ['empty', { secretRef: {}, credentialsRef: secret('dns') }, []],
    [
      'another Secret',
      { secretRef: named, credentialsRef: secret('other') },
      [`Invalid ${at}.secretRef seed-dns-secret-reference-differs`],
    ],
    [
      'a WorkloadIdentity',
      { secretRef: named, credentialsRef: { ...identity, ...named } },
      [
        `Forbidden ${at}.secretRef.name seed-dns-secret-reference-forbidden`,
        `Forbidden ${at}.secretRef.namespace seed-dns-secret-reference-forbidden`,
      ],
    ],
    [
      'an InternalSecret',
      { secretRef: named, credentialsRef: { ...internal, name: 'other', namespace: 'garden' } },
      [],
    ],
  ];
  test.each(rows)('%s', (_, provider, expected) => {
    const manifest = patched(seed, { [at]: { type: 'x', ...provider }, [`${autoscaler}.featureGates`]: {} });
    expect(errors(seedRules, manifest, { gardener: 135 })).toEqual(expected);
  });

  test('before 1.135 it is what counts, and for the ingress only', () => {
    const manifest = patched(seed, { [at]: { type: 'x' }, [`${autoscaler}.featureGates`]: {} });
    expect(errors(seedRules, manifest, { gardener: 134 })).toEqual([
      `Required ${at}.secretRef.name credentials-reference-incomplete`,
      `Required ${at}.secretRef.namespace credentials-reference-incomplete`,
    ]);
  });
});
