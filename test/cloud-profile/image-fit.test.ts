import { Testing } from 'cdk8s';
import { AlicloudCloudProfile } from '../../src/cloud-profile/alicloud-cloud-profile';
import {
  AlicloudNamespacedCloudProfile,
  type AlicloudNamespacedCloudProfileProps,
} from '../../src/cloud-profile/alicloud-namespaced-cloud-profile';
import { MachineImage, type MachineImageVersion } from '../../src/cloud-profile/machine-image';
import type { MachineType } from '../../src/cloud-profile/props';
import { expectSentences } from '../validation/golden';

const regions = { 'eu-central-1': 'm-gw86dlqmpaugljiykx91' };

function type(name: string, facts?: object, more: object = {}): MachineType {
  return { name, cpu: '2', gpu: '0', memory: '8Gi', ...(facts && { facts }), ...more };
}

function profileOf(
  version: object,
  types: readonly MachineType[],
  make: typeof MachineImage.of = (name, props) => MachineImage.of(name, props),
): AlicloudCloudProfile {
  const versions = [{ version: '1.0.0', classification: 'supported', regions, ...version }];
  return new AlicloudCloudProfile(Testing.chart(), 'alicloud', {
    kubernetes: { versions: [{ version: '1.33.4' }] },
    machineImages: [make('os', { versions: versions as MachineImageVersion[] })],
    machineTypes: types,
    regions: [{ name: 'eu-central-1', zones: ['eu-central-1a'] }],
  });
}

const rules = [
  'machine-image-nvme',
  'machine-image-boot-mode',
  'machine-image-data-disks',
  'custom-image-encrypted',
];

function warningsOf(profile: Pick<AlicloudCloudProfile, 'apiObject'>): string[] {
  return profile.apiObject.issues
    .filter(({ rule }) => rules.includes(rule))
    .map(({ severity, rule, field, message }) => `${severity} ${rule} ${field}: ${message}`);
}

const nvme = (word: string): object => ({ facts: { nvme: word } });
const required = type('ecs.g8i.large', { nvme: 'required' });
const at = 'spec.machineImages[0].versions[0]';
const refused = `warning machine-image-nvme ${at}: os 1.0.0 for amd64 does not support NVMe, required by ecs.g8i.large`;

test.each<[string, object, readonly MachineType[], readonly string[]]>([
  [
    'without NVMe on a type that requires it',
    nvme('unsupported'),
    [required, type('ecs.g7.large')],
    [refused],
  ],
  ['with NVMe', nvme('supported'), [required], []],
  ['of which nothing is known', {}, [required], []],
  ['on a type of which nothing is known', nvme('unsupported'), [type('ecs.g7.large')], []],
  [
    'on types that do without',
    nvme('unsupported'),
    [type('a', { nvme: 'supported' }), type('b', { nvme: 'unsupported' })],
    [],
  ],
  [
    'on a type that nobody may use',
    nvme('unsupported'),
    [type('a', { nvme: 'required' }, { usable: false })],
    [],
  ],
  [
    'on a type of another architecture',
    nvme('unsupported'),
    [type('a', { nvme: 'required' }, { architecture: 'arm64' })],
    [],
  ],
  [
    'for BIOS on a type for UEFI alone',
    { facts: { bootMode: 'BIOS' } },
    [
      type('a', { bootModes: ['UEFI'] }),
      type('b', { bootModes: ['BIOS', 'UEFI'] }),
      type('c', { bootModes: [] }),
    ],
    [`warning machine-image-boot-mode ${at}: os 1.0.0 for amd64 boots by BIOS, unknown to a`],
  ],
  ['that prefers UEFI', { facts: { bootMode: 'UEFI-Preferred' } }, [type('a', { bootModes: ['BIOS'] })], []],
  [
    'with a data disk',
    { facts: { dataDisks: 1, encrypted: true } },
    [type('a')],
    [`warning machine-image-data-disks ${at}: os 1.0.0 for amd64 has 1 data disk of its own`],
  ],
  ['with facts that are none', { facts: 'unsupported' }, [type('a', { bootModes: 7 })], []],
])('an image %s', (_, version, types, warnings) => {
  expect(warningsOf(profileOf(version, types))).toEqual(warnings);
});

