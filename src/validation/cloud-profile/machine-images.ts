import { quote } from '../../gardener/json';
import { lifecycleSince } from '../../gardener/lifecycle';
import { isConstraint, parseVersion } from '../../gardener/semver';
import type { Target } from '../../gardener/target';
import type { IssueCollector, Place } from '../../issues/check';
import { architecture, architectures, declaredArchitectures, validateDeclared } from './capabilities';
import {
  architecturesOf,
  type Capabilities,
  type ContainerRuntimeInterface,
  type EffectiveImage,
  type EffectiveProfile,
  type MachineImageVersion,
  type VersionEntry,
} from './effective-profile';
import { listed, reportEmptyList, validateName, validateNameForm, validateUnique } from './errors';
import { coreRules as rules } from './table';
import { validateExpirableVersion, validateSupportedPerMinor } from './versions';

const updateStrategies = ['patch', 'minor', 'major'];

/** The images that a profile offers, after the drop at creation. */
export function validateOfferedImages(
  profile: EffectiveProfile,
  place: Place,
  target: Target,
  issues: IssueCollector,
): void {
  if (profile.images.length === 0) reportEmptyList('machine image', place, issues);
  validateMachineImages(profile, place, { allowNoVersions: false }, target, issues);
  for (const [index, { value: image, written: imageWritten, versions }] of profile.images.entries()) {
    const list = place.index(index, imageWritten).child('versions');
    if (!profile.isDefaulted && image.updateStrategy === undefined) {
      reportIncomplete('updateStrategy', place.index(index, imageWritten), issues);
    }
    validateSupportedPerMinor(versions, list, target, issues);
    for (const [position, { value, written }] of versions.entries()) {
      const at = (): Place => list.index(position, written);
      validateContainerRuntimes(value.cri, at, target, issues);
      if (!profile.isDefaulted) validateComplete(value, profile, at, issues);
      if (target.gardener >= lifecycleSince) validateExpirableVersion(value, at, target, issues);
      if (profile.capabilities === undefined && (value.capabilityFlavors ?? []).length > 0) {
        at()
          .child('capabilityFlavors')
          .report(
            issues,
            rules['cloud-profile-capabilities-undeclared'],
            `version ${quote(value.version ?? '')} of image ${quote(image.name ?? '')} has capabilityFlavors, and the profile declares no machineCapabilities`,
            'declare spec.machineCapabilities, or write architectures instead',
          );
      }
    }
  }
}

/** Where nothing is defaulted, an image that is new has to say everything. */
function validateComplete(
  version: MachineImageVersion,
  profile: EffectiveProfile,
  at: () => Place,
  issues: IssueCollector,
): void {
  if ((version.cri ?? []).length === 0) reportIncomplete('cri', at(), issues);
  if (profile.capabilities === undefined && (version.architectures ?? []).length === 0) {
    reportIncomplete('architectures', at(), issues);
  }
}

function reportIncomplete(field: string, place: Place, issues: IssueCollector): void {
  const example =
    { updateStrategy: 'major', cri: '[{name: containerd}]', architectures: '[amd64]' }[field] ?? '';
  place
    .child(field)
    .report(
      issues,
      rules['cloud-profile-image-incomplete'],
      `a new image has no ${field}, and a NamespacedCloudProfile has no default for it`,
      `write ${field}: ${example}`,
    );
}

