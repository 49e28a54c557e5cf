import { gzipSync } from 'node:zlib';
import {
  ociChart,
  providerAlicloudValues,
  uselessProviderAlicloudValues,
} from '../../../src/validation/alicloud/chart-values';
import { inspectChart } from '../../../src/validation/controller-deployment/chart';
import { controllerDeploymentRules as rules } from '../../../src/validation/controller-deployment/errors';
import { findings, warnings } from './judge-kind';
import { expectSentences } from '../golden';

const ref = 'example.org/charts/provider-alicloud:v1.71.0';
const resources = [{ name: 'owner', resourceRef: { apiVersion: 'v1', kind: 'Secret', name: 'a' } }];
const provider = (values: unknown, more: object = {}): Record<string, unknown> => ({
  apiVersion: 'core.gardener.cloud/v1',
  kind: 'ControllerDeployment',
  metadata: { name: 'provider-alicloud' },
  helm: { ociRepository: { ref }, values },
  injectGardenKubeconfig: true,
  resources,
  ...more,
});
const owner = {
  name: 'machine-image-owner',
  accessKeyID: '{{ .resources.owner.data.accessKeyID }}',
  accessKeySecret: '{{ .resources.owner.data.accessKeySecret }}',
};
// Not written in one piece, so that no scanner takes it for a real one.
const id = ['LTAI', '5tExample0123456789Z'].join('');
const secret = 'abcdefghijklmnopqrstuvwxyz0123';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const disabled =
  'provider-alicloud-owner-secret-disables-infrastructure helm.values.config.machineImageOwnerSecret';

/** A chart archive as tar writes it. */
function chart(name: string, content: string): string {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(Buffer.byteLength(content).toString(8).padStart(11, '0'), 124);
  const body = Buffer.alloc(Math.ceil(Buffer.byteLength(content) / 512) * 512);
  body.write(content);
  return gzipSync(Buffer.concat([header, body, Buffer.alloc(1024)])).toString('base64');
}

test('a deployment as it should be has none', () => {
  const values = {
    image: { tag: 'v1.71.0' },
    replicaCount: 2,
    resources: { limits: { cpu: '500m' } },
    vpa: { enabled: false },
  };
  expect(findings(rules, provider(values))).toEqual([]);
});

describe('requests and limits of provider-alicloud', () => {
  const told = (given: unknown): string[] =>
    findings(rules, provider({ resources: given }))
      .filter(({ rule }) => rule === 'provider-alicloud-resources-invalid')
      .map(({ field, message, hint }) => `${field}: ${message}; ${hint ?? ''}`);
  const at = 'helm.values.resources';
  test.each<[string, unknown, string[]]>([
    [
      'good ones',
      { requests: { cpu: 1, memory: '1Gi', 'nvidia.com/gpu': 1 }, limits: { memory: '1024Mi' } },
      [],
    ],
    ['none', { requests: null, limits: { memory: null, cpu: '${CPU}' } }, []],
    [
      'no quantity',
      { limits: { memory: '1 GB' } },
      [`${at}.limits.memory: "1 GB" is no quantity; write one like 500m, 2 or 1Gi`],
    ],
    [
      'less than nothing',
      { limits: { cpu: -1 } },
      [`${at}.limits.cpu: -1 is no quantity; write one like 500m, 2 or 1Gi`],
    ],
    [
      'a misspelt name',
      { limits: { memry: '1Gi' } },
      [`${at}.limits.memry: "memry" is no resource of a container; did you mean memory?`],
    ],
    [
      'a part that is none',
      { limit: { cpu: 1 } },
      [`${at}.limit: "limit" is no part of resources; write requests or limits`],
    ],
    [
      'a request above its limit',
      { requests: { cpu: '1001m' }, limits: { cpu: 1 } },
      [`${at}.requests.cpu: "1001m" is more than the limit 1; ask for less, or raise the limit`],
    ],
    [
      'a name of every object',
      { requests: { constructor: 1 } },
      [
        `${at}.requests.constructor: "constructor" is no resource of a container; use cpu, memory, ephemeral-storage`,
      ],
    ],
  ])('%s', (_, given, expected) => {
    expect(told(given)).toEqual(expected);
  });
});

