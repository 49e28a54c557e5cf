import { Chart, Testing } from 'cdk8s';
import { AlicloudCloudProfile } from '../../src/cloud-profile/alicloud-cloud-profile';
import { MachineImage } from '../../src/cloud-profile/machine-image';
import type { AlicloudCloudProfileProps } from '../../src/cloud-profile/props';
import { setTarget, ValidationError } from '../../src/garden-object/garden-object';
import type { Issue } from '../../src/issues/issue';
import { validateManifest } from '../../src/validation/validate';
import { expectSentences } from '../validation/golden';

const image = MachineImage.of('gardenlinux', {
  versions: [{ version: '1877.3.0', regions: { 'eu-central-1': 'm-gw86dlqmpaugljiykx91' } }],
});

const base: AlicloudCloudProfileProps = {
  kubernetes: { versions: [{ version: '1.33.4' }] },
  machineImages: [image],
  machineTypes: [{ name: 'ecs.g7.large', cpu: '2', gpu: '0', memory: '8Gi' }],
  regions: [{ name: 'eu-central-1', zones: ['eu-central-1a', 'eu-central-1b'] }],
};

function profileWith(props: object, target: object = {}): AlicloudCloudProfile {
  const chart = Testing.chart();
  setTarget(chart, { now: null, ...target });
  return new AlicloudCloudProfile(chart, 'alicloud', { ...base, ...props });
}

type Fields = Readonly<Record<string, unknown>>;

/** As much of an emitted spec as the tests look into. */
interface EmittedSpec {
  readonly kubernetes: { readonly versions: readonly Fields[] };
  readonly machineCapabilities: unknown;
  readonly machineImages: readonly { readonly versions: readonly Fields[] }[];
  readonly machineTypes: readonly { readonly storage: Fields; readonly capabilities: unknown }[];
  readonly volumeTypes: readonly Fields[];
  readonly limits: unknown;
  readonly providerConfig: { readonly machineImages: readonly { readonly versions: readonly Fields[] }[] };
}

const specOf = (profile: AlicloudCloudProfile): EmittedSpec => profile.manifest['spec'] as EmittedSpec;

function errorsOf(profile: AlicloudCloudProfile): string[] {
  const errors = profile.apiObject.issues.filter((issue) => issue.severity === 'error');
  return errors.map((issue) => `${issue.rule} ${issue.type} ${issue.field}`);
}

