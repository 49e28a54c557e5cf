import { defaultArchitecture } from '../gardener/defaults';
import { asList, asObject, asText, isObject, type JsonObject, valueAt } from '../gardener/json';
import type { Check } from '../issues/check';
import type { ImageFacts, MachineImage, MachineImageVersion } from './machine-image';
import type { MachineType } from './props';
import { cloudProfileConstructRules as rules } from './table';

/** So many machine types are named in a message. */
const NAMED = 5;

/**
 * Warns where what ECS says of images and machine types does not go together, and of images that are not fit to
 * be shared. Where nothing is known of one of the two there is nothing to say.
 */
export function checkImageFit(
  images: readonly MachineImage[],
  machineTypes: readonly MachineType[],
  check: Check,
): void {
  const types = typesByArchitecture(machineTypes);
  for (const { name, architecture, facts, isCustom, at } of knownImages(images)) {
    const place = check.at('spec', 'machineImages', at.image, 'versions', at.version);
    checkTypes(name, facts, types.get(architecture) ?? [], place);
    checkDisks(name, facts, isCustom, place);
  }
}

/** The same of machine types that are added to images which are elsewhere: what these are by themselves is told there. */
export function checkAddedTypes(
  images: readonly MachineImage[],
  machineTypes: readonly MachineType[],
  check: Check,
): void {
  const types = typesByArchitecture(machineTypes);
  if (types.size === 0) return;
  for (const { name, architecture, facts } of knownImages(images)) {
    checkTypes(name, facts, types.get(architecture) ?? [], check.at('spec', 'machineTypes'));
  }
}

/** What Shoots of a profile choose from. */
export interface Offer {
  readonly images: readonly MachineImage[];
  readonly machineTypes: readonly MachineType[];
}

/** The same of the image and the machine type that each worker of a Shoot chooses. `check` is at the Shoot's spec. */
export function checkWorkers(spec: JsonObject, { images, machineTypes }: Offer, check: Check): void {
  const types = new Map(machineTypes.filter(isObject).map((type) => [type.name, type]));
  const known = knownImages(images);
  for (const [index, worker] of asList(valueAt(spec, 'provider', 'workers')).entries()) {
    const machine = asObject(valueAt(worker, 'machine'));
    const type = types.get(asText(machine['type']));
    if (type === undefined || !isObject(type.facts)) continue;
    const chosen = `${asText(valueAt(machine, 'image', 'name'))} ${asText(valueAt(machine, 'image', 'version'))}`;
    for (const { image, name, architecture, facts } of known) {
      if (image !== chosen || architecture !== architectureOf(type)) continue;
      const at = check.at('provider', 'workers', index, 'machine', 'image');
      checkTypes(name, facts, [type], at, 'choose another image, or another machine type');
    }
  }
}

/** An image of which something is known. */
interface KnownImage {
  /** Name and version. */
  readonly image: string;
  /** With the architecture. */
  readonly name: string;
  readonly architecture: string;
  readonly facts: ImageFacts;
  readonly isCustom: boolean;
  readonly at: { readonly image: number; readonly version: number };
}

function knownImages(images: readonly MachineImage[]): KnownImage[] {
  return images.flatMap(({ name, isCustom, versions }, i) =>
    versions.flatMap((version, j) =>
      factsByArchitecture(version).map(({ architecture, facts }) => ({
        image: `${name} ${version.version}`,
        name: `${name} ${version.version} for ${architecture}`,
        ...{ architecture, facts, isCustom },
        at: { image: i, version: j },
      })),
    ),
  );
}

/** What is known of a version's images; of several with one architecture each counts for itself. */
function factsByArchitecture(
  version: MachineImageVersion,
): { readonly architecture: string; readonly facts: ImageFacts }[] {
  if (!isObject(version)) return [];
  const { architectures, facts, flavors } = version as MachineImageVersion;
  const flat = { architecture: architectures?.[0] ?? defaultArchitecture, facts };
  const ofFlavors = asList(flavors).flatMap((flavor) => {
    const architecture = valueAt(flavor, 'capabilities', 'architecture');
    return {
      architecture: asText(asList(architecture)[0]) || defaultArchitecture,
      facts: valueAt(flavor, 'facts'),
    };
  });
  return [flat, ...ofFlavors].flatMap((found) =>
    isObject(found.facts) ? [{ architecture: found.architecture, facts: found.facts }] : [],
  );
}

/** Machine types that are offered, and of which something is known. */
function typesByArchitecture(machineTypes: readonly MachineType[]): ReadonlyMap<string, MachineType[]> {
  const types = new Map<string, MachineType[]>();
  for (const type of machineTypes) {
    if (!isObject(type) || !isObject(type.facts) || type.usable === false) continue;
    const architecture = architectureOf(type);
    const known = types.get(architecture);
    if (known === undefined) types.set(architecture, [type]);
    else known.push(type);
  }
  return types;
}

function architectureOf(type: MachineType): string {
  return type.architecture ?? type.capabilities?.['architecture']?.[0] ?? defaultArchitecture;
}

function checkTypes(
  name: string,
  { nvme, bootMode }: ImageFacts,
  types: readonly MachineType[],
  check: Check,
  advice?: string,
): void {
  const requiring = nvme === 'unsupported' ? types.filter(({ facts }) => facts?.nvme === 'required') : [];
  if (requiring.length > 0)
    check.report(
      rules['machine-image-nvme'],
      `${name} does not support NVMe, required by ${named(requiring)}`,
      advice ?? 'offer an image with NVMe support, or set usable: false on these types',
    );
  // UEFI-Preferred starts in either mode.
  const modes = ({ facts }: MachineType): readonly unknown[] => asList(facts?.bootModes);
  const refusing =
    bootMode === 'BIOS' || bootMode === 'UEFI'
      ? types.filter((type) => modes(type).length > 0 && !modes(type).includes(bootMode))
      : [];
  if (refusing.length > 0)
    check.report(
      rules['machine-image-boot-mode'],
      `${name} boots by ${bootMode ?? ''}, unknown to ${named(refusing)}`,
      advice ?? 'offer an image with another boot mode, or set usable: false on these types',
    );
}

function checkDisks(
  name: string,
  { dataDisks, encrypted }: ImageFacts,
  isCustom: boolean,
  check: Check,
): void {
  if (typeof dataDisks === 'number' && dataDisks > 0)
    check.report(
      rules['machine-image-data-disks'],
      `${name} has ${dataDisks} data ${dataDisks === 1 ? 'disk' : 'disks'} of its own`,
      'make the image from the system disk alone',
    );
  if (isCustom && encrypted === true)
    check.report(
      rules['custom-image-encrypted'],
      `${name} is encrypted, and cannot be shared with Shoots of other accounts as it is`,
      'copy it without encryption, or with a key of your own and the role AliyunECSShareEncryptImageDefaultRole',
    );
}

/** `ecs.g8i.large and 4 more` */
function named(types: readonly MachineType[]): string {
  const names = types.map(({ name }) => name);
  const more = names.length - NAMED;
  return more > 0 ? `${names.slice(0, NAMED).join(', ')} and ${more} more` : names.join(', ');
}
