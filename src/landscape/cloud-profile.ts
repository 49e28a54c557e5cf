import type { ExpirableVersion, MachineType, Region, VolumeType } from '../index';

/** Versions that Gardener 1.149 supports: one `supported` per minor, the newest without an end. */
export const kubernetesVersions: readonly ExpirableVersion[] = [
  { version: '1.36.0', classification: 'preview' },
  { version: '1.35.0', classification: 'supported' },
  { version: '1.34.1', classification: 'supported' },
  { version: '1.33.4', classification: 'supported', expirationDate: '2027-06-28T23:59:59Z' },
  { version: '1.32.8', classification: 'deprecated', expirationDate: '2027-02-28T23:59:59Z' },
];

/** An ECS instance type: name without `ecs.`, vCPUs, memory in GiB, GPUs. */
type Row = readonly [name: string, cpu: number, memory: number, gpu?: number];

const generalPurpose: readonly Row[] = [
  ['g7.large', 2, 8],
  ['g7.xlarge', 4, 16],
  ['g7.2xlarge', 8, 32],
  ['g7.4xlarge', 16, 64],
  ['g7.8xlarge', 32, 128],
  ['g8i.large', 2, 8],
  ['g8i.xlarge', 4, 16],
  ['g8i.2xlarge', 8, 32],
  ['g8i.4xlarge', 16, 64],
];

const computeOptimized: readonly Row[] = [
  ['c7.large', 2, 4],
  ['c7.xlarge', 4, 8],
  ['c7.2xlarge', 8, 16],
  ['c7.4xlarge', 16, 32],
  ['c7.8xlarge', 32, 64],
  ['c8i.large', 2, 4],
  ['c8i.xlarge', 4, 8],
  ['c8i.2xlarge', 8, 16],
  ['c8i.4xlarge', 16, 32],
];

const memoryOptimized: readonly Row[] = [
  ['r7.large', 2, 16],
  ['r7.xlarge', 4, 32],
  ['r7.2xlarge', 8, 64],
  ['r7.4xlarge', 16, 128],
  ['r7.8xlarge', 32, 256],
  ['r8i.large', 2, 16],
  ['r8i.xlarge', 4, 32],
  ['r8i.2xlarge', 8, 64],
  ['r8i.4xlarge', 16, 128],
];

/** P4, T4, V100, A100 and A10. Memory is no round multiple of the vCPUs. */
const gpu: readonly Row[] = [
  ['gn5i-c2g1.large', 2, 8, 1],
  ['gn6i-c4g1.xlarge', 4, 15, 1],
  ['gn6i-c8g1.2xlarge', 8, 31, 1],
  ['gn6i-c16g1.4xlarge', 16, 62, 1],
  ['gn6i-c24g1.6xlarge', 24, 93, 1],
  ['gn6i-c24g1.12xlarge', 48, 186, 2],
  ['gn6i-c24g1.24xlarge', 96, 372, 4],
  ['gn6v-c8g1.2xlarge', 8, 32, 1],
  ['gn6v-c8g1.8xlarge', 32, 128, 4],
  ['gn6v-c8g1.16xlarge', 64, 256, 8],
  ['gn7-c12g1.3xlarge', 12, 95, 1],
  ['gn7-c13g1.13xlarge', 52, 380, 4],
  ['gn7-c13g1.26xlarge', 104, 760, 8],
  ['gn7i-c16g1.4xlarge', 16, 60, 1],
];

/** The machine types that the landscape offers: all of them amd64, as its images are. */
export const machineTypes: readonly MachineType[] = [
  ...generalPurpose,
  ...computeOptimized,
  ...memoryOptimized,
  ...gpu,
].map(([name, cpu, memory, gpus = 0]) => ({
  name: `ecs.${name}`,
  cpu: String(cpu),
  gpu: String(gpus),
  memory: `${memory}Gi`,
}));

/** Disk categories. Newer machine families sell only the ESSD kinds in most zones. */
export const volumeTypes: readonly VolumeType[] = [
  { name: 'cloud_efficiency', class: 'standard' },
  { name: 'cloud_ssd', class: 'standard' },
  { name: 'cloud_essd', class: 'premium' },
  { name: 'cloud_auto', class: 'premium' },
];

/** Letters of the zones by region ID. Letters may be missing: the zone is closed, or was never opened. */
const zoneLetters: Readonly<Record<string, string>> = {
  'cn-qingdao': 'b c', // Qingdao
  'cn-beijing': 'a b c d e f g h i j k l', // Beijing
  'cn-zhangjiakou': 'a b c', // Zhangjiakou
  'cn-huhehaote': 'a b', // Hohhot
  'cn-wulanchabu': 'a b c', // Ulanqab
  'cn-hangzhou': 'b e f g h i j k', // Hangzhou
  'cn-shanghai': 'a b c d e f g k l m n o', // Shanghai
  'cn-shenzhen': 'a b c d e f', // Shenzhen
  'cn-heyuan': 'a b', // Heyuan
  'cn-guangzhou': 'a b', // Guangzhou
  'cn-chengdu': 'a b', // Chengdu
  'cn-wuhan-lr': 'a', // Wuhan, local
  'cn-nanjing': 'a', // Nanjing, local
  'cn-fuzhou': 'a', // Fuzhou, local, closing
  'cn-hongkong': 'b c d', // Hong Kong
  'ap-southeast-1': 'a b c', // Singapore
  'ap-southeast-3': 'a b c', // Kuala Lumpur
  'ap-southeast-5': 'a b c', // Jakarta
  'ap-southeast-6': 'a b', // Manila
  'ap-southeast-7': 'a b', // Bangkok
  'ap-northeast-1': 'a b c', // Tokyo
  'ap-northeast-2': 'a b', // Seoul
  'us-west-1': 'a b', // Silicon Valley
  'us-east-1': 'a b', // Virginia
  'na-south-1': 'a', // Mexico
  'eu-central-1': 'a b c', // Frankfurt
  'eu-west-1': 'a b', // London
  'me-east-1': 'a b', // Dubai
};

/** The regions that the landscape offers, with their zones. */
export const regions: readonly Region[] = Object.entries(zoneLetters).map(([name, letters]) => ({
  name,
  zones: letters.split(' ').map((letter) => zoneId(name, letter)),
}));

/** In mainland China and Hong Kong a dash stands before the letter, elsewhere not: cn-hangzhou-h, eu-central-1a. */
function zoneId(region: string, letter: string): string {
  return region.startsWith('cn-') ? `${region}-${letter}` : `${region}${letter}`;
}
