/** Beyond this many edits a name is another name, not a slip. */
const farthest = 2;

/** The candidate that somebody may have meant, if any: same letters in another case, or a slip or two away. */
export function closest(name: string, candidates: readonly string[]): string | undefined {
  const lower = name.toLowerCase();
  let nearest: string | undefined;
  let distance = Math.min(farthest, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    // A long name is too far from everything; to compute how far would take long.
    if (Math.abs(candidate.length - name.length) >= distance) continue;
    const edits = editDistance(lower, candidate.toLowerCase(), distance);
    if (edits < distance) {
      nearest = candidate;
      distance = edits;
    }
  }
  return nearest;
}

/**
 * Insertions, deletions, replacements and swaps of neighbours that make one text of the other; where there are
 * `enough` of them, no more are counted.
 */
function editDistance(from: string, to: string, enough: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_item, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const current = [i];
    let least = i;
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      let edits = Math.min(
        (last[j] ?? 0) + 1,
        (current[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) {
        edits = Math.min(edits, (beforeLast[j - 2] ?? 0) + 1);
      }
      current.push(edits);
      if (edits < least) least = edits;
    }
    // Nothing gets nearer again: a swap costs one more than the row before, which has at most one less than this.
    if (least >= enough) return least;
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}

/** Among more names nobody looks for a slip: each of them would cost for each unknown name. */
const mostCandidates = 200;
const mostListed = 10;

/** What to write instead of a name that is none: the one that was meant, or some of those that there are. */
export function suggest(name: string, names: readonly string[]): string {
  const near = names.length > mostCandidates ? undefined : closest(name, names);
  if (near !== undefined) return `did you mean ${near}?`;
  if (names.length === 0) return 'there is none at all';
  return names.length === 1 ? `the only one is ${listed(names)}` : `there are ${listed(names)}`;
}

/** Names for a sentence, cut where they are many. */
export function listed(names: readonly string[]): string {
  const more = names.length - mostListed;
  return more > 0 ? `${names.slice(0, mostListed).join(', ')} and ${more} more` : names.join(', ');
}
