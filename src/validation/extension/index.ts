import type { KindRules } from '../kind';
import { validateExtension } from './extension';
import { warnExtension } from './warnings';

export { extensionRuleTable } from './rules';

/** Extension in operator.gardener.cloud/v1alpha1. */
export const extensionRules: KindRules = {
  validate: validateExtension,
  warn: warnExtension,
};
