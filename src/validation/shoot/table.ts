import { defineRules } from '../../issues/rule';

const kinds = ['Shoot'];
const warning = { severity: 'warning', kinds } as const;

/** Shoots of type alicloud together with the profile that they name; the garden itself has the last word. */
export const shootRules = defineRules({
  'shoot-region-not-offered': {
    ...warning,
    type: 'NotSupported',
    what: 'the profile does not have the region, or a zone, of a Shoot',
    why: 'Gardener refuses a new Shoot there; workers of an existing one cannot be changed any more',
    example: 'spec.region: eu-west-1',
  },
  'shoot-version-not-offered': {
    ...warning,
    type: 'NotSupported',
    what: 'the profile does not offer the version of Kubernetes that a Shoot or a worker asks for, or it has expired',
    why: 'Gardener refuses a new Shoot with it, and updates an existing one by force',
    example: "spec.kubernetes.version: '1.29.1'",
  },
  'shoot-image-not-offered': {
    ...warning,
    type: 'NotSupported',
    what: 'the profile does not offer the machine image of a worker, or its version, or the version has expired',
    why: 'Gardener refuses a new worker with it, and updates an existing one by force',
  },
  'shoot-image-not-mapped': {
    ...warning,
    type: 'NotFound',
    what: 'the CloudProfileConfig has no image ID for the image of a worker, in the region of the Shoot and for its architecture',
    why: 'provider-alicloud cannot make machines: the worker stays in error until the profile has the ID',
  },
  'shoot-image-not-encryptable': {
    ...warning,
    type: 'Invalid',
    what: 'a worker wants an encrypted system disk, and its image is one of Alibaba Cloud itself',
    why: 'provider-alicloud makes an encrypted copy of the image first, which it refuses for those images',
    example: 'volume: {encrypted: true}, with the image aliyun_3_x64_20G_alibase_20250117.vhd',
  },
  'shoot-image-of-others': {
    ...warning,
    type: 'Forbidden',
    what: 'the jobs in the landscape share the image of a worker with accounts of other projects only',
    why: 'the account of the Shoot does not see the image, and machines cannot be made; credentials that several projects use make an exception',
  },
  'shoot-type-not-offered': {
    ...warning,
    type: 'NotSupported',
    what: 'the profile does not offer the machine type or volume type of a worker, or says that it is not usable',
    why: 'Gardener refuses a new worker with it',
  },
  'shoot-type-not-in-zone': {
    ...warning,
    type: 'NotSupported',
    what: 'the profile says that a zone of a worker does not sell its machine type or volume type',
    why: 'Gardener refuses a new worker with it, and machines cannot be made there',
  },
  'shoot-network-reserved': {
    ...warning,
    type: 'Invalid',
    what: 'a network of a Shoot overlaps addresses that Alibaba Cloud uses itself in every VPC',
    why: 'nodes could not reach name servers, metadata or OSS',
    example: 'spec.networking.pods: 100.96.0.0/11',
  },
});
