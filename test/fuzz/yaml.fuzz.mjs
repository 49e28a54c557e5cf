/** YAML: every text has an answer, and what is written is read again as it was. */
import fc from 'fast-check';
import { checkLinear, checkSame, checkSentence, fromTests, lib, nastyName, spoiltText } from './inputs.mjs';

const { readYaml } = lib('./yaml/read');
const { emitYaml } = lib('./yaml/emit');

const { anyExactValue, anyGrammar, anyText, pieces } = fromTests('../yaml/arbitraries.ts');

const key = fc.oneof(nastyName, anyText).filter((text) => text.isWellFormed());
const object = fc.dictionary(key, anyExactValue, { minKeys: 1, maxKeys: 4, noNullPrototype: true });

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
    anyGrammar,
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
