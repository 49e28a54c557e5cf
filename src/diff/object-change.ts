import { isObject, valueAt } from '../validation/json-value';
import type { JsonObject } from '../validation/kind';
import { asObject } from '../validation/kubernetes/read';
import {
  coreGroup,
  operatorGroup,
  seedManagementGroup,
  type LandscapeObject,
} from '../validation/landscape/landscape';
import type { Target } from '../validation/target';
import { draftCharts, toCurrentDeployment, withoutCharts } from './chart';
import type { Draft } from './draft';
import { draftFields } from './fields-drafts';
import { compareFields } from './field-changes';
import { draftMetadata } from './metadata';
import { omit } from './omit';
import { draftProfile } from './profile/profile';
import { draftResources } from './registration';
import { draftSeedSpec, seedPlaces } from './seed';

/** What differs between two states of one object, by its kind; whatever no kind has words for goes by its path. */
export function draftObject(before: LandscapeObject, now: LandscapeObject, target: Target): Draft[] {
  const { group, kind, name } = now;
  const drafts = draftMetadata(before.manifest, now.manifest);
  const id = `${group}/${kind}`;
  const [old, fresh] = [before, now].map(({ manifest }) => bodyOf(id, manifest)) as [JsonObject, JsonObject];
  switch (id) {
    case `${coreGroup}/CloudProfile`:
    case `${coreGroup}/NamespacedCloudProfile`:
      return [...drafts, ...draftProfile(before.spec, now.spec, target), ...draftRest(old, fresh, ['spec'])];
    case `${coreGroup}/ControllerRegistration`:
    case `${operatorGroup}/Extension`:
      return [
        ...drafts,
        ...draftResources(before.spec, now.spec),
        ...draftCharts(kind, old, fresh),
        ...draftRest(withoutCharts(kind, old), withoutCharts(kind, fresh), ['spec', 'resources']),
      ];
    case `${coreGroup}/Seed`:
    case `${seedManagementGroup}/Gardenlet`:
    case `${seedManagementGroup}/ManagedSeed`: {
      const place = seedPlaces[kind] ?? [];
      const specs = [valueAt(old, ...place), valueAt(fresh, ...place)] as const;
      return [
        ...drafts,
        ...draftSeedSpec(...specs, place.join('.'), name),
        ...draftCharts(kind, old, fresh),
        ...draftRest(withoutCharts(kind, old), withoutCharts(kind, fresh), place),
      ];
    }
    case `${coreGroup}/ControllerDeployment`:
      return [
        ...drafts,
        ...draftCharts(kind, old, fresh),
        ...draftRest(withoutCharts(kind, old), withoutCharts(kind, fresh), []),
      ];
    case '/Secret':
      return [...drafts, ...draftSecret(old, fresh)];
    default:
      // Nobody here knows which of these fields the API server takes for nothing.
      return [...drafts, ...draftFields(old, fresh, '', { isFree: true })];
  }
}

function bodyOf(id: string, manifest: JsonObject): JsonObject {
  const current = id === `${coreGroup}/ControllerDeployment` ? toCurrentDeployment(manifest) : manifest;
  return omit(current, 'metadata', 'status', 'kind');
}

/** All fields but those at a place that is told otherwise. */
function draftRest(before: JsonObject, now: JsonObject, place: readonly string[]): Draft[] {
  const [old, fresh] = place.length === 0 ? [before, now] : [without(before, place), without(now, place)];
  return draftFields(old, fresh, '');
}

function without(map: JsonObject, [name = '', ...inner]: readonly string[]): JsonObject {
  const value = map[name];
  if (inner.length === 0) return omit(map, name);
  return isObject(value) ? { ...map, [name]: without(value, inner) } : map;
}

/** Names of keys only: not a character of a value. */
function draftSecret(before: JsonObject, now: JsonObject): Draft[] {
  const drafts = draftFields(omit(before, 'data', 'stringData'), omit(now, 'data', 'stringData'), '');
  for (const field of ['data', 'stringData']) {
    const changes = compareFields(asObject(before[field]), asObject(now[field]), field, field, {
      isFree: true,
    });
    for (const { action, label, path } of changes) {
      drafts.push({
        subject: 'field',
        action,
        names: [label],
        fields: [path],
        ...(action === 'added' ? {} : { danger: { reason: 'whoever reads the Secret gets something else' } }),
      });
    }
  }
  return drafts;
}