describe('the examples of the documentation for operators', () => {
  const coreos = MachineImage.of('coreos', {
    versions: [
      {
        version: '2023.4.0',
        regions: { 'eu-central-1': 'coreos_2023_4_0_64_30G_alibase_20190319.vhd' },
      },
    ],
  });

  test('a CloudProfile with coreos', () => {
    const profile = profileWith({
      kubernetes: {
        versions: [{ version: '1.27.3' }, { version: '1.26.8', expirationDate: '2022-10-31T23:59:59Z' }],
      },
      machineImages: [coreos],
      machineTypes: [{ name: 'ecs.sn2ne.large', cpu: '2', gpu: '0', memory: '8Gi' }],
      volumeTypes: [
        { name: 'cloud_efficiency', class: 'standard' },
        { name: 'cloud_essd', class: 'premium' },
      ],
    });
    expect(Testing.synth(Chart.of(profile))).toEqual([
      {
        apiVersion: 'core.gardener.cloud/v1beta1',
        kind: 'CloudProfile',
        metadata: {
          name: 'alicloud',
          annotations: {
            'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
            'kustomize.toolkit.fluxcd.io/prune': 'disabled',
          },
        },
        spec: {
          type: 'alicloud',
          kubernetes: {
            versions: [{ version: '1.27.3' }, { version: '1.26.8', expirationDate: '2022-10-31T23:59:59Z' }],
          },
          regions: [{ name: 'eu-central-1', zones: [{ name: 'eu-central-1a' }, { name: 'eu-central-1b' }] }],
          machineImages: [
            {
              name: 'coreos',
              updateStrategy: 'major',
              versions: [{ version: '2023.4.0', cri: [{ name: 'containerd' }], architectures: ['amd64'] }],
            },
          ],
          machineTypes: [
            {
              name: 'ecs.sn2ne.large',
              cpu: '2',
              gpu: '0',
              memory: '8Gi',
              architecture: 'amd64',
              usable: true,
            },
          ],
          volumeTypes: [
            { name: 'cloud_efficiency', class: 'standard', usable: true },
            { name: 'cloud_essd', class: 'premium', usable: true },
          ],
          providerConfig: {
            apiVersion: 'alicloud.provider.extensions.gardener.cloud/v1alpha1',
            kind: 'CloudProfileConfig',
            machineImages: [
              {
                name: 'coreos',
                versions: [
                  {
                    version: '2023.4.0',
                    regions: [{ name: 'eu-central-1', id: 'coreos_2023_4_0_64_30G_alibase_20190319.vhd' }],
                  },
                ],
              },
            ],
          },
        },
      },
    ]);
  });

  test('the expired Kubernetes version of it gets a warning on the day that counts', () => {
    const profile = profileWith(
      {
        kubernetes: {
          versions: [{ version: '1.27.3' }, { version: '1.26.8', expirationDate: '2022-10-31T23:59:59Z' }],
        },
      },
      { now: new Date('2026-11-21T00:00:00Z') },
    );
    expect(errorsOf(profile)).toEqual([]);
    const places = profile.apiObject.issues.map((issue) => issue.field);
    expect(places).toContain('spec.kubernetes.versions[1]');
  });

  test('a custom image with an ID in each of two regions', () => {
    const customized = MachineImage.custom('customized_coreos', {
      versions: [
        {
          version: '2191.4.1',
          regions: {
            'eu-central-1': 'm-gw8iwwd4iiln01dj646s',
            'cn-shanghai': 'm-uf6jf6utod2nfs9x21iz',
          },
        },
      ],
    });
    const profile = profileWith({ machineImages: [coreos, customized] });
    expect(errorsOf(profile)).toEqual([]);
    expect(profile.customImages).toEqual([
      {
        region: 'eu-central-1',
        imageId: 'm-gw8iwwd4iiln01dj646s',
        name: 'customized_coreos',
        version: '2191.4.1',
      },
      {
        region: 'cn-shanghai',
        imageId: 'm-uf6jf6utod2nfs9x21iz',
        name: 'customized_coreos',
        version: '2191.4.1',
      },
    ]);
    expect(specOf(profile).providerConfig.machineImages[1]).toEqual({
      name: 'customized_coreos',
      versions: [
        {
          version: '2191.4.1',
          regions: [
            { name: 'eu-central-1', id: 'm-gw8iwwd4iiln01dj646s' },
            { name: 'cn-shanghai', id: 'm-uf6jf6utod2nfs9x21iz' },
          ],
        },
      ],
    });
  });
});

describe('what is emitted is what the API server stores', () => {
  test('quantities and times are canonical', () => {
    const spec = specOf(
      profileWith({
        kubernetes: {
          versions: [
            { version: '1.33.4' },
            { version: '1.32.8', expirationDate: '2027-02-28T23:59:59.500+00:00' },
          ],
        },
        machineTypes: [
          { name: 'ecs.g7.large', cpu: '2000m', gpu: '0.0', memory: '8192Mi' },
          {
            name: 'ecs.g7.xlarge',
            cpu: '4',
            gpu: '0',
            memory: '16Gi',
            storage: { class: 'standard', type: 'cloud_essd', size: '51200Mi' },
          },
        ],
        volumeTypes: [{ name: 'cloud_essd', class: 'premium', minSize: '20480Mi' }],
      }),
    );
    expect(spec.kubernetes.versions[1]?.['expirationDate']).toBe('2027-02-28T23:59:59Z');
    expect(spec.machineTypes[0]).toMatchObject({ cpu: '2', gpu: '0', memory: '8Gi' });
    expect(spec.machineTypes[1]?.storage['size']).toBe('50Gi');
    expect(spec.volumeTypes[0]?.['minSize']).toBe('20Gi');
  });

  test('nothing is emitted that the API server would strip', () => {
    const { manifest } = profileWith({ volumeTypes: [], labels: {}, annotations: {}, protect: false });
    expect(manifest['metadata']).toEqual({ name: 'alicloud' });
    expect(manifest['spec']).not.toHaveProperty('volumeTypes');
  });
});

