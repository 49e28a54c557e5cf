import type { MachineType } from '../cloud-profile/props';

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
