import { cloudProfileConstructRules } from '../cloud-profile/table';
import { gardenAppRules } from '../garden-object/table';
import { imageSharingRules } from '../image-sharing/table';
import { changeRules } from '../diff/table';
import type { Rule } from '../issues/rule';
import { providerExtensionRules } from '../provider-extension/table';
import { structureRules } from '../schema/table';
import { backupBucketRuleTable } from '../validation/backup-bucket/table';
import { cloudProfileRuleTable } from '../validation/cloud-profile/table';
import { controllerDeploymentRuleTable } from '../validation/controller-deployment/table';
import { controllerRegistrationRuleTable } from '../validation/controller-registration/table';
import { extensionRuleTable } from '../validation/extension/table';
import { gardenletRuleTable } from '../validation/gardenlet/table';
import { gitOpsRules } from '../validation/gitops/table';
import { kubernetesRules } from '../validation/kubernetes/table';
import { landscapeRules } from '../validation/landscape/table';
import { managedSeedRuleTable } from '../validation/managed-seed/table';
import { namespacedCloudProfileRuleTable } from '../validation/namespaced-cloud-profile/table';
import { repositoryRules } from '../validation/repository/table';
import { secretRules } from '../validation/secret-scan';
import { secretRuleTable } from '../validation/secret/table';
import { seedRuleTable } from '../validation/seed/table';
import { shootRules } from '../validation/shoot/table';
import { engineRules } from '../validation/table';
import { waiverRules } from '../validation/waivers';

/** Rules that belong together in the documentation. */
export interface RuleGroup {
  readonly title: string;
  readonly rules: readonly Rule[];
}

const tables: readonly (readonly [string, Readonly<Record<string, Rule>>])[] = [
  ['Documents', engineRules],
  ['Repositories', repositoryRules],
  ['Structure', structureRules],
  ['Metadata and common types', kubernetesRules],
  ['CloudProfile', cloudProfileRuleTable],
  ['NamespacedCloudProfile', namespacedCloudProfileRuleTable],
  ['Seed', seedRuleTable],
  ['Gardenlet', gardenletRuleTable],
  ['ManagedSeed', managedSeedRuleTable],
  ['BackupBucket and backup configuration', backupBucketRuleTable],
  ['ControllerDeployment', controllerDeploymentRuleTable],
  ['ControllerRegistration', controllerRegistrationRuleTable],
  ['Extension', extensionRuleTable],
  ['Secret', secretRuleTable],
  ['Shoot', shootRules],
  ['Several documents', landscapeRules],
  ['Flux and Argo CD', gitOpsRules],
  ['Waivers', waiverRules],
  ['Changes', changeRules],
  ['AlicloudCloudProfile', cloudProfileConstructRules],
  ['ProviderExtensionDeployment and ProviderExtension', providerExtensionRules],
  ['ImageSharingJob', imageSharingRules],
  ['GardenApp', gardenAppRules],
  ['Secrets in the output', secretRules],
];

/**
 * Every rule of the product. For documentation and tests: validation itself loads a kind's rules when it meets
 * that kind.
 *
 * @throws Error for an id that two tables define
 */
export function catalogue(): readonly RuleGroup[] {
  const titles = new Map<string, string>();
  return tables.map(([title, table]) => {
    const rules = Object.values(table);
    for (const { id } of rules) {
      const other = titles.get(id);
      if (other !== undefined) throw new Error(`rule ${id} is defined in ${other} and in ${title}`);
      titles.set(id, title);
    }
    return { title, rules };
  });
}
