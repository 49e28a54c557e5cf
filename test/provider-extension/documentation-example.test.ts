import { AlicloudCloudProfile } from '../../src/cloud-profile/alicloud-cloud-profile';
import { MachineImage } from '../../src/cloud-profile/machine-image';
import { unplaced } from '../../src/garden-object/shapes';
import { HelmChart } from '../../src/provider-extension/helm-chart';
import { ImageOwner } from '../../src/provider-extension/image-owner';
import { ProviderExtensionDeployment } from '../../src/provider-extension/provider-extension-deployment';
import { SecretReference } from '../../src/secrets/credentials-secret';
import { validateManifest } from '../../src/validation/validate';
import { chartFiles, folderWith, removeFolders } from './chart-folder';
import { synthesize } from './synthesize';
import { expectSentences } from '../validation/golden';

/** The example of the operators' documentation of provider-alicloud, whose chart is cut short there. */
const ids = { 'eu-central-1': 'm-gw8iwwd4iiln01dj646s', 'cn-shanghai': 'm-uf6jf6utod2nfs9x21iw' };
const machineImages = [
  {
    name: 'customized_coreos',
    version: '2191.4.1',
    regions: Object.entries(ids).map(([region, imageID]) => ({ region, imageID })),
  },
];
const resources = { limits: { cpu: '500m', memory: '1Gi' }, requests: { memory: '128Mi' } };
const encoded = (text: string): string => Buffer.from(text).toString('base64');

let packed: string;
beforeAll(() => {
  packed = HelmChart.directory(folderWith(chartFiles)).load(unplaced()).raw ?? '';
  removeFolders();
});

test('Gardener refuses it as it stands', () => {
  const asDocumented = {
    apiVersion: 'core.gardener.cloud/v1beta1',
    kind: 'ControllerDeployment',
    metadata: { name: 'extension-provider-alicloud' },
    spec: {
      type: 'helm',
      providerConfig: {
        chart: packed,
        values: {
          config: {
            machineImageOwnerSecret: { accessKeyID: encoded('id'), accessKeySecret: encoded('secret') },
            toBeSharedImageIDs: Object.values(ids),
            machineImages,
            csi: { enableADController: true },
          },
          resources,
        },
      },
    },
  };
  const errors = validateManifest(asDocumented).filter(({ severity }) => severity === 'error');
  expect(errors.map(({ type, field }) => `${type} ${field}`)).toContain('UnknownField spec');
});

function example(form: 'v1' | 'v1beta1', imageOwner: ImageOwner) {
  const profile = synthesize(
    (scope) =>
      new AlicloudCloudProfile(scope, 'alicloud', {
        kubernetes: { versions: [{ version: '1.33.4' }] },
        machineImages: [
          MachineImage.custom('customized_coreos', { versions: [{ version: '2191.4.1', regions: ids }] }),
        ],
        machineTypes: [{ name: 'ecs.g7.large', cpu: '2', gpu: '0', memory: '8Gi' }],
        regions: Object.keys(ids).map((name) => ({ name, zones: [`${name}a`] })),
      }),
  ).made;
  return synthesize(
    (scope) =>
      new ProviderExtensionDeployment(scope, 'extension-provider-alicloud', {
        chart: HelmChart.base64(packed),
        form,
        resources,
        imageOwner,
        sharedImages: profile.customImages,
        enableADController: true,
        values: { config: { machineImages } },
      }),
    { providerVersion: '1.71' },
  );
}

const owners = {
  reference: ImageOwner.fromSecret(SecretReference.of('garden', 'image-owner-keys')),
  substituted: ImageOwner.substituted({ accessKeyId: 'OWNER_ID', accessKeySecret: 'OWNER_SECRET' }),
};

/** What has no effect, or does harm, each once. */
const warnings = (at: string): string[] => [
  `warning Invalid ${at}.config.csi.enableADController provider-alicloud-csi-deprecated`,
  `warning Forbidden ${at}.config.machineImageOwnerSecret provider-alicloud-owner-secret-disables-infrastructure`,
  `warning Invalid ${at}.config.machineImages provider-alicloud-value-without-effect`,
  `warning Invalid ${at}.config.toBeSharedImageIDs provider-alicloud-shared-images-unshared`,
  `warning Required ${at}.image.tag provider-alicloud-image-tag-unset`,
];

test('with our constructs it is accepted, with a warning for each part that is useless or harmful', () => {
  const { made, issues } = example('v1', owners.reference);
  expect(made.manifest).toMatchObject({
    apiVersion: 'core.gardener.cloud/v1',
    kind: 'ControllerDeployment',
    metadata: { name: 'extension-provider-alicloud' },
    helm: {
      rawChart: packed,
      values: {
        resources,
        config: {
          machineImageOwnerSecret: {
            name: 'machine-image-owner',
            accessKeyID: '{{ .resources.owner.data.accessKeyID }}',
            accessKeySecret: '{{ .resources.owner.data.accessKeySecret }}',
          },
          toBeSharedImageIDs: Object.values(ids),
          csi: { enableADController: true },
          machineImages,
        },
      },
    },
    resources: [
      { name: 'owner', resourceRef: { apiVersion: 'v1', kind: 'Secret', name: 'image-owner-keys' } },
    ],
  });
  expect(issues).toEqual(warnings('helm.values').sort());
});

test('in the API version of the example it is accepted, too, with one more warning', () => {
  const { made, issues } = example('v1beta1', owners.substituted);
  expect(made.manifest).toMatchObject({
    apiVersion: 'core.gardener.cloud/v1beta1',
    type: 'helm',
    providerConfig: { chart: packed, values: { resources } },
  });
  expect(issues).toEqual(
    [
      ...warnings('helm.values'),
      'warning NotSupported apiVersion controller-deployment-legacy-version',
    ].sort(),
  );
});

expectSentences('documentation-example');
