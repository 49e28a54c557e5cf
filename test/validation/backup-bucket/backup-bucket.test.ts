import type { JsonObject } from '../../../src/gardener/json';
import { backupBucketRules } from '../../../src/validation/backup-bucket/errors';
import { errors, type Patch, patched, warnings } from '../seed/judged';
import { secret } from '../seed/seeds';

const config = 'spec.providerConfig';
const identity = {
  ...secret('backup'),
  apiVersion: 'security.gardener.cloud/v1alpha1',
  kind: 'WorkloadIdentity',
};
const internal = { ...secret('backup'), apiVersion: 'core.gardener.cloud/v1beta1', kind: 'InternalSecret' };
const shoot = { apiVersion: 'core.gardener.cloud/v1beta1', kind: 'Shoot', name: 'root', namespace: 'garden' };

const bucket: JsonObject = {
  apiVersion: 'core.gardener.cloud/v1beta1',
  kind: 'BackupBucket',
  metadata: { name: '4c1d9f6e-ali-eu' },
  spec: {
    provider: { type: 'alicloud', region: 'eu-central-1' },
    seedName: 'ali-eu',
    providerConfig: {
      apiVersion: 'alicloud.provider.extensions.gardener.cloud/v1alpha1',
      kind: 'BackupBucketConfig',
      immutability: { retentionType: 'bucket', retentionPeriod: 30, locked: true },
    },
    credentialsRef: secret('backup'),
  },
};

test('the base has no errors', () => {
  expect(errors(backupBucketRules, bucket)).toEqual([]);
});

describe('a bucket is refused', () => {
  const rows: [string, Patch, string[]][] = [
    ['a name with dots', { 'metadata.name': 'a.b' }, ['Invalid metadata.name metadata-name-invalid']],
    [
      'nothing in it',
      { spec: undefined },
      [
        'Invalid spec.provider.type backup-bucket-provider-incomplete',
        'Invalid spec.provider.region backup-bucket-provider-incomplete',
        'Invalid spec.seedName backup-bucket-owner',
        'Required spec.credentialsRef credentials-reference-missing',
      ],
    ],
    ['an empty seed', { 'spec.seedName': '' }, ['Invalid spec.seedName backup-bucket-owner']],
    ['two owners', { 'spec.shootRef': shoot }, ['Invalid spec.seedName backup-bucket-owner']],
    [
      'an empty seed beside a shoot',
      { 'spec.seedName': '', 'spec.shootRef': shoot },
      ['Invalid spec.seedName backup-bucket-owner'],
    ],
    [
      'an empty shoot',
      { 'spec.seedName': undefined, 'spec.shootRef': {} },
      [
        'Forbidden spec.shootRef.apiVersion backup-bucket-shoot-reference-kind',
        'Forbidden spec.shootRef.kind backup-bucket-shoot-reference-kind',
        'Invalid spec.shootRef.name backup-bucket-shoot-reference-incomplete',
        'Invalid spec.shootRef.namespace backup-bucket-shoot-reference-incomplete',
      ],
    ],
    [
      'no credentials',
      { 'spec.credentialsRef': undefined },
      [
        'Required spec.credentialsRef credentials-reference-missing',
        'Required spec.credentialsRef backup-alicloud-credentials-missing',
      ],
    ],
    [
      'other credentials than a Secret',
      { 'spec.credentialsRef': identity },
      ['NotSupported spec.credentialsRef backup-alicloud-credentials-kind'],
    ],
    ['an empty config', { [config]: {} }, [`Invalid ${config} backup-config-unreadable`]],
    ['a list as config', { [config]: [] }, [`Invalid ${config} backup-config-unreadable`]],
    [
      'immutability of objects',
      { [`${config}.immutability`]: { retentionType: 'object', retentionPeriod: -1 } },
      [
        `Invalid ${config}.immutability.retentionType backup-retention-type`,
        `Invalid ${config}.immutability.retentionPeriod backup-retention-period`,
      ],
    ],
  ];
  test.each(rows)('%s', (_, patch, expected) => {
    expect(errors(backupBucketRules, patched(bucket, patch))).toEqual(expected);
  });
});

describe('a bucket is accepted', () => {
  const rows: [string, Patch][] = [
    ['a seed of any name', { 'spec.seedName': 'Any Name' }],
    ['a shoot', { 'spec.seedName': undefined, 'spec.shootRef': shoot }],
    ['no config', { [config]: undefined }],
    [
      'of another provider, with its own config and credentials',
      { 'spec.provider.type': 'gcp', [config]: { any: 'thing' }, 'spec.credentialsRef': identity },
    ],
    ['of a provider that is spelled otherwise', { 'spec.provider.type': 'ALICLOUD', [config]: 'x' }],
  ];
  test.each(rows)('%s', (_, patch) => {
    expect(errors(backupBucketRules, patched(bucket, patch))).toEqual([]);
  });
});

