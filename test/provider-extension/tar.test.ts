import fc from 'fast-check';
import { readTar, TarError, writeTar } from '../../src/provider-extension/tar';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const long = (length: number): string => 'a'.repeat(length);

const segment = fc.stringMatching(/^[a-zA-Zäö0-9._-]{1,30}$/).filter((text) => text !== '.' && text !== '..');
const file = fc.record({
  path: fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
  content: fc.uint8Array({ maxLength: 2000 }),
});

test('what is written is read again', () => {
  fc.assert(
    fc.property(fc.array(file), (files) => {
      const read = readTar(writeTar(files));
      expect(read.map(({ path, content }) => [path, [...content]])).toEqual(
        files.map(({ path, content }) => [path, [...content]]),
      );
    }),
    { numRuns: 50 },
  );
});

test('any bytes can be read', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
      expect(Array.isArray(readTar(bytes))).toBe(true);
    }),
  );
});

test.each([
  ['a name of 100 bytes', long(100)],
  ['a folder of 155 and a name of 100 bytes', `${long(155)}/${long(100)}`],
  ['several folders', `${long(90)}/${long(60)}/${long(90)}`],
])('%s fits', (_, path) => {
  expect(readTar(writeTar([{ path, content: encode('x') }])).map((entry) => entry.path)).toEqual([path]);
});

test.each([
  ['a name of 101 bytes', long(101)],
  ['a folder of 156 bytes', `${long(156)}/${long(100)}`],
])('%s does not fit', (_, path) => {
  expect(() => writeTar([{ path, content: encode('x') }])).toThrow(TarError);
});

test('time, owner and mode are fixed', () => {
  const header = Buffer.from(writeTar([{ path: 'a', content: encode('x') }])).subarray(0, 512);
  const fields = { mode: [100, 8], uid: [108, 8], gid: [116, 8], mtime: [136, 12], magic: [257, 8] } as const;
  const texts = Object.fromEntries(
    Object.entries(fields).map(([name, [at, length]]) => [name, header.toString('latin1', at, at + length)]),
  );
  expect(texts).toEqual({
    mode: '0000644\0',
    uid: '0000000\0',
    gid: '0000000\0',
    mtime: `${(315532800).toString(8).padStart(11, '0')}\0`,
    magic: 'ustar\x0000',
  });
});

/** Other packers write long names in entries of their own. */
test.each([
  ['GNU', 'L', `${long(120)}/Chart.yaml\0`],
  ['PAX', 'x', `${`141 path=${long(120)}/Chart.yaml\n`.length} path=${long(120)}/Chart.yaml\n`],
])('long names of %s are read', (_, kind, text) => {
  const extra = Buffer.from(writeTar([{ path: 'extra', content: encode(text) }])).subarray(0, -1024);
  extra.write(kind, 156);
  const sum = extra
    .subarray(0, 512)
    .reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 0x20 : byte), 0);
  extra.write(sum.toString(8).padStart(6, '0'), 148);
  const tar = Buffer.concat([extra, writeTar([{ path: 'short', content: encode('x') }])]);
  expect(readTar(tar).map(({ path }) => path)).toEqual([`${long(120)}/Chart.yaml`]);
});
