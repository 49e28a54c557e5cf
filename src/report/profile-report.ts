import { asObject, type JsonObject, listAt, objectAt } from '../gardener/json';
import { currentStage, expiryOf, type ExpirableVersion, type LifecycleStage } from '../gardener/lifecycle';
import { parseQuantity } from '../gardener/quantity';
import { compareVersions, parseVersion } from '../gardener/semver';
import type { Target } from '../gardener/target';
import { parseTimestamp } from '../gardener/timestamp';
import { compareTexts, toColumns, toImageReports, writtenAt, writtenListAt } from './image-report';
import type {
  MachineFamily,
  MachineTypeReport,
  ProfileReport,
  RegionReport,
  StageSpan,
  VersionReport,
  VolumeTypeReport,
} from './landscape-report';

/** @param parent of a NamespacedCloudProfile, whose regions are those of its parent */
export function toProfileReport(
  manifest: JsonObject,
  parent: JsonObject | undefined,
  target: Target,
): ProfileReport {
  const metadata = objectAt(manifest, 'metadata');
  const spec = objectAt(manifest, 'spec');
  const regions = listAt(spec, 'regions').map((region) => toRegionReport(asObject(region)));
  const inherited = objectAt(objectAt(parent ?? {}, 'spec'), 'providerConfig');
  const images = toImageReports(spec, inherited, target);
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

export function toVersionReport(entry: JsonObject, target: Target): VersionReport {
  const version = readVersion(entry);
  const expiry = expiryOf(version);
  return {
    version: version.version ?? '',
    stage: currentStage(version, target),
    spans: toSpans(version, expiry?.time),
    ...(expiry === undefined ? {} : { expiry: expiry.time }),
  };
}

/** Newest first; what is no version comes last, by code unit. */
export function newestFirst(a: { readonly version: string }, b: { readonly version: string }): number {
  const left = parseVersion(a.version);
  const right = parseVersion(b.version);
  if (left === undefined || right === undefined) {
    if (left === right) return compareTexts(a.version, b.version);
    return left === undefined ? 1 : -1;
  }
  return compareVersions(right, left) || compareTexts(a.version, b.version);
}

function readVersion(entry: JsonObject): ExpirableVersion {
  const lifecycle = listAt(entry, 'lifecycle').map((stage) =>
    readTexts<LifecycleStage>(asObject(stage), ['classification', 'startTime']),
  );
  return {
    ...readTexts<ExpirableVersion>(entry, ['classification', 'expirationDate']),
    version: writtenAt(entry, 'version'),
    ...(lifecycle.length === 0 ? {} : { lifecycle }),
  };
}

/** Those of the fields that say something. */
function readTexts<T>(object: JsonObject, fields: readonly (keyof T & string)[]): T {
  const texts = fields.map((field) => [field, writtenAt(object, field)] as const);
  return Object.fromEntries(texts.filter(([, text]) => text !== '')) as T;
}

/** A classification holds until the version expires, a stage of a lifecycle until the next one begins. */
function toSpans(version: ExpirableVersion, expiry: number | undefined): StageSpan[] {
  const { lifecycle } = version;
  if (lifecycle === undefined) {
    return [
      { stage: version.classification ?? 'supported', ...to(expiry) },
      ...(expiry === undefined ? [] : [{ stage: 'expired', from: expiry }]),
    ];
  }
  return lifecycle.map((stage, index) => ({
    stage: stage.classification ?? '',
    ...from(timeOf(stage)),
    ...to(timeOf(lifecycle[index + 1])),
  }));
}

function timeOf(stage: LifecycleStage | undefined): number | undefined {
  return stage?.startTime === undefined ? undefined : parseTimestamp(stage.startTime);
}

function from(time: number | undefined): { from?: number } {
  return time === undefined ? {} : { from: time };
}

function to(time: number | undefined): { to?: number } {
  return time === undefined ? {} : { to: time };
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
  return writtenAt(type, 'architecture') || capable || 'amd64';
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
