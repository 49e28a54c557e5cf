import { listed } from '../gardener/closest';
import { asList, asObject, asText, isObject, type JsonObject, valueAt } from '../gardener/json';
import { coreGroup, kindOf, operatorGroup, seedManagementGroup } from '../gardener/kinds';
import { isProtected } from '../gardener/protection';
import type { Target } from '../gardener/target';
import type { LandscapeObject } from '../validation/landscape/landscape';
import { compareFields, draftFields } from './field-changes';
import { omit } from './keyed-list';
import type { Danger, Draft } from './landscape-diff';
import { draftProfile } from './profile/profile';
import { draftCharts, draftResources, toCurrentDeployment, withoutCharts } from './registration';
import { draftSeedSpec } from './seed';
import { plural } from './sentence';
import { likeStored, metadataOf } from './server-state';
import {
  draftSharing,
  isSharingJob,
  type SharingState,
  withJobDangers,
  withoutSharingConfig,
} from './sharing';
import { jsonText } from './shown-value';
import type { Successors } from './pairs';

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
  const place = kindOf(manifest)?.seedSpec;
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

/** What an object's diff has to know beside the two states of the object. */
export interface ObjectContext {
  readonly target: Target;
  /** Names of objects that stand for their predecessors: a name may follow the content. */
  readonly successors: Successors;
  readonly sharing: readonly [before: SharingState | undefined, now: SharingState | undefined];
}

