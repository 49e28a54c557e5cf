import { controllerRegistrationRules as rules } from '../../../src/validation/controller-registration/errors';
import { errors, warnings } from '../controller-deployment/judge-kind';
import { expectSentences } from '../golden';

type Fields = Record<string, unknown>;

const alicloud = [
  ...['BackupBucket', 'BackupEntry', 'Bastion', 'ControlPlane', 'Infrastructure', 'Worker'].map((kind) => ({
    kind,
    type: 'alicloud',
  })),
  { kind: 'DNSRecord', type: 'alicloud-dns' },
];
const podSecurity = 'security.gardener.cloud/pod-security-enforce';

function registration(spec: Fields, metadata: Fields = {}): Fields {
  return {
    apiVersion: 'core.gardener.cloud/v1beta1',
    kind: 'ControllerRegistration',
    metadata: { name: 'provider-alicloud', annotations: { [podSecurity]: 'baseline' }, ...metadata },
    spec: { deployment: { deploymentRefs: [{ name: 'provider-alicloud' }] }, ...spec },
  };
}

const extension = (fields: Fields): Fields =>
  registration({ resources: [{ kind: 'Extension', type: 'a', ...fields }] });
const worker = (fields: Fields): Fields =>
  registration({ resources: [{ kind: 'Worker', type: 'a', ...fields }] });

test('a registration as it should be has no issue', () => {
  expect(errors(rules, registration({ resources: alicloud }))).toEqual([]);
  expect(warnings(rules, registration({ resources: alicloud }))).toEqual([]);
});

describe('resources', () => {
  const resource = (rule: string, type: string, field: string): string =>
    `${type} spec.resources[0]${field} controller-resource-${rule}`;
  test.each<[string, Fields, string[]]>([
    [
      'no kind and type',
      registration({ resources: [{}] }),
      [
        resource('kind', 'NotSupported', '.kind'),
        resource('kind-missing', 'Required', '.kind'),
        resource('type-missing', 'Required', '.type'),
      ],
    ],
    [
      'a kind in lower case',
      registration({ resources: [{ kind: 'worker', type: 'a' }] }),
      [resource('kind', 'NotSupported', '.kind')],
    ],
    ['any type', registration({ resources: [{ kind: 'Worker', type: 'A b/c' }] }), []],
    [
      'Extension fields elsewhere',
      worker({
        autoEnable: ['shoot'],
        clusterCompatibility: ['shoot'],
        reconcileTimeout: '3m',
        lifecycle: {},
      }),
      [
        resource('extension-only', 'Forbidden', '.autoEnable'),
        resource('extension-only', 'Forbidden', '.clusterCompatibility'),
        resource('extension-only', 'Forbidden', '.lifecycle'),
        resource('extension-only', 'Forbidden', '.reconcileTimeout'),
      ],
    ],
    ['empty lists elsewhere', worker({ autoEnable: [], clusterCompatibility: [] }), []],
    [
      'wrong values elsewhere',
      worker({ autoEnable: ['x', 'x'] }),
      [resource('extension-only', 'Forbidden', '.autoEnable')],
    ],
    [
      'a field for exposures elsewhere',
      worker({ continuousEndpointUpdate: false }),
      [resource('endpoint-update', 'Forbidden', '.continuousEndpointUpdate')],
    ],
    [
      'and on an Extension',
      extension({ continuousEndpointUpdate: true }),
      [resource('endpoint-update', 'Forbidden', '.continuousEndpointUpdate')],
    ],
    ['autoEnable by default', extension({ autoEnable: ['shoot'] }), []],
    [
      'autoEnable against the default',
      extension({ autoEnable: ['seed'] }),
      [resource('auto-enable-incompatible', 'Forbidden', '.autoEnable[0]')],
    ],
    [
      'autoEnable against an empty list, which is the default',
      extension({ clusterCompatibility: [], autoEnable: ['shoot'] }),
      [],
    ],
    [
      'a garden',
      extension({ clusterCompatibility: ['garden'] }),
      [resource('cluster-type', 'NotSupported', '.clusterCompatibility[0]')],
    ],
    [
      'a cluster that is unknown in both',
      extension({ clusterCompatibility: ['x'], autoEnable: ['x'] }),
      [
        resource('cluster-type', 'NotSupported', '.autoEnable[0]'),
        resource('cluster-type', 'NotSupported', '.clusterCompatibility[0]'),
      ],
    ],
    [
      'clusters three times',
      extension({ clusterCompatibility: ['shoot', 'shoot', 'shoot'], autoEnable: ['shoot', 'shoot'] }),
      [
        resource('cluster-type-repeated', 'Duplicate', '.autoEnable[1]'),
        resource('cluster-type-repeated', 'Duplicate', '.clusterCompatibility[1]'),
        resource('cluster-type-repeated', 'Duplicate', '.clusterCompatibility[2]'),
      ],
    ],
    [
      'all moments',
      extension({
        lifecycle: { reconcile: 'AfterWorker', delete: 'AfterKubeAPIServer', migrate: 'BeforeKubeAPIServer' },
      }),
      [],
    ],
    [
      'moments that are none',
      extension({ lifecycle: { reconcile: '', delete: 'AfterWorker', migrate: 'x' } }),
      [
        resource('lifecycle', 'NotSupported', '.lifecycle.delete'),
        resource('lifecycle', 'NotSupported', '.lifecycle.migrate'),
        resource('lifecycle', 'NotSupported', '.lifecycle.reconcile'),
      ],
    ],
  ])('%s', (_, manifest, expected) => {
    expect(errors(rules, manifest)).toEqual(expected);
  });

  test.each<[string, string[], string[]]>([
    ['next to each other', ['a', 'a'], ['Duplicate spec.resources[1] controller-resource-repeated']],
    [
      'with another kind in between',
      ['a', 'Worker', 'a'],
      ['Duplicate spec.resources[2] controller-resource-repeated'],
    ],
    ['with another type in between', ['a', 'b', 'a'], []],
    [
      'three times',
      ['a', 'a', 'a'],
      [
        'Duplicate spec.resources[1] controller-resource-repeated',
        'Duplicate spec.resources[2] controller-resource-repeated',
      ],
    ],
  ])('a pair repeated %s', (_, types, expected) => {
    const resources = types.map((type) =>
      type === 'Worker' ? { kind: type, type } : { kind: 'DNSRecord', type },
    );
    expect(errors(rules, registration({ resources }))).toEqual(expected);
  });

  test('SelfHostedShootExposure came with 1.138', () => {
    const manifest = registration({ resources: [{ kind: 'SelfHostedShootExposure', type: 'a' }] });
    expect(errors(rules, manifest, { gardenerVersion: '1.138' })).toEqual([]);
    expect(errors(rules, manifest, { gardenerVersion: '1.137' })).toEqual([
      resource('kind', 'NotSupported', '.kind'),
    ]);
  });
});

