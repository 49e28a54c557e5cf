import type { JsonObject } from '../../../src/gardener/json';
import type { Issue } from '../../../src/issues/issue';
import { backupBucketRuleTable } from '../../../src/validation/backup-bucket/table';
import { gardenletRuleTable } from '../../../src/validation/gardenlet/table';
import { managedSeedRuleTable } from '../../../src/validation/managed-seed/table';
import { seedRuleTable } from '../../../src/validation/seed/table';
import { validateLandscape } from '../../../src/validation/validate-landscape';
import { validateManifest, type ValidateOptions, validateYaml } from '../../../src/validation/validate';
import { readVectors } from '../../conformance/vectors';
import { gardenlet, managedSeed } from '../gardenlet/gardenlets';
import { expectGolden } from '../golden';
import { type Patch, patched } from './judged';
import { secret, seed } from './seeds';

const tables = [seedRuleTable, gardenletRuleTable, managedSeedRuleTable, backupBucketRuleTable];
const ours = new Set(tables.flatMap((table) => Object.keys(table)));
const now = new Date('2026-01-01');

function ofVectors(): Issue[] {
  const files = ['seed', 'gardenlet', 'managed-seed', 'backup-bucket'];
  const older = ['versions/seed', 'versions/gardenlet', 'versions/managed-seed'];
  return [...files, ...older].flatMap((file) =>
    readVectors(file).flatMap(({ manifest, previous }) =>
      validateYaml(manifest, { now, ...(previous === undefined ? {} : { previous }) }),
    ),
  );
}

const at = (gardener: number): ValidateOptions => ({ gardenerVersion: `1.${gardener}` });
const identity = {
  ...secret('backup'),
  apiVersion: 'security.gardener.cloud/v1alpha1',
  kind: 'WorkloadIdentity',
};
const config = 'spec.config';
const bucket: JsonObject = {
  apiVersion: 'core.gardener.cloud/v1beta1',
  kind: 'BackupBucket',
  metadata: { name: 'bucket' },
  spec: { provider: { type: 'gcp', region: 'europe-west1' }, seedName: 'gcp-eu' },
};

/** What no vector gives rise to. */
const rows: readonly (readonly [JsonObject, Patch, ValidateOptions?])[] = [
  [seed, { 'spec.dns.internal.credentialsRef': identity }, at(134)],
  [seed, { 'spec.backup.secretRef': { name: 'other', namespace: 'garden' } }, at(120)],
  [seed, { 'spec.backup.credentialsRef': identity }, at(120)],
  [seed, { 'spec.dns.provider.secretRef': { name: 'other', namespace: 'garden' } }, at(136)],
  [
    seed,
    {
      'spec.dns.provider.credentialsRef': identity,
      'spec.dns.provider.secretRef': { name: 'backup', namespace: 'garden' },
    },
    at(136),
  ],
  [seed, { 'spec.dns.internal': undefined }, { ...at(134), previous: seed }],
  [seed, { 'metadata.labels': { 'seed.gardener.cloud/provider': 'alicloud' } }],
  [seed, { spec: { backup: { provider: 'alicloud', credentialsRef: secret('backup') } } }],
  [seed, { 'spec.dns.provider.type': 'alicloud' }],
  [seed, { 'spec.settings.verticalPodAutoscaler.featureGates': { InPlaceOrRecreate: true } }, at(144)],
  [seed, { 'spec.taints': [{ key: 'protected' }] }],
  [seed, { 'spec.provider.zones': ['eu-central-1a'] }, { previous: seed }],
  [gardenlet, { [`${config}.leaderElection`]: { leaderElect: true } }],
  [gardenlet, { [`${config}.controllers.shootCare.staleExtensionHealthChecks`]: {} }, at(138)],
  [
    gardenlet,
    { [`${config}.controllers.tokenRequestorWorkloadIdentity`]: { tokenExpirationDuration: 3600 } },
    at(139),
  ],
  [managedSeed, { 'spec.gardenlet': undefined }, at(106)],
  [
    bucket,
    {
      'spec.credentialsRef': {
        ...identity,
        apiVersion: 'core.gardener.cloud/v1beta1',
        kind: 'InternalSecret',
      },
    },
  ],
  [
    seed,
    { 'spec.backup.providerConfig.immutability': { retentionType: 'bucket', retentionPeriod: 3 } },
    { providerVersion: '1.64' },
  ],
];

/** What only documents together give rise to. */
function ofLandscape(): Issue[] {
  const manifests = [
    patched(managedSeed, { 'spec.gardenlet': undefined }),
    patched(managedSeed, {
      'metadata.name': 'other',
      'spec.gardenlet.config.seedConfig.spec.provider.type': 'gcp',
    }),
    {
      apiVersion: 'core.gardener.cloud/v1beta1',
      kind: 'Shoot',
      metadata: { name: 'ali-eu', namespace: 'garden' },
      spec: { provider: { type: 'alicloud' } },
    },
  ];
  return validateLandscape(
    manifests.map((manifest) => ({ manifest })),
    { now },
  ).map(({ origin: _, ...issue }) => issue);
}

test('each rule has its sentence', () => {
  const issues = [
    ...ofVectors(),
    ...ofLandscape(),
    ...rows.flatMap(([base, patch, options]) => validateManifest(patched(base, patch), { now, ...options })),
  ].filter(({ rule }) => ours.has(rule));
  // The first of each, so that a rule has one line.
  expectGolden('seeds', new Map(issues.toReversed().map((issue) => [issue.rule, issue])).values());
  expect([...ours].filter((rule) => !issues.some((issue) => issue.rule === rule))).toEqual([]);
});
