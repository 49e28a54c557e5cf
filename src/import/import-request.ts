import { ImportProblem } from './import-problem';
import { readAnswers, type Answer, type CatalogueAction } from './sources/answers';
import { EcsCatalogue, type CatalogueOptions } from './sources/ecs-catalogue';
import { readSourceFiles, type SourceFile } from './sources/source-files';

/** Where an import reads: saved files, or ECS itself. */
export interface ImportSource {
  /** Files and folders, relative to `cwd`. */
  readonly paths: readonly string[];
  readonly cwd: string;
  /** How to reach ECS; undefined: only files are read. */
  readonly live: CatalogueOptions | undefined;
  /** The regions to ask for; of saved answers others are refused. Empty: all. */
  readonly regions: readonly string[];
}

/** What an import may be given: answers of these calls. */
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

/** Somebody who asks for one region and gives the answer of another has mixed something up. */
export function checkRegion(region: string, where: string, wanted: readonly string[]): void {
  if (wanted.length === 0 || wanted.includes(region)) return;
  throw new ImportProblem(
    where,
    `is about ${region}, --region says ${wanted.join(', ')}`,
    'give the answers of these regions alone',
  );
}
