import { Chart, Testing } from 'cdk8s';
import type { Construct } from 'constructs';
import { GardenObject } from '../../src/garden-object/garden-object';
import { ImageSharingJob } from '../../src/image-sharing/image-sharing-job';
import type { ImageSharingJobProps } from '../../src/image-sharing/props';
import type { Issue } from '../../src/issues/issue';
import { SecretReference } from '../../src/secrets/credentials-secret';

export const image = { region: 'eu-central-1', imageId: 'm-gw8aaaaaaaaaaaaaaaaa' };

/** A job with nothing wrong about it. */
export const base: ImageSharingJobProps = {
  images: [image],
  accounts: ['2000000000000001', '2000000000000002'],
  credentials: SecretReference.of('garden', 'machine-image-owner'),
  schedule: '*/15 * * * *',
};

/** Props may be wrong here: JavaScript callers give anything. */
export function jobWith(props: object = {}, chart: Construct = Testing.chart()): ImageSharingJob {
  return new ImageSharingJob(chart, 'image-sharing', { ...base, ...props });
}

type Texts = Readonly<Record<string, string>>;

/** As much of a container as tests look at. */
export interface Container {
  readonly name: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly imagePullPolicy: string;
  readonly resources: unknown;
  readonly securityContext: { readonly readOnlyRootFilesystem: boolean };
  readonly terminationMessagePolicy?: string;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

export interface Pod {
  readonly containers: readonly [Container];
  readonly initContainers?: readonly Container[];
  readonly volumes: readonly {
    readonly name: string;
    readonly secret?: { readonly secretName: string };
    readonly configMap?: { readonly name: string };
  }[];
  readonly securityContext: unknown;
  readonly tolerations?: unknown;
  readonly hostNetwork?: boolean;
}

export interface JobSpec {
  readonly activeDeadlineSeconds: number;
  readonly backoffLimit?: number;
  readonly backoffLimitPerIndex?: number;
  readonly completionMode?: string;
  readonly podFailurePolicy?: { readonly rules: readonly { readonly action: string }[] };
  readonly template: { readonly spec: Pod };
}

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Texts;
}

/** As much of any object as tests look at. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Texts;
    readonly annotations?: Texts;
  };
  readonly immutable?: boolean;
  readonly data?: Texts;
  readonly binaryData?: Texts;
  readonly rules?: unknown;
  readonly subjects?: unknown;
  readonly spec?: {
    readonly schedule?: string;
    readonly suspend?: boolean;
    readonly egress?: readonly unknown[];
    readonly groups?: readonly { readonly rules: readonly AlertRule[] }[];
  };
}

export function synthOf(job: ImageSharingJob): Manifest[] {
  return Testing.synth(Chart.of(job)) as Manifest[];
}

/** The only object of a kind, or the one whose name begins so. */
export function objectOf(job: ImageSharingJob, kind: string, name = ''): Manifest {
  const [object, ...others] = synthOf(job).filter(
    (candidate) => candidate.kind === kind && candidate.metadata.name.startsWith(name),
  );
  if (object === undefined || others.length > 0) throw new Error(`not just one ${kind} ${name}`);
  return object;
}

/** The Job's own spec, of a CronJob or a Job. */
export function jobSpecOf(job: ImageSharingJob): JobSpec {
  const { spec } = job.apiObject.toJson() as {
    readonly spec: JobSpec | { readonly jobTemplate: { readonly spec: JobSpec } };
  };
  return 'jobTemplate' in spec ? spec.jobTemplate.spec : spec;
}

export function podOf(job: ImageSharingJob): Pod {
  return jobSpecOf(job).template.spec;
}

export function issuesOf(job: ImageSharingJob): readonly Issue[] {
  return job.node
    .findAll()
    .flatMap((construct) => (GardenObject.isGardenObject(construct) ? construct.issues : []));
}

/** Severity, type, field and rule of everything that is found. */
export function found(props: object): string[] {
  return issuesOf(jobWith(props)).map(
    ({ severity, type, field, rule }) => `${severity} ${type} ${field} ${rule}`,
  );
}
