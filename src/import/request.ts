import { type Answer, type CatalogueAction, readAnswers, readSourceFiles, type SourceFile } from './answers';
import { type CatalogueOptions, EcsCatalogue } from './ecs-catalogue';

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

/** What was given cannot be imported: a wrong file, a wrong answer, a cloud that refuses. One sentence. */
export class ImportProblem extends Error {
  override readonly name = 'ImportProblem';

  /** `<where>: <what is wrong>; <what to do>` */
  constructor(where: string, what: string, remedy?: string) {
    super(`${where}: ${what}${remedy === undefined ? '' : `; ${remedy}`}`);
  }
}

/** What an import makes of a data file, and what it has to say about it. */
export interface Outcome<T> {
  readonly data: T;
  /** One line for each change to the data, beginning with `+`, `~` or `-`. */
  readonly changes: readonly string[];
  /** What is worth knowing and keeps nothing from being written. */
  readonly notes: readonly string[];
  /** What somebody has to decide first: with any of these nothing is written. */
  readonly findings: readonly string[];
}

/** So many names of a list are printed. */
const NAMES = 8;

/** `a, b, c and 41 more` */
export function listed(names: readonly string[]): string {
  const rest = names.length - NAMES;
  return rest <= 1 ? names.join(', ') : `${names.slice(0, NAMES).join(', ')} and ${rest} more`;
}

/** `1 region`, `2 regions` */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** By code unit: an order that no locale changes. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
