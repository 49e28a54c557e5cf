/** YAML: every text has an answer, and what is written is read again as it was. */
import fc from 'fast-check';
import { checkLinear, checkSame, checkSentence, lib, nastyName, spoiltText } from './inputs.mjs';

const { readYaml } = lib('./yaml/read');
const { emitYaml } = lib('./yaml/emit');

/** Pieces that YAML's grammar is made of. */
const pieces = [
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
];
const grammar = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join(''));

const text = fc.oneof(
  nastyName,
  fc
    .array(fc.constantFrom(...pieces.filter((piece) => piece.isWellFormed())), { maxLength: 6 })
    .map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 16 }).filter((value) => value.isWellFormed()),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    text,
    fc.constantFrom(null, true, false),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
    fc
      .bigInt({ min: 2n ** 53n + 1n, max: 2n ** 63n - 1n })
      .filter((number) => String(Number(number)) !== String(number)),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(text, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
}));
const object = fc.dictionary(text, value, { minKeys: 1, maxKeys: 4, noNullPrototype: true });

const repeated = fc.tuple(
  fc.constantFrom(...pieces),
  fc.constantFrom(...pieces),
  fc.constantFrom('', 'a: ', '- ', '{', '['),
);

function read(source) {
  return readYaml(source).map(({ value, problems, isJson, locate }) => {
    for (const { message } of problems) checkSentence(message);
    return { value, problems, isJson, place: locate('spec.a[0]') };
  });
}

export default {
  'pieces of the grammar are read': [
    grammar,
    (source) => checkSame(read(source), read(source), 'read twice'),
  ],
  'spoilt manifests are read': [spoiltText, (source) => void read(source), (source) => source],
  'what is written is read again': [
    object,
    (written) => {
      const [document, more] = readYaml(emitYaml(written));
      checkSame(document?.value, written, 'read and written');
      if (document.problems.length > 0 || more !== undefined)
        throw new Error(`problems: ${document.problems[0]?.message}`);
    },
  ],
  'reading takes linear time': [
    repeated,
    ([one, other, start]) => checkLinear(8_192, (size) => readYaml(start + (one + other).repeat(size))),
    undefined,
    2,
  ],
};
