import { App, Chart, JsonPatch, Testing } from 'cdk8s';
import type { TargetOptions } from '../../src/gardener/target';
import { HelmChart } from '../../src/provider-extension/helm-chart';
import { ImageOwner } from '../../src/provider-extension/image-owner';
import {
  ProviderExtensionDeployment,
  type ProviderExtensionDeploymentProps,
} from '../../src/provider-extension/provider-extension-deployment';
import { SecretReference } from '../../src/secrets/credentials-secret';
import { providerAlicloudValues } from '../../src/validation/alicloud/chart-values';
import { chartFiles, folderWith, removeFolders } from './chart-folder';
import { synthesize, type Synthesized } from './synthesize';
import { expectSentences } from '../validation/golden';

afterEach(removeFolders);

const chart = HelmChart.oci('registry.example/charts/provider-alicloud', 'v1.71.0');
const keys = SecretReference.of('garden', 'image-owner-keys');
const keyId = ['LTAI', '5tAbCdEfGhIjKlMnOp'].join('');
const keySecret = ['k', '123456789', 'abcdefghij', 'ABCDEFGHIJ'].join('');

function deploy(
  props: Partial<ProviderExtensionDeploymentProps> & Record<string, unknown> = {},
  target: TargetOptions = {},
): Synthesized<ProviderExtensionDeployment> {
  return synthesize(
    (scope) => new ProviderExtensionDeployment(scope, 'provider-alicloud', { chart, ...props }),
    target,
  );
}

const values = (made: ProviderExtensionDeployment): unknown =>
  (made.manifest['helm'] as Record<string, unknown>)['values'];

const protection = {
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
};

