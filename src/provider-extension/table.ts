import { defineRules } from '../issues/rule';

const kinds = ['ProviderExtensionDeployment', 'ProviderExtension'];

/** Rules on the props of the provider extension's constructs, beyond what the manifests show. */
export const providerExtensionRules = defineRules({
  'helm-chart-unreadable': {
    severity: 'error',
    type: 'Invalid',
    kinds,
    what: 'a chart cannot be read, or is no Helm chart',
    why: 'Gardener stores anything, but gardenlet cannot render it: give the folder that holds Chart.yaml, or what "helm package" makes of it',
    example: "HelmChart.directory('charts')",
  },
  'helm-chart-file': {
    severity: 'error',
    type: 'Invalid',
    kinds,
    what: 'a file of a chart folder cannot be packed: a link out of the folder or to a folder, a device, or a path that is too long',
    why: 'the same folder has to give the same archive on every machine, and nothing from outside may get into it',
  },
  'helm-chart-not-oci': {
    severity: 'error',
    type: 'NotSupported',
    kinds: ['ProviderExtension'],
    what: 'an operator Extension is given a chart that does not lie in an OCI registry',
    why: 'gardener-operator pulls charts and takes none with the object: use HelmChart.oci, or ProviderExtensionDeployment',
    example: "HelmChart.directory('charts/provider-alicloud')",
  },
  'helm-value-unread': {
    severity: 'warning',
    type: 'UnknownField',
    kinds: ['ProviderExtensionDeployment'],
    what: 'a value that no template of the chart reads, as a look into the folder or archive shows',
    why: 'it has no effect; mostly it is misspelled, stands at the wrong level, or is of another version of the chart',
    example: 'values: { replicas: 2 }',
  },
  'image-owner-reference-unavailable': {
    severity: 'error',
    type: 'Forbidden',
    kinds,
    what: "the image owner's keys are referred to in a Secret where Gardener resolves no references",
    why: 'references need Gardener 1.147 and a ControllerDeployment v1 or an Extension; ImageOwner.substituted works everywhere',
    example: "form: 'v1beta1'",
  },
  'image-owner-namespace': {
    severity: 'error',
    type: 'Invalid',
    kinds,
    what: "the Secret with the image owner's keys is not in namespace garden",
    why: 'gardenlet and gardener-operator read Secrets for chart values in garden only',
    example: "SecretReference.of('default', 'owner')",
  },
  'image-owner-key-encoded': {
    severity: 'warning',
    type: 'Invalid',
    kinds,
    what: 'a key in clear text is base64 already',
    why: 'it is encoded once more, so that the extension would sign with base64 instead of the key: give the key itself',
    example: "accessKeyId: 'TFRBSS…'",
  },
});
