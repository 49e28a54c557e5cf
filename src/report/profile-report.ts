import type { JsonObject } from '../validation/kind';
import { asObject, listAt, objectAt } from '../validation/kubernetes/read';
import type { Target } from '../validation/target';
import { toColumns, toImageReports } from './image-report';
import type { ProfileReport, RegionReport, VolumeTypeReport } from './landscape-report';
import { toFamilies, zonesWithout } from './machine-family';
import { newestFirst, toVersionReport } from './version-report';
import { compareTexts, writtenAt, writtenListAt } from './written-value';

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
