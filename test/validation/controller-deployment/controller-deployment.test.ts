import { controllerDeploymentRules as rules } from '../../../src/validation/controller-deployment/errors';
import { errors, findings, warnings } from './judge-kind';
import { expectSentences } from '../golden';

const secret = { apiVersion: 'v1', kind: 'Secret', name: 'a' };
const metadata = { name: 'some-extension' };
const oci = { ref: 'example.org/charts/some-extension:v1.0.0' };
const v1 = (fields: object): Record<string, unknown> => ({
  apiVersion: 'core.gardener.cloud/v1',
  kind: 'ControllerDeployment',
  metadata,
  ...fields,
});
const beta = (fields: object): Record<string, unknown> => ({
  apiVersion: 'core.gardener.cloud/v1beta1',
  kind: 'ControllerDeployment',
  metadata,
  ...fields,
});
const values = (text: unknown): Record<string, unknown> =>
  v1({
    helm: { ociRepository: oci, values: { a: [{ b: text }] } },
    resources: [{ name: 'creds', resourceRef: secret }],
  });

describe('source of the chart', () => {
  test.each<[string, object, string[]]>([
    ['an archive', { rawChart: 'YWJj' }, []],
    ['a reference', { ociRepository: oci }, []],
    ['an empty archive beside a reference', { rawChart: '', ociRepository: oci }, []],
    ['none', {}, ['Required helm chart-source-not-one']],
    ['both', { rawChart: 'YWJj', ociRepository: oci }, ['Required helm chart-source-not-one']],
    [
      'an empty reference',
      { ociRepository: {} },
      ['Required helm.ociRepository chart-oci-reference-missing'],
    ],
    [
      'a tag alone',
      { ociRepository: { tag: 'v1' } },
      ['Required helm.ociRepository chart-oci-reference-missing'],
    ],
    [
      'a repository alone',
      { ociRepository: { repository: 'a' } },
      ['Required helm.ociRepository chart-oci-version-missing'],
    ],
    [
      'a repository with an empty tag',
      { ociRepository: { repository: 'a', tag: '' } },
      ['Required helm.ociRepository chart-oci-version-missing'],
    ],
    ['a repository with a tag', { ociRepository: { repository: 'a', tag: '1' } }, []],
    ['a repository with a digest', { ociRepository: { repository: 'a', digest: 'sha256:' } }, []],
    [
      'an MD5 digest',
      { ociRepository: { repository: 'a', digest: 'md5:1' } },
      ['Invalid helm.ociRepository.digest chart-oci-digest-algorithm'],
    ],
    [
      'an empty digest beside a tag',
      { ociRepository: { repository: 'a', tag: '1', digest: '' } },
      ['Invalid helm.ociRepository.digest chart-oci-digest-algorithm'],
    ],
    [
      'all beside a ref',
      { ociRepository: { ref: 'a', repository: 'b', tag: 'c', digest: 'd' } },
      [
        'Forbidden helm.ociRepository.digest chart-oci-ref-exclusive',
        'Forbidden helm.ociRepository.repository chart-oci-ref-exclusive',
        'Forbidden helm.ociRepository.tag chart-oci-ref-exclusive',
      ],
    ],
    [
      'an empty ref beside a repository',
      { ociRepository: { ref: '', repository: 'b', tag: 'c' } },
      [
        'Forbidden helm.ociRepository.repository chart-oci-ref-exclusive',
        'Forbidden helm.ociRepository.tag chart-oci-ref-exclusive',
      ],
    ],
    ['a ref beside empty parts', { ociRepository: { ref: 'a', repository: '', tag: '', digest: '' } }, []],
  ])('%s', (_, helm, expected) => {
    expect(errors(rules, v1({ helm }))).toEqual(expected);
  });
});

