import { brokenByteIn } from './bytes';
import { Cursor } from './cursor';
import { Decoder, type Finding } from './decode';
import { readJson } from './json';
import { locate, Places } from './locate';
import { type Node, Parser } from './parser';
import { YamlFault, type YamlProblem } from './problem';
import { Scanner } from './scanner';

/** One document of a text, as the API server reads it. */
export interface YamlDocument {
  /** Among the documents of the text, from 1; empty ones do not count. */
  readonly index: number;
  /**
   * What JSON holds, and bigints for integers whose digits a JavaScript number would change (up to 64 bits
   * with sign, as the API server keeps them). Undefined where a problem of severity `error`, other than `duplicate-key`, leaves nothing to read;
   * of keys given twice the last one counts.
   */
  readonly value: unknown;
  readonly problems: readonly YamlProblem[];
  /** Whether the text is JSON, which reaches the API server as it is. */
  readonly isJson: boolean;
  /**
   * Where a field of Gardener's notation stands: a map's entry at its key, a list's item at its beginning,
   * a missing field at its nearest parent. Lines and columns from 1.
   */
  locate(field: string): { line: number; column: number };
}

/** What the API server's YAML library does not let into a text. */
const forbidden = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\p{Surrogate}]/u;

/**
 * Reads a text of one or several documents as kubectl and the API server do: YAML 1.1 with the ideas of
 * go-yaml v2 (`yes` is a boolean, `0777` octal, `12:30` a string), or JSON if it begins with `{`. What JSON
 * cannot say is a problem, and so is a scalar without quotes that is read as something else than it looks.
 *
 * Empty documents are left out; of a text without any other there is one, which is no object. Never throws;
 * work and memory grow linearly with the text.
 */
export function readYaml(text: string): YamlDocument[] {
  const places = new Places(text);
  const documents: YamlDocument[] = [];
  const add = (chunk: Chunk, content: Content): void => {
    documents.push(toDocument(documents.length + 1, chunk, content, places));
  };
  for (const chunk of toChunks(text)) {
    for (const content of readChunk(text, chunk)) {
      if (!content.empty) add(chunk, content);
    }
  }
  if (documents.length === 0) add(noText, { value: null, findings: [notAnObject(null, 0)], empty: true });
  return documents;
}

const noText: Chunk = { start: 0, end: 0, explicit: false };

/** What a chunk says. */
interface Content {
  readonly node?: Node;
  readonly isJson?: true;
  readonly value: unknown;
  readonly findings: readonly Finding[];
  readonly empty: boolean;
}

function readChunk(text: string, chunk: Chunk): Content[] {
  try {
    return readJsonObjects(text, chunk) ?? [readDocument(text, chunk)];
  } catch (error) {
    return [failed(error, chunk.start)];
  }
}

/** JSON objects, one after the other; undefined if there is anything else. */
function readJsonObjects(text: string, { start, end }: Chunk): Content[] | undefined {
  const objects: Content[] = [];
  let position = start;
  for (;;) {
    position = skipSpace(text, position, end);
    if (position === end && objects.length > 0) return objects;
    if (text.charAt(position) !== '{' || position >= end) return undefined;
    const read = readJson(text, position, end);
    if (read === undefined) return undefined;
    objects.push(decode(read.node, true, replacedBytes(text.slice(position, read.end), position)));
    position = read.end;
  }
}

function skipSpace(text: string, start: number, end: number): number {
  let position = start;
  while (position < end && ' \t\r\n'.includes(text.charAt(position))) position++;
  return position;
}

function readDocument(text: string, { start, end, explicit, crowdedSeparator }: Chunk): Content {
  const bad = text.slice(start, end).search(forbidden);
  if (bad >= 0) throw badCharacter(text, start + bad);
  const scanner = new Scanner(new Cursor(text, start, end));
  const node = new Parser(scanner).document(explicit);
  // Kubernetes looks one token ahead, and finds what is wrong with that.
  scanner.peek();
  if (node === undefined) return { value: null, findings: [], empty: true };
  const findings = [...crowded(crowdedSeparator), ...ignored(scanner)];
  return decode(node, false, findings);
}

