import { FieldPath } from '../../gardener/field-path';
import { asList, asObject, asText, type JsonObject } from '../../gardener/json';
import type { IssueCollector, ValidationContext } from '../../issues/check';
import { providerAlicloudResources, servesAlicloud } from '../alicloud/chart-values';
import { resourceId } from './controller-resources';
import { controllerRegistrationRuleTable as rules } from './table';

const podSecurity = 'security.gardener.cloud/pod-security-enforce';
const levels = ['privileged', 'baseline', 'restricted'];

export function warnControllerRegistration(manifest: JsonObject, { issues }: ValidationContext): void {
  const spec = asObject(manifest['spec']);
  const resources = asList(spec['resources']);
  warnResources(resources, FieldPath.of('spec', 'resources'), issues);
  warnPodSecurity(asObject(manifest['metadata']), servesAlicloud(resources), issues);
  if (resources.length > 0 && asList(asObject(spec['deployment'])['deploymentRefs']).length === 0) {
    issues.report(
      rules['controller-registration-without-deployment'],
      'spec.deployment.deploymentRefs',
      'nothing is installed that serves these resources',
      { hint: 'name the ControllerDeployment, unless the controller is installed by other means' },
    );
  }
}

/** Warnings on served resources, the same for ControllerRegistration and operator Extension. */
export function warnResources(resources: readonly unknown[], path: FieldPath, issues: IssueCollector): void {
  resources.forEach((item, index) => {
    const { kind, type } = asObject(item);
    if (kind !== 'DNSRecord' || type !== 'alicloud') return;
    issues.report(
      rules['provider-alicloud-dns-type'],
      path.index(index).child('type'),
      'no controller serves DNSRecord of type "alicloud"',
      { hint: 'write type: alicloud-dns' },
    );
  });
  const served = new Set(resources.map((item) => resourceId(asObject(item))));
  const missing = providerAlicloudResources.filter(({ kind, type }) => !served.has(`${kind}/${type}`));
  if (missing.length === 0 || missing.length === providerAlicloudResources.length) return;
  issues.report(
    rules['provider-alicloud-resources-incomplete'],
    path,
    `not registered: ${missing.map(({ kind, type }) => `${kind} ${type}`).join(', ')}`,
    { hint: 'register all that provider-alicloud serves' },
  );
}

export function warnPodSecurity(metadata: JsonObject, alicloud: boolean, issues: IssueCollector): void {
  const level = asObject(metadata['annotations'])[podSecurity];
  const path = FieldPath.of('metadata', 'annotations').key(podSecurity);
  if (level === undefined) {
    if (!alicloud) return;
    issues.report(rules['provider-alicloud-pod-security-missing'], path, 'the annotation is missing', {
      hint: `write ${podSecurity}: baseline`,
    });
  } else if (!levels.includes(asText(level))) {
    issues.report(rules['pod-security-level'], path, `${JSON.stringify(level)} is no level`, {
      hint: `use ${levels.join(', ')}`,
    });
  }
}
