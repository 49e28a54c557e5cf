import { defaultArchitecture } from '../gardener/defaults';
import { asObject, type JsonObject, listAt, objectAt } from '../gardener/json';
import { parseQuantity } from '../gardener/quantity';
import type { Target } from '../gardener/target';
import { toColumns, toImageReports } from './image-report';
import type {
  MachineFamily,
  MachineTypeReport,
  ProfileReport,
  RegionReport,
  VolumeTypeReport,
} from './landscape-report';
import { newestFirst, toVersionReport } from './version-report';
import { compareTexts, writtenAt, writtenListAt } from './written';

/**
 * @param waivedGaps reasons by the path of the entry whose gaps are meant
 * @param parent of a NamespacedCloudProfile, whose regions are those of its parent
 */
export function toProfileReport(
  manifest: JsonObject,
  parent: JsonObject | undefined,
  target: Target,
  waivedGaps: ReadonlyMap<string, string> = new Map(),
): ProfileReport {
  const metadata = objectAt(manifest, 'metadata');
  const spec = objectAt(manifest, 'spec');
  const regions = listAt(spec, 'regions').map((region) => toRegionReport(asObject(region)));
  const inherited = objectAt(objectAt(parent ?? {}, 'spec'), 'providerConfig');
  const images = toImageReports(spec, inherited, target, waivedGaps);
  const offered = listAt(objectAt(parent ?? manifest, 'spec'), 'regions').map((region) =>
    writtenAt(asObject(region), 'name'),
  );
  const parentName = writtenAt(objectAt(spec, 'parent'), 'name');
  const namespace = manifest['kind'] === 'CloudProfile' ? '' : writtenAt(metadata, 'namespace');
  return {
    kind: writtenAt(manifest, 'kind'),
    name: [namespace, writtenAt(metadata, 'name')].filter((part) => part !== '').join('/'),
    ...(parentName === '' ? {} : { parent: parentName }),
    kubernetes: listAt(objectAt(spec, 'kubernetes'), 'versions')
      .map((version) => toVersionReport(asObject(version), target))
      .sort(newestFirst),
    images,
    // The regions of a parent that is not here are not known: none can be called left out.
    columns: toColumns(offered, images).map((column) =>
      parentName !== '' && parent === undefined ? { ...column, offered: true } : column,
    ),
    regions,
    families: toFamilies(spec, regions),
    volumeTypes: toVolumeTypes(spec, regions),
  };
}

function toRegionReport(region: JsonObject): RegionReport {
  const labels = objectAt(region, 'labels');
  return {
    name: writtenAt(region, 'name'),
    zones: listAt(region, 'zones')
      .map(asObject)
      .map((zone) => ({
        name: writtenAt(zone, 'name'),
        unavailableMachineTypes: writtenListAt(zone, 'unavailableMachineTypes'),
        unavailableVolumeTypes: writtenListAt(zone, 'unavailableVolumeTypes'),
      })),
    labels: Object.keys(labels)
      .sort(compareTexts)
      .map((key) => `${key}=${writtenAt(labels, key)}`),
    accessRestrictions: listAt(region, 'accessRestrictions').map((item) => writtenAt(asObject(item), 'name')),
  };
}

function toVolumeTypes(spec: JsonObject, regions: readonly RegionReport[]): VolumeTypeReport[] {
  const missing = zonesWithout(regions, 'unavailableVolumeTypes');
  return listAt(spec, 'volumeTypes')
    .map(asObject)
    .map((type) => ({
      name: writtenAt(type, 'name'),
      class: writtenAt(type, 'class'),
      minSize: writtenAt(type, 'minSize'),
      usable: type['usable'] !== false,
      missingIn: missing.get(writtenAt(type, 'name')) ?? [],
    }));
}

/** Machine types by instance family, families by name, types by size. */
function toFamilies(spec: JsonObject, regions: readonly RegionReport[]): MachineFamily[] {
  const missing = zonesWithout(regions, 'unavailableMachineTypes');
  const families = new Map<string, MachineTypeReport[]>();
  for (const type of listAt(spec, 'machineTypes').map(asObject)) {
    const name = writtenAt(type, 'name');
    const family = familyOf(name);
    const types = families.get(family) ?? [];
    families.set(family, types);
    types.push({
      name,
      architecture: architectureOf(type),
      cpu: writtenAt(type, 'cpu'),
      memory: writtenAt(type, 'memory'),
      gpu: writtenAt(type, 'gpu'),
      usable: type['usable'] !== false,
      missingIn: missing.get(name) ?? [],
    });
  }
  return [...families]
    .sort(([a], [b]) => compareTexts(a, b))
    .map(([name, types]) => ({ name, types: types.sort(bySize) }));
}

/** Zones by what they lack. */
function zonesWithout(
  regions: readonly RegionReport[],
  field: 'unavailableMachineTypes' | 'unavailableVolumeTypes',
): Map<string, string[]> {
  const zones = new Map<string, string[]>();
  for (const zone of regions.flatMap((region) => region.zones)) {
    for (const type of new Set(zone[field])) {
      const list = zones.get(type) ?? [];
      zones.set(type, list);
      list.push(zone.name);
    }
  }
  return zones;
}

/** `ecs.g7` of `ecs.g7.large`, `ecs.gn6i` of `ecs.gn6i-c4g1.xlarge`; what is named otherwise is a family of its own. */
function familyOf(name: string): string {
  return /^ecs\.[^.-]+/.exec(name)?.[0] ?? 'others';
}

function architectureOf(type: JsonObject): string {
  const capable = writtenListAt(objectAt(type, 'capabilities'), 'architecture').join(', ');
  return writtenAt(type, 'architecture') || capable || defaultArchitecture;
}

function bySize(a: MachineTypeReport, b: MachineTypeReport): number {
  return (
    compareQuantities(a.cpu, b.cpu) || compareQuantities(a.memory, b.memory) || compareTexts(a.name, b.name)
  );
}

/** What is no quantity comes last. */
function compareQuantities(a: string, b: string): number {
  const left = parseQuantity(a);
  const right = parseQuantity(b);
  if (left !== undefined && right !== undefined) return left.compare(right);
  return Number(left === undefined) - Number(right === undefined);
}
