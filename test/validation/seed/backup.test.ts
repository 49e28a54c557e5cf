import { seedRules } from '../../../src/validation/seed/errors';
import { errors, type Patch, patched, warnings } from './judged';
import { secret, seed } from './seeds';

const path = 'spec.backup';
const config = `${path}.providerConfig`;
const identity = {
  ...secret('backup'),
  apiVersion: 'security.gardener.cloud/v1alpha1',
  kind: 'WorkloadIdentity',
};
const internal = { ...secret('backup'), apiVersion: 'core.gardener.cloud/v1beta1', kind: 'InternalSecret' };
const immutability = { retentionType: 'bucket', retentionPeriod: 14, locked: true };
const immutable = patched(seed, { [`${config}.immutability`]: immutability });
const gcp: Patch = { 'spec.provider.type': 'gcp', [`${path}.provider`]: 'gcp', [config]: { any: 'thing' } };

describe('a backup is refused', () => {
  const rows: [string, Patch, string[]][] = [
    [
      'empty',
      { [path]: {} },
      [
        `Required ${path}.provider seed-backup-provider-missing`,
        `Invalid ${path}.region seed-backup-region-missing`,
        `Required ${path}.credentialsRef credentials-reference-missing`,
        `Required ${path}.credentialsRef backup-alicloud-credentials-missing`,
      ],
    ],
    [
      'no region at another provider',
      { 'spec.provider.type': 'gcp', [`${path}.region`]: '' },
      [`Invalid ${path}.region seed-backup-region-missing`],
    ],
    [
      'WorkloadIdentity, by the provider only',
      { [`${path}.credentialsRef`]: identity },
      [`NotSupported ${path}.credentialsRef backup-alicloud-credentials-kind`],
    ],
    [
      'InternalSecret, by the provider only',
      { [`${path}.credentialsRef`]: internal },
      [`NotSupported ${path}.credentialsRef backup-alicloud-credentials-kind`],
    ],
    [
      'no apiVersion',
      { [`${path}.credentialsRef.apiVersion`]: '' },
      [
        `Required ${path}.credentialsRef.apiVersion credentials-reference-incomplete`,
        `NotSupported ${path}.credentialsRef credentials-reference-kind`,
        `NotSupported ${path}.credentialsRef backup-alicloud-credentials-kind`,
      ],
    ],
    [
      'a bad name and no namespace',
      { [`${path}.credentialsRef.name`]: 'Bad_Name', [`${path}.credentialsRef.namespace`]: undefined },
      [
        `Invalid ${path}.credentialsRef.name credentials-reference-name-invalid`,
        `Required ${path}.credentialsRef.namespace credentials-reference-incomplete`,
        `Invalid ${path}.credentialsRef.namespace credentials-reference-name-invalid`,
      ],
    ],
    ['an empty config', { [config]: {} }, [`Invalid ${config} backup-config-unreadable`]],
    ['a config that is a text', { [config]: 'text' }, [`Invalid ${config} backup-config-unreadable`]],
    [
      'another kind',
      { [`${config}.kind`]: 'ControlPlaneConfig' },
      [`Invalid ${config} backup-config-unreadable`],
    ],
    ['another version', { [`${config}.apiVersion`]: 'v1' }, [`Invalid ${config} backup-config-unreadable`]],
    ['an unknown field', { [`${config}.encryption`]: true }, [`Invalid ${config} backup-config-unreadable`]],
    [
      'a period that is a duration',
      { [`${config}.immutability`]: { ...immutability, retentionPeriod: '24h' } },
      [`Invalid ${config} backup-config-unreadable`],
    ],
    [
      'empty immutability',
      { [`${config}.immutability`]: {} },
      [
        `Invalid ${config}.immutability.retentionType backup-retention-type`,
        `Invalid ${config}.immutability.retentionPeriod backup-retention-period`,
      ],
    ],
    [
      'less than a day, of another type',
      { [`${config}.immutability`]: { retentionType: 'Bucket', retentionPeriod: 0 } },
      [
        `Invalid ${config}.immutability.retentionType backup-retention-type`,
        `Invalid ${config}.immutability.retentionPeriod backup-retention-period`,
      ],
    ],
    [
      "another provider's backup on an alicloud seed",
      { [`${path}.provider`]: 'aws', [config]: { apiVersion: 'aws/v1', kind: 'BackupBucketConfig' } },
      [`Invalid ${config} backup-config-unreadable`],
    ],
    [
      'an alicloud backup on a seed of another provider',
      { 'spec.provider.type': 'gcp', [`${path}.credentialsRef`]: identity },
      [`NotSupported ${path}.credentialsRef backup-alicloud-credentials-kind`],
    ],
  ];
  test.each(rows)('%s', (_, patch, expected) => {
    expect(errors(seedRules, patched(seed, patch))).toEqual(expected);
  });
});

