// What the example landscape does not use and a runtime cluster gets: an operator Extension, other forms of the job.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDocuments } from './documents.mjs';

const require = createRequire(import.meta.url);

/** Synthesizes into a temporary folder and gives the documents, those of the virtual garden's RBAC included. */
export function synthesizeRuntime() {
  const folder = mkdtempSync(join(tmpdir(), 'landscape-'));
  try {
    // Not imported above: where the test is skipped, nothing has to be built.
    const library = require('../../lib/src/index.js');
    const app = new library.GardenApp({ outdir: folder, gardenerVersion: '1.149', providerVersion: '1.71' });
    addExtension(app, library);
    addJobs(app, library);
    app.synth();
    return readDocuments(folder, 'landscape');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Synthesizes the example landscape into a folder, for another engine than it has.
 *
 * @param choose gets the library, gives `gitops` and `extension`: `operator` for an Extension, `deployment` for a
 *   ControllerDeployment with its ControllerRegistration
 */
export function synthesizeExample(folder, choose) {
  const library = require('../../lib/src/index.js');
  const offered = require('../../lib/src/landscape/cloud-profile.js');
  const { customers, gardenlinux, hardened } = require('../../lib/src/landscape/images.js');
  const { frankfurt } = require('../../lib/src/landscape/seed.js');
  const { gitops, extension } = choose(library);
  const app = new library.GardenApp({
    outdir: folder,
    gardenerVersion: '1.149',
    providerVersion: '1.71',
    gitops,
  });
  const profile = new library.AlicloudCloudProfile(app.garden, 'alicloud', {
    kubernetes: { versions: offered.kubernetesVersions },
    machineImages: [gardenlinux, hardened],
    machineTypes: offered.machineTypes,
    volumeTypes: offered.volumeTypes,
    regions: offered.regions,
  });
  new library.AlicloudSeedBackup(app.garden, 'backup', {
    target: library.SeedTarget.gardenlet('ali-eu', frankfurt),
    credentials: library.SecretReference.of('garden', 'backup-credentials'),
  });
  if (extension === 'operator') addExtension(app, library);
  else
    new library.ProviderExtensionDeployment(app.garden, 'provider-alicloud', {
      chart: library.HelmChart.oci('registry.example/charts/provider-alicloud', 'v1.71.0'),
    });
  new library.ImageSharingJob(app.runtime, 'image-sharing', {
    images: profile.customImages,
    accounts: customers,
    credentials: library.SecretReference.of('garden', 'machine-image-owner'),
    schedule: '*/15 * * * *',
    code: library.ReconcilerCode.image('registry.example/image-sharing:0.1.0'),
    suspend: true,
  });
  app.synth();
}

function addExtension(app, { HelmChart, ImageOwner, ProviderExtension, SecretReference }) {
  const chart = (name) => HelmChart.oci(`registry.example/charts/${name}`, 'v1.71.0');
  new ProviderExtension(app.runtime, 'provider-alicloud', {
    chart: chart('provider-alicloud'),
    admission: {
      runtime: chart('admission-alicloud-runtime'),
      application: chart('admission-alicloud-application'),
      replicaCount: 2,
    },
    // Of no use to an Infrastructure, as the synthesis says; it brings references into the object.
    imageOwner: ImageOwner.fromSecret(SecretReference.of('garden', 'image-owner')),
    resources: { limits: { cpu: '500m', memory: '1Gi' }, requests: { memory: '128Mi' } },
    runtimeClusterValues: { replicaCount: 1 },
  });
}

function addJobs(app, { ImageSharingAccounts, ImageSharingJob, OidcRole, ReconcilerCode, SecretReference }) {
  const images = [
    { region: 'eu-central-1', imageId: 'm-frankfurt0000000000' },
    { region: 'cn-shanghai', imageId: 'm-shanghai00000000000' },
  ];
  const owner = SecretReference.of('garden', 'machine-image-owner');
  new ImageSharingJob(app.runtime, 'inline-sharded', {
    images,
    accounts: [
      '2000000000000001',
      ImageSharingAccounts.fromConfigMap('customers'),
      ImageSharingAccounts.fromGarden({
        kubeconfig: SecretReference.of('garden', 'virtual-garden'),
        subject: { kind: 'ServiceAccount', name: 'image-sharing', namespace: 'garden' },
        projects: ['one', 'two'],
      }),
    ],
    credentials: OidcRole.of({
      roleArn: 'acs:ram::1000000000000001:role/image-owner',
      providerArn: 'acs:ram::1000000000000001:oidc-provider/runtime',
    }),
    schedule: '7 3 * * 1-5',
    timeZone: 'Europe/Berlin',
    policy: 'exact',
    shards: 2,
    code: ReconcilerCode.inline(),
    annotations: { 'example.com/owner': 'images' },
  });
  new ImageSharingJob(app.runtime, 'one-off', {
    images,
    accounts: ImageSharingAccounts.fromCredentials(SecretReference.of('garden', 'customer-one')),
    credentials: owner,
    oneOff: true,
    code: ReconcilerCode.image('registry.example/image-sharing:0.1.0', {
      pullSecret: SecretReference.of('garden', 'pull-secret'),
    }),
    env: { HTTPS_PROXY: 'http://proxy.example:3128' },
    networkPolicy: { cidrs: ['10.1.0.0/16'], extraPorts: [3128] },
  });
}
