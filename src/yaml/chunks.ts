/** The part of a text that is one document. */
export interface Chunk {
  /** Where the document's content begins: behind the `---`, unless something follows that in its line. */
  readonly start: number;
  readonly end: number;
  /** Whether a `---` stands before the content. */
  readonly explicit: boolean;
  /** Place of a `---` with text behind it in the same line, which kubectl refuses. */
  readonly crowdedSeparator?: number;
}

/** A line that separates documents, as kubectl and the GitOps tools cut a text. */
const separator = /(?:^|\n)---(?=[ \t\r\n]|$)/g;
/** As YAML 1.1 has them. */
const lineBreak = /\r\n|[\r\n\x85\u2028\u2029]/g;
const directiveLine = /[ \t]*(?:#[^\n]*|%[^\n]*)?\r?(?:\n|$)/y;

/** Cuts a text into its documents. Empty ones are among them. */
export function toChunks(text: string): Chunk[] {
  const starts = [text.startsWith('\ufeff') ? 1 : 0];
  for (const match of text.matchAll(separator)) {
    const start = match.index + match[0].length - '---'.length;
    if (start > 0) starts.push(start);
  }
  // Directives belong to the document whose "---" follows them.
  if (starts[0] !== undefined && hasOnlyDirectives(text, starts[0], starts[1] ?? text.length))
    starts.splice(1, 1);
  return starts.map((start, index) => toChunk(text, start, starts[index + 1] ?? text.length));
}

function toChunk(text: string, start: number, end: number): Chunk {
  if (!text.startsWith('---', start) || !/^[ \t\r\n]?$/.test(text.charAt(start + 3))) {
    return { start, end, explicit: false };
  }
  lineBreak.lastIndex = start;
  const lineEnd = lineBreak.test(text) ? Math.min(lineBreak.lastIndex, end) : end;
  if (!/^\s*(?:#|$)/.test(text.slice(start + 3, lineEnd))) {
    return { start, end, explicit: false, crowdedSeparator: start };
  }
  return {
    start: text.startsWith('\ufeff', lineEnd) && lineEnd < end ? lineEnd + 1 : lineEnd,
    end,
    explicit: true,
  };
}

function hasOnlyDirectives(text: string, start: number, end: number): boolean {
  let found = false;
  for (let position = start; position < end; position = directiveLine.lastIndex) {
    directiveLine.lastIndex = position;
    const match = directiveLine.exec(text);
    if (match === null) return false;
    found ||= match[0].trimStart().startsWith('%');
  }
  return found;
}
