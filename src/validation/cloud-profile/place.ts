import { FieldPath } from '../field-path';
import type { IssueCollector } from '../issue-collector';
import type { Rule } from '../rule';

/**
 * A field as Gardener names it and as the user wrote it. The two part ways in lists of which Gardener
 * drops entries before it counts them.
 */
export class Place {
  static of(...names: readonly string[]): Place {
    const path = FieldPath.of(...names);
    return new Place(path, path);
  }

  /** A field that Gardener makes of one that the user wrote. */
  static made(field: FieldPath, written: FieldPath): Place {
    return new Place(field, written);
  }

  private constructor(
    readonly field: FieldPath,
    readonly written: FieldPath,
  ) {}

  child(...names: readonly string[]): Place {
    return this.step((path) => path.child(...names));
  }

  /** A field whose name is data: an empty one reads `[]`, as in Gardener's own errors. */
  named(name: string): Place {
    return this.step((path) => (name === '' ? path.key('') : path.child(name)));
  }

  index(index: number, written = index): Place {
    if (index === written) return this.step((path) => path.index(index));
    return new Place(this.field.index(index), this.written.index(written));
  }

  /** Reports at Gardener's field, and points at what the user wrote. */
  report(issues: IssueCollector, rule: Rule, message: string, hint: string): void {
    issues.report(rule, this.field, message, {
      hint,
      ...(this.field === this.written ? {} : { at: this.written }),
    });
  }

  private step(walk: (path: FieldPath) => FieldPath): Place {
    const field = walk(this.field);
    return new Place(field, this.field === this.written ? field : walk(this.written));
  }
}
