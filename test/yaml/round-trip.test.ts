import fc from 'fast-check';
import { emitYaml } from '../../src/yaml/emit';
import { readYaml } from '../../src/yaml/read';
import { anyGrammar, anyText, anyValue, pieces } from './arbitraries';

const anyYaml = fc.oneof(anyGrammar, fc.string({ unit: 'binary' }), fc.string());

const manifest = `apiVersion: v1
kind: Secret
metadata: {name: a, labels: {"x": 'y'}}
data:
  a: |
    text
  b: &b [1, 2.5, true]
  c: *b
`;
const damaged = fc
  .array(fc.tuple(fc.nat(manifest.length), fc.nat(6), fc.constantFrom('', ...pieces)), {
    minLength: 1,
    maxLength: 4,
  })
  .map((cuts) =>
    cuts.reduce((text, [at, length, piece]) => text.slice(0, at) + piece + text.slice(at + length), manifest),
  );

describe('readYaml', () => {
  it('reads what emitYaml writes', () => {
    fc.assert(
      fc.property(fc.dictionary(anyText, anyValue, { noNullPrototype: true }), (value) => {
        const documents = readYaml(emitYaml(value));
        expect(documents).toHaveLength(1);
        expect(documents[0]?.value).toEqual(value);
        expect(documents[0]?.problems).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('reads every short text that looks like a number, as value and as key', () => {
    const letters = '-+._01bxoe:'.split('');
    let texts = [''];
    const all: string[] = [];
    for (let length = 1; length <= 4; length++) {
      texts = texts.flatMap((text) => letters.map((letter) => text + letter));
      for (const text of texts) all.push(text);
    }
    const value = { list: all, map: Object.fromEntries(all.map((text) => [text, text])) };
    expect(readYaml(emitYaml(value))[0]?.value).toEqual(value);
  });

  it('reads JSON as JSON', () => {
    fc.assert(
      fc.property(fc.dictionary(anyText, anyValue, { noNullPrototype: true }), fc.nat(3), (value, indent) => {
        const documents = readYaml(JSON.stringify(value, undefined, indent));
        expect(documents.map((document) => document.value)).toEqual([value]);
        expect(documents[0]?.problems).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('never throws, and always has an answer', () => {
    fc.assert(
      fc.property(fc.oneof(anyYaml, damaged), fc.string(), (text, field) => {
        const documents = readYaml(text);
        expect(documents.length).toBeGreaterThan(0);
        for (const [index, document] of documents.entries()) {
          expect(document.index).toBe(index + 1);
          expect(document.locate(field).line).toBeGreaterThan(0);
          if (document.value === undefined) {
            expect(document.problems.filter(({ severity }) => severity === 'error')).toHaveLength(1);
          }
          for (const { line, column, message } of document.problems) {
            expect(line).toBeGreaterThan(0);
            expect(column).toBeGreaterThan(0);
            expect(message).not.toBe('');
          }
        }
      }),
      { numRuns: 2000 },
    );
  });
});
