import { defaultArchitecture, defaultCri } from '../gardener/defaults';
import { asList, asObject, isObject, isSameJson, type JsonObject, textAt } from '../gardener/json';
import { call, known, type NameCode, value } from './code';
import type { Program } from './program';

/** An image as the data file of a landscape has it: what `readMachineImage` reads. */
interface ImageData {
  readonly updateStrategy?: string;
  readonly versions: readonly JsonObject[];
}

/** Every image of a program once: its data in a file, and the constant that all profiles share. */
export class Images {
  private readonly made = new Map<string, NameCode>();

  constructor(private readonly program: Program) {}

  /** @param owner name of the profile: for an image that is another one than its namesake */
  image(name: string, data: ImageData, owner: string): NameCode {
    const key = JSON.stringify([name, data]);
    const found = this.made.get(key);
    if (found !== undefined) return found;
    const isTaken = [...this.made.keys()].some((other) => other.startsWith(`[${JSON.stringify(name)},`));
    const wanted = isTaken ? `${owner}-${name}` : name;
    const file = `${this.program.names.file(wanted, 'images')}.json`;
    const variable = this.program
      .module('images')
      .constant(
        wanted,
        'image',
        call(
          known('MachineImage', 'of'),
          value(name),
          call(known('readMachineImage'), this.program.json(file, `${wanted}-data`, data)),
        ),
      );
    this.made.set(key, variable);
    return variable;
  }
}

/** Versions that `providerConfig` maps to image IDs, by image and version. */
export function mappingsOf(spec: JsonObject): (image: string, version: string) => JsonObject | undefined {
  const byImage = new Map<string, Map<string, JsonObject>>();
  for (const image of asList(asObject(spec['providerConfig'])['machineImages'])) {
    const name = textAt(asObject(image), 'name');
    const versions = byImage.get(name) ?? new Map<string, JsonObject>();
    byImage.set(name, versions);
    for (const version of asList(asObject(image)['versions'])) {
      const mapping = asObject(version);
      if (!versions.has(textAt(mapping, 'version'))) versions.set(textAt(mapping, 'version'), mapping);
    }
  }
  return (image, version) => byImage.get(image)?.get(version);
}

const versionFields = ['classification', 'expirationDate', 'lifecycle', 'cri', 'kubeletVersionConstraint'];

/** A version of an image with its IDs; what Gardener would fill in is left out. */
export function toVersionData(version: JsonObject, mapping: JsonObject | undefined): JsonObject {
  const ids = toIds(mapping, asList(version['capabilityFlavors']));
  const kept = Object.fromEntries(
    [...versionFields, 'inPlaceUpdates'].flatMap((field) =>
      version[field] === undefined || (field === 'cri' && isSameJson(version[field], defaultCri))
        ? []
        : [[field, version[field]]],
    ),
  );
  const architectures = asList(version['architectures']);
  const isSaid = architectures.length > 0 && !isSameJson(architectures, architecturesOf(ids));
  return { version: version['version'], ...kept, ...(isSaid ? { architectures } : {}), ...ids };
}

/** What a version without `architectures` is for. */
function architecturesOf({ flavors }: JsonObject): readonly unknown[] {
  const named = asList(flavors).flatMap((flavor) =>
    asList(asObject(asObject(flavor)['capabilities'])['architecture']),
  );
  return named.length === 0 ? [defaultArchitecture] : [...new Set(named)];
}

/** @param order flavors as `spec.machineImages` has them; for image IDs their order means nothing */
function toIds(mapping: JsonObject | undefined, order: readonly unknown[]): JsonObject {
  const flavors = mapping?.['capabilityFlavors'];
  if (!Array.isArray(flavors)) return { regions: toRegions(mapping?.['regions']) };
  const place = (flavor: unknown): number => {
    const { capabilities } = asObject(flavor);
    const exact = order.findIndex((one) => isSameJson(one, capabilities));
    if (exact >= 0) return exact;
    // One side may say more of the same flavor.
    const { architecture } = asObject(capabilities);
    const near = order.findIndex((one) => isSameJson(asObject(one)['architecture'], architecture));
    return near < 0 ? order.length : near;
  };
  const sorted = [...(flavors as readonly unknown[])].sort((a, b) => place(a) - place(b));
  return {
    flavors: sorted.map((flavor) => {
      const { capabilities, regions } = asObject(flavor);
      const named = Object.entries(asObject(capabilities)).filter(
        ([, values]) => Array.isArray(values) && values.every((item) => typeof item === 'string'),
      );
      return { capabilities: Object.fromEntries(named), regions: toRegions(regions) };
    }),
  };
}

function toRegions(regions: unknown): JsonObject {
  return Object.fromEntries(
    asList(regions).flatMap((region) => {
      const { name, id } = asObject(region);
      return typeof name === 'string' && typeof id === 'string' ? [[name, id]] : [];
    }),
  );
}

/** Whether all versions can be told: an image that says something else is no data for `readMachineImage`. */
export function areVersions(versions: unknown): versions is readonly JsonObject[] {
  return (
    Array.isArray(versions) &&
    versions.every((version) => isObject(version) && typeof version['version'] === 'string')
  );
}
