import { createHash } from 'node:crypto';
import { diffLandscapes } from '../../src/diff/diff-landscapes';
import { Target } from '../../src/gardener/target';
import type { Issue } from '../../src/issues/issue';
import { renderPage } from '../../src/report/html/page';
import { toLandscapeReport } from '../../src/report/to-landscape-report';
import { backup, hostile, profile, seed, today } from './landscape-fixture';

const objects = [
  profile({ regions: 7, versions: 12 }),
  seed('one', 'cn-region-1', backup),
  seed('two', 'cn-region-2'),
];

function page(
  manifests: readonly unknown[],
  more: { now?: Date | null; issues?: readonly Issue[]; before?: readonly unknown[] } = {},
): string {
  const now = more.now === undefined ? new Date(today) : more.now;
  const documents = (list: readonly unknown[]): { manifest: unknown }[] =>
    list.map((manifest) => ({ manifest }));
  return renderPage(
    toLandscapeReport({
      manifests,
      issues: more.issues ?? [],
      target: new Target({ now }),
      ...(more.before === undefined
        ? {}
        : { changes: diffLandscapes(documents(more.before), documents(manifests), { now }) }),
    }),
  );
}

function issue(more: Partial<Issue> = {}): Issue {
  return { severity: 'warning', type: 'Invalid', field: 'spec', rule: 'a-rule', message: 'is odd', ...more };
}

/** Everything between a tag's angle brackets, outside of style and script. */
function tagsOf(text: string): string[] {
  const body = text.replace(/<(style|script)>.*?<\/\1>/gs, '<$1></$1>');
  return [...body.matchAll(/<([^>]*)>/g)].map((match) => match[1] ?? '');
}

/** Every text of a manifest but its kind, as an attack. */
function poison(value: unknown): unknown {
  if (typeof value === 'string') return `${value}${hostile}`;
  if (Array.isArray(value)) return value.map(poison);
  if (typeof value !== 'object' || value === null) return value;
  const keep = ['apiVersion', 'kind'];
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, keep.includes(key) ? inner : poison(inner)]),
  );
}

describe('the page', () => {
  test('loads nothing, and forbids it', () => {
    const text = page(objects);
    expect(text).not.toMatch(/https?:|url\(|@import|<img|<iframe| src=| style=/);
    expect(text).toContain('default-src &#39;none&#39;');
  });

  test.each(['style', 'script'])('allows its own %s, known by the hash', (name) => {
    const text = page(objects);
    const content = new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(text)?.[1] ?? '';
    const hash = createHash('sha256').update(content).digest('base64');
    const policy = /Policy" content="([^"]*)"/.exec(text)?.[1]?.replaceAll('&#39;', "'");
    expect(policy).toContain(`${name}-src 'sha256-${hash}'`);
  });

  test('turns nothing of a manifest, an issue or a change into markup', () => {
    const poisoned = objects.map(poison);
    const issues = (['error', 'warning'] as const).map((severity) =>
      issue({
        severity,
        field: hostile,
        rule: hostile,
        message: hostile,
        hint: hostile,
        origin: { file: hostile, line: 3 },
      }),
    );
    const text = page(poisoned, { issues, before: objects });
    expect(text).toContain('&lt;script&gt;alert(1)');
    expect(text).not.toMatch(/<script>alert|<img|\u202e/);
    const names = new Set(tagsOf(text).map((tag) => /^\/?([a-z0-9!]+)/.exec(tag)?.[1]));
    const calm = new Set(
      tagsOf(page(objects, { issues: [issue(), issue({ severity: 'error', hint: 'do' })], before: [] })).map(
        (tag) => /^\/?([a-z0-9!]+)/.exec(tag)?.[1],
      ),
    );
    expect([...names].filter((name) => !calm.has(name) && name !== 'details' && name !== 'summary')).toEqual(
      [],
    );
    expect(tagsOf(text).filter((tag) => / on\w+=/.test(tag.replace(/"[^"]*"/g, '""')))).toEqual([]);
  });

  test('is the same for the same input', () => {
    expect(page(objects, { before: [] })).toBe(page(objects, { before: [] }));
  });

  test('marks a day only if one is given', () => {
    expect(page(objects)).toContain('>today</text>');
    expect(page(objects)).toContain('judged by 2026-11-21');
    expect(page(objects, { now: null })).not.toContain('>today</text>');
    expect(page(objects, { now: null })).not.toMatch(/in \d+ days|days ago/);
  });

  test('opens and closes its tags in turn', () => {
    const empty = /^(!doctype|meta|link|input|use|line|hr|br)\b/;
    const open: string[] = [];
    for (const tag of tagsOf(page(objects, { issues: [issue()], before: [] }))) {
      if (empty.test(tag) || tag.endsWith('/')) continue;
      const name = /^\/?([a-z0-9]+)/.exec(tag)?.[1] ?? '';
      if (tag.startsWith('/')) expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
  });

  test('gives each element an id of its own, and leads to ids that are there', () => {
    const text = page(objects, { before: [] });
    const ids = [...text.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = [
      ...text.matchAll(/ (?:href="#|aria-labelledby="|data-table="|data-gaps="|for=")([^"]*)"/g),
    ];
    expect(targets.length).toBeGreaterThan(20);
    expect(targets.map((match) => match[1]).filter((id) => !ids.includes(id))).toEqual([]);
  });

  test('gives every header a scope and every level of headings its parent', () => {
    const tags = tagsOf(page(objects));
    expect(tags.filter((tag) => /^th\b/.test(tag) && !/ scope="(col|row|rowgroup)"/.test(tag))).toEqual([]);
    const levels = tags.flatMap((tag) => (/^h[1-6]\b/.test(tag) ? [Number(tag[1])] : []));
    expect(levels[0]).toBe(1);
    expect(levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)).toEqual([]);
  });

  test('counts the gaps of what has not expired', () => {
    // Version 5 of 12 lacks the fourth of 7 regions.
    expect(page(objects)).toContain('<b class="bad">1 gap</b>');
    expect(page([profile({ regions: 3, versions: 3 })])).toContain('<b>complete</b>');
  });

  test('groups issues by rule, errors first, and does not list without end', () => {
    const issues = [
      ...Array.from({ length: 130 }, (_, index) => issue({ rule: 'many', field: `spec.a[${index}]` })),
      issue({ rule: 'bad', severity: 'error', message: 'is wrong', hint: 'do this' }),
    ];
    const text = page(objects, { issues });
    const [bad, many] = ['<code>bad</code>', '<code>many</code>'].map((rule) => text.indexOf(rule));
    expect(bad).toBeGreaterThan(0);
    expect(many).toBeGreaterThan(bad ?? 0);
    expect(text).toContain('Do this.');
    expect(text).toContain('and 30 more');
    expect(text).not.toContain('spec.a[100]');
  });

  test('says what changed only if there is something to compare with', () => {
    expect(page(objects)).not.toContain('id="changes"');
    const text = page(objects, { before: [profile({ regions: 8, versions: 12 }), ...objects.slice(1)] });
    expect(text).toContain('id="changes"');
    expect(text).toMatch(/dangerous<\/b> [^<]*cn-region-8/);
  });

  test('has something to say of nothing', () => {
    const text = page([]);
    expect(text).toContain('No CloudProfile is here.');
    expect(text).toContain('No Seeds are here.');
  });
});
