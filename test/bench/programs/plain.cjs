/** Synthesizes the same CloudProfiles with cdk8s alone, without any validation: `plain.cjs SIZE OUTDIR`. */
const { ApiObject, App, Chart } = require('cdk8s');
const { landscapes } = require('./landscape.cjs');

const [size, outdir] = process.argv.slice(2);
const app = new App({ outdir });
const chart = new Chart(app, 'garden', { disableResourceNameHashes: true });
for (const facts of landscapes(size)) {
  new ApiObject(chart, facts.name, {
    apiVersion: 'core.gardener.cloud/v1beta1',
    kind: 'CloudProfile',
    metadata: {
      name: facts.name,
      annotations: {
        'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
        'kustomize.toolkit.fluxcd.io/prune': 'disabled',
      },
    },
    spec: {
      type: 'alicloud',
      kubernetes: { versions: facts.kubernetesVersions.map((version) => ({ version })) },
      regions: facts.regions.map(({ name, zones }) => ({
        name,
        zones: zones.map((zone) => ({ name: zone })),
      })),
      machineImages: facts.machineImages.map(({ name, versions }) => ({
        name,
        updateStrategy: 'major',
        versions: versions.map(({ version, classification }) => ({
          version,
          classification,
          cri: [{ name: 'containerd' }],
          architectures: ['amd64'],
        })),
      })),
      machineTypes: facts.machineTypes.map((type) => ({ ...type, architecture: 'amd64', usable: true })),
      volumeTypes: facts.volumeTypes.map((type) => ({ ...type, usable: true })),
      providerConfig: {
        apiVersion: 'alicloud.provider.extensions.gardener.cloud/v1alpha1',
        kind: 'CloudProfileConfig',
        machineImages: facts.machineImages.map(({ name, versions }) => ({
          name,
          versions: versions.map(({ version, regions }) => ({
            version,
            regions: Object.entries(regions).map(([region, id]) => ({ name: region, id })),
          })),
        })),
      },
    },
  });
}
app.synth();
