import { FieldPath } from '../../field-path';
import type { IssueCollector } from '../../issue-collector';
import { quote } from '../../kubernetes/quote';
import type { Rule } from '../../rule';
import type { CloudProfileSpec } from '../profile';
import { warningRules as rules } from '../warning-rules';

interface Named {
  readonly name?: string;
}

const spec = FieldPath.of('spec');

/** What an update takes away that Shoots may use. */
export function warnOfRemovals(
  now: CloudProfileSpec,
  before: CloudProfileSpec,
  issues: IssueCollector,
): void {
  const hadCapabilities = (before.machineCapabilities ?? []).length > 0;
  if (hadCapabilities && (now.machineCapabilities ?? []).length === 0) {
    const hint = 'keep them, or write architectures and flat regions for everything';
    const message = 'machineCapabilities are taken away';
    issues.report(rules['capabilities-removed'], spec.child('machineCapabilities'), message, { hint });
  }
  warnOfRemovedRegions(now, before, issues);
  warnOfRemovedTypes(now, before, issues);
  warnOfRemovedVersions(now, before, issues);
}

export function warnOfTypeChange(
  now: CloudProfileSpec,
  before: CloudProfileSpec,
  issues: IssueCollector,
): void {
  if (now.type === before.type) return;
  const message = `the type changes from ${quote(before.type ?? '')} to ${quote(now.type ?? '')}`;
  const hint = 'create another profile instead';
  issues.report(rules['provider-type-changed'], spec.child('type'), message, { hint });
}

function warnOfRemovedRegions(now: CloudProfileSpec, before: CloudProfileSpec, issues: IssueCollector): void {
  const regions = new Map((now.regions ?? []).map((region, index) => [region.name ?? '', { region, index }]));
  for (const { name = '', zones = [] } of before.regions ?? []) {
    const kept = regions.get(name);
    if (kept === undefined) {
      const message = `region ${quote(name)} is taken away`;
      report(rules['region-removed'], spec.child('regions'), message, 'no Shoot is left there', issues);
      continue;
    }
    const zoneNames = new Set((kept.region.zones ?? []).map((zone) => zone.name ?? ''));
    for (const zone of zones) {
      if (zoneNames.has(zone.name ?? '')) continue;
      const at = spec.child('regions').index(kept.index).child('zones');
      const message = `zone ${quote(zone.name ?? '')} is taken away`;
      report(rules['region-removed'], at, message, 'no worker is left there', issues);
    }
  }
}

export function warnOfRemovedTypes(
  now: CloudProfileSpec,
  before: CloudProfileSpec,
  issues: IssueCollector,
): void {
  for (const [field, what] of [
    ['machineTypes', 'machine type'],
    ['volumeTypes', 'volume type'],
  ] as const) {
    for (const name of removed(before[field], now[field])) {
      const message = `${what} ${quote(name)} is taken away`;
      const rule = rules['machine-or-volume-type-removed'];
      report(rule, spec.child(field), message, 'no worker uses it, and set usable: false before', issues);
    }
  }
}

export function warnOfRemovedVersions(
  now: CloudProfileSpec,
  before: CloudProfileSpec,
  issues: IssueCollector,
): void {
  const rule = rules['version-removed'];
  const unused = 'no Shoot uses it, otherwise Gardener refuses the update';
  const kubernetes = new Set((now.kubernetes?.versions ?? []).map(({ version }) => version ?? ''));
  for (const { version = '' } of before.kubernetes?.versions ?? []) {
    if (kubernetes.has(version)) continue;
    const at = spec.child('kubernetes', 'versions');
    report(rule, at, `Kubernetes ${quote(version)} is taken away`, unused, issues);
  }
  const images = new Map(
    (now.machineImages ?? []).map((image, index) => [image.name ?? '', { image, index }]),
  );
  for (const { name = '', versions = [] } of before.machineImages ?? []) {
    const kept = images.get(name);
    if (kept === undefined) {
      const message = `image ${quote(name)} is taken away`;
      report(rule, spec.child('machineImages'), message, unused, issues);
      continue;
    }
    const known = new Set((kept.image.versions ?? []).map(({ version }) => version ?? ''));
    for (const { version = '' } of versions) {
      if (known.has(version)) continue;
      const at = spec.child('machineImages').index(kept.index).child('versions');
      report(rule, at, `version ${quote(version)} of image ${quote(name)} is taken away`, unused, issues);
    }
  }
}

function removed(before: readonly Named[] | undefined, now: readonly Named[] | undefined): string[] {
  const kept = new Set((now ?? []).map(({ name }) => name ?? ''));
  return (before ?? []).map(({ name }) => name ?? '').filter((name) => !kept.has(name));
}

function report(rule: Rule, at: FieldPath, message: string, condition: string, issues: IssueCollector): void {
  issues.report(rule, at, message, { hint: `make sure that ${condition}` });
}
