import { defineRules } from '../../issues/rule';

const kinds = ['Extension'];

/** Rules on operator Extensions that no other kind has. */
export const extensionRuleTable = defineRules({
  'extension-deployment-missing': {
    severity: 'error',
    type: 'Required',
    kinds,
    what: 'spec.deployment is missing, or has neither extension nor admission',
    why: 'an Extension that deploys nothing is refused',
    since: 'Gardener 1.134',
  },
  'extension-admission-empty': {
    severity: 'error',
    type: 'Required',
    kinds,
    what: 'admission has neither runtimeCluster nor virtualCluster',
    why: 'at least one chart has to be named, or admission left out',
    example: 'admission: {values: {replicaCount: 3}}',
    since: 'Gardener 1.134',
  },
  'extension-helm-missing': {
    severity: 'error',
    type: 'Required',
    kinds,
    what: 'a deployment has no helm',
    why: 'a chart is all that can be deployed',
    example: 'extension: {policy: Always}',
    since: 'Gardener 1.134',
  },
  'extension-oci-repository-missing': {
    severity: 'error',
    type: 'InternalError',
    kinds,
    what: 'helm has no ociRepository',
    why: 'the webhook of gardener-operator fails on it without naming a field; an Extension knows no rawChart',
    example: 'helm: {}',
    since: 'Gardener 1.134',
  },

  'extension-name-not-label': {
    severity: 'warning',
    type: 'Invalid',
    kinds,
    what: 'the name has a dot, or more than 63 characters',
    why: 'gardener-operator makes a ControllerRegistration and a ControllerDeployment of this name, and those are refused',
    example: 'name: provider.alicloud',
  },
  'extension-policy-unknown': {
    severity: 'warning',
    type: 'NotSupported',
    kinds,
    what: 'the policy is unknown',
    why: 'it is stored unseen, but the ControllerRegistration made of it is refused',
    example: 'policy: Never',
  },
  'extension-seed-selector-primary': {
    severity: 'warning',
    type: 'Forbidden',
    kinds,
    what: 'a seedSelector beside a primary resource',
    why: 'it is stored unseen, but the ControllerRegistration made of it is refused',
    example: 'seedSelector: {matchLabels: {a: b}}',
  },
  'extension-seed-selector-invalid': {
    severity: 'warning',
    type: 'Invalid',
    kinds,
    what: 'the seedSelector is no valid label selector',
    why: 'it is stored unseen, but the ControllerRegistration made of it is refused',
    example: 'seedSelector: {matchLabels: {"a b": c}}',
  },
  'extension-chart-unpulled': {
    severity: 'warning',
    type: 'Required',
    kinds,
    what: 'a deployment has no chart, which the target Gardener does not check',
    why: 'nothing is installed; Gardener 1.134 and later refuse it',
  },
  'extension-runtime-values-without-effect': {
    severity: 'warning',
    type: 'Invalid',
    kinds,
    what: 'runtimeClusterValues set what provider-alicloud does not use in the garden runtime cluster',
    why: 'only the controllers backupbucket and dnsrecord run there: an owner secret and shared images are meaningless',
    example: 'runtimeClusterValues: {config: {machineImageOwnerSecret: {…}}}',
  },
  'extension-admission-missing': {
    severity: 'warning',
    type: 'Required',
    kinds,
    what: 'provider-alicloud is deployed without its admission',
    why: 'then nobody checks CloudProfiles, Seeds, Shoots and credentials: what is wrong shows up when the extension fails',
  },
});
