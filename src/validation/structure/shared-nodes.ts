import type { FieldNode, SchemaNode } from './schema-node';

/** Equal parts of schemas, once each, so that what is compiled from them stays small. */
export class SharedNodes {
  private readonly indexes = new Map<string, number>();
  private readonly nodes: SchemaNode[] = [];

  /** In the order in which parts are complete: whatever a node consists of comes before it. */
  get all(): readonly SchemaNode[] {
    return this.nodes;
  }

  /** @returns the index of the node, which is added together with its parts unless an equal one is there */
  add(node: SchemaNode): number {
    const key = JSON.stringify(node);
    const known = this.indexes.get(key);
    if (known !== undefined) return known;
    for (const part of partsOf(node)) this.add(part);
    this.nodes.push(node);
    this.indexes.set(key, this.nodes.length - 1);
    return this.nodes.length - 1;
  }
}

function partsOf(node: SchemaNode): readonly SchemaNode[] {
  switch (node.is) {
    case 'object':
      return Object.values(node.fields).map((field: FieldNode) => field.node);
    case 'map':
      return [node.values];
    case 'list':
      return [node.items];
    default:
      return [];
  }
}
