import { type DurationValue, nanoseconds } from '../../gardener/duration';
import { FieldPath } from '../../gardener/field-path';
import { quote } from '../../gardener/json';
import type { Check } from '../../issues/check';
import type { Rule } from '../../issues/rule';
import type { GardenletConfiguration } from './configuration';
import { gardenletRuleTable as rules } from './table';

type GardenClientConnection = NonNullable<GardenletConfiguration['gardenClientConnection']>;
type LeaderElection = NonNullable<GardenletConfiguration['leaderElection']>;

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
  check: Check,
): void {
  for (const field of ['gardenClientConnection', 'seedClientConnection', 'shootClientConnection'] as const) {
    const burst = configuration[field]?.burst ?? 0;
    if (burst >= 0) continue;
    check
      .at(field, 'burst')
      .report(rules['gardenlet-number-negative'], `${burst} is negative`, 'give zero or more');
  }
  const { gardenClientConnection } = configuration;
  if (gardenClientConnection === undefined) return;
  const atConnection = check.at('gardenClientConnection');
  validateValidity(gardenClientConnection, atConnection.at('kubeconfigValidity'));
  validateKubeconfig(gardenClientConnection, bootstrap, atConnection);
}

function validateValidity({ kubeconfigValidity = {} }: GardenClientConnection, check: Check): void {
  const {
    validity,
    autoRotationJitterPercentageMin: min,
    autoRotationJitterPercentageMax: max,
  } = kubeconfigValidity;
  const reportJitter = (field: 'Min' | 'Max', message: string): void =>
    check
      .at(`autoRotationJitterPercentage${field}`)
      .report(
        rules['gardenlet-kubeconfig-rotation'],
        message,
        'give percentages from 1 to 100, the minimum below the maximum',
      );
  if (validity !== undefined && nanoseconds(validity) < shortestValidity) {
    check
      .at('validity')
      .report(rules['gardenlet-kubeconfig-validity'], `${quote(validity)} is too short`, 'give 10m or more');
  }
  if (min !== undefined && min < 1) reportJitter('Min', `${min} is less than 1`);
  if (max !== undefined && max > 100) reportJitter('Max', `${max} is more than 100`);
  if (min !== undefined && max !== undefined && min >= max) reportJitter('Min', `${min} is not below ${max}`);
}

function validateKubeconfig(
  connection: GardenClientConnection,
  { bootstrap, mergeWithParent }: Bootstrap,
  check: Check,
): void {
  const hasKubeconfig = (connection.kubeconfig ?? '') !== '';
  if (bootstrap === 'ServiceAccount' || bootstrap === 'BootstrapToken') {
    if (!hasKubeconfig) return;
    check
      .at('kubeconfig')
      .report(
        rules['gardenlet-kubeconfig-forbidden'],
        `must not be given with bootstrap ${bootstrap}`,
        'remove it: gardenlet gets its kubeconfig by itself',
      );
    return;
  }
  if (bootstrap !== 'None') return;
  if (!hasKubeconfig && !mergeWithParent) {
    check
      .at('kubeconfig')
      .report(
        rules['gardenlet-kubeconfig-missing'],
        'is missing, without bootstrap and without a parent to take it from',
        'give it, or set mergeWithParent: true, or another bootstrap',
      );
  }
  for (const field of ['bootstrapKubeconfig', 'kubeconfigSecret'] as const) {
    if (connection[field] === undefined) continue;
    check
      .at(field)
      .report(
        rules['gardenlet-kubeconfig-forbidden'],
        'must not be given with bootstrap None',
        'remove it, or choose another bootstrap',
      );
  }
}

const electionPath = FieldPath.of('leaderElection');

/**
 * Nothing is filled in for it, so all of it must be given. Follows ValidateLeaderElectionConfiguration in
 * component-base/config/validation of Kubernetes; Gardener leaves out the path of the configuration.
 */
export function validateLeaderElection(election: LeaderElection | undefined, check: Check): void {
  if (election?.leaderElect !== true) return;
  const report = (rule: Rule, field: keyof LeaderElection, message: string, hint: string): void =>
    check.at(field).as(electionPath.child(field)).report(rule, message, hint);
  const invalid = rules['gardenlet-leader-election'];
  for (const field of ['leaseDuration', 'renewDeadline', 'retryPeriod'] as const) {
    if (value(election[field]) > 0n) continue;
    const message = election[field] === undefined ? 'is missing' : 'is not above zero';
    report(invalid, field, message, 'give a duration, e.g. 15s');
  }
  if (value(election.leaseDuration) <= value(election.renewDeadline)) {
    const message = 'is not longer than renewDeadline';
    report(invalid, 'leaseDuration', message, 'give a longer one, e.g. 15s beside 10s');
  }
  for (const field of ['resourceLock', 'resourceNamespace', 'resourceName'] as const) {
    if ((election[field] ?? '') !== '') continue;
    const hint = 'name the lock, e.g. leases, garden, gardenlet-leader-election';
    report(rules['gardenlet-leader-election-lock'], field, 'is missing', hint);
  }
}

function value(duration: DurationValue | undefined): bigint {
  return duration === undefined ? 0n : nanoseconds(duration);
}
