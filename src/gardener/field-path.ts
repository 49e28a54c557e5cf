/**
 * A path into a manifest in the notation of Kubernetes' API errors (`spec.regions[0].zones[1].name`,
 * `metadata.annotations[example.org/key]`). Immutable; the text is made only when somebody asks for it,
 * so that walking a large document costs no string building.
 */
export class FieldPath {
  /** The path of the document itself; its text is empty. */
  static readonly root = new FieldPath(undefined, '');

  /** A path from field names, e.g. `FieldPath.of('spec', 'regions')`. */
  static of(...names: readonly string[]): FieldPath {
    return FieldPath.root.child(...names);
  }

  private constructor(
    private readonly parent: FieldPath | undefined,
    private readonly segment: string,
  ) {}

  child(...names: readonly string[]): FieldPath {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the walk starts at this path
    let path: FieldPath = this;
    for (const name of names) path = new FieldPath(path, path.parent === undefined ? name : `.${name}`);
    return path;
  }

  index(index: number): FieldPath {
    return new FieldPath(this, `[${index}]`);
  }

  /** The entry of a map whose keys are data, e.g. an annotation. */
  key(key: string): FieldPath {
    return new FieldPath(this, `[${key}]`);
  }

  toString(): string {
    return this.parent === undefined ? this.segment : this.parent.toString() + this.segment;
  }
}