/** What differs between two states of one object, by its kind; whatever no kind has words for goes by its path. */
export function draftObject(before: LandscapeObject, now: LandscapeObject, context: ObjectContext): Draft[] {
  const { group, kind, name } = now;
  const { target, successors, sharing } = context;
  const drafts = draftMetadata(before.manifest, now.manifest).filter(
    ({ fields }) => before.name === name || fields[0] !== 'metadata.name',
  );
  const id = `${group}/${kind}`;
  const [stored, written] = likeStored(before.manifest, now.manifest, target);
  const [old, fresh] = [successors.follow(bodyOf(id, stored)), bodyOf(id, written)];
  switch (id) {
    case `${coreGroup}/CloudProfile`:
    case `${coreGroup}/NamespacedCloudProfile`: {
      const specs = [asObject(old['spec']), asObject(fresh['spec'])] as const;
      return [...drafts, ...draftProfile(...specs, target), ...draftRest(old, fresh, ['spec'])];
    }
    case `${coreGroup}/ControllerRegistration`:
    case `${operatorGroup}/Extension`:
      return [
        ...drafts,
        ...draftResources(asObject(old['spec']), asObject(fresh['spec'])),
        ...draftCharts(kind, old, fresh),
        ...draftRest(withoutCharts(kind, old), withoutCharts(kind, fresh), ['spec', 'resources']),
      ];
    case `${coreGroup}/Seed`:
    case `${seedManagementGroup}/Gardenlet`:
    case `${seedManagementGroup}/ManagedSeed`: {
      const place = kindOf(now.manifest)?.seedSpec ?? [];
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
    default: {
      const [shared, sharedNow] = sharing;
      const others = draftFields(
        withoutSharingConfig(old, shared),
        withoutSharingConfig(fresh, sharedNow),
        '',
        // Nobody here knows which of these fields the API server takes for nothing.
        { isFree: true, kind },
      ).map(withReferenceDanger);
      const own = isSharingJob(now) ? withJobDangers(others) : others;
      return [...drafts, ...own, ...draftSharing(shared, sharedNow)];
    }
  }
}

/** Fields that name a Secret. */
const secretReference = /(?:^|\.)(?:secretName|(?:secret|credentials)Ref\.name|secret\.name)$/;

function withReferenceDanger(draft: Draft): Draft {
  if (draft.action !== 'changed' || !secretReference.test(draft.fields[0] ?? '')) return draft;
  return {
    ...draft,
    danger: {
      rule: 'change-secret-reference',
      reason: 'it works with another Secret from now on, which has to be there',
    },
  };
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
  const [old, fresh] = [before, now].map((body) => ({ type: 'Opaque', ...omit(body, 'data', 'stringData') }));
  const drafts = draftFields(old, fresh, '');
  const isMoved = isObject(before['stringData']) !== isObject(now['stringData']);
  const fields = isMoved ? ['data'] : ['data', 'stringData'];
  for (const field of fields) {
    const [stored, written] = [before, now].map((body) => (isMoved ? secretData(body) : flat(body[field])));
    for (const { action, label, path } of compareFields(stored, written, field, field, { isFree: true })) {
      drafts.push({
        subject: 'field',
        action,
        names: [label],
        fields: isMoved ? [path, path.replace(/^data/, 'stringData')] : [path],
        ...(action === 'added'
          ? {}
          : {
              danger: { rule: 'change-secret-data', reason: 'whoever reads the Secret gets something else' },
            }),
      });
    }
  }
  return drafts;
}

/** As the API server stores it: what stands in `stringData` in clear goes to `data` in base64. */
function secretData(body: JsonObject): JsonObject {
  const encoded = Object.entries(flat(body['stringData'])).map(([key, value]) => [
    key,
    typeof value === 'string' ? Buffer.from(value).toString('base64') : value,
  ]);
  return { ...flat(body['data']), ...(Object.fromEntries(encoded) as JsonObject) };
}

/** What is no text cannot be stored; no name inside it is shown either. */
function flat(data: unknown): JsonObject {
  return Object.fromEntries(
    Object.entries(asObject(data)).map(([key, value]) => [
      key,
      typeof value === 'object' && value !== null ? jsonText(value) : value,
    ]),
  );
}

/**
 * An object whose manifest is no longer there: a GitOps engine that prunes deletes it.
 * @param dependants names of objects that stay and refer to it
 */
export function draftRemoval(object: LandscapeObject, dependants: readonly string[]): Draft {
  const danger = withDependants(dangerOf(object), dependants);
  const isKept = protectionsOf(object.manifest).length > 0;
  const kept: Danger = {
    rule: 'change-object-unmanaged',
    reason:
      'an annotation keeps it from being pruned: it stays in the cluster, and nobody manages it any more',
  };
  return {
    subject: 'object',
    action: 'removed',
    names: [],
    fields: [''],
    ...(danger === undefined ? {} : { danger: isKept ? kept : danger }),
  };
}

function withDependants(danger: Danger | undefined, dependants: readonly string[]): Danger | undefined {
  if (dependants.length === 0) return danger;
  const needed = `still referred to by ${listed(dependants)}`;
  if (danger === undefined) return { rule: 'change-reference-broken', reason: needed };
  return { ...danger, reason: `${danger.reason}; ${needed}` };
}

function dangerOf(object: LandscapeObject): Danger | undefined {
  const { group, kind, name, manifest, metadata } = object;
  const onSeed = [{ facet: 'seed', value: name }] as const;
  switch (`${group}/${kind}`) {
    case `${coreGroup}/CloudProfile`:
    case `${coreGroup}/NamespacedCloudProfile`:
      return {
        rule: 'change-profile-removed',
        reason: 'Shoots that use the profile keep it dying, and its deletion cannot be taken back',
        uses: [{ facet: 'profile', value: '' }],
      };
    case `${coreGroup}/Seed`:
      return {
        rule: 'change-seed-removed',
        reason: 'its Shoots lose their Seed',
        uses: onSeed,
        guard: 'a Seed cannot be deleted while Shoots use it',
      };
    case `${seedManagementGroup}/Gardenlet`:
    case `${seedManagementGroup}/ManagedSeed`:
      return {
        rule: 'change-gardenlet-removed',
        reason: 'nobody keeps the gardenlet of the Seed any more',
        uses: onSeed,
      };
    case `${coreGroup}/ControllerRegistration`:
    case `${coreGroup}/ControllerDeployment`:
    case `${operatorGroup}/Extension`:
      return { rule: 'change-extension-removed', reason: 'Shoots and Seeds lose the extension' };
    case `${coreGroup}/BackupBucket`:
      return { rule: 'change-bucket-removed', reason: 'backups lie in the bucket' };
    case '/Secret':
      return { rule: 'change-secret-removed', reason: 'whoever refers to the Secret no longer finds it' };
    case 'batch/CronJob':
      return isSharingJob(object)
        ? {
            rule: 'change-sharing-stopped',
            reason: 'nobody gives new customers access to the images any more, or takes it from old ones',
          }
        : undefined;
    case '/Namespace':
      return { rule: 'change-namespace-removed', reason: 'everything in the namespace goes with it' };
    case 'kustomize.toolkit.fluxcd.io/Kustomization':
      return valueAt(manifest, 'spec', 'prune') === true &&
        asText(valueAt(manifest, 'spec', 'deletionPolicy')) !== 'Orphan'
        ? {
            rule: 'change-gitops-removed',
            reason: 'Flux deletes all that it has applied; set deletionPolicy: Orphan first',
          }
        : undefined;
    case 'argoproj.io/Application':
      return asList(metadata['finalizers']).some((item) =>
        asText(item).startsWith('resources-finalizer.argocd'),
      )
        ? {
            rule: 'change-gitops-removed',
            reason: 'Argo CD deletes all that it has applied; take its finalizer away first',
          }
        : undefined;
    default:
      return undefined;
  }
}

const protections = [
  { tool: 'flux', key: 'kustomize.toolkit.fluxcd.io/prune' },
  { tool: 'argocd', key: 'argocd.argoproj.io/sync-options' },
] as const;

/** Labels and annotations; a protection from deletion that goes is dangerous. */
function draftMetadata(before: JsonObject, now: JsonObject): Draft[] {
  const [old, fresh] = [metadataOf(before), metadataOf(now)];
  const kept = protectionsOf(now);
  const isReleased = protectionsOf(before).some((tool) => !kept.includes(tool));
  return draftFields(old, fresh, 'metadata', { isFree: true }).map((draft) => {
    const name = draft.names[0] ?? '';
    const isProtection = isReleased && protections.some(({ key }) => name.includes(key));
    if (!isProtection && name !== 'metadata.annotations' && name !== 'metadata.labels') return draft;
    return isReleased
      ? {
          ...draft,
          danger: {
            rule: 'change-protection-removed',
            reason: 'a GitOps engine may delete the object from now on',
          },
        }
      : draft;
  });
}

/** GitOps engines that leave the object alone when its file goes. */
function protectionsOf(manifest: JsonObject): string[] {
  return protections.flatMap(({ tool }) => (isProtected(manifest, tool) ? [tool] : []));
}
