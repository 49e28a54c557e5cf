import { FieldPath } from './field-path';
import { asList, asObject, asText, isObject, type JsonObject } from './json';

/** An image ID in a region, and the entry that gives it. There are many: the path is made when somebody asks. */
export class MappedId {
  constructor(
    readonly id: string,
    private readonly holder: FieldPath,
    private readonly index: number,
  ) {}

  get at(): FieldPath {
    return this.holder.child('regions').index(this.index);
  }
}

/** One flavor of an image version: IDs by region for a set of capabilities. */
export interface MappedFlavor {
  /** Undefined for flat `regions`, which stand for amd64. */
  readonly capabilities: JsonObject | undefined;
  /** The first entry of each region counts. */
  readonly regions: ReadonlyMap<string, MappedId>;
}

/** One entry `machineImages[i].versions[j]`. */
export interface MappedEntry {
  readonly image: string;
  readonly version: string;
  readonly value: JsonObject;
  readonly at: FieldPath;
  /** Where it stands below the config, e.g. `machineImages`, 0, `versions`, 1. */
  readonly steps: readonly (string | number)[];
  readonly flavors: readonly MappedFlavor[];
}

/**
 * What a CloudProfileConfig says about image versions, read as provider-alicloud reads it where a worker needs
 * its image: it goes through all entries of a name and version, and takes the first that has the region and
 * the capabilities. So a second entry fills the gaps of the first, and never replaces what the first has.
 */
export class ImageMapping {
  /** @param config a CloudProfileConfig; whatever has another form is no entry */
  static read(config: unknown, path: FieldPath = FieldPath.of('spec', 'providerConfig')): ImageMapping {
    const entries: MappedEntry[] = [];
    const images = path.child('machineImages');
    for (const [index, image] of asList(asObject(config)['machineImages']).entries()) {
      const name = asText(asObject(image)['name']);
      for (const [position, item] of asList(asObject(image)['versions']).entries()) {
        const at = images.index(index).child('versions').index(position);
        const value = asObject(item);
        const version = asText(value['version']);
        const steps = ['machineImages', index, 'versions', position];
        entries.push({ image: name, version, value, at, steps, flavors: readFlavors(value, at) });
      }
    }
    return new ImageMapping(entries);
  }

  private readonly index = new Map<string, Map<string, MappedEntry[]>>();

  private constructor(
    /** In the order in which they stand. */
    readonly all: readonly MappedEntry[],
  ) {
    for (const entry of all) {
      const versions = this.index.get(entry.image) ?? new Map<string, MappedEntry[]>();
      this.index.set(entry.image, versions);
      const entries = versions.get(entry.version);
      if (entries === undefined) versions.set(entry.version, [entry]);
      else entries.push(entry);
    }
  }

  /** All entries of an image version. */
  entries(image: string, version: string): readonly MappedEntry[] {
    return this.index.get(image)?.get(version) ?? [];
  }

  /** Flavors of an image version over all of its entries: of those with the same capabilities one. */
  flavors(image: string, version: string): readonly MappedFlavor[] {
    const entries = this.entries(image, version);
    const [only] = entries;
    if (only !== undefined && entries.length === 1 && only.flavors.length === 1) return only.flavors;
    const merged = new Map<
      string,
      { capabilities: JsonObject | undefined; regions: Map<string, MappedId> }
    >();
    for (const { flavors } of entries) {
      for (const { capabilities, regions } of flavors) {
        const key = flavorKey(capabilities);
        const known = merged.get(key);
        if (known === undefined) merged.set(key, { capabilities, regions: new Map(regions) });
        else
          for (const [region, id] of regions) if (!known.regions.has(region)) known.regions.set(region, id);
      }
    }
    return [...merged.values()];
  }

  /** Every image version that has an entry, once, in the order of the entries. */
  *versions(): Generator<readonly [image: string, version: string]> {
    for (const [image, versions] of this.index) for (const version of versions.keys()) yield [image, version];
  }
}

function readFlavors(version: JsonObject, at: FieldPath): MappedFlavor[] {
  const flavors: MappedFlavor[] = [];
  for (const [index, item] of asList(version['capabilityFlavors']).entries()) {
    const flavor = asObject(item);
    const capabilities = isObject(flavor['capabilities']) ? flavor['capabilities'] : {};
    const place = at.child('capabilityFlavors').index(index);
    flavors.push({ capabilities, regions: readRegions(flavor['regions'], place) });
  }
  const regions = readRegions(version['regions'], at);
  if (regions.size > 0) flavors.push({ capabilities: undefined, regions });
  return flavors;
}

function readRegions(list: unknown, at: FieldPath): Map<string, MappedId> {
  const regions = new Map<string, MappedId>();
  const entries = asList(list);
  // Most of a profile are these entries.
  for (let index = 0; index < entries.length; index++) {
    const entry = asObject(entries[index]);
    const region = asText(entry['name']);
    if (region === '' || regions.has(region)) continue;
    regions.set(region, new MappedId(asText(entry['id']), at, index));
  }
  return regions;
}

/** The same for the same capabilities, in whatever order they are written. */
export function flavorKey(capabilities: JsonObject | undefined): string {
  if (capabilities === undefined) return '';
  const names = Object.keys(capabilities).sort();
  return names.map((name) => `${name}=${asList(capabilities[name]).map(asText).sort().join(',')}`).join(';');
}
