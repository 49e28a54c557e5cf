import { asList, valueAt } from '../validation/json-value';
import { asText } from '../validation/kubernetes/read';
import type { LandscapeObject } from '../validation/landscape/landscape';
import type { Draft } from './draft';
import { seedPlaces } from './seed';
import { plural } from './sentence';

/** An object that is new, in a few words. */
export function draftAddition(object: LandscapeObject): Draft {
  const text = describe(object);
  return {
    subject: 'object',
    action: 'added',
    names: [],
    details: text === '' ? [] : [{ label: '', to: text }],
    fields: [''],
  };
}

function describe({ group, kind, manifest, spec }: LandscapeObject): string {
  if (!group.endsWith('gardener.cloud')) return '';
  const place = seedPlaces[kind];
  if (place !== undefined) return describeSeed(valueAt(manifest, ...place));
  if (kind === 'CloudProfile' || kind === 'NamespacedCloudProfile') {
    const counts = [
      [asList(valueAt(spec, 'kubernetes', 'versions')).length, 'Kubernetes version'],
      [asList(spec['machineImages']).length, 'image'],
      [asList(spec['regions']).length, 'region'],
      [asList(spec['machineTypes']).length, 'machine type'],
    ] as const;
    return counts.flatMap(([count, noun]) => (count === 0 ? [] : [plural(count, noun)])).join(', ');
  }
  if (kind === 'ControllerRegistration' || kind === 'Extension') {
    return plural(asList(spec['resources']).length, 'resource');
  }
  return '';
}

function describeSeed(spec: unknown): string {
  const region = asText(valueAt(spec, 'provider', 'region'));
  const zones = asList(valueAt(spec, 'provider', 'zones')).length;
  const backup = valueAt(spec, 'backup') === undefined ? 'no backup' : 'with backup';
  return [region, zones === 0 ? '' : plural(zones, 'zone'), backup].filter((text) => text !== '').join(', ');
}