describe('deployment', () => {
  const secondary = [{ kind: 'Extension', type: 'a', primary: false }];
  const deployment = (fields: Fields, resources: unknown = secondary): Fields =>
    registration({ deployment: fields, resources });
  test.each<[string, Fields, string[]]>([
    [
      'an unknown policy',
      deployment({ policy: 'always' }),
      ['NotSupported spec.deployment.policy controller-registration-policy'],
    ],
    [
      'an empty policy',
      deployment({ policy: '' }),
      ['NotSupported spec.deployment.policy controller-registration-policy'],
    ],
    [
      'two deployments',
      deployment({ deploymentRefs: [{ name: 'a' }, { name: 'a' }] }),
      ['Forbidden spec.deployment.deploymentRefs controller-registration-one-deployment'],
    ],
    [
      'a deployment without name',
      deployment({ deploymentRefs: [{}] }),
      ['Required spec.deployment.deploymentRefs[0].name controller-registration-deployment-name-missing'],
    ],
    ['a selector', deployment({ seedSelector: {} }), []],
    ['a selector without resources', deployment({ seedSelector: {} }, []), []],
    [
      'a selector with one primary',
      deployment({ seedSelector: {} }, [...secondary, { kind: 'Extension', type: 'b' }]),
      ['Forbidden spec.deployment.seedSelector controller-registration-seed-selector-primary'],
    ],
  ])('%s', (_, manifest, expected) => {
    expect(errors(rules, manifest)).toEqual(expected);
  });

  test('a selector is a label selector', () => {
    const found = errors(rules, deployment({ seedSelector: { matchLabels: { 'a b': 'c' } } }));
    expect(found).toEqual([expect.stringMatching(/^Invalid spec.deployment.seedSelector.matchLabels /)]);
  });
});

