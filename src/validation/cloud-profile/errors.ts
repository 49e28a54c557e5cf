// Follows pkg/api/core/validation/cloudprofile.go of gardener/gardener.
import { quote } from '../../gardener/json';
import { currentStage, lifecycleSince, type ExpirableVersion } from '../../gardener/lifecycle';
import type { Check, ValidationContext } from '../../issues/check';
import { firstPemIsCertificate } from '../kubernetes/certificate';
import { validateLabels, validateLabelSelector } from '../kubernetes/labels';
import { validateObjectMeta } from '../kubernetes/object-meta';
import { validateBastion } from './bastion';
import { validateCapabilitiesGate, validateCapabilityDefinitions } from './capabilities';
import {
  type CloudProfile,
  type CloudProfileSpec,
  type EffectiveProfile,
  entriesOf,
  type Entry,
  type Limits,
  type Region,
  type VolumeType,
} from './effective-profile';
import { validateOfferedImages } from './machine-images';
import { validateNotNegative, validateOfferedMachineTypes } from './machine-types';
import { reportEmptyList, validateName, validateNameForm, validateUnique } from './names';
import { coreRules as rules } from './table';
import { validateKubernetes } from './versions';

/** What the API server itself asks of a CloudProfile, at creation and on update. */
export function validateCore(
  profile: EffectiveProfile,
  manifest: CloudProfile,
  context: ValidationContext,
): void {
  const { spec = {} } = manifest;
  const previous = context.previous as CloudProfile | undefined;
  validateObjectMeta(
    manifest.metadata ?? {},
    {
      name: 'subdomain',
      keepsGeneration: true,
      namespaced: false,
      ...(previous === undefined ? {} : { previous: previous.metadata ?? {} }),
    },
    context.check,
  );
  const check = context.check.at('spec');
  if ((spec.type ?? '') === '') {
    check
      .at('type')
      .report(rules['cloud-profile-type-required'], 'there is no provider type', 'write alicloud');
  }
  validateCapabilitiesGate(spec.capabilities, check.at('capabilities'));
  validateCapabilityDefinitions(spec.machineCapabilities, check.at('machineCapabilities'));
  const dropped = (spec.kubernetes?.versions ?? []).length - profile.kubernetesVersions.length;
  validateKubernetes(profile.kubernetesVersions, dropped, check.at('kubernetes'));
  validateOfferedImages(profile, check.at('machineImages'));
  validateOfferedMachineTypes(profile, check.at('machineTypes'));
  validateVolumeTypes(entriesOf(spec.volumeTypes), check.at('volumeTypes'));
  validateRegions(spec.regions, check.at('regions'));
  for (const [index, { labels }] of (spec.regions ?? []).entries()) {
    if (labels !== undefined) validateLabels(labels, check.at('regions', index, 'labels'));
  }
  validateBastion(spec.bastion, profile, check.at('bastion'));
  validateLimits(spec.limits, check.at('limits'));
  if (spec.seedSelector !== undefined) {
    validateLabelSelector(spec.seedSelector, check.at('seedSelector'));
  }
  validateCaBundle(spec.caBundle, check.at('caBundle'));
  if (previous !== undefined) validateUpdate(profile, spec, previous.spec ?? {}, check);
}

export function validateCaBundle(bundle: string | undefined, check: Check): void {
  if (bundle === undefined || firstPemIsCertificate(bundle)) return;
  check.report(
    rules['cloud-profile-ca-bundle-form'],
    'the first PEM block is no certificate',
    'begin with a block -----BEGIN CERTIFICATE-----, or leave caBundle out',
  );
}

