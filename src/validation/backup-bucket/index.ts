export { backupBucketRules } from './backup-bucket';
