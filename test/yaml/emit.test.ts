import fc from 'fast-check';
import * as YAML from 'yaml';
import { emitYaml, YamlEmitError } from '../../src/yaml/emit';
import { anyValue, treacherousTexts } from './arbitraries';

/** Two readers with unlike ideas of what an unquoted scalar means. */
const readers = ['1.1', '1.2'] as const;

function expectToReadBack(value: unknown): void {
  const text = emitYaml(value);
  for (const version of readers) expect(YAML.parse(text, { version })).toEqual(value);
}

describe('emitYaml', () => {
  it('writes the look that Kubernetes users know', () => {
    const value = {
      apiVersion: 'core.gardener.cloud/v1beta1',
      spec: {
        caBundle: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
        regions: [{ name: 'eu-central-1', zones: [{ name: 'eu-central-1a' }] }, { name: 'cn-shanghai' }],
        matrix: [[1, 2], [], [{}]],
        none: {},
        value: null,
        left: undefined,
        version: '1.30',
        script: ['a\n  b\n\nc', 'kept\n\n'],
      },
    };
    expect(emitYaml(value)).toBe(`apiVersion: core.gardener.cloud/v1beta1
spec:
  caBundle: |
    -----BEGIN CERTIFICATE-----
    MIIB
    -----END CERTIFICATE-----
  regions:
    - name: eu-central-1
      zones:
        - name: eu-central-1a
    - name: cn-shanghai
  matrix:
    - - 1
      - 2
    - []
    - - {}
  none: {}
  value: null
  version: "1.30"
  script:
    - |-
      a
        b

      c
    - |+
      kept

`);
  });

  it.each(treacherousTexts.map((text) => [JSON.stringify(text).slice(0, 40), text]))(
    'keeps the string %s as value, key and item',
    (_, text) => {
      for (const value of [text, [text], { [text]: text }, [[{ [text]: [text] }]]]) expectToReadBack(value);
    },
  );

  it.each([
    ['1e21', 1e21, '1.0e+21'],
    ['1.5e-7', 1.5e-7, '1.5e-7'],
    ['-0', -0, '0'],
    ['a large integer', 9007199254740993n, '9007199254740993'],
    ['undefined', undefined, 'null'],
    ['an empty list', [], '[]'],
    ['an object of undefined only', { a: undefined }, '{}'],
    ['a Date', new Date(0), '"1970-01-01T00:00:00.000Z"'],
  ])('writes %s', (_, value, text) => {
    expect(emitYaml(value)).toBe(`${text}\n`);
  });

  it('reads back as the same value', () => {
    fc.assert(fc.property(anyValue, expectToReadBack), { numRuns: 500 });
  });

  it('marks a key that is too long to be found without', () => {
    const key = `${'k'.repeat(2000)}: `;
    expect(emitYaml({ [key]: { a: 1 } })).toBe(`? "${key}"\n:\n  a: 1\n`);
    expectToReadBack([{ [key]: [1] }, { [key]: 'x' }]);
  });

  it('folds no line, however long', () => {
    const text = 'word '.repeat(20000).trimEnd();
    expect(emitYaml({ text })).toBe(`text: ${text}\n`);
  });

  it('writes out an object again wherever it stands', () => {
    const shared = { a: 1 };
    expect(emitYaml({ x: shared, z: [shared, shared] })).toBe('x:\n  a: 1\nz:\n  - a: 1\n  - a: 1\n');
  });

  it('is not confused by keys that are members of every object', () => {
    const value = JSON.parse('{"__proto__": {"a": 1}, "constructor": "x", "toString": 1}') as object;
    expect(emitYaml(value)).toBe('__proto__:\n  a: 1\nconstructor: x\ntoString: 1\n');
  });

  describe('refuses, naming the path,', () => {
    const cyclic: Record<string, unknown> = { name: 'x' };
    cyclic.spec = { items: [cyclic] };
    let deep: unknown = 1;
    for (let level = 0; level < 2000; level++) deep = [deep];

    it.each<[string, unknown, string | RegExp]>([
      ['NaN', { spec: { size: [1, Number.NaN] } }, 'spec.size[1]'],
      ['an infinity', [{ 'a.b/c': Number.NEGATIVE_INFINITY }], '[0][a.b/c]'],
      ['half a surrogate pair', { a: { b: 'x\ud800' } }, 'a.b'],
      ['half a surrogate pair in a key', { a: { '\udc00': 1 } }, 'a[\udc00]'],
      ['a function', { a: () => 1 }, 'a'],
      ['a symbol', { a: [Symbol('s')] }, 'a[0]'],
      ['a Map', { a: new Map() }, 'a'],
      ['a value that is none', Number.NaN, ''],
      ['a cycle', cyclic, 'spec.items[0]'],
      ['nesting without end', deep, /^(\[0\]){1024}$/],
    ])('%s', (_, value, field) => {
      let error: unknown;
      try {
        emitYaml(value);
      } catch (caught) {
        error = caught;
      }
      expect(error).toBeInstanceOf(YamlEmitError);
      if (typeof field === 'string') expect((error as YamlEmitError).field).toBe(field);
      else expect((error as YamlEmitError).field).toMatch(field);
    });

    it('a cycle at its shortest name', () => {
      expect(() => emitYaml(cyclic)).toThrow('spec.items[0]: is the whole value again; break the cycle');
    });
  });
});
