import { ApiObject, Cron, Duration, JsonPatch, Size } from 'cdk8s';
import type { IServiceAccount, Volume, VolumeMount } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { mergeDeep } from '../garden-object/props';
import { FieldPath } from '../gardener/field-path';
import { parseQuantity, type Quantity } from '../gardener/quantity';
import type { IssueCollector } from '../issues/check';
import type { JobPlan, Mount, PlannedVolume } from './plan-job';
import { mounts } from './plan-pod';
import type { JobResources } from './props';
import { contentHash } from './reconciler-config';
import { imageSharingRules as rules } from './table';

type Fields = Readonly<Record<string, unknown>>;

const mainContainer = 'share-images';
/** User and group of the program; nobody's on a usual node. */
const nobody = 65532;
/** For the scheduler, and a node that has to pull the image. */
const startSeconds = 120;
/** A run that is missed by more is left out: the next one does the same. */
const startingDeadlineSeconds = 300;
/** A Job that runs once has no next run to mend what has failed. */
const oneOffRetries = 2;
/** The program's exit codes that another attempt would give again; 5 is the one that may pass. */
const finalExitCodes = [2, 3, 4, 6];
const tokenSeconds = 3600;

/** The CronJob, or the Job that runs once, with its ServiceAccount. */
export function createWorkload(scope: Construct, plan: JobPlan, plus: Cdk8sPlus): ApiObject {
  const job = plan.schedule === undefined ? createJob(scope, plan, plus) : createCronJob(scope, plan, plus);
  const object = ApiObject.of(job);
  const prefix = plan.schedule === undefined ? '' : '/spec/jobTemplate';
  object.addJsonPatch(...jobPatches(plan, `${prefix}/spec`), ...podPatches(plan, `${prefix}/spec/template`));
  addAfterRendering(object, plan);
  return object;
}

function createCronJob(scope: Construct, plan: JobPlan, plus: Cdk8sPlus): Construct {
  const job = new plus.CronJob(scope, 'Job', {
    metadata: metadataOf(plan),
    ...podProps(scope, plan, plus),
    // A schedule of any form is patched in.
    schedule: Cron.hourly(),
    ...(plan.timeZone === undefined ? {} : { timeZone: plan.timeZone }),
    suspend: plan.suspend,
    concurrencyPolicy: plus.ConcurrencyPolicy.FORBID,
    startingDeadline: Duration.seconds(startingDeadlineSeconds),
    activeDeadline: Duration.seconds(plan.deadlineSeconds + startSeconds),
    ...(plan.shards === 1 ? { backoffLimit: 0 } : {}),
    successfulJobsRetained: 1,
    failedJobsRetained: 3,
  });
  ApiObject.of(job).addJsonPatch(JsonPatch.replace('/spec/schedule', plan.schedule));
  return job;
}

/** A Job cannot be changed once it is there: another content is another Job. */
function createJob(scope: Construct, plan: JobPlan, plus: Cdk8sPlus): Construct {
  const job = new plus.Job(scope, 'Job', {
    metadata: { ...metadataOf(plan), name: `${plan.name}-${contentHash(plan)}` },
    ...podProps(scope, plan, plus),
    activeDeadline: Duration.seconds((plan.deadlineSeconds + startSeconds) * (oneOffRetries + 1)),
    ...(plan.shards === 1 ? { backoffLimit: oneOffRetries } : {}),
  });
  ApiObject.of(job).addJsonPatch(JsonPatch.add('/spec/suspend', plan.suspend));
  return job;
}

function metadataOf(plan: JobPlan) {
  const { name, namespace, labels, annotations } = plan;
  return { name, namespace, labels: { ...labels }, annotations: { ...annotations } };
}

function podProps(scope: Construct, plan: JobPlan, plus: Cdk8sPlus) {
  const { prepare, pullSecret } = plan;
  const volumes = createVolumes(scope, plan, plus);
  const account = new plus.ServiceAccount(scope, 'ServiceAccount', {
    metadata: metadataOf(plan),
    automountToken: false,
  });
  const main = {
    ...containerProps(plan, plus, mountAll(plan.mounts, volumes)),
    name: mainContainer,
    args: [...plan.args],
    ...(plan.command === undefined ? {} : { command: [...plan.command] }),
    envVariables: Object.fromEntries(
      Object.entries(plan.env).map(([name, value]) => [name, plus.EnvValue.fromValue(value)]),
    ),
  };
  return {
    podMetadata: { labels: { ...plan.labels } },
    // The library's own types disagree under exactOptionalPropertyTypes.
    serviceAccount: account as IServiceAccount,
    automountServiceAccountToken: false,
    restartPolicy: plus.RestartPolicy.NEVER,
    securityContext: { ensureNonRoot: true, user: nobody, group: nobody, fsGroup: nobody },
    ...(pullSecret === undefined
      ? {}
      : { dockerRegistryAuth: plus.Secret.fromSecretName(scope, 'PullSecret', pullSecret) }),
    volumes: [...volumes.values()],
    containers: [main],
    ...(prepare === undefined
      ? {}
      : {
          initContainers: [
            {
              ...containerProps(plan, plus, mountAll(prepare.mounts, volumes)),
              name: 'prepare-config',
              command: [...prepare.command],
            },
          ],
        }),
  };
}

