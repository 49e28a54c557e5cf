// Follows pkg/admission/validator/cloudprofile.go and pkg/apis/alicloud/validation/cloudprofile.go of
// gardener/gardener-extension-provider-alicloud.
import { isObject, quote } from '../../gardener/json';
import type { CloudProfileConfigProps } from '../../../imports/alicloud.provider.extensions.gardener.cloud';
import type { Decoded, ItemOf } from '../../gardener/decoded';
import type { Target } from '../../gardener/target';
import { Check, type Finding } from '../../issues/check';
import { decode } from '../../schema/decode';
import {
  architecture,
  completedKey,
  declaredArchitectures,
  type DeclaredCapabilities,
  describeCapabilities,
  flavorsOf,
  validateDeclared,
  valuesOf,
} from '../cloud-profile/capabilities';
import type {
  Capabilities,
  EffectiveImage,
  EffectiveProfile,
  MachineImageVersion,
} from '../cloud-profile/effective-profile';
import { listed } from '../cloud-profile/names';
import { admissionRules as rules } from '../cloud-profile/table';
import { alicloudConfigVersion, reportOtherConfig } from './config-kinds';
import { defaultArchitecture } from '../../gardener/defaults';

/** provider-alicloud minor that knows flavors, and that wants a mapping for every image version. */
const mappingSince = 70;

/** What the admission of provider-alicloud asks of a profile, once its providerConfig is decoded. */
export function validateAdmission(profile: EffectiveProfile, config: CloudProfileConfig, check: Check): void {
  const images = config.machineImages ?? [];
  const list = check.at('spec', 'providerConfig', 'machineImages');
  if (images.length === 0) {
    list.report(
      rules['provider-config-incomplete'],
      'the CloudProfileConfig has no images',
      'map each image of spec.machineImages to its IDs',
    );
  }
  for (const [index, image] of images.entries()) {
    validateProviderImage(image, list.at(index), profile.capabilities);
  }
  if (check.target.provider >= mappingSince) validateMapping(profile, new ProviderImages(config), check);
}

function validateMapping(profile: EffectiveProfile, mapped: ProviderImages, check: Check): void {
  const list = check.at('spec', 'machineImages');
  for (const [index, image] of profile.images.entries()) {
    if (image.versions.length === 0) continue;
    const name = image.value.name ?? '';
    if (mapped.has(name)) {
      validateVersionMappings(image, list.item(index, image.written), profile.capabilities, mapped);
      continue;
    }
    list
      .item(index, image.written)
      .report(
        rules['provider-config-image-unmapped'],
        `image ${quote(name)} has no entry in providerConfig`,
        'add spec.providerConfig.machineImages with the same name, and the image IDs of each region',
      );
  }
}

