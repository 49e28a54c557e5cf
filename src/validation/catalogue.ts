import { cloudProfileConstructRules } from '../cloud-profile/rules';
import { gardenAppRules } from '../garden-app/rules';
import { imageSharingRules } from '../image-sharing/rules';
import { providerExtensionRules } from '../provider-extension/rules';
import { secretRules } from '../secrets/rules';
import { backupBucketRuleTable } from './backup-bucket/rules';
import { cloudProfileRuleTable } from './cloud-profile/rules';
import { controllerDeploymentRuleTable } from './controller-deployment/rules';
import { controllerRegistrationRuleTable } from './controller-registration/rules';
import { engineRules } from './engine-rules';
import { extensionRuleTable } from './extension/rules';
import { gardenletRuleTable } from './gardenlet/rules';
import { gitOpsRules } from './gitops/rules';
import { kubernetesRules } from './kubernetes/rules';
import { landscapeRules } from './landscape/rules';
import { managedSeedRuleTable } from './managed-seed/rules';
import { namespacedCloudProfileRuleTable } from './namespaced-cloud-profile/rules';
import type { Rule } from './rule';
import { secretRuleTable } from './secret/rules';
import { seedRuleTable } from './seed/rules';
import { structureRules } from './structure/rules';
import { waiverRules } from './waivers';

/** Rules that belong together in the documentation. */
export interface RuleGroup {
  readonly title: string;
  readonly rules: readonly Rule[];
}

const tables: readonly (readonly [string, Readonly<Record<string, Rule>>])[] = [
  ['Documents', engineRules],
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
  ['Several documents', landscapeRules],
  ['Flux and Argo CD', gitOpsRules],
  ['Waivers', waiverRules],
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
