import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Check } from '../../src/issues/check';
import type { Issue } from '../../src/issues/issue';
import type { Rule } from '../../src/issues/rule';

/** What no sentence may hold: a value that was lost on the way. */
const lost = /\bundefined\b|\bNaN\b|\[object |(?<!not |is )\ban object\b(?! (?:of class|is not))/;

/**
 * Compares the sentences of issues with those in `golden/<name>.txt`, a line each: rule, field, message and
 * hint. Rows of other tests look at type, field and rule only; here swapped messages and hints, and values
 * that got lost, show. With `UPDATE_GOLDEN=1` in the environment the file is written instead: read the
 * difference before it is committed.
 */
export function expectGolden(name: string, issues: Iterable<Issue>): void {
  const lines = new Set<string>();
  for (const { rule, field, message, hint = '-' } of issues) {
    lines.add([rule, field, message, hint].map(printable).join(' | '));
  }
  const text = [...lines]
    .sort()
    .map((line) => `${line}\n`)
    .join('');
  const path = join(__dirname, 'golden', `${name}.txt`);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  expect(text).toBe(readFileSync(path, 'utf8'));
  expect([...lines].filter((line) => lost.test(line))).toEqual([]);
}

/** On one line, without the folders that a test makes. */
function printable(text: string): string {
  return text
    .replace(/\n/g, '\\n')
    .replace(/[^\s":,]*-[A-Za-z0-9]{6}(?=\/|["\s:,]|$)/g, (path) =>
      path.startsWith(tmpdir()) ? '<folder>' : path,
    );
}

/**
 * The first issue of each sentence that a rule can say, so that a file stays short however many documents are
 * judged: what is quoted and numbers make no other sentence.
 */
export function oneOfEachSentence(issues: Iterable<Issue>): Issue[] {
  const first = new Map<string, Issue>();
  for (const issue of issues) {
    const words = `${issue.message} ${issue.hint ?? ''}`.replace(/"(?:[^"\\]|\\.)*"|\d[\d.]*/g, '…');
    const key = `${issue.rule} ${words}`;
    if (!first.has(key)) first.set(key, issue);
  }
  return [...first.values()];
}

/**
 * Keeps the first sentence of each rule that the tests of a file bring about, in `golden/<name>.txt`. Stands at the
 * end of the file, outside of every `describe`.
 */
export function expectSentences(name: string): void {
  const said = new Map<string, Issue>();
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its object below
  const { report } = Check.prototype;
  beforeAll(() => {
    Check.prototype.report = function (this: Check, rule: Rule, message: string, hint?: string): void {
      const { id, severity, type } = rule;
      const issue = { severity, type, field: String(this.field), rule: id, message };
      if (!said.has(id)) said.set(id, hint === undefined ? issue : { ...issue, hint });
      report.call(this, rule, message, hint);
    };
  });
  afterAll(() => {
    Check.prototype.report = report;
  });
  test('the sentences', () => {
    expectGolden(name, said.values());
  });
}
