import { MachineImage } from '../cloud-profile/machine-image';
import { gardenLinux1877 } from './garden-linux';

/**
 * Made up: they have the form of the region's image IDs, and no image behind them. Put the IDs of your own images
 * here before Shoots see the profile.
 */
const madeUp = {
  gardenLinux1592: {
    'cn-hangzhou': 'm-bp1madeup15921400000',
    'cn-shanghai': 'm-uf6madeup15921400000',
    'ap-southeast-1': 'm-t4nmadeup15921400000',
    'eu-central-1': 'm-gw8madeup15921400000',
  },
  hardened: {
    'cn-shanghai': 'm-uf6madeuphardened000',
    'eu-central-1': 'm-gw8madeuphardened000',
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
      regions: madeUp.gardenLinux1592,
    },
  ],
});

/** An image of our own, shared with the accounts of the end users. */
export const hardened = MachineImage.custom('gardenlinux-hardened', {
  versions: [{ version: '1877.3.1', classification: 'preview', regions: madeUp.hardened }],
});
