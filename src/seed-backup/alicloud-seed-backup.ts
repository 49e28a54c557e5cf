import { Construct } from 'constructs';
import { type RamPolicy, renderRamPolicy } from '../alibaba-cloud/ram-policy';
import { addExtraFile, GardenObject, type Manifest, targetOptions } from '../garden-object/garden-object';
import { inOrder } from '../garden-object/props';
import {
  anyMap,
  either,
  instance,
  type Members,
  part,
  readProps,
  reportBelow,
  required,
  text,
} from '../garden-object/shapes';
import { Target } from '../gardener/target';
import { Check } from '../issues/check';
import { CredentialsSecret, SecretReference } from '../secrets/credentials-secret';
import { emitYaml } from '../yaml/emit';
import { SeedTarget, toManifest } from './seed-target';

const members: Members<AlicloudSeedBackupProps> = {
  target: required(instance(SeedTarget, 'make it with SeedTarget.seed, .gardenlet, .managedSeed or .patch')),
  credentials: required(
    either(
      instance(SecretReference),
      instance(CredentialsSecret),
      "use SecretReference.of('garden', 'backup-credentials')",
    ),
  ),
  region: text,
  immutability: part<BackupImmutability>({}),
  extraProviderConfig: anyMap,
  accountId: text,
  bucketName: text,
};

/**
 * Backups of a Seed's etcds in OSS: `spec.backup` of a Seed, in the Seed itself, in the Gardenlet or ManagedSeed
 * that makes it, or as a patch. The Seed may be of any provider type.
 *
 * In a `GardenApp` two RAM policies for the backup user are written to `ram/`. Never throws for bad values: they
 * are issues when the app is synthesized.
 */
export class AlicloudSeedBackup extends Construct {
  /** `spec.backup` as it is emitted. */
  readonly backup: Manifest;
  /** The object that carries the backup; none for a Kustomize patch, which is no object. */
  readonly apiObject: GardenObject | undefined;

  constructor(scope: Construct, id: string, props: AlicloudSeedBackupProps) {
    super(scope, id);
    const check = Check.root(new Target(targetOptions(this)));
    const given = readProps(props, members, check);
    this.backup = toBackup(given, check.target);
    const { credentials } = given;
    if (credentials instanceof CredentialsSecret) credentials.addTo(this, 'Credentials');

    if (given.target !== undefined) {
      reportBelow(check.at('target'), given.target.findings);
      const { object, patch } = toManifest(given.target, this.backup, check.target);
      if (patch !== undefined) addExtraFile(this, { path: patch.path, text: emitYaml(patch.content) });
      if (object !== undefined) {
        this.apiObject = new GardenObject(this, 'Resource', { ...object, findings: () => check.findings });
        this.node.defaultChild = this.apiObject;
      }
      this.addPolicies(given.target.name, given);
    }
    if (this.apiObject === undefined) reportWithoutObject(this, check);
  }

  private addPolicies(name: string, { accountId, bucketName }: Partial<AlicloudSeedBackupProps>): void {
    const policies = {
      'full-access': fullAccessPolicy,
      'least-privilege': leastPrivilegePolicy(accountId, bucketName),
    };
    for (const [variant, policy] of Object.entries(policies)) {
      addExtraFile(this, {
        path: `ram/backup-${name}-${variant}.json`,
        text: renderRamPolicy(policy),
      });
    }
  }
}

function toBackup(props: Partial<AlicloudSeedBackupProps>, target: Target): Manifest {
  const { credentials, immutability, extraProviderConfig } = props;
  const secret = credentials instanceof CredentialsSecret ? credentials.reference : credentials;
  return inOrder(['provider', 'region', 'credentialsRef', 'secretRef', 'providerConfig'], {
    provider: 'alicloud',
    region: props.region ?? seedRegion(props.target),
    // Gardener 1.118 brought credentialsRef beside secretRef; 1.123 dropped the older one.
    ...(target.gardener >= 118
      ? { credentialsRef: secret?.toCredentialsRef() }
      : { secretRef: secret?.toSecretRef() }),
    providerConfig:
      immutability === undefined && extraProviderConfig === undefined
        ? undefined
        : {
            apiVersion: 'alicloud.provider.extensions.gardener.cloud/v1alpha1',
            kind: 'BackupBucketConfig',
            ...(immutability === undefined ? {} : { immutability: toImmutability(immutability) }),
            ...extraProviderConfig,
          },
  });
}

