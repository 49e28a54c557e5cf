import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Issue } from '../../src/issues/issue';

/** What no sentence may hold: a value that was lost on the way. */
const lost = /\bundefined\b|\bNaN\b|\[object |\ban object\b/;

/**
 * Compares the sentences of issues with those in `golden/<name>.txt`, a line each: rule, field, message and
 * hint. Rows of other tests look at type, field and rule only; here swapped messages and hints, and values
 * that got lost, show. With `UPDATE_GOLDEN=1` in the environment the file is written instead: read the
 * difference before it is committed.
 */
export function expectGolden(name: string, issues: Iterable<Issue>): void {
  const lines = new Set<string>();
  for (const { rule, field, message, hint = '-' } of issues) {
    lines.add([rule, field, message, hint].map((text) => text.replace(/\n/g, '\\n')).join(' | '));
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
