import type { SecretReference } from '../secrets/secret-reference';
import type { CredentialsSecret } from '../secrets/credentials-secret';
import type { SeedTarget } from './seed-target';

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
