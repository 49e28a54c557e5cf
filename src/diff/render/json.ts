import type { LandscapeDiff } from '../landscape-diff';

/** The diff as JSON, for programs: the very shape of `LandscapeDiff`. Ends with a line end. */
export function renderDiffJson(diff: LandscapeDiff): string {
  return `${JSON.stringify(diff, undefined, 2)}\n`;
}
