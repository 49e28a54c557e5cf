import { MachineImage } from '../cloud-profile/machine-image';
import { gardenLinux1877 } from './garden-linux';

/**
 * PLACEHOLDERS, not images: Gardener takes any ID, a machine with one of these will never start. Put the IDs of
 * your own images here before Shoots see the profile.
 */
const placeholders = {
  gardenLinux1592: {
    'cn-hangzhou': 'm-placeholder1592hangzhou',
    'cn-shanghai': 'm-placeholder1592shanghai',
    'ap-southeast-1': 'm-placeholder1592singapore',
    'eu-central-1': 'm-placeholder1592frankfurt',
  },
  hardened: {
    'cn-shanghai': 'm-placeholderhardenedshanghai',
    'eu-central-1': 'm-placeholderhardenedfrankfurt',
  },
};

/** Public images of Garden Linux. To read a release's metadata file instead: `MachineImage.fromGardenLinuxMetadata`. */
export const gardenlinux = MachineImage.of('gardenlinux', {
  versions: [
    { version: '1877.3.0', classification: 'supported', regions: gardenLinux1877 },
    {
      version: '1592.14.0',
      classification: 'deprecated',
      expirationDate: '2027-03-31T23:59:59Z',
      regions: placeholders.gardenLinux1592,
    },
  ],
});

/** An image of our own, shared with the accounts of the end users. */
export const hardened = MachineImage.custom('gardenlinux-hardened', {
  versions: [{ version: '1877.3.1', classification: 'preview', regions: placeholders.hardened }],
});