function containerProps(plan: JobPlan, plus: Cdk8sPlus, volumeMounts: VolumeMount[]) {
  return {
    image: plan.image,
    imagePullPolicy: plus.ImagePullPolicy.IF_NOT_PRESENT,
    volumeMounts,
    securityContext: {
      ensureNonRoot: true,
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      privileged: false,
      user: nobody,
      group: nobody,
    },
  };
}

function createVolumes(scope: Construct, plan: JobPlan, plus: Cdk8sPlus): ReadonlyMap<string, Volume> {
  const volumes = new Construct(scope, 'Volumes');
  return new Map(
    plan.volumes.map(({ volume: name, kind, source }) => [
      name,
      createVolume(volumes, name, kind, source, plus),
    ]),
  );
}

function createVolume(
  volumes: Construct,
  name: string,
  kind: PlannedVolume['kind'],
  source: string,
  plus: Cdk8sPlus,
): Volume {
  switch (kind) {
    case 'Secret': {
      const secret = plus.Secret.fromSecretName(volumes, `${name}-secret`, source);
      // Readable by the group that fsGroup gives the pod, and by nobody else.
      return plus.Volume.fromSecret(volumes, name, secret, { name, defaultMode: 0o440 });
    }
    case 'ConfigMap': {
      const map = plus.ConfigMap.fromConfigMapName(volumes, `${name}-map`, source);
      return plus.Volume.fromConfigMap(volumes, name, map, { name, defaultMode: 0o444 });
    }
    case 'EmptyDir':
      return plus.Volume.fromEmptyDir(volumes, name, name, { sizeLimit: Size.mebibytes(4) });
  }
}

function mountAll(planned: readonly Mount[], volumes: ReadonlyMap<string, Volume>): VolumeMount[] {
  return planned.flatMap(({ volume: name, path, writable = false }) => {
    const volume = volumes.get(name);
    return volume === undefined ? [] : [{ volume, path, readOnly: !writable }];
  });
}

