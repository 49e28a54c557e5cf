import {
  AlicloudCloudProfile,
  AlicloudSeedBackup,
  GardenApp,
  GitOps,
  HelmChart,
  ImageSharingJob,
  ProviderExtensionDeployment,
  ReconcilerCode,
  SecretReference,
  SeedTarget,
  type Waiver,
} from './index';
import { kubernetesVersions, machineTypes, regions, volumeTypes } from './landscape/cloud-profile';
import { customers, gardenlinux, hardened } from './landscape/images';
import { frankfurt } from './landscape/seed';

/** Warnings that are known and meant; every one says why. */
const waivers: readonly Waiver[] = [
  {
    rule: 'image-region-uncovered',
    field: 'spec.providerConfig.machineImages[gardenlinux].versions[1592.14.0]',
    reason: 'Garden Linux 1592 runs out: it stays where Shoots still use it, new regions get 1877 only',
  },
  {
    rule: 'image-region-uncovered',
    field: 'spec.providerConfig.machineImages[gardenlinux-hardened].versions[1877.3.1]',
    reason: 'the hardened image is on trial in Shanghai and Frankfurt',
  },
  {
    rule: 'only-preview-versions',
    field: 'spec.machineImages[gardenlinux-hardened].versions',
    reason: 'the hardened image is on trial: who takes it names its version',
  },
  {
    rule: 'landscape-reference-elsewhere',
    reason: 'Secrets are made once, by hand, and never lie in Git',
  },
  {
    rule: 'backup-retention-unlocked-lapses',
    reason: 'the retention is tried out first: a policy that is locked can never be taken back',
  },
];

const app = new GardenApp({
  gardenerVersion: '1.149',
  providerVersion: '1.71',
  gitops: GitOps.flux(),
  now: new Date(),
  waivers,
});

const profile = new AlicloudCloudProfile(app.garden, 'alicloud', {
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

new ProviderExtensionDeployment(app.garden, 'provider-alicloud', {
  chart: HelmChart.oci(
    'europe-docker.pkg.dev/gardener-project/public/charts/gardener/extensions/provider-alicloud',
    'v1.71.0',
  ),
  resources: { limits: { cpu: '500m', memory: '1Gi' }, requests: { memory: '128Mi' } },
});

new ImageSharingJob(app.runtime, 'image-sharing', {
  images: profile.customImages,
  accounts: customers,
  credentials: SecretReference.of('garden', 'machine-image-owner'),
  schedule: '*/15 * * * *',
  // A digest, not a tag: what runs has the right to unshare images.
  code: ReconcilerCode.image(
    'registry.example.com/gardener/image-sharing@sha256:0000000000000000000000000000000000000000000000000000000000000000',
  ),
  // Placeholder images cannot be shared: remove this line together with them.
  suspend: true,
});

app.synth();
