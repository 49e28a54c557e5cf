import { admissionRules } from './admission-rules';
import { coreRules } from './core-rules';
import { warningRules } from './warning-rules';

/** Every rule that may speak of a CloudProfile or its CloudProfileConfig. */
export const cloudProfileRuleTable = { ...coreRules, ...admissionRules, ...warningRules };
