import { defineRules } from '../issues/rule';

const kinds = ['AlicloudCloudProfile'];

/** Rules on the props of AlicloudCloudProfile, beyond what the manifest shows. */
export const cloudProfileConstructRules = defineRules({
  'garden-linux-metadata': {
    severity: 'error',
    type: 'Invalid',
    kinds,
    what: 'a file given to MachineImage.fromGardenLinuxMetadata cannot be read, or is no metadata of a Garden Linux release for Alibaba Cloud',
    why: 'without it nobody knows the image IDs; take the *.s3_metadata.yaml of the release, unchanged',
  },
  'machine-image-ids-missing': {
    severity: 'error',
    type: 'Required',
    kinds,
    what: 'a version of a machine image has neither regions nor flavors, or has both',
    why: 'the image IDs are stated once, in one of the two forms',
    example: "{ version: '1877.3.0' }",
  },
  'machine-image-architectures': {
    severity: 'error',
    type: 'Invalid',
    kinds,
    what: 'a version with one image per region is to run on several architectures, or architectures and flavors disagree',
    why: 'an image is of one architecture: give the IDs by architecture in flavors',
    example: "{ architectures: ['amd64', 'arm64'], regions: {…} }",
  },
  'machine-image-needs-capabilities': {
    severity: 'error',
    type: 'Forbidden',
    kinds,
    what: 'an image needs capabilityFlavors, which the target Gardener or provider-alicloud does not have',
    why: 'flat regions stand for amd64 alone; flavors need machineCapabilities (Gardener 1.146, or its gate) and provider-alicloud 1.70',
  },
  'machine-image-nvme': {
    severity: 'warning',
    type: 'Invalid',
    kinds: [...kinds, 'Shoot'],
    what: 'an image without NVMe support is offered together with machine types that require it, or a worker of a Shoot chooses both',
    why: 'ECS starts no machine of such a type from such an image: Shoots that choose both get no nodes',
    example: "facts: { nvme: 'unsupported' }, and a machine type with facts: { nvme: 'required' }",
  },
  'machine-image-boot-mode': {
    severity: 'warning',
    type: 'Invalid',
    kinds: [...kinds, 'Shoot'],
    what: 'an image is offered together with machine types that do not know its boot mode, or a worker of a Shoot chooses both',
    why: 'ECS starts no machine of such a type from such an image: Shoots that choose both get no nodes',
    example: "facts: { bootMode: 'UEFI' }, and a machine type with facts: { bootModes: ['BIOS'] }",
  },
  'machine-image-data-disks': {
    severity: 'warning',
    type: 'Invalid',
    kinds,
    what: 'an image has data disks of its own',
    why: 'each node gets these disks as well, is charged for them, and does not use them',
    example: 'facts: { dataDisks: 1 }',
  },
  'custom-image-encrypted': {
    severity: 'warning',
    type: 'Invalid',
    kinds,
    what: 'a custom image is encrypted',
    why: 'with the service key it cannot be shared with the accounts of Shoots at all; with a key of your own the account needs the role AliyunECSShareEncryptImageDefaultRole',
    example: 'MachineImage.custom with facts: { encrypted: true }',
  },
});
