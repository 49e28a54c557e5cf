export { cloudProfileRules } from './cloud-profile';
export { cloudProfileRuleTable } from './rules';