test('each flavor counts for itself', () => {
  const flavors = ['amd64', 'arm64'].map((architecture) => ({
    capabilities: { architecture: [architecture] },
    regions,
    ...nvme(architecture === 'arm64' ? 'unsupported' : 'supported'),
  }));
  const arm = type('ecs.g8y.large', { nvme: 'required' }, { architecture: 'arm64' });
  expect(warningsOf(profileOf({ regions: undefined, flavors }, [required, arm]))).toEqual([
    `warning machine-image-nvme ${at}: os 1.0.0 for arm64 does not support NVMe, required by ecs.g8y.large`,
  ]);
});

test('flat regions for arm64 are judged by its types', () => {
  const arm = type('ecs.g8y.large', { nvme: 'required' }, { architecture: 'arm64' });
  expect(
    warningsOf(profileOf({ architectures: ['arm64'], ...nvme('unsupported') }, [required, arm])),
  ).toEqual([
    `warning machine-image-nvme ${at}: os 1.0.0 for arm64 does not support NVMe, required by ecs.g8y.large`,
  ]);
});

describe('a NamespacedCloudProfile', () => {
  const own = (version: object): MachineImage =>
    MachineImage.of('own', {
      versions: [{ version: '2.0.0', regions, ...version }] as MachineImageVersion[],
    });
  const below = (
    parent: AlicloudCloudProfile,
    props: Pick<AlicloudNamespacedCloudProfileProps, 'machineImages' | 'machineTypes'>,
  ): AlicloudNamespacedCloudProfile =>
    new AlicloudNamespacedCloudProfile(parent, 'child', { namespace: 'garden-shop', parent, ...props });
  const ownAt = 'spec.machineImages[0].versions[0]';
  const said = (image: string, place: string): string =>
    `warning machine-image-nvme ${place}: ${image} for amd64 does not support NVMe, required by ecs.g8i.large`;

  test.each<[string, AlicloudNamespacedCloudProfile, readonly string[]]>([
    [
      'whose image does not run on its own type',
      below(profileOf({}, [type('a')]), {
        machineImages: [own(nvme('unsupported'))],
        machineTypes: [required],
      }),
      [said('own 2.0.0', ownAt)],
    ],
    [
      'whose image does not run on a type of its parent',
      below(profileOf({}, [required]), { machineImages: [own(nvme('unsupported'))] }),
      [said('own 2.0.0', ownAt)],
    ],
    [
      'whose type does not take an image of its parent',
      below(profileOf(nvme('unsupported'), [type('a')]), { machineTypes: [required] }),
      [said('os 1.0.0', 'spec.machineTypes')],
    ],
    [
      'that says otherwise of a type of its parent',
      below(profileOf({}, [required]), {
        machineImages: [own(nvme('unsupported'))],
        machineTypes: [type('ecs.g8i.large', { nvme: 'supported' })],
      }),
      [],
    ],
    [
      'that adds nothing to what its parent was told',
      below(profileOf(nvme('unsupported'), [required]), { machineImages: [own(nvme('supported'))] }),
      [],
    ],
  ])('%s', (_, profile, warnings) => {
    expect(warningsOf(profile)).toEqual(warnings);
  });
});

test('many types are a few names', () => {
  const types = Array.from({ length: 7 }, (_, index) => type(`t${index}`, { nvme: 'required' }));
  expect(warningsOf(profileOf(nvme('unsupported'), types))).toEqual([
    expect.stringContaining('NVMe, required by t0, t1, t2, t3, t4 and 2 more'),
  ]);
});

test('a custom image that is encrypted cannot be shared as it is', () => {
  const custom: typeof MachineImage.of = (name, props) => MachineImage.custom(name, props);
  expect(warningsOf(profileOf({ facts: { encrypted: true } }, [type('a')], custom))).toEqual([
    `warning custom-image-encrypted ${at}: os 1.0.0 for amd64 is encrypted, and cannot be shared with Shoots of other accounts as it is`,
  ]);
  expect(warningsOf(profileOf({ facts: { encrypted: false } }, [type('a')], custom))).toEqual([]);
});

test('what ECS says is in no manifest', () => {
  const manifest = JSON.stringify(profileOf(nvme('unsupported'), [required]).manifest);
  expect(manifest).not.toMatch(/facts|nvme/);
  const flavors = [{ capabilities: { architecture: ['arm64'] }, regions, ...nvme('unsupported') }];
  expect(JSON.stringify(profileOf({ regions: undefined, flavors }, [required]).manifest)).not.toMatch(
    /facts|nvme/,
  );
});

expectSentences('image-fit');
