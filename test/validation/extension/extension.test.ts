import { validateManifest } from '../../../src/validation/validate';
import { extensionRules as rules } from '../../../src/validation/extension/errors';
import { errors, findings, warnings } from '../controller-deployment/judge-kind';
import { expectSentences } from '../golden';

type Fields = Record<string, unknown>;

const chart = { helm: { ociRepository: { ref: 'example.org/charts/some-extension:v1.0.0' } } };
const secret = { apiVersion: 'v1', kind: 'Secret', name: 'a' };

function extension(deployment: unknown, spec: Fields = {}, metadata: Fields = {}): Fields {
  return {
    apiVersion: 'operator.gardener.cloud/v1alpha1',
    kind: 'Extension',
    metadata: { name: 'some-extension', ...metadata },
    spec: { deployment, ...spec },
  };
}

const deployment = 'spec.deployment';
const admission = `${deployment}.admission`;

describe('deployment', () => {
  test.each<[string, unknown, string[]]>([
    ['an extension', { extension: chart }, []],
    ['an admission in the runtime cluster', { admission: { runtimeCluster: chart } }, []],
    ['an admission in the virtual garden', { admission: { virtualCluster: chart } }, []],
    ['none', undefined, [`Required ${deployment} extension-deployment-missing`]],
    [
      'resources alone, which are not looked at',
      { resources: [{}] },
      [`Required ${deployment} extension-deployment-missing`],
    ],
    ['an empty admission', { admission: {} }, [`Required ${admission} extension-admission-empty`]],
    [
      'values alone, which are not looked at',
      { admission: { values: { a: '}}' } } },
      [`Required ${admission} extension-admission-empty`],
    ],
    [
      'no helm',
      { extension: {}, admission: { runtimeCluster: {}, virtualCluster: {} } },
      [
        `Required ${admission}.runtimeCluster.helm extension-helm-missing`,
        `Required ${admission}.virtualCluster.helm extension-helm-missing`,
        `Required ${deployment}.extension.helm extension-helm-missing`,
      ],
    ],
    ['an empty helm', { extension: { helm: {} } }, ['InternalError  extension-oci-repository-missing']],
    [
      'an empty reference',
      { extension: { helm: { ociRepository: {} } } },
      [`Required ${deployment}.extension.helm.ociRepository chart-oci-reference-missing`],
    ],
    [
      'a template in each place',
      {
        extension: { ...chart, values: { a: '{{' }, runtimeClusterValues: { a: '{{' } },
        admission: { runtimeCluster: chart, values: { a: '{{' } },
      },
      [
        `Invalid ${admission}.values chart-values-template`,
        `Invalid ${deployment}.extension.runtimeClusterValues chart-values-template`,
        `Invalid ${deployment}.extension.values chart-values-template`,
      ],
    ],
    [
      'a reference that all share',
      {
        resources: [{ name: 'a', resourceRef: secret }],
        extension: { ...chart, values: { a: '{{ .resources.a.data.b }}' } },
        admission: { runtimeCluster: chart, values: { a: '{{ .resources.a.data.b }}' } },
      },
      [],
    ],
    [
      'a bad resource',
      { resources: [{ name: 'a-b', resourceRef: secret }], extension: chart },
      [`Invalid ${deployment}.resources[0].name chart-resource-name-not-alphanumeric`],
    ],
    [
      'an unknown policy and a bad selector',
      { extension: { ...chart, policy: 'x', seedSelector: { matchLabels: { 'a b': 'c' } } } },
      [],
    ],
  ])('%s', (_, value, expected) => {
    expect(errors(rules, extension(value))).toEqual(expected);
  });

  test('the operator asks for it from 1.134 on, and for references to resources from 1.147 on', () => {
    expect(errors(rules, extension({ extension: { helm: {} } }), { gardenerVersion: '1.133' })).toEqual([]);
    expect(errors(rules, extension(undefined), { gardenerVersion: '1.134' })).toHaveLength(1);
    const template = extension({ extension: { ...chart, values: { a: '}}' } } });
    expect(errors(rules, template, { gardenerVersion: '1.146' })).toEqual([]);
    expect(errors(rules, template, { gardenerVersion: '1.147' })).toHaveLength(1);
  });

  test('where the webhook fails is shown, although it names no field', () => {
    const [finding] = findings(rules, extension({ extension: { helm: {} } }));
    expect(finding).toMatchObject({ field: '', at: `${deployment}.extension.helm` });
  });
});

describe('resources', () => {
  const resources = (fields: Fields): Fields =>
    extension({ extension: chart }, { resources: [{ kind: 'Extension', type: 'a', ...fields }] });
  const at = 'spec.resources[0]';
  test.each<[string, Fields, string[]]>([
    ['a garden', { clusterCompatibility: ['garden'], autoEnable: ['garden'] }, []],
    ['autoEnable of shoots makes them compatible', { autoEnable: ['shoot'] }, []],
    [
      'and only them',
      { autoEnable: ['shoot', 'garden'] },
      [`Forbidden ${at}.autoEnable[1] controller-resource-auto-enable-incompatible`],
    ],
    [
      'autoEnable of seeds does not',
      { autoEnable: ['seed'] },
      [`Forbidden ${at}.autoEnable[0] controller-resource-auto-enable-incompatible`],
    ],
    [
      'a bad moment',
      { lifecycle: { delete: 'AfterWorker' } },
      [`NotSupported ${at}.lifecycle.delete controller-resource-lifecycle`],
    ],
  ])('%s', (_, fields, expected) => {
    expect(errors(rules, resources(fields))).toEqual(expected);
  });

  test('primary stays as it is, and unset is true', () => {
    const primary = [`Invalid ${at}.primary controller-resource-primary-immutable`];
    expect(errors(rules, resources({ primary: false }), { previous: resources({}) })).toEqual(primary);
    expect(errors(rules, resources({}), { previous: resources({ primary: true }) })).toEqual([]);
  });

  test('nobody looked at them before 1.115', () => {
    expect(errors(rules, resources({ autoEnable: ['x'] }), { gardenerVersion: '1.114' })).toEqual([]);
  });
});

