import { FieldPath } from '../../gardener/field-path';
import { quote } from '../../gardener/json';
import type { Target } from '../../gardener/target';
import { type Finding, IssueCollector, Place } from '../../issues/check';
import { decode } from '../../schema/decode';
import {
  architecture,
  completedKey,
  declaredArchitectures,
  type DeclaredCapabilities,
  defaultArchitecture,
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
import { listed } from '../cloud-profile/errors';
import { admissionRules as rules } from '../cloud-profile/table';

/** provider-alicloud minor that knows flavors, and that wants a mapping for every image version. */
const mappingSince = 70;

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

/** provider-alicloud minor that knows flavors. */
export const flavorsSince = 70;

/**
 * One image of a CloudProfileConfig.
 * @param declared what the profile declares; `'unknown'` where only the parent of the profile can tell
 */
export function validateProviderImage(
  image: ProviderImage,
  place: () => Place,
  declared: DeclaredCapabilities | 'unknown' | undefined,
  target: Target,
  issues: IssueCollector,
): void {
  const { name = '', versions = [] } = image;
  if (name === '') {
    reportMissing(
      'the image has no name',
      'write the name that it has in spec.machineImages',
      place().child('name'),
      issues,
    );
  }
  if (versions.length === 0) {
    reportMissing(
      `image ${quote(name)} has no versions`,
      'list the versions that it has in spec.machineImages',
      place().child('versions'),
      issues,
    );
  }
  for (const [index, version] of versions.entries()) {
    const at = (): Place => place().child('versions').index(index);
    if ((version.version ?? '') === '') {
      reportMissing(
        'the entry has no version',
        'write the version that it has in spec.machineImages',
        at().child('version'),
        issues,
      );
    }
    validateFormat(version, at, declared, target, issues);
  }
}

function validateFormat(
  version: ProviderImageVersion,
  at: () => Place,
  declared: DeclaredCapabilities | 'unknown' | undefined,
  target: Target,
  issues: IssueCollector,
): void {
  const { regions = [], capabilityFlavors = [] } = version;
  const hasFlavors = capabilityFlavors.length > 0 && target.provider >= flavorsSince;
  if (declared === undefined) {
    validateRegionImages(regions, at, issues);
    if (hasFlavors) {
      at()
        .child('capabilityFlavors')
        .report(
          issues,
          rules['provider-config-flavors-undeclared'],
          `version ${quote(version.version ?? '')} has capabilityFlavors, and the profile declares no machineCapabilities`,
          'declare spec.machineCapabilities, or write regions instead',
        );
    }
    return;
  }
  if (hasFlavors && regions.length > 0) {
    at()
      .child('regions')
      .report(
        issues,
        rules['provider-config-formats-mixed'],
        `version ${quote(version.version ?? '')} has regions and capabilityFlavors`,
        'keep the flavors, and move the regions into one of them',
      );
  } else if (hasFlavors) {
    for (const [index, flavor] of capabilityFlavors.entries()) {
      validateFlavor(flavor, () => at().child('capabilityFlavors').index(index), declared, issues);
    }
  } else validateRegionImages(regions, at, issues);
}

function validateFlavor(
  { capabilities = {}, regions = [] }: ProviderFlavor,
  at: () => Place,
  declared: DeclaredCapabilities | 'unknown',
  issues: IssueCollector,
): void {
  if (declared !== 'unknown') {
    const place = (): Place => at().child('capabilities');
    validateDeclared(capabilities, declared, place, rules['provider-config-capability-unknown'], issues);
    const known = declaredArchitectures(declared);
    const own = capabilities[architecture] ?? [];
    if (known.length > 1 && own.length !== 1) {
      place()
        .child(architecture)
        .report(
          issues,
          rules['provider-config-architecture-ambiguous'],
          `this flavor has ${own.length === 0 ? 'no architecture' : `the architectures ${listed(own)}`}, and the profile declares ${listed(known)}`,
          'name exactly one',
        );
    }
  }
  validateRegionImages(regions, at, issues);
}

function validateRegionImages(
  regions: readonly RegionImage[],
  at: () => Place,
  issues: IssueCollector,
): void {
  if (regions.length === 0) {
    const place = at().child('regions');
    reportMissing('there are no regions', 'list region names with their image IDs', place, issues);
  }
  // Most of a profile are these entries: the loop makes nothing until it has something to say.
  for (let index = 0; index < regions.length; index++) {
    const entry = regions[index];
    if (entry === undefined || (isText(entry.name) && isText(entry.id))) continue;
    reportIncompleteRegion(entry, at().child('regions').index(index), issues);
  }
}

function isText(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

function reportIncompleteRegion(
  { name = '', id = '' }: RegionImage,
  place: Place,
  issues: IssueCollector,
): void {
  if (name === '') {
    reportMissing('the entry has no region name', 'write one of spec.regions', place.child('name'), issues);
  }
  if (id === '') {
    reportMissing(
      `region ${quote(name)} has no image ID`,
      'write the ID that the image has in this region, e.g. "m-…"',
      place.child('id'),
      issues,
    );
  }
}

function reportMissing(message: string, hint: string, place: Place, issues: IssueCollector): void {
  place.report(issues, rules['provider-config-incomplete'], message, hint);
}

const schema = 'alicloud.provider.extensions.gardener.cloud/v1alpha1/CloudProfileConfig';

export const configPath = FieldPath.of('spec', 'providerConfig');

/** A CloudProfileConfig with what strict decoding has to say of it. */
export class DecodedConfig {
  constructor(
    /** What could be read; empty where nothing could. */
    readonly value: CloudProfileConfig,
    private readonly findings: readonly Finding[],
    readonly isSound: boolean,
  ) {}

  reportTo(issues: IssueCollector): void {
    for (const finding of this.findings) issues.findings.push(finding);
  }
}

/** The CloudProfileConfig of a profile, decoded as the admission does. */
export function decodeConfig(providerConfig: unknown, target: Target): DecodedConfig | undefined {
  if (providerConfig === undefined) return undefined;
  const issues = new IssueCollector();
  const value = decode(schema, providerConfig, target, issues, { path: configPath });
  return new DecodedConfig(value ?? {}, issues.findings, !issues.hasErrors);
}

/** A decoded CloudProfileConfig: which image ID belongs to which image version and region. */
export interface CloudProfileConfig {
  readonly machineImages?: readonly ProviderImage[];
}

export interface ProviderImage {
  readonly name?: string;
  readonly versions?: readonly ProviderImageVersion[];
}

/** Uses `regions` (amd64 only) or `capabilityFlavors`. */
export interface ProviderImageVersion {
  readonly version?: string;
  readonly regions?: readonly RegionImage[];
  readonly capabilityFlavors?: readonly ProviderFlavor[];
}

interface ProviderFlavor {
  readonly capabilities?: Capabilities;
  readonly regions?: readonly RegionImage[];
}

export interface RegionImage {
  readonly name?: string;
  readonly id?: string;
}

/** The entry of an image version as Gardener's admission finds it: of entries with one name the last counts. */
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