describe('a backup is accepted', () => {
  const rows: [string, Patch][] = [
    ['no region within a provider', { [`${path}.region`]: undefined }],
    ['no config', { [config]: undefined }],
    [
      'immutability of a day, not locked',
      { [`${config}.immutability`]: { retentionType: 'bucket', retentionPeriod: 1 } },
    ],
    ['anything that is not for alicloud', { ...gcp, [`${path}.credentialsRef`]: internal }],
    ['v1 with a slash', { [`${path}.credentialsRef.apiVersion`]: '/v1' }],
    ['credentials in any namespace', { [`${path}.credentialsRef.namespace`]: 'a.b' }],
  ];
  test.each(rows)('%s', (_, patch) => {
    expect(errors(seedRules, patched(seed, patch))).toEqual([]);
  });
});

describe('a change of the immutability', () => {
  const at = `${config}.immutability`;
  const rows: [string, Patch, string[]][] = [
    ['none', {}, []],
    ['unlocked', { [`${at}.locked`]: false }, [`Forbidden ${at}.locked backup-retention-unlocked`]],
    [
      'shortened',
      { [`${at}.retentionPeriod`]: 13 },
      [`Forbidden ${at}.retentionPeriod backup-retention-shortened`],
    ],
    ['extended', { [`${at}.retentionPeriod`]: 15 }, []],
    ['dropped', { [at]: undefined }, []],
    ['dropped with its config', { [config]: undefined }, []],
    [
      'below the minimum',
      { [`${at}.retentionPeriod`]: 0 },
      [
        `Invalid ${at}.retentionPeriod backup-retention-period`,
        `Forbidden ${at}.retentionPeriod backup-retention-shortened`,
      ],
    ],
    [
      'unreadable, then nothing else',
      { [`${config}.kind`]: 'Nope' },
      [`Invalid ${config} backup-config-unreadable`],
    ],
  ];
  test.each(rows)('%s', (_, patch, expected) => {
    expect(errors(seedRules, patched(immutable, patch), { previous: immutable })).toEqual(expected);
  });

  test('what is stored is read leniently, but must be read', () => {
    const previous = patched(immutable, { [`${config}.nope`]: 1 });
    expect(errors(seedRules, immutable, { previous })).toEqual([]);
    const broken = patched(immutable, { [`${config}.kind`]: 'Nope' });
    expect(errors(seedRules, immutable, { previous: broken })).toEqual([
      `Invalid ${config} backup-config-unreadable`,
    ]);
  });

  test('unlocked ones must not be shortened either', () => {
    const previous = patched(immutable, { [`${at}.locked`]: false });
    expect(errors(seedRules, patched(previous, { [`${at}.retentionPeriod`]: 1 }), { previous })).toEqual([
      `Forbidden ${at}.retentionPeriod backup-retention-shortened`,
    ]);
  });

  test('the admission also sees a seed that leaves alicloud', () => {
    const manifest = patched(immutable, { ...gcp, [`${path}.provider`]: 'alicloud', [config]: { x: 1 } });
    expect(errors(seedRules, manifest, { previous: immutable })).toEqual([
      `Invalid ${config} backup-config-unreadable`,
    ]);
  });
});

