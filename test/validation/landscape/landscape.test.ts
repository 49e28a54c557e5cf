import {
  at,
  deployment,
  dnsSecret,
  type Fields,
  folder,
  collect,
  found,
  judge,
  object,
  registration,
  resources,
  secretRef,
  seed,
  seedSpec,
  told,
} from './documents';
import { expectGolden, oneOfEachSentence } from '../golden';
import type { Issue } from '../../../src/issues/issue';
import type { LandscapeDocument } from '../../../src/validation/landscape/landscape';
import { landscapeRules } from '../../../src/validation/landscape/table';
import { validateLandscape } from '../../../src/validation/validate-landscape';

collect();

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const whole = [deployment, registration, seed, dnsSecret];

test('a complete landscape has no issue', () => {
  expect(told(folder(...whole))).toEqual([]);
  expect(told([])).toEqual([]);
});

test('anything that is no object is left alone', () => {
  expect(
    told(
      [
        null,
        5,
        'a',
        [],
        {},
        { kind: 'Seed' },
        { apiVersion: 1, kind: [], metadata: null },
        { apiVersion: 'core.gardener.cloud/v1beta1', kind: 'Seed', metadata: 'x', spec: [] },
      ].map((manifest) => ({ manifest })),
    ),
  ).toEqual([]);
  const odd = [
    'Seed',
    'Gardenlet',
    'ManagedSeed',
    'ControllerRegistration',
    'Extension',
    'ControllerDeployment',
    'Kustomization',
    'Application',
    'Secret',
  ];
  const values = [
    null,
    5,
    'a',
    [null, 5, {}],
    {
      deployment: { deploymentRefs: [null], resources: [null], extension: 5 },
      resources: [null, 5],
      backup: 5,
      dns: { defaults: [null] },
      extensions: [5],
      dependsOn: [null],
      postBuild: {},
      source: 5,
    },
  ];
  for (const kind of odd) {
    for (const spec of values)
      expect(() => judge(folder(object(kind, 'a', { spec, data: spec, helm: spec })))).not.toThrow();
  }
});

test('an issue has the origin of its document', () => {
  const document = {
    manifest: { ...seed },
    path: 'a.yaml',
    origin: { file: 'b.yaml', document: 2 },
    locate: (field: string) => ({ line: field.length, column: 1 }),
  };
  const repeated = (...documents: LandscapeDocument[]): Issue | undefined =>
    validateLandscape(documents).find(({ rule }) => rule === 'landscape-object-repeated');
  const issue = repeated(document, { manifest: seed, constructPath: 'app/seed' });
  expect(issue?.origin).toEqual({ constructPath: 'app/seed' });
  const other = repeated({ manifest: seed }, document);
  expect(other?.origin).toEqual({ file: 'b.yaml', document: 2, line: 'metadata.name'.length, column: 1 });
});

describe('the same object twice', () => {
  const repeated = (file: string): string[] => [`error landscape-object-repeated metadata.name @ ${file}`];
  test.each<[string, [string, Fields][], string[]]>([
    [
      'in two files',
      [
        ['a.yaml', dnsSecret],
        ['b.yaml', dnsSecret],
      ],
      repeated('b.yaml'),
    ],
    [
      'in two versions',
      [
        ['a.yaml', deployment],
        ['b.yaml', { ...deployment, apiVersion: 'core.gardener.cloud/v1beta1' }],
      ],
      repeated('b.yaml'),
    ],
    [
      'with a namespace that does not count',
      [
        ['a.yaml', deployment],
        ['b.yaml', object('ControllerDeployment', 'provider-alicloud', {}, { namespace: 'x' })],
      ],
      repeated('b.yaml'),
    ],
    [
      'in two namespaces',
      [
        ['a.yaml', dnsSecret],
        ['b.yaml', object('Secret', 'dns', {}, { namespace: 'x' })],
      ],
      [],
    ],
    [
      'in two clusters',
      [
        ['dist/runtime/a.yaml', dnsSecret],
        ['dist/garden/a.yaml', dnsSecret],
      ],
      [],
    ],
    [
      'of another group',
      [
        ['a.yaml', dnsSecret],
        ['b.yaml', { ...dnsSecret, apiVersion: 'example.org/v1' }],
      ],
      [],
    ],
  ])('%s', (_, documents, expected) => {
    expect(told(documents.map(([path, manifest]) => at(path, manifest)))).toEqual(expected);
  });
});

