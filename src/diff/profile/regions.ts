import { asList, asText, type JsonObject } from '../../gardener/json';
import { compareFields, type FieldChange, toDetail } from '../field-changes';
import { type EntryPair, omit, pairEntries } from '../keyed-list';
import type { Danger, Draft } from '../landscape-diff';
import { type Use, useKey } from '../shoots';

const path = 'spec.regions';

/** Regions, their zones, and what is unavailable there. */
export function draftRegions(before: JsonObject, now: JsonObject): Draft[] {
  const paired = pairEntries(asList(before['regions']), asList(now['regions']), nameOf);
  const drafts: Draft[] = [];
  for (const { name, value } of paired.removed) {
    drafts.push({
      subject: 'region',
      action: 'removed',
      names: [name],
      details: zoneCount(value, 'from'),
      fields: [path],
      danger: {
        rule: 'change-region-removed',
        reason: unguarded('Shoots may be there'),
        uses: [{ facet: 'region', value: name }],
      },
    });
  }
  for (const pair of paired.kept) drafts.push(...keptRegion(pair));
  for (const { name, value, index } of paired.added) {
    const details = zoneCount(value, 'to');
    drafts.push({
      subject: 'region',
      action: 'added',
      names: [name],
      details,
      fields: [`${path}[${index}]`],
    });
  }
  return drafts;
}

function keptRegion({ name, before, now }: EntryPair): Draft[] {
  const at = `${path}[${now.index}]`;
  const drafts: Draft[] = compareFields(omit(before.value, 'zones'), omit(now.value, 'zones'), at, '').map(
    (change) => ({
      subject: 'region',
      action: 'changed',
      names: [name],
      details: [toDetail(change)],
      fields: [change.path],
      ...(change.label.startsWith('accessRestrictions') && change.action !== 'added'
        ? {
            danger: {
              rule: 'change-region-restriction' as const,
              reason: 'Shoots that ask for the restriction may no longer be placed there',
              uses: [{ facet: 'region' as const, value: name }],
            },
          }
        : {}),
    }),
  );
  const of = `region ${name}`;
  const zones = pairEntries(asList(before.value['zones']), asList(now.value['zones']), nameOf);
  for (const zone of zones.removed) {
    const uses: Use[] = [{ facet: 'zone', value: useKey(name, zone.name) }];
    const danger: Danger = {
      rule: 'change-zone-removed',
      reason: unguarded('workers of Shoots may be there'),
      uses,
    };
    drafts.push({
      subject: 'zone',
      action: 'removed',
      of,
      names: [zone.name],
      fields: [`${at}.zones`],
      danger,
    });
  }
  for (const zone of zones.kept) {
    const place = `${at}.zones[${zone.now.index}]`;
    const changes = compareFields(zone.before.value, zone.now.value, place, '');
    if (changes.length === 0) continue;
    const danger = unavailableDanger(changes, name, zone.name);
    drafts.push({
      subject: 'zone',
      action: 'changed',
      of,
      names: [zone.name],
      details: changes.map((change) => toDetail(change)),
      fields: [place],
      ...(danger === undefined ? {} : { danger }),
    });
  }
  for (const zone of zones.added) {
    const fields = [`${at}.zones[${zone.index}]`];
    drafts.push({ subject: 'zone', action: 'added', of, names: [zone.name], fields });
  }
  return drafts;
}

/** What a zone no longer has, and workers there may need. */
function unavailableDanger(
  changes: readonly FieldChange[],
  region: string,
  zone: string,
): Danger | undefined {
  const uses: Use[] = [];
  for (const { label, before, now } of changes) {
    const facet =
      label === 'unavailableMachineTypes'
        ? 'type-in-zone'
        : label === 'unavailableVolumeTypes'
          ? 'volume-in-zone'
          : undefined;
    if (facet === undefined) continue;
    const old = new Set(asList(before));
    for (const type of asList(now).filter((item) => !old.has(item))) {
      uses.push({ facet, value: useKey(region, zone, asText(type)) });
    }
  }
  if (uses.length === 0) return undefined;
  return {
    rule: 'change-zone-offers-less',
    reason: unguarded('workers there may have what becomes unavailable'),
    uses,
  };
}

function nameOf(entry: JsonObject): string {
  return asText(entry['name']);
}

function unguarded(what: string): string {
  return `${what}, and no admission guards it`;
}

function zoneCount(region: JsonObject, side: 'from' | 'to'): { label: string; from?: string; to?: string }[] {
  const count = asList(region['zones']).length;
  return [{ label: '', [side]: count === 1 ? '1 zone' : `${count} zones` }];
}
