/** What the reader objects to, by subject. */
type YamlProblemKind =
  /** The text is not YAML. */
  | 'syntax'
  /** A tab where only blanks may indent. */
  | 'tab'
  /** A control character, half a surrogate pair, or a byte that is no UTF-8. */
  | 'character'
  /** A byte that is no UTF-8 in JSON, where the API server reads another character. */
  | 'replaced-byte'
  /** An alias of nothing, or of a value that contains it. */
  | 'alias'
  /** Aliases that blow the text up out of all proportion. */
  | 'alias-limit'
  /** `<<` with something else than a map or a list of maps. */
  | 'merge'
  /** A value that is not what its tag says, e.g. `!!int x`. */
  | 'tag'
  /** A key given twice in one map, be it by a merge. */
  | 'duplicate-key'
  /** A key that is a list, a map, null or too large a number. */
  | 'non-string-key'
  /** An infinity, or `.nan`. */
  | 'number'
  /** Nesting without end. */
  | 'depth'
  | 'not-an-object'
  /** A scalar without quotes that is read as something else than it looks. */
  | 'reads-differently'
  /** Text behind a document that nobody reads. */
  | 'ignored-text'
  /** What the API server reads, but kubectl and the GitOps tools do not. */
  | 'separator';

/** Something that is wrong with a document before anybody looks at what it says. */
export interface YamlProblem {
  readonly kind: YamlProblemKind;
  /** `error`: the API server does not read the document, or refuses it under strict field validation. */
  readonly severity: 'error' | 'warning';
  /** Lower case, no final full stop. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  /**
   * Path of the value. For a key given twice: that key alone, as the API server reports it for YAML; in a
   * JSON text its whole path. Empty for a text that cannot be read.
   */
  readonly field: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
}

/** Stops reading a document; never leaves the reader. */
export class YamlFault extends Error {
  override readonly name = 'YamlFault';

  constructor(
    readonly kind: YamlProblemKind,
    /** Where, as index into the text. */
    readonly offset: number,
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}
