import type { Issue } from '../../../src/issues/issue';
import type { Rule } from '../../../src/issues/rule';
import { cloudProfileRuleTable } from '../../../src/validation/cloud-profile/table';
import { validateManifest, type ValidateOptions, validateYaml } from '../../../src/validation/validate';
import { readVectors } from '../../conformance/vectors';
import { expectGolden, oneOfEachSentence } from '../golden';
import { capableProfile, change, type Changes, flatProfile, future, gates, now, past } from './profiles';

/** What an update makes of a profile. */
interface Update {
  readonly from: Changes;
  readonly to: Changes;
  readonly base?: object;
}

const images = 'spec.providerConfig.machineImages';
const flatRegions = flatProfile.spec.providerConfig.machineImages[0]?.versions[0]?.regions ?? [];

/** Warnings, which no vector has, and errors of other versions and of long lists. */
const created: readonly (readonly [Changes, ValidateOptions?])[] = [
  [{ 'spec.regions.2': { name: 'Mars' } }],
  [{ 'spec.regions.2': { name: 'eu-centrl-1', zones: [{ name: 'eu-centrl-1a' }] } }],
  [{ 'spec.regions.2': { name: 'us-wst-1', zones: [{ name: 'us-wst-1a' }] } }],
  [{ 'spec.regions.2': { name: 'ap-south-1', zones: [{ name: 'ap-south-1-a' }] } }],
  [{ 'spec.regions.0.zones': [] }],
  [{ [`${images}.0.versions.0.regions`]: [flatRegions[0]] }],
  [{ [`${images}.0.versions.0.regions.2`]: { name: 'cn-hangzou', id: 'm-1' } }],
  [{ [`${images}.0.versions.0.regions.1.name`]: 'cn-hangzou' }],
  [{ [`${images}.0.versions.0.regions.2`]: { name: 'Mars', id: 'm-1' } }],
  [{ [`${images}.0.versions.0.regions.2`]: { name: 'xx-atlantis-1', id: 'm-1' } }],
  [{ [`${images}.0.versions.0.regions.2`]: flatRegions[0] }],
  [{ [`${images}.0.versions.0.regions.0.id`]: '<image_id_1>' }],
  [{ [`${images}.0.versions.0.regions.0.id`]: 'm-gw8 ' }],
  [{ [`${images}.0.versions.0.regions.0.id`]: 'm-bp13aseh5a2wn0s5rdz6' }],
  [{ [`${images}.0.versions.0.regions.0.id`]: 'm-bp1a1' }],
  [{ [`${images}.2`]: flatProfile.spec.providerConfig.machineImages[1] }],
  [{ [`${images}.2`]: { name: 'flatcar', versions: [{ version: '1', regions: flatRegions }] } }],
  [{ [`${images}.1.versions.1`]: { version: '22.4.0', regions: flatRegions } }],
  [{ 'spec.machineImages.0.versions.0.architectures': ['arm64', 'amd64'] }],
  [{ 'spec.machineTypes.1.architecture': 'arm64', 'spec.machineTypes.0.cpu': '0' }],
  [{ 'spec.machineTypes.0.name': 'g7.large', 'spec.volumeTypes.0.name': 'cloud-essd' }],
  [{ 'spec.volumeTypes.0.name': 'floppy', 'spec.machineTypes.0.memory': undefined }],
  [{ 'spec.regions.0.zones.0.unavailableMachineTypes': ['ecs.g7.larg'] }],
  [{ 'spec.regions.0.zones.0.unavailableVolumeTypes': ['cloud_ssd'] }],
  [
    {
      'spec.regions.0.zones': [{ name: 'eu-central-1a', unavailableMachineTypes: ['ecs.g7.large'] }],
      'spec.regions.1.zones.0.unavailableMachineTypes': ['ecs.g7.large'],
    },
  ],
  [
    {
      'spec.regions.0.zones': [{ name: 'eu-central-1a', unavailableVolumeTypes: ['cloud_essd'] }],
      'spec.regions.1.zones.0.unavailableVolumeTypes': ['cloud_essd'],
    },
  ],
  [{ 'spec.kubernetes.versions.0.version': '1.29.4' }, { providerVersion: '1.71', gardenerVersion: '1.148' }],
  [{ 'spec.kubernetes.versions.0.version': '1.29.4' }],
  [{ 'spec.kubernetes.versions.0.version': '1.99.0' }],
  [{ 'spec.kubernetes.versions': [{ version: '1.34.2', classification: 'preview' }] }],
  [{ 'spec.machineImages.1.versions.0.classification': 'preview' }],
  [{ 'spec.kubernetes.versions.2.expirationDate': past }],
  [{ 'spec.kubernetes.versions.2.expirationDate': '2026-09-01T00:00:00Z' }],
  [{ 'spec.machineImages.0.versions.1.expirationDate': '2026-08-20T18:00:00Z' }],
  [{ 'spec.machineImages.1.versions.0.expirationDate': future }],
  [
    {
      'spec.kubernetes.versions.2': {
        version: '1.32.8',
        lifecycle: [{ classification: 'preview', startTime: future }],
      },
    },
    { featureGates: gates.lifecycle },
  ],
  [
    {
      'spec.machineTypes.0.memory': '8192Mi',
      'spec.kubernetes.versions.2.expirationDate': '2096-01-01T01:00:00+01:00',
    },
  ],
  [{ 'metadata.labels': {}, 'spec.volumeTypes': [] }],
  [{ 'metadata.labels': { 'provider.extensions.gardener.cloud/alicloud': 'true' } }],
  [{ 'metadata.finalizers': ['gardener'], 'metadata.uid': 'x', 'metadata.namespace': 'garden', status: {} }],
  [{ 'metadata.annotations': { a: 'x'.repeat(300 * 1024) } }],
  [{ 'spec.caBundle': 'x'.repeat(1100 * 1024) }],
  [{ 'spec.caBundle': 'x'.repeat(1500 * 1024) }],
];