/** What holds for images wherever they stand; also in a NamespacedCloudProfile. */
export function validateMachineImages(
  profile: EffectiveProfile,
  place: Place,
  options: { readonly allowNoVersions: boolean },
  target: Target,
  issues: IssueCollector,
): void {
  validateVersionsReadable(profile.images, place, issues);
  const names = new Set<string>();
  const namedVersions = new Set<string>();
  for (const [index, { value: image, written, versions }] of profile.images.entries()) {
    const at = place.index(index, written);
    const { name = '', updateStrategy } = image;
    validateUnique(name, 'machine image', names, () => at, issues);
    validateName(name, 'machine image', () => at.child('name'), target, issues);
    if (versions.length === 0 && !options.allowNoVersions) {
      const hint = (image.versions ?? []).length === 0 ? undefined : 'all of them are expired, and dropped';
      reportEmptyList(`version of image ${quote(name)}`, at.child('versions'), issues, hint);
    }
    if (updateStrategy !== undefined && !updateStrategies.includes(updateStrategy)) {
      at.child('updateStrategy').report(
        issues,
        rules['cloud-profile-update-strategy-unknown'],
        `${quote(updateStrategy)} is no update strategy`,
        `use ${updateStrategies.join(', ')}`,
      );
    }
    for (const [position, entry] of versions.entries()) {
      const versionAt = (): Place => at.child('versions').index(position, entry.written);
      validateUnique(
        `${name}-${entry.value.version ?? ''}`,
        'image version',
        namedVersions,
        versionAt,
        issues,
      );
      validateImageVersion(entry, profile, versionAt, target, issues);
    }
  }
}

/** Gardener reports once, at the list, that it cannot find each image's highest version. */
function validateVersionsReadable(
  images: readonly EffectiveImage[],
  place: Place,
  issues: IssueCollector,
): void {
  for (const { value: image, versions } of images) {
    const unreadable = versions.find(({ semver }) => semver === undefined);
    if (unreadable === undefined) continue;
    place.report(
      issues,
      rules['cloud-profile-image-version-form'],
      `the highest version of image ${quote(image.name ?? '')} cannot be told, as ${quote(unreadable.value.version ?? '')} is no semantic version`,
      'write versions with up to three numbers, e.g. "1877.3.0"',
    );
    return;
  }
}

