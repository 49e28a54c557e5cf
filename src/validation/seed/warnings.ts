import { quote } from '../../gardener/json';
import type { Check } from '../../issues/check';
import { warnOfBackup, warnOfCloud } from './cloud';
import { warnOfTypes } from './labels';
import { vpaGateRemovedIn } from './settings';
import type { SeedHolder, SeedSpec } from './spec';
import { seedRuleTable as rules } from './table';

/** What the API server takes of a Seed's spec, and an operator regrets. */
export function warnOfSeedSpec(
  spec: SeedSpec,
  previous: SeedSpec | undefined,
  check: Check,
  holder: SeedHolder,
): void {
  warnOfBackup(spec, previous, check.at('backup'));
  warnOfCloud(spec, previous, check);
  warnOfTypes(spec, check, holder);
  warnOfHalfSettings(spec, check.at('settings'), holder);
  warnOfVpa(spec, check.at('settings', 'verticalPodAutoscaler'), holder);
  warnOfTaints(spec, check.at('taints'));
  if (previous !== undefined) warnOfChanges(spec, previous, check);
}

/** The server fills in a setting that is absent, but not the switch of one that is there. */
function warnOfHalfSettings({ settings = {} }: SeedSpec, check: Check, holder: SeedHolder): void {
  const { scheduling, verticalPodAutoscaler, dependencyWatchdog } = settings;
  const switches: [readonly string[], object | undefined, boolean | undefined][] = [
    [['scheduling', 'visible'], scheduling, scheduling?.visible],
    [
      ['verticalPodAutoscaler', 'enabled'],
      holder === 'ManagedSeed' ? undefined : verticalPodAutoscaler,
      verticalPodAutoscaler?.enabled,
    ],
    [
      ['dependencyWatchdog', 'weeder', 'enabled'],
      dependencyWatchdog?.weeder,
      dependencyWatchdog?.weeder?.enabled,
    ],
    [
      ['dependencyWatchdog', 'prober', 'enabled'],
      dependencyWatchdog?.prober,
      dependencyWatchdog?.prober?.enabled,
    ],
  ];
  for (const [names, setting, value] of switches) {
    if (setting === undefined || value !== undefined) continue;
    check
      .at(...names)
      .report(
        rules['seed-setting-switched-off'],
        'is not given, and means false where its setting is given',
        'write true or false; true is the default only while the whole setting is absent',
      );
  }
}

function warnOfVpa({ settings }: SeedSpec, check: Check, holder: SeedHolder): void {
  const vpa = settings?.verticalPodAutoscaler;
  // A ManagedSeed uses the autoscaler of its Shoot, so its own is off for a reason.
  if (vpa?.enabled === false && holder !== 'ManagedSeed') {
    check
      .at('enabled')
      .report(
        rules['seed-vpa-off'],
        'is false: Gardener still makes VerticalPodAutoscalers, and expects that somebody else serves them',
        'leave it on, unless the cluster has an autoscaler of its own',
      );
  }
  for (const gate of Object.keys(vpa?.featureGates ?? {})) {
    const removed = vpaGateRemovedIn(gate, check.target.gardener);
    if (removed === undefined) continue;
    check
      .at('featureGates', gate)
      .report(
        rules['seed-vpa-gate-refused-later'],
        `Gardener 1.${removed} refuses the feature gate ${gate}, and with it every change of the seed`,
        `remove it before the upgrade to 1.${removed}`,
      );
  }
}

const knownTaint = 'seed.gardener.cloud/protected';

/** Own taints are fine; of Gardener's there is one. */
function warnOfTaints({ taints = [] }: SeedSpec, check: Check): void {
  for (const [index, { key = '' }] of taints.entries()) {
    const isGardeners = key.startsWith('seed.gardener.cloud/') || key === 'protected';
    if (!isGardeners || key === knownTaint) continue;
    check
      .at(index, 'key')
      .report(
        rules['seed-taint-unknown'],
        `${quote(key)} is no taint of Gardener's: it only keeps Shoots away that do not tolerate it`,
        `write ${knownTaint}, or a key of a domain of yours`,
      );
  }
}

/** Changes that validation lets pass, but admission refuses while Shoots run on the seed, or that break them. */
function warnOfChanges(spec: SeedSpec, previous: SeedSpec, check: Check): void {
  for (const field of ['type', 'region'] as const) {
    const [value = '', stored = ''] = [spec.provider?.[field], previous.provider?.[field]];
    if (stored === '' || value === stored) continue;
    check
      .at('provider', field)
      .report(
        rules['seed-provider-changed'],
        `changes from ${stored} to ${value === '' ? 'nothing' : value}; nobody stops it, and what runs there stays behind`,
        'make a new seed, and move the control planes',
      );
  }
  const zones = spec.provider?.zones ?? [];
  const kept = new Set(zones);
  const removed = (previous.provider?.zones ?? []).filter((zone) => !kept.has(zone));
  if (removed.length > 0) {
    check
      .at('provider', 'zones')
      .report(
        rules['seed-zone-removed'],
        `${removed.join(', ')} ${removed.length === 1 ? 'is' : 'are'} removed, which is refused while Shoots use the seed`,
        'keep the zones until no Shoot is left',
      );
  }
  const [domain, stored] = [spec.dns?.internal?.domain, previous.dns?.internal?.domain];
  if (domain !== undefined && stored !== undefined && domain !== stored) {
    check
      .at('dns', 'internal', 'domain')
      .report(
        rules['seed-domain-changed'],
        `changes from ${stored} to ${domain}, which is refused while Shoots use the seed`,
        'keep the domain',
      );
  }
  const defaults = (spec.dns?.defaults ?? []).map((entry) => entry.domain);
  for (const { domain: lost } of previous.dns?.defaults ?? []) {
    if (lost === undefined || defaults.includes(lost) || defaults.length === 0) continue;
    check
      .at('dns', 'defaults')
      .report(
        rules['seed-domain-changed'],
        `${lost} is removed, which is refused while Shoots on the seed use it`,
        'keep the domain until no Shoot uses it',
      );
  }
}
