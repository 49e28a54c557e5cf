import type { CredentialsSecret, SecretReference } from '../secrets/credentials-secret';
import type { ConfigMapAccounts, ImageSharingAccounts } from './accounts';
import type { OidcRole } from './owner-access';
import type { ReconcilerCode } from './reconciler-code';

/** A custom image in one region; `AlicloudCloudProfile.customImages` has them. */
export interface SharedImage {
  /** Region ID, e.g. `eu-central-1`. */
  readonly region: string;
  /** `m-…` */
  readonly imageId: string;
}

/** How much a run may take away. A run that would take more takes nothing. */
export interface PruneGuard {
  /** Accounts of one image. @default 5 */
  readonly maxPerImage?: number;
  /** Percentage of the accounts that an image has. @default 20 */
  readonly maxPercent?: number;
  /** Accounts over all images; divided among the shards, rounded down. @default 20 */
  readonly maxTotal?: number;
  /** Whether an image may lose its last account. @default false */
  readonly allowEmpty?: boolean;
  /** Accounts that are never removed. @default none */
  readonly protect?: readonly string[];
}

/** Quantities as Kubernetes writes them. */
export interface JobResources {
  /** @default cpu 20m, memory half of its limit, ephemeral-storage 32Mi */
  readonly requests?: Readonly<Partial<Record<'cpu' | 'memory' | 'ephemeral-storage', string>>>;
  /**
   * @default cpu 500m; memory 256Mi or more, ephemeral-storage 128Mi or more, as the numbers of images and accounts
   * need it
   */
  readonly limits?: Readonly<Partial<Record<'cpu' | 'memory' | 'ephemeral-storage', string>>>;
}

/** What the job may reach beside DNS. */
export interface JobNetworkPolicy {
  /**
   * Networks where TCP port 443 may be reached, without host bits; an empty list for none.
   * @default every address: Alibaba Cloud's change
   */
  readonly cidrs?: readonly string[];
  /** Further TCP ports, to any address, e.g. of a proxy. @default none */
  readonly extraPorts?: readonly number[];
}

/** What the PrometheusRule looks like. */
export interface JobAlerts {
  /** Label `severity` of every alert. @default `warning` */
  readonly severity?: string;
  /** Labels of the PrometheusRule, by which a Prometheus finds it. @default none but those of every object */
  readonly labels?: Readonly<Record<string, string>>;
  /** Further labels of every alert, by which it is routed. @default none */
  readonly ruleLabels?: Readonly<Record<string, string>>;
}

/** Props of `ImageSharingJob`. */
export interface ImageSharingJobProps {
  /** The images to share, e.g. `profile.customImages`. */
  readonly images: readonly SharedImage[];
  /** Whom to share them with: account IDs as texts, other sources, or a list of both. */
  readonly accounts:
    readonly (string | ConfigMapAccounts | ImageSharingAccounts)[] | ConfigMapAccounts | ImageSharingAccounts;
  /** The image owner's credentials: a Secret with `accessKeyID` and `accessKeySecret`, or RRSA. */
  readonly credentials: SecretReference | CredentialsSecret | OidcRole;
  /** Cron expression with five fields, e.g. `0 * * * *`. Required unless `oneOff`. */
  readonly schedule?: string;
  /** IANA time zone of the schedule, e.g. `Europe/Berlin`. @default that of kube-controller-manager, mostly UTC */
  readonly timeZone?: string;
  /** `ensure` only adds; `exact` also takes away, within the prune guard. @default `ensure` */
  readonly policy?: 'ensure' | 'exact';
  /** What holds when accounts are taken away. @default see there */
  readonly prune?: PruneGuard;
  /** Pods at a time, each with its part of the images (an Indexed Job, Kubernetes 1.29). @default 1 */
  readonly shards?: number;
  /** Whether nothing runs until that is changed. @default false */
  readonly suspend?: boolean;
  /** A Job that runs once, and again when anything about it changes, instead of a CronJob. @default false */
  readonly oneOff?: boolean;
  /** Whether the job only says what it would do. @default false */
  readonly dryRun?: boolean;
  /** Where the program comes from. @default ReconcilerCode.inline() */
  readonly code?: ReconcilerCode;
  /** The account that owns the images; the job refuses to run as another. @default that of the role with RRSA or assumeRoleArn, else none */
  readonly expectOwnerAccount?: string;
  /** A role to take on with the credentials, `acs:ram::<account>:role/<name>`. @default none */
  readonly assumeRoleArn?: string;
  /** Seconds that a run may take. @default 600 */
  readonly deadlineSeconds?: number;
  /** @default see there */
  readonly resources?: JobResources;
  /** NetworkPolicy that lets the job reach DNS, Alibaba Cloud and the garden, and nothing else; false for none. @default see there */
  readonly networkPolicy?: JobNetworkPolicy | false;
  /**
   * Address of a Prometheus Pushgateway that gets the metrics of each run, e.g. `http://pushgateway.monitoring:9091`.
   * The group is named after the job, unless the address names one. The NetworkPolicy lets its port out.
   * @default none
   */
  readonly metricsPush?: string;
  /**
   * A PrometheusRule for what an operator has to know (docs/runbook.md); needs kube-state-metrics, and `metricsPush` for
   * the alerts on removals and the cap.
   * @default false
   */
  readonly alerts?: boolean | JobAlerts;
  /** Further environment variables, e.g. `HTTPS_PROXY`, `NO_PROXY`, `ALIBABA_CLOUD_STS_REGION`; no secrets. @default none */
  readonly env?: Readonly<Record<string, string>>;
  /** Name of the CronJob and of what belongs to it, 52 characters at most. @default the construct's id */
  readonly name?: string;
  /** Namespace of everything. @default that of the credentials; with RRSA that of the chart, or `garden` */
  readonly namespace?: string;
  /** Labels of every object, beside our own. @default none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of every object. @default none */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Fields of the program's config that have no prop (limits, retry, endpoints …); merged in, maps deeply. @default none */
  readonly extraConfig?: Readonly<Record<string, unknown>>;
  /**
   * Fields of the pod that have no prop (tolerations, priorityClassName …); merged in, maps deeply. Volumes and
   * containers are added to ours.
   * @default none
   */
  readonly extraPodSpec?: Readonly<Record<string, unknown>>;
  /**
   * Fields of the program's container (command, lifecycle, volumeMounts …); merged in, maps deeply. Variables and mounts
   * are added to ours.
   * @default none
   */
  readonly extraContainer?: Readonly<Record<string, unknown>>;
  /** Fields of the Job that have no prop (ttlSecondsAfterFinished …); merged in, maps deeply. @default none */
  readonly extraJobSpec?: Readonly<Record<string, unknown>>;
}
