import { MachineImage, readMachineImage } from '../index';
import gardenLinuxData from './garden-linux.json';

/** What `gardener-alicloud import images` has written: the image IDs that the publisher of Garden Linux gives. */
const imported = readMachineImage(gardenLinuxData);

/**
 * PLACEHOLDERS: they have the form of the region's image IDs, and no image behind them. Put the IDs of your own
 * images here before Shoots see the profile.
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

/** Public images of Garden Linux. */
export const gardenlinux = MachineImage.of('gardenlinux', {
  ...imported,
  versions: [
    ...imported.versions,
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

/** PLACEHOLDERS: Alibaba Cloud account IDs of the end users who may use our own images. Quoted: they are no numbers. */
export const customers: readonly string[] = ['2000000000000001', '2000000000000002'];