function toImmutability({ retentionDays, locked, ...rest }: BackupImmutability): Manifest {
  return { retentionType: 'bucket', retentionPeriod: retentionDays, locked: locked ?? false, ...rest };
}

/**
 * The API would take the Seed's own region for an alicloud Seed, but whoever leaves it out cannot write it
 * later: setting it is a change of an immutable field. So it is written where it is known.
 */
function seedRegion(target: SeedTarget | undefined): string | undefined {
  if (target === undefined || target.what.kind === 'patch') return undefined;
  const { provider } = target.what.props.seed ?? {};
  return provider?.type === 'alicloud' ? provider.region : undefined;
}

/** Without an object to hang them on, issues still have to stop the synthesis. */
function reportWithoutObject(construct: Construct, { findings }: Check): void {
  construct.node.addValidation({
    validate: () => findings.map(({ field, message, hint }) => `${field}: ${message}; ${hint ?? ''}`),
  });
}

/** Props of `AlicloudSeedBackup`: whose backup it is, and where it goes. */
export interface AlicloudSeedBackupProps {
  /** The Seed, Gardenlet or ManagedSeed that the backup belongs to, or a patch for an existing Seed. */
  readonly target: SeedTarget;
  /**
   * The AccessKey of the backup user: a Secret in the virtual garden with the keys `accessKeyID` and
   * `accessKeySecret`, which must exist before the Seed; or an object that makes it.
   */
  readonly credentials: SecretReference | CredentialsSecret;
  /**
   * Region of the bucket, e.g. `eu-central-1`; cannot be changed later, nor set later.
   * @default the Seed's region, where the Seed itself is of type `alicloud`; else it is required
   */
  readonly region?: string;
  /** Makes the bucket immutable (OSS WORM). Needs provider-alicloud 1.65. @default objects can be deleted */
  readonly immutability?: BackupImmutability;
  /** Fields of BackupBucketConfig that have no prop. @default none */
  readonly extraProviderConfig?: Readonly<Record<string, unknown>>;
  /** Account that owns the bucket, for the RAM policy. @default every account: `*` */
  readonly accountId?: string;
  /** Name of the bucket, which is the UID of the Seed, once it exists: narrows the RAM policy. @default every bucket */
  readonly bucketName?: string;
}

/** `immutability` of BackupBucketConfig: a retention policy for the whole bucket. */
export interface BackupImmutability {
  /** Days, at least 1, in which no object can be changed or deleted. Can only be extended. */
  readonly retentionDays: number;
  /**
   * A locked policy can never be taken back, by nobody. An unlocked one lapses after 24 hours.
   * @default false
   */
  readonly locked?: boolean;
}

/** What Gardener's documentation asks for: the same as the system policy AliyunOSSFullAccess. */
const fullAccessPolicy: RamPolicy = {
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: ['oss:*'], Resource: ['*'] }],
};

/** Calls on the bucket itself, by the extension and by etcd-backup-restore. */
const bucketActions = [
  'oss:PutBucket',
  'oss:GetBucketInfo',
  'oss:DeleteBucket',
  'oss:ListObjects',
  'oss:ListMultipartUploads',
  'oss:PutBucketEncryption',
  'oss:PutBucketLifecycle',
  'oss:GetBucketLifecycle',
  'oss:GetBucketWorm',
];

/** Needed as soon as the bucket is to be immutable, or stops being so. */
const wormActions = [
  'oss:InitiateBucketWorm',
  'oss:CompleteBucketWorm',
  'oss:ExtendBucketWorm',
  'oss:AbortBucketWorm',
];

const objectActions = [
  'oss:PutObject',
  'oss:GetObject',
  'oss:DeleteObject',
  'oss:PutObjectTagging',
  'oss:GetObjectTagging',
  'oss:AbortMultipartUpload',
  'oss:ListParts',
];

/**
 * No more than what is called. Gardener names the bucket after the UID of the Seed: before the Seed exists,
 * nobody knows the name, and the resource has to be a wildcard.
 */
function leastPrivilegePolicy(accountId = '*', bucketName = '*'): RamPolicy {
  const bucket = `acs:oss:*:${accountId}:${bucketName}`;
  return {
    Version: '1',
    Statement: [
      { Effect: 'Allow', Action: [...bucketActions, ...wormActions], Resource: [bucket] },
      { Effect: 'Allow', Action: objectActions, Resource: [`${bucket}/*`] },
    ],
  };
}
