/** Gardener's own error types (`field.ErrorType`), and those of decoding. */
export type IssueType =
  | 'Required'
  | 'Invalid'
  | 'Duplicate'
  | 'NotSupported'
  | 'NotFound'
  | 'Forbidden'
  | 'TooLong'
  | 'TooMany'
  | 'TypeInvalid'
  | 'UnknownField'
  | 'Malformed'
  | 'InternalError';

/**
 * `error`: a Gardener of the target version, with the alicloud admission, refuses the manifest.
 * `warning`: it accepts it, but it will hurt.
 */
export type Severity = 'error' | 'warning';

/** Where an issue's cause was written down. Lines, columns and documents count from 1. */
export interface IssueOrigin {
  /** File, as it was given. */
  readonly file?: string;
  /** Number of the document in the file, from 1. */
  readonly document?: number;
  /** Line, from 1. */
  readonly line?: number;
  /** Column, from 1. */
  readonly column?: number;
  /** Path of the construct. */
  readonly constructPath?: string;
}

/** One finding about one field of one manifest. */
export interface Issue {
  /** `error`: Gardener refuses it. `warning`: it accepts it, and it hurts. */
  readonly severity: Severity;
  /** Kind of the problem, as Gardener's own field errors have it. */
  readonly type: IssueType;
  /** Gardener's own path notation, e.g. `spec.machineImages[0].versions[2]`; empty where Gardener names none. */
  readonly field: string;
  /** Stable id of the rule, see docs/rules.md. */
  readonly rule: string;
  /** What is wrong, with the value; lower case, no final full stop. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  /** Where it was written. */
  readonly origin?: IssueOrigin;
}