describe('architectures and capabilities', () => {
  const arm = {
    version: '1877.4.0',
    flavors: [
      { capabilities: { architecture: ['amd64'] }, regions: { 'eu-central-1': 'm-amd' } },
      { capabilities: { architecture: ['arm64'] }, regions: { 'eu-central-1': 'm-arm' } },
    ],
  };
  const mixed = MachineImage.of('gardenlinux', {
    versions: [arm, { version: '1877.3.0', regions: { 'eu-central-1': 'm-flat' } }],
  });

  test('an image for two architectures makes the profile declare them; formats mix by version', () => {
    const profile = profileWith({
      machineImages: [mixed],
      machineTypes: [
        { name: 'ecs.g7.large', cpu: '2', gpu: '0', memory: '8Gi' },
        { name: 'ecs.g8y.large', cpu: '2', gpu: '0', memory: '8Gi', architecture: 'arm64' },
      ],
    });
    expect(errorsOf(profile)).toEqual([]);
    const spec = specOf(profile);
    expect(spec.machineCapabilities).toEqual([{ name: 'architecture', values: ['amd64', 'arm64'] }]);
    expect(spec.machineImages[0]?.versions).toEqual([
      {
        version: '1877.4.0',
        cri: [{ name: 'containerd' }],
        architectures: ['amd64', 'arm64'],
        capabilityFlavors: [{ architecture: ['amd64'] }, { architecture: ['arm64'] }],
      },
      {
        version: '1877.3.0',
        cri: [{ name: 'containerd' }],
        architectures: ['amd64'],
        capabilityFlavors: [{ architecture: ['amd64'] }],
      },
    ]);
    expect(spec.providerConfig.machineImages[0]?.versions).toEqual([
      {
        version: '1877.4.0',
        capabilityFlavors: [
          { capabilities: { architecture: ['amd64'] }, regions: [{ name: 'eu-central-1', id: 'm-amd' }] },
          { capabilities: { architecture: ['arm64'] }, regions: [{ name: 'eu-central-1', id: 'm-arm' }] },
        ],
      },
      { version: '1877.3.0', regions: [{ name: 'eu-central-1', id: 'm-flat' }] },
    ]);
    expect(spec.machineTypes.map((type) => type.capabilities)).toEqual([
      { architecture: ['amd64'] },
      { architecture: ['arm64'] },
    ]);
  });

  test('one architecture given by flavor is flat where the profile declares nothing', () => {
    const { flavors, ...version } = arm;
    const profile = profileWith({
      machineImages: [
        MachineImage.of('gardenlinux', { versions: [{ ...version, flavors: flavors.slice(0, 1) }] }),
      ],
    });
    expect(errorsOf(profile)).toEqual([]);
    expect(specOf(profile)).not.toHaveProperty('machineCapabilities');
    expect(specOf(profile).providerConfig.machineImages[0]?.versions[0]).toEqual({
      version: '1877.4.0',
      regions: [{ name: 'eu-central-1', id: 'm-amd' }],
    });
  });

  test.each([
    ['a Gardener without capabilities', { gardenerVersion: '1.145' }],
    ['a provider without flavors', { providerVersion: '1.69' }],
  ])('%s is an error that says what to do', (_, target) => {
    const profile = profileWith({ machineImages: [mixed] }, target);
    expect(errorsOf(profile)).toContain(
      'machine-image-needs-capabilities Forbidden spec.machineCapabilities',
    );
  });

  test('the gate makes them possible before they are on by default', () => {
    const target = { gardenerVersion: '1.145', featureGates: { CloudProfileCapabilities: true } };
    expect(errorsOf(profileWith({ machineImages: [mixed] }, target))).toEqual([]);
  });
});

