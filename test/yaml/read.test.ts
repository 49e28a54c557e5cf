import type { YamlProblem } from '../../src/yaml/problem';
import { readYaml, type YamlDocument } from '../../src/yaml/read';
import { documents, refusedDocuments, refusedScalars, scalars } from './kubernetes-readings';

function only(text: string): YamlDocument {
  const read = readYaml(text);
  expect(read).toHaveLength(1);
  return read[0] as YamlDocument;
}

const errors = (document: YamlDocument): readonly YamlProblem[] =>
  document.problems.filter(({ severity }) => severity === 'error');

const named = (text: string): [string, string] => [JSON.stringify(text).slice(0, 60), text];

describe('readYaml, as Kubernetes reads,', () => {
  it.each(scalars.map(([text, value]) => [JSON.stringify(text), text, value]))(
    'takes the scalar %s for what it is',
    (_, text, value) => {
      const document = only(`a: ${text}`);
      expect(document.value).toEqual({ a: value });
      expect(errors(document)).toEqual([]);
      expect(only(`- ${text}`).value).toEqual([value]);
    },
  );

  it.each(refusedScalars.map(named))('refuses the scalar %s', (_, text) => {
    const document = only(`a: ${text}`);
    expect(errors(document)).toHaveLength(1);
    expect(document.value).toBeUndefined();
  });

  it.each(documents.map((reading) => [JSON.stringify(reading.text).slice(0, 60), reading]))(
    'reads %s',
    (_, { text, value, duplicates = [] }) => {
      const document = only(text);
      expect(document.value).toEqual(value);
      expect(errors(document).map(({ kind, field }) => [kind, field])).toEqual(
        duplicates.map((key) => ['duplicate-key', key]),
      );
    },
  );

  it.each(refusedDocuments.map(named))('refuses %s', (_, text) => {
    const document = only(text);
    expect(errors(document)).toHaveLength(1);
    expect(document.value).toBeUndefined();
  });
});

