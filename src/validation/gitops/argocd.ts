import { FieldPath } from '../../gardener/field-path';
import { asList, asText, isObject, valueAt } from '../../gardener/json';
import { type LandscapeIssues, type LandscapeObject, nameOf } from '../landscape/landscape';
import type { CoveredPath } from './coverage';
import type { Need } from './order';
import { gitOpsRules as rules } from './table';
import { bytesOf, clientSideLimit } from './validate-gitops';

const wave = 'argocd.argoproj.io/sync-wave';
const compareOptions = 'argocd.argoproj.io/compare-options';
const waveField = FieldPath.of('metadata', 'annotations').key(wave);
const serverSideApply = 'ServerSideApply=true';

/** Argo CD: waves within an Application, and how it compares and applies. */
export function validateArgocd(
  applications: readonly CoveredPath[],
  needs: readonly Need[],
  issues: LandscapeIssues,
): void {
  for (const application of applications) {
    const documents = new Set(application.objects.map(({ document }) => document));
    validateWaves(application, issues);
    validateManagedSeedWaves(application, issues);
    for (const need of needs) {
      if (!documents.has(need.object.document) || !documents.has(need.needed.document)) continue;
      validateNeed(need, issues);
    }
    validateSync(application, needs, issues);
  }
}

function waveOf({ annotations }: LandscapeObject): number {
  const text = asText(annotations[wave]);
  return /^[-+]?\d+$/.test(text) ? Number(text) : 0;
}

function validateWaves({ objects }: CoveredPath, issues: LandscapeIssues): void {
  for (const { document, annotations } of objects) {
    const value = annotations[wave];
    if (value === undefined || /^[-+]?\d+$/.test(asText(value))) continue;
    issues.report(
      document,
      rules['gitops-wave-malformed'],
      waveField,
      `${JSON.stringify(value)} is no whole number in quotes`,
      { hint: 'write e.g. "1"' },
    );
  }
}

/** A wave whose ManagedSeed has no Shoot yet fails, and with it all that come later. */
function validateManagedSeedWaves({ objects }: CoveredPath, issues: LandscapeIssues): void {
  const seeds = objects.filter(({ kind }) => kind === 'Seed' || kind === 'Gardenlet');
  for (const managedSeed of objects) {
    if (managedSeed.kind !== 'ManagedSeed') continue;
    const later = seeds.find((seed) => waveOf(seed) > waveOf(managedSeed));
    if (later === undefined) continue;
    issues.report(
      managedSeed.document,
      rules['gitops-wave-order'],
      waveField,
      `${nameOf(managedSeed)} has wave ${waveOf(managedSeed)}, ${nameOf(later)} ${waveOf(later)}`,
      { hint: `write ${wave}: "${waveOf(later) + 1}" or more` },
    );
  }
}

function validateNeed({ object, needed }: Need, issues: LandscapeIssues): void {
  const [own, other] = [waveOf(object), waveOf(needed)];
  if (own > other) return;
  const rule = own === other ? rules['gitops-wave-missing'] : rules['gitops-wave-order'];
  issues.report(
    object.document,
    rule,
    waveField,
    `${nameOf(object)} has wave ${own}, ${nameOf(needed)}, which it needs, ${other}`,
    { hint: `write ${wave}: "${other + 1}" or more` },
  );
}

function validateSync(application: CoveredPath, needs: readonly Need[], issues: LandscapeIssues): void {
  const { object, objects } = application;
  const whole = applicationHasOption(object, serverSideApply);
  const comparison = asText(object.annotations[compareOptions])
    .split(',')
    .map((option) => option.trim());
  const compared = objects.find(
    (candidate) =>
      (candidate.kind === 'ControllerRegistration' || candidate.kind === 'Gardenlet') &&
      (whole || hasOption(candidate, serverSideApply)),
  );
  if (compared !== undefined && !comparison.includes('ServerSideDiff=true')) {
    issues.report(
      object.document,
      rules['gitops-argocd-server-side-diff'],
      FieldPath.of('metadata', 'annotations').key(compareOptions),
      `${nameOf(compared)} is applied server-side and compared otherwise`,
      { hint: `annotate the Application with ${compareOptions}: ServerSideDiff=true` },
    );
  }
  for (const candidate of objects) {
    if (whole || hasOption(candidate, serverSideApply) || bytesOf(candidate) <= clientSideLimit) continue;
    issues.report(
      candidate.document,
      rules['gitops-object-needs-server-side-apply'],
      '',
      `${nameOf(candidate)} has ${bytesOf(candidate)} bytes, and ${nameOf(object)} applies it client-side`,
      { hint: `add ${serverSideApply} to its syncOptions` },
    );
  }
  validateRetry(application, needs, issues);
}

/** Only an automated sync is on its own. */
function validateRetry(
  { object, objects }: CoveredPath,
  needs: readonly Need[],
  issues: LandscapeIssues,
): void {
  if (!isObject(valueAt(object.spec, 'syncPolicy', 'automated'))) return;
  if (valueAt(object.spec, 'syncPolicy', 'retry', 'limit') === -1) return;
  const needy = new Set(needs.map((need) => need.object.document));
  const waiting = objects.find(
    ({ kind, document }) => kind === 'Seed' || kind === 'ManagedSeed' || needy.has(document),
  );
  if (waiting === undefined) return;
  issues.report(
    object.document,
    rules['gitops-argocd-retry'],
    'spec.syncPolicy.retry.limit',
    `${nameOf(waiting)} is refused until what it needs is there`,
    { hint: 'write retry: {limit: -1}' },
  );
}

/** Options of one object; all of them share an annotation, separated by commas. */
export function optionsOf({ annotations }: LandscapeObject): readonly string[] {
  return asText(annotations['argocd.argoproj.io/sync-options'])
    .split(',')
    .map((option) => option.trim());
}

export function hasOption(object: LandscapeObject, option: string): boolean {
  return optionsOf(object).includes(option);
}

/** Options of a whole Application. */
function applicationHasOption({ spec }: LandscapeObject, option: string): boolean {
  return asList(valueAt(spec, 'syncPolicy', 'syncOptions')).includes(option);
}