function validateVersionMappings(
  { value: image, versions }: EffectiveImage,
  check: Check,
  declared: DeclaredCapabilities | undefined,
  mapped: ProviderImages,
): void {
  for (const [index, { value, written }] of versions.entries()) {
    const here = check.at('versions').item(index, written);
    const entry = mapped.version(image.name ?? '', value.version ?? '');
    if (entry !== undefined) {
      if (declared !== undefined) validateFlavorMappings(value, entry, declared, here);
      continue;
    }
    here.report(
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
  check: Check,
): void {
  const provided = entry.capabilityFlavors ?? [];
  const isFlat = provided.length === 0 && (entry.regions ?? []).length > 0;
  const keys = new Set(provided.map(({ capabilities }) => completedKey(capabilities ?? {}, declared)));
  for (const [index, flavor] of flavorsOf(version.capabilityFlavors).entries()) {
    const foreign = valuesOf(flavor, architecture, declared).find((value) => value !== defaultArchitecture);
    if (isFlat ? foreign === undefined : keys.has(completedKey(flavor, declared))) continue;
    const here = check.at('capabilityFlavors', index);
    if (isFlat) reportFlat(version, foreign ?? '', here);
    else reportUnmappedFlavor(version, flavor, provided, here);
  }
}

function reportFlat({ version = '' }: MachineImageVersion, foreign: string, check: Check): void {
  check.report(
    rules['provider-config-image-unmapped'],
    `providerConfig has flat regions for version ${quote(version)}, which stand for amd64, not for ${quote(foreign)}`,
    'add a flavor with exactly these capabilities to the version in providerConfig',
  );
}

function reportUnmappedFlavor(
  { version = '', capabilityFlavors = [] }: MachineImageVersion,
  flavor: Capabilities,
  provided: readonly ProviderFlavor[],
  check: Check,
): void {
  const rule = rules['provider-config-image-unmapped'];
  if (capabilityFlavors.length > 0) {
    check.report(
      rule,
      `providerConfig has no flavor of version ${quote(version)} with the capabilities ${describeCapabilities(flavor)}`,
      'add a flavor with exactly these capabilities to the version in providerConfig',
    );
    return;
  }
  const flavors = provided
    .slice(0, maxFlavorsInHint)
    .map(({ capabilities }) => describeCapabilities(capabilities ?? {}));
  check.report(
    rule,
    `version ${quote(version)} has no flavors, so it stands for everything that is declared, which no flavor in providerConfig has`,
    flavors.length === 0
      ? 'add flavors to both, with the same capabilities'
      : `write as its capabilityFlavors those of providerConfig: ${flavors.join(', ')}`,
  );
}

const maxFlavorsInHint = 5;

/** provider-alicloud minor that knows flavors. */
export const flavorsSince = 70;

/**
 * One image of a CloudProfileConfig.
 * @param declared what the profile declares; `'unknown'` where only the parent of the profile can tell
 */
export function validateProviderImage(
  image: ProviderImage,
  check: Check,
  declared: DeclaredCapabilities | 'unknown' | undefined,
): void {
  const { name = '', versions = [] } = image;
  if (name === '') {
    reportMissing(
      'the image has no name',
      'write the name that it has in spec.machineImages',
      check.at('name'),
    );
  }
  if (versions.length === 0) {
    reportMissing(
      `image ${quote(name)} has no versions`,
      'list the versions that it has in spec.machineImages',
      check.at('versions'),
    );
  }
  for (const [index, version] of versions.entries()) {
    const here = check.at('versions', index);
    if ((version.version ?? '') === '') {
      reportMissing(
        'the entry has no version',
        'write the version that it has in spec.machineImages',
        here.at('version'),
      );
    }
    validateFormat(version, here, declared);
  }
}

function validateFormat(
  version: ProviderImageVersion,
  check: Check,
  declared: DeclaredCapabilities | 'unknown' | undefined,
): void {
  const { regions = [], capabilityFlavors = [] } = version;
  const hasFlavors = capabilityFlavors.length > 0 && check.target.provider >= flavorsSince;
  if (declared === undefined) {
    validateRegionImages(regions, check);
    if (hasFlavors) {
      check
        .at('capabilityFlavors')
        .report(
          rules['provider-config-flavors-undeclared'],
          `version ${quote(version.version ?? '')} has capabilityFlavors, and the profile declares no machineCapabilities`,
          'declare spec.machineCapabilities, or write regions instead',
        );
    }
    return;
  }
  if (hasFlavors && regions.length > 0) {
    check
      .at('regions')
      .report(
        rules['provider-config-formats-mixed'],
        `version ${quote(version.version ?? '')} has regions and capabilityFlavors`,
        'keep the flavors, and move the regions into one of them',
      );
  } else if (hasFlavors) {
    for (const [index, flavor] of capabilityFlavors.entries()) {
      validateFlavor(flavor, check.at('capabilityFlavors', index), declared);
    }
  } else validateRegionImages(regions, check);
}

function validateFlavor(
  { capabilities = {}, regions = [] }: ProviderFlavor,
  check: Check,
  declared: DeclaredCapabilities | 'unknown',
): void {
  if (declared !== 'unknown') {
    const here = check.at('capabilities');
    validateDeclared(capabilities, declared, here, rules['provider-config-capability-unknown']);
    const known = declaredArchitectures(declared);
    const own = capabilities[architecture] ?? [];
    if (known.length > 1 && own.length !== 1) {
      here
        .at(architecture)
        .report(
          rules['provider-config-architecture-ambiguous'],
          `this flavor has ${own.length === 0 ? 'no architecture' : `the architectures ${listed(own)}`}, and the profile declares ${listed(known)}`,
          'name exactly one',
        );
    }
  }
  validateRegionImages(regions, check);
}

function validateRegionImages(regions: readonly RegionImage[], check: Check): void {
  if (regions.length === 0) {
    reportMissing('there are no regions', 'list region names with their image IDs', check.at('regions'));
  }
  // Most of a profile are these entries: the loop makes nothing until it has something to say.
  for (let index = 0; index < regions.length; index++) {
    const entry = regions[index];
    if (entry === undefined || (isText(entry.name) && isText(entry.id))) continue;
    reportIncompleteRegion(entry, check.at('regions', index));
  }
}

function isText(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

function reportIncompleteRegion({ name = '', id = '' }: RegionImage, check: Check): void {
  if (name === '') {
    reportMissing('the entry has no region name', 'write one of spec.regions', check.at('name'));
  }
  if (id === '') {
    reportMissing(
      `region ${quote(name)} has no image ID`,
      'write the ID that the image has in this region, e.g. "m-…"',
      check.at('id'),
    );
  }
}

function reportMissing(message: string, hint: string, check: Check): void {
  check.report(rules['provider-config-incomplete'], message, hint);
}

const schema = `${alicloudConfigVersion}/CloudProfileConfig` as const;

/** A CloudProfileConfig with what strict decoding has to say of it. */
export class DecodedConfig {
  constructor(
    /** What could be read; empty where nothing could. */
    readonly value: CloudProfileConfig,
    private readonly findings: readonly Finding[],
    readonly isSound: boolean,
  ) {}

  reportTo(check: Check): void {
    for (const finding of this.findings) check.findings.push(finding);
  }
}

/** The CloudProfileConfig of a profile, decoded as the admission does. */
export function decodeConfig(providerConfig: unknown, target: Target): DecodedConfig | undefined {
  if (providerConfig === undefined) return undefined;
  const check = Check.root(target).at('spec', 'providerConfig');
  const config = isObject(providerConfig) ? reportOtherConfig(providerConfig, check) : providerConfig;
  const value = decode(schema, config, check);
  return new DecodedConfig(
    value ?? {},
    check.findings,
    !check.findings.some(({ severity }) => severity === 'error'),
  );
}

/** A CloudProfileConfig as strict decoding leaves it: which image ID belongs to which image version and region. */
export type CloudProfileConfig = Decoded<CloudProfileConfigProps>;

export type ProviderImage = ItemOf<CloudProfileConfig['machineImages']>;
/** Uses `regions` (amd64 only) or `capabilityFlavors`. */
export type ProviderImageVersion = ItemOf<ProviderImage['versions']>;
type ProviderFlavor = ItemOf<ProviderImageVersion['capabilityFlavors']>;
export type RegionImage = ItemOf<ProviderImageVersion['regions']>;

/**
 * The entry of an image version as the admission finds it. It goes through the config once and keeps images by
 * name, so the last entry of an image replaces those before it, and the last one of a version likewise. Where a
 * worker needs its image another reader is at work, which searches all entries: see ImageMapping.
 */
export class ProviderImages {
  private readonly images = new Map<string, Map<string, ProviderImageVersion>>();

  constructor(config: CloudProfileConfig | undefined) {
    for (const image of config?.machineImages ?? []) {
      const versions = new Map((image.versions ?? []).map((version) => [version.version ?? '', version]));
      this.images.set(image.name ?? '', versions);
    }
  }

  has(image: string): boolean {
    return this.images.has(image);
  }

  version(image: string, version: string): ProviderImageVersion | undefined {
    return this.images.get(image)?.get(version);
  }
}
