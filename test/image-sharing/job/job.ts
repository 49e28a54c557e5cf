import { Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { GardenObject } from '../../../src/garden-app/garden-object';
import { ImageSharingJob } from '../../../src/image-sharing/image-sharing-job';
import type { ImageSharingJobProps } from '../../../src/image-sharing/props';
import { SecretReference } from '../../../src/secrets/secret-reference';
import type { Issue } from '../../../src/validation/issue';

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

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a manifest is looked into at many places
export type Manifest = any;

export function synthOf(job: ImageSharingJob): Manifest[] {
  return Testing.synth(Chart.of(job)) as Manifest[];
}

/** The only object of a kind, or the one whose name begins so. */
export function objectOf(job: ImageSharingJob, kind: string, name = ''): Manifest {
  const found = synthOf(job).filter(
    (object) => object.kind === kind && String(object.metadata.name).startsWith(name),
  );
  expect(found).toHaveLength(1);
  return found[0];
}

/** The Job's own spec, of a CronJob or a Job. */
export function jobSpecOf(job: ImageSharingJob): Manifest {
  const { kind, spec } = job.apiObject?.toJson() as Manifest;
  return kind === 'CronJob' ? spec.jobTemplate.spec : spec;
}

export function podOf(job: ImageSharingJob): Manifest {
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