describe('the release of the chart', () => {
  const old = { helm: { ociRepository: { ref: 'example.org/charts/provider-alicloud:v1.65.0' } } };
  const warned = 'provider-alicloud-chart-older helm.ociRepository';
  test('is that of the target, or newer', () => {
    const legacy = {
      ...provider({}, { apiVersion: 'core.gardener.cloud/v1beta1', type: 'helm', helm: undefined }),
      providerConfig: old.helm,
    };
    expect(warnings(rules, provider({}, old), { providerVersion: '1.71' })).toEqual([warned]);
    expect(warnings(rules, legacy, { providerVersion: '1.71' })).toContain(warned);
    expect(warnings(rules, provider({}, old), { providerVersion: '1.65' })).toEqual([]);
    expect(warnings(rules, provider({}, old), { providerVersion: '1.60' })).toEqual([]);
  });

  test('is of no interest while nobody asks for one', () => {
    expect(warnings(rules, provider({}, old))).toEqual([]);
  });
});

describe('values for provider-alicloud', () => {
  const at = (rule: string, path: string): string[] => [`provider-alicloud-${rule} helm.values${path}`];
  test.each<[string, unknown, string[]]>([
    ['a misspelled key', { replicacount: 1 }, at('value-unknown', '.replicacount')],
    [
      'a key at the wrong level',
      { machineImageOwnerSecret: owner },
      at('value-unknown', '.machineImageOwnerSecret'),
    ],
    [
      'a key below a known one',
      { config: { etcd: { volume: 1 } } },
      at('value-unknown', '.config.etcd.volume'),
    ],
    [
      'images',
      { config: { machineImages: [{ name: 'a' }] } },
      at('value-without-effect', '.config.machineImages'),
    ],
    [
      'resources below config',
      { config: { resources: {} } },
      at('value-without-effect', '.config.resources'),
    ],
    [
      'a backup schedule',
      { config: { etcd: { backup: { schedule: '0 0 * * *' } } } },
      at('value-without-effect', '.config.etcd.backup'),
    ],
    [
      'what gardenlet writes',
      { gardener: { seed: { provider: 'aws' } } },
      at('value-overridden', '.gardener'),
    ],
    ['a text for a boolean', { vpa: { enabled: 'false' } }, at('value-type', '.vpa.enabled')],
    ['a list for a number', { replicaCount: [] }, at('value-type', '.replicaCount')],
    ['a text for an object', { config: 'a' }, at('value-type', '.config')],
    [
      'a list of objects for texts',
      { config: { toBeSharedImageIDs: [{ id: 'm-1' }] } },
      [
        ...at('shared-images-unshared', '.config.toBeSharedImageIDs'),
        ...at('value-type', '.config.toBeSharedImageIDs'),
      ],
    ],
    ['a number as text', { replicaCount: '2', metricsPort: '8080' }, []],
    ['null, which removes a default', { vpa: null, replicaCount: null }, []],
    ['a reference for anything', { replicaCount: '{{ .resources.owner.data.count }}' }, []],
    ['one setting of the client', { config: { clientConnection: { qps: 5 } } }, []],
    [
      'a removed setting of the client',
      { config: { clientConnection: { qps: null } } },
      at('client-connection-incomplete', '.config.clientConnection.qps'),
    ],
    [
      'the deprecated controller',
      { config: { csi: { enableADController: false } } },
      at('csi-deprecated', '.config.csi.enableADController'),
    ],
    ['no image to share', { config: { toBeSharedImageIDs: [] } }, []],
    ['an owner', { config: { machineImageOwnerSecret: owner } }, [disabled]],
    ['an empty owner, which is none', { config: { machineImageOwnerSecret: {} } }, []],
    [
      'an owner without name',
      { config: { machineImageOwnerSecret: { ...owner, name: '' } } },
      [disabled, ...at('owner-secret-nameless', '.config.machineImageOwnerSecret')],
    ],
    [
      'an owner without secret',
      { config: { machineImageOwnerSecret: { ...owner, accessKeySecret: undefined } } },
      [disabled, ...at('owner-secret-incomplete', '.config.machineImageOwnerSecret')],
    ],
  ])('%s', (_, values, expected) => {
    expect(warnings(rules, provider(values))).toEqual(expected);
  });

  test.each<[string, unknown, boolean]>([
    ['base64', base64('abcdefghijklmnop'), true],
    ['a Flux variable', '${owner_id}', true],
    ['plain text', 'not base64 at all', false],
    ['base64 over two lines', `${base64('abcdefghijklmnop')}\n`, false],
    ['digits, which YAML reads as a number', '1234', false],
    ['a number', 1234, false],
  ])('a key of the owner as %s', (_, accessKeyID, good) => {
    const found = warnings(
      rules,
      provider({ config: { machineImageOwnerSecret: { ...owner, accessKeyID } } }),
    );
    const encoding =
      'provider-alicloud-owner-secret-encoding helm.values.config.machineImageOwnerSecret.accessKeyID';
    expect(found.includes(encoding)).toBe(!good);
  });

  test('the release in the reference decides about the owner', () => {
    const manifest = provider(
      { config: { machineImageOwnerSecret: owner } },
      {
        helm: {
          ociRepository: { ref: 'x/provider-alicloud:v1.47.0' },
          values: { config: { machineImageOwnerSecret: owner } },
        },
      },
    );
    expect(warnings(rules, manifest)).toEqual([]);
  });

  test('charts of others are left alone', () => {
    const manifest = {
      ...provider({ anything: 1 }),
      metadata: { name: 'other' },
      helm: { ociRepository: { ref: 'x/other:1' }, values: { anything: 1 } },
      injectGardenKubeconfig: false,
    };
    expect(warnings(rules, manifest)).toEqual([]);
  });

  test('hints name what was meant', () => {
    const hint = (values: unknown): string | undefined => findings(rules, provider(values))[0]?.hint;
    expect(hint({ replicacount: 1 })).toContain('replicaCount');
    expect(hint({ toBeSharedImageIDs: [] })).toContain('config.toBeSharedImageIDs');
    expect(hint({ config: { machineImages: [] } })).toContain('CloudProfile');
  });

  test('the table of values names each once, and nothing useless', () => {
    const paths = providerAlicloudValues.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(uselessProviderAlicloudValues.filter(({ path }) => paths.includes(path))).toEqual([]);
  });
});

