/** Synthesizes the landscape with our constructs, validation included: `ours.cjs SIZE OUTDIR`. */
const { AlicloudCloudProfile, GardenApp, MachineImage } = require('cdk8s-gardener-alicloud');
const { landscapes } = require('./landscape.cjs');

const [size, outdir] = process.argv.slice(2);
const app = new GardenApp({ outdir });
for (const facts of landscapes(size)) {
  new AlicloudCloudProfile(app.garden, facts.name, {
    kubernetes: { versions: facts.kubernetesVersions.map((version) => ({ version })) },
    machineImages: facts.machineImages.map(({ name, versions }) => MachineImage.of(name, { versions })),
    machineTypes: facts.machineTypes,
    volumeTypes: facts.volumeTypes,
    regions: facts.regions,
  });
}
app.synth();
