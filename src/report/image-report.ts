import { defaultArchitecture } from '../gardener/defaults';
import { ImageMapping, type MappedFlavor } from '../gardener/image-mapping';
import { asObject, type JsonObject, listAt } from '../gardener/json';
import type { Target } from '../gardener/target';
import type { FlavorReport, ImageReport, ImageVersionReport, RegionColumn } from './landscape-report';
import { newestFirst, toVersionReport } from './version-report';
import { compareTexts, writtenAt, writtenListAt } from './written';

/**
 * The images that a profile offers, with their IDs, and those that only its providerConfig names.
 * @param inherited providerConfig of the parent, which has the IDs of versions that a profile only extends
 */
export function toImageReports(
  spec: JsonObject,
  inherited: JsonObject,
  target: Target,
  waivedGaps: ReadonlyMap<string, string>,
): ImageReport[] {
  const mapping = ImageMapping.read(spec['providerConfig']);
  const parent = ImageMapping.read(inherited);
  const images = new Map<string, ImageVersionReport[]>();
  for (const image of listAt(spec, 'machineImages').map(asObject)) {
    const name = writtenAt(image, 'name');
    const versions = listOf(images, name);
    for (const entry of listAt(image, 'versions').map(asObject)) {
      const version = writtenAt(entry, 'version');
      const own = mapping.entries(name, version).length > 0 ? mapping : parent;
      const reason = mapping
        .entries(name, version)
        .map(({ at }) => waivedGaps.get(String(at)))
        .find((text) => text !== undefined);
      versions.push({
        ...toVersionReport(entry, target),
        offered: true,
        flavors: toFlavors(own.flavors(name, version), architecturesOf(entry)),
        ...(reason === undefined ? {} : { gapsWaived: reason }),
      });
    }
  }
  addUnoffered(images, mapping);
  return [...images].map(([name, versions]) => ({ name, versions: versions.sort(newestFirst) }));
}

/** The regions of the profile, then the others that have an image, by name. */
export function toColumns(offered: readonly string[], images: readonly ImageReport[]): RegionColumn[] {
  const known = new Set(offered);
  const others = new Set<string>();
  for (const { versions } of images) {
    for (const { flavors } of versions) {
      for (const flavor of flavors) {
        for (const region of flavor.images.keys()) if (!known.has(region)) others.add(region);
      }
    }
  }
  return [
    ...[...known].map((name) => ({ name, offered: true })),
    ...[...others].sort(compareTexts).map((name) => ({ name, offered: false })),
  ];
}

function addUnoffered(images: Map<string, ImageVersionReport[]>, mapping: ImageMapping): void {
  const offered = new Map(
    [...images].map(([name, versions]) => [name, new Set(versions.map(({ version }) => version))]),
  );
  for (const [name, version] of mapping.versions()) {
    if (offered.get(name)?.has(version) === true) continue;
    const flavors = toFlavors(mapping.flavors(name, version), '');
    listOf(images, name).push({ version, stage: '', spans: [], offered: false, flavors });
  }
}

/** @param architectures label for image IDs that say no capabilities */
function toFlavors(mapped: readonly MappedFlavor[], architectures: string): FlavorReport[] {
  const flavors = mapped.map(({ capabilities, regions }) => ({
    label: capabilities === undefined ? architectures : labelOf(capabilities),
    images: new Map([...regions].flatMap(([region, { id }]) => (id === '' ? [] : [[region, id] as const]))),
  }));
  return flavors.length > 0 ? flavors : [{ label: architectures, images: new Map() }];
}

/** The architecture speaks for itself; other capabilities need their names. */
function labelOf(capabilities: JsonObject): string {
  const others = Object.keys(capabilities)
    .filter((name) => name !== 'architecture')
    .sort(compareTexts)
    .map((name) => `${name}=${writtenListAt(capabilities, name).join('|')}`);
  return [...writtenListAt(capabilities, 'architecture'), ...others].join(', ');
}

function architecturesOf(version: JsonObject): string {
  const own = writtenListAt(version, 'architectures');
  if (own.length > 0) return own.join(', ');
  const flavors = listAt(version, 'capabilityFlavors').map((flavor) => labelOf(asObject(flavor)));
  return flavors.length > 0 ? flavors.join('; ') : defaultArchitecture;
}

function listOf<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
