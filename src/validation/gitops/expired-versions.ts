import { FieldPath } from '../field-path';
import { asList, valueAt } from '../json-value';
import { asObject, asText } from '../kubernetes/read';
import { parseTimestamp } from '../kubernetes/timestamp';
import { coreGroup, type LandscapeObject } from '../landscape/landscape';
import type { LandscapeIssues } from '../landscape/landscape-document';
import type { Target } from '../target';
import type { CoveredPath } from './coverage';
import { gitOpsRules as rules } from './rules';

/** Versions that Gardener drops at creation, and a GitOps engine writes back. */
export function validateExpiredVersions(
  paths: readonly CoveredPath[],
  target: Target,
  issues: LandscapeIssues,
): void {
  const now = target.now?.getTime();
  if (now === undefined) return;
  const profiles = new Set(
    paths.flatMap(({ objects }) =>
      objects.filter(({ group, kind }) => group === coreGroup && kind === 'CloudProfile'),
    ),
  );
  for (const profile of profiles) {
    for (const { version, field } of versionsOf(profile)) {
      const expires = parseTimestamp(asText(version['expirationDate']));
      if (expires === undefined || expires > now) continue;
      issues.report(
        profile.document,
        rules['gitops-expired-version'],
        field,
        `version ${asText(version['version'])} expired on ${asText(version['expirationDate'])}`,
        { hint: 'remove it once nobody uses it' },
      );
    }
  }
}

function versionsOf({
  spec,
}: LandscapeObject): { readonly version: Readonly<Record<string, unknown>>; readonly field: FieldPath }[] {
  const lists: [unknown, FieldPath][] = [
    [valueAt(spec, 'kubernetes', 'versions'), FieldPath.of('spec', 'kubernetes', 'versions')],
    ...asList(spec['machineImages']).map((image, index): [unknown, FieldPath] => [
      asObject(image)['versions'],
      FieldPath.of('spec', 'machineImages').index(index).child('versions'),
    ]),
  ];
  return lists.flatMap(([list, path]) =>
    asList(list).map((version, index) => ({ version: asObject(version), field: path.index(index) })),
  );
}