describe('kind of deployment', () => {
  const annotated = (annotations: object, more: object = {}): Record<string, unknown> =>
    v1({ metadata: { ...metadata, annotations }, ...more });
  const type = 'migration.controllerdeployment.gardener.cloud/type';
  const config = 'migration.controllerdeployment.gardener.cloud/providerConfig';
  test.each<[string, Record<string, unknown>, string[]]>([
    ['v1 without helm', v1({}), ['Forbidden [] controller-deployment-nothing-to-deploy']],
    [
      'v1beta1 without type',
      beta({ providerConfig: {} }),
      ['Forbidden [] controller-deployment-nothing-to-deploy'],
    ],
    ['a custom type in v1beta1', beta({ type: 'Helm', providerConfig: 'text' }), []],
    ['a custom type in v1', annotated({ [type]: 'custom', [config]: 'not JSON' }), []],
    [
      'a config without type in v1',
      annotated({ [config]: '{}' }),
      ['Forbidden [] controller-deployment-nothing-to-deploy'],
    ],
    [
      'a type beside helm',
      annotated({ [type]: 'custom' }, { helm: { ociRepository: oci } }),
      ['Forbidden type controller-deployment-type-with-helm'],
    ],
    ['an empty type beside helm', annotated({ [type]: '' }, { helm: { ociRepository: oci } }), []],
    [
      'a config beside helm',
      annotated({ [config]: '' }, { helm: { ociRepository: oci } }),
      ['Forbidden providerConfig controller-deployment-config-with-helm'],
    ],
    [
      'the annotations in v1beta1',
      beta({
        metadata: { ...metadata, annotations: { [type]: 'custom' } },
        type: 'helm',
        providerConfig: { chart: 'YWJj' },
      }),
      [],
    ],
  ])('%s', (_, manifest, expected) => {
    expect(errors(rules, manifest)).toEqual(expected);
  });

  test('a name is a label', () => {
    const [error] = errors(rules, v1({ metadata: { name: 'a.b' }, helm: { ociRepository: oci } }));
    expect(error).toMatch(/^Invalid metadata.name /);
  });

  test('annotations that the server takes out do not count for their limit', () => {
    const text = 'x'.repeat(256 * 1024);
    expect(errors(rules, annotated({ [type]: 'custom', [config]: text }))).toEqual([]);
    expect(errors(rules, annotated({ [type]: 'custom', other: text }))).toHaveLength(1);
  });
});

