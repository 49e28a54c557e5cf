// Follows pkg/apis/core/validation/controllerdeployment.go of gardener/gardener.
import { FieldPath } from '../../gardener/field-path';
import { asObject, asText, type JsonObject } from '../../gardener/json';
import type { Check, KindRules, ValidationContext } from '../../issues/check';
import { validateObjectMeta } from '../kubernetes/object-meta';
import { validateChartResources, validateChartValues, validateOciRepository } from './chart';
import { configAnnotation, isLegacy, toDeploymentForm, typeAnnotation } from './form';
import { controllerDeploymentRuleTable as rules } from './table';
import { warnControllerDeployment } from './warnings';

/** What Gardener refuses; paths are those of v1 whichever version the manifest is written in. */
function validateControllerDeployment(manifest: JsonObject, { check, previous }: ValidationContext): void {
  validateObjectMeta(
    storedMetadata(manifest),
    {
      name: 'label',
      namespaced: false,
      ...(previous === undefined ? {} : { previous: storedMetadata(previous) }),
    },
    check,
  );
  const form = toDeploymentForm(manifest, check);
  if (form === undefined) return;

  const { helm, type, hasProviderConfig, resources } = form;
  if (helm !== undefined)
    validateHelm(helm, resources, form.check, isLegacy(manifest) ? 'chart' : 'rawChart');
  validateChartResources(resources, check.at('resources'));
  validateKindOfDeployment(helm !== undefined, type, hasProviderConfig, check);
}

function validateHelm(helm: JsonObject, resources: readonly unknown[], check: Check, chartKey: string): void {
  const oci = helm['ociRepository'];
  const hasChart = asText(helm['rawChart']) !== '';
  if (hasChart === (oci !== undefined)) {
    const said = hasChart ? `both ${chartKey} and ociRepository are given` : 'there is no chart';
    const hint = `give either ${chartKey} or ociRepository`;
    check.report(rules['chart-source-not-one'], said, hint);
  }
  if (oci !== undefined) validateOciRepository(asObject(oci), check.at('ociRepository'));
  validateChartValues(helm['values'], resources, check.at('values'));
}

function validateKindOfDeployment(
  hasHelm: boolean,
  type: string,
  hasProviderConfig: boolean,
  check: Check,
): void {
  if (!hasHelm) {
    if (type !== '') return;
    check
      .as(FieldPath.of('[]'))
      .report(
        rules['controller-deployment-nothing-to-deploy'],
        'there is neither helm nor a custom type',
        'write helm at the top level (v1), or type and providerConfig (v1beta1); there is no spec',
      );
    return;
  }
  const annotation = check.at('metadata', 'annotations');
  if (type !== '') {
    annotation
      .key(typeAnnotation)
      .as(check.at('type').field)
      .report(
        rules['controller-deployment-type-with-helm'],
        `annotation ${typeAnnotation} is ${JSON.stringify(type)} beside helm`,
        'remove the annotation, or helm',
      );
  }
  if (hasProviderConfig) {
    annotation
      .key(configAnnotation)
      .as(check.at('providerConfig').field)
      .report(
        rules['controller-deployment-config-with-helm'],
        `annotation ${configAnnotation} stands beside helm`,
        'remove the annotation, or helm',
      );
  }
}

/** The metadata that is judged: the migration annotations of v1 are taken out when the object is read. */
function storedMetadata(manifest: JsonObject): JsonObject {
  const metadata = asObject(manifest['metadata']);
  const annotations = asObject(metadata['annotations']);
  if (
    isLegacy(manifest) ||
    !(Object.hasOwn(annotations, typeAnnotation) || Object.hasOwn(annotations, configAnnotation))
  )
    return metadata;
  const { [typeAnnotation]: _type, [configAnnotation]: _config, ...kept } = annotations;
  return { ...metadata, annotations: kept };
}

/** ControllerDeployment in core.gardener.cloud/v1 and v1beta1. */
export const controllerDeploymentRules: KindRules = {
  validate: validateControllerDeployment,
  warn: warnControllerDeployment,
};