describe('registrations', () => {
  const extension = object('Extension', 'provider-alicloud', { spec: { resources } });
  const secondary = resources.map((resource) => ({ ...resource, primary: false }));
  const other = (list: unknown, name = 'other'): Fields =>
    object('ControllerRegistration', name, { spec: { resources: list } });
  test.each<[string, Fields[], string[]]>([
    [
      'a deployment that is nowhere',
      [registration, seed, dnsSecret],
      ['error landscape-deployment-missing spec.deployment.deploymentRefs[0].name @ 0.yaml'],
    ],
    [
      'registrations alone',
      [registration],
      ['warning landscape-deployment-elsewhere spec.deployment.deploymentRefs[0].name @ 0.yaml'],
    ],
    [
      'a deployment in the old version',
      [{ ...deployment, apiVersion: 'core.gardener.cloud/v1beta1' }, registration],
      [],
    ],
    [
      'two primaries',
      [deployment, registration, other([resources[0]])],
      ['error landscape-primary-repeated spec.resources[0] @ 2.yaml'],
    ],
    ['one primary', [deployment, registration, other(secondary)], []],
    [
      'an Extension and a registration',
      [deployment, registration, object('Extension', 'other', { spec: { resources: [resources[1]] } })],
      ['error landscape-primary-repeated spec.resources[0] @ 2.yaml'],
    ],
    [
      'an Extension of the same name',
      [deployment, registration, extension],
      [
        'warning landscape-registration-of-operator metadata.name @ 0.yaml',
        'warning landscape-registration-of-operator metadata.name @ 1.yaml',
      ],
    ],
    [
      'the deployment of an Extension',
      [
        extension,
        object('ControllerRegistration', 'more', {
          spec: { deployment: { deploymentRefs: [{ name: 'provider-alicloud' }] } },
        }),
      ],
      [],
    ],
  ])('%s', (_, manifests, expected) => {
    expect(told(folder(...manifests))).toEqual(expected);
  });

  test('a name nearly right is recognized', () => {
    const wrong = object('ControllerRegistration', 'a', {
      spec: { deployment: { deploymentRefs: [{ name: 'provider-aliclod' }] } },
    });
    expect(judge(folder(deployment, wrong))[0]?.hint).toContain('provider-alicloud');
  });
});