describe('an update', () => {
  const at = `${config}.immutability`;
  const rows: [string, Patch, string[]][] = [
    ['nothing', {}, []],
    ['another region', { 'spec.provider.region': 'x' }, ['Invalid spec.provider backup-bucket-immutable']],
    ['another type', { 'spec.provider.type': 'gcp' }, ['Invalid spec.provider backup-bucket-immutable']],
    ['another seed', { 'spec.seedName': 'other' }, ['Invalid spec.seedName backup-bucket-immutable']],
    [
      'a shoot instead of a seed',
      { 'spec.seedName': undefined, 'spec.shootRef': shoot },
      ['Invalid spec.seedName backup-bucket-immutable'],
    ],
    ['other credentials', { 'spec.credentialsRef.name': 'rotated' }, []],
    [
      'unlocked and shortened',
      { [`${at}.locked`]: undefined, [`${at}.retentionPeriod`]: 1 },
      [
        `Forbidden ${at}.locked backup-retention-unlocked`,
        `Forbidden ${at}.retentionPeriod backup-retention-shortened`,
      ],
    ],
    ['dropped', { [at]: undefined }, []],
  ];
  test.each(rows)('%s', (_, patch, expected) => {
    expect(errors(backupBucketRules, patched(bucket, patch), { previous: bucket })).toEqual(expected);
  });

  test('the shoot may change', () => {
    const previous = patched(bucket, { 'spec.seedName': undefined, 'spec.shootRef': shoot });
    expect(errors(backupBucketRules, patched(previous, { 'spec.shootRef.name': 'x' }), { previous })).toEqual(
      [],
    );
  });
});

describe('versions', () => {
  test('provider-alicloud looks at buckets from 1.66 on', () => {
    const manifest = patched(bucket, { [config]: {} });
    expect(errors(backupBucketRules, manifest, { provider: 65 })).toEqual([]);
    expect(errors(backupBucketRules, manifest, { provider: 66 })).toEqual([
      `Invalid ${config} backup-config-unreadable`,
    ]);
  });

  test('secretRef alone counts up to 1.119, and for credentialsRef up to 1.123', () => {
    const manifest = patched(bucket, {
      [config]: undefined,
      'spec.credentialsRef': undefined,
      'spec.secretRef': { name: 'backup', namespace: 'garden' },
    });
    const circumstances = { gardener: 119, provider: 60 };
    expect(errors(backupBucketRules, manifest, circumstances)).toEqual([]);
    expect(errors(backupBucketRules, manifest, { ...circumstances, gardener: 123 })).toEqual([]);
    expect(
      errors(backupBucketRules, patched(manifest, { 'spec.secretRef': undefined }), circumstances),
    ).toEqual([
      'Required spec.secretRef.name credentials-reference-incomplete',
      'Required spec.secretRef.namespace credentials-reference-incomplete',
    ]);
  });
});

describe('warnings', () => {
  const at = `${config}.immutability`;
  const rows: [string, Patch, string[]][] = [
    ['a lock', {}, [`Forbidden ${at}.locked backup-retention-lock-is-final`]],
    ['no lock', { [`${at}.locked`]: false }, [`Invalid ${at}.locked backup-retention-unlocked-lapses`]],
    [
      'an InternalSecret, which is refused when it is looked up',
      { 'spec.provider.type': 'gcp', 'spec.credentialsRef': internal },
      ['NotSupported spec.credentialsRef backup-bucket-internal-secret'],
    ],
    [
      'a label of the server',
      { 'metadata.labels': { 'provider.extensions.gardener.cloud/gcp': 'true' }, [config]: undefined },
      ['Forbidden metadata.labels[provider.extensions.gardener.cloud/gcp] seed-label-of-server'],
    ],
  ];
  test.each(rows)('%s', (_, patch, expected) => {
    expect(warnings(backupBucketRules, patched(bucket, patch))).toEqual(expected);
  });

  test('a lock that is dropped', () => {
    const manifest = patched(bucket, { [at]: undefined });
    expect(warnings(backupBucketRules, manifest, { previous: bucket })).toEqual([
      `Forbidden ${at} backup-retention-dropped`,
    ]);
  });
});