describe('what a user can get wrong', () => {
  test.each<[string, object, string]>([
    ['a typo in a prop', { machineImage: [image] }, 'prop-unknown UnknownField machineImage'],
    ['a missing prop', { regions: undefined }, 'prop-type TypeInvalid regions'],
    ['a list that is none', { machineTypes: 'ecs.g7.large' }, 'prop-type TypeInvalid machineTypes'],
    ['an image that is none', { machineImages: [{ name: 'x' }] }, 'prop-type TypeInvalid machineImages[0]'],
    [
      'a typo in a nested field',
      { machineTypes: [{ name: 'ecs.g7.large', cpu: '2', gpu: '0', memry: '8Gi' }] },
      'unknown-field UnknownField spec.machineTypes[0].memry',
    ],
    [
      'a date that is none',
      { kubernetes: { versions: [{ version: '1.33.4' }, { version: '1.32.8', expirationDate: 'soon' }] } },
      'malformed-timestamp Malformed spec.kubernetes.versions[1].expirationDate',
    ],
    [
      'no image IDs',
      { machineImages: [MachineImage.of('x', { versions: [{ version: '1.0.0' }] })] },
      'machine-image-ids-missing Required spec.machineImages[0].versions[0]',
    ],
    [
      'one image for two architectures',
      {
        machineImages: [
          MachineImage.of('x', {
            versions: [
              { version: '1.0.0', architectures: ['amd64', 'arm64'], regions: { 'eu-central-1': 'm-1' } },
            ],
          }),
        ],
      },
      'machine-image-architectures Invalid spec.machineImages[0].versions[0].architectures',
    ],
    ['a Date for a text', { extraSpec: { when: new Date(0) } }, 'value-not-plain TypeInvalid spec.when'],
  ])('%s is an issue with a field and a construct', (_, props, expected) => {
    const profile = profileWith(props);
    expect(errorsOf(profile)).toContain(expected);
    for (const issue of profile.apiObject.issues) {
      expect(issue.origin?.constructPath).toMatch(/alicloud$/);
    }
  });

  test.each([undefined, null, 7, 'text', []])('props that are %p do not throw', (props) => {
    const chart = Testing.chart();
    const profile = new AlicloudCloudProfile(
      chart,
      'alicloud',
      props as unknown as AlicloudCloudProfileProps,
    );
    expect(errorsOf(profile).length).toBeGreaterThan(3);
  });

  test('a plain app throws one error that holds all issues of all constructs', () => {
    const profile = profileWith({ machineTypes: [] });
    new AlicloudCloudProfile(Chart.of(profile), 'second', { ...base, regions: [] });
    let thrown: unknown;
    try {
      Testing.synth(Chart.of(profile));
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ValidationError);
    const { issues, message } = thrown as { issues: Issue[]; message: string };
    const fields = issues.filter((issue) => issue.severity === 'error').map((issue) => issue.field);
    expect(fields).toEqual(['spec.machineTypes', 'spec.regions']);
    expect(message).toContain('alicloud] spec.machineTypes: ');
    expect(message).toContain('second] spec.regions: ');
  });
});

describe('the open door', () => {
  test('extra fields reach the output, maps merge deeply', () => {
    const spec = specOf(
      profileWith({ limits: { maxNodesTotal: 100 }, extraSpec: { limits: { other: 1 }, unheardOf: null } }),
    );
    expect(spec.limits).toEqual({ maxNodesTotal: 100, other: 1 });
    expect(spec).toHaveProperty('unheardOf', null);
  });
});

test('the manifest is judged as any other: by itself and as an update of itself', () => {
  const { manifest } = profileWith({});
  const errors = (issues: Issue[]): Issue[] => issues.filter((issue) => issue.severity === 'error');
  expect(errors(validateManifest(manifest))).toEqual([]);
  expect(errors(validateManifest(manifest, { previous: manifest }))).toEqual([]);
});

expectSentences('cloud-profile-construct');
