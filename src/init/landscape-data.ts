/**
 * The data files of a new landscape: small, and true. The image IDs are those of a public Garden Linux, the
 * machine types and zones exist; nothing has an expiry date that would run out while nobody looks.
 */

export const kubernetesVersions = `import type { ExpirableVersion } from 'PACKAGE';

/** Newest first. To phase one out: classification 'deprecated', expirationDate '2027-02-28T23:59:59Z'. */
export const kubernetesVersions: readonly ExpirableVersion[] = [
  { version: '1.35.0', classification: 'supported' },
  { version: '1.34.1', classification: 'supported' },
  { version: '1.33.4', classification: 'supported' },
];
`;

export const machineImages = `import { MachineImage } from 'PACKAGE';

/**
 * An image has another ID in every region: one for each region of the profile. Images of your own, which are
 * shared with the accounts of end users, are made with MachineImage.custom.
 */
export const machineImages: readonly MachineImage[] = [
  MachineImage.of('gardenlinux', {
    versions: [
      {
        version: '1877.3.0',
        classification: 'supported',
        regions: {
          'ap-southeast-1': 'm-t4ngrf81d0fohwq493pw',
          'cn-shanghai': 'm-uf61jbe9n8a9291h4u21',
          'eu-central-1': 'm-gw86dlqmpaugljiykx91',
        },
      },
    ],
  }),
];
`;

export const machineTypes = `import type { MachineType } from 'PACKAGE';

/** ECS instance types, with vCPUs, GPUs and memory. */
export const machineTypes: readonly MachineType[] = [
  { name: 'ecs.g7.large', cpu: '2', gpu: '0', memory: '8Gi' },
  { name: 'ecs.g7.xlarge', cpu: '4', gpu: '0', memory: '16Gi' },
  { name: 'ecs.g7.2xlarge', cpu: '8', gpu: '0', memory: '32Gi' },
  { name: 'ecs.c7.2xlarge', cpu: '8', gpu: '0', memory: '16Gi' },
  { name: 'ecs.r7.2xlarge', cpu: '8', gpu: '0', memory: '64Gi' },
];
`;

export const volumeTypes = `import type { VolumeType } from 'PACKAGE';

/** Disk categories. */
export const volumeTypes: readonly VolumeType[] = [
  { name: 'cloud_efficiency', class: 'standard' },
  { name: 'cloud_essd', class: 'premium' },
];
`;

export const regions = `import type { Region } from 'PACKAGE';

/** Mind the dash: in mainland China a zone is cn-shanghai-e, elsewhere eu-central-1a. */
export const regions: readonly Region[] = [
  { name: 'ap-southeast-1', zones: ['ap-southeast-1a', 'ap-southeast-1b', 'ap-southeast-1c'] },
  { name: 'cn-shanghai', zones: ['cn-shanghai-e', 'cn-shanghai-f', 'cn-shanghai-g'] },
  { name: 'eu-central-1', zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'] },
];
`;

export const seed = `import { SecretReference, type GardenletProps } from 'PACKAGE';

/** The AccessKey of the DNS user; the Secret lies in the virtual garden. */
const dnsCredentials = SecretReference.of('garden', 'dns-credentials');

/** Ranges and domains cannot be changed once the Seed is there: put in your own first. */
export const seed: GardenletProps = {
  chart: { ref: 'europe-docker.pkg.dev/gardener-project/releases/charts/gardener/gardenlet:v1.149.3' },
  seed: {
    provider: {
      type: 'alicloud',
      region: 'eu-central-1',
      zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
    },
    networks: {
      nodes: '10.250.0.0/16',
      pods: '10.0.0.0/17',
      services: '10.0.128.0/17',
      shootDefaults: { pods: '10.64.0.0/11', services: '10.96.0.0/13' },
    },
    dns: {
      provider: { type: 'alicloud-dns', credentials: dnsCredentials },
      internal: { type: 'alicloud-dns', domain: 'internal.garden.example.com', credentials: dnsCredentials },
    },
    ingress: { domain: 'ingress.ali-eu.garden.example.com' },
    volume: { minimumSize: '20Gi' },
  },
};
`;

export const waivers = `import type { Waiver } from 'PACKAGE';

/** Warnings that are known and meant; every one says why. */
export const waivers: readonly Waiver[] = [
  {
    rule: 'landscape-reference-elsewhere',
    constructPath: 'garden/backup',
    reason: 'the Secrets for backups and DNS are made by hand, and never lie in Git',
  },
];
`;
