/** A fenced block of code. */
export interface CodeBlock {
  /** E.g. `ts`, `sh`, `yaml`, `text`. */
  readonly language: string;
  /** What the comment on the first line says, if that is a path: where the block belongs. */
  readonly path: string | undefined;
  readonly text: string;
  /** Counts from 1. */
  readonly line: number;
}

/** A heading of the second level with what follows. */
export interface Section {
  readonly title: string;
  readonly blocks: readonly CodeBlock[];
}

/** @throws Error for a block that is never closed: the rest of the page would be code */
export function readSections(markdown: string): Section[] {
  const sections: { title: string; blocks: CodeBlock[] }[] = [];
  let open: { language: string; line: number; lines: string[] } | undefined;
  for (const [index, line] of markdown.split('\n').entries()) {
    if (open !== undefined) {
      if (line === '```') {
        sections.at(-1)?.blocks.push(toBlock(open));
        open = undefined;
      } else open.lines.push(line);
      continue;
    }
    const [, language] = /^```(\w+)$/.exec(line) ?? [];
    const [, title] = /^## (.+)$/.exec(line) ?? [];
    if (language !== undefined) open = { language, line: index + 1, lines: [] };
    if (title !== undefined) sections.push({ title, blocks: [] });
  }
  if (open !== undefined) throw new Error(`line ${open.line}: the block of code is never closed`);
  return sections;
}

function toBlock({ language, line, lines }: { language: string; line: number; lines: string[] }): CodeBlock {
  const [, path] = /^(?:\/\/|#) ([\w./-]+\.\w+)$/.exec(lines[0] ?? '') ?? [];
  return { language, line, path, text: `${lines.join('\n')}\n` };
}

/** A page without its fenced code: what a reader sees as prose. */
export function withoutCode(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```$/gm, '');
}
