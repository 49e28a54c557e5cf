import { defaultArchitecture } from '../../gardener/defaults';
import { asList, asObject, asText, type JsonObject, valueAt } from '../../gardener/json';
import type { Target } from '../../gardener/target';
import { compareFields, draftFields, type FieldChange, toDetail } from '../field-changes';
import { omit, pairEntries } from '../keyed-list';
import type { Danger, Draft, Subject } from '../landscape-diff';
import type { Facet } from '../shoots';
import { draftMachineImages } from './images';
import { draftRegions } from './regions';
import { draftKubernetesVersions, type ProfileContext } from './versions';

/** Fields that have words of their own. */
const told = [
  'kubernetes',
  'machineCapabilities',
  'machineImages',
  'machineTypes',
  'providerConfig',
  'regions',
  'volumeTypes',
];

/** The spec of a CloudProfile or NamespacedCloudProfile. */
export function draftProfile(before: JsonObject, now: JsonObject, target: Target): Draft[] {
  const hasCapabilities = [before, now].some((spec) => asList(spec['machineCapabilities']).length > 0);
  const context: ProfileContext = { target, hasCapabilities };
  const drafts = [
    ...draftKubernetesVersions(before, now, context),
    ...draftMachineImages(before, now, context),
    ...draftRegions(before, now),
    ...draftTypes(before, now, context),
    ...draftCapabilities(before, now),
    ...draftOthers(before, now),
  ];
  return drafts.length > 0 ? drafts : draftIgnoredMapping(before, now);
}

/** Entries of the mapping that Gardener ignores, e.g. a version's second one: of no effect, but they differ. */
function draftIgnoredMapping(before: JsonObject, now: JsonObject): Draft[] {
  return draftFields(before['providerConfig'], now['providerConfig'], 'spec.providerConfig').filter(
    ({ names }) => names[0]?.startsWith('order of') === false,
  );
}

function draftOthers(before: JsonObject, now: JsonObject): Draft[] {
  const drafts = [
    ...draftFields(
      omit(asObject(before['kubernetes']), 'versions'),
      omit(asObject(now['kubernetes']), 'versions'),
      'spec.kubernetes',
    ),
    ...draftFields(
      omit(asObject(before['providerConfig']), 'machineImages'),
      omit(asObject(now['providerConfig']), 'machineImages'),
      'spec.providerConfig',
    ),
    ...draftFields(omit(before, ...told), omit(now, ...told), 'spec'),
  ];
  return drafts.map((draft) => {
    const field = draft.fields[0] ?? '';
    if (field.startsWith('spec.limits')) return withNodeDanger(draft, now);
    const danger = dangers.find(([pattern]) => pattern.test(field))?.[1];
    return danger === undefined ? draft : { ...draft, danger };
  });
}

const dangers: readonly (readonly [RegExp, Danger])[] = [
  [
    /^spec\.type$/,
    {
      rule: 'change-profile-type',
      reason: 'Shoots of the profile have another provider, and no admission guards it; make another profile',
    },
  ],
  [
    /^spec\.seedSelector/,
    { rule: 'change-seed-selector', reason: 'Shoots and the Seeds that they may be on no longer match' },
  ],
];

/** A limit that goes takes nothing from anybody. */
function withNodeDanger(draft: Draft, now: JsonObject): Draft {
  const limit = valueAt(now, 'limits', 'maxNodesTotal');
  if (typeof limit !== 'number') return draft;
  const danger: Danger = {
    rule: 'change-node-limit',
    reason: 'Shoots may have more nodes than that at least',
    uses: [{ facet: 'more-nodes', value: String(limit) }],
    guard: `workers have more than ${limit} nodes at least`,
  };
  return { ...draft, danger };
}

const path = 'spec.machineCapabilities';

