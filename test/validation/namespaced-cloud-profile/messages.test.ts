import type { Issue } from '../../../src/issues/issue';
import { namespacedCloudProfileRuleTable } from '../../../src/validation/namespaced-cloud-profile/table';
import { validateManifest, type ValidateOptions } from '../../../src/validation/validate';
import { validateLandscape } from '../../../src/validation/validate-landscape';
import {
  capableProfile,
  change,
  type Changes,
  flatProfile,
  future,
  now,
  past,
} from '../cloud-profile/profiles';
import { expectGolden } from '../golden';
import { namespacedProfile } from './namespaced-profiles';

const images = 'spec.providerConfig.machineImages';
const regions = [{ name: 'eu-central-1', id: 'm-gw8team' }];
const flavor = (name: string, ...more: readonly object[]): object => ({
  capabilities: { architecture: [name] },
  regions: [...regions, ...more],
});

/** The new version in the format of a parent with capabilities: flavors of the spec, and its entry. */
function flavored(names: readonly string[], entry: object): Changes {
  return {
    'spec.machineImages.1.versions.0.architectures': undefined,
    'spec.machineImages.1.versions.0.capabilityFlavors': names.map((name) => ({ architecture: [name] })),
    [`${images}.0.versions.0`]: { version: '1.0.0', ...entry },
  };
}

type Row = readonly [Changes, Omit<ValidateOptions, 'now'>];

const alone: readonly Row[] = [
  [{ 'spec.parent': { kind: 'NamespacedCloudProfile' } }, {}],
  [{ 'spec.parent.name': 'other' }, { previous: namespacedProfile }],
  [{ 'spec.kubernetes.versions.0.classification': 'preview' }, {}],
  [{ [`${images}.0.name`]: 'stranger' }, {}],
  [{ [`${images}.0.versions.0.version`]: '2.0.0' }, {}],
];

const below: readonly Row[] = [
  [{ 'spec.parent.name': 'other' }, {}],
  [{}, { parent: '' }],
  [{ 'spec.kubernetes.versions.0.version': '1.31.1' }, {}],
  [{ 'spec.kubernetes.versions.0.expirationDate': undefined }, {}],
  [{ 'spec.kubernetes.versions.0.expirationDate': past }, { previous: namespacedProfile }],
  [{ 'spec.machineTypes.0.name': 'ecs.g7.large' }, { gardenerVersion: '1.144' }],
  [{ 'spec.machineImages.0.updateStrategy': 'patch' }, { previous: namespacedProfile }],
  [{ 'spec.machineImages.0.versions.0.classification': 'preview' }, {}],
  [{ 'spec.machineImages.0.versions.0.classification': 'preview' }, { previous: namespacedProfile }],
  [{ 'spec.providerConfig': undefined }, {}],
  [{ 'spec.machineImages.1.versions.1': { version: '1.1.0', architectures: ['amd64'] } }, {}],
  [{ [`${images}.1`]: { name: 'gardenlinux', versions: [{ version: '1592.14.0', regions }] } }, {}],
  ...['1.71', '1.72'].flatMap((providerVersion): Row[] =>
    [
      {},
      flavored(['amd64', 'arm64'], { capabilityFlavors: [flavor('amd64')] }),
      flavored(['amd64'], { capabilityFlavors: [flavor('amd64'), flavor('arm64')] }),
      flavored(['arm64'], { regions }),
      flavored(['amd64', 'arm64'], {
        capabilityFlavors: [flavor('amd64'), flavor('arm64', { name: 'cn-hangzhou', id: 'm-bp1team' })],
      }),
    ].map((changes) => [changes, { parent: capableProfile, providerVersion }]),
  ),
  [{ 'spec.machineImages.0.versions.0.expirationDate': future }, {}],
];

test('sentences are as they were read last', () => {
  const own = new Set(Object.keys(namespacedCloudProfileRuleTable));
  const issues: Issue[] = [];
  for (const [rows, defaults] of [
    [alone, {}],
    [below, { parent: flatProfile }],
  ] as const) {
    for (const [changes, options] of rows) {
      const found = validateManifest(change(namespacedProfile, changes), { now, ...defaults, ...options });
      issues.push(...found.filter(({ rule }) => own.has(rule)));
    }
  }
  const typed = change(flatProfile, { 'spec.machineTypes.2': namespacedProfile.spec.machineTypes[0] });
  const landscape = validateLandscape(
    [
      { manifest: typed, previous: flatProfile },
      { manifest: namespacedProfile, previous: namespacedProfile },
    ],
    { now },
  );
  issues.push(...landscape.filter(({ rule }) => own.has(rule)));
  expectGolden('namespaced-cloud-profile', issues);
  expect(new Set(issues.map(({ rule }) => rule))).toEqual(own);
});
