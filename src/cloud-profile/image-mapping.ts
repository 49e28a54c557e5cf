import { defaultArchitecture, defaultCri } from '../gardener/defaults';
import { inOrder } from '../garden-object/props';
import type { Check } from '../issues/check';
import type { MachineImage, MachineImageVersion, RegionImageIds } from './machine-image';
import type { MachineCapability } from './props';
import { cloudProfileConstructRules as rules } from './table';

type Capabilities = Readonly<Record<string, readonly string[]>>;

/** One image version in the form that both halves of a CloudProfile are made from. */
export interface MappedVersion {
  readonly version: MachineImageVersion;
  /** As in provider config: flat, or by flavor. */
  readonly mapping: { readonly regions: RegionImageIds } | { readonly flavors: readonly MappedFlavor[] };
  readonly architectures: readonly string[];
}

interface MappedFlavor {
  readonly capabilities: Capabilities;
  readonly regions: RegionImageIds;
}

/**
 * The capabilities that a profile declares: what it says, or else, as soon as an image is not for amd64 alone,
 * the architectures of its images.
 */
export function capabilitiesOf(
  declared: readonly MachineCapability[] | undefined,
  images: readonly MachineImage[],
): readonly MachineCapability[] {
  if (declared !== undefined) return declared;
  const architectures = new Set(
    images.flatMap((image) => image.versions.flatMap((version) => architecturesOf(version))),
  );
  if (architectures.size === 0 || (architectures.size === 1 && architectures.has(defaultArchitecture)))
    return [];
  return [{ name: 'architecture', values: [...architectures].sort() }];
}

function architecturesOf(version: MachineImageVersion): readonly string[] {
  if (version.architectures !== undefined) return version.architectures;
  const ofFlavors = (version.flavors ?? []).flatMap(({ capabilities }) => capabilities['architecture'] ?? []);
  return ofFlavors.length === 0 ? [defaultArchitecture] : [...new Set(ofFlavors)];
}

/** Decides for one version between flat regions and flavors, and reports what contradicts itself. */
export function mapVersion(
  version: MachineImageVersion,
  capabilities: readonly MachineCapability[],
  check: Check,
): MappedVersion {
  const architectures = architecturesOf(version);
  const { regions, flavors } = version;
  if ((regions === undefined) === (flavors === undefined)) {
    const both = regions !== undefined;
    check.report(
      rules['machine-image-ids-missing'],
      both
        ? `version ${version.version} has regions and flavors`
        : `version ${version.version} has no image IDs`,
      both
        ? 'keep one of the two'
        : 'give the image ID of every region in regions, or by capabilities in flavors',
    );
    return { version, mapping: { regions: regions ?? {} }, architectures };
  }
  if (flavors !== undefined) return mapFlavors(version, flavors, architectures, capabilities);
  const [architecture, ...others] = architectures;
  if (others.length > 0) {
    check
      .at('architectures')
      .report(
        rules['machine-image-architectures'],
        `version ${version.version} has one image per region for ${architectures.join(' and ')}`,
        'give the IDs by architecture in flavors',
      );
  }
  const flat = architecture === defaultArchitecture || architecture === undefined;
  const mapping = flat
    ? { regions: regions ?? {} }
    : { flavors: [{ capabilities: { architecture: [architecture] }, regions: regions ?? {} }] };
  return { version, mapping, architectures };
}

/** Without declared capabilities a single amd64 flavor is the same as flat regions. */
function mapFlavors(
  version: MachineImageVersion,
  flavors: NonNullable<MachineImageVersion['flavors']>,
  architectures: readonly string[],
  capabilities: readonly MachineCapability[],
): MappedVersion {
  const [only, ...others] = flavors;
  const plain = only !== undefined && others.length === 0 && Object.keys(only.capabilities).length <= 1;
  if (capabilities.length === 0 && plain && architectures.join() === defaultArchitecture) {
    return { version, mapping: { regions: only.regions }, architectures };
  }
  return { version, mapping: { flavors }, architectures };
}

/** Reports that flavors are needed where the target does not have them. */
export function checkFlavorSupport(
  capabilities: readonly MachineCapability[],
  mapped: readonly MappedVersion[],
  check: Check,
): void {
  const { target } = check;
  const needing = mapped.find(({ mapping }) => 'flavors' in mapping);
  if (needing === undefined || (target.gate('CloudProfileCapabilities') && target.provider >= 70)) return;
  check
    .at('spec', 'machineCapabilities')
    .report(
      rules['machine-image-needs-capabilities'],
      `version ${needing.version.version} has images by capabilities (${capabilities.map(({ name }) => name).join(', ')}), ` +
        `which Gardener 1.${target.gardener} with provider-alicloud 1.${target.provider} does not have`,
      'set gardenerVersion 1.146 and providerVersion 1.70 or later (or the gate CloudProfileCapabilities), or offer amd64 alone',
    );
}

const versionFields = [
  'version',
  'classification',
  'expirationDate',
  'lifecycle',
  'cri',
  'architectures',
  'kubeletVersionConstraint',
  'inPlaceUpdates',
  'capabilityFlavors',
];

/** `spec.machineImages[].versions[]`, with what the API server and the webhook of provider-alicloud fill in. */
export function toSpecVersion(
  mapped: MappedVersion,
  capabilities: readonly MachineCapability[],
): Record<string, unknown> {
  const { version } = mapped;
  return inOrder(versionFields, {
    ...version,
    // What is undefined is left out.
    ...{ regions: undefined, flavors: undefined, facts: undefined },
    cri: version.cri ?? defaultCri,
    architectures: mapped.architectures,
    ...(capabilities.length === 0
      ? {}
      : {
          capabilityFlavors:
            'flavors' in mapped.mapping
              ? mapped.mapping.flavors.map((flavor) => flavor.capabilities)
              : [{ architecture: [defaultArchitecture] }],
        }),
  });
}

/** `spec.providerConfig.machineImages[].versions[]` */
export function toProviderVersion({ version, mapping }: MappedVersion): Record<string, unknown> {
  return 'flavors' in mapping
    ? {
        version: version.version,
        capabilityFlavors: mapping.flavors.map(({ capabilities, regions }) => ({
          capabilities,
          regions: toRegions(regions),
        })),
      }
    : { version: version.version, regions: toRegions(mapping.regions) };
}

function toRegions(ids: RegionImageIds): Record<string, unknown>[] {
  return Object.entries(ids).map(([name, id]) => ({ name, id }));
}
