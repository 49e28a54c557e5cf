import type { Cursor } from './cursor';
import { YamlFault } from './problem';

/** How far the `:` may stand from the start of its key. */
const longestKey = 1024;

/** A place where a key without `?` may have begun; the `:` decides. */
export interface KeyCandidate {
  open: boolean;
  /** Nothing else than a key can stand here, as the indentation is that of the map. */
  readonly required: boolean;
  /** Number of the token, counted from the start of the document. */
  readonly token: number;
  readonly start: number;
  readonly lineStart: number;
}

/** The places where a key may have begun: the latest one of each level of `[]` and `{}`. */
export class KeyCandidates {
  private readonly levels: (KeyCandidate | undefined)[] = [undefined];

  constructor(private readonly cursor: Cursor) {}

  /** Of the innermost level, as long as a `:` here would belong to it. */
  get open(): KeyCandidate | undefined {
    const candidate = this.levels.at(-1);
    return candidate !== undefined && this.isOpen(candidate) ? candidate : undefined;
  }

  enterLevel(): void {
    this.levels.push(undefined);
  }

  leaveLevel(): void {
    this.levels.pop();
  }

  /** Takes the place of the one before, which must not have been required. */
  set(candidate: KeyCandidate): void {
    this.drop();
    this.levels[this.levels.length - 1] = candidate;
  }

  /** Gives up the latest candidate: what stands here ends it. */
  drop(): void {
    const candidate = this.levels.at(-1);
    if (candidate?.open !== true) return;
    if (candidate.required) throw missingColon(candidate);
    candidate.open = false;
  }

  /** Whether a `:` here would still make a key: on the same line, and not too far away. */
  isOpen(candidate: KeyCandidate): boolean {
    if (!candidate.open) return false;
    const { lineStart, position } = this.cursor;
    if (candidate.lineStart === lineStart && candidate.start + longestKey >= position) return true;
    if (candidate.required) throw missingColon(candidate);
    candidate.open = false;
    return false;
  }
}

function missingColon(candidate: KeyCandidate): YamlFault {
  return new YamlFault(
    'syntax',
    candidate.start,
    'a key is expected here, but no ":" follows on its line',
    'write "key: value", or indent the line if it belongs to the text above',
  );
}
