import type { FieldPath } from '../../gardener/field-path';
import { quote } from '../../gardener/json';
import { isUnprefixedQualifiedName } from '../../gardener/names';
import type { IssueCollector } from '../../issues/check';
import { immutabilityOf, warnOfImmutability } from '../backup-bucket/warnings';
import type { SeedBackup, SeedScope, SeedSpec } from './decoded-seed';
import { vpaGateRemovedIn } from './settings';
import { seedRuleTable as rules } from './table';

/** Whose Seed it is: a ManagedSeed uses the autoscaler of its Shoot, so its own is off for a reason. */
interface SeedOwner {
  readonly isManaged: boolean;
}

/** What the API server takes of a Seed's spec, and an operator regrets. */
export function warnOfSeedSpec(
  spec: SeedSpec,
  previous: SeedSpec | undefined,
  scope: SeedScope,
  owner: SeedOwner = { isManaged: false },
): void {
  warnOfBackup(spec, previous, scope);
  warnOfTypes(spec, scope);
  warnOfHalfSettings(spec, scope, owner);
  warnOfVpa(spec, scope, owner);
  warnOfTaints(spec, scope);
  if (previous !== undefined) warnOfChanges(spec, previous, scope);
}

/** Types end up in the names of labels; and Alibaba Cloud's DNS is not called as its infrastructure. */
function warnOfTypes({ provider, backup, dns, extensions = [] }: SeedSpec, scope: SeedScope): void {
  const { issues } = scope;
  const dnsPath = scope.path.child('dns');
  const dnsTypes: [FieldPath, string | undefined][] = [
    [dnsPath.child('provider', 'type'), dns?.provider?.type],
    [dnsPath.child('internal', 'type'), dns?.internal?.type],
    ...(dns?.defaults ?? []).map(({ type }, index): [FieldPath, string | undefined] => [
      dnsPath.child('defaults').index(index).child('type'),
      type,
    ]),
  ];
  for (const [path, type] of dnsTypes) {
    if (type !== 'alicloud') continue;
    issues.report(rules['seed-dns-type-alicloud'], path, 'is alicloud, which is no type of DNS provider', {
      hint: 'write alicloud-dns',
    });
  }
  const types: [FieldPath, string | undefined][] = [
    [scope.path.child('provider', 'type'), provider?.type],
    [scope.path.child('backup', 'provider'), backup?.provider],
    ...dnsTypes,
    ...extensions.map(({ type }, index): [FieldPath, string | undefined] => [
      scope.path.child('extensions').index(index).child('type'),
      type,
    ]),
  ];
  for (const [path, type = ''] of types) {
    if (type === '' || isUnprefixedQualifiedName(type)) continue;
    issues.report(
      rules['seed-type-no-label'],
      path,
      `${quote(type)} cannot be part of a label's name, which the server makes of it`,
      { hint: 'letters, digits, "-", "_" and "."; alphanumeric at both ends, at most 63 characters' },
    );
  }
}

