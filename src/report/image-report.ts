import { asObject, type JsonObject, listAt, objectAt } from '../gardener/json';
import type { Target } from '../gardener/target';
import type { FlavorReport, ImageReport, ImageVersionReport, RegionColumn } from './landscape-report';
import { newestFirst, toVersionReport } from './profile-report';

/** Flavors that providerConfig has for an image version. */
type Mapping = Map<string, Map<string, JsonObject[]>>;

/**
 * The images that a profile offers, with their IDs, and those that only its providerConfig names.
 * @param inherited providerConfig of the parent, which has the IDs of versions that a profile only extends
 */
export function toImageReports(spec: JsonObject, inherited: JsonObject, target: Target): ImageReport[] {
  const mapping = readMapping(objectAt(spec, 'providerConfig'));
  const parent = readMapping(inherited);
  const images = new Map<string, ImageVersionReport[]>();
  for (const image of listAt(spec, 'machineImages').map(asObject)) {
    const name = writtenAt(image, 'name');
    const versions = listOf(images, name);
    for (const entry of listAt(image, 'versions').map(asObject)) {
      const version = writtenAt(entry, 'version');
      const mapped = mapping.get(name)?.get(version) ?? parent.get(name)?.get(version) ?? [];
      versions.push({
        ...toVersionReport(entry, target),
        offered: true,
        flavors: toFlavors(mapped, architecturesOf(entry)),
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

function readMapping(config: JsonObject): Mapping {
  const mapping: Mapping = new Map();
  for (const image of listAt(config, 'machineImages').map(asObject)) {
    const name = writtenAt(image, 'name');
    const versions = mapping.get(name) ?? new Map<string, JsonObject[]>();
    mapping.set(name, versions);
    for (const version of listAt(image, 'versions').map(asObject)) {
      listOf(versions, writtenAt(version, 'version')).push(version);
    }
  }
  return mapping;
}

function addUnoffered(images: Map<string, ImageVersionReport[]>, mapping: Mapping): void {
  for (const [name, versions] of mapping) {
    const offered = new Set((images.get(name) ?? []).map(({ version }) => version));
    for (const [version, mapped] of versions) {
      if (offered.has(version)) continue;
      const flavors = toFlavors(mapped, '');
      listOf(images, name).push({ version, stage: '', spans: [], offered: false, flavors });
    }
  }
}

/** @param architectures label for image IDs that say no capabilities */
function toFlavors(mapped: readonly JsonObject[], architectures: string): FlavorReport[] {
  const flavors = mapped.flatMap((version): FlavorReport[] => {
    const own = listAt(version, 'capabilityFlavors').map(asObject);
    if (own.length === 0) return [{ label: architectures, images: readImages(version) }];
    return own.map((flavor) => ({
      label: labelOf(objectAt(flavor, 'capabilities')),
      images: readImages(flavor),
    }));
  });
  return flavors.length > 0 ? flavors : [{ label: architectures, images: new Map() }];
}

function readImages(holder: JsonObject): Map<string, string> {
  return new Map(
    listAt(holder, 'regions').flatMap((item) => {
      const region = asObject(item);
      const id = writtenAt(region, 'id');
      return id === '' ? [] : [[writtenAt(region, 'name'), id] as const];
    }),
  );
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
  return flavors.length > 0 ? flavors.join('; ') : 'amd64';
}

function listOf<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

// A page is wanted most when something is wrong: values of a wrong type are shown as they were written,
// what cannot be shown reads as absent, and the validation says what Gardener makes of it.

/** A text, number or truth value as it was written; empty for anything else. */
function written(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      return '';
  }
}

export function writtenAt(object: JsonObject, key: string): string {
  return written(object[key]);
}

export function writtenListAt(object: JsonObject, key: string): string[] {
  return listAt(object, key).map(written);
}

/** By code unit, the same everywhere. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