describe('types that Seeds need', () => {
  const withSpec = (spec: Fields): Fields[] => [
    deployment,
    registration,
    dnsSecret,
    object('Seed', 'ali', { spec: { ...seedSpec, ...spec } }),
  ];
  const unregistered = (field: string): string => `error landscape-seed-type-unregistered ${field} @ 3.yaml`;
  const dns = (type: string): Fields => ({ dns: { provider: { type, credentialsRef: secretRef } } });
  const backup = (provider: string): Fields => ({ backup: { provider, credentialsRef: secretRef } });
  test.each<[string, Fields, string[]]>([
    ['all registered', backup('alicloud'), []],
    ['another provider', { provider: { type: 'aws' } }, [unregistered('spec.provider.type')]],
    [
      'another backup',
      backup('S3'),
      [unregistered('spec.backup.provider'), unregistered('spec.backup.provider')],
    ],
    ['DNS of the wrong type', dns('alicloud'), [unregistered('spec.dns.provider.type')]],
    ['DNS that nobody needs without ingress', { ...dns('alicloud'), ingress: undefined }, []],
    ['an extension', { extensions: [{ type: 'a' }] }, [unregistered('spec.extensions[0].type')]],
    ['an extension that is switched off', { extensions: [{ type: 'a', disabled: true }] }, []],
  ])('%s', (_, spec, expected) => {
    expect(told(folder(...withSpec(spec)))).toEqual(expected);
  });

  test.each<[string, Fields, string, string[]]>([
    ['for Seeds', { clusterCompatibility: ['seed'] }, 'ControllerRegistration', []],
    [
      'for Shoots by default',
      {},
      'ControllerRegistration',
      ['error landscape-seed-extension-incompatible spec.extensions[0].type @ 3.yaml'],
    ],
    [
      'by an operator Extension',
      { clusterCompatibility: ['shoot'] },
      'Extension',
      ['error landscape-seed-extension-incompatible spec.extensions[0].type @ 3.yaml'],
    ],
    [
      'not primarily',
      { primary: false, clusterCompatibility: ['seed'] },
      'ControllerRegistration',
      [unregistered('spec.extensions[0].type')],
    ],
  ])('an extension that is registered %s', (_, fields, kind, expected) => {
    const more = object(kind, 'more', { spec: { resources: [{ kind: 'Extension', type: 'a', ...fields }] } });
    expect(told(folder(...withSpec({ extensions: [{ type: 'a' }] }), more))).toEqual(expected);
  });

  test('without any registration it is a note', () => {
    expect(told(folder(seed, dnsSecret))).toEqual(['warning landscape-seed-type-elsewhere spec @ 0.yaml']);
  });

  test('a Gardenlet and a ManagedSeed are stored all the same', () => {
    const config = { seedConfig: { spec: { ...seedSpec, provider: { type: 'aws' } } } };
    const gardenlet = object('Gardenlet', 'a', { spec: { config } });
    const managed = object('ManagedSeed', 'b', { spec: { gardenlet: { config } } });
    expect(told(folder(deployment, registration, dnsSecret, gardenlet, managed))).toEqual([
      'warning landscape-ingress-domain-repeated spec.gardenlet.config.seedConfig.spec.ingress.domain @ 4.yaml',
      'warning landscape-seed-config-type-unregistered spec.config.seedConfig.spec.provider.type @ 3.yaml',
      'warning landscape-seed-config-type-unregistered spec.gardenlet.config.seedConfig.spec.provider.type @ 4.yaml',
    ]);
  });

  test('a BackupBucket needs its type, too', () => {
    const bucket = object('BackupBucket', 'a', { spec: { provider: { type: 'aws' } } });
    expect(told(folder(deployment, registration, dnsSecret, bucket))).toEqual([
      unregistered('spec.provider.type'),
    ]);
  });
});

describe('names of Seeds', () => {
  test.each<[string, Fields[], string[]]>([
    [
      'a Gardenlet and a ManagedSeed',
      [object('Gardenlet', 'a'), object('ManagedSeed', 'a')],
      ['error landscape-gardenlet-and-managed-seed metadata.name @ 1.yaml'],
    ],
    ['two names', [object('Gardenlet', 'a'), object('ManagedSeed', 'b')], []],
    [
      'a Seed of a gardenlet',
      [object('Gardenlet', 'a'), object('Seed', 'a')],
      ['warning landscape-seed-and-gardenlet metadata.name @ 1.yaml'],
    ],
  ])('%s', (_, manifests, expected) => {
    expect(told(folder(...manifests))).toEqual(expected);
  });
});