test('a name may have dots, and is still needed', () => {
  expect(errors(rules, extension({ extension: chart }, {}, { name: 'a.b' }))).toEqual([]);
  expect(errors(rules, extension({ extension: chart }, {}, { name: '' }))).toHaveLength(1);
  expect(errors(rules, extension({ extension: chart }, {}, { name: 'A' }))).toHaveLength(1);
});

describe('warnings', () => {
  const ref = 'example.org/charts/provider-alicloud:v1.71.0';
  const provider = (fields: Fields, more: Fields = {}): Fields =>
    extension({
      extension: { helm: { ociRepository: { ref } }, ...fields },
      admission: { runtimeCluster: chart, virtualCluster: chart },
      ...more,
    });
  const at = `${deployment}.extension`;
  test.each<[string, Fields, string[]]>([
    ['none', provider({ values: { replicaCount: 2 } }), []],
    [
      'a dotted name',
      extension({ extension: chart }, {}, { name: 'a.b' }),
      ['extension-name-not-label metadata.name'],
    ],
    ['an unknown policy', provider({ policy: 'always' }), [`extension-policy-unknown ${at}.policy`]],
    ['a selector', provider({ seedSelector: {} }), []],
    [
      'a selector with a primary',
      extension(
        { extension: { ...chart, seedSelector: {} } },
        { resources: [{ kind: 'Worker', type: 'a' }] },
      ),
      [`extension-seed-selector-primary ${at}.seedSelector`],
    ],
    [
      'a bad selector',
      provider({ seedSelector: { matchLabels: { 'a b': 'c' } } }),
      [`extension-seed-selector-invalid ${at}.seedSelector.matchLabels`],
    ],
    ['an unknown value', provider({ values: { x: 1 } }), [`provider-alicloud-value-unknown ${at}.values.x`]],
    [
      'an owner in the runtime cluster',
      provider({ runtimeClusterValues: { config: { machineImageOwnerSecret: { name: 'a' } } } }),
      [`extension-runtime-values-without-effect ${at}.runtimeClusterValues.config.machineImageOwnerSecret`],
    ],
    [
      'no kubeconfig on purpose',
      provider({ injectGardenKubeconfig: false }),
      [`provider-alicloud-garden-kubeconfig-missing ${at}.injectGardenKubeconfig`],
    ],
    ['no admission', provider({}, { admission: undefined }), [`extension-admission-missing ${admission}`]],
    [
      'a floating version',
      provider({}, { admission: { runtimeCluster: { helm: { ociRepository: { ref: 'a/b' } } } } }),
      [`chart-oci-version-floating ${admission}.runtimeCluster.helm.ociRepository.ref`],
    ],
    [
      'a key for the admission',
      provider({}, { admission: { runtimeCluster: chart, values: { accessKeySecret: 'x' } } }),
      [`chart-values-credential ${admission}.values.accessKeySecret`],
    ],
  ])('%s', (_, manifest, expected) => {
    expect(warnings(rules, manifest)).toEqual(expected);
  });

  test('no chart at all, where the operator does not ask for one', () => {
    expect(warnings(rules, extension({ extension: {} }), { gardenerVersion: '1.133' })).toEqual([
      `extension-chart-unpulled ${at}.helm`,
    ]);
  });
});

describe('what the API server makes of it before the webhook', () => {
  const oci = { ociRepository: { ref: 'example.org/charts/a:v1.0.0' } };
  const whole = extension({ extension: { helm: oci } });
  const told = (manifest: unknown): string[] =>
    validateManifest(manifest)
      .filter(({ rule }) => !rule.startsWith('provider-alicloud'))
      .map(({ severity, type, field, rule }) => `${severity} ${type} ${field} ${rule}`);

  test('metadata are judged beside the schema', () => {
    expect(told({ ...whole, metadata: { labels: { a: ' ' } }, spec: 5 })).toEqual([
      'error TypeInvalid spec schema-type',
      'error Required metadata.name metadata-name-required',
      'error Invalid metadata.labels label-value-invalid',
    ]);
  });

  test('a null is dropped at creation and refused by a server-side apply', () => {
    const manifest = extension({
      admission: null,
      extension: { helm: oci, values: { a: null }, policy: null },
    });
    expect(told(manifest)).toEqual([
      'warning TypeInvalid spec.deployment.admission schema-null',
      'warning TypeInvalid spec.deployment.extension.policy schema-null',
    ]);
  });

  test('the status is decoded by the webhook', () => {
    expect(told({ ...whole, status: { observedGeneration: [] } })).toEqual([
      'error Malformed status.observedGeneration malformed-type',
    ]);
    expect(told({ ...whole, status: { observedGeneration: 1 } })).toEqual([]);
  });
});

expectSentences('extension-tests');
