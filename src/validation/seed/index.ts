export { seedRules } from './seed';
