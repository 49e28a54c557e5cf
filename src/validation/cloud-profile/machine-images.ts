import { quote } from '../../gardener/json';
import { lifecycleSince } from '../../gardener/lifecycle';
import { isConstraint, parseVersion } from '../../gardener/semver';
import type { Check } from '../../issues/check';
import { architecture, declaredArchitectures, validateDeclared } from './capabilities';
import {
  architecturesOf,
  type Capabilities,
  type ContainerRuntimeInterface,
  type EffectiveImage,
  type EffectiveProfile,
  type MachineImageVersion,
  type VersionEntry,
} from './effective-profile';
import { listed, reportEmptyList, shownName, validateName, validateNameForm, validateUnique } from './names';
import { coreRules as rules } from './table';
import { validateExpirableVersion, validateSupportedPerMinor } from './versions';
import { architectures } from '../../gardener/defaults';

const updateStrategies = ['patch', 'minor', 'major'];

/** The images that a profile offers, after the drop at creation. */
export function validateOfferedImages(profile: EffectiveProfile, check: Check): void {
  if (profile.images.length === 0) reportEmptyList('machine image', check);
  validateMachineImages(profile, check, { allowNoVersions: false });
  for (const [index, image] of profile.images.entries()) {
    const here = check.item(index, image.written);
    if (!profile.isDefaulted && image.value.updateStrategy === undefined) {
      reportIncomplete('updateStrategy', here);
    }
    validateOfferedVersions(image, profile, here);
  }
}

/** An image that is offered, without a look at others. */
export function validateOfferedImage(image: EffectiveImage, profile: EffectiveProfile, here: Check): void {
  validateMachineImage(image, profile, here, { allowNoVersions: false }, new Set());
  validateOfferedVersions(image, profile, here);
}

function validateOfferedVersions(
  { value: image, versions }: EffectiveImage,
  profile: EffectiveProfile,
  check: Check,
): void {
  const list = check.at('versions');
  validateSupportedPerMinor(versions, list);
  for (const [position, { value, written }] of versions.entries()) {
    const here = list.item(position, written);
    validateContainerRuntimes(value.cri, here);
    if (!profile.isDefaulted) validateComplete(value, profile, here);
    if (check.target.gardener >= lifecycleSince) validateExpirableVersion(value, here);
    if (profile.capabilities === undefined && (value.capabilityFlavors ?? []).length > 0) {
      here
        .at('capabilityFlavors')
        .report(
          rules['cloud-profile-capabilities-undeclared'],
          `version ${quote(value.version ?? '')} of image ${quote(image.name ?? '')} has capabilityFlavors, and the profile declares no machineCapabilities`,
          'declare spec.machineCapabilities, or write architectures instead',
        );
    }
  }
}

/** Where nothing is defaulted, an image that is new has to say everything. */
function validateComplete(version: MachineImageVersion, profile: EffectiveProfile, check: Check): void {
  if ((version.cri ?? []).length === 0) reportIncomplete('cri', check);
  if (profile.capabilities === undefined && (version.architectures ?? []).length === 0) {
    reportIncomplete('architectures', check);
  }
}

function reportIncomplete(field: string, check: Check): void {
  const example =
    { updateStrategy: 'major', cri: '[{name: containerd}]', architectures: '[amd64]' }[field] ?? '';
  check
    .at(field)
    .report(
      rules['cloud-profile-image-incomplete'],
      `a new image has no ${field}, and a NamespacedCloudProfile has no default for it`,
      `write ${field}: ${example}`,
    );
}

/** What holds for images wherever they stand; also in a NamespacedCloudProfile. */
export function validateMachineImages(
  profile: EffectiveProfile,
  check: Check,
  options: { readonly allowNoVersions: boolean },
): void {
  validateVersionsReadable(profile.images, check);
  const names = new Set<string>();
  const namedVersions = new Set<string>();
  for (const [index, image] of profile.images.entries()) {
    const here = check.item(index, image.written);
    validateUnique(image.value.name ?? '', 'machine image', names, here);
    validateMachineImage(image, profile, here, options, namedVersions);
  }
}