describe('what is emitted', () => {
  test('by default: both objects, in that order, without an issue', () => {
    const app = new App();
    const scope = new Chart(app, 'garden');
    new ProviderExtensionDeployment(scope, 'provider-alicloud', { chart });
    expect(Testing.synth(scope)).toEqual([
      {
        apiVersion: 'core.gardener.cloud/v1',
        kind: 'ControllerDeployment',
        metadata: { name: 'provider-alicloud', annotations: protection },
        helm: { ociRepository: { repository: 'registry.example/charts/provider-alicloud', tag: 'v1.71.0' } },
        injectGardenKubeconfig: true,
      },
      {
        apiVersion: 'core.gardener.cloud/v1beta1',
        kind: 'ControllerRegistration',
        metadata: {
          name: 'provider-alicloud',
          annotations: { ...protection, 'security.gardener.cloud/pod-security-enforce': 'baseline' },
        },
        spec: {
          resources: [
            { kind: 'BackupBucket', type: 'alicloud' },
            { kind: 'BackupEntry', type: 'alicloud' },
            { kind: 'Bastion', type: 'alicloud' },
            { kind: 'ControlPlane', type: 'alicloud' },
            { kind: 'DNSRecord', type: 'alicloud-dns' },
            { kind: 'Infrastructure', type: 'alicloud' },
            { kind: 'Worker', type: 'alicloud' },
          ],
          deployment: { deploymentRefs: [{ name: 'provider-alicloud' }] },
        },
      },
    ]);
    expect(deploy().issues).toEqual([]);
  });

  test('in v1beta1 on request', () => {
    const { made, issues } = deploy({ form: 'v1beta1', replicaCount: 2 }, { gardenerVersion: '1.96' });
    expect(made.manifest).toEqual({
      apiVersion: 'core.gardener.cloud/v1beta1',
      kind: 'ControllerDeployment',
      metadata: { name: 'provider-alicloud', annotations: protection },
      type: 'helm',
      providerConfig: {
        ociRepository: { repository: 'registry.example/charts/provider-alicloud', tag: 'v1.71.0' },
        values: { replicaCount: 2 },
      },
    });
    expect(issues).toEqual(['warning NotSupported apiVersion controller-deployment-legacy-version']);
  });

  test.each([
    ['1.96', undefined],
    ['1.113', undefined],
    ['1.114', true],
    ['1.149', true],
  ])('a kubeconfig for the garden where Gardener %s asks for it', (gardenerVersion, expected) => {
    const { made, issues } = deploy({}, { gardenerVersion });
    expect([made.manifest['injectGardenKubeconfig'], issues]).toEqual([expected, []]);
  });

  test.each<[string, HelmChart, object]>([
    ['a digest', HelmChart.oci('r/c', 'sha256:0a'), { repository: 'r/c', digest: 'sha256:0a' }],
    ['a whole reference', HelmChart.ociReference('r/c:v1'), { ref: 'r/c:v1' }],
    [
      'secrets',
      HelmChart.oci('r/c', 'v1', { pullSecretName: 'pull', caBundleSecretName: 'ca' }),
      { repository: 'r/c', tag: 'v1', pullSecretRef: { name: 'pull' }, caBundleSecretRef: { name: 'ca' } },
    ],
  ])('a chart by %s', (_, given, ociRepository) => {
    const { made, issues } = deploy({ chart: given });
    expect([made.manifest['helm'], issues]).toEqual([{ ociRepository }, []]);
  });

  test('every field of the registration', () => {
    const { made, issues } = deploy({
      name: 'provider',
      labels: { a: 'b' },
      annotations: { c: 'd' },
      protect: false,
      podSecurity: 'privileged',
      policy: 'Always',
      seedSelector: { matchLabels: { e: 'f' } },
      servedResources: [{ type: 't', kind: 'Extension', primary: false, autoEnable: ['shoot'] }],
      extraRegistrationSpec: { deployment: { policy: 'OnDemand' } },
      injectGardenKubeconfig: false,
    });
    const metadata = { name: 'provider', labels: { a: 'b' } };
    expect(made.registration.toJson()).toEqual({
      apiVersion: 'core.gardener.cloud/v1beta1',
      kind: 'ControllerRegistration',
      metadata: {
        ...metadata,
        annotations: { c: 'd', 'security.gardener.cloud/pod-security-enforce': 'privileged' },
      },
      spec: {
        resources: [{ kind: 'Extension', type: 't', primary: false, autoEnable: ['shoot'] }],
        deployment: {
          policy: 'OnDemand',
          seedSelector: { matchLabels: { e: 'f' } },
          deploymentRefs: [{ name: 'provider' }],
        },
      },
    });
    expect(made.manifest).toMatchObject({
      metadata: { ...metadata, annotations: { c: 'd' } },
      injectGardenKubeconfig: false,
    });
    expect(issues).toEqual([
      'warning Required injectGardenKubeconfig provider-alicloud-garden-kubeconfig-missing',
    ]);
  });

  test('what comes through the doors: extra fields, null in values, JSON patches', () => {
    const { made } = deploy({
      values: { config: { clientConnection: null }, replicaCount: 3 },
      replicaCount: 2,
      extraFields: { helm: { values: { maxSurge: null } }, unknown: 1 },
    });
    made.deployment.addJsonPatch(JsonPatch.add('/metadata/labels', { patched: 'yes' }));
    expect(made.manifest).toMatchObject({
      metadata: { labels: { patched: 'yes' } },
      helm: { values: { config: { clientConnection: null }, replicaCount: 3, maxSurge: null } },
      unknown: 1,
    });
    expect(made.deployment.issues.map(({ rule, field }) => `${rule} ${field}`)).toEqual([
      expect.stringMatching(/ unknown$/),
    ]);
  });

  test('references for free values', () => {
    const { made, issues } = deploy({
      references: { vector: { kind: 'ConfigMap', name: 'image-vector' } },
      values: { imageVectorOverwrite: '{{ .resources.vector.data.images }}' },
    });
    expect(made.manifest['resources']).toEqual([
      { name: 'vector', resourceRef: { apiVersion: 'v1', kind: 'ConfigMap', name: 'image-vector' } },
    ]);
    expect(issues).toEqual([]);
  });
});

