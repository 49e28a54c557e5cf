import type { Draft } from './draft';
import { compareFields, toDetail, type FieldOptions } from './field-changes';
import type { Subject } from './landscape-diff';

/** Every field that differs as a change of its own. */
export function draftFields(
  before: unknown,
  now: unknown,
  path: string,
  options: FieldOptions & { readonly subject?: Subject; readonly label?: string } = {},
): Draft[] {
  const { subject = 'field', label = path } = options;
  return compareFields(before, now, path, label, options).map((change) => ({
    subject,
    action: change.action,
    names: [change.label],
    details: [toDetail(change, '')],
    fields: [change.path],
  }));
}
