import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chart, JsonPatch, Testing } from 'cdk8s';
import {
  AlicloudCloudProfile,
  type AlicloudCloudProfileProps,
  AlicloudNamespacedCloudProfile,
  type AlicloudNamespacedCloudProfileProps,
  GardenApp,
  MachineImage,
  setTarget,
  ValidationError,
  validateManifest,
} from '../../src/index';

const gardenlinux = MachineImage.of('gardenlinux', {
  versions: [{ version: '1877.3.0', regions: { 'eu-central-1': 'm-gw86dlqmpaugljiykx91' } }],
});
const newer = MachineImage.of('gardenlinux', {
  versions: [{ version: '1877.4.0', regions: { 'eu-central-1': 'm-gw86dlqmpaugljiykx92' } }],
});
const ours = MachineImage.custom('shop-os', {
  versions: [{ version: '1.0.0', regions: { 'eu-central-1': 'm-gw86dlqmpaugljiykx93' } }],
});

const offer: AlicloudCloudProfileProps = {
  kubernetes: {
    versions: [{ version: '1.33.4' }, { version: '1.32.8', expirationDate: '2027-02-28T23:59:59Z' }],
  },
  machineImages: [gardenlinux],
  machineTypes: [{ name: 'ecs.g7.large', cpu: '2', gpu: '0', memory: '8Gi' }],
  regions: [{ name: 'eu-central-1', zones: ['eu-central-1a', 'eu-central-1b'] }],
  limits: { maxNodesTotal: 100 },
};

type Props = Omit<AlicloudNamespacedCloudProfileProps, 'namespace' | 'parent'>;

/** A profile below `offer`; with `known: false` the parent is only named. */
function profileWith(
  props: Readonly<Record<string, unknown>>,
  parentProps: object = {},
  known = true,
): AlicloudNamespacedCloudProfile {
  const chart = Testing.chart();
  setTarget(chart, { now: null });
  const parent = known
    ? new AlicloudCloudProfile(chart, 'alicloud', { ...offer, ...parentProps })
    : 'alicloud';
  const base = { namespace: 'garden-shop', parent };
  return new AlicloudNamespacedCloudProfile(chart, 'shop', { ...base, ...props });
}

const errorsOf = ({ apiObject }: AlicloudNamespacedCloudProfile): string[] =>
  apiObject.issues
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, field }) => `${rule} ${field}`);

const specOf = ({ manifest }: AlicloudNamespacedCloudProfile): Readonly<Record<string, unknown>> =>
  manifest['spec'] as Readonly<Record<string, unknown>>;

const everything: Props = {
  kubernetes: { versions: [{ version: '1.32.8', expirationDate: '2027-06-30T23:59:59+00:00' }] },
  machineImages: [newer, ours],
  extendedImages: [
    { image: gardenlinux, versions: [{ version: '1877.3.0', expirationDate: '2027-06-30T23:59:59Z' }] },
  ],
  machineTypes: [{ name: 'ecs.g7.xlarge', cpu: '4', gpu: '0', memory: '16384Mi' }],
  volumeTypes: [{ name: 'cloud_essd', class: 'premium' }],
  limits: { maxNodesTotal: 500 },
};