describe('references', () => {
  const elsewhere = (field: string): string => `warning landscape-reference-elsewhere ${field} @ 0.yaml`;
  const noType = 'warning landscape-seed-type-elsewhere spec @ 0.yaml';
  const role = (name: string, fields: Fields, value: string, kind = 'Secret'): Fields =>
    object(kind, name, fields, { labels: { 'gardener.cloud/role': value } });

  test('all that a Seed refers to is noted', () => {
    const spec = {
      backup: { credentialsRef: secretRef },
      dns: {
        provider: { credentialsRef: secretRef },
        internal: { credentialsRef: secretRef },
        defaults: [{ credentialsRef: secretRef }],
      },
      resources: [{ name: 'a', resourceRef: { apiVersion: 'v1', kind: 'ConfigMap', name: 'b' } }],
    };
    expect(told(folder(object('Seed', 'a', { spec })))).toEqual([
      elsewhere('spec.backup.credentialsRef'),
      elsewhere('spec.dns.defaults[0].credentialsRef'),
      elsewhere('spec.dns.internal.credentialsRef'),
      elsewhere('spec.dns.provider.credentialsRef'),
      elsewhere('spec.resources[0].resourceRef'),
    ]);
  });

  test.each<[string, Fields, string[]]>([
    ['a Secret', dnsSecret, []],
    ['an ExternalSecret', object('ExternalSecret', 'dns'), []],
    [
      'an ExternalSecret with a target',
      object('ExternalSecret', 'x', { spec: { target: { name: 'dns' } } }),
      [],
    ],
    [
      'an ExternalSecret with another target',
      object('ExternalSecret', 'dns', { spec: { target: { name: 'x' } } }),
      [elsewhere('spec.dns.provider.credentialsRef')],
    ],
    ['another kind', object('ConfigMap', 'dns'), [elsewhere('spec.dns.provider.credentialsRef')]],
    [
      'another namespace',
      object('Secret', 'dns', {}, { namespace: 'x' }),
      ['warning landscape-reference-namespace spec.dns.provider.credentialsRef @ 0.yaml'],
    ],
  ])('a reference that %s answers', (_, maker, expected) => {
    expect(told(folder(seed, maker))).toEqual([...expected, noType].sort());
  });

  test.each<[string, Fields | undefined, string[]]>([
    ['a pull secret', role('pull', { data: { '.dockerconfigjson': '' } }, 'helm-pull-secret'), []],
    ['one that is elsewhere', undefined, [elsewhere('helm.ociRepository.pullSecretRef')]],
    [
      'one without label',
      object('Secret', 'pull', { data: { '.dockerconfigjson': '' } }),
      ['warning landscape-reference-role metadata.labels @ 1.yaml'],
    ],
    [
      'one with another label',
      role('pull', { data: { '.dockerconfigjson': '' } }, 'oci-ca-bundle'),
      ['warning landscape-reference-role metadata.labels @ 1.yaml'],
    ],
    [
      'one with another key',
      role('pull', { data: { config: '' } }, 'helm-pull-secret'),
      ['warning landscape-reference-key helm.ociRepository.pullSecretRef @ 0.yaml'],
    ],
    [
      'one that an ExternalSecret makes',
      object('ExternalSecret', 'pull', {
        spec: {
          target: { template: { metadata: { labels: { 'gardener.cloud/role': 'helm-pull-secret' } } } },
        },
      }),
      [],
    ],
  ])('%s', (_, secret, expected) => {
    const chart = object('ControllerDeployment', 'a', {
      helm: { ociRepository: { pullSecretRef: { name: 'pull' } } },
    });
    expect(told(folder(chart, ...(secret === undefined ? [] : [secret])))).toEqual(expected);
  });

  describe('in chart values', () => {
    const using = (values: unknown): Fields =>
      object('ControllerDeployment', 'a', {
        helm: { values },
        resources: [{ name: 'r', resourceRef: { apiVersion: 'v1', kind: 'Secret', name: 's' } }],
      });
    const owner = { config: { machineImageOwnerSecret: { accessKeyID: '{{ .resources.r.data.id }}' } } };
    const labelled = (fields: Fields): Fields => role('s', fields, 'resource-reference');
    test.each<[string, unknown, Fields, string[]]>([
      ['a key', { a: '{{ .resources.r.data.k }}' }, labelled({ stringData: { k: 'x' } }), []],
      [
        'a key that is not there',
        { a: '{{ .resources.r.data.k }}' },
        labelled({ stringData: { l: 'x' } }),
        ['warning landscape-reference-key resources[0].resourceRef @ 0.yaml'],
      ],
      [
        'no label',
        { a: '{{ .resources.r.data.k }}' },
        object('Secret', 's', { data: { k: '' } }),
        ['warning landscape-reference-role metadata.labels @ 1.yaml'],
      ],
      [
        "an owner's key as it is",
        owner,
        labelled({ stringData: { id: 'example.access.key' } }),
        ['warning landscape-owner-key-encoding data @ 1.yaml'],
      ],
      [
        "an owner's key, encoded once",
        owner,
        labelled({ data: { id: base64('example.access.key') } }),
        ['warning landscape-owner-key-encoding data @ 1.yaml'],
      ],
      [
        "an owner's key, encoded as the chart needs it",
        owner,
        labelled({ data: { id: base64(base64('example.access.key')) } }),
        [],
      ],
    ])('%s', (_, values, secret, expected) => {
      expect(told(folder(using(values), secret))).toEqual(expected);
    });
  });

  test('an Extension refers to objects, too', () => {
    const extension = object('Extension', 'a', {
      spec: {
        deployment: {
          extension: { helm: { ociRepository: { caBundleSecretRef: { name: 'ca' } } } },
          admission: { virtualCluster: { helm: { ociRepository: { pullSecretRef: { name: 'pull' } } } } },
          resources: [{ name: 'r', resourceRef: { apiVersion: 'v1', kind: 'ConfigMap', name: 'c' } }],
        },
      },
    });
    expect(told(folder(extension))).toEqual([
      elsewhere('spec.deployment.admission.virtualCluster.helm.ociRepository.pullSecretRef'),
      elsewhere('spec.deployment.extension.helm.ociRepository.caBundleSecretRef'),
      elsewhere('spec.deployment.resources[0].resourceRef'),
    ]);
  });
});

