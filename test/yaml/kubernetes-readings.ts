/**
 * Texts, and what Kubernetes (sigs.k8s.io/yaml 1.6, go-yaml v2.4) makes of them: their value, and the keys
 * that its strict reading calls duplicates.
 */
export interface Reading {
  readonly text: string;
  readonly value: unknown;
  readonly duplicates?: readonly string[];
}

/** By scalar: the value. */
export const scalars: readonly (readonly [string, unknown])[] = [
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'true', 'True', 'TRUE'].map(
    (text) => [text, true] as const,
  ),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF', 'false', 'False'].map(
    (text) => [text, false] as const,
  ),
  ...['', '~', 'null', 'Null', 'NULL', '!!null null'].map((text) => [text, null] as const),
  ...['yEs', 'tRUE', 'nuLL', 'nil', 'none', '=', '<<', '12:30', '1:2:3', '-1:20.5'].map(
    (text) => [text, text] as const,
  ),
  ...['2001-01-01', '2001-01-01T10:00:00Z', '1.2.3', '1,000', '_1', '0x', '0b2', '08x'].map(
    (text) => [text, text] as const,
  ),
  ...['0xFFFFFFFFFFFFFFFFF', '1e400', '+_', '...x', '-x', '?x', ':x', 'a#b', 'a:b', '.'].map(
    (text) => [text, text] as const,
  ),
  ['0', 0],
  ['-0', 0],
  ['+1', 1],
  ['00', 0],
  ['0777', 511],
  ['-010', -8],
  ['0o17', 15],
  ['0O17', 15],
  ['08', 8],
  ['09.5', 9.5],
  ['0x1F', 31],
  ['-0X1f', -31],
  ['0b11', 3],
  ['0B11', 3],
  ['-0b11', -3],
  ['0b-1', -1],
  ['1_000', 1000],
  ['1__0_', 10],
  ['1_0.5', 10.5],
  ['1.30', 1.3],
  ['5.', 5],
  ['.5', 0.5],
  ['+.5', 0.5],
  ['1e3', 1000],
  ['1.e+3', 1000],
  ['1E-3', 0.001],
  ['9007199254740991', 9007199254740991],
  ['9007199254740993', 9007199254740993n],
  ['-9223372036854775808', -9223372036854775808n],
  ['9223372036854775808', 9223372036854775808],
  ['18446744073709551616', 18446744073709551616],
  ['-9223372036854775809', -9223372036854775809],
  ['!!str 1', '1'],
  ['!!str', ''],
  ['! 1', '1'],
  ['!custom 1', '1'],
  ['!<tag:yaml.org,2002:int> "12"', 12],
  ['!!int 0x10', 16],
  ['!!float 1', 1],
  ['!!bool "on"', true],
  ['!!timestamp 2001-01-01', '2001-01-01'],
  ['!!binary aGk=', 'hi'],
  ["'y'", 'y'],
  ['"1"', '1'],
  ['"\\x41\\u00e9\\U0001F600\\t\\e\\_\\N"', 'A\u00e9\u{1f600}\t\x1b\u00a0\u0085'],
  ["'it''s'", "it's"],
  ['"a\\\n   b"', 'ab'],
  ['"a\n\n   b"', 'a\nb'],
];

/** Scalars that make Kubernetes refuse the document. */
export const refusedScalars: readonly string[] = [
  ...['.inf', '-.Inf', '.nan', '!!int x', '!!int 1.5', '!!bool maybe', '!!null x', '!!float y'],
  ...[
    '!!timestamp soon',
    '!!binary "?"',
    '!x!y z',
    '@x',
    '`x`',
    '%x',
    '|x',
    '"\\/"',
    '"\\ud83d"',
    '"\\q"',
    '"open',
  ],
  ...[
    "'open",
    '*none',
    '& x',
    '&a.b x',
    '"a" b',
    'a: b',
    '- a',
    '[a',
    '{a: b',
    '[a]]',
    '{a: b c: d}',
    '[a: b: c]',
  ],
  ...['[a, , b]', '[@]', '\u0007', '\u007f', '\ufffe', '>0\n  x', '>-x\n y'],
];