const capable: readonly (readonly [Changes, ValidateOptions?])[] = [
  [{}, { providerVersion: '1.69', gardenerVersion: '1.146' }],
  [{}, { featureGates: gates.noCapabilities }],
  [{ [`${images}.0.versions.0.capabilityFlavors.1.regions.1`]: undefined }],
  [{ [`${images}.0.versions.0.capabilityFlavors.1`]: undefined }],
  [{ 'spec.machineImages.0.versions.0.capabilityFlavors': undefined }],
  [{ 'spec.machineCapabilities.2': { name: 'gardener-x', values: ['a'] } }],
];

const updates: readonly Update[] = [
  { from: {}, to: { 'spec.type': 'aws' } },
  { from: {}, to: { 'spec.regions.1': undefined } },
  { from: {}, to: { 'spec.regions.0.zones.1': undefined } },
  { from: {}, to: { 'spec.machineTypes.1': undefined, 'spec.volumeTypes.1': undefined } },
  { from: {}, to: { 'spec.kubernetes.versions.2': undefined } },
  { from: {}, to: { 'spec.machineImages.1': undefined } },
  { from: {}, to: { 'spec.machineImages.0.versions.1': undefined } },
  { from: {}, to: { [`${images}.0.versions.0.regions.0.id`]: 'm-gw8zz' } },
  { from: {}, to: { [`${images}.0.versions.0.regions`]: [flatRegions[0]] } },
  {
    from: {},
    to: { 'spec.machineImages.0.versions.2': { version: '1312.1.0', expirationDate: past } },
  },
  { from: {}, to: { 'spec.machineCapabilities': undefined }, base: capableProfile },
  { from: { 'spec.limits': { maxNodesTotal: 9 } }, to: { 'spec.limits': { maxNodesTotal: 3 } } },
];

function* allIssues(): Generator<Issue> {
  for (const [changes, options] of created)
    yield* validateManifest(change(flatProfile, changes), { now, ...options });
  for (const [changes, options] of capable) {
    yield* validateManifest(change(capableProfile, changes), { now, ...options });
  }
  for (const { from, to, base = flatProfile } of updates) {
    yield* validateManifest(change(base, to), { now, previous: change(base, from) });
  }
  for (const { manifest, previous, featureGates } of readVectors('cloud-profile')) {
    yield* validateYaml(manifest, {
      now,
      ...(previous && { previous }),
      ...(featureGates && { featureGates }),
    });
  }
}

test('every rule says what it said', () => {
  const issues = oneOfEachSentence(
    [...allIssues()].filter(({ rule }) => Object.hasOwn(cloudProfileRuleTable, rule)),
  );
  const rules = new Set(issues.map(({ rule }) => rule));
  const silent = Object.values<Rule>(cloudProfileRuleTable).filter(
    ({ id, kinds }) => kinds.includes('CloudProfile') && !rules.has(id),
  );
  expect(silent).toEqual([]);
  expectGolden('cloud-profile', issues);
});
