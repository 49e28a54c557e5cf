import { asList, valueAt } from '../../validation/json-value';
import type { JsonObject } from '../../validation/kind';
import { asObject } from '../../validation/kubernetes/read';
import type { Target } from '../../validation/target';
import type { Draft } from '../draft';
import { draftFields } from '../fields-drafts';
import { omit } from '../omit';
import { draftCapabilities } from './capabilities';
import { draftKubernetesVersions } from './kubernetes-versions';
import { draftMachineImages } from './machine-images';
import type { ProfileContext } from './profile-context';
import { draftRegions } from './regions';
import { draftTypes } from './types';

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
    const reason = reasons.find(([pattern]) => pattern.test(draft.fields[0] ?? ''))?.[1];
    return reason === undefined || isHarmless(draft, now) ? draft : { ...draft, danger: { reason } };
  });
}

const reasons: readonly (readonly [RegExp, string])[] = [
  [
    /^spec\.type$/,
    'Shoots of the profile have another provider, and no admission guards it; make another profile',
  ],
  [/^spec\.limits/, 'the admission refuses it if a Shoot may have more nodes than that'],
  [/^spec\.seedSelector/, 'Shoots and the Seeds that they may be on no longer match'],
];

/** A limit that goes takes nothing from anybody. */
function isHarmless({ fields }: Draft, now: JsonObject): boolean {
  return (
    fields[0]?.startsWith('spec.limits') === true &&
    typeof valueAt(now, 'limits', 'maxNodesTotal') !== 'number'
  );
}
