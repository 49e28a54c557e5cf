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
