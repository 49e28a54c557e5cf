import { FieldPath } from '../field-path';
import type { IssueCollector } from '../issue-collector';
import type { JsonObject } from '../kind';
import { validateAnnotations, validateLabels } from './labels';
import { isDns1123Label, isDns1123Subdomain, maxLabelLength, maxSubdomainLength } from './names';
import { validateFinalizers, validateManagedFields, validateOwnerReferences } from './object-meta-lists';
import { validateObjectMetaUpdate } from './object-meta-update';
import { quote } from './quote';
import { objectAt, textAt } from './read';
import { kubernetesRules as rules } from './rules';

export { validateAnnotations, validateLabels } from './labels';

export interface ObjectMetaOptions {
  /** @default metadata */
  readonly path?: FieldPath;
  /** What the kind asks of names: an RFC 1123 label (no dots, 63) or subdomain (dots, 253). */
  readonly name: 'label' | 'subdomain';
  /** A namespace on a kind without namespaces is ignored. */
  readonly namespaced: boolean;
  /** Metadata of the stored object; the rules for updates hold as well when it is there. */
  readonly previous?: JsonObject;
}

/** Everything that Kubernetes asks of an object's metadata, at creation and on update. */
export function validateObjectMeta(
  metadata: JsonObject,
  options: ObjectMetaOptions,
  issues: IssueCollector,
): void {
  const path = options.path ?? FieldPath.of('metadata');
  validateName(metadata, options, path, issues);
  if (options.namespaced) validateNamespace(textAt(metadata, 'namespace'), path.child('namespace'), issues);
  // On update the API server puts the stored generation in its place.
  const generation = metadata['generation'];
  if (options.previous === undefined && typeof generation === 'number' && generation < 0) {
    issues.report(
      rules['metadata-generation-negative'],
      path.child('generation'),
      `${generation} is negative`,
      {
        hint: 'leave generation out',
      },
    );
  }
  validateLabels(objectAt(metadata, 'labels'), path.child('labels'), issues);
  validateAnnotations(objectAt(metadata, 'annotations'), path.child('annotations'), issues);
  validateOwnerReferences(metadata, path, issues);
  validateFinalizers(metadata, path, issues);
  validateManagedFields(metadata, path, issues);
  if (options.previous !== undefined) {
    validateObjectMetaUpdate(metadata, options.previous, path, options.namespaced, issues);
  }
}

function validateName(
  metadata: JsonObject,
  options: ObjectMetaOptions,
  path: FieldPath,
  issues: IssueCollector,
): void {
  const isName = options.name === 'label' ? isDns1123Label : isDns1123Subdomain;
  const prefix = textAt(metadata, 'generateName');
  let name = textAt(metadata, 'name');
  if (prefix !== '' && !isName(maskTrailingDash(prefix))) {
    const message = `${quote(prefix)} cannot start a name`;
    issues.report(rules['metadata-generate-name-invalid'], path.child('generateName'), message, {
      hint: nameHint(options.name),
    });
  }
  // Only at creation a name is made of it, and then has to hold by itself.
  if (name === '' && prefix !== '' && options.previous === undefined) name = generateName(prefix);

  if (name === '') {
    issues.report(rules['metadata-name-required'], path.child('name'), 'no name', {
      hint: 'name the object',
    });
  } else if (!isName(name)) {
    const message = `${quote(name)} is no valid name`;
    issues.report(rules['metadata-name-invalid'], path.child('name'), message, {
      hint: nameHint(options.name),
    });
  }
}

function validateNamespace(namespace: string, path: FieldPath, issues: IssueCollector): void {
  if (namespace === '') {
    issues.report(rules['metadata-namespace-required'], path, 'no namespace', {
      hint: 'name it, e.g. garden',
    });
  } else if (!isDns1123Label(namespace)) {
    issues.report(rules['metadata-namespace-invalid'], path, `${quote(namespace)} is no namespace`, {
      hint: nameHint('label'),
    });
  }
}

/** Kubernetes lets a prefix end in a dash, by looking at it with its last two characters replaced. */
function maskTrailingDash(prefix: string): string {
  return prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix;
}

/** As the API server makes names: a prefix of at most 58 characters and five of its own. */
function generateName(prefix: string): string {
  return `${prefix.slice(0, maxLabelLength - 5)}xxxxx`;
}

function nameHint(kind: ObjectMetaOptions['name']): string {
  const [characters, length] =
    kind === 'label' ? ["'-'", maxLabelLength] : ["'-' or '.'", maxSubdomainLength];
  return `use lower case letters, digits, ${characters}, alphanumeric at both ends, at most ${length} characters`;
}
