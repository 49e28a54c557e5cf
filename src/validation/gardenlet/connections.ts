import { nanoseconds, type DurationValue } from '../../gardener/duration';
import { FieldPath } from '../../gardener/field-path';
import { quote } from '../../gardener/json';
import type { ConfigurationScope } from './configuration';
import type { GardenClientConnection, GardenletConfiguration, LeaderElection } from './errors';
import { gardenletRuleTable as rules } from './table';

/** How a gardenlet gets its kubeconfig for the garden. */
export interface Bootstrap {
  readonly bootstrap: string;
  readonly mergeWithParent: boolean;
}

const shortestValidity = 10n * 60n * 1_000_000_000n;

/** The connections to garden, seed and shoots. */
export function validateGardenClient(
  configuration: GardenletConfiguration,
  bootstrap: Bootstrap,
  scope: ConfigurationScope,
): void {
  const { issues, path } = scope;
  for (const field of ['gardenClientConnection', 'seedClientConnection', 'shootClientConnection'] as const) {
    const burst = configuration[field]?.burst ?? 0;
    if (burst >= 0) continue;
    issues.report(rules['gardenlet-number-negative'], path.child(field, 'burst'), `${burst} is negative`, {
      hint: 'give zero or more',
    });
  }
  const { gardenClientConnection } = configuration;
  if (gardenClientConnection === undefined) return;
  validateValidity(gardenClientConnection, scope);
  validateKubeconfig(gardenClientConnection, bootstrap, scope);
}

function validateValidity(
  { kubeconfigValidity = {} }: GardenClientConnection,
  scope: ConfigurationScope,
): void {
  const { issues } = scope;
  const path = scope.path.child('gardenClientConnection', 'kubeconfigValidity');
  const {
    validity,
    autoRotationJitterPercentageMin: min,
    autoRotationJitterPercentageMax: max,
  } = kubeconfigValidity;
  const reportJitter = (field: 'Min' | 'Max', message: string): void =>
    issues.report(
      rules['gardenlet-kubeconfig-rotation'],
      path.child(`autoRotationJitterPercentage${field}`),
      message,
      { hint: 'give percentages from 1 to 100, the minimum below the maximum' },
    );
  if (validity !== undefined && nanoseconds(validity) < shortestValidity) {
    issues.report(
      rules['gardenlet-kubeconfig-validity'],
      path.child('validity'),
      `${quote(validity)} is too short`,
      { hint: 'give 10m or more' },
    );
  }
  if (min !== undefined && min < 1) reportJitter('Min', `${min} is less than 1`);
  if (max !== undefined && max > 100) reportJitter('Max', `${max} is more than 100`);
  if (min !== undefined && max !== undefined && min >= max) reportJitter('Min', `${min} is not below ${max}`);
}

function validateKubeconfig(
  connection: GardenClientConnection,
  { bootstrap, mergeWithParent }: Bootstrap,
  { issues, path }: ConfigurationScope,
): void {
  const connectionPath = path.child('gardenClientConnection');
  const hasKubeconfig = (connection.kubeconfig ?? '') !== '';
  if (bootstrap === 'ServiceAccount' || bootstrap === 'BootstrapToken') {
    if (!hasKubeconfig) return;
    issues.report(
      rules['gardenlet-kubeconfig-forbidden'],
      connectionPath.child('kubeconfig'),
      `must not be given with bootstrap ${bootstrap}`,
      { hint: 'remove it: gardenlet gets its kubeconfig by itself' },
    );
    return;
  }
  if (bootstrap !== 'None') return;
  if (!hasKubeconfig && !mergeWithParent) {
    issues.report(
      rules['gardenlet-kubeconfig-missing'],
      connectionPath.child('kubeconfig'),
      'is missing, without bootstrap and without a parent to take it from',
      { hint: 'give it, or set mergeWithParent: true, or another bootstrap' },
    );
  }
  for (const field of ['bootstrapKubeconfig', 'kubeconfigSecret'] as const) {
    if (connection[field] === undefined) continue;
    issues.report(
      rules['gardenlet-kubeconfig-forbidden'],
      connectionPath.child(field),
      'must not be given with bootstrap None',
      { hint: 'remove it, or choose another bootstrap' },
    );
  }
}

const leaderElectionPath = FieldPath.of('leaderElection');

/** Nothing is filled in for it, so all of it must be given. Gardener leaves out the path of the configuration. */
export function validateLeaderElection(
  election: LeaderElection | undefined,
  { issues, path }: ConfigurationScope,
): void {
  if (election?.leaderElect !== true) return;
  const report = (field: keyof LeaderElection, message: string, hint: string): void =>
    issues.report(rules['gardenlet-leader-election'], leaderElectionPath.child(field), message, {
      hint,
      at: path.child('leaderElection', field),
    });
  for (const field of ['leaseDuration', 'renewDeadline', 'retryPeriod'] as const) {
    if (value(election[field]) > 0n) continue;
    report(
      field,
      election[field] === undefined ? 'is missing' : 'is not above zero',
      'give a duration, e.g. 15s',
    );
  }
  if (value(election.leaseDuration) <= value(election.renewDeadline)) {
    report('leaseDuration', 'is not longer than renewDeadline', 'give a longer one, e.g. 15s beside 10s');
  }
  for (const field of ['resourceLock', 'resourceNamespace', 'resourceName'] as const) {
    if ((election[field] ?? '') === '')
      report(field, 'is missing', 'name the lock, e.g. leases, garden, gardenlet-leader-election');
  }
}

function value(duration: DurationValue | undefined): bigint {
  return duration === undefined ? 0n : nanoseconds(duration);
}
