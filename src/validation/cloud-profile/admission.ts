import type { IssueCollector } from '../issue-collector';
import { quote } from '../kubernetes/quote';
import type { Target } from '../target';
import { admissionRules as rules } from './admission-rules';
import { architecture, completedKey, defaultArchitecture, flavorsOf, valuesOf } from './capabilities';
import type { DeclaredCapabilities } from './capabilities';
import type { EffectiveImage, EffectiveProfile } from './effective-profile';
import { Place } from './place';
import type { MachineImageVersion } from './profile';
import { ProviderImages, type CloudProfileConfig, type ProviderImageVersion } from './provider-config';
import { validateProviderImage } from './provider-images';

/** provider-alicloud minor that knows flavors, and that wants a mapping for every image version. */
export const mappingSince = 70;

/** What the admission of provider-alicloud asks of a profile, once its providerConfig is decoded. */
export function validateAdmission(
  profile: EffectiveProfile,
  config: CloudProfileConfig,
  target: Target,
  issues: IssueCollector,
): void {
  const images = config.machineImages ?? [];
  const place = Place.of('spec', 'providerConfig', 'machineImages');
  if (images.length === 0) {
    place.report(
      issues,
      rules['provider-config-incomplete'],
      'the CloudProfileConfig has no images',
      'map each image of spec.machineImages to its IDs',
    );
  }
  for (const [index, image] of images.entries()) {
    validateProviderImage(image, () => place.index(index), profile.capabilities, target, issues);
  }
  if (target.provider >= mappingSince) validateMapping(profile, new ProviderImages(config), issues);
}

function validateMapping(profile: EffectiveProfile, mapped: ProviderImages, issues: IssueCollector): void {
  const list = Place.of('spec', 'machineImages');
  for (const [index, image] of profile.images.entries()) {
    if (image.versions.length === 0) continue;
    const name = image.value.name ?? '';
    if (mapped.has(name)) {
      validateVersionMappings(image, list.index(index, image.written), profile.capabilities, mapped, issues);
      continue;
    }
    list
      .index(index, image.written)
      .report(
        issues,
        rules['provider-config-image-unmapped'],
        `image ${quote(name)} has no entry in providerConfig`,
        'add spec.providerConfig.machineImages with the same name, and the image IDs of each region',
      );
  }
}

function validateVersionMappings(
  { value: image, versions }: EffectiveImage,
  place: Place,
  declared: DeclaredCapabilities | undefined,
  mapped: ProviderImages,
  issues: IssueCollector,
): void {
  for (const [index, { value, written }] of versions.entries()) {
    const at = (): Place => place.child('versions').index(index, written);
    const entry = mapped.version(image.name ?? '', value.version ?? '');
    if (entry !== undefined) {
      if (declared !== undefined) validateFlavorMappings(value, entry, declared, at, issues);
      continue;
    }
    at().report(
      issues,
      rules['provider-config-image-unmapped'],
      `version ${quote(value.version ?? '')} of image ${quote(image.name ?? '')} has no entry in providerConfig`,
      'add it there with the very same version, or stop offering it',
    );
  }
}

/** Each flavor needs an image ID: a provider flavor with the same capabilities, or flat regions for amd64. */
function validateFlavorMappings(
  version: MachineImageVersion,
  entry: ProviderImageVersion,
  declared: DeclaredCapabilities,
  at: () => Place,
  issues: IssueCollector,
): void {
  const provided = entry.capabilityFlavors ?? [];
  const isFlat = provided.length === 0 && (entry.regions ?? []).length > 0;
  const keys = new Set(provided.map(({ capabilities }) => completedKey(capabilities ?? {}, declared)));
  for (const [index, flavor] of flavorsOf(version.capabilityFlavors).entries()) {
    const missing = isFlat
      ? valuesOf(flavor, architecture, declared).find((value) => value !== defaultArchitecture)
      : undefined;
    if (isFlat ? missing === undefined : keys.has(completedKey(flavor, declared))) continue;
    at()
      .child('capabilityFlavors')
      .index(index)
      .report(
        issues,
        rules['provider-config-image-unmapped'],
        isFlat
          ? `providerConfig has flat regions for version ${quote(version.version ?? '')}, which stand for amd64, not for ${quote(missing)}`
          : `providerConfig has no flavor of version ${quote(version.version ?? '')} with the capabilities ${quote(flavor)}`,
        'add a flavor with exactly these capabilities to the version in providerConfig',
      );
  }
}
