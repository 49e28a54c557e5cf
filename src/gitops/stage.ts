import type { Manifest } from '../garden-app/garden-object';

/** Gardener's two API servers: they are different targets, never one folder. */
export type Cluster = 'garden' | 'runtime';

/**
 * Folders of the output, one per cluster and level. Their names sort in the order in which an API server
 * accepts what they hold: it refuses a ControllerRegistration before its ControllerDeployment, a Seed before
 * the registrations of its types, a ManagedSeed before its Shoot.
 */
export const stages = [
  'runtime',
  'garden/10-profiles',
  'garden/20-registrations',
  'garden/30-seeds',
  'garden/40-managed-seeds',
] as const;

export type Stage = (typeof stages)[number];

const gardenStages: Readonly<Record<string, Stage>> = {
  ControllerRegistration: 'garden/20-registrations',
  Seed: 'garden/30-seeds',
  Gardenlet: 'garden/30-seeds',
  ManagedSeed: 'garden/40-managed-seeds',
};

export function stageOf(manifest: Manifest, cluster: Cluster): Stage {
  if (cluster === 'runtime') return 'runtime';
  return gardenStages[String(manifest['kind'])] ?? 'garden/10-profiles';
}
