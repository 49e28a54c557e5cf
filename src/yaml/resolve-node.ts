import type { Node, ScalarNode } from './node';
import { YamlFault } from './problem';
import { keyOf, resolvePlain, resolveTagged, type Resolved } from './resolve';

const mergeTag = 'tag:yaml.org,2002:merge';

/**
 * What a scalar is besides its text; undefined: the text itself.
 *
 * @throws YamlFault if it is not what its tag says
 */
export function resolveScalar(node: ScalarNode): Resolved | undefined {
  if (node.tag === '') return node.plain ? resolvePlain(node.text) : undefined;
  const resolved = resolveTagged(node.tag, node.text);
  if (resolved !== undefined) return resolved;
  throw new YamlFault(
    'tag',
    node.start,
    `${JSON.stringify(node.text)} is not what its tag ${node.tag.replace(/^tag:yaml.org,2002:/, '!!')} says`,
    'correct the value, or leave the tag out',
  );
}

/** The entry of a JSON object that a key becomes; undefined where it can be none. */
export function keyName(node: Node): string | undefined {
  const target = node.type === 'alias' ? node.target : node;
  if (target.type !== 'scalar') return undefined;
  const resolved = resolveScalar(target);
  return resolved === undefined ? target.text : keyOf(resolved);
}

/** Whether a key is the `<<` that puts the entries of other maps into this one. */
export function isMerge(node: Node): boolean {
  return node.type === 'scalar' && node.text === '<<' && (node.plain || node.tag === mergeTag);
}
