import { FieldPath } from '../../gardener/field-path';
import { quote } from '../../gardener/json';
import type { Check } from '../../issues/check';
import type { Rule } from '../../issues/rule';
import {
  type CloudProfileConfig,
  flavorsSince,
  type ProviderImage,
  type ProviderImageVersion,
  validateProviderImage,
} from '../alicloud/cloud-profile';
import {
  architecture,
  completedKey,
  describeCapabilities,
  type DeclaredCapabilities,
  flavorsOf,
  valuesOf,
} from '../cloud-profile/capabilities';
import type { Capabilities, CloudProfileSpec, MachineImageVersion } from '../cloud-profile/effective-profile';
import { listed } from '../cloud-profile/names';
import { type OwnProfile, versionsByImage } from './own-profile';
import { namespacedCloudProfileRuleTable as rules } from './table';
import { defaultArchitecture } from '../../gardener/defaults';

// Follows pkg/admission/validator/namespacedcloudprofile.go of gardener/gardener-extension-provider-alicloud.

const mappingPath = FieldPath.of('spec', 'providerConfig', 'machineImages');

/** provider-alicloud minor that asks for no mapping of a version that only gets another expiry. */
const overridesUnmappedSince = 72;
/** provider-alicloud minor whose webhook writes the flavors of providerConfig into the spec before it is judged. */
const fillsFlavorsSince = 72;

/**
 * Entries of providerConfig by themselves, and against the images of the profile.
 *
 * @param declared what the parent declares; `'unknown'` without it
 * @param check the document
 */
export function validateOwnMapping(
  config: CloudProfileConfig,
  own: OwnProfile,
  declared: DeclaredCapabilities | 'unknown' | undefined,
  check: Check,
): void {
  const images = new Map(
    own.images.map(({ value, versions }) => [
      value.name ?? '',
      new Set(versions.map((entry) => entry.value.version ?? '')),
    ]),
  );
  for (const [index, image] of (config.machineImages ?? []).entries()) {
    const here = mappingOf(check).at(index);
    validateProviderImage(image, here, declared);
    const versions = images.get(image.name ?? '');
    if (versions !== undefined) validateKnownVersions(image, versions, here);
    else {
      here.report(
        rules['namespaced-cloud-profile-mapping-missing'],
        `image ${quote(image.name ?? '')} is mapped, and spec.machineImages does not have it`,
        'add it there, or remove the entry',
      );
    }
  }
}

function mappingOf(check: Check): Check {
  return check.at('spec', 'providerConfig', 'machineImages');
}

function validateKnownVersions(image: ProviderImage, versions: ReadonlySet<string>, here: Check): void {
  for (const [index, { version = '' }] of (image.versions ?? []).entries()) {
    if (versions.has(version)) continue;
    here
      .at('versions', index)
      .report(
        rules['namespaced-cloud-profile-mapping-version-unknown'],
        `version ${quote(version)} of image ${quote(image.name ?? '')} is mapped, and spec.machineImages does not have it`,
        'add it there, or remove the entry',
      );
  }
}

/** An entry of providerConfig and where it stands. */
interface MappedVersion {
  readonly entry: ProviderImageVersion;
  readonly here: Check;
}

/**
 * What is new needs a mapping of each of its flavors, and what the parent has must not get one.
 *
 * @param own the profile in the format of its parent
 * @param check the document
 */
export function validateMappingWithParent(
  config: CloudProfileConfig,
  own: OwnProfile,
  parent: CloudProfileSpec,
  check: Check,
): void {
  const inParent = versionsByImage(parent);
  const mapped = mappedVersions(config, check);
  for (const [name, versions] of mapped) {
    for (const [version, { here }] of versions) {
      if (inParent.get(name)?.has(version) !== true) continue;
      here.report(
        rules['namespaced-cloud-profile-mapping-forbidden'],
        `the parent has version ${quote(version)} of image ${quote(name)} already`,
        'remove the entry',
      );
    }
  }
  const capabilities = check.target.provider >= flavorsSince ? own.capabilities : undefined;
  for (const { value, written, versions } of own.images) {
    const name = value.name ?? '';
    const here = check.at('spec', 'machineImages', written);
    if (!inParent.has(name) && !mapped.has(name)) {
      reportMissing(`image ${quote(name)} is new and has`, here);
      continue;
    }
    for (const { value: entry, written: position } of versions) {
      const version = entry.version ?? '';
      const at = here.at('versions', position);
      const isOverride = inParent.get(name)?.has(version) === true;
      const found = mapped.get(name)?.get(version);
      const title = `version ${quote(version)} of image ${quote(name)}`;
      if (found !== undefined) {
        if (capabilities !== undefined) new FlavorCheck(title, entry, found, capabilities, at).run();
      } else if (!isOverride) reportMissing(`${title} is new and has`, at);
      else if (capabilities !== undefined && check.target.provider < overridesUnmappedSince) {
        at.as(mappingPath).report(
          rules['namespaced-cloud-profile-mapping-missing'],
          `${title} has no entry in providerConfig, and provider-alicloud before 1.${overridesUnmappedSince} wants one although the parent has it`,
          `use provider-alicloud 1.${overridesUnmappedSince}, or extend the version in the parent`,
        );
      }
    }
  }
}

