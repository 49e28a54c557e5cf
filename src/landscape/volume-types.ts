import type { VolumeType } from '../cloud-profile/props';

/** Disk categories. Newer machine families sell only the ESSD kinds in most zones. */
export const volumeTypes: readonly VolumeType[] = [
  { name: 'cloud_efficiency', class: 'standard' },
  { name: 'cloud_ssd', class: 'standard' },
  { name: 'cloud_essd', class: 'premium' },
  { name: 'cloud_auto', class: 'premium' },
];
