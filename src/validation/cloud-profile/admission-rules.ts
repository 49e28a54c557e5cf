import { defineRules } from '../rule';

const profiles = ['CloudProfile', 'NamespacedCloudProfile'];
const cloudProfile = ['CloudProfile'];

/** What the admission of provider-alicloud refuses; it looks at profiles of type alicloud only. */
export const admissionRules = defineRules({
  'provider-config-required': {
    severity: 'error',
    type: 'Required',
    kinds: cloudProfile,
    what: 'a profile of type alicloud has no providerConfig',
    why: 'without a CloudProfileConfig nobody knows which image ID to start a node with',
  },
  'provider-config-incomplete': {
    severity: 'error',
    type: 'Required',
    kinds: profiles,
    what: 'the CloudProfileConfig has no images, or one of its entries lacks name, versions, version, regions or id',
    why: 'an entry that lacks one of them maps nothing',
  },
  'provider-config-flavors-undeclared': {
    severity: 'error',
    type: 'Forbidden',
    kinds: profiles,
    what: 'capabilityFlavors in the CloudProfileConfig of a profile without machineCapabilities',
    why: 'flat regions stand for amd64; anything else needs spec.machineCapabilities',
    since: 'provider-alicloud 1.70',
  },
  'provider-config-formats-mixed': {
    severity: 'error',
    type: 'Forbidden',
    kinds: profiles,
    what: 'one version of the CloudProfileConfig has regions and capabilityFlavors',
    why: 'each version uses one of the two; different versions may differ',
    since: 'provider-alicloud 1.70',
  },
  'provider-config-capability-unknown': {
    severity: 'error',
    type: 'NotSupported',
    kinds: profiles,
    what: 'a flavor of the CloudProfileConfig has a capability or a value that spec.machineCapabilities does not declare',
    why: 'declare it first, or mend the spelling',
    since: 'provider-alicloud 1.70',
  },
  'provider-config-architecture-ambiguous': {
    severity: 'error',
    type: 'Invalid',
    kinds: profiles,
    what: 'several architectures are declared, and a flavor of the CloudProfileConfig does not have exactly one',
    why: 'an image ID belongs to one architecture',
    since: 'provider-alicloud 1.70',
  },
  'provider-config-image-unmapped': {
    severity: 'error',
    type: 'Required',
    kinds: profiles,
    what: 'an image, image version or flavor is offered, and the CloudProfileConfig has no entry for it',
    why: 'names and versions must be written the same, letter by letter: 1592.9 is not 1592.9.0; flat regions stand for amd64 only',
    since: 'provider-alicloud 1.70',
  },
});
