import type { Check } from '../issues/check';
import { holdsPassword } from './pod';
import type { JobAlerts } from './props';
import { isInvalidConfig } from './reconciler-config';
import { longestGap } from './schedule';
import { imageSharingRules as rules } from './table';

type Fields = Readonly<Record<string, unknown>>;
type Flags = typeof import('../sharing/arguments');

/** Where metrics are pushed to. */
export interface Gateway {
  /** With the group, which is named after the job: a push replaces its group. */
  readonly url: string;
  readonly port: number;
}

/** Lets the program's own flags judge the address, so that what is emitted is what it takes. */
export function readGateway(url: string | undefined, name: string, check: Check): Gateway | undefined {
  if (url === undefined) return undefined;
  if (holdsPassword(url)) {
    const hint = 'let the gateway take metrics from the job without one, behind a NetworkPolicy';
    check.report(rules['image-sharing-env-secret'], 'would write a secret in clear', hint);
    return undefined;
  }
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- needed for a job that pushes only
  const { parseArguments } = require('../sharing/arguments') as Flags;
  try {
    parseArguments(['--config', 'config.json', '--metrics-push', url]);
  } catch (error) {
    if (!isInvalidConfig(error)) throw error;
    for (const { message, hint } of error.problems) {
      check.report(rules['image-sharing-config-invalid'], message, hint);
    }
    return undefined;
  }
  const { port, protocol, pathname } = new URL(url);
  const base = url.replace(/\/+$/, '');
  const grouped = /\/metrics\/job\//.test(pathname);
  return {
    url: grouped ? base : `${base}/metrics/job/${name}`,
    port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
  };
}

/** What alerts are made from. */
interface AlertSource {
  readonly name: string;
  readonly namespace: string;
  readonly schedule: string | undefined;
  /** Of one run, with what a pod needs to start. */
  readonly runSeconds: number;
  readonly accountsPerImage: number;
  readonly gateway: Gateway | undefined;
}

/** The names of all alerts; docs/runbook.md has a section for each. */
export const alertNames = [
  'ImageSharingJobFails',
  'ImageSharingNoSuccess',
  'ImageSharingRemovalsHeldBack',
  'ImageSharingCapReached',
] as const;

/** A run that fails now and then is mended by the next one. */
const missedRuns = 3;

/**
 * The spec of a PrometheusRule. Whether the job runs is asked of kube-state-metrics, which sees also runs that end
 * before they can say anything; what it did is asked of the metrics that it pushes.
 */
export function toAlerts(given: JobAlerts, source: AlertSource): Fields {
  const { name, runSeconds } = source;
  const [fails, noSuccess, heldBack, capReached] = alertNames;
  const silent = silence(source);
  const alert = (alertName: string, expr: string, wait: string, summary: string): Fields => ({
    alert: alertName,
    annotations: { description: `docs/runbook.md, section ${alertName}.`, summary },
    expr,
    for: wait,
    labels: { severity: given.severity ?? 'warning', ...given.ruleLabels },
  });
  const cronJob = `{cronjob="${name}",namespace="${source.namespace}"}`;
  const [success, scheduled] = ['last_successful', 'last_schedule'].map(
    (what) => `kube_cronjob_status_${what}_time${cronJob}`,
  );
  const created = `kube_cronjob_created${cronJob}`;
  const since = `(${success} or on (namespace, cronjob) ${created})`;
  const active = `unless on (namespace, cronjob) kube_cronjob_spec_suspend${cronJob} == 1`;
  const state = (of: string): string =>
    `alicloud_image_sharing_accounts{job="${groupOf(source)}",state="${of}"}`;
  const shared = `${state('current')} + ignoring (state) ${state('add')} - ignoring (state) ${state('remove')}`;
  const rulesOfRuns =
    silent === undefined
      ? [
          alert(
            fails,
            `kube_job_status_failed{job_name=~"${name}-[0-9a-f]{10}",namespace="${source.namespace}"} > 0`,
            '1m',
            `The job ${name} that shares images has failed.`,
          ),
        ]
      : [
          alert(
            fails,
            `${scheduled} > ${since} ${active}`,
            `${runSeconds}s`,
            `The last run of ${name} that shares images was not successful.`,
          ),
          alert(
            noSuccess,
            `time() - ${since} > ${silent} ${active}`,
            '1m',
            `${name} has not shared images successfully for three schedules.`,
          ),
        ];
  const rulesOfMetrics =
    source.gateway === undefined
      ? []
      : [
          alert(
            heldBack,
            `sum by (region) (alicloud_image_sharing_prune_blocked_total{job="${groupOf(source)}"}) > 0`,
            '1m',
            `${name} holds removals of accounts back.`,
          ),
          alert(
            capReached,
            `(${shared}) >= ${source.accountsPerImage} or ${state('desired')} >= ${source.accountsPerImage}`,
            '1m',
            `An image of ${name} has as many accounts as it can have.`,
          ),
        ];
  return { groups: [{ name: `image-sharing-${name}`, rules: [...rulesOfRuns, ...rulesOfMetrics] }] };
}

/** Seconds without success that are too many; none for a job that runs once. */
function silence({ schedule, runSeconds }: AlertSource): number | undefined {
  if (schedule === undefined) return undefined;
  return missedRuns * (longestGap(schedule) ?? 86_400) + runSeconds;
}

function groupOf({ gateway, name }: AlertSource): string {
  return /\/metrics\/job\/([^/]+)/.exec(gateway?.url ?? '')?.[1] ?? name;
}