describe('providerConfig of v1beta1', () => {
  const malformed = (field: string): string[] => [
    `Malformed ${field} controller-deployment-legacy-config-malformed`,
  ];
  test.each<[string, unknown, string[]]>([
    ['missing', undefined, ['Required helm chart-source-not-one']],
    ['empty', {}, ['Required helm chart-source-not-one']],
    ['a chart', { chart: 'YWJj' }, []],
    ['a chart with line breaks', { chart: 'YW\nJj\n' }, []],
    ['a chart as list of bytes', { chart: [97, 98] }, []],
    ['keys in another case', { Chart: 'YWJj', VALUES: { a: 1 } }, []],
    ['the key of v1', { rawChart: 'YWJj' }, ['Required helm chart-source-not-one']],
    ['an unknown key', { chart: 'YWJj', extra: 1 }, []],
    ['a text', 'text', malformed('providerConfig')],
    ['a list', [], malformed('providerConfig')],
    ['no base64', { chart: 'a' }, malformed('providerConfig.chart')],
    ['a number for a chart', { chart: 5 }, malformed('providerConfig.chart')],
    ['a number for a reference', { ociRepository: 5 }, malformed('providerConfig.ociRepository')],
    [
      'a boolean tag',
      { ociRepository: { repository: 'a', tag: true } },
      malformed('providerConfig.ociRepository.tag'),
    ],
    [
      'a text for a secret',
      { ociRepository: { ...oci, pullSecretRef: 'a' } },
      malformed('providerConfig.ociRepository.pullSecretRef'),
    ],
    [
      'a number for its name',
      { ociRepository: { ...oci, caBundleSecretRef: { name: 1 } } },
      malformed('providerConfig.ociRepository.caBundleSecretRef.name'),
    ],
    [
      'an archive and a reference',
      { chart: 'YWJj', ociRepository: oci },
      ['Required helm chart-source-not-one'],
    ],
    [
      'a bad digest',
      { ociRepository: { repository: 'a', digest: 'b' } },
      ['Invalid helm.ociRepository.digest chart-oci-digest-algorithm'],
    ],
    [
      'a template',
      { chart: 'YWJj', values: { a: '{{ .resources.a.data.b }}' } },
      ['Invalid helm.values chart-values-resource-undeclared'],
    ],
  ])('%s', (_, providerConfig, expected) => {
    expect(
      errors(rules, beta({ type: 'helm', ...(providerConfig === undefined ? {} : { providerConfig }) })),
    ).toEqual(expected);
  });

  test('a field that the target does not know is not looked at', () => {
    const manifest = beta({
      type: 'helm',
      providerConfig: { ociRepository: { ...oci, caBundleSecretRef: 5 } },
    });
    expect(errors(rules, manifest, { gardenerVersion: '1.136' })).toHaveLength(1);
    expect(errors(rules, manifest, { gardenerVersion: '1.135' })).toEqual([]);
  });

  test('an issue is shown where the cause stands', () => {
    const manifest = beta({ type: 'helm', providerConfig: { ociRepository: { ref: 'a:1', tag: 'b' } } });
    const [finding] = findings(rules, manifest);
    expect(finding).toMatchObject({
      field: 'helm.ociRepository.tag',
      at: 'providerConfig.ociRepository.tag',
    });
  });
});

describe('resources', () => {
  test.each<[string, object[], string[]]>([
    [
      'a Secret and a ConfigMap',
      [
        { name: 'a', resourceRef: secret },
        { name: 'B2', resourceRef: { ...secret, kind: 'ConfigMap' } },
      ],
      [],
    ],
    ['an empty group spelled out', [{ name: 'a', resourceRef: { ...secret, apiVersion: '/v1' } }], []],
    [
      'a name twice',
      [
        { name: 'a', resourceRef: secret },
        { name: 'a', resourceRef: secret },
      ],
      ['Duplicate resources[1].name chart-resource-name-repeated'],
    ],
    [
      'a dash',
      [{ name: 'a-b', resourceRef: secret }],
      ['Invalid resources[0].name chart-resource-name-not-alphanumeric'],
    ],
    [
      'an umlaut',
      [{ name: 'ä', resourceRef: secret }],
      ['Invalid resources[0].name chart-resource-name-not-alphanumeric'],
    ],
    [
      'a newline',
      [{ name: 'a\n', resourceRef: secret }],
      ['Invalid resources[0].name chart-resource-name-not-alphanumeric'],
    ],
    [
      'two without name',
      [{ resourceRef: secret }, { resourceRef: secret }],
      [
        'Invalid resources[0].name chart-resource-name-not-alphanumeric',
        'Invalid resources[1].name chart-resource-name-not-alphanumeric',
        'Required resources[0].name chart-resource-name-missing',
        'Required resources[1].name chart-resource-name-missing',
      ],
    ],
    [
      'no reference',
      [{ name: 'a' }],
      [
        'NotSupported resources[0].resourceRef chart-resource-kind',
        'Required resources[0].resourceRef.apiVersion chart-resource-reference-incomplete',
        'Required resources[0].resourceRef.kind chart-resource-reference-incomplete',
        'Required resources[0].resourceRef.name chart-resource-reference-incomplete',
      ],
    ],
    [
      'two slashes',
      [{ name: 'a', resourceRef: { ...secret, apiVersion: 'a/b/c' } }],
      ['Invalid resources[0].resourceRef chart-resource-api-version'],
    ],
    [
      'another group',
      [{ name: 'a', resourceRef: { ...secret, apiVersion: 'core/v1' } }],
      ['NotSupported resources[0].resourceRef chart-resource-kind'],
    ],
    [
      'another kind',
      [{ name: 'a', resourceRef: { ...secret, kind: 'secret' } }],
      ['NotSupported resources[0].resourceRef chart-resource-kind'],
    ],
  ])('%s', (_, resources, expected) => {
    expect(errors(rules, v1({ helm: { ociRepository: oci }, resources }))).toEqual(expected);
  });

  test('they are judged beside a custom type, too', () => {
    const annotations = { 'migration.controllerdeployment.gardener.cloud/type': 'custom' };
    const manifest = v1({
      metadata: { ...metadata, annotations },
      resources: [{ name: '-', resourceRef: secret }],
    });
    expect(errors(rules, manifest)).toEqual([
      'Invalid resources[0].name chart-resource-name-not-alphanumeric',
    ]);
  });
});