describe('values', () => {
  test('every value of the chart has a typed prop', () => {
    const five = { concurrentSyncs: 5 };
    const { made, issues } = deploy({
      image: { repository: 'r', tag: 't', pullPolicy: 'Always' },
      replicaCount: 1,
      maxUnavailable: 1,
      maxSurge: '50%',
      resources: { limits: { cpu: '500m' } },
      vpaEnabled: true,
      vpaUpdateMode: 'Recreate',
      metricsPort: 1,
      healthPort: 2,
      webhookServerPort: 3,
      webhookServicePort: 443,
      usablePorts: [1, 2, 3],
      controllers: {
        backupbucket: five,
        backupentry: five,
        bastion: five,
        controlplane: five,
        dnsrecord: {
          ...five,
          providerClientQPS: 25,
          providerClientBurst: 1,
          providerClientWaitTimeout: '2s',
        },
        healthcheck: five,
        infrastructure: five,
        worker: five,
        heartbeat: { renewIntervalSeconds: 30 },
        ignoreOperationAnnotation: false,
      },
      disableControllers: ['a'],
      disableWebhooks: ['b'],
      ignoreResources: false,
      imageVectorOverwrite: 'images: []',
      enableScraping: true,
      clientConnection: { acceptContentTypes: 'a', contentType: 'b', qps: 1, burst: 2 },
      etcdStorage: { className: 'a', capacity: '25Gi', volumeBindingMode: 'Immediate' },
      backendLoadBalancerSpec: 'slb.s1.small',
      imageOwner: ImageOwner.fromSecret(keys),
      sharedImages: ['m-1'],
      enableADController: true,
    });
    const given = values(made);
    const missing = providerAlicloudValues.filter(
      ({ path }) =>
        path
          .split('.')
          .reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], given) ===
        undefined,
    );
    expect(missing).toEqual([]);
    expect(issues.filter((issue) => !issue.includes('provider-alicloud-'))).toEqual([]);
    expect(issues.filter((issue) => /value-(unknown|type|without-effect)/.test(issue))).toEqual([]);
  });

  test('images are shared by the IDs of a profile, each once', () => {
    const image = { name: 'a', version: '1.0.0', region: 'cn-shanghai', imageId: 'm-2' };
    const { made } = deploy({ sharedImages: [image, 'm-1', { ...image, version: '1.0.1' }] });
    expect(values(made)).toEqual({ config: { toBeSharedImageIDs: ['m-2', 'm-1'] } });
    expect(deploy({ sharedImages: [] }).made.manifest['helm']).not.toHaveProperty('values');
  });
});

describe('the image owner', () => {
  const owner = (props: ImageOwner, more: object = {}, target: TargetOptions = {}) =>
    deploy({ imageOwner: props, ...more }, target);
  const harm =
    'warning Forbidden helm.values.config.machineImageOwnerSecret provider-alicloud-owner-secret-disables-infrastructure';

  test('is absent unless asked for', () => {
    expect(JSON.stringify(deploy().made.manifest)).not.toContain('machineImageOwnerSecret');
  });

  test('by reference, with its name', () => {
    const { made, issues } = owner(ImageOwner.fromSecret(keys));
    expect(values(made)).toEqual({
      config: {
        machineImageOwnerSecret: {
          name: 'machine-image-owner',
          accessKeyID: '{{ .resources.owner.data.accessKeyID }}',
          accessKeySecret: '{{ .resources.owner.data.accessKeySecret }}',
        },
      },
    });
    expect(made.manifest['resources']).toEqual([
      { name: 'owner', resourceRef: { apiVersion: 'v1', kind: 'Secret', name: 'image-owner-keys' } },
    ]);
    expect(issues).toEqual([harm]);
  });

  test.each<[string, object, TargetOptions]>([
    ['an older Gardener', {}, { gardenerVersion: '1.146' }],
    ['v1beta1', { form: 'v1beta1' }, {}],
  ])('by reference is refused for %s, once', (_, more, target) => {
    const { issues } = owner(ImageOwner.fromSecret(keys), more, target);
    expect(issues.filter((issue) => issue.startsWith('error'))).toEqual([
      'error Forbidden imageOwner image-owner-reference-unavailable',
    ]);
  });

  test('in another namespace than garden is refused', () => {
    const { issues } = owner(ImageOwner.fromSecret(SecretReference.of('default', 'a')));
    expect(issues).toEqual(['error Invalid imageOwner image-owner-namespace']);
  });

  test('by substitution keeps texts texts', () => {
    const { made, issues } = owner(
      ImageOwner.substituted({ accessKeyId: 'OWNER_ID', accessKeySecret: 'OWNER_SECRET' }, 'mine'),
      {},
      { gardenerVersion: '1.140' },
    );
    expect(values(made)).toEqual({
      config: {
        machineImageOwnerSecret: {
          name: 'mine',
          accessKeyID: '${quote}${OWNER_ID}${quote}',
          accessKeySecret: '${quote}${OWNER_SECRET}${quote}',
        },
      },
    });
    expect(issues).toEqual([harm]);
  });

  test('a key in place of a variable is refused, and not repeated', () => {
    const { issues, made, messages } = owner(
      ImageOwner.substituted({ accessKeyId: `${keyId}-`, accessKeySecret: 'OK' }),
    );
    expect(issues).toContain('error Invalid imageOwner.accessKeyId substitution-variable-invalid');
    expect(JSON.stringify([made.manifest, messages])).not.toContain(keyId);
  });

  test('in clear is encoded once, and warned of', () => {
    const { made, issues } = owner(
      ImageOwner.inClearTextForEverybodyToRead({ accessKeyId: keyId, accessKeySecret: keySecret }),
    );
    expect(values(made)).toEqual({
      config: {
        machineImageOwnerSecret: {
          name: 'machine-image-owner',
          accessKeyID: Buffer.from(keyId).toString('base64'),
          accessKeySecret: Buffer.from(keySecret).toString('base64'),
        },
      },
    });
    const at = 'warning Forbidden helm.values.config.machineImageOwnerSecret';
    expect(issues).toEqual([
      // One for each line of the output that holds a key.
      'warning Forbidden  secret-in-clear',
      'warning Forbidden  secret-in-clear',
      harm,
      `${at}.accessKeyID chart-values-credential`,
      `${at}.accessKeySecret chart-values-credential`,
    ]);
  });

  test('in clear but encoded already is warned of', () => {
    const accessKeyId = Buffer.from(keyId).toString('base64');
    const { issues } = owner(
      ImageOwner.inClearTextForEverybodyToRead({ accessKeyId, accessKeySecret: keySecret }),
    );
    expect(issues).toContain('warning Invalid imageOwner.accessKeyId image-owner-key-encoded');
  });
});