describe('what a project has beyond its parent', () => {
  test('new and longer usable versions of an image are one entry, new ones are mapped', () => {
    expect(Testing.synth(Chart.of(profileWith(everything)))[1]).toEqual({
      apiVersion: 'core.gardener.cloud/v1beta1',
      kind: 'NamespacedCloudProfile',
      metadata: {
        name: 'shop',
        namespace: 'garden-shop',
        annotations: {
          'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
          'kustomize.toolkit.fluxcd.io/prune': 'disabled',
        },
      },
      spec: {
        parent: { kind: 'CloudProfile', name: 'alicloud' },
        kubernetes: { versions: [{ version: '1.32.8', expirationDate: '2027-06-30T23:59:59Z' }] },
        machineImages: [
          {
            name: 'gardenlinux',
            versions: [
              { version: '1877.4.0', cri: [{ name: 'containerd' }], architectures: ['amd64'] },
              { version: '1877.3.0', expirationDate: '2027-06-30T23:59:59Z' },
            ],
          },
          {
            name: 'shop-os',
            updateStrategy: 'major',
            versions: [{ version: '1.0.0', cri: [{ name: 'containerd' }], architectures: ['amd64'] }],
          },
        ],
        machineTypes: [
          { name: 'ecs.g7.xlarge', cpu: '4', gpu: '0', memory: '16Gi', architecture: 'amd64', usable: true },
        ],
        volumeTypes: [{ name: 'cloud_essd', class: 'premium', usable: true }],
        limits: { maxNodesTotal: 500 },
        providerConfig: {
          apiVersion: 'alicloud.provider.extensions.gardener.cloud/v1alpha1',
          kind: 'CloudProfileConfig',
          machineImages: [
            {
              name: 'gardenlinux',
              versions: [
                { version: '1877.4.0', regions: [{ name: 'eu-central-1', id: 'm-gw86dlqmpaugljiykx92' }] },
              ],
            },
            {
              name: 'shop-os',
              versions: [
                { version: '1.0.0', regions: [{ name: 'eu-central-1', id: 'm-gw86dlqmpaugljiykx93' }] },
              ],
            },
          ],
        },
      },
    });
  });

  test('it is accepted with its parent, by the validator, too', () => {
    const profile = profileWith(everything);
    expect(errorsOf(profile)).toEqual([]);
    const [parent] = Testing.synth(Chart.of(profile)) as [object];
    const issues = validateManifest(profile.manifest, { parent });
    expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('an empty one says nothing but its parent', () => {
    expect(specOf(profileWith({}))).toEqual({ parent: { kind: 'CloudProfile', name: 'alicloud' } });
  });

  test('the custom images that it adds can be shared', () => {
    expect(profileWith(everything).customImages).toEqual([
      { region: 'eu-central-1', imageId: 'm-gw86dlqmpaugljiykx93', name: 'shop-os', version: '1.0.0' },
    ]);
  });

  test('images take the form that the capabilities of the parent want', () => {
    const both = MachineImage.of('gardenlinux', {
      versions: [
        {
          version: '1877.3.0',
          flavors: [
            {
              capabilities: { architecture: ['amd64'] },
              regions: { 'eu-central-1': 'm-gw86dlqmpaugljiykx91' },
            },
            {
              capabilities: { architecture: ['arm64'] },
              regions: { 'eu-central-1': 'm-gw86dlqmpaugljiykx94' },
            },
          ],
        },
      ],
    });
    const arm = { name: 'ecs.g8y.large', cpu: '2', gpu: '0', memory: '8Gi', architecture: 'arm64' };
    const profile = profileWith(
      { machineImages: [ours], machineTypes: [{ ...arm, name: 'ecs.g8y.xlarge' }] },
      { machineImages: [both], machineTypes: [...offer.machineTypes, arm] },
    );
    expect(errorsOf(profile)).toEqual([]);
    expect(specOf(profile)).toMatchObject({
      machineImages: [{ versions: [{ capabilityFlavors: [{ architecture: ['amd64'] }] }] }],
      machineTypes: [{ capabilities: { architecture: ['arm64'] } }],
    });
  });

  test('the name of a parent will do', () => {
    const profile = profileWith(everything, {}, false);
    expect(errorsOf(profile)).toEqual([]);
    expect(specOf(profile)).toEqual(specOf(profileWith(everything)));
  });

  test('what has no prop comes in by extraSpec', () => {
    const profile = profileWith({ extraSpec: { limits: { maxNodesTotal: 7 } } });
    expect(specOf(profile)['limits']).toEqual({ maxNodesTotal: 7 });
  });
});

const later = '2027-06-30T23:59:59Z';

test.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
  [
    'a Kubernetes version that the parent does not offer',
    { kubernetes: { versions: [{ version: '1.31.1', expirationDate: later }] } },
    ['namespaced-cloud-profile-version-not-in-parent spec.kubernetes.versions[0].version'],
  ],
  [
    'a version without another expiry',
    { kubernetes: { versions: [{ version: '1.32.8' }] } },
    ['namespaced-cloud-profile-expiry-required spec.kubernetes.versions[0].expirationDate'],
  ],
  [
    'an image version of the parent as if it were new',
    { machineImages: [gardenlinux] },
    expect.arrayContaining([
      'namespaced-cloud-profile-override-forbidden spec.machineImages[0].versions[0].cri',
    ]) as string[],
  ],
  [
    'no image IDs',
    { machineImages: [MachineImage.of('other', { versions: [{ version: '1.0.0' }] })] },
    expect.arrayContaining(['machine-image-ids-missing spec.machineImages[0].versions[0]']) as string[],
  ],
  ['no parent', { parent: undefined }, expect.arrayContaining(['prop-type parent']) as string[]],
  ['a parent of another kind', { parent: 7 }, expect.arrayContaining(['prop-type parent']) as string[]],
  ['no namespace', { namespace: undefined }, expect.arrayContaining(['prop-type namespace']) as string[]],
  ['a misspelled prop', { machineImage: [] }, ['prop-unknown machineImage']],
  ['an image that is none', { machineImages: [{}] }, ['prop-type machineImages[0]']],
  [
    'an extended image that is none',
    { extendedImages: [{ image: 7, versions: [] }] },
    ['prop-type extendedImages[0].image'],
  ],
  [
    'versions that are no list',
    { extendedImages: [{ image: 'gardenlinux', versions: later }] },
    expect.arrayContaining(['prop-type extendedImages[0].versions']) as string[],
  ],
])('%s is refused', (_, props, errors) => {
  expect(errorsOf(profileWith(props))).toEqual(errors);
});

test('a later change of the parent counts', () => {
  const chart = Testing.chart();
  const parent = new AlicloudCloudProfile(chart, 'alicloud', offer);
  const profile = new AlicloudNamespacedCloudProfile(chart, 'shop', {
    namespace: 'garden-shop',
    parent,
    kubernetes: { versions: [{ version: '1.32.8', expirationDate: later }] },
  });
  expect(errorsOf(profile)).toEqual([]);
  parent.apiObject.addJsonPatch(JsonPatch.remove('/spec/kubernetes/versions/1'));
  expect(errorsOf(profile)).toEqual([
    'namespaced-cloud-profile-version-not-in-parent spec.kubernetes.versions[0].version',
  ]);
});

describe('in a GardenApp', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'namespaced-'));
  afterAll(() => {
    rmSync(outdir, { recursive: true });
  });

  test('what is wrong with it and its parent is told once', () => {
    const app = new GardenApp({ outdir });
    const parent = new AlicloudCloudProfile(app.garden, 'alicloud', offer);
    const versions = [{ version: '1.31.1', expirationDate: later }];
    new AlicloudNamespacedCloudProfile(app.garden, 'shop', {
      namespace: 'garden-shop',
      parent,
      kubernetes: { versions },
    });
    let thrown: unknown;
    try {
      app.synth();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ValidationError);
    const { issues } = thrown as ValidationError;
    expect(issues.filter(({ severity }) => severity === 'error').map(({ rule }) => rule)).toEqual([
      'namespaced-cloud-profile-version-not-in-parent',
    ]);
  });
});
