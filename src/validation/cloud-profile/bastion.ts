import { quote } from '../../gardener/json';
import { currentStage } from '../../gardener/lifecycle';
import type { Target } from '../../gardener/target';
import type { Check } from '../../issues/check';
import { architecture, type DeclaredCapabilities } from './capabilities';
import {
  architecturesOf,
  type Bastion,
  type EffectiveImage,
  type EffectiveProfile,
  type MachineImageVersion,
} from './effective-profile';
import { effectiveArchitecture } from './machine-types';
import { coreRules as rules } from './table';

/** Gardener minor since which the field is looked here. */
const bastionSince = 106;

/** The machine that opens a way into a Shoot's network must be one that the profile offers. */
export function validateBastion(bastion: Bastion | undefined, profile: EffectiveProfile, check: Check): void {
  if (bastion === undefined || check.target.gardener < bastionSince) return;
  const { machineImage, machineType } = bastion;
  if (machineImage === undefined && machineType === undefined) {
    check.report(
      rules['cloud-profile-bastion-empty'],
      'bastion has neither machineImage nor machineType',
      'name one of them, or leave bastion out',
    );
  }
  let wanted: string | undefined;
  if (machineType !== undefined) {
    const { name = '' } = machineType;
    const type = profile.machineTypes.find(({ value }) => (value.name ?? '') === name)?.value;
    if (type === undefined) reportUnknown(name, 'machine type', check.at('machineType', 'name'));
    else wanted = effectiveArchitecture(type, profile);
  }
  if (machineImage !== undefined) {
    validateImage(machineImage, wanted, profile, check.at('machineImage'));
  }
}

function validateImage(
  wantedImage: { readonly name?: string; readonly version?: string },
  wantedArchitecture: string | undefined,
  profile: EffectiveProfile,
  check: Check,
): void {
  const { name = '', version } = wantedImage;
  const image = profile.images.find(({ value }) => (value.name ?? '') === name);
  if (image === undefined) {
    reportUnknown(name, 'machine image', check.at('name'));
    return;
  }
  const candidates = versionsOf(image, version);
  if (candidates === undefined) {
    reportUnknown(version ?? '', `version of image ${quote(name)}`, check.at('version'));
    return;
  }
  const fits = candidates.some(
    (candidate) =>
      isSupported(candidate, check.target) &&
      (wantedArchitecture === undefined || runsOn(candidate, wantedArchitecture, profile)),
  );
  if (fits) return;
  const which = version === undefined ? 'no version' : `version ${quote(version)}`;
  const lacks = version === undefined ? 'is' : 'is not';
  check
    .at(version === undefined ? 'name' : 'version')
    .report(
      rules['cloud-profile-bastion-image-unsupported'],
      `${which} of image ${quote(name)} ${lacks} classified as supported` +
        (wantedArchitecture === undefined ? '' : ` and made for ${quote(wantedArchitecture)}`),
      'write classification: supported at a version that has the architecture of the machine type',
    );
}

/** All versions, or the named one; undefined when it is not offered. */
function versionsOf(
  { versions }: EffectiveImage,
  version: string | undefined,
): readonly MachineImageVersion[] | undefined {
  if (version === undefined) return versions.map(({ value }) => value);
  const found = versions.find(({ value }) => (value.version ?? '') === version);
  return found === undefined ? undefined : [found.value];
}

function isSupported(version: MachineImageVersion, target: Target): boolean {
  return version.classification !== undefined && currentStage(version, target) === 'supported';
}

/** With capabilities an image passes for every declared architecture, whatever its flavors say. */
function runsOn(version: MachineImageVersion, wanted: string, profile: EffectiveProfile): boolean {
  const { capabilities } = profile;
  if (capabilities === undefined) return architecturesOf(version, profile).includes(wanted);
  return isDeclared(wanted, capabilities) || hasFlavorOf(version, wanted);
}

function isDeclared(wanted: string, declared: DeclaredCapabilities): boolean {
  return declared.get(architecture)?.has(wanted) ?? false;
}

function hasFlavorOf({ capabilityFlavors = [] }: MachineImageVersion, wanted: string): boolean {
  return capabilityFlavors.some((flavor) => flavor[architecture]?.includes(wanted) ?? false);
}

function reportUnknown(name: string, what: string, check: Check): void {
  check.report(
    rules['cloud-profile-bastion-unknown'],
    `${quote(name)} is no ${what} of this profile`,
    'name one that the profile offers, also after expired versions are dropped',
  );
}