describe('a chart at hand', () => {
  test('shows values that nothing reads', () => {
    const { issues } = deploy({
      chart: HelmChart.directory(folderWith(chartFiles)),
      image: { tag: 'v1.71.0' },
      usablePorts: [1, 2, 3],
      values: { config: { resources: {} }, replicas: 2 },
    });
    expect(issues).toEqual([
      'warning Invalid helm.values.config.resources provider-alicloud-value-without-effect',
      'warning UnknownField helm.values.replicas provider-alicloud-value-unknown',
      'warning UnknownField values.usablePorts helm-value-unread',
    ]);
  });

  test('of another name is judged by its templates alone', () => {
    const files = { ...chartFiles, 'Chart.yaml': 'apiVersion: v2\nname: fork\nversion: 1.0.0\n' };
    const { issues } = deploy({
      name: 'fork',
      chart: HelmChart.directory(folderWith(files)),
      values: { replicas: 2 },
    });
    expect(issues).toEqual(['warning UnknownField values.replicas helm-value-unread']);
  });
});

describe('props from JavaScript', () => {
  const wrong = { chart: 'a' as never };

  test.each<[string, Record<string, unknown>, string]>([
    ['a typo', { replicacount: 2 }, 'error UnknownField replicacount prop-unknown'],
    ['a text for a number', { replicaCount: '2' }, 'error TypeInvalid replicaCount prop-type'],
    ['a chart that is none', wrong, 'error TypeInvalid chart prop-type'],
    ['a chart that is a map', { chart: {} }, 'error TypeInvalid chart prop-type'],
    ['no chart', { chart: undefined }, 'error TypeInvalid chart prop-type'],
    ['a form that is none', { form: 'v2' }, 'error TypeInvalid form prop-type'],
    ['an owner that is none', { imageOwner: { name: 'a' } }, 'error TypeInvalid imageOwner prop-type'],
    ['images that are none', { sharedImages: [5] }, 'error TypeInvalid sharedImages[0] prop-type'],
    ['null for a reference', { references: { a: null } }, 'error TypeInvalid references[a] prop-type'],
  ])('%s is an issue', (_, props, issue) => {
    expect(deploy(props).issues).toContain(issue);
  });

  test('no props at all are issues, not an exception', () => {
    const { issues } = synthesize(
      (scope) => new ProviderExtensionDeployment(scope, 'provider-alicloud', undefined as never),
    );
    expect(issues).toContain('error TypeInvalid chart prop-type');
  });
});

expectSentences('provider-extension');