function validateImageVersion(
  { value, semver }: VersionEntry<MachineImageVersion>,
  profile: EffectiveProfile,
  at: () => Place,
  target: Target,
  issues: IssueCollector,
): void {
  const { version = '', inPlaceUpdates, kubeletVersionConstraint } = value;
  if (version === '') {
    at()
      .child('version')
      .report(
        issues,
        rules['cloud-profile-image-version-required'],
        'there is no version',
        'write the version',
      );
  }
  if (semver === undefined) {
    at()
      .child('version')
      .report(
        issues,
        rules['cloud-profile-image-version-form'],
        `${quote(version)} is no semantic version`,
        'write up to three numbers, e.g. "1877.3.0"; providerConfig holds the real image ID',
      );
  }
  const minimum = inPlaceUpdates?.minVersionForUpdate;
  if (minimum !== undefined && parseVersion(minimum) === undefined) {
    const place = at();
    issues.report(
      rules['cloud-profile-in-place-version-form'],
      place.field.child('minVersionForInPlaceUpdate'),
      `${quote(minimum)} is no semantic version`,
      {
        hint: 'write a version of this image',
        at: place.written.child('inPlaceUpdates', 'minVersionForUpdate'),
      },
    );
  }
  if (target.gardener < lifecycleSince) validateExpirableVersion(value, at, target, issues);
  validateImageCapabilities(value, profile, at, target, issues);
  if (kubeletVersionConstraint !== undefined && !isConstraint(kubeletVersionConstraint)) {
    at()
      .child('kubeletVersionConstraint')
      .report(
        issues,
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
  at: () => Place,
  target: Target,
  issues: IssueCollector,
): void {
  const { capabilities } = profile;
  const flavors = version.capabilityFlavors ?? [];
  const written = architecturesOf(version, profile);
  const allowed = capabilities === undefined ? architectures : declaredArchitectures(capabilities);
  const eachNames = target.gardener >= eachFlavorNamesSince;
  const naming = eachNames
    ? flavors.length > 0
    : flavors.some((flavor) => (flavor[architecture] ?? []).length > 0);
  if (capabilities !== undefined && allowed.length > 1 && !naming) {
    at()
      .child('capabilityFlavors')
      .report(
        issues,
        rules['cloud-profile-flavors-required'],
        `version ${quote(version.version ?? '')} has no flavors, and the profile declares the architectures ${listed(allowed)}`,
        'add one flavor for each architecture that the image has, e.g. "- architecture: [amd64]"',
      );
  } else {
    if (capabilities !== undefined) {
      validateFlavorArchitectures(flavors, written, allowed, eachNames, at, issues);
    }
    const isAllowed = (value: string): boolean =>
      capabilities === undefined
        ? architectures.includes(value)
        : capabilities.get(architecture)?.has(value) === true;
    validateArchitectures(written, allowed, isAllowed, at, issues);
  }
  if (capabilities === undefined) return;
  for (const [index, flavor] of flavors.entries()) {
    const flavorAt = (): Place => at().child('capabilityFlavors').index(index);
    validateDeclared(flavor, capabilities, flavorAt, rules['cloud-profile-capability-unknown'], issues);
  }
}

function validateFlavorArchitectures(
  flavors: readonly Capabilities[],
  written: readonly string[],
  declared: readonly string[],
  eachNames: boolean,
  at: () => Place,
  issues: IssueCollector,
): void {
  const covered = new Set<string>();
  for (const [index, flavor] of flavors.entries()) {
    const values = flavor[architecture] ?? [];
    const place = (): Place => at().child('capabilityFlavors').index(index).child(architecture);
    for (const value of values) covered.add(value);
    if (values.length === 0 && declared.length > 1 && eachNames) {
      place().report(
        issues,
        rules['cloud-profile-flavor-architecture-required'],
        `this flavor names no architecture, and the profile declares ${listed(declared)}`,
        'name exactly one',
      );
    } else if (values.length > 1) {
      place().report(
        issues,
        rules['cloud-profile-architecture-conflict'],
        `this flavor has ${values.length} architectures: ${listed(values)}`,
        'write a flavor for each',
      );
    }
  }
  const [only] = declared;
  if (covered.size === 0 && declared.length === 1 && only !== undefined) covered.add(only);
  if (written.every((value) => covered.has(value))) return;
  at()
    .child('architectures')
    .report(
      issues,
      rules['cloud-profile-architecture-conflict'],
      `architectures are ${listed(written)}, those of the flavors ${listed(covered)}`,
      'leave architectures out: Gardener fills them in from the flavors',
    );
}

function validateArchitectures(
  written: readonly string[],
  allowed: readonly string[],
  isAllowed: (value: string) => boolean,
  at: () => Place,
  issues: IssueCollector,
): void {
  for (const [index, value] of written.entries()) {
    if (isAllowed(value)) continue;
    at()
      .child('architectures')
      .index(index)
      .report(
        issues,
        rules['cloud-profile-architecture-unknown'],
        `${quote(value)} is no architecture of this profile`,
        allowed.length === 0 ? 'declare values of the capability architecture' : `use ${listed(allowed)}`,
      );
  }
}

/** An empty list is defaulted to containerd, so there is always one. */
function validateContainerRuntimes(
  interfaces: readonly ContainerRuntimeInterface[] | undefined,
  place: () => Place,
  target: Target,
  issues: IssueCollector,
): void {
  if (interfaces === undefined || interfaces.length === 0) return;
  const seen = new Set<string>();
  for (const [index, { name = '', containerRuntimes = [] }] of interfaces.entries()) {
    const at = (): Place => place().child('cri').index(index);
    validateUnique(name, 'container runtime interface', seen, at, issues);
    if (name !== 'containerd') {
      at()
        .child('name')
        .report(
          issues,
          rules['cloud-profile-cri-unknown'],
          `${quote(name)} is no container runtime interface of Gardener`,
          'use containerd, or leave cri out',
        );
    }
    const types = new Set<string>();
    for (const [position, { type = '' }] of containerRuntimes.entries()) {
      const typeAt = (): Place => at().child('containerRuntimes').index(position).child('type');
      validateNameForm(type, 'container runtime', typeAt, target, issues);
      validateUnique(type, 'container runtime', types, typeAt, issues);
    }
  }
}
