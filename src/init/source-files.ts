import {
  kubernetesVersions,
  machineImages,
  machineTypes,
  regions,
  seed,
  volumeTypes,
  waivers,
} from './landscape-data';
import { type LandscapeOptions, landscapeVersions, type NewFile } from './options';
import type { PackageInfo } from './package-info';

/** The new landscape's program: `main.ts` says what there is, one small file each says with which data. */
export function sourceFiles(options: LandscapeOptions, info: PackageInfo): readonly NewFile[] {
  const file = (name: string, text: string): NewFile => ({
    path: `src/${name}.ts`,
    text: text.replaceAll('PACKAGE', info.name),
  });
  return [
    { path: 'src/main.ts', text: main(options, info.name) },
    file('kubernetes-versions', kubernetesVersions),
    file('machine-images', machineImages),
    file('machine-types', machineTypes),
    file('regions', regions),
    file('seed', seed),
    file('volume-types', volumeTypes),
    file('waivers', waivers),
  ];
}

function main(options: LandscapeOptions, packageName: string): string {
  const { gardener, provider } = landscapeVersions;
  return `import {
  AlicloudCloudProfile,
  AlicloudSeedBackup,
  GardenApp,
  GitOps,
  HelmChart,
  ProviderExtension,
  SecretReference,
  SeedTarget,
} from '${packageName}';
import { kubernetesVersions } from './kubernetes-versions';
import { machineImages } from './machine-images';
import { machineTypes } from './machine-types';
import { regions } from './regions';
import { seed } from './seed';
import { volumeTypes } from './volume-types';
import { waivers } from './waivers';

const app = new GardenApp({
  // Whoever judges the output takes versions and waivers from it.
  gardenerVersion: '${gardener}',
  providerVersion: '${provider}',
  ${gitops(options)},
  now: new Date(),
  waivers,
});

/** A chart of the provider extension, in the registry of the Gardener project. */
const chart = (name: string): HelmChart =>
  HelmChart.oci(\`europe-docker.pkg.dev/gardener-project/public/charts/gardener/extensions/\${name}\`, 'v${provider}.0');

new ProviderExtension(app.runtime, 'provider-alicloud', {
  chart: chart('provider-alicloud'),
  admission: {
    runtime: chart('admission-alicloud-runtime'),
    application: chart('admission-alicloud-application'),
  },
});

new AlicloudCloudProfile(app.garden, 'alicloud', {
  kubernetes: { versions: kubernetesVersions },
  machineImages,
  machineTypes,
  volumeTypes,
  regions,
});

new AlicloudSeedBackup(app.garden, 'backup', {
  target: SeedTarget.gardenlet('ali-eu', seed),
  credentials: SecretReference.of('garden', 'backup-credentials'),
  // Tried out first with "locked: false": a locked policy can never be taken back.
  // immutability: { retentionDays: 14, locked: true },
});

app.synth();
`;
}

function gitops({ gitops, repoUrl }: LandscapeOptions): string {
  switch (gitops) {
    case 'flux':
      return `// Flux runs in the runtime cluster; the Secret holds a kubeconfig for the virtual garden.
  gitops: GitOps.flux({ gardenKubeconfig: { secretName: 'virtual-garden-kubeconfig' } })`;
    case 'argocd':
      return `gitops: GitOps.argocd({ repoUrl: ${literal(repoUrl)} })`;
    case 'none':
      return 'gitops: GitOps.none()';
  }
}

/** A string in single quotes, as Prettier writes it; the names and addresses that get here hold no quotes. */
function literal(text: string): string {
  return `'${text}'`;
}
