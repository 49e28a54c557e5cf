import { AlicloudCloudProfile } from './cloud-profile/alicloud-cloud-profile';
import { GardenApp } from './garden-app/garden-app';
import { GitOps } from './garden-app/gitops/gitops';
import { ImageSharingJob } from './image-sharing/image-sharing-job';
import { ReconcilerCode } from './image-sharing/reconciler-code';
import { customers } from './landscape/customers';
import { kubernetesVersions } from './landscape/kubernetes-versions';
import { gardenlinux, hardened } from './landscape/machine-images';
import { machineTypes } from './landscape/machine-types';
import { regions } from './landscape/regions';
import { frankfurt } from './landscape/seed';
import { volumeTypes } from './landscape/volume-types';
import { waivers } from './landscape/waivers';
import { HelmChart } from './provider-extension/helm-chart';
import { ProviderExtensionDeployment } from './provider-extension/provider-extension-deployment';
import { SecretReference } from './secrets/credentials-secret';
import { AlicloudSeedBackup } from './seed-backup/alicloud-seed-backup';
import { SeedTarget } from './seed-backup/seed-target';

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
