/** Lines and columns of a text, from 1; found out only when somebody asks for one. */
export class Places {
  private lineStarts: readonly number[] | undefined;

  constructor(private readonly text: string) {}

  /** The place of an index into the text. */
  at(offset: number): { line: number; column: number } {
    const starts = (this.lineStarts ??= findLineStarts(this.text));
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }
}

/** Lines as editors count them, not as YAML 1.1 does. */
function findLineStarts(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|[\r\n]/g)) starts.push(match.index + match[0].length);
  return starts;
}