function badCharacter(text: string, offset: number): YamlFault {
  const character = text.charAt(offset);
  const byte = brokenByteIn(character)?.byte;
  if (byte !== undefined)
    return new YamlFault('character', offset, `the byte ${byte} is not UTF-8`, notUtf8Hint);
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  const hint = 'remove it, or write it as an escape in double quotes';
  return new YamlFault('character', offset, `the character U+${code} is not allowed in YAML`, hint);
}

const notUtf8Hint = 'save the file as UTF-8';

/** In JSON Go's reader takes another character for what is no UTF-8, and says nothing. */
function replacedBytes(text: string, start: number): Finding[] {
  const found = brokenByteIn(text);
  if (found === undefined) return [];
  return [
    {
      kind: 'replaced-byte',
      severity: 'warning',
      message: `the byte ${found.byte} is not UTF-8: the API server stores U+FFFD in its place`,
      hint: notUtf8Hint,
      field: '',
      offset: start + found.offset,
    },
  ];
}

function decode(node: Node, json: boolean, earlier: readonly Finding[]): Content {
  const decoder = new Decoder(json);
  const value = decoder.decode(node);
  const findings = [...earlier, ...decoder.findings];
  if (value === null) return { value, findings, empty: true };
  if (typeof value !== 'object' || Array.isArray(value)) findings.push(notAnObject(value, node.start));
  return { node, value, findings, empty: false, ...(json ? { isJson: true } : {}) };
}

/** Kubernetes stops reading where a document ends, whatever follows. */
function ignored(scanner: Scanner): Finding[] {
  let offset: number;
  try {
    let token = scanner.next();
    while (token.type === 'document-end') token = scanner.next();
    if (token.type === 'end') return [];
    offset = token.start;
  } catch (error) {
    if (!(error instanceof YamlFault)) throw error;
    ({ offset } = error);
  }
  return [
    {
      kind: 'ignored-text',
      severity: 'warning',
      message: 'the document ends before this text, so that nobody reads it',
      hint: 'begin a new document with "---", or remove it',
      field: '',
      offset,
    },
  ];
}

function crowded(offset: number | undefined): Finding[] {
  if (offset === undefined) return [];
  return [
    {
      kind: 'separator',
      severity: 'warning',
      message: 'kubectl refuses text in the line of "---"',
      hint: 'begin the document in the next line',
      field: '',
      offset,
    },
  ];
}

function notAnObject(value: unknown, offset: number): Finding {
  let what = 'empty';
  if (value !== null) what = `a ${typeof value === 'object' ? 'list' : typeof value}`;
  return {
    kind: 'not-an-object',
    severity: 'error',
    message: `the document is ${what}, but a manifest is an object`,
    hint: 'begin it with "apiVersion: ..." and "kind: ..."',
    field: '',
    offset,
  };
}

function failed(error: unknown, start: number): Content {
  // A stack that is too small for the text (the caller may have used most of it) is a fault of the text, too.
  if (!(error instanceof YamlFault) && !(error instanceof RangeError)) throw error;
  const { kind, offset, message, hint } =
    error instanceof YamlFault
      ? error
      : { kind: 'depth' as const, offset: start, message: 'is nested too deeply', hint: 'make it flatter' };
  const finding: Finding = {
    kind,
    severity: 'error',
    message,
    ...(hint === undefined ? {} : { hint }),
    field: '',
    offset,
  };
  return { value: undefined, findings: [finding], empty: false };
}

function toDocument(index: number, chunk: Chunk, content: Content, places: Places): YamlDocument {
  const { node, value, findings, isJson = false } = content;
  return {
    index,
    value,
    isJson,
    problems: findings.map(({ offset, ...problem }) => ({ ...problem, ...places.at(offset) })),
    locate: (field) => places.at(node === undefined ? chunk.start : locate(node, field)),
  };
}

/** The part of a text that is one document. */
interface Chunk {
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

/**
 * Cuts a text into its documents, as kubectl does: a directive is a document of its own then, which nobody can
 * read. Empty ones are among them.
 */
function toChunks(text: string): Chunk[] {
  const starts = [text.startsWith('\ufeff') ? 1 : 0];
  for (const match of text.matchAll(separator)) {
    const start = match.index + match[0].length - '---'.length;
    if (start > 0) starts.push(start);
  }
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
