import type { Waiver } from '../validation/waivers';

/** Warnings that are known and meant; every one says why. */
export const waivers: readonly Waiver[] = [
  {
    rule: 'image-region-uncovered',
    field: 'spec.providerConfig.machineImages[0].versions[1]',
    reason: 'Garden Linux 1592 runs out: it stays where Shoots still use it, new regions get 1877 only',
  },
  {
    rule: 'image-region-uncovered',
    field: 'spec.providerConfig.machineImages[1].versions[0]',
    reason: 'the hardened image is on trial in Shanghai and Frankfurt',
  },
  {
    rule: 'landscape-reference-elsewhere',
    constructPath: 'garden/backup',
    reason: 'the Secrets for backups and DNS are made once, by hand, and never lie in Git',
  },
];
