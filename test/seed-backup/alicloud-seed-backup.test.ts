import { ApiObject, Chart, Testing } from 'cdk8s';
import { setTarget } from '../../src/garden-object/garden-object';
import { frankfurt } from '../../src/landscape/seed';
import { SecretReference, WorkloadIdentityReference } from '../../src/secrets/credentials-secret';
import { AlicloudSeedBackup, type AlicloudSeedBackupProps } from '../../src/seed-backup/alicloud-seed-backup';
import type { ManagedSeedSpec, SeedSpec } from '../../src/seed-backup/seed-spec';
import { SeedTarget } from '../../src/seed-backup/seed-target';
import { validateManifest } from '../../src/validation/validate';

const credentials = SecretReference.of('garden', 'backup-credentials');

const seed: SeedSpec = {
  ...frankfurt.seed,
  provider: { type: 'alicloud', region: 'cn-shanghai', zones: ['cn-shanghai-b'] },
};

function backupWith(props: Partial<AlicloudSeedBackupProps>, target: object = {}): AlicloudSeedBackup {
  const chart = Testing.chart();
  setTarget(chart, { now: null, ...target });
  const base = { target: SeedTarget.seed('my-seed', { seed }), credentials };
  return new AlicloudSeedBackup(chart, 'backup', { ...base, ...props });
}

function errorsOf(backup: AlicloudSeedBackup): string[] {
  const issues = backup.apiObject?.issues ?? [];
  return issues
    .filter((issue) => issue.severity === 'error')
    .map((issue) => `${issue.rule} ${issue.type} ${issue.field}`);
}

const rulesOf = (backup: AlicloudSeedBackup): string[] =>
  (backup.apiObject?.issues ?? []).map((issue) => issue.rule);

describe("the documentation's example: my-seed in cn-shanghai with backups in the same provider", () => {
  test('for the Gardener of today', () => {
    const backup = backupWith({});
    expect(errorsOf(backup)).toEqual([]);
    expect(backup.apiObject?.toJson()).toMatchObject({
      apiVersion: 'core.gardener.cloud/v1beta1',
      kind: 'Seed',
      metadata: { name: 'my-seed' },
      spec: {
        provider: { type: 'alicloud', region: 'cn-shanghai' },
        backup: {
          provider: 'alicloud',
          region: 'cn-shanghai',
          credentialsRef: {
            apiVersion: 'v1',
            kind: 'Secret',
            namespace: 'garden',
            name: 'backup-credentials',
          },
        },
      },
    });
  });

  test('for a Gardener that knows only secretRef', () => {
    const { internal: _, ...dns } = seed.dns;
    const backup = backupWith(
      { target: SeedTarget.seed('my-seed', { seed: { ...seed, dns } }) },
      { gardenerVersion: '1.110', providerVersion: '1.57' },
    );
    expect(errorsOf(backup)).toEqual([]);
    expect(backup.backup).toEqual({
      provider: 'alicloud',
      region: 'cn-shanghai',
      secretRef: { namespace: 'garden', name: 'backup-credentials' },
    });
    expect(backup.apiObject?.toJson()['spec']).toMatchObject({
      dns: {
        provider: { type: 'alicloud-dns', secretRef: { namespace: 'garden', name: 'dns-credentials' } },
      },
    });
  });
});

test('what has no prop comes in by extraSeedSpec, in each form of a Seed', () => {
  const extraSeedSpec = { settings: { scheduling: { visible: false } } };
  const chart = { ref: 'example.org/gardenlet:v1.149.0' };
  const at = {
    seed: { spec: extraSeedSpec },
    config: { spec: { config: { seedConfig: { spec: extraSeedSpec } } } },
  };
  const specOf = (target: SeedTarget): unknown => backupWith({ target }).apiObject?.toJson();
  expect(specOf(SeedTarget.seed('a', { seed, extraSeedSpec }))).toMatchObject(at.seed);
  expect(specOf(SeedTarget.gardenlet('a', { seed, chart, extraSeedSpec }))).toMatchObject(at.config);
  expect(specOf(SeedTarget.managedSeed('a', { shoot: 'a', extraSeedSpec }))).toMatchObject({
    spec: { gardenlet: at.config.spec },
  });
});

