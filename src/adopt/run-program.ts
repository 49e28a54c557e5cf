import { JsonPatch } from 'cdk8s';
import { AlicloudCloudProfile } from '../cloud-profile/alicloud-cloud-profile';
import { AlicloudNamespacedCloudProfile } from '../cloud-profile/alicloud-namespaced-cloud-profile';
import { MachineImage } from '../cloud-profile/machine-image';
import { GardenApp, type GardenAppProps } from '../garden-app/garden-app';
import { GitOps } from '../garden-app/gitops/gitops';
import { renderLandscape } from '../garden-app/render-landscape';
import { GardenObject } from '../garden-object/garden-object';
import { isObject, type JsonObject } from '../gardener/json';
import { readMachineImage } from '../import/landscape-data';
import type { Issue } from '../issues/issue';
import { HelmChart } from '../provider-extension/helm-chart';
import { ProviderExtension } from '../provider-extension/provider-extension';
import { ProviderExtensionDeployment } from '../provider-extension/provider-extension-deployment';
import { SecretReference, WorkloadIdentityReference } from '../secrets/credentials-secret';
import { AlicloudSeedBackup } from '../seed-backup/alicloud-seed-backup';
import { SeedTarget } from '../seed-backup/seed-target';
import { applyWaivers } from '../validation/waivers';
import { readYaml } from '../yaml/read';
import { library } from './code';
import type { Content, Program } from './program';

/** What the synthesis of a program comes to, without a file that is written. */
export interface Synthesis {
  /** What the files of the output hold. */
  readonly objects: readonly JsonObject[];
  /** What is wrong, as `npm run synth` would say it. */
  readonly issues: readonly Issue[];
}

/**
 * Runs a program as `npm run synth` does: each module as it is printed but for its types, with the constructs of
 * this package. Its app hands over what it would write.
 *
 * @param now in place of the program's clock
 */
export function synthesize(program: Program, now: Date): Synthesis {
  let synthesis: Synthesis | undefined;
  class Recorder extends GardenApp {
    constructor(private readonly props: GardenAppProps) {
      super({ ...props, now });
    }

    override synth(): void {
      const { gitops = GitOps.none(), waivers = [], outdir = 'dist', ...target } = this.props;
      const { garden, runtime } = this;
      const rendered = renderLandscape({
        ...{ root: this, garden, runtime, gitops, outdir },
        target: { ...target, now },
      });
      const issues = applyWaivers(rendered.issues, waivers, {
        filesOf: ({ origin }) => rendered.filesOf.get(origin?.constructPath ?? '') ?? [],
      });
      synthesis = { objects: rendered.files.flatMap(({ path, text }) => objectsIn(path, text)), issues };
    }
  }
  const packages = new Map<string, object>([
    [library, { ...constructs, GardenApp: Recorder, HelmChart: chartsFrom(program.dataFiles) }],
    ['cdk8s', { JsonPatch }],
  ]);
  const { files } = program;
  const modules = new Map<string, object>();
  const load = (name: string): unknown => {
    const found = packages.get(name) ?? modules.get(name);
    if (found !== undefined) return found;
    const json = program.dataFiles.get(`src/${name.replace('./', '')}`);
    // The program gets a copy, as from a file.
    if (json !== undefined && 'json' in json) return JSON.parse(JSON.stringify(json.json)) as unknown;
    const module = files.get(name.replace('./', ''));
    if (module === undefined) throw new Error(`the program has no module ${name}`);
    const exported = {};
    modules.set(name, exported);
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- a program of ours is run, that is the check
    const run = new Function('require', 'exports', module.print('javascript')) as (
      ...values: readonly unknown[]
    ) => void;
    run(load, exported);
    return exported;
  };
  load('./main');
  if (synthesis === undefined) throw new Error('the program synthesizes nothing');
  return synthesis;
}

/** What a program of a landscape imports. */
const constructs = {
  AlicloudCloudProfile,
  AlicloudNamespacedCloudProfile,
  AlicloudSeedBackup,
  GardenObject,
  GitOps,
  MachineImage,
  ProviderExtension,
  ProviderExtensionDeployment,
  readMachineImage,
  SecretReference,
  SeedTarget,
  WorkloadIdentityReference,
};

/** Archives of charts are not written yet. */
function chartsFrom(files: ReadonlyMap<string, Content>): object {
  return {
    oci: (...given: Parameters<typeof HelmChart.oci>) => HelmChart.oci(...given),
    ociReference: (...given: Parameters<typeof HelmChart.ociReference>) => HelmChart.ociReference(...given),
    archive: (path: string): HelmChart => {
      const file = files.get(path);
      return HelmChart.base64(file !== undefined && 'bytes' in file ? file.bytes.toString('base64') : '');
    },
  };
}

function objectsIn(path: string, text: string): JsonObject[] {
  if (!path.endsWith('.yaml')) return [];
  return readYaml(text).flatMap(({ value }) => (isObject(value) ? [value] : []));
}
