import { withResourceDefaults } from '../gardener/defaults';
import { asList, asObject, asText, isObject, type JsonObject, valueAt } from '../gardener/json';
import { type ChartPlace, kinds } from '../gardener/kinds';
import { compareVersions, parseVersion } from '../gardener/semver';
import { compareFields, draftFields, losesItems, toDetail } from './field-changes';
import { omit, pairEntries } from './keyed-list';
import type { Danger, Draft } from './landscape-diff';

const path = 'spec.resources';

/** Kinds and types that a ControllerRegistration or an operator Extension registers. */
export function draftResources(before: JsonObject, now: JsonObject): Draft[] {
  const paired = pairEntries(asList(before['resources']), asList(now['resources']), nameOf);
  const subject = 'resource';
  const drafts: Draft[] = [];
  for (const { name } of paired.removed) {
    const danger: Danger = {
      rule: 'change-resource-removed',
      reason: 'Shoots and Seeds may need it, and no admission guards it',
    };
    drafts.push({ subject, action: 'removed', names: [name], fields: [path], danger });
  }
  for (const { name, before: old, now: entry } of paired.kept) {
    const at = `${path}[${entry.index}]`;
    const changes = compareFields(withResourceDefaults(old.value), withResourceDefaults(entry.value), at, '');
    if (changes.length === 0) continue;
    const lost = changes.find(
      (change) => change.label === 'clusterCompatibility' && change.action !== 'added' && losesItems(change),
    );
    drafts.push({
      subject,
      action: 'changed',
      names: [name],
      details: changes.map((change) => toDetail(change)),
      fields: [at],
      ...(lost === undefined
        ? {}
        : {
            danger: { rule: 'change-resource-narrowed', reason: 'clusters that use the extension lose it' },
          }),
    });
  }
  for (const { name, index } of paired.added) {
    drafts.push({ subject, action: 'added', names: [name], fields: [`${path}[${index}]`] });
  }
  return drafts;
}

function nameOf(entry: JsonObject): string {
  return `${asText(entry['kind'])} ${asText(entry['type'])}`;
}

/** Where a manifest names a chart, and the values beside or in it, each place once. */
function chartPlaces(
  kind: string,
): { readonly chart: readonly string[]; readonly values: ChartPlace['values'] }[] {
  const seen = new Set<readonly string[]>();
  return (kinds.find((row) => row.kind === kind)?.charts ?? []).map(({ helm, values }) => {
    const fresh = values.filter((place) => !seen.has(place));
    for (const place of fresh) seen.add(place);
    return { chart: helm, values: fresh };
  });
}

/** The chart of a deployment (its reference or archive), and its values field by field. */
export function draftCharts(kind: string, before: JsonObject, now: JsonObject): Draft[] {
  return chartPlaces(kind).flatMap(({ chart, values }) => {
    const [old, fresh] = [valueAt(before, ...chart), valueAt(now, ...chart)];
    const drafts = draftFields(withoutValues(old), withoutValues(fresh), chart.join('.'), {
      subject: 'chart',
    });
    const downgrade = downgradeOf(old, fresh);
    return [
      ...drafts.map((draft): Draft =>
        downgrade === undefined
          ? draft
          : { ...draft, danger: { rule: 'change-chart-downgraded', reason: downgrade } },
      ),
      ...values.flatMap((path) =>
        draftFields(valueAt(before, ...path), valueAt(now, ...path), path.join('.'), {
          subject: 'value',
          isFree: true,
        }),
      ),
    ];
  });
}

/** A manifest without the places that `draftCharts` looks at. */
export function withoutCharts(kind: string, manifest: JsonObject): JsonObject {
  let rest = manifest;
  for (const { chart, values } of chartPlaces(kind)) {
    for (const path of [chart, ...values]) rest = without(rest, path);
  }
  return rest;
}

function without(map: JsonObject, [name = '', ...inner]: readonly string[]): JsonObject {
  const value = map[name];
  if (value === undefined) return map;
  if (inner.length === 0) return omit(map, name);
  return isObject(value) ? { ...map, [name]: without(value, inner) } : map;
}

function withoutValues(helm: unknown): unknown {
  return isObject(helm) ? omit(helm, 'values') : helm;
}

function downgradeOf(before: unknown, now: unknown): string | undefined {
  const [old, fresh] = [versionOf(before), versionOf(now)];
  const [from, to] = [parseVersion(old), parseVersion(fresh)];
  if (from === undefined || to === undefined || compareVersions(to, from) >= 0) return undefined;
  return `the chart goes back from ${old} to ${fresh}`;
}

function versionOf(helm: unknown): string {
  const { ref, tag } = asObject(valueAt(helm, 'ociRepository'));
  if (asText(tag) !== '') return asText(tag);
  const [name = ''] = asText(ref).split('@');
  return /:([^/:]+)$/.exec(name)?.[1] ?? '';
}

/** Both versions of the API in the shape of v1: a landscape that moves from one to the other changes nothing by it. */
export function toCurrentDeployment(manifest: JsonObject): JsonObject {
  if (manifest['apiVersion'] !== 'core.gardener.cloud/v1beta1' || manifest['type'] !== 'helm')
    return manifest;
  const { chart, ...config } = asObject(manifest['providerConfig']);
  const helm = omit(config, 'apiVersion', 'kind');
  return {
    ...omit(manifest, 'type', 'providerConfig'),
    helm: { ...(chart === undefined ? {} : { rawChart: chart }), ...helm },
  };
}