/** The server fills in a setting that is absent, but not the switch of one that is there. */
function warnOfHalfSettings(
  { settings = {} }: SeedSpec,
  { issues, path: specPath }: SeedScope,
  { isManaged }: SeedOwner,
): void {
  const path = specPath.child('settings');
  const { scheduling, verticalPodAutoscaler, dependencyWatchdog } = settings;
  const switches: [readonly string[], object | undefined, boolean | undefined][] = [
    [['scheduling', 'visible'], scheduling, scheduling?.visible],
    [
      ['verticalPodAutoscaler', 'enabled'],
      isManaged ? undefined : verticalPodAutoscaler,
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
    issues.report(
      rules['seed-setting-switched-off'],
      path.child(...names),
      'is not given, and means false where its setting is given',
      { hint: 'write true or false; true is the default only while the whole setting is absent' },
    );
  }
}

function warnOfVpa(
  { settings }: SeedSpec,
  { issues, path, target }: SeedScope,
  { isManaged }: SeedOwner,
): void {
  const vpa = settings?.verticalPodAutoscaler;
  const vpaPath = path.child('settings', 'verticalPodAutoscaler');
  if (vpa?.enabled === false && !isManaged) {
    issues.report(
      rules['seed-vpa-off'],
      vpaPath.child('enabled'),
      'is false: Gardener still makes VerticalPodAutoscalers, and expects that somebody else serves them',
      { hint: 'leave it on, unless the cluster has an autoscaler of its own' },
    );
  }
  for (const gate of Object.keys(vpa?.featureGates ?? {})) {
    const removed = vpaGateRemovedIn(gate, target.gardener);
    if (removed === undefined) continue;
    issues.report(
      rules['seed-vpa-gate-refused-later'],
      vpaPath.child('featureGates', gate),
      `Gardener 1.${removed} refuses the feature gate ${gate}, and with it every change of the seed`,
      { hint: `remove it before the upgrade to 1.${removed}` },
    );
  }
}

const knownTaint = 'seed.gardener.cloud/protected';

/** Own taints are fine; of Gardener's there is one. */
function warnOfTaints({ taints = [] }: SeedSpec, { issues, path }: SeedScope): void {
  for (const [index, { key = '' }] of taints.entries()) {
    const isGardeners = key.startsWith('seed.gardener.cloud/') || key === 'protected';
    if (!isGardeners || key === knownTaint) continue;
    issues.report(
      rules['seed-taint-unknown'],
      path.child('taints').index(index).child('key'),
      `${quote(key)} is no taint of Gardener's: it only keeps Shoots away that do not tolerate it`,
      { hint: `write ${knownTaint}, or a key of a domain of yours` },
    );
  }
}

/** Changes that validation lets pass, but admission refuses while Shoots run on the seed, or that break them. */
function warnOfChanges(spec: SeedSpec, previous: SeedSpec, { issues, path }: SeedScope): void {
  for (const field of ['type', 'region'] as const) {
    const [value = '', stored = ''] = [spec.provider?.[field], previous.provider?.[field]];
    if (stored === '' || value === stored) continue;
    issues.report(
      rules['seed-provider-changed'],
      path.child('provider', field),
      `changes from ${stored} to ${value === '' ? 'nothing' : value}; nobody stops it, and what runs there stays behind`,
      { hint: 'make a new seed, and move the control planes' },
    );
  }
  const zones = spec.provider?.zones ?? [];
  const removed = (previous.provider?.zones ?? []).filter((zone) => !zones.includes(zone));
  if (removed.length > 0) {
    issues.report(
      rules['seed-zone-removed'],
      path.child('provider', 'zones'),
      `${removed.join(', ')} ${removed.length === 1 ? 'is' : 'are'} removed, which is refused while Shoots use the seed`,
      { hint: 'keep the zones until no Shoot is left' },
    );
  }
  const [domain, stored] = [spec.dns?.internal?.domain, previous.dns?.internal?.domain];
  if (domain !== undefined && stored !== undefined && domain !== stored) {
    issues.report(
      rules['seed-domain-changed'],
      path.child('dns', 'internal', 'domain'),
      `changes from ${stored} to ${domain}, which is refused while Shoots use the seed`,
      { hint: 'keep the domain' },
    );
  }
  const defaults = (spec.dns?.defaults ?? []).map((entry) => entry.domain);
  for (const { domain: lost } of previous.dns?.defaults ?? []) {
    if (lost === undefined || defaults.includes(lost) || defaults.length === 0) continue;
    issues.report(
      rules['seed-domain-changed'],
      path.child('dns', 'defaults'),
      `${lost} is removed, which is refused while Shoots on the seed use it`,
      { hint: 'keep the domain until no Shoot uses it' },
    );
  }
}

/** Backups are only missed when they are needed: what to know before. */
function warnOfBackup(
  { backup, provider }: SeedSpec,
  previous: SeedSpec | undefined,
  scope: SeedScope,
): void {
  if (backup === undefined) return;
  // Of a stored backup the region can no longer be written down.
  if (backup.region !== undefined || previous?.backup === undefined) {
    warnOfRegion(backup, provider?.type ?? '', scope);
  }
  warnOfNamespace(backup, scope);
  const isAlicloud = backup.provider === 'alicloud' || provider?.type === 'alicloud';
  if (!isAlicloud) return;
  warnOfImmutability(
    immutabilityOf(backup.providerConfig),
    previous === undefined ? undefined : { stored: immutabilityOf(previous.backup?.providerConfig) },
    { ...scope, path: scope.path.child('backup', 'providerConfig') },
  );
}

function warnOfRegion(
  { provider, region = '' }: SeedBackup,
  seedProvider: string,
  { issues, path }: SeedScope,
): void {
  const regionPath = path.child('backup', 'region');
  if (region === '') {
    // At another provider it is an error already.
    if (provider !== seedProvider) return;
    issues.report(
      rules['seed-backup-region-unset'],
      regionPath,
      "is not given: the seed's own is taken, and it can never be written down later",
      { hint: 'write the region when the backup is first configured' },
    );
  } else if (provider === 'alicloud' && !isRegion(region)) {
    issues.report(
      rules['seed-backup-region-odd'],
      regionPath,
      `${quote(region)} does not look like a region: the bucket's endpoint would be oss-${region}.aliyuncs.com`,
      { hint: 'write a region ID such as eu-central-1 or cn-shanghai, no zone and no endpoint' },
    );
  }
}

const regionPattern = /^[a-z]{2}(?:-[a-z0-9]+)+$/;
/** `eu-central-1a`, `cn-shanghai-b`. */
const zoneEnd = /-\d*[a-z]$/;

function isRegion(region: string): boolean {
  return regionPattern.test(region) && !zoneEnd.test(region);
}

function warnOfNamespace({ credentialsRef, secretRef }: SeedBackup, { issues, path }: SeedScope): void {
  for (const [field, reference] of [
    ['credentialsRef', credentialsRef],
    ['secretRef', secretRef],
  ] as const) {
    const namespace = reference?.namespace ?? '';
    if (namespace === '' || namespace === 'garden') continue;
    issues.report(
      rules['seed-backup-credentials-elsewhere'],
      path.child('backup', field, 'namespace'),
      `is ${namespace}, where others than the operators may read or delete the credentials of all backups`,
      { hint: 'keep them in garden' },
    );
  }
}

const ownedPrefixes = [
  'provider.extensions.gardener.cloud/',
  'dnsrecord.extensions.gardener.cloud/',
  'extensions.extensions.gardener.cloud/',
  'name.seed.gardener.cloud/',
];
const ownedLabels = ['seed.gardener.cloud/provider', 'seed.gardener.cloud/region'];

/** Labels that the API server strips and writes itself. */
export function warnOfLabels(
  labels: Readonly<Record<string, string>>,
  path: FieldPath,
  issues: IssueCollector,
): void {
  for (const label of Object.keys(labels)) {
    if (!ownedLabels.includes(label) && !ownedPrefixes.some((prefix) => label.startsWith(prefix))) continue;
    issues.report(rules['seed-label-of-server'], path.key(label), 'is set by the API server', {
      hint: 'remove it: the server recomputes it, and whatever compares manifests sees a difference',
    });
  }
}