/** What cdk8s-plus has no prop for. */
function jobPatches({ shards, schedule }: JobPlan, job: string): JsonPatch[] {
  const retryPolicy = {
    rules: [
      // A pod that its node sends away has not failed.
      { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
      {
        action: shards === 1 ? 'FailJob' : 'FailIndex',
        onExitCodes: { containerName: mainContainer, operator: 'In', values: finalExitCodes },
      },
    ],
  };
  return [
    ...(schedule === undefined ? [JsonPatch.add(`${job}/podFailurePolicy`, retryPolicy)] : []),
    ...(shards === 1
      ? []
      : [
          JsonPatch.add(`${job}/completionMode`, 'Indexed'),
          JsonPatch.add(`${job}/completions`, shards),
          JsonPatch.add(`${job}/parallelism`, shards),
        ]),
  ];
}

function podPatches(plan: JobPlan, template: string): JsonPatch[] {
  const pod = `${template}/spec`;
  const containers = ['containers', ...(plan.prepare === undefined ? [] : ['initContainers'])];
  return [
    // It follows the construct's path, which nothing in the cluster should.
    JsonPatch.remove(`${template}/metadata/labels/cdk8s.io~1metadata.addr`),
    JsonPatch.add(`${pod}/enableServiceLinks`, false),
    JsonPatch.add(`${pod}/securityContext/seccompProfile`, { type: 'RuntimeDefault' }),
    ...containers.flatMap((list) => [
      JsonPatch.add(`${pod}/${list}/0/resources`, boxedResources(plan.resources)),
      JsonPatch.add(`${pod}/${list}/0/securityContext/capabilities`, { drop: ['ALL'] }),
    ]),
    ...(plan.tokenAudience === undefined ? [] : tokenPatches(plan.tokenAudience, pod)),
  ];
}

/** The generated classes behind cdk8s-plus keep quantities in boxes, and lose what lies beside one. */
function boxedResources(resources: Quantities): Fields {
  const boxed = (quantities: Readonly<Record<string, string>>): Fields =>
    Object.fromEntries(Object.entries(quantities).map(([name, value]) => [name, { value }]));
  return { limits: boxed(resources.limits), requests: boxed(resources.requests) };
}

function tokenPatches(audience: string, pod: string): JsonPatch[] {
  const token = { audience, expirationSeconds: tokenSeconds, path: 'token' };
  const volume = {
    name: 'token',
    projected: { defaultMode: 0o440, sources: [{ serviceAccountToken: token }] },
  };
  const mount = { mountPath: mounts.token, name: 'token', readOnly: true };
  return [
    JsonPatch.add(`${pod}/volumes/-`, volume),
    JsonPatch.add(`${pod}/containers/0/volumeMounts/-`, mount),
  ];
}

/**
 * cdk8s-plus-27 writes what Kubernetes 1.27 knew, and drops everything younger even from a patch. So that one shard
 * that fails does not end the others, and for fields that the user gives, the rendered manifest is completed.
 */
function addAfterRendering(object: ApiObject, plan: JobPlan): void {
  const { schedule, shards, extraPodSpec } = plan;
  const retries = schedule === undefined ? oneOffRetries : 0;
  const job: Fields = {
    ...(shards === 1 ? {} : { backoffLimitPerIndex: retries }),
    ...(extraPodSpec === undefined ? {} : { template: { spec: extraPodSpec } }),
  };
  if (Object.keys(job).length === 0) return;
  const added = { spec: schedule === undefined ? job : { jobTemplate: { spec: job } } };
  const render = object.toJson.bind(object) as () => Fields;
  object.toJson = () => mergeDeep(render(), added);
}

/** Requests and limits as the API server stores them. */
export interface Quantities {
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
}

/** Enough for a thousand images; a run waits for answers nearly all of its time. */
const defaults: Quantities = {
  requests: { cpu: '20m', memory: '128Mi' },
  limits: { cpu: '500m', memory: '256Mi' },
};
const path = FieldPath.of('resources');

/** The defaults with what is given over them, in canonical form. A request never exceeds a limit that is given alone. */
export function toQuantities(given: JobResources | undefined, issues: IssueCollector): Quantities {
  const limits = read(given?.limits, 'limits', issues);
  const requests = read(given?.requests, 'requests', issues);
  const merged = {
    requests: { ...defaults.requests, ...requests },
    limits: { ...defaults.limits, ...limits },
  };
  for (const name of Object.keys(merged.requests)) {
    const request = parseQuantity(merged.requests[name]);
    const limit = parseQuantity(merged.limits[name] ?? merged.requests[name]);
    if (request === undefined || limit === undefined || request.compare(limit) <= 0) continue;
    // The default gives way to what somebody wrote.
    if (requests[name] === undefined) merged.requests[name] = limit.canonical;
    else if (limits[name] === undefined) merged.limits[name] = request.canonical;
    else reportExcess(name, request, limit, issues);
  }
  return merged;
}

function read(given: unknown, which: keyof Quantities, issues: IssueCollector): Record<string, string> {
  const quantities: Record<string, string> = {};
  for (const [name, value] of Object.entries<unknown>({ ...(given as object | undefined) })) {
    if (value === undefined) continue;
    const quantity = parseQuantity(value);
    const field = path.child(which, name);
    if (quantity === undefined || value === null) {
      issues.report(rules['image-sharing-resources-invalid'], field, `${show(value)} is no quantity`, {
        hint: name === 'cpu' ? 'write 500m or 0.5' : 'write 256Mi or 1Gi',
      });
    } else if (quantity.isNegative) {
      issues.report(rules['image-sharing-resources-invalid'], field, `${show(value)} is negative`, {
        hint: 'use 0 or more',
      });
    } else {
      quantities[name] = quantity.canonical;
    }
  }
  return quantities;
}

function reportExcess(name: string, request: Quantity, limit: Quantity, issues: IssueCollector): void {
  const message = `${request.canonical} is more than the limit of ${limit.canonical}`;
  issues.report(rules['image-sharing-resources-invalid'], path.child('requests', name), message, {
    hint: 'request no more than the limit',
  });
}

function show(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? JSON.stringify(value) : typeof value;
}

/** The optional peer; its types vanish from what is compiled. */
export type Cdk8sPlus = typeof import('cdk8s-plus-27');

/** Loads cdk8s-plus-27 where a job is built, and only there: it is large, and optional. */
export function loadCdk8sPlus(): Cdk8sPlus | undefined {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- an optional peer that must not load before it is needed
    return require('cdk8s-plus-27') as Cdk8sPlus;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