test('a WorkloadIdentity may stand for the credentials of the DNS provider', () => {
  const provider = { type: 'alicloud-dns', credentials: WorkloadIdentityReference.of('garden', 'dns') };
  const target = SeedTarget.seed('a', { seed: { ...seed, dns: { ...seed.dns, provider } } });
  const backup = backupWith({ target });
  expect(errorsOf(backup)).toEqual([]);
  expect(backup.apiObject?.toJson()).toMatchObject({
    spec: {
      dns: {
        provider: {
          credentialsRef: {
            apiVersion: 'security.gardener.cloud/v1alpha1',
            kind: 'WorkloadIdentity',
            namespace: 'garden',
            name: 'dns',
          },
        },
      },
    },
  });
  expect(errorsOf(backupWith({ target }, { gardenerVersion: '1.134' }))).not.toEqual([]);
});

describe('region', () => {
  test('a Seed of another provider has to name it', () => {
    const other = { ...seed, provider: { type: 'aws', region: 'eu-central-1', zones: ['eu-central-1a'] } };
    const target = SeedTarget.seed('aws-eu', { seed: other });
    expect(errorsOf(backupWith({ target }))).toEqual([
      expect.stringMatching(/ Invalid spec\.backup\.region$/),
    ]);
    expect(errorsOf(backupWith({ target, region: 'eu-central-1' }))).toEqual([]);
  });
});

describe('immutability', () => {
  test('is a BackupBucketConfig', () => {
    const backup = backupWith({ immutability: { retentionDays: 14, locked: true } });
    expect(errorsOf(backup)).toEqual([]);
    expect(backup.backup['providerConfig']).toEqual({
      apiVersion: 'alicloud.provider.extensions.gardener.cloud/v1alpha1',
      kind: 'BackupBucketConfig',
      immutability: { retentionType: 'bucket', retentionPeriod: 14, locked: true },
    });
  });

  test.each([0, -1])('%p days are refused where Gardener refuses them', (retentionDays) => {
    expect(errorsOf(backupWith({ immutability: { retentionDays } }))).toEqual([
      expect.stringMatching(/ Invalid spec\.backup\.providerConfig\.immutability\.retentionPeriod$/),
    ]);
  });

  test('in a Gardenlet, where no admission looks, the same is a warning', () => {
    const backup = backupWith({
      target: SeedTarget.gardenlet('ali-eu', frankfurt),
      immutability: { retentionDays: 0 },
    });
    expect(errorsOf(backup)).toEqual([]);
    expect(rulesOf(backup)).toContain('gardenlet-backup-refused-later');
  });

  test('shortening it is refused as an update', () => {
    const [stored, next] = [14, 7].map((retentionDays) =>
      backupWith({ immutability: { retentionDays } }).apiObject?.toJson(),
    );
    const errors = validateManifest(next, { previous: stored as object }).filter(
      ({ severity }) => severity === 'error',
    );
    expect(errors.map(({ type, field }) => `${type} ${field}`)).toEqual([
      'Forbidden spec.backup.providerConfig.immutability.retentionPeriod',
    ]);
  });
});

