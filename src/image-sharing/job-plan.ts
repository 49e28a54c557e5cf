import type { Quantities } from './job-resources';

/** A volume of the pod. */
export interface PlannedVolume {
  readonly volume: string;
  readonly kind: 'Secret' | 'ConfigMap' | 'EmptyDir';
  /** Name of the Secret or ConfigMap. */
  readonly source: string;
}

/** Where a container sees a volume. */
export interface Mount {
  readonly volume: string;
  readonly path: string;
  /** @default false */
  readonly writable?: boolean;
}

/** A container before the program's that makes the config ready. */
export interface Preparation {
  readonly command: readonly string[];
  readonly mounts: readonly Mount[];
}

/** All that decides about the job: plain data, so that the name of a one-off Job can follow it. */
export interface JobPlan {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Labels that pods are found by; they depend on the name alone. */
  readonly selector: Readonly<Record<string, string>>;
  /** None: a Job that runs once. */
  readonly schedule: string | undefined;
  readonly timeZone: string | undefined;
  readonly suspend: boolean;
  readonly shards: number;
  readonly deadlineSeconds: number;
  readonly image: string;
  readonly pullSecret: string | undefined;
  /** None: that of the image. */
  readonly command: readonly string[] | undefined;
  readonly args: readonly string[];
  /** None where the config is ready as it is. */
  readonly prepare: Preparation | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly volumes: readonly PlannedVolume[];
  /** Of the program's container. */
  readonly mounts: readonly Mount[];
  /** Audience of the projected token for RRSA. */
  readonly tokenAudience: string | undefined;
  readonly resources: Quantities;
  readonly extraPodSpec: Readonly<Record<string, unknown>> | undefined;
}
