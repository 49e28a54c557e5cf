import { asList, asObject, asText, clientSideLimit, jsonBytes, valueAt } from '../../gardener/json';
import { coreGroup } from '../../gardener/kinds';
import { parseTimestamp } from '../../gardener/timestamp';
import type { Check } from '../../issues/check';
import { type Landscape, type LandscapeObject, nameOf } from '../landscape/landscape';
import type { CoveredPath } from './coverage';
import { gitOpsRules as rules } from './table';

/** etcd's 1.5 MiB less what managed fields take. */
const storedLimit = Math.round(1.3 * 1024 * 1024);

/** An engine would fail for ever on what etcd does not take; without one, somebody sees it fail once. */
export function validateSizes(landscape: Landscape, hasEngine: boolean): void {
  for (const object of landscape.objects) {
    const bytes = jsonBytes(object.manifest);
    if (bytes <= clientSideLimit) continue;
    const isTooLarge = bytes > storedLimit;
    object.check.report(
      isTooLarge && hasEngine ? rules['gitops-object-too-large'] : rules['gitops-object-large'],
      `${nameOf(object)} has ${bytes} bytes as JSON`,
      isTooLarge
        ? `keep it below ${storedLimit} bytes: split it, or refer to a chart instead of embedding it`
        : 'apply it server-side',
    );
  }
}

/** Versions that Gardener drops at creation, and a GitOps engine writes back. */
export function validateExpiredVersions(landscape: Landscape, paths: readonly CoveredPath[]): void {
  const now = landscape.target.now?.getTime();
  if (now === undefined) return;
  const profiles = new Set(
    paths.flatMap(({ objects }) =>
      objects.filter(({ group, kind }) => group === coreGroup && kind === 'CloudProfile'),
    ),
  );
  for (const profile of profiles) {
    for (const [version, check] of versionsOf(profile)) {
      const { version: name, expirationDate } = asObject(version);
      const expires = parseTimestamp(asText(expirationDate));
      if (expires === undefined || expires > now) continue;
      check.report(
        rules['gitops-expired-version'],
        `version ${asText(name)} expired on ${asText(expirationDate)}`,
        'remove it once nobody uses it',
      );
    }
  }
}

function versionsOf({ spec, check }: LandscapeObject): [unknown, Check][] {
  const at = check.at('spec');
  const lists: [unknown, Check][] = [
    [valueAt(spec, 'kubernetes', 'versions'), at.at('kubernetes', 'versions')],
    ...asList(spec['machineImages']).map((image, index): [unknown, Check] => [
      asObject(image)['versions'],
      at.at('machineImages', index, 'versions'),
    ]),
  ];
  return lists.flatMap(([list, place]) =>
    asList(list).map((version, index): [unknown, Check] => [version, place.at(index)]),
  );
}
