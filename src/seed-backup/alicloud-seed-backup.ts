import { Construct } from 'constructs';
import { inOrder } from '../garden-app/canonical';
import { checkProps, type PropKinds } from '../garden-app/check-props';
import { addExtraFile } from '../garden-app/extra-file';
import { GardenObject, type Manifest } from '../garden-app/garden-object';
import { gardenAppRules } from '../garden-app/rules';
import { renderRamPolicy } from '../garden-app/ram-policy';
import { targetOptions } from '../garden-app/target-context';
import { CredentialsSecret } from '../secrets/credentials-secret';
import { SecretReference } from '../secrets/secret-reference';
import { IssueCollector } from '../validation/issue-collector';
import { Target } from '../validation/target';
import { emitYaml } from '../yaml/emit';
import { fullAccessPolicy, leastPrivilegePolicy } from './backup-policies';
import type { AlicloudSeedBackupProps, BackupImmutability } from './props';
import { SeedTarget } from './seed-target';
import { toManifest } from './target-manifest';

const propKinds: PropKinds<AlicloudSeedBackupProps> = {
  target: 'map',
  credentials: 'map',
  region: 'text',
  immutability: 'map',
  extraProviderConfig: 'map',
  accountId: 'text',
  bucketName: 'text',
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
    const issues = new IssueCollector();
    const given = checkProps(props, propKinds, ['target', 'credentials'], issues);
    const target = new Target(targetOptions(this));
    this.backup = toBackup(given, target, issues);
    const { credentials } = given;
    if (credentials instanceof CredentialsSecret) credentials.addTo(this, 'Credentials');

    if (given.target instanceof SeedTarget) {
      const { object, patch } = toManifest(given.target, this.backup, target);
      if (patch !== undefined) addExtraFile(this, { path: patch.path, text: emitYaml(patch.content) });
      if (object !== undefined) {
        this.apiObject = new GardenObject(this, 'Resource', { ...object, findings: () => issues.findings });
        this.node.defaultChild = this.apiObject;
      }
      this.addPolicies(given.target.name, given);
    } else {
      issues.report(gardenAppRules['prop-type'], 'target', 'is not a SeedTarget', {
        hint: 'make it with SeedTarget.seed, .gardenlet, .managedSeed or .patch',
      });
    }
    if (this.apiObject === undefined) reportWithoutObject(this, issues);
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

function toBackup(props: Partial<AlicloudSeedBackupProps>, target: Target, issues: IssueCollector): Manifest {
  const { credentials, immutability, extraProviderConfig } = props;
  const reference = credentials instanceof CredentialsSecret ? credentials.reference : credentials;
  if (credentials !== undefined && !(reference instanceof SecretReference)) {
    issues.report(gardenAppRules['prop-type'], 'credentials', 'is no reference to a Secret', {
      hint: "use SecretReference.of('garden', 'backup-credentials')",
    });
  }
  const secret = reference instanceof SecretReference ? reference : undefined;
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
function seedRegion(target: unknown): string | undefined {
  if (!(target instanceof SeedTarget) || target.what.kind === 'patch') return undefined;
  const { provider } = target.what.props.seed ?? {};
  return provider?.type === 'alicloud' ? provider.region : undefined;
}

/** Without an object to hang them on, issues still have to stop the synthesis. */
function reportWithoutObject(construct: Construct, issues: IssueCollector): void {
  construct.node.addValidation({
    validate: () => issues.findings.map(({ field, message, hint }) => `${field}: ${message}; ${hint ?? ''}`),
  });
}
