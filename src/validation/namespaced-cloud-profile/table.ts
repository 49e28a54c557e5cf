import { defineRules } from '../../issues/rule';

const kinds = ['NamespacedCloudProfile'];

/** What is special to a NamespacedCloudProfile; for the rest the rules of CloudProfile hold. */
export const namespacedCloudProfileRuleTable = defineRules({
  'namespaced-cloud-profile-parent-kind': {
    severity: 'error',
    type: 'NotSupported',
    kinds,
    what: 'spec.parent.kind is not CloudProfile',
    why: 'a NamespacedCloudProfile cannot build on another one',
  },
  'namespaced-cloud-profile-parent-required': {
    severity: 'error',
    type: 'Required',
    kinds,
    what: 'spec.parent names no CloudProfile',
    why: 'everything that is not said here comes from there',
  },
  'namespaced-cloud-profile-parent-immutable': {
    severity: 'error',
    type: 'Invalid',
    kinds,
    what: 'an update changes spec.parent',
    why: 'Shoots rely on what the parent offers; create another profile and move the Shoots',
  },
  'namespaced-cloud-profile-parent-not-found': {
    severity: 'error',
    type: 'NotFound',
    kinds,
    what: 'the parent that is given is not the one that spec.parent names',
    why: 'Gardener refuses a profile whose parent it cannot find',
  },
  'namespaced-cloud-profile-kubernetes-classification': {
    severity: 'error',
    type: 'Forbidden',
    kinds,
    what: 'a Kubernetes version has a classification',
    why: 'the parent classifies; here only the expiry can be extended',
  },
  'namespaced-cloud-profile-expiry-required': {
    severity: 'error',
    type: 'Invalid',
    kinds,
    what: 'a version of the parent is named without an expirationDate, or an update sets a new one in the past',
    why: 'another expiry is all that can be said of a version that the parent offers',
  },
  'namespaced-cloud-profile-version-not-in-parent': {
    severity: 'error',
    type: 'Invalid',
    kinds,
    what: 'a Kubernetes version that the parent does not offer',
    why: 'versions of Kubernetes can be extended here, not added',
  },
  'namespaced-cloud-profile-override-forbidden': {
    severity: 'error',
    type: 'Forbidden',
    kinds,
    what: 'an image version of the parent is given more than another expirationDate, or (before 1.145) a machine type of the parent is given again',
    why: 'what the parent offers stays as it is: name new images, versions and machine types differently',
  },
  'namespaced-cloud-profile-strategy-frozen': {
    severity: 'error',
    type: 'Forbidden',
    kinds,
    what: 'an update changes the updateStrategy of an image that the parent has',
    why: 'once the parent has an image, its strategy here can only stay or go with the image',
  },
  'namespaced-cloud-profile-mapping-missing': {
    severity: 'error',
    type: 'Required',
    kinds,
    what: 'an image or image version is new here and has no entry in providerConfig, or the other way round',
    why: 'what is new needs its image IDs, and image IDs need something that is offered',
  },
  'namespaced-cloud-profile-mapping-version-unknown': {
    severity: 'error',
    type: 'Invalid',
    kinds,
    what: 'providerConfig maps an image version that spec.machineImages does not have',
    why: 'only versions that this profile adds can be mapped',
  },
  'namespaced-cloud-profile-mapping-flavor-excess': {
    severity: 'error',
    type: 'Forbidden',
    kinds,
    what: 'providerConfig has a flavor of an image version that spec.machineImages does not have',
    why: 'both lists have to name the same flavors; flat regions stand for amd64',
    since: 'provider-alicloud 1.70',
  },
  'namespaced-cloud-profile-mapping-region-missing': {
    severity: 'error',
    type: 'Required',
    kinds,
    what: 'a flavor of an image version has no image ID in a region where another flavor has one',
    why: 'in a NamespacedCloudProfile all flavors of a version are offered in the same regions',
    since: 'provider-alicloud 1.70',
  },
  'namespaced-cloud-profile-mapping-forbidden': {
    severity: 'error',
    type: 'Forbidden',
    kinds,
    what: 'providerConfig maps an image version that the parent defines',
    why: 'the parent has its image IDs already',
  },
  'cloud-profile-defined-below': {
    severity: 'error',
    type: 'Forbidden',
    kinds: ['CloudProfile'],
    what: 'an update adds an image, image version or machine type that a NamespacedCloudProfile below defines',
    why: 'Gardener cannot tell which of the two is meant; take it away below first',
  },
});
