import fc from 'fast-check';

/** Texts that some YAML parser, of 1.1 or 1.2, takes for something else when they are not quoted. */
export const treacherousTexts = [
  ...['', ' ', 'y', 'Y', 'n', 'N', 'yes', 'No', 'ON', 'off', 'True', 'FALSE', 'null', 'Null', '~', 'nan'],
  ...[
    '0',
    '-1',
    '+1',
    '007',
    '0o7',
    '0O7',
    '0x1F',
    '0b11',
    '-0b1',
    '1_000',
    '1,000',
    '1e3',
    '1E-3',
    '1.',
    '.5',
  ],
  ...['1.30', '+.5e1', '0x', '1__', '12:30', '1:2:3', '-1:20.5', '.inf', '-.INF', '.NaN', '+.inf', '.', '..'],
  ...['2024-01-31', '2024-1-1T00:00:00Z', '2024-01-31 10:00', '2001-12-14t21:59:43.10-05:00', '20240131'],
  ...[
    '=',
    '<<',
    '<',
    '=x',
    '!x',
    '&a',
    '*a',
    '%x',
    '@x',
    '`x`',
    '|',
    '>',
    '?',
    '? x',
    '-',
    '- x',
    '--',
    '---',
  ],
  ...[
    '--- x',
    '...',
    '... x',
    ':',
    ': x',
    'a:',
    'a: b',
    'a:b',
    '#x',
    'a #b',
    'a# b',
    '[',
    '{',
    '}',
    'a]',
    '{a: b}',
  ],
  ...[
    "'",
    "''",
    '"',
    '"a"',
    "it's",
    '\\',
    'a\\n',
    ',',
    'a, b',
    '--flag=x',
    '-x',
    '-1x',
    '-.x',
    '.x',
    '1.2.3',
  ],
  ...[
    '\t',
    'a\tb',
    '\ta',
    'a\t',
    ' a',
    'a ',
    'a\u00a0',
    '\u00a0',
    '\u2003a',
    '\u3000',
    '\u200b',
    '\ufeff',
    '\ufeffa',
  ],
  ...[
    '\u0085',
    'a\u0085b',
    '\u2028',
    'a\u2029b',
    '\0',
    'a\0b',
    '\x07',
    '\x1b[0m',
    '\x7f',
    '\x9f',
    '\ufffe',
    '\uffff',
  ],
  ...[
    '\u{1f600}',
    'a\u{10ffff}',
    'é',
    '中文',
    '-é',
    '\r',
    'a\rb',
    'a\r\nb',
    '\n',
    '\n\n',
    'a\n',
    'a\nb',
    'a\n\n',
  ],
  ...[
    '\na',
    'a\n\nb\n',
    'a\n b',
    ' a\nb',
    'a\n ',
    'a\n \nb',
    'a \nb',
    'a\n\tb',
    '\ta\nb',
    'a\n#b\n---\n',
    'a\n\n\n',
  ],
  ...[
    'a\n\u2028b',
    'a\n\ufeffb',
    'a\n...\n',
    '{{ .x }}',
    '{{- if x }}\n  a: b\n{{- end }}\n',
    'x'.repeat(2000),
  ],
];

const characters = fc.constantFrom(
  ...Array.from(' \n\t\r:#-?,[]{}&*!|>\'"%@`=<~.0123eExXob_yn+aZ\\é\u0085\u2028\ufeff\u{1f600}\0'),
);

/** Strings of a manifest, and such as YAML gets wrong. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...treacherousTexts) },
  { weight: 3, arbitrary: fc.array(characters, { maxLength: 8 }).map((parts) => parts.join('')) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  { weight: 2, arbitrary: fc.stringMatching(/^[a-z][-a-z0-9./]{0,20}$/) },
);

/** Numbers as JSON has them; `-0` is left out because it is written as `0`. */
const anyNumber: fc.Arbitrary<number> = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
);

/** Maps and lists of every text and key that YAML makes difficult, and of such numbers. */
function valueWith(numbers: fc.Arbitrary<number | bigint>): fc.Arbitrary<unknown> {
  return fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      anyText,
      numbers,
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(anyText, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).value;
}

/** Whatever JSON can hold. */
export const anyValue = valueWith(anyNumber);

/** Whatever a document can hold: also integers that a double would change. */
export const anyExactValue = valueWith(
  fc.oneof(
    anyNumber,
    fc
      .bigInt({ min: 2n ** 53n + 1n, max: 2n ** 63n - 1n })
      .filter((number) => String(Number(number)) !== String(number)),
  ),
);

/** Pieces that YAML's grammar is made of. */
export const pieces: readonly string[] = [
  ...[
    'a',
    'b: ',
    'c:',
    '- ',
    '? ',
    ': ',
    ' ',
    '  ',
    '\n',
    '\n  ',
    '\n    ',
    '\t',
    ' # c',
    '[',
    ']',
    '{',
    '}',
    ', ',
  ],
  ...[
    '"',
    "'",
    '&a ',
    '*a',
    '!!str ',
    '!!int ',
    '!!binary ',
    '<<: *a',
    '|',
    '>-',
    '|2',
    '---\n',
    '\n...\n',
    '%YAML 1.1\n',
  ],
  ...[
    '1',
    'y',
    '~',
    '0777',
    '1.30',
    '.inf',
    '12:30',
    '1_0',
    '2026-01-01',
    '\\',
    '\\n',
    '\\x4',
    '\r\n',
    '\r',
    '\u0085',
  ],
  ...[
    '\ufeff',
    '😀',
    '\ud800',
    '\0',
    '9007199254740993',
    '1e400',
    '__proto__: ',
    '@',
    '`',
    '%',
    '!',
    '<<',
    '=',
  ],
  ...['{"a": 1}', '"\\ud83d"', 'k: v\n', 'k:\n  - x\n', 'm: &a {x: 1}\n', 'text: |\n  l1\n', '\n---\n'],
];

/** Texts that might be YAML. */
export const anyGrammar: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...pieces), { maxLength: 40 })
  .map((parts) => parts.join(''));
