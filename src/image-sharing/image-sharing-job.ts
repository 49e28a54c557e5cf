import { type ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import {
  addExtraFile,
  GardenObject,
  type GardenObjectProps,
  type Manifest,
  targetOptions,
} from '../garden-object/garden-object';
import {
  anyMap,
  anyObject,
  anything,
  boolean,
  either,
  list,
  mapOf,
  type Members,
  number,
  object,
  readProps,
  required,
  text,
} from '../garden-object/shapes';
import { Target } from '../gardener/target';
import { Check } from '../issues/check';
import type { Issue } from '../issues/issue';
import { CredentialsSecret } from '../secrets/credentials-secret';
import { createGardenRights } from './garden-rights';
import { hardeningGaps } from './hardening';
import { type JobPlan, planJob } from './plan';
import type { ImageSharingJobProps, JobAlerts } from './props';
import { contentHash } from './reconciler-config';
import { imageSharingRules as rules } from './table';

const members: Members<ImageSharingJobProps> = {
  images: required(list(anything)),
  accounts: required(anything),
  credentials: required(anyObject),
  schedule: text,
  timeZone: text,
  policy: text,
  prune: anyMap,
  shards: number,
  suspend: boolean,
  oneOff: boolean,
  dryRun: boolean,
  code: anyObject,
  expectOwnerAccount: text,
  assumeRoleArn: text,
  deadlineSeconds: number,
  resources: anyMap,
  networkPolicy: anything,
  metricsPush: text,
  alerts: either(
    boolean,
    object<JobAlerts>({ severity: text, labels: mapOf(text), ruleLabels: mapOf(text) }),
  ),
  env: anyMap,
  name: text,
  namespace: text,
  labels: mapOf(text),
  annotations: mapOf(text),
  extraConfig: anyMap,
  extraPodSpec: anyMap,
  extraContainer: anyMap,
  extraJobSpec: anyMap,
};

/**
 * Shares custom images with the accounts that need them, in every region: a CronJob in the runtime cluster (or a
 * Job that runs once) with everything that belongs to it. What it runs, and with which exit codes,
 * docs/image-sharing.md tells.
 *
 * It runs with no more than it needs: as nobody, on a read-only file system, without a token of its own, with egress
 * to DNS, Alibaba Cloud and, for `ImageSharingAccounts.fromGarden`, the virtual garden. Its config is an immutable
 * ConfigMap that is named after its content. In a `GardenApp` RAM policies for the images' owner are written to
 * `ram/`.
 *
 * Never throws for bad values: they are issues when the app is synthesized.
 */
export class ImageSharingJob extends Construct {
  /** Name of the CronJob, and what the names of all else begin with. */
  readonly name: string;
  /** Namespace of everything in the runtime cluster. */
  readonly namespace: string;
  /** The program's config, as it is written into the ConfigMap. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The CronJob or Job, for JSON patches of any field. */
  readonly apiObject: ApiObject;

  constructor(scope: Construct, id: string, props: ImageSharingJobProps) {
    super(scope, id);
    const check = Check.root(new Target(targetOptions(this)));
    const given = readProps(props, members, check);
    const plan = planJob(given, id, Chart.of(this).namespace, check);
    this.name = plan.name;
    this.namespace = plan.namespace;
    this.config = plan.config;

    for (const object of plan.objects) {
      new GardenObject(this, object.id, {
        ...toProps(plan, object),
        // The ConfigMap with the config is there in any case: what was found is said of it.
        ...(object.id === 'Resource' ? { findings: () => check.findings } : {}),
      });
    }
    if (given.credentials instanceof CredentialsSecret) given.credentials.addTo(this, 'Credentials');
    this.apiObject = new JobObject(this, plan.job.id, toProps(plan, plan.job));
    this.node.defaultChild = this.apiObject;
    createGardenRights(this, plan.name, plan.labels, plan.gardens);
    for (const file of plan.files) addExtraFile(this, file);
  }
}

function toProps(plan: JobPlan, object: JobPlan['job']): GardenObjectProps {
  const { name, namespace, labels, annotations } = plan;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: {
      name: object.name ?? name,
      namespace,
      labels: { ...object.labels, ...labels },
      annotations: { ...annotations },
    },
    body: object.body,
  };
}

/** The CronJob or Job, with all that JSON patches make of it. */
class JobObject extends GardenObject {
  private readonly planned = hardeningGaps(podOf(super.toJson()).pod).map(({ steps }) => steps.join());

  /** A Job cannot be changed once it is there: another content is another Job. */
  override toJson(): Manifest {
    const manifest = super.toJson();
    const metadata = manifest['metadata'] as Manifest;
    if (manifest['kind'] !== 'Job' || metadata['name'] !== this.name) return manifest;
    return { ...manifest, metadata: { ...metadata, name: `${this.name}-${contentHash(manifest)}` } };
  }

  /** What props undo is said of the props; what patches undo, of the manifest. */
  override get issues(): readonly Issue[] {
    const { pod, path } = podOf(super.toJson());
    const check = Check.root(new Target(targetOptions(this)));
    for (const { steps, message } of hardeningGaps(pod)) {
      if (this.planned.includes(steps.join())) continue;
      const hint = 'leave it as it is, unless the job cannot run so';
      check.at(...path, ...steps).report(rules['image-sharing-hardening-undone'], message, hint);
    }
    const origin = { constructPath: this.node.path };
    const found = check.findings.map(({ at: _, ...issue }) => ({ ...issue, origin }));
    return [...super.issues, ...found];
  }
}

/** The pod's spec in a CronJob or a Job; an empty one where a patch has taken it away. */
function podOf(manifest: Manifest): { readonly pod: Manifest; readonly path: readonly string[] } {
  const job = manifest['kind'] === 'Job' ? ['spec'] : ['spec', 'jobTemplate', 'spec'];
  const path = [...job, 'template', 'spec'];
  const pod = path.reduce<unknown>((value, field) => {
    return typeof value === 'object' && value !== null ? (value as Manifest)[field] : undefined;
  }, manifest);
  return { pod: typeof pod === 'object' && pod !== null ? (pod as Manifest) : {}, path };
}
