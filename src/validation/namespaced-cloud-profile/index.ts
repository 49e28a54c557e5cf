export {
  namespacedCloudProfileRules,
  validateNamespacedCloudProfileWithParent,
} from './namespaced-cloud-profile';
export { namespacedCloudProfileRuleTable } from './rules';