describe('credentials in values of any chart', () => {
  const credential = 'chart-values-credential';
  const other = (values: unknown): Record<string, unknown> => ({
    ...provider(values),
    metadata: { name: 'other' },
    helm: { ociRepository: { ref: 'x/other:1' }, values },
  });
  test.each<[string, unknown, string[]]>([
    ['an ID', { a: [id] }, [`${credential} helm.values.a[0]`]],
    ['an ID within a text', { a: `key=${id};` }, [`${credential} helm.values.a`]],
    ['an encoded ID', { a: base64(id) }, [`${credential} helm.values.a`]],
    ['an ID encoded twice', { a: base64(base64(id)) }, [`${credential} helm.values.a`]],
    [
      'a secret beside an ID',
      { a: { x: id, y: secret } },
      [`${credential} helm.values.a.x`, `${credential} helm.values.a.y`],
    ],
    [
      'an encoded secret beside an ID',
      { x: base64(id), y: base64(secret) },
      [`${credential} helm.values.x`, `${credential} helm.values.y`],
    ],
    ['30 characters alone', { y: secret }, []],
    [
      'any text under the name of a key',
      { accessKeySecret: 'whatever' },
      [`${credential} helm.values.accessKeySecret`],
    ],
    ['a reference under that name', { accessKeySecret: '{{ .resources.owner.data.key }}' }, []],
    ['an empty text under that name', { accessKeyID: '' }, []],
    ['a word that begins alike', { a: 'LTAIsomething' }, []],
  ])('%s', (_, values, expected) => {
    expect(warnings(rules, other(values))).toEqual(expected);
  });
});