describe('updates', () => {
  const primary = ['Invalid spec.resources[0].primary controller-resource-primary-immutable'];
  test.each<[unknown, unknown, string[]]>([
    [undefined, true, []],
    [true, undefined, []],
    [undefined, false, primary],
    [false, undefined, primary],
    [true, false, primary],
  ])('primary from %s to %s', (before, after, expected) => {
    expect(errors(rules, worker({ primary: after }), { previous: worker({ primary: before }) })).toEqual(
      expected,
    );
  });

  test('another type may be primary', () => {
    expect(errors(rules, worker({ primary: false }), { previous: extension({}) })).toEqual([]);
  });

  describe('while the object is being deleted', () => {
    const deleting = { deletionTimestamp: '2021-01-01T00:00:00Z', deletionGracePeriodSeconds: 0 };
    const going = (manifest: Fields): Fields => ({
      ...manifest,
      metadata: { ...(manifest['metadata'] as Fields), ...deleting },
    });
    const forbidden = ['Forbidden spec controller-registration-deleting'];
    test.each<[string, Fields, Fields, string[]]>([
      ['the same', worker({}), worker({}), []],
      ['defaults written out', worker({}), worker({ primary: true }), []],
      [
        'defaults of an Extension',
        extension({}),
        extension({
          primary: true,
          clusterCompatibility: ['shoot'],
          reconcileTimeout: '3m0s',
          lifecycle: { delete: 'BeforeKubeAPIServer' },
          autoEnable: [],
        }),
        [],
      ],
      [
        'a duration in another unit',
        extension({ reconcileTimeout: '90s' }),
        extension({ reconcileTimeout: '1m30s' }),
        [],
      ],
      [
        'the default policy',
        registration({ deployment: {} }),
        registration({ deployment: { policy: 'OnDemand' } }),
        [],
      ],
      [
        'another policy',
        registration({ deployment: {} }),
        registration({ deployment: { policy: 'Always' } }),
        forbidden,
      ],
      ['another primary', worker({}), worker({ primary: false }), forbidden],
      [
        'a selector',
        registration({ deployment: {} }),
        registration({ deployment: { seedSelector: {} } }),
        forbidden,
      ],
      ['no deployment', registration({ deployment: {} }), registration({ deployment: undefined }), forbidden],
    ])('%s', (_, before, after, expected) => {
      expect(errors(rules, going(after), { previous: going(before) })).toEqual(expected);
    });

    test('the stored timestamp counts', () => {
      expect(errors(rules, worker({ primary: false }), { previous: going(worker({})) })).toEqual(forbidden);
    });
  });
});

describe('warnings', () => {
  test.each<[string, Fields, string[]]>([
    [
      'the wrong type of DNS',
      registration({ resources: [...alicloud, { kind: 'DNSRecord', type: 'alicloud' }] }),
      ['provider-alicloud-dns-type spec.resources[7].type'],
    ],
    [
      'a kind left out',
      registration({ resources: alicloud.slice(1) }),
      ['provider-alicloud-resources-incomplete spec.resources'],
    ],
    [
      'no level',
      registration({ resources: alicloud }, { annotations: {} }),
      [`provider-alicloud-pod-security-missing metadata.annotations[${podSecurity}]`],
    ],
    [
      'no level for others',
      registration({ resources: [{ kind: 'Worker', type: 'aws' }] }, { annotations: {} }),
      [],
    ],
    [
      'an unknown level',
      registration({}, { annotations: { [podSecurity]: 'base' } }),
      [`pod-security-level metadata.annotations[${podSecurity}]`],
    ],
    [
      'no deployment',
      registration({ resources: alicloud, deployment: {} }),
      ['controller-registration-without-deployment spec.deployment.deploymentRefs'],
    ],
    [
      'a pair far apart',
      registration({ resources: ['a', 'b', 'a'].map((type) => ({ kind: 'Extension', type })) }),
      ['controller-resource-repeated-apart spec.resources[2]'],
    ],
  ])('%s', (_, manifest, expected) => {
    expect(warnings(rules, manifest)).toEqual(expected);
  });
});

expectSentences('registration');
