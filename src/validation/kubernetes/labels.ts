import type { FieldPath } from '../field-path';
import type { IssueCollector } from '../issue-collector';
import type { JsonObject } from '../kind';
import { isLabelValue, isQualifiedName } from './names';
import { quote } from './quote';
import { asText } from './read';
import { kubernetesRules as rules } from './rules';

/** Keys and values of all annotations together, in bytes. */
const maxAnnotationsSize = 256 * 1024;

export const labelKeyHint =
  "use name or prefix/name: the name 1 to 63 letters, digits, '-', '_' or '.', alphanumeric at both ends, the prefix a DNS subdomain";
export const labelValueHint =
  "use at most 63 letters, digits, '-', '_' or '.', alphanumeric at both ends; longer text belongs into an annotation";

/** Labels as Kubernetes wants them; every error stands at the map itself. */
export function validateLabels(labels: JsonObject, path: FieldPath, issues: IssueCollector): void {
  for (const [key, value] of Object.entries(labels)) {
    const at = path.key(key);
    if (!isQualifiedName(key)) {
      issues.report(rules['label-key-invalid'], path, `${quote(key)} is no label key`, {
        hint: labelKeyHint,
        at,
      });
    }
    if (!isLabelValue(asText(value))) {
      const message = `${quote(value)}, value of ${quote(key)}, is no label value`;
      issues.report(rules['label-value-invalid'], path, message, { hint: labelValueHint, at });
    }
  }
}

/** Annotations: keys like those of labels but in any case, values free up to 256 KiB together. */
export function validateAnnotations(annotations: JsonObject, path: FieldPath, issues: IssueCollector): void {
  let size = 0;
  for (const [key, value] of Object.entries(annotations)) {
    size += Buffer.byteLength(key) + Buffer.byteLength(asText(value));
    if (isQualifiedName(lowerCase(key))) continue;
    const message = `${quote(key)} is no annotation key`;
    issues.report(rules['annotation-key-invalid'], path, message, { hint: labelKeyHint, at: path.key(key) });
  }
  if (size <= maxAnnotationsSize) return;
  const message = `all annotations together have ${size} bytes, more than ${maxAnnotationsSize}`;
  issues.report(rules['annotations-too-long'], path, message, {
    hint: 'move large content into a ConfigMap or a file',
  });
}

/** Go maps the dotted capital I to a plain i, JavaScript to an i and a combining dot. */
function lowerCase(text: string): string {
  return text.replaceAll('\u0130', 'i').toLowerCase();
}
