import fc from 'fast-check';
import { brokenByteIn, decodeText } from '../../src/yaml/bytes';
import { readYaml } from '../../src/yaml/read';

const bytes = (...parts: (string | number)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))));

describe('bytes become a text', () => {
  test('UTF-8 is itself, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(decodeText(Buffer.from(text))).toBe(text);
        expect(brokenByteIn(text)).toBeUndefined();
      }),
    );
  });

  test('of any bytes those that are no UTF-8 are found, and only those', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (array) => {
        const given = Buffer.from(array);
        const isText = !given.toString('utf8').includes('\ufffd') || given.includes('\ufffd');
        const isUtf16 = /^(?:\xff\xfe|\xfe\xff)/.test(given.toString('latin1'));
        expect(isUtf16 || (brokenByteIn(decodeText(given)) === undefined) === isText).toBe(true);
      }),
    );
  });

  test.each([
    ['Latin-1', bytes('name: caf', 0xe9, '\n'), { offset: 9, byte: '0xE9' }],
    ['half a character', bytes('a: ', 0xe2, 0x82), { offset: 3, byte: '0xE2' }],
    ['a byte after an emoji', bytes('a: 😀', 0x80), { offset: 5, byte: '0x80' }],
    ['a surrogate in UTF-8', bytes(0xed, 0xa0, 0x80), { offset: 0, byte: '0xED' }],
    ['an overlong slash', bytes('x', 0xc0, 0xaf), { offset: 1, byte: '0xC0' }],
  ])('%s is found at its place', (_, given, expected) => {
    expect(brokenByteIn(decodeText(given))).toEqual(expected);
  });

  test('UTF-16 with its mark, as PowerShell writes it', () => {
    const [document] = readYaml(decodeText(Buffer.from('\ufeffa: ü\n', 'utf16le')));
    expect(document).toMatchObject({ value: { a: 'ü' }, problems: [] });
    const bigEndian = Buffer.from('\ufeffa: ü\n', 'utf16le').swap16();
    expect(readYaml(decodeText(bigEndian))[0]?.value).toEqual({ a: 'ü' });
  });

  test('U+FFFD that somebody wrote is a character as others', () => {
    expect(readYaml(decodeText(Buffer.from('a: \ufffd')))[0]).toMatchObject({ value: { a: '\ufffd' } });
  });
});

describe('the reader', () => {
  test('refuses YAML with such a byte, in a comment, too, at its line and column', () => {
    const [document] = readYaml(decodeText(bytes('a: 1\n# caf', 0xe9, '\nb: 2\n')));
    expect(document?.value).toBeUndefined();
    expect(document?.problems).toMatchObject([
      { kind: 'character', severity: 'error', message: 'the byte 0xE9 is not UTF-8', line: 2, column: 6 },
    ]);
  });

  test('another document of the text is read', () => {
    const read = readYaml(decodeText(bytes('a: ', 0xff, '\n---\nb: 2\n')));
    expect(read.map(({ value }) => value)).toEqual([undefined, { b: 2 }]);
  });

  test('takes JSON as Go does, with a warning', () => {
    const [document] = readYaml(decodeText(bytes('{"a": "caf', 0xe9, '"}')));
    expect(document).toMatchObject({ value: { a: 'caf\ufffd' }, isJson: true });
    expect(document?.problems).toMatchObject([{ kind: 'replaced-byte', severity: 'warning', column: 11 }]);
  });
});
