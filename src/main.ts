import {
  AlicloudCloudProfile,
  AlicloudSeedBackup,
  GardenApp,
  GitOps,
  SecretReference,
  SeedTarget,
} from './index';
import { kubernetesVersions } from './landscape/kubernetes-versions';
import { gardenlinux, hardened } from './landscape/machine-images';
import { machineTypes } from './landscape/machine-types';
import { regions } from './landscape/regions';
import { frankfurt } from './landscape/seed';
import { volumeTypes } from './landscape/volume-types';
import { waivers } from './landscape/waivers';

const app = new GardenApp({
  gardenerVersion: '1.149',
  providerVersion: '1.71',
  gitops: GitOps.flux(),
  waivers,
});

new AlicloudCloudProfile(app.garden, 'alicloud', {
  kubernetes: { versions: kubernetesVersions },
  machineImages: [gardenlinux, hardened],
  machineTypes,
  volumeTypes,
  regions,
});

new AlicloudSeedBackup(app.garden, 'backup', {
  target: SeedTarget.gardenlet('ali-eu', frankfurt),
  credentials: SecretReference.of('garden', 'backup-credentials'),
  immutability: { retentionDays: 14, locked: false },
});

app.synth();
