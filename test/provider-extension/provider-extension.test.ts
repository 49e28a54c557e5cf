import type { TargetOptions } from '../../src/gardener/target';
import { HelmChart } from '../../src/provider-extension/helm-chart';
import { ImageOwner } from '../../src/provider-extension/image-owner';
import {
  ProviderExtension,
  type ProviderExtensionProps,
} from '../../src/provider-extension/provider-extension';
import { SecretReference } from '../../src/secrets/credentials-secret';
import { chartFiles, folderWith, removeFolders } from './chart-folder';
import { synthesize, type Synthesized } from './synthesize';
import { expectSentences } from '../validation/golden';

afterEach(removeFolders);

const oci = (name: string): HelmChart => HelmChart.oci(`registry.example/charts/${name}`, 'v1.71.0');
const ociRepository = (name: string): object => ({
  ociRepository: { repository: `registry.example/charts/${name}`, tag: 'v1.71.0' },
});
const charts = {
  chart: oci('provider-alicloud'),
  admission: {
    runtime: oci('admission-alicloud-runtime'),
    application: oci('admission-alicloud-application'),
  },
};

function extend(
  props: Partial<ProviderExtensionProps> & Record<string, unknown> = {},
  target: TargetOptions = {},
): Synthesized<ProviderExtension> {
  return synthesize(
    (scope) => new ProviderExtension(scope, 'provider-alicloud', { ...charts, ...props }),
    target,
  );
}

test('an Extension with its admission, without an issue', () => {
  const { made, issues } = extend();
  expect(made.manifest).toEqual({
    apiVersion: 'operator.gardener.cloud/v1alpha1',
    kind: 'Extension',
    metadata: {
      name: 'provider-alicloud',
      annotations: {
        'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
        'kustomize.toolkit.fluxcd.io/prune': 'disabled',
        'security.gardener.cloud/pod-security-enforce': 'baseline',
      },
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
      deployment: {
        extension: { helm: ociRepository('provider-alicloud'), injectGardenKubeconfig: true },
        admission: {
          runtimeCluster: { helm: ociRepository('admission-alicloud-runtime') },
          virtualCluster: { helm: ociRepository('admission-alicloud-application') },
        },
      },
    },
  });
  expect(issues).toEqual([]);
});

test('every value and field of the deployment', () => {
  const { made, issues } = extend({
    replicaCount: 2,
    runtimeClusterValues: { replicaCount: 1 },
    policy: 'Always',
    seedSelector: {},
    servedResources: [{ kind: 'Infrastructure', type: 'alicloud', primary: false }],
    references: { mine: { kind: 'Secret', name: 'a' } },
    admission: {
      ...charts.admission,
      image: { tag: 'v1.71.0' },
      replicaCount: 3,
      resources: { requests: { memory: '64Mi' } },
      metricsPort: 1,
      healthPort: 2,
      webhookServerPort: 3,
      vpaEnabled: false,
      topologyAwareRouting: true,
      values: { projectedKubeconfig: { secretName: '{{ .resources.mine.data.name }}' }, healthPort: null },
    },
    extraSpec: { deployment: { extension: { policy: 'OnDemand' } } },
  });
  const spec = made.manifest['spec'] as Record<string, Record<string, unknown>>;
  expect(spec['deployment']).toEqual({
    extension: {
      helm: ociRepository('provider-alicloud'),
      values: { replicaCount: 2 },
      runtimeClusterValues: { replicaCount: 1 },
      policy: 'OnDemand',
      seedSelector: {},
      injectGardenKubeconfig: true,
    },
    admission: {
      runtimeCluster: { helm: ociRepository('admission-alicloud-runtime') },
      virtualCluster: { helm: ociRepository('admission-alicloud-application') },
      values: {
        image: { tag: 'v1.71.0' },
        replicaCount: 3,
        resources: { requests: { memory: '64Mi' } },
        metricsPort: 1,
        healthPort: null,
        webhookConfig: { serverPort: 3 },
        vpa: { enabled: false },
        service: { topologyAwareRouting: { enabled: true } },
        projectedKubeconfig: { secretName: '{{ .resources.mine.data.name }}' },
      },
    },
    resources: [{ name: 'mine', resourceRef: { apiVersion: 'v1', kind: 'Secret', name: 'a' } }],
  });
  expect(issues.filter((issue) => issue.startsWith('error'))).toEqual([]);
});

test('the image owner by reference stands beside the deployment', () => {
  const { made, issues } = extend({
    imageOwner: ImageOwner.fromSecret(SecretReference.of('garden', 'owner-keys')),
  });
  expect(made.manifest).toMatchObject({
    spec: {
      deployment: {
        extension: {
          values: {
            config: {
              machineImageOwnerSecret: {
                name: 'machine-image-owner',
                accessKeyID: '{{ .resources.owner.data.accessKeyID }}',
              },
            },
          },
        },
        resources: [{ name: 'owner', resourceRef: { apiVersion: 'v1', kind: 'Secret', name: 'owner-keys' } }],
      },
    },
  });
  expect(issues.filter((issue) => issue.startsWith('error'))).toEqual([]);
});

test.each<[string, Record<string, unknown>, TargetOptions, string]>([
  [
    'a reference for an older operator',
    { imageOwner: ImageOwner.fromSecret(SecretReference.of('garden', 'a')) },
    { gardenerVersion: '1.146' },
    'error Forbidden imageOwner image-owner-reference-unavailable',
  ],
  [
    'a typo in the admission',
    { admission: { ...charts.admission, replicas: 2 } },
    {},
    'error UnknownField admission.replicas prop-unknown',
  ],
  [
    'an admission chart that is none',
    { admission: { runtime: {} } },
    {},
    'error TypeInvalid admission.runtime prop-type',
  ],
  ['no chart', { chart: undefined }, {}, 'error TypeInvalid chart prop-type'],
  [
    'no admission',
    { admission: undefined },
    {},
    'warning Required spec.deployment.admission extension-admission-missing',
  ],
])('%s is an issue', (_, props, target, issue) => {
  expect(extend(props, target).issues).toContain(issue);
});

test('a chart that does not lie in a registry is refused', () => {
  const { issues } = extend({ chart: HelmChart.directory(folderWith(chartFiles)) });
  expect(issues).toContain('error NotSupported chart helm-chart-not-oci');
});

expectSentences('operator-extension');