/** @param namedVersions names of images with versions of theirs that stand before it in the list */
function validateMachineImage(
  { value: image, versions }: EffectiveImage,
  profile: EffectiveProfile,
  here: Check,
  options: { readonly allowNoVersions: boolean },
  namedVersions: Set<string>,
): void {
  const { name = '', updateStrategy } = image;
  validateName(name, 'machine image', here.at('name'));
  if (versions.length === 0 && !options.allowNoVersions) {
    const hint = (image.versions ?? []).length === 0 ? undefined : 'all of them are expired, and dropped';
    reportEmptyList(`version of image ${quote(name)}`, here.at('versions'), hint);
  }
  if (updateStrategy !== undefined && !updateStrategies.includes(updateStrategy)) {
    here
      .at('updateStrategy')
      .report(
        rules['cloud-profile-update-strategy-unknown'],
        `${quote(updateStrategy)} is no update strategy`,
        `use ${updateStrategies.join(', ')}`,
      );
  }
  for (const [position, entry] of versions.entries()) {
    const versionAt = here.at('versions').item(position, entry.written);
    validateUnique(`${name}-${entry.value.version ?? ''}`, 'image version', namedVersions, versionAt);
    validateImageVersion(entry, profile, versionAt);
  }
}

/** Gardener reports once, at the list, that it cannot find each image's highest version. */
function validateVersionsReadable(images: readonly EffectiveImage[], check: Check): void {
  for (const { value: image, versions } of images) {
    const unreadable = versions.find(({ semver }) => semver === undefined);
    if (unreadable === undefined) continue;
    check.report(
      rules['cloud-profile-image-version-form'],
      `the highest version of image ${quote(image.name ?? '')} cannot be told, as ${quote(unreadable.value.version ?? '')} is no semantic version`,
      'write versions with up to three numbers, e.g. "1877.3.0"',
    );
    return;
  }
}

/** What holds for a version of an image by itself. */
export function validateImageVersion(
  { value, semver }: VersionEntry<MachineImageVersion>,
  profile: EffectiveProfile,
  check: Check,
): void {
  const { version = '', inPlaceUpdates, kubeletVersionConstraint } = value;
  if (version === '') {
    check
      .at('version')
      .report(rules['cloud-profile-image-version-required'], 'there is no version', 'write the version');
  }
  if (semver === undefined) {
    check
      .at('version')
      .report(
        rules['cloud-profile-image-version-form'],
        `${quote(version)} is no semantic version`,
        'write up to three numbers, e.g. "1877.3.0"; providerConfig holds the real image ID',
      );
  }
  const minimum = inPlaceUpdates?.minVersionForUpdate;
  if (minimum !== undefined && parseVersion(minimum) === undefined) {
    // The odd field is Gardener's own.
    check
      .at('inPlaceUpdates', 'minVersionForUpdate')
      .as(check.field.child('minVersionForInPlaceUpdate'))
      .report(
        rules['cloud-profile-in-place-version-form'],
        `${quote(minimum)} is no semantic version`,
        'write a version of this image',
      );
  }
  if (check.target.gardener < lifecycleSince) validateExpirableVersion(value, check);
  validateImageCapabilities(value, profile, check);
  if (kubeletVersionConstraint !== undefined && !isConstraint(kubeletVersionConstraint)) {
    check
      .at('kubeletVersionConstraint')
      .report(
        rules['cloud-profile-kubelet-constraint-form'],
        `${quote(kubeletVersionConstraint)} is no version constraint`,
        'write e.g. ">= 1.31, < 1.35", or leave it out',
      );
  }
}

/** Gardener minor since which each flavor names its architecture; before, one of them had to. */
const eachFlavorNamesSince = 132;

