import { asObject, asText, valueAt } from '../../gardener/json';
import { groupOf } from '../../gardener/kinds';

/**
 * Whether a text fits a pattern of `*` (any characters) and `?` (one of them). Work grows with the product of
 * both lengths at most.
 */
export function fits(pattern: string, text: string): boolean {
  let [at, star, retry] = [0, -1, 0];
  let index = 0;
  while (index < text.length) {
    if (at < pattern.length && pattern[at] === '*') {
      [star, retry] = [at, index];
      at++;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[index])) {
      at++;
      index++;
    } else if (star >= 0) {
      retry++;
      [at, index] = [star + 1, retry];
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

/**
 * Whether a path below a folder fits a glob as `.gitignore` has them: one without `/` fits a name at any depth,
 * `**` any number of folders, and what fits a folder holds for all below it.
 */
export function fitsGlob(glob: string, path: string): boolean {
  const pattern = glob
    .replace(/^\.?\//, '')
    .replace(/\/$/, '')
    .split('/');
  const names = path.replace(/^\.\//, '').split('/');
  if (pattern.length === 1) return names.some((name) => fits(pattern[0] ?? '', name));
  // Which parts of the pattern may come next, as the names go by.
  let next = withEmptyFolders(pattern, new Set([0]));
  for (const name of names) {
    const after = new Set<number>();
    for (const index of next) {
      if (pattern[index] === '**') after.add(index);
      else if (fits(pattern[index] ?? '', name)) after.add(index + 1);
    }
    next = withEmptyFolders(pattern, after);
    if (next.has(pattern.length)) return true;
  }
  return false;
}

function withEmptyFolders(pattern: readonly string[], indexes: Set<number>): Set<number> {
  for (const index of indexes) if (pattern[index] === '**') indexes.add(index + 1);
  return indexes;
}

/** The target of a kustomize patch says something that is not understood here. */
export class UnknownSelector extends Error {
  override readonly name = 'UnknownSelector';
}

/**
 * Whether a kustomize selector picks a manifest. Its texts are regular expressions that fit the whole; of those
 * we know alternatives, `.` and `.*`, which is what people write.
 *
 * @throws UnknownSelector for any other
 */
export function picks(selector: unknown, manifest: unknown): boolean {
  const { group, version, kind, name, namespace, labelSelector, annotationSelector } = asObject(selector);
  const { apiVersion, kind: ownKind, metadata } = asObject(manifest);
  const own = asText(apiVersion);
  const { name: ownName, namespace: ownNamespace, labels, annotations } = asObject(metadata);
  return (
    fitsExpression(group, groupOf(own)) &&
    fitsExpression(version, own.slice(own.indexOf('/') + 1)) &&
    fitsExpression(kind, asText(ownKind)) &&
    fitsExpression(name, asText(ownName)) &&
    fitsExpression(namespace, asText(ownNamespace)) &&
    fitsSelector(labelSelector, labels) &&
    fitsSelector(annotationSelector, annotations)
  );
}

function fitsExpression(expression: unknown, text: string): boolean {
  if (expression === undefined || expression === null || expression === '') return true;
  const pattern = asText(expression).replace(/^\^/, '').replace(/\$$/, '').replaceAll('\\.', '\u0000');
  if (/[\\()[\]{}+?^$]/.test(pattern) || pattern.replaceAll('.*', '').includes('*')) {
    throw new UnknownSelector(`the selector ${JSON.stringify(expression)} is not understood here`);
  }
  return pattern
    .split('|')
    .some((choice) =>
      fits(choice.replaceAll('.*', '*').replaceAll('.', '?').replaceAll('\u0000', '.'), text),
    );
}

/** `a=b`, `a!=b`, `a` and `!a`, separated by commas. */
function fitsSelector(selector: unknown, map: unknown): boolean {
  if (selector === undefined || selector === null || selector === '') return true;
  return asText(selector)
    .split(',')
    .every((term) => {
      const [, not = '', key = '', operator = '', value = ''] =
        /^\s*(!?)\s*([\w./-]+)\s*(?:(==|=|!=)\s*([\w.-]*))?\s*$/.exec(term) ?? [];
      if (key === '')
        throw new UnknownSelector(`the selector ${JSON.stringify(term)} is not understood here`);
      const own = valueAt(map, key);
      if (operator === '') return (own === undefined) === (not === '!');
      return operator === '!=' ? own !== value : own === value;
    });
}
