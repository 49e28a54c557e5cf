import type { FieldPath } from '../field-path';
import type { IssueCollector } from '../issue-collector';
import type { JsonObject } from '../kind';
import { quote } from './quote';
import { asText, listAt, textAt } from './read';
import { kubernetesRules as rules } from './rules';
import { parseTimestamp } from './timestamp';

/**
 * What an update may not change. Before validation the API server itself carries over what it owns: the
 * resource version of an unconditional update, a uid that is left out, the generation, the creation
 * timestamp, and the marks of a deletion that is under way.
 */
export function validateObjectMetaUpdate(
  metadata: JsonObject,
  previous: JsonObject,
  path: FieldPath,
  namespaced: boolean,
  issues: IssueCollector,
): void {
  const field = (name: string): FieldPath => path.child(name);
  const changed = (name: string): string =>
    `${quote(textAt(previous, name))} was changed to ${quote(textAt(metadata, name))}`;

  if (textAt(metadata, 'name') !== textAt(previous, 'name')) {
    issues.report(rules['metadata-name-immutable'], field('name'), changed('name'), {
      hint: 'an object cannot be renamed: create a new one, then delete the old one',
    });
  }
  if (namespaced && textAt(metadata, 'namespace') !== textAt(previous, 'namespace')) {
    issues.report(rules['metadata-namespace-immutable'], field('namespace'), changed('namespace'), {
      hint: 'an object cannot move: create it in the other namespace, then delete the old one',
    });
  }
  const [uid, oldUid] = [textAt(metadata, 'uid'), textAt(previous, 'uid')];
  // Without the stored uid (manifests in Git have none) there is nothing to compare with.
  if (uid !== '' && oldUid !== '' && uid !== oldUid) {
    issues.report(rules['metadata-uid-immutable'], field('uid'), changed('uid'), { hint: 'leave uid out' });
  }
  validateDeletion(metadata, previous, path, issues);
}

function validateDeletion(
  metadata: JsonObject,
  previous: JsonObject,
  path: FieldPath,
  issues: IssueCollector,
): void {
  const isDeleting = isTime(previous['deletionTimestamp']);
  const report = (name: string): void =>
    issues.report(
      rules['metadata-deletion-immutable'],
      path.child(name),
      `${quote(metadata[name])} was set by hand`,
      { hint: `leave ${name} out; only a deletion sets it` },
    );
  const isSet = (metadata['deletionTimestamp'] ?? undefined) !== undefined;
  if (!isDeleting && isSet) report('deletionTimestamp');

  const seconds = metadata['deletionGracePeriodSeconds'] ?? undefined;
  const oldSeconds = previous['deletionGracePeriodSeconds'] ?? undefined;
  if (seconds !== undefined && seconds !== oldSeconds) report('deletionGracePeriodSeconds');
  if (!isDeleting) return;

  const old = new Set(listAt(previous, 'finalizers').map(asText));
  for (const [index, finalizer] of listAt(metadata, 'finalizers').map(asText).entries()) {
    if (old.has(finalizer)) continue;
    issues.report(
      rules['finalizer-added-on-deletion'],
      path.child('finalizers'),
      `${quote(finalizer)} was added while the object is being deleted`,
      { hint: 'wait until the object is gone', at: path.child('finalizers').index(index) },
    );
  }
}

/** Go's zero time is stored as none. */
function isTime(value: unknown): boolean {
  const milliseconds = typeof value === 'string' ? parseTimestamp(value) : undefined;
  return milliseconds !== undefined && milliseconds !== parseTimestamp('0001-01-01T00:00:00Z');
}