/** Architectures and capability flavors of an image version, against each other and what is declared. */
function validateImageCapabilities(
  version: MachineImageVersion,
  profile: EffectiveProfile,
  check: Check,
): void {
  const { capabilities } = profile;
  const flavors = version.capabilityFlavors ?? [];
  const written = architecturesOf(version, profile);
  const allowed = capabilities === undefined ? architectures : declaredArchitectures(capabilities);
  const eachNames = check.target.gardener >= eachFlavorNamesSince;
  const naming = eachNames
    ? flavors.length > 0
    : flavors.some((flavor) => (flavor[architecture] ?? []).length > 0);
  if (capabilities !== undefined && allowed.length > 1 && !naming) {
    check
      .at('capabilityFlavors')
      .report(
        rules['cloud-profile-flavors-required'],
        `version ${quote(version.version ?? '')} has no flavors, and the profile declares the architectures ${listed(allowed)}`,
        `add a flavor for each that the image has, e.g. "- architecture: [${shownName(allowed[0] ?? '')}]"; the mutating webhook of provider-alicloud 1.70 and later would take them from providerConfig, where it is installed`,
      );
  } else {
    if (capabilities !== undefined) {
      validateFlavorArchitectures(flavors, written, allowed, eachNames, check);
    }
    const isAllowed = (value: string): boolean =>
      capabilities === undefined
        ? architectures.includes(value)
        : capabilities.get(architecture)?.has(value) === true;
    validateArchitectures(written, allowed, isAllowed, check);
  }
  if (capabilities === undefined) return;
  for (const [index, flavor] of flavors.entries()) {
    const flavorAt = check.at('capabilityFlavors', index);
    validateDeclared(flavor, capabilities, flavorAt, rules['cloud-profile-capability-unknown']);
  }
}

function validateFlavorArchitectures(
  flavors: readonly Capabilities[],
  written: readonly string[],
  declared: readonly string[],
  eachNames: boolean,
  check: Check,
): void {
  const covered = new Set<string>();
  for (const [index, flavor] of flavors.entries()) {
    const values = flavor[architecture] ?? [];
    const here = check.at('capabilityFlavors', index, architecture);
    for (const value of values) covered.add(value);
    if (values.length === 0 && declared.length > 1 && eachNames) {
      here.report(
        rules['cloud-profile-flavor-architecture-required'],
        `this flavor names no architecture, and the profile declares ${listed(declared)}`,
        'name exactly one',
      );
    } else if (values.length > 1) {
      here.report(
        rules['cloud-profile-architecture-conflict'],
        `this flavor has ${values.length} architectures: ${listed(values)}`,
        'write a flavor for each',
      );
    }
  }
  const [only] = declared;
  if (covered.size === 0 && declared.length === 1 && only !== undefined) covered.add(only);
  if (written.every((value) => covered.has(value))) return;
  check
    .at('architectures')
    .report(
      rules['cloud-profile-architecture-conflict'],
      `architectures are ${listed(written)}, those of the flavors ${listed(covered)}`,
      'leave architectures out: Gardener fills them in from the flavors',
    );
}

function validateArchitectures(
  written: readonly string[],
  allowed: readonly string[],
  isAllowed: (value: string) => boolean,
  check: Check,
): void {
  for (const [index, value] of written.entries()) {
    if (isAllowed(value)) continue;
    check
      .at('architectures', index)
      .report(
        rules['cloud-profile-architecture-unknown'],
        `${quote(value)} is no architecture of this profile`,
        allowed.length === 0 ? 'declare values of the capability architecture' : `use ${listed(allowed)}`,
      );
  }
}

/** An empty list is defaulted to containerd, so there is always one. */
function validateContainerRuntimes(
  interfaces: readonly ContainerRuntimeInterface[] | undefined,
  check: Check,
): void {
  if (interfaces === undefined || interfaces.length === 0) return;
  const seen = new Set<string>();
  for (const [index, { name = '', containerRuntimes = [] }] of interfaces.entries()) {
    const here = check.at('cri', index);
    validateUnique(name, 'container runtime interface', seen, here);
    if (name !== 'containerd') {
      here
        .at('name')
        .report(
          rules['cloud-profile-cri-unknown'],
          `${quote(name)} is no container runtime interface of Gardener`,
          'use containerd, or leave cri out',
        );
    }
    const types = new Set<string>();
    for (const [position, { type = '' }] of containerRuntimes.entries()) {
      const typeAt = here.at('containerRuntimes', position, 'type');
      validateNameForm(type, 'container runtime', typeAt);
      validateUnique(type, 'container runtime', types, typeAt);
    }
  }
}