describe('the object around the values', () => {
  test.each<[string, Record<string, unknown>, string[]]>([
    [
      'no kubeconfig',
      provider({}, { injectGardenKubeconfig: undefined }),
      ['provider-alicloud-garden-kubeconfig-missing injectGardenKubeconfig'],
    ],
    [
      'an archive that is none',
      provider({}, { helm: { rawChart: 'YWJj', values: { image: { tag: 'v1' } } } }),
      ['chart-raw-not-an-archive helm.rawChart'],
    ],
    [
      'an archive without tag',
      provider({}, { helm: { rawChart: chart('a/Chart.yaml', 'name: a') } }),
      ['provider-alicloud-image-tag-unset helm.values.image.tag'],
    ],
    ['values that are a list', provider([1]), ['chart-values-not-an-object helm.values']],
    [
      'a reference without version',
      provider({}, { helm: { ociRepository: { ref: 'x:5000/provider-alicloud' } } }),
      ['chart-oci-version-floating helm.ociRepository.ref'],
    ],
    [
      'the latest',
      provider({}, { helm: { ociRepository: { repository: 'x/provider-alicloud', tag: 'latest' } } }),
      ['chart-oci-version-floating helm.ociRepository.tag'],
    ],
    [
      'a brace before an expression',
      provider({ imageVectorOverwrite: '{{{ .resources.owner.data.a }}' }),
      ['chart-values-brace-before-template helm.values.imageVectorOverwrite'],
    ],
  ])('%s', (_, manifest, expected) => {
    expect(warnings(rules, manifest)).toEqual(expected);
  });

  const beta = (fields: object): Record<string, unknown> => ({
    apiVersion: 'core.gardener.cloud/v1beta1',
    kind: 'ControllerDeployment',
    metadata: { name: 'other' },
    type: 'helm',
    ...fields,
  });

  test('v1beta1 is old, and drops keys and resources', () => {
    const manifest = beta({ providerConfig: { ociRepository: { ref: 'x/other:1' }, rawChart: 'a' } });
    expect(warnings(rules, manifest, { previous: provider({}, { metadata: { name: 'other' } }) })).toEqual([
      'controller-deployment-legacy-key-ignored providerConfig.rawChart',
      'controller-deployment-legacy-version apiVersion',
      'controller-deployment-resources-lost apiVersion',
    ]);
  });

  test('warnings on v1beta1 are shown where the cause stands', () => {
    const manifest = beta({
      metadata: { name: 'provider-alicloud' },
      providerConfig: { chart: 'YWJj', values: { x: 1 } },
      injectGardenKubeconfig: true,
    });
    const places = findings(rules, manifest).map(({ rule, at, field }) => `${rule} ${at ?? field}`);
    expect(places).toContain('provider-alicloud-value-unknown providerConfig.values.x');
    expect(places).toContain('chart-raw-not-an-archive providerConfig.chart');
  });
});

describe('looking into charts', () => {
  const unfit = { problem: expect.any(String) as string };
  test.each<[string, string, object]>([
    [
      'a chart',
      chart('some-chart/Chart.yaml', 'apiVersion: v2\nname: "some-chart"\n'),
      { name: 'some-chart' },
    ],
    ['a chart below a chart', chart('a/charts/b/Chart.yaml', 'name: b'), unfit],
    ['a Chart.yaml without name', chart('a/Chart.yaml', 'version: 1'), unfit],
    ['something else', base64('abc'), unfit],
    ['a truncated archive', gzipSync('abc').subarray(0, 12).toString('base64'), unfit],
  ])('%s', (_, archive, expected) => {
    expect(inspectChart(archive)).toEqual(expected);
  });

  test.each<[object, object]>([
    [{ ref: 'oci://a.b:5000/c/d:v1.71.0@sha256:0' }, { name: 'd', minor: 71 }],
    [{ ref: 'a.b:5000/c/d' }, { name: 'd' }],
    [
      { repository: 'a/b', tag: '1.2.3' },
      { name: 'b', minor: 2 },
    ],
    [{}, {}],
  ])('%j', (oci, expected) => {
    expect(ociChart(oci as Record<string, unknown>)).toEqual(expected);
  });
});

expectSentences('controller-deployment-warnings');
