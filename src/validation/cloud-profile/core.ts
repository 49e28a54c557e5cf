import type { IssueCollector } from '../issue-collector';
import type { ValidationContext } from '../kind';
import { firstPemIsCertificate, validateLabelSelector, validateObjectMeta } from '../kubernetes';
import type { Target } from '../target';
import { validateBastion } from './bastion';
import { coreRules as rules } from './core-rules';
import { validateCapabilitiesGate, validateCapabilityDefinitions } from './declared-capabilities';
import type { EffectiveProfile } from './effective-profile';
import { validateKubernetes } from './kubernetes-versions';
import { currentStage, lifecycleSince } from './lifecycle';
import { validateLimits, validateLimitsUpdate } from './limits';
import { validateOfferedImages } from './machine-images';
import { validateOfferedMachineTypes } from './machine-types';
import { Place } from './place';
import type { CloudProfile, CloudProfileSpec, ExpirableVersion } from './profile';
import { validateRegions } from './regions';
import { validateVolumeTypes } from './volume-types';

/** What the API server itself asks of a CloudProfile, at creation and on update. */
export function validateCore(
  profile: EffectiveProfile,
  manifest: CloudProfile,
  context: ValidationContext,
): void {
  const { issues, target } = context;
  const { spec = {} } = manifest;
  const previous = context.previous as CloudProfile | undefined;
  validateObjectMeta(
    manifest.metadata ?? {},
    {
      name: 'subdomain',
      namespaced: false,
      ...(previous === undefined ? {} : { previous: previous.metadata ?? {} }),
    },
    issues,
  );
  const place = Place.of('spec');
  if ((spec.type ?? '') === '') {
    place
      .child('type')
      .report(issues, rules['cloud-profile-type-required'], 'there is no provider type', 'write alicloud');
  }
  validateCapabilitiesGate(spec.capabilities, place.child('capabilities'), target, issues);
  validateCapabilityDefinitions(spec.machineCapabilities, place.child('machineCapabilities'), target, issues);
  const dropped = (spec.kubernetes?.versions ?? []).length - profile.kubernetesVersions.length;
  validateKubernetes(profile.kubernetesVersions, dropped, place.child('kubernetes'), target, issues);
  validateOfferedImages(profile, place.child('machineImages'), target, issues);
  validateOfferedMachineTypes(profile, place.child('machineTypes'), target, issues);
  validateVolumeTypes(spec.volumeTypes, place.child('volumeTypes'), target, issues);
  validateRegions(spec.regions, place.child('regions'), issues);
  validateBastion(spec.bastion, profile, place.child('bastion'), target, issues);
  validateLimits(spec.limits, place.child('limits'), issues);
  if (spec.seedSelector !== undefined) {
    validateLabelSelector(spec.seedSelector, place.child('seedSelector').field, issues);
  }
  validateCaBundle(spec.caBundle, place.child('caBundle'), issues);
  if (previous !== undefined) validateUpdate(profile, spec, previous.spec ?? {}, place, target, issues);
}

export function validateCaBundle(bundle: string | undefined, place: Place, issues: IssueCollector): void {
  if (bundle === undefined || firstPemIsCertificate(bundle)) return;
  place.report(
    issues,
    rules['cloud-profile-ca-bundle-form'],
    'the first PEM block is no certificate',
    'begin with a block -----BEGIN CERTIFICATE-----, or leave caBundle out',
  );
}

function validateUpdate(
  profile: EffectiveProfile,
  spec: CloudProfileSpec,
  previous: CloudProfileSpec,
  place: Place,
  target: Target,
  issues: IssueCollector,
): void {
  validateLimitsUpdate(spec.limits, previous.limits, place.child('limits'), issues);
  if (target.gardener < lifecycleSince) return;
  const kubernetesBefore = previous.kubernetes?.versions ?? [];
  const kubernetesPlace = place.child('kubernetes', 'versions');
  const kubernetes = profile.kubernetesVersions.map(({ value }) => value);
  validateStillAvailable(kubernetes, kubernetesBefore, kubernetesPlace, target, issues);
  const before = new Map((previous.machineImages ?? []).map((image) => [image.name ?? '', image]));
  for (const [index, { value: image, versions }] of profile.images.entries()) {
    const at = place.child('machineImages').index(index).child('versions');
    const stored = before.get(image.name ?? '')?.versions ?? [];
    validateStillAvailable(
      versions.map(({ value }) => value),
      stored,
      at,
      target,
      issues,
    );
  }
}

function validateStillAvailable(
  versions: readonly ExpirableVersion[],
  previous: readonly ExpirableVersion[],
  place: Place,
  target: Target,
  issues: IssueCollector,
): void {
  const before = new Map(previous.map((version) => [version.version ?? '', version]));
  for (const [index, version] of versions.entries()) {
    const stored = before.get(version.version ?? '');
    if (stored === undefined || currentStage(version, target) !== 'unavailable') continue;
    if (currentStage(stored, target) === 'unavailable') continue;
    place
      .index(index)
      .report(
        issues,
        rules['cloud-profile-version-unavailable-again'],
        `version ${version.version ?? ''} is offered already, and would become unavailable`,
        'let its lifecycle begin in the past',
      );
  }
}
