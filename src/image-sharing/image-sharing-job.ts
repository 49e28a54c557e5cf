import { type ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { renderRamPolicy } from '../alibaba-cloud/ram-policy';
import { addExtraFile, GardenObject, targetOptions } from '../garden-object/garden-object';
import {
  anyMap,
  anyObject,
  anything,
  boolean,
  list,
  mapOf,
  type Members,
  number,
  readProps,
  required,
  text,
} from '../garden-object/shapes';
import { Target } from '../gardener/target';
import { Check, IssueCollector } from '../issues/check';
import { CredentialsSecret } from '../secrets/credentials-secret';
import { createGardenRights } from './garden-rights';
import { createNetworkPolicy } from './network-policy';
import { ownerPolicies } from './owner-access';
import { planJob, type PlannedJob } from './plan-job';
import type { ImageSharingJobProps } from './props';
import { imageSharingRules as rules } from './table';
import { createWorkload, loadCdk8sPlus } from './workload';

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
  env: anyMap,
  name: text,
  namespace: text,
  labels: mapOf(text),
  annotations: mapOf(text),
  extraConfig: anyMap,
  extraPodSpec: anyMap,
};

/**
 * Shares custom images with the accounts that need them, in every region: a CronJob in the runtime cluster (or a
 * Job that runs once) with everything that belongs to it. Needs the peer cdk8s-plus-27. What it runs, and with which
 * exit codes, docs/image-sharing.md tells.
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
  /**
   * The CronJob or Job, for JSON patches; the construct of cdk8s-plus itself is `node.findChild('Job')`. None where
   * cdk8s-plus-27 is not installed.
   */
  readonly apiObject: ApiObject | undefined;

  constructor(scope: Construct, id: string, props: ImageSharingJobProps) {
    super(scope, id);
    const issues = new IssueCollector();
    const given = readProps(props, members, Check.root(new Target(targetOptions(this)), issues.findings));
    const planned = planJob(given, id, Chart.of(this).namespace, issues);
    const { plan } = planned;
    this.name = plan.name;
    this.namespace = plan.namespace;
    this.config = planned.config;

    this.createConfigMaps(planned, issues);
    if (given.credentials instanceof CredentialsSecret) given.credentials.addTo(this, 'Credentials');
    this.apiObject = this.createJob(planned, issues);
    if (this.apiObject !== undefined) this.node.defaultChild = this.apiObject;
    createGardenRights(this, plan.name, plan.labels, planned.gardens, issues);
    this.addPolicies(planned);
  }

  /** The ConfigMap with the config is there in any case: what was found is said of it. */
  private createConfigMaps({ plan, configMaps }: PlannedJob, issues: IssueCollector): void {
    const { namespace, labels, annotations } = plan;
    for (const { id, name, body } of configMaps) {
      new GardenObject(this, id, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name, namespace, labels: { ...labels }, annotations: { ...annotations } },
        body: { immutable: true, ...body },
        ...(id === 'Resource' ? { findings: () => issues.findings } : {}),
      });
    }
  }

  private createJob({ plan, egress }: PlannedJob, issues: IssueCollector): ApiObject | undefined {
    const plus = loadCdk8sPlus();
    if (plus === undefined) {
      issues.report(rules['image-sharing-cdk8s-plus-missing'], '', 'cdk8s-plus-27 is not installed', {
        hint: 'run npm install cdk8s-plus-27',
      });
      return undefined;
    }
    const job = createWorkload(this, plan, plus);
    if (egress !== undefined) createNetworkPolicy(this, plan, egress, plus);
    return job;
  }

  private addPolicies({ plan, images, owner }: PlannedJob): void {
    for (const variant of ['share', 'plan-only'] as const) {
      ownerPolicies(images, owner, variant).forEach((policy, index) => {
        const part = index === 0 ? '' : `-${index + 1}`;
        addExtraFile(this, {
          path: `ram/image-owner-${plan.name}-${variant}${part}.json`,
          text: renderRamPolicy(policy),
        });
      });
    }
  }
}