export const documents: readonly Reading[] = [
  // Keys become strings.
  {
    text: '1: a\n1.50: b\non: c\n2001-01-01: d\n0x10: e\n1e6: f\n.inf: g\n1_0: h\n0.1: i',
    value: {
      '1': 'a',
      '1.5': 'b',
      true: 'c',
      '2001-01-01': 'd',
      '16': 'e',
      '1e+06': 'f',
      '.inf': 'g',
      '10': 'h',
      '0.1': 'i',
    },
  },
  // The last one counts, as long as nobody is strict.
  { text: 'a: 1\nb: 2\na: 3', value: { a: 3, b: 2 }, duplicates: ['a'] },
  { text: 'a: 1\n"a": 3', value: { a: 3 }, duplicates: ['a'] },
  { text: 'x: {on: 1, yes: 2, On: 3}', value: { x: { true: 3 } }, duplicates: ['true', 'true'] },
  // Anchors, aliases, merges: nothing overrides what is merged.
  {
    text: 'a: &x {b: 1}\nc: *x\nd: [*x, &y z, *y]',
    value: { a: { b: 1 }, c: { b: 1 }, d: [{ b: 1 }, 'z', 'z'] },
  },
  { text: '&a a: 1\n*a : 2', value: { a: 2 }, duplicates: ['a'] },
  { text: 'a: &x {b: 1}\nc:\n  <<: *x\n  d: 2', value: { a: { b: 1 }, c: { b: 1, d: 2 } } },
  { text: 'a: &x {b: 1}\nc:\n  <<: *x\n  b: 2', value: { a: { b: 1 }, c: { b: 2 } }, duplicates: ['b'] },
  { text: 'a: &x {b: 1}\nc:\n  b: 2\n  <<: *x', value: { a: { b: 1 }, c: { b: 1 } }, duplicates: ['b'] },
  { text: 'a: {<<: [{b: 1}, {c: 2}]}', value: { a: { b: 1, c: 2 } } },
  { text: 'a: {<<: [{b: 1}, {b: 2}]}', value: { a: { b: 1 } }, duplicates: ['b'] },
  { text: '"<<": {a: 1}', value: { '<<': { a: 1 } } },
  // Block texts.
  { text: 'a: |\n  x\n   y\n\n  z\n\n', value: { a: 'x\n y\n\nz\n' } },
  {
    text: 'a: |-\n  x\nb: |+\n  y\n\nc: >\n  p\n  q\n\n  r\n    s\n',
    value: { a: 'x', b: 'y\n\n', c: 'p q\nr\n  s\n' },
  },
  { text: 'a: |2 # comment\n   x\n', value: { a: ' x\n' } },
  { text: 'a: |\nb: 1', value: { a: '', b: 1 } },
  // Where YAML 1.2 is of another mind.
  { text: '  a: 1\nb: 2', value: { a: 1 } },
  { text: 'a: {? b: c}', value: { a: { b: 'c' } } },
  { text: 'a: [\nb\n]\nc: {\nd: e\n}', value: { a: ['b'], c: { d: 'e' } } },
  { text: 'a: "x"#comment', value: { a: 'x' } },
  { text: 'a: b\rc: d\r\ne: f', value: { a: 'b', c: 'd', e: 'f' } },
  { text: 'a: b\u0085c: d\u2028e: f', value: { a: 'b', c: 'd', e: 'f' } },
  { text: 'a: {b:1, c: x}', value: { a: { 'b:1': null, c: 'x' } } },
  { text: 'a: [b: c, ? d : e]', value: { a: [{ b: 'c' }, { d: 'e' }] } },
  { text: 'a:\tb\nc: [\td\t]', value: { a: 'b', c: ['d'] } },
  {
    text: 'a:\n- b\n-\n- - c\n  - d\ne: "x\n  y"\nf: g\n h',
    value: { a: ['b', null, ['c', 'd']], e: 'x y', f: 'g h' },
  },
  { text: '? a\n: b\n? c', value: { a: 'b', c: null } },
  {
    text: '{"a": {"b": [1, 2.5, true, null, "x"]}, "c": {}}',
    value: { a: { b: [1, 2.5, true, null, 'x'] }, c: {} },
  },
];

export const refusedDocuments: readonly string[] = [
  'a:\n\tb: 1',
  '\ta: 1',
  'a: |\n\tb',
  'a: b\n  \tc\n \td: e',
  'a: b\n c: d',
  'a: 1\n  b: 2',
  'a:\n  - b\n c',
  'a: - b',
  'a\nb: c',
  '- a\nb: c',
  'a: 1\n- b',
  ': a',
  '~: a',
  '{a: 1}: b',
  '[a]: b',
  '18446744073709551615: a',
  '? &a\n: &b *a',
  'a: &x [*x]',
  'a: *later\nb: &later 1',
  '<<: 1',
  '<<: [1]',
  'a: &x [1]\n<<: *x',
  '%YAML 1.1',
  '%FOO',
  '%TAG !a! x',
  'a: !t!str 1',
  'a: 1\n%FOO',
  '...\na: 1',
  `${'k'.repeat(1030)}: 1`,
  'a:\n  "k"\n  b: 1',
];