function mappedVersions(
  config: CloudProfileConfig,
  check: Check,
): ReadonlyMap<string, ReadonlyMap<string, MappedVersion>> {
  const images = new Map<string, Map<string, MappedVersion>>();
  for (const [index, { name = '', versions = [] }] of (config.machineImages ?? []).entries()) {
    const known = new Map<string, MappedVersion>();
    for (const [position, entry] of versions.entries()) {
      known.set(entry.version ?? '', { entry, here: mappingOf(check).at(index, 'versions', position) });
    }
    images.set(name, known);
  }
  return images;
}

function reportMissing(what: string, here: Check): void {
  here
    .as(mappingPath)
    .report(
      rules['namespaced-cloud-profile-mapping-missing'],
      `${what} no entry in providerConfig`,
      'add it to providerConfig with its image IDs',
    );
}

/** The flavors of an image version against those of its entry in providerConfig: both have to have the same. */
class FlavorCheck {
  private readonly flavors: readonly Capabilities[];

  constructor(
    private readonly title: string,
    version: MachineImageVersion,
    private readonly mapped: MappedVersion,
    private readonly declared: DeclaredCapabilities,
    private readonly here: Check,
  ) {
    this.flavors = flavorsOf(version.capabilityFlavors);
  }

  run(): void {
    const { entry } = this.mapped;
    if ((entry.capabilityFlavors ?? []).length > 0) this.checkFlavors(entry);
    else if ((entry.regions ?? []).length > 0) this.checkFlatRegions();
    else for (const flavor of this.flavors) this.reportUnmapped(flavor);
  }

  private checkFlavors({ capabilityFlavors = [] }: ProviderImageVersion): void {
    const wanted = new Set(this.flavors.map((flavor) => this.key(flavor)));
    const regions = new Map<string, Set<string>>();
    const everywhere = new Set<string>();
    for (const [index, { capabilities = {}, regions: list = [] }] of capabilityFlavors.entries()) {
      const key = this.key(capabilities);
      const known = regions.get(key) ?? new Set<string>();
      regions.set(key, known);
      for (const { name = '' } of list) {
        known.add(name);
        everywhere.add(name);
      }
      if (!wanted.has(key)) this.reportExcess(capabilities, index);
    }
    for (const flavor of this.flavors) {
      const known = regions.get(this.key(flavor));
      if (known === undefined) {
        this.reportUnmapped(flavor);
        continue;
      }
      const missing = [...everywhere].filter((region) => !known.has(region));
      if (missing.length > 0) this.reportRegions(flavor, missing);
    }
  }

  /** They stand for amd64. */
  private checkFlatRegions(): void {
    const architectures = this.flavors.map((flavor) => valuesOf(flavor, architecture, this.declared));
    if (!architectures.some((values) => values.includes(defaultArchitecture))) {
      this.report(
        rules['namespaced-cloud-profile-mapping-flavor-excess'],
        `the regions of ${this.title} in providerConfig stand for ${defaultArchitecture}, and spec.machineImages does not offer it for ${defaultArchitecture}`,
        this.filled(
          'write capabilityFlavors in providerConfig instead of regions',
          `turns the version into ${defaultArchitecture}`,
        ),
        this.mapped.here.at('regions'),
      );
    }
    for (const [index, values] of architectures.entries()) {
      if (values.some((value) => value !== defaultArchitecture))
        this.reportUnmapped(this.flavors[index] ?? {});
    }
  }

  private reportExcess(capabilities: Capabilities, index: number): void {
    this.report(
      rules['namespaced-cloud-profile-mapping-flavor-excess'],
      `providerConfig has the flavor ${describeCapabilities(capabilities)} of ${this.title}, and spec.machineImages does not`,
      this.filled('add the flavor to spec.machineImages, or remove it in providerConfig', 'adds it there'),
      this.mapped.here.at('capabilityFlavors', index),
    );
  }

  private reportUnmapped(flavor: Capabilities): void {
    this.report(
      rules['namespaced-cloud-profile-mapping-missing'],
      `the flavor ${describeCapabilities(flavor)} of ${this.title} has no entry in providerConfig`,
      this.filled('add it to providerConfig with its image IDs', 'drops it from spec.machineImages'),
      this.here,
    );
  }

  private reportRegions(flavor: Capabilities, regions: readonly string[]): void {
    this.report(
      rules['namespaced-cloud-profile-mapping-region-missing'],
      `the flavor ${describeCapabilities(flavor)} of ${this.title} has no image ID in ${listed(regions)}, where another flavor has one`,
      'give each flavor an image ID in the same regions',
      this.mapped.here,
    );
  }

  /** What to do, and what happens to one who does not read this. */
  private filled(hint: string, whatTheWebhookDoes: string): string {
    if (this.here.target.provider < fillsFlavorsSince) return hint;
    return `${hint}: the webhook of provider-alicloud 1.${fillsFlavorsSince} ${whatTheWebhookDoes} instead of refusing`;
  }

  /** Gardener names the list whatever is wrong in it. */
  private report(rule: Rule, message: string, hint: string, at: Check): void {
    at.as(mappingPath).report(rule, message, hint);
  }

  private key(capabilities: Capabilities): string {
    return completedKey(capabilities, this.declared);
  }
}