/** Declared machine capabilities and their values. */
function draftCapabilities(before: JsonObject, now: JsonObject): Draft[] {
  const [old, fresh] = [before, now].map((spec) => asList(spec['machineCapabilities']));
  const paired = pairEntries(old ?? [], fresh ?? [], (entry) => asText(entry['name']));
  const subject = 'capability';
  const drafts: Draft[] = [];
  for (const { name } of paired.removed) {
    const danger: Danger = {
      rule: 'change-capability-removed',
      reason: 'images and machine types of NamespacedCloudProfiles and of workers may rely on it',
    };
    drafts.push({ subject, action: 'removed', names: [name], fields: [path], danger });
  }
  for (const { name, before: stored, now: entry } of paired.kept) {
    const at = `${path}[${entry.index}]`;
    const changes = compareFields(stored.value, entry.value, at, '');
    if (changes.length === 0) continue;
    const kept = new Set(asList(entry.value['values']));
    const isLost = asList(stored.value['values']).some((value) => !kept.has(value));
    drafts.push({
      subject,
      action: 'changed',
      names: [name],
      details: changes.map((change) => toDetail(change)),
      fields: [at],
      ...(isLost
        ? {
            danger: {
              rule: 'change-capability-removed',
              reason: 'NamespacedCloudProfiles and workers may rely on the value that goes',
            },
          }
        : {}),
    });
  }
  for (const { name, value, index } of paired.added) {
    const values = asList(value['values']).map(asText).join(', ');
    const details = [{ label: 'values', to: values }];
    drafts.push({ subject, action: 'added', names: [name], details, fields: [`${path}[${index}]`] });
  }
  return drafts;
}

interface TypeList {
  readonly field: 'machineTypes' | 'volumeTypes';
  readonly subject: Subject;
  readonly facet: Facet;
  /** Fields whose change hurts workers that have the type. */
  readonly reliedOn: readonly string[];
}

const machineTypes: TypeList = {
  field: 'machineTypes',
  subject: 'machine-type',
  facet: 'machine-type',
  reliedOn: ['architecture', 'capabilities', 'storage'],
};
const volumeTypes: TypeList = {
  field: 'volumeTypes',
  subject: 'volume-type',
  facet: 'volume-type',
  reliedOn: ['minSize'],
};

/** Machine types and volume types. */
function draftTypes(before: JsonObject, now: JsonObject, context: ProfileContext): Draft[] {
  return [machineTypes, volumeTypes].flatMap((list) => draftList(list, before, now, context));
}

function draftList(
  list: TypeList,
  before: JsonObject,
  now: JsonObject,
  { hasCapabilities }: ProfileContext,
): Draft[] {
  const { field, subject, facet } = list;
  const path = `spec.${field}`;
  const defaults =
    field === 'machineTypes' && !hasCapabilities
      ? { usable: true, architecture: defaultArchitecture }
      : { usable: true };
  const paired = pairEntries(asList(before[field]), asList(now[field]), (entry) => asText(entry['name']));
  const drafts: Draft[] = [];
  for (const { name } of paired.removed) {
    const danger: Danger = {
      rule: 'change-type-removed',
      reason: 'workers of Shoots may have it, and no admission guards it',
      uses: [{ facet, value: name }],
    };
    drafts.push({ subject, action: 'removed', names: [name], fields: [path], danger });
  }
  for (const { name, before: old, now: entry } of paired.kept) {
    const at = `${path}[${entry.index}]`;
    const changes = compareFields({ ...defaults, ...old.value }, { ...defaults, ...entry.value }, at, '');
    if (changes.length === 0) continue;
    const relied = changes.find((change) => isReliedOn(list, change));
    drafts.push({
      subject,
      action: 'changed',
      names: [name],
      details: changes.map((change) => toDetail(change)),
      fields: [at],
      ...(relied === undefined
        ? {}
        : {
            danger: {
              rule: 'change-type-altered',
              reason: `its ${relied.label} may no longer fit workers that have it`,
              uses: [{ facet, value: name }],
            },
          }),
    });
  }
  for (const { name, value, index } of paired.added) {
    const details = value['usable'] === false ? [{ label: '', to: 'not usable' }] : [];
    drafts.push({ subject, action: 'added', names: [name], details, fields: [`${path}[${index}]`] });
  }
  return drafts;
}

function isReliedOn({ reliedOn }: TypeList, { label }: FieldChange): boolean {
  return reliedOn.includes(/^\w+/.exec(label)?.[0] ?? '');
}
