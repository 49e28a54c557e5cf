import { type Answer, type CatalogueAction, readAnswers, readSourceFiles, type SourceFile } from './answers';
import { type CatalogueOptions, EcsCatalogue } from './ecs-catalogue';
import { byCodeUnit, counted, ImportProblem, listed } from './outcome';

/** Where an import reads: saved files, or ECS itself. */
export interface ImportSource {
  /** Files and folders, relative to `cwd`. */
  readonly paths: readonly string[];
  readonly cwd: string;
  /** How to reach ECS; undefined: only files are read. */
  readonly live: CatalogueOptions | undefined;
  /** The regions to ask for; what files say of others is left out. Empty: all. */
  readonly regions: readonly string[];
}

/** Answers of these calls, out of files. */
export function readSavedAnswers(
  files: readonly SourceFile[],
  expected: readonly CatalogueAction[],
): Answer[] {
  return files.flatMap((file) => readAnswers(file, expected));
}

export function readFilesOf({ paths, cwd, live }: ImportSource): SourceFile[] {
  if (live !== undefined) return [];
  return readSourceFiles(paths, cwd);
}

/** Asks ECS; the connection is closed in any case. */
export async function readLive<T>(
  options: CatalogueOptions,
  read: (catalogue: EcsCatalogue) => Promise<T>,
): Promise<T> {
  const catalogue = new EcsCatalogue(options);
  try {
    return await read(catalogue);
  } finally {
    catalogue.close();
  }
}

/** Asks in every region, as many at once as the client lets through. */
export async function inEachRegion(
  catalogue: EcsCatalogue,
  regions: readonly string[],
  read: (region: string) => Promise<readonly Answer[]>,
): Promise<Answer[]> {
  const chosen = regions.length > 0 ? regions : await catalogue.regions();
  const answers = await Promise.all(chosen.map((region) => read(region)));
  return answers.flat();
}

/**
 * The items of the regions that were asked for; one note names the other regions.
 *
 * @throws ImportProblem when all items are of other regions: something was mixed up
 */
export function ofWantedRegions<T extends { readonly region: string }>(
  items: readonly T[],
  { regions, paths }: ImportSource,
): { kept: readonly T[]; notes: readonly string[] } {
  if (regions.length === 0) return { kept: items, notes: [] };
  const wanted = new Set(regions);
  const kept = items.filter(({ region }) => wanted.has(region));
  const others = [...new Set(items.map(({ region }) => region))].filter((region) => !wanted.has(region));
  if (others.length === 0) return { kept, notes: [] };
  const names = listed(others.sort(byCodeUnit));
  if (kept.length === 0) {
    throw new ImportProblem(
      paths.join(', ') || 'ECS',
      `is about ${names}, not about ${listed(regions)}`,
      'check --region and --regions-of',
    );
  }
  return {
    kept,
    notes: [`${counted(others.length, 'region')} that nobody asked for left out: ${names}`],
  };
}