describe('NamespacedCloudProfiles', () => {
  const kubernetes = (version: string): Fields => ({
    kubernetes: { versions: [{ version, expirationDate: '2099-01-01T00:00:00Z' }] },
  });
  const child = (spec: Fields): Fields =>
    object(
      'NamespacedCloudProfile',
      'a',
      { spec: { parent: { kind: 'CloudProfile', name: 'b' }, ...spec } },
      { namespace: 'garden-x' },
    );
  const parent = object('CloudProfile', 'b', {
    spec: {
      type: 'alicloud',
      regions: [],
      machineImages: [],
      machineTypes: [],
      kubernetes: { versions: [{ version: '1.33.1' }, { version: '1.32.0' }] },
    },
  });

  test('a parent that is not there is noted, if others are', () => {
    expect(told(folder(child({})))).toEqual([]);
    expect(told(folder(child({}), object('CloudProfile', 'c')))).toEqual([
      'warning landscape-parent-elsewhere spec.parent.name @ 0.yaml',
    ]);
  });

  test('below their parent the merged result is judged', () => {
    expect(told(folder(child(kubernetes('1.32.0')), parent))).toEqual([]);
    const wrong = judge(folder(child(kubernetes('1.31.0')), parent));
    expect(wrong).toEqual([expect.objectContaining({ severity: 'error', origin: { file: '0.yaml' } })]);
  });

  test('what is wrong by itself is not said again', () => {
    expect(told(folder(child({ parent: { kind: 'Other', name: 'b' } }), parent))).toEqual([]);
    expect(told(folder({ ...child({}), spec: { parent: { name: 'b' }, kubernetes: 5 } }, parent))).toEqual(
      [],
    );
  });
});

test('an image ID that a job forgets', () => {
  const shared = (...ids: string[]): Fields => {
    const images = Object.fromEntries(ids.map((id) => [id, { accounts: [] }]));
    const config = { apiVersion: 'image-sharing/v1', regions: { 'eu-central-1': { images } } };
    return object('ConfigMap', 'config', { data: { 'config.json': JSON.stringify(config) } });
  };
  const version = (name: string, id: string): Fields => ({
    version: name,
    regions: [{ name: 'eu-central-1', id }],
  });
  const machineImages = [
    { name: 'own', versions: [version('1.0.0', 'm-1'), version('2.0.0', 'm-2')] },
    { name: 'public', versions: [version('1.0.0', 'm-3')] },
  ];
  const profile = object('CloudProfile', 'a', { spec: { providerConfig: { machineImages } } });
  expect(told(folder(profile))).toEqual([]);
  expect(told(folder(profile, shared()))).toEqual([]);
  expect(told(folder(profile, shared('m-1', 'm-2')))).toEqual([]);
  expect(told(folder(profile, shared('m-1')))).toEqual([
    'warning landscape-image-unshared spec.providerConfig.machineImages[0].versions[1] @ 0.yaml',
  ]);
  const broken = object('ConfigMap', 'config', {
    data: { 'config.json': '{"apiVersion": "image-sharing/v1"' },
  });
  expect(told(folder(profile, broken))).toEqual([]);
});

test('the sentences', () => {
  const issues = oneOfEachSentence(found).filter(({ rule }) => rule.startsWith('landscape'));
  expectGolden('landscape', issues);
});

test('every rule is found somewhere above', () => {
  // Credentials have tests of their own.
  const rules = new Set([...found.map(({ rule }) => rule), 'landscape-access-key']);
  expect(Object.keys(landscapeRules).filter((rule) => !rules.has(rule))).toEqual([]);
});