describe('templates in values', () => {
  const template = ['Invalid helm.values chart-values-template'];
  test.each<[string, string[]]>([
    ['{{ .resources.creds.data.key }}', []],
    ['{{.resources.creds.data.key}}', []],
    ['{{\t.resources.creds.data.key\n}}', []],
    ['a {{ .resources.creds.data.key }} b {{ .resources.creds.data.id }}', []],
    ['plain { text } } {', []],
    ['{{ .resources.creds.data.key }}}', []],
    ['{ {', []],
    ['{{ .resources.creds.data.key }', template],
    ['{{ .resources.creds.data.key', template],
    ['}}', template],
    ['}} {{', [...template, ...template]],
    ['{{}}', template],
    ['{{ .Values.a }}', template],
    ['{{- .resources.creds.data.key -}}', template],
    ['{{ .resources.creds.data.key | b64enc }}', template],
    ['{{ .resources.creds.data.my_key }}', template],
    ['{{ .resources.creds.data }}', template],
    ['{{ .resources.creds.data.key.more }}', template],
    ['{{\u00a0.resources.creds.data.key }}', template],
    ['{{\v.resources.creds.data.key }}', template],
    ['{{ {{ .resources.creds.data.key }} }}', [...template, ...template]],
    ['{{{ .resources.creds.data.key }}{', template],
    ['{{ .resources.other.data.key }}', ['Invalid helm.values chart-values-resource-undeclared']],
  ])('%j', (text, expected) => {
    expect(errors(rules, values(text))).toEqual(expected);
  });

  test('keys, bare texts and lists are looked at, too', () => {
    const inKey = v1({ helm: { ociRepository: oci, values: { '{{ x }}': 1 } } });
    expect(errors(rules, inKey)).toEqual(template);
    expect(errors(rules, v1({ helm: { ociRepository: oci, values: '{{ x }}' } }))).toEqual(template);
    expect(errors(rules, v1({ helm: { ociRepository: oci, values: [['}}']] } }))).toEqual(template);
  });

  test('up to 1.146 braces are free text, with a warning', () => {
    const options = { gardenerVersion: '1.146' };
    expect(errors(rules, values('{{ .Values.a }}'), options)).toEqual([]);
    expect(warnings(rules, values('{{ .Values.a }}'), options)).toEqual([
      'chart-values-template-early helm.values.a[0].b',
    ]);
    expect(errors(rules, values('{{ .Values.a }}'), { gardenerVersion: '1.147' })).toEqual(template);
  });
});

test('an update is judged like a new object', () => {
  const previous = v1({ helm: { ociRepository: oci } });
  expect(errors(rules, v1({ helm: { rawChart: 'YWJj' } }), { previous })).toEqual([]);
  expect(errors(rules, beta({ type: 'helm' }), { previous })).toEqual(['Required helm chart-source-not-one']);
});

expectSentences('chart-values');
