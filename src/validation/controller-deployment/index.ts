import type { KindRules } from '../kind';
import { validateControllerDeployment } from './controller-deployment';
import { warnControllerDeployment } from './warnings';

export { controllerDeploymentRuleTable } from './rules';
export { validateOciRepository, warnOciRepository } from './oci-repository';
export { resourceReferences, validateChartValues } from './chart-values';

/** ControllerDeployment in core.gardener.cloud/v1 and v1beta1. */
export const controllerDeploymentRules: KindRules = {
  validate: validateControllerDeployment,
  warn: warnControllerDeployment,
};