describe('targets', () => {
  test('a ManagedSeed needs no more than the Shoot cannot tell', () => {
    const { internal, provider } = seed.dns;
    const backup = backupWith({
      target: SeedTarget.managedSeed('ali-eu', {
        shoot: 'ali-eu',
        seed: { dns: { provider, ...(internal === undefined ? {} : { internal }) } },
        deployment: { replicaCount: 2 },
        bootstrap: 'ServiceAccount',
      }),
      region: 'eu-central-1',
    });
    expect(errorsOf(backup)).toEqual([]);
    expect(backup.apiObject?.toJson()).toMatchObject({
      kind: 'ManagedSeed',
      metadata: { namespace: 'garden', name: 'ali-eu' },
      spec: {
        shoot: { name: 'ali-eu' },
        gardenlet: {
          deployment: { replicaCount: 2 },
          bootstrap: 'ServiceAccount',
          config: { seedConfig: { spec: { backup: { provider: 'alicloud', region: 'eu-central-1' } } } },
        },
      },
    });
  });

  test.each<[string, ManagedSeedSpec]>([
    ['the internal domain alone', {}],
    ['a network alone', { networks: { shootDefaults: { pods: '10.64.0.0/11' } } }],
    ['zones alone', { provider: { zones: ['eu-central-1a'] } }],
    ['an ingress without its domain', { ingress: {} }],
  ])('a ManagedSeed takes %s', (_, rest) => {
    const { internal } = seed.dns;
    const backup = backupWith({
      target: SeedTarget.managedSeed('ali-eu', {
        shoot: 'ali-eu',
        seed: { dns: internal === undefined ? {} : { internal }, ...rest },
      }),
    });
    expect(errorsOf(backup)).toEqual([]);
    const config = (backup.apiObject?.toJson() as { spec: { gardenlet: { config: { seedConfig: object } } } })
      .spec.gardenlet.config;
    expect(Object.keys(config.seedConfig)).toEqual(['spec']);
    expect(config.seedConfig).toMatchObject({ spec: { dns: { internal: { type: 'alicloud-dns' } } } });
  });

  test('a patch for server-side apply holds the backup alone, and is protected', () => {
    const backup = backupWith({
      target: SeedTarget.patch('aws-eu', { providerType: 'aws' }),
      region: 'eu-central-1',
    });
    expect(errorsOf(backup)).toEqual([]);
    const manifest = backup.apiObject?.toJson();
    expect(Object.keys(manifest?.['spec'] as object)).toEqual(['backup']);
    expect(manifest?.['metadata']).toMatchObject({
      annotations: {
        'kustomize.toolkit.fluxcd.io/prune': 'disabled',
        'cdk8s-gardener-alicloud/partial-seed': 'of type aws',
      },
    });
  });

  test('a patch without the region that its provider needs is refused', () => {
    const backup = backupWith({ target: SeedTarget.patch('aws-eu', { providerType: 'aws' }) });
    expect(errorsOf(backup)).toEqual([expect.stringMatching(/ Invalid spec\.backup\.region$/)]);
  });

  test('a patch for Kustomize is a file, and no object', () => {
    const backup = backupWith({
      target: SeedTarget.patch('aws-eu', { providerType: 'aws', form: 'kustomize' }),
      region: 'eu-central-1',
    });
    expect(backup.apiObject).toBeUndefined();
    expect(
      Chart.of(backup)
        .node.findAll()
        .filter((construct) => ApiObject.isApiObject(construct)),
    ).toEqual([]);
  });
});

describe('what JavaScript callers get wrong', () => {
  test.each<[string, object, string]>([
    ['a typo', { regoin: 'eu-central-1' }, 'prop-unknown UnknownField regoin'],
    ['a Secret by name', { credentials: 'backup-credentials' }, 'prop-type TypeInvalid credentials'],
    [
      'a typo in the Seed',
      { target: SeedTarget.seed('x', { seed: { ...seed, netwroks: {} } as SeedSpec }) },
      'unknown-field UnknownField spec.netwroks',
    ],
  ])('%s is an issue', (_, props, expected) => {
    expect(errorsOf(backupWith(props))).toContain(expected);
  });

  test('a target that is none stops the synthesis', () => {
    const backup = backupWith({ target: 'my-seed' as unknown as SeedTarget });
    expect(() => void Testing.synth(Chart.of(backup))).toThrow(/SeedTarget/);
  });
});
