import { asList, asObject, asText, type JsonObject } from '../../gardener/json';
import type { Check, ValidationContext } from '../../issues/check';
import { providerAlicloudResources, servesAlicloud } from '../alicloud/chart-values';
import { resourceId } from './controller-resources';
import { controllerRegistrationRuleTable as rules } from './table';

const podSecurity = 'security.gardener.cloud/pod-security-enforce';
const levels = ['privileged', 'baseline', 'restricted'];

export function warnControllerRegistration(manifest: JsonObject, { check }: ValidationContext): void {
  const spec = asObject(manifest['spec']);
  const resources = asList(spec['resources']);
  warnResources(resources, check.at('spec', 'resources'));
  warnPodSecurity(asObject(manifest['metadata']), servesAlicloud(resources), check);
  if (resources.length > 0 && asList(asObject(spec['deployment'])['deploymentRefs']).length === 0) {
    check
      .at('spec', 'deployment', 'deploymentRefs')
      .report(
        rules['controller-registration-without-deployment'],
        'nothing is installed that serves these resources',
        'name the ControllerDeployment, unless the controller is installed by other means',
      );
  }
}

/** Warnings on served resources, the same for ControllerRegistration and operator Extension. */
export function warnResources(resources: readonly unknown[], check: Check): void {
  resources.forEach((item, index) => {
    const { kind, type } = asObject(item);
    if (kind !== 'DNSRecord' || type !== 'alicloud') return;
    check
      .at(index)
      .at('type')
      .report(
        rules['provider-alicloud-dns-type'],
        'no controller serves DNSRecord of type "alicloud"',
        'write type: alicloud-dns',
      );
  });
  const served = new Set(resources.map((item) => resourceId(asObject(item))));
  const missing = providerAlicloudResources.filter(({ kind, type }) => !served.has(`${kind}/${type}`));
  if (missing.length === 0 || missing.length === providerAlicloudResources.length) return;
  check.report(
    rules['provider-alicloud-resources-incomplete'],
    `not registered: ${missing.map(({ kind, type }) => `${kind} ${type}`).join(', ')}`,
    'register all that provider-alicloud serves',
  );
}

export function warnPodSecurity(metadata: JsonObject, alicloud: boolean, root: Check): void {
  const level = asObject(metadata['annotations'])[podSecurity];
  const check = root.at('metadata', 'annotations').key(podSecurity);
  if (level === undefined) {
    if (!alicloud) return;
    check.report(
      rules['provider-alicloud-pod-security-missing'],
      'the annotation is missing',
      `write ${podSecurity}: baseline`,
    );
  } else if (!levels.includes(asText(level))) {
    check.report(
      rules['pod-security-level'],
      `${JSON.stringify(level)} is no level`,
      `use ${levels.join(', ')}`,
    );
  }
}
