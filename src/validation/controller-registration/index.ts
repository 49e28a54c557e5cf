import type { KindRules } from '../kind';
import { validateControllerRegistration } from './controller-registration';
import { warnControllerRegistration } from './warnings';

export { controllerRegistrationRuleTable } from './rules';

/** ControllerRegistration in core.gardener.cloud/v1beta1. */
export const controllerRegistrationRules: KindRules = {
  validate: validateControllerRegistration,
  warn: warnControllerRegistration,
};