function validateUpdate(
  profile: EffectiveProfile,
  spec: CloudProfileSpec,
  previous: CloudProfileSpec,
  check: Check,
): void {
  validateLimitsUpdate(spec.limits, previous.limits, check.at('limits'));
  if (check.target.gardener < lifecycleSince) return;
  const kubernetes = profile.kubernetesVersions.map(({ value }) => value);
  const kubernetesBefore = previous.kubernetes?.versions ?? [];
  validateStillAvailable(kubernetes, kubernetesBefore, check.at('kubernetes', 'versions'));
  const before = new Map((previous.machineImages ?? []).map((image) => [image.name ?? '', image]));
  for (const [index, { value: image, versions }] of profile.images.entries()) {
    const offered = versions.map(({ value }) => value);
    const stored = before.get(image.name ?? '')?.versions ?? [];
    validateStillAvailable(offered, stored, check.at('machineImages', index, 'versions'));
  }
}

function validateStillAvailable(
  versions: readonly ExpirableVersion[],
  previous: readonly ExpirableVersion[],
  check: Check,
): void {
  const before = new Map(previous.map((version) => [version.version ?? '', version]));
  for (const [index, version] of versions.entries()) {
    const stored = before.get(version.version ?? '');
    if (stored === undefined || currentStage(version, check.target) !== 'unavailable') continue;
    if (currentStage(stored, check.target) === 'unavailable') continue;
    check
      .at(index)
      .report(
        rules['cloud-profile-version-unavailable-again'],
        `version ${quote(version.version ?? '')} is offered already, and would become unavailable`,
        'let its lifecycle begin in the past',
      );
  }
}

/** Gardener wants regions and zones to have names of their own, of whatever form. */
function validateRegions(regions: readonly Region[] | undefined, check: Check): void {
  if (regions === undefined || regions.length === 0) reportEmptyList('region', check);
  const names = new Set<string>();
  for (const [index, { name = '', zones = [] }] of (regions ?? []).entries()) {
    const here = check.at(index);
    validateNamed(name, 'region', names, here.at('name'));
    const zoneNames = new Set<string>();
    for (const [position, zone] of zones.entries()) {
      const zoneAt = here.at('zones', position, 'name');
      validateNamed(zone.name ?? '', 'zone', zoneNames, zoneAt);
    }
  }
}

function validateNamed(name: string, what: string, seen: Set<string>, check: Check): void {
  if (name !== '') validateUnique(name, what, seen, check);
  else check.report(rules['cloud-profile-name-required'], `the ${what} has no name`, 'give it a name');
}

export function validateLimits(limits: Limits | undefined, check: Check): void {
  const maximum = limits?.maxNodesTotal;
  if (maximum === undefined || maximum > 0) return;
  check
    .at('maxNodesTotal')
    .report(
      rules['cloud-profile-limits-positive'],
      `${maximum} is not greater than 0`,
      'write at least 1, or leave it out for no limit',
    );
}

/** Adding and removing the limit is fine, so is raising it. */
function validateLimitsUpdate(limits: Limits | undefined, previous: Limits | undefined, check: Check): void {
  const [now, before] = [limits?.maxNodesTotal, previous?.maxNodesTotal];
  if (now === undefined || before === undefined || now >= before) return;
  check
    .at('maxNodesTotal')
    .report(
      rules['cloud-profile-limits-lowered'],
      `${now} is lower than ${before}`,
      `keep at least ${before}, or remove the limit`,
    );
}

/** There may be none. After a name that is there already Gardener looks at no further entry. */
export function validateVolumeTypes(volumeTypes: readonly Entry<VolumeType>[], check: Check): void {
  const names = new Set<string>();
  for (const [index, { value: type, written }] of volumeTypes.entries()) {
    const here = check.item(index, written);
    const nameAt = here.at('name');
    const { name = '', class: volumeClass = '' } = type;
    validateName(name, 'volume type', nameAt);
    if (!validateUnique(name, 'volume type', names, nameAt)) return;
    if (volumeClass === '') {
      here
        .at('class')
        .report(
          rules['cloud-profile-volume-class-required'],
          `the volume type ${quote(name)} has no class`,
          'write standard or premium',
        );
    } else validateNameForm(volumeClass, 'volume class', here.at('class'));
    validateNotNegative(type.minSize, here.at('minSize'));
  }
}
