const block = 512;

const nameLength = 100;

const prefixLength = 155;

/** 1980-01-01T00:00:00Z: old enough for everybody, and no time that a tool takes for "unset". */
const fixedTime = 315532800;

/** What ustar cannot express. */
export class TarError extends Error {
  override readonly name = 'TarError';
}

/**
 * Packs files in the order given, as POSIX ustar. Nothing but paths and contents gets in: time, owner and mode
 * are fixed.
 *
 * @throws TarError for a path that does not fit
 */
export function writeTar(files: readonly ChartFile[]): Uint8Array {
  const blocks = files.flatMap(({ path, content }) => [
    header(path, content.length),
    content,
    new Uint8Array((block - (content.length % block)) % block),
  ]);
  return Buffer.concat([...blocks, new Uint8Array(2 * block)]);
}

function header(path: string, size: number): Uint8Array {
  const { prefix, name } = split(path);
  const bytes = Buffer.alloc(block);
  bytes.write(name, 0, 'utf8');
  octal(bytes, 0o644, 100, 8);
  octal(bytes, 0, 108, 8);
  octal(bytes, 0, 116, 8);
  octal(bytes, size, 124, 12);
  octal(bytes, fixedTime, 136, 12);
  bytes.write('0', 156);
  bytes.write('ustar\u000000', 257);
  octal(bytes, 0, 329, 8);
  octal(bytes, 0, 337, 8);
  bytes.write(prefix, 345, 'utf8');
  // The checksum is taken with blanks in its own place.
  bytes.fill(0x20, 148, 156);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\u0000 `, 148);
  return bytes;
}

function octal(bytes: Buffer, value: number, at: number, length: number): void {
  bytes.write(`${value.toString(8).padStart(length - 1, '0')}\u0000`, at);
}

function split(path: string): { readonly prefix: string; readonly name: string } {
  if (Buffer.byteLength(path) <= nameLength) return { prefix: '', name: path };
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
    const prefix = path.slice(0, slash);
    const name = path.slice(slash + 1);
    if (Buffer.byteLength(name) > nameLength || name === '') continue;
    if (Buffer.byteLength(prefix) > prefixLength) break;
    return { prefix, name };
  }
  throw new TarError(`path ${path} is too long for a tar archive`);
}

/** Regular files of a tar archive (ustar, GNU or PAX), as far as it is one. */
export function readTar(tar: Uint8Array): ChartFile[] {
  const bytes = Buffer.from(tar.buffer, tar.byteOffset, tar.byteLength);
  const files: ChartFile[] = [];
  let longName: string | undefined;
  for (let at = 0; at + block <= bytes.length;) {
    const size = Number.parseInt(text(bytes, at + 124, 12).trim() || '0', 8);
    const plainName = text(bytes, at, nameLength);
    if (plainName === '' || !(size >= 0) || !hasValidChecksum(bytes, at)) break;
    const prefix = text(bytes, at + 257, 5) === 'ustar' ? text(bytes, at + 345, prefixLength) : '';
    const kind = text(bytes, at + 156, 1);
    const content = bytes.subarray(at + block, at + block + size);
    if (kind === 'L') {
      longName = text(content, 0, content.length);
    } else if (kind === 'x') {
      longName = paxPath(content) ?? longName;
    } else if (kind !== 'g') {
      const path = longName ?? (prefix === '' ? plainName : `${prefix}/${plainName}`);
      if (kind === '' || kind === '0') files.push({ path, content });
      longName = undefined;
    }
    at += block + Math.ceil(size / block) * block;
  }
  return files;
}

function hasValidChecksum(bytes: Buffer, at: number): boolean {
  const given = Number.parseInt(text(bytes, at + 148, 8).trim(), 8);
  let sum = 0;
  for (let index = 0; index < block; index++) {
    sum += index >= 148 && index < 156 ? 0x20 : (bytes[at + index] ?? 0);
  }
  return sum === given;
}

function paxPath(records: Buffer): string | undefined {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(records.toString('utf8'))?.[1];
}

function text(bytes: Buffer, start: number, length: number): string {
  const field = bytes.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? field.length : end);
}

/** A regular file of a chart. */
export interface ChartFile {
  /** Relative to the chart's own folder, with `/`. */
  readonly path: string;
  readonly content: Uint8Array;
}

/** Charts end up in an object of at most 1.5 MiB; a folder far above that is not a chart. */
export const largestChart = 32 * 1024 * 1024;

/** By code unit, so that the order is the same everywhere. */
export function byPath(a: ChartFile, b: ChartFile): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

export function toText(file: ChartFile): string {
  return Buffer.from(file.content).toString('utf8');
}
