export { managedSeedRules } from './managed-seed';
