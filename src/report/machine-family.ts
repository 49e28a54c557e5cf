import type { JsonObject } from '../validation/kind';
import { parseQuantity } from '../validation/kubernetes';
import { asObject, listAt, objectAt } from '../validation/kubernetes/read';
import type { MachineFamily, MachineTypeReport, RegionReport } from './landscape-report';
import { compareTexts, writtenAt, writtenListAt } from './written-value';

/** Machine types by instance family, families by name, types by size. */
export function toFamilies(spec: JsonObject, regions: readonly RegionReport[]): MachineFamily[] {
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
export function zonesWithout(
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
