import {
  AlicloudCloudProfile,
  AlicloudSeedBackup,
  GardenApp,
  GitOps,
  HelmChart,
  ProviderExtensionDeployment,
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

new ProviderExtensionDeployment(app.garden, 'provider-alicloud', {
  chart: HelmChart.oci(
    'europe-docker.pkg.dev/gardener-project/public/charts/gardener/extensions/provider-alicloud',
    'v1.71.0',
  ),
  resources: { limits: { cpu: '500m', memory: '1Gi' }, requests: { memory: '128Mi' } },
});

app.synth();