describe('readYaml reports', () => {
  it.each<[string, string, Partial<YamlProblem>]>([
    ['a tab', 'a:\n\tb: 1', { kind: 'tab', line: 2, column: 1 }],
    ['a tab within a block text', 'a: |\n  x\n\t\n', { kind: 'tab', line: 3, column: 1 }],
    ['a quote without end', 'a: 1\nb: "x\nc: 1\n', { kind: 'syntax', line: 2, column: 4 }],
    ['a bracket without end', 'a: [1, 2\n', { kind: 'syntax', line: 1, column: 4 }],
    ['a value with ": "', 'a: b: c', { kind: 'syntax', line: 1, column: 5 }],
    ['a key without ":"', 'a: 1\nb\nc: 1', { kind: 'syntax', line: 2, column: 1 }],
    ['an unknown escape', 'a: "C:\\dir"', { kind: 'syntax', line: 1, column: 7 }],
    ['a misaligned key', 'a:\n    b: 1\n  c: 2', { kind: 'syntax', line: 3, column: 3 }],
    ['an unknown alias', 'a: *.yaml', { kind: 'syntax', line: 1, column: 4 }],
    ['an alias of nothing', 'a: *x', { kind: 'alias', line: 1, column: 4 }],
    ['a value in itself', 'a: &x\n  b: *x', { kind: 'alias', line: 2, column: 6 }],
    ['a control character', 'a: 1\nb: \x1b[0m', { kind: 'character', line: 2, column: 4 }],
    ['half a surrogate pair', 'a: \ud800', { kind: 'character', line: 1, column: 4 }],
    ['an infinity', 'a: [.inf]', { kind: 'number', line: 1, column: 5 }],
    ['a wrong tag', 'a: !!int x', { kind: 'tag', line: 1, column: 4 }],
    ['a merge of a scalar', 'a: {<<: 1}', { kind: 'merge', line: 1, column: 9 }],
    ['a list as key', 'a:\n  [b]: 1', { kind: 'non-string-key', line: 2, column: 3 }],
    ['null as key', '~: 1', { kind: 'non-string-key', line: 1, column: 1 }],
    ['a scalar document', 'hello\n', { kind: 'not-an-object', line: 1, column: 1, field: '' }],
    ['a list document', '\n- a\n', { kind: 'not-an-object', line: 2, column: 1 }],
    ['an empty text', '', { kind: 'not-an-object', line: 1, column: 1 }],
    ['a text of comments', '# a\n---\n# b\n', { kind: 'not-an-object', line: 1, column: 1 }],
    [
      'a key given twice',
      'spec:\n  type: a\n  type: b',
      { kind: 'duplicate-key', field: 'type', line: 3, column: 3 },
    ],
    [
      'a merge of a key',
      'a: &x {b: 1}\nc:\n  b: 2\n  <<: *x',
      { kind: 'duplicate-key', field: 'b', line: 4, column: 3 },
    ],
    [
      'a key given twice in JSON',
      '{"spec": {"a": 1,\n "a": 2}}',
      { kind: 'duplicate-key', field: 'spec.a', line: 2 },
    ],
  ])('%s', (_, text, expected) => {
    expect(errors(only(text))).toEqual([expect.objectContaining({ severity: 'error', ...expected })]);
  });

  it.each<[string, string, Partial<YamlProblem>]>([
    ['text behind the end', 'a: 1\n...\nb: 2\n', { kind: 'ignored-text', line: 3, column: 1 }],
    ['text left of the first key', '  a: 1\nb: 2', { kind: 'ignored-text', line: 2, column: 1 }],
    ['text behind braces', '{a: 1} }', { kind: 'ignored-text', line: 1, column: 8 }],
    ['text beside "---"', '--- {a: 1}\n', { kind: 'separator', line: 1, column: 1 }],
    [
      'digits that get lost',
      'spec:\n  v: [1.30]',
      { kind: 'reads-differently', field: 'spec.v[0]', line: 2, column: 7 },
    ],
    [
      'a word that is a boolean',
      'spec: {id: y}',
      { kind: 'reads-differently', field: 'spec.id', line: 1, column: 12 },
    ],
    ['a key that is a boolean', 'on: x', { kind: 'reads-differently', field: '', line: 1, column: 1 }],
  ])('%s as a warning', (_, text, expected) => {
    const document = only(text);
    expect(document.problems).toEqual([expect.objectContaining({ severity: 'warning', ...expected })]);
    expect(document.value).toBeInstanceOf(Object);
  });

  it.each([
    'y',
    'NO',
    'on',
    '0777',
    '0x10',
    '1_000',
    '1e3',
    '1.0',
    '1.30',
    '+1',
    '.5',
    '-0',
    '123456789012345678901',
  ])('that %s reads differently without quotes, and only then', (text) => {
    expect(only(`a: {b: ${text}}`).problems).toMatchObject([{ kind: 'reads-differently', field: 'a.b' }]);
    expect(only(`a: "${text}"`).problems).toEqual([]);
    expect(only(`a: !!str ${text}`).problems).toEqual([]);
  });

  it.each([
    'true',
    'False',
    'null',
    '~',
    '',
    '3',
    '-3',
    '0.5',
    '1.25',
    '9007199254740993',
    '12:30',
    '2024-01-01',
    '8Gi',
  ])('nothing about %s', (text) => {
    expect(only(`a: ${text}`).problems).toEqual([]);
  });

  it('what stands behind an anchor only once', () => {
    const document = only('a: &x {b: 1.30, c: 1, c: 2}\nd: *x\ne: [*x, *x]');
    expect(document.problems.map(({ kind, line }) => [kind, line])).toEqual([
      ['reads-differently', 1],
      ['duplicate-key', 1],
    ]);
  });

  it('what was meant, with the text and its value', () => {
    expect(only('version: 1.30').problems[0]).toMatchObject({
      message: '1.30 without quotes is read as the number 1.3',
      hint: 'write "1.30" for the text, or 1.3 for what it is read as',
    });
  });
});

