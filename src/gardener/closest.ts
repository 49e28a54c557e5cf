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
    const edits = editDistance(lower, candidate.toLowerCase());
    if (edits < distance) {
      nearest = candidate;
      distance = edits;
    }
  }
  return nearest;
}

/** Insertions, deletions, replacements and swaps of neighbours that make one text of the other. */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_item, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const current = [i];
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
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}
