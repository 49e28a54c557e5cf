import { isObject } from '../gardener/json';
import { readYaml } from '../yaml/read';
import { type ChartFile, toText, writeTar, readTar, largestChart } from './tar';

/** A chart as found in a folder or archive. */
export interface UnpackedChart {
  /** From Chart.yaml. */
  readonly name: string;
  readonly files: readonly ChartFile[];
}

/**
 * The chart that files make.
 *
 * @returns a sentence that says why they make none
 */
export function toChart(files: readonly ChartFile[]): UnpackedChart | string {
  const file = files.find(({ path }) => path === 'Chart.yaml');
  if (file === undefined) return 'there is no Chart.yaml in its top folder';
  // Helm drops a byte order mark.
  const [document] = readYaml(toText(file).replace(/^\ufeff/, ''));
  const { apiVersion, name, version } = isObject(document?.value) ? document.value : {};
  for (const [field, value] of Object.entries({ apiVersion, name, version })) {
    if (value === undefined || value === '') return `its Chart.yaml has no ${field}`;
    if (typeof value !== 'string') return `${field} in its Chart.yaml is not a text: put it in quotes`;
  }
  return { name: name as string, files };
}

/**
 * The chart as `helm package` would pack it, but for times and owners. The same files give the same bytes on
 * every machine: the compression is plain JavaScript, as those of different zlibs differ.
 *
 * @throws TarError for a path that does not fit
 */
export function packChart({ name, files }: UnpackedChart): Uint8Array {
  const tar = writeTar(files.map(({ path, content }) => ({ path: `${name}/${path}`, content })));
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- most landscapes pack no chart
  const { gzipSync } = require('fflate') as typeof import('fflate');
  return gzipSync(tar, { level: 9, mtime: 0 });
}

/**
 * The chart in an archive.
 *
 * @returns a sentence that says why there is none
 */
export function unpackChart(packed: Uint8Array): UnpackedChart | string {
  if (!isGzip(packed)) return 'it is not gzip-compressed';
  const tar = decompress(packed);
  if (tar === undefined) return 'it cannot be decompressed';
  const entries = readTar(tar);
  if (entries.length === 0) return 'it holds no tar archive';
  return toChart(entries.map(({ path, content }) => ({ path: withoutTopFolder(path), content })));
}

/** Texts to search in a file: its own, or, if it is an archive or compressed itself, those within. */
export function textsIn(file: ChartFile, depth = 0): { readonly path: string; readonly text: string }[] {
  if (depth > 3 || !isGzip(file.content)) return [{ path: file.path, text: toText(file) }];
  const inner = decompress(file.content);
  if (inner === undefined) return [];
  const entries = readTar(inner);
  const files = entries.length > 0 ? entries : [{ path: '', content: inner }];
  return files.flatMap(({ path, content }) =>
    textsIn({ path: path === '' ? file.path : `${file.path}!${path}`, content }, depth + 1),
  );
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function decompress(packed: Uint8Array): Uint8Array | undefined {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as above
  const { gunzipSync } = require('node:zlib') as typeof import('node:zlib');
  try {
    return gunzipSync(packed, { maxOutputLength: largestChart });
  } catch {
    return undefined;
  }
}

/** Helm ignores the name of the one folder that an archive holds. */
function withoutTopFolder(path: string): string {
  const inner = path.replace(/^(?:\.\/)+/, '');
  return inner.includes('/') ? inner.slice(inner.indexOf('/') + 1) : `../${inner}`;
}