describe('readYaml cuts a text into documents', () => {
  const values = (text: string): unknown[] => readYaml(text).map(({ value }) => value);

  it.each<[string, string, unknown[]]>([
    ['at "---"', 'a: 1\n---\nb: 2\n', [{ a: 1 }, { b: 2 }]],
    [
      'and skips the empty ones',
      '---\n---\n# x\n---\na: 1\n---\n\n---\nnull\n--- # y\nb: 2\n---\n',
      [{ a: 1 }, { b: 2 }],
    ],
    ['whatever the line breaks', '---\r\na: 1\r\n---\r\nb: 2\r\n', [{ a: 1 }, { b: 2 }]],
    ['and drops byte order marks', '\ufeffa: 1\n---\n\ufeffb: 2', [{ a: 1 }, { b: 2 }]],
    ['and directives as one of their own', '# x\n%YAML 1.1\n---\na: 1\n', [undefined, { a: 1 }]],
    ['not within a text', 'a: |\n  ---\n  x\nb: x---\n', [{ a: '---\nx\n', b: 'x---' }]],
    [
      'of JSON',
      '{"a": 1}\n{"b": "\\ud83d\\ude00\\/\\udc00"}\n---\n\t{"c":\t2}\n',
      [{ a: 1 }, { b: '\u{1f600}/\ufffd' }, { c: 2 }],
    ],
    ['that only look like JSON', '{a: 1, b: y}\n---\n{"c": 1,}\n', [{ a: 1, b: true }, { c: 1 }]],
  ])('%s', (_, text, expected) => {
    expect(values(text)).toEqual(expected);
  });

  it('and goes on after a faulty one', () => {
    const read = readYaml('a: 1\n---\nb: "x\n---\nc: 3\n');
    expect(read.map(({ index, value }) => [index, value])).toEqual([
      [1, { a: 1 }],
      [2, undefined],
      [3, { c: 3 }],
    ]);
    expect(read[1]?.problems).toMatchObject([{ kind: 'syntax', line: 3, column: 4 }]);
  });

  it('and counts their lines together', () => {
    const read = readYaml('a: 1\n---\nb:\n  c: 1\n');
    expect(read[1]?.locate('b.c')).toEqual({ line: 4, column: 3 });
  });
});

describe('readYaml stays within bounds', () => {
  it('of nesting, in every style', () => {
    for (const levels of [1000, 100_000]) {
      const texts = [
        `${'['.repeat(levels)}${']'.repeat(levels)}`,
        `${'{a: '.repeat(levels)}1${'}'.repeat(levels)}`,
        `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`,
        `${'- '.repeat(levels)}a`,
      ];
      const kinds = texts.map((text) => only(text).problems.filter(({ kind }) => kind === 'depth').length);
      expect(kinds).toEqual(texts.map(() => (levels > 1024 ? 1 : 0)));
    }
  });

  it('of aliases, where Kubernetes draws the line', () => {
    const bomb = Array.from({ length: 30 }, (_, level) => {
      const inner = level === 0 ? 'x' : `*a${level - 1}`;
      return `a${level}: &a${level} [${Array.from({ length: 10 }, () => inner).join(', ')}]`;
    }).join('\n');
    expect(only(bomb).problems).toMatchObject([{ kind: 'alias-limit', line: 4 }]);
    const fan = `a: &a [1]\nb: [${Array.from({ length: 5000 }, () => '*a').join(', ')}]`;
    expect(errors(only(fan))).toEqual([]);
  });

  it('of a merge chain', () => {
    const chain = Array.from({ length: 100 }, (_, level) =>
      level === 0 ? 'a0: &a0 {x: 1}' : `a${level}: &a${level} {<<: *a${level - 1}}`,
    ).join('\n');
    expect(only(chain).problems).toEqual([]);
    expect(only(chain).locate('a99.x')).toEqual({ line: 1, column: 10 });
  });

  it('with keys that are members of every object', () => {
    const { value } = only('__proto__: {a: 1}\nconstructor: 2\ntoString: 3');
    expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor', 'toString']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });
});
