export { gardenletRules } from './gardenlet';