describe('versions', () => {
  const bare: Patch = { 'spec.settings.verticalPodAutoscaler': undefined };
  const old: Patch = {
    ...bare,
    'spec.dns.provider': { type: 'x', secretRef: { name: 'dns', namespace: 'garden' } },
  };
  test('provider-alicloud looks at configs from 1.65, at credentials from 1.66 on', () => {
    const manifest = patched(seed, { [`${config}.kind`]: 'Nope', [`${path}.credentialsRef`]: identity });
    const unreadable = `Invalid ${config} backup-config-unreadable`;
    const kind = `NotSupported ${path}.credentialsRef backup-alicloud-credentials-kind`;
    expect(errors(seedRules, manifest, { provider: 64 })).toEqual([]);
    expect(errors(seedRules, manifest, { provider: 65 })).toEqual([unreadable]);
    expect(errors(seedRules, manifest, { provider: 66 })).toEqual([kind, unreadable]);
  });

  test('InternalSecret came with 1.135, WorkloadIdentity with 1.128', () => {
    const noAlicloud = { ...gcp, [config]: undefined };
    const withInternal = patched(seed, { ...old, ...noAlicloud, [`${path}.credentialsRef`]: internal });
    expect(errors(seedRules, withInternal, { gardener: 135 })).toEqual([]);
    expect(errors(seedRules, withInternal, { gardener: 134 })).toEqual([
      `NotSupported ${path}.credentialsRef credentials-reference-kind`,
    ]);
    const withIdentity = patched(seed, { ...old, ...noAlicloud, [`${path}.credentialsRef`]: identity });
    expect(errors(seedRules, withIdentity, { gardener: 128 })).toEqual([]);
    expect(errors(seedRules, withIdentity, { gardener: 127 })).toEqual([
      `Forbidden ${path}.credentialsRef backup-workload-identity-too-new`,
    ]);
  });

  test('secretRef alone counts up to 1.117, and for credentialsRef up to 1.122', () => {
    const reference = { name: 'backup', namespace: 'garden' };
    const manifest = patched(seed, {
      ...old,
      [`${path}.credentialsRef`]: undefined,
      [`${path}.secretRef`]: reference,
    });
    expect(errors(seedRules, manifest, { gardener: 117, provider: 60 })).toEqual([]);
    expect(errors(seedRules, manifest, { gardener: 122, provider: 60 })).toEqual([]);
    const empty = patched(manifest, { [`${path}.secretRef`]: {} });
    expect(errors(seedRules, empty, { gardener: 117, provider: 60 })).toEqual([
      `Required ${path}.secretRef.name credentials-reference-incomplete`,
      `Required ${path}.secretRef.namespace credentials-reference-incomplete`,
    ]);
    const differing = patched(manifest, { [`${path}.credentialsRef`]: secret('other') });
    expect(errors(seedRules, differing, { gardener: 122, provider: 60 })).toEqual([
      `Forbidden ${path}.secretRef backup-secret-reference-differs`,
    ]);
  });
});

describe('warnings', () => {
  const at = `${config}.immutability`;
  const rows: [string, Patch, string[]][] = [
    ['no region', { [`${path}.region`]: undefined }, [`Required ${path}.region seed-backup-region-unset`]],
    [
      'an endpoint',
      { [`${path}.region`]: 'oss-cn-shanghai' },
      [`Invalid ${path}.region seed-backup-region-odd`],
    ],
    ['a zone', { [`${path}.region`]: 'eu-central-1a' }, [`Invalid ${path}.region seed-backup-region-odd`]],
    [
      'a zone of China',
      { [`${path}.region`]: 'cn-shanghai-b' },
      [`Invalid ${path}.region seed-backup-region-odd`],
    ],
    ['a rare region', { [`${path}.region`]: 'cn-north-2-gov-1' }, []],
    ['a region of somebody else', { ...gcp, [`${path}.region`]: 'europe-west1' }, []],
    [
      'credentials elsewhere',
      { [`${path}.credentialsRef.namespace`]: 'garden-dev' },
      [`Invalid ${path}.credentialsRef.namespace seed-backup-credentials-elsewhere`],
    ],
    ['a lock', { [at]: immutability }, [`Forbidden ${at}.locked backup-retention-lock-is-final`]],
    [
      'no lock',
      { [at]: { ...immutability, locked: false } },
      [`Invalid ${at}.locked backup-retention-unlocked-lapses`],
    ],
  ];
  test.each(rows)('%s', (_, patch, expected) => {
    expect(warnings(seedRules, patched(seed, patch))).toEqual(expected);
  });

  test('a region that was left out before cannot be written down any more', () => {
    const manifest = patched(seed, { [`${path}.region`]: undefined });
    expect(warnings(seedRules, manifest, { previous: manifest })).toEqual([]);
  });

  test('a lock that is there already is no news; one that is dropped is', () => {
    expect(warnings(seedRules, immutable, { previous: immutable })).toEqual([]);
    expect(warnings(seedRules, patched(immutable, { [config]: undefined }), { previous: immutable })).toEqual(
      [`Forbidden ${at} backup-retention-dropped`],
    );
  });

  test('an old provider-alicloud does not know of immutability', () => {
    expect(warnings(seedRules, immutable, { provider: 64 })).toEqual([
      `NotSupported ${at} backup-retention-unknown-to-provider`,
    ]);
  });
});
