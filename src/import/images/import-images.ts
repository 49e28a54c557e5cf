import { basename, extname } from 'node:path';
import type { MachineImageProps } from '../../cloud-profile/machine-image';
import { toMachineImage } from '../data-file/landscape-data';
import { ImportProblem } from '../import-problem';
import {
  checkRegion,
  inEachRegion,
  readFilesOf,
  readLive,
  readSavedAnswers,
  type ImportSource,
} from '../import-request';
import type { Outcome } from '../outcome';
import type { Answer } from '../sources/answers';
import type { SourceFile } from '../sources/source-files';
import { checkImages } from './check-images';
import { regionOf, toEcsVersions, type ImageSelection } from './ecs-versions';
import type { FoundVersion } from './found-image';
import { readGardenLinuxVersions } from './garden-linux-versions';
import { mergeVersions } from './merge-versions';
import { promote } from './promote';
import type { PromotionPolicy } from './promotion-policy';

export interface ImportImagesOptions {
  readonly source: ImportSource;
  /** Which images of ECS; not needed for Garden Linux' metadata. */
  readonly selection: ImageSelection | undefined;
  /** self, system, others or marketplace. */
  readonly owner: string;
  readonly promotion: { readonly policy: PromotionPolicy; readonly date: Date } | undefined;
}

/** Imports versions of a machine image into what its data file holds. */
export async function importImages(
  value: unknown,
  label: string,
  options: ImportImagesOptions,
): Promise<Outcome<MachineImageProps>> {
  const known = value === undefined ? undefined : toMachineImage(value, label);
  const { found, notes, findings } = await readVersions(options);
  if (found.length === 0 && findings.length === 0)
    throw new ImportProblem(
      options.source.paths.join(', ') || 'ECS',
      'has no image to import',
      'check --match, --owner and --region',
    );
  const merged = mergeVersions(known, found);
  const { promotion } = options;
  const promoted =
    promotion === undefined
      ? undefined
      : promote(merged.data, {
          ...promotion,
          found: found.map(({ version }) => version),
          added: merged.added,
        });
  const data = promoted?.data ?? merged.data;
  const outcomes = [merged, ...(promoted === undefined ? [] : [promoted])];
  const refused = [...findings, ...outcomes.flatMap((outcome) => outcome.findings)];
  if (refused.length === 0) refused.push(...checkImages(basename(label, extname(label)), data));
  return {
    data,
    changes: outcomes.flatMap(({ changes }) => changes),
    notes: [...notes, ...outcomes.flatMap((outcome) => outcome.notes)],
    findings: refused,
  };
}

interface Read {
  readonly found: FoundVersion[];
  readonly notes: readonly string[];
  readonly findings: readonly string[];
}

async function readVersions({ source, selection, owner }: ImportImagesOptions): Promise<Read> {
  const files = readFilesOf(source);
  const metadata = files.filter((file) => isMetadata(file));
  const saved = readSavedAnswers(
    files.filter((file) => !isMetadata(file)),
    ['DescribeImages'],
  );
  const live =
    source.live === undefined
      ? []
      : await readLive(source.live, (catalogue) =>
          inEachRegion(catalogue, source.regions, (region) => catalogue.images(region, owner)),
        );
  const fromMetadata = readGardenLinuxVersions(metadata);
  const fromEcs = toFound([...saved, ...live], selection, source.regions);
  const twin = fromMetadata.find(({ version }) => fromEcs.found.some((found) => found.version === version));
  if (twin !== undefined)
    throw new ImportProblem(
      source.paths.join(', '),
      `${twin.version} comes from metadata and from ECS`,
      'import one after the other',
    );
  return { ...fromEcs, found: [...fromMetadata, ...fromEcs.found] };
}

function toFound(
  answers: readonly Answer[],
  selection: ImageSelection | undefined,
  regions: readonly string[],
): Read {
  const [first] = answers;
  if (first === undefined) return { found: [], notes: [], findings: [] };
  if (selection === undefined)
    throw new ImportProblem(
      '--match',
      'is missing',
      'say which images of ECS by their names, e.g. --match "^my-os-(?<version>[0-9.]+)"',
    );
  for (const answer of answers) checkRegion(regionOf(answer), answer.where, regions);
  const { versions, notes, findings } = toEcsVersions(answers, selection);
  return { found: versions, notes, findings };
}

/** Metadata is YAML; answers are JSON. */
function isMetadata({ label, text }: SourceFile): boolean {
  return /\.ya?ml$/.test(label) || (!label.endsWith('.json') && !/^\s*[{[]/.test(text));
}
