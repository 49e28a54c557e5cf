import { asList, asText, clientSideLimit, isObject, jsonBytes, quote, valueAt } from '../../gardener/json';
import { argocdOptionsOf } from '../../gardener/protection';
import { type LandscapeObject, nameOf } from '../landscape/landscape';
import type { Need } from '../landscape/needs';
import type { CoveredPath } from './coverage';
import { pathsByDocument } from './order';
import { gitOpsRules as rules } from './table';

const wave = 'argocd.argoproj.io/sync-wave';
const compareOptions = 'argocd.argoproj.io/compare-options';
const serverSideApply = 'ServerSideApply=true';

/** Argo CD: waves within an Application, and how it compares and applies. */
export function validateArgocd(applications: readonly CoveredPath[], needs: readonly Need[]): void {
  const pathsOf = pathsByDocument(applications);
  for (const need of needs) {
    const makers = pathsOf.get(need.needed.document) ?? [];
    const users = pathsOf.get(need.object.document) ?? [];
    if (users.some((path) => makers.includes(path))) validateNeed(need);
  }
  const needy = new Set(needs.map(({ object }) => object));
  for (const application of applications) {
    validateWaves(application);
    validateManagedSeedWaves(application);
    validateSync(application);
    validateRetry(application, needy);
  }
}

function waveOf({ annotations }: LandscapeObject): number {
  const text = asText(annotations[wave]);
  return /^[-+]?\d+$/.test(text) ? Number(text) : 0;
}

function validateWaves({ objects }: CoveredPath): void {
  for (const { check, annotations } of objects) {
    const value = annotations[wave];
    if (value === undefined || /^[-+]?\d+$/.test(asText(value))) continue;
    check
      .at('metadata', 'annotations')
      .key(wave)
      .report(
        rules['gitops-wave-malformed'],
        `${quote(value)} is no whole number in quotes`,
        'write e.g. "1"',
      );
  }
}

/** A wave whose ManagedSeed has no Shoot yet fails, and with it all that come later. */
function validateManagedSeedWaves({ objects }: CoveredPath): void {
  const seeds = objects.filter(({ kind }) => kind === 'Seed' || kind === 'Gardenlet');
  const waves = seeds.map(waveOf);
  const last = seeds[waves.indexOf(waves.reduce((a, b) => Math.max(a, b), -Infinity))];
  if (last === undefined) return;
  for (const managedSeed of objects) {
    if (managedSeed.kind !== 'ManagedSeed' || waveOf(last) <= waveOf(managedSeed)) continue;
    const message = `${nameOf(managedSeed)} has wave ${waveOf(managedSeed)}, ${nameOf(last)} ${waveOf(last)}`;
    reportWave(managedSeed, 'gitops-wave-order', message, waveOf(last) + 1);
  }
}

/** Argo CD applies Namespaces before all else of a wave. */
function validateNeed({ object, needed }: Need): void {
  const [own, other] = [waveOf(object), waveOf(needed)];
  if (own > other || (own === other && needed.kind === 'Namespace')) return;
  const rule = own === other ? 'gitops-wave-missing' : 'gitops-wave-order';
  const message = `${nameOf(object)} has wave ${own}, ${nameOf(needed)}, which it needs, ${other}`;
  reportWave(object, rule, message, other + 1);
}

function reportWave(
  { check }: LandscapeObject,
  rule: 'gitops-wave-missing' | 'gitops-wave-order',
  message: string,
  least: number,
): void {
  const at = check.at('metadata', 'annotations').key(wave);
  at.report(rules[rule], message, `write ${wave}: "${least}" or more`);
}

function validateSync({ object, objects }: CoveredPath): void {
  const whole = asList(valueAt(object.spec, 'syncPolicy', 'syncOptions')).includes(serverSideApply);
  const isServerSide = ({ manifest }: LandscapeObject): boolean =>
    whole || argocdOptionsOf(manifest).includes(serverSideApply);
  const comparison = asText(object.annotations[compareOptions])
    .split(',')
    .map((option) => option.trim());
  const compared = objects.find(
    (candidate) =>
      (candidate.kind === 'ControllerRegistration' || candidate.kind === 'Gardenlet') &&
      isServerSide(candidate),
  );
  if (compared !== undefined && !comparison.includes('ServerSideDiff=true')) {
    object.check
      .at('metadata', 'annotations')
      .key(compareOptions)
      .report(
        rules['gitops-argocd-server-side-diff'],
        `${nameOf(compared)} is applied server-side and compared otherwise`,
        `annotate the Application with ${compareOptions}: ServerSideDiff=true`,
      );
  }
  for (const candidate of objects) {
    if (jsonBytes(candidate.manifest) <= clientSideLimit || isServerSide(candidate)) continue;
    candidate.check.report(
      rules['gitops-object-needs-server-side-apply'],
      `${nameOf(candidate)} has ${jsonBytes(candidate.manifest)} bytes, and ${nameOf(object)} applies it client-side`,
      `add ${serverSideApply} to its syncOptions`,
    );
  }
}

/** Only an automated sync is on its own. */
function validateRetry({ object, objects }: CoveredPath, needy: ReadonlySet<LandscapeObject>): void {
  if (!isObject(valueAt(object.spec, 'syncPolicy', 'automated'))) return;
  if (valueAt(object.spec, 'syncPolicy', 'retry', 'limit') === -1) return;
  const waiting = objects.find(
    (candidate) => candidate.kind === 'Seed' || candidate.kind === 'ManagedSeed' || needy.has(candidate),
  );
  if (waiting === undefined) return;
  object.check
    .at('spec', 'syncPolicy', 'retry', 'limit')
    .report(
      rules['gitops-argocd-retry'],
      `${nameOf(waiting)} is refused until what it needs is there`,
      'write retry: {limit: -1}',
    );
}
