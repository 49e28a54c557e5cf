import { gunzipSync } from 'node:zlib';

/** Charts are small; more than this is not unpacked. */
const largestChart = 64 * 1024 * 1024;

const block = 512;

/** Name in the Chart.yaml of a packed chart; a sentence that says why there is none. */
export type ChartArchive = { readonly name: string } | { readonly problem: string };

/** Looks into a Helm chart archive as far as needed to know that it is one. */
export function inspectChart(base64: string): ChartArchive {
  const packed = Buffer.from(base64, 'base64');
  if (packed[0] !== 0x1f || packed[1] !== 0x8b) return { problem: 'it is not gzip-compressed' };
  let tar: Buffer;
  try {
    tar = gunzipSync(packed, { maxOutputLength: largestChart });
  } catch {
    return { problem: 'it cannot be decompressed' };
  }
  for (const { name, content } of entries(tar)) {
    if (!/^(?:\.\/)?[^/]+\/Chart\.yaml$/.test(name)) continue;
    const found = /^name:\s*["']?([^"'\s#]+)/m.exec(content)?.[1];
    return found === undefined ? { problem: 'its Chart.yaml has no name' } : { name: found };
  }
  return { problem: 'there is no Chart.yaml in its top folder' };
}

function* entries(tar: Buffer): Generator<{ readonly name: string; readonly content: string }> {
  for (let at = 0; at + block <= tar.length;) {
    const name = text(tar, at, 100);
    if (name === '') return;
    const size = Number.parseInt(text(tar, at + 124, 12).trim() || '0', 8);
    if (!Number.isFinite(size) || size < 0) return;
    const prefix = text(tar, at + 257, 5) === 'ustar' ? text(tar, at + 345, 155) : '';
    const start = at + block;
    yield {
      name: prefix === '' ? name : `${prefix}/${name}`,
      content: tar.toString('utf8', start, Math.min(start + size, tar.length)),
    };
    at = start + Math.ceil(size / block) * block;
  }
}

function text(tar: Buffer, start: number, length: number): string {
  const end = tar.indexOf(0, start);
  return tar.toString('latin1', start, end < 0 || end > start + length ? start + length : end);
}
