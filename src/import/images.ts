import { basename, extname } from 'node:path';
import { toSpec } from '../cloud-profile/cloud-profile-spec';
import { readGardenLinuxMetadata } from '../cloud-profile/garden-linux-metadata';
import {
  MachineImage,
  type MachineImageProps,
  type MachineImageVersion,
} from '../cloud-profile/machine-image';
import { Target } from '../gardener/target';
import { Check } from '../issues/check';
import { validateManifest } from '../validation/validate';
import type { Answer, SourceFile } from './answers';
import { type ImageSelection, regionOf, toEcsVersions } from './ecs-versions';
import { toMachineImage } from './landscape-data';
import { mergeVersions } from './merge-versions';
import { promote, type PromotionPolicy } from './promote';
import {
  byCodeUnit,
  checkRegion,
  ImportProblem,
  type ImportSource,
  inEachRegion,
  type Outcome,
  readFilesOf,
  readLive,
  readSavedAnswers,
} from './request';

interface ImportImagesOptions {
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

/**
 * What Gardener would refuse in these versions: errors of a profile that has this image, its regions, and a
 * machine type for each of its architectures. Time plays no part: what has expired stays where it is stored.
 */
function checkImages(name: string, props: MachineImageProps): string[] {
  const byArchitecture = props.versions.flatMap((version) => [...(idsOf(version) ?? [])]);
  const regions = [...new Set(byArchitecture.flatMap(([, ids]) => Object.keys(ids)))].sort(byCodeUnit);
  const architectures = [...new Set(byArchitecture.map(([architecture]) => architecture))].sort(byCodeUnit);
  // Whether the landscape's Gardener has the gate is for its synthesis to judge.
  const usesLifecycle = props.versions.some(({ lifecycle }) => lifecycle !== undefined);
  const options = { featureGates: { VersionClassificationLifecycle: usesLifecycle } };
  const image = MachineImage.of(name, props);
  const check = Check.root(new Target({ ...options, now: null }));
  const spec = toSpec(
    {
      kubernetes: { versions: [{ version: '1.33.0' }] },
      machineImages: [image],
      machineTypes: architectures.map((architecture) => ({
        name: `ecs.${architecture}.large`,
        cpu: '2',
        gpu: '0',
        memory: '8Gi',
        architecture: architecture === 'arm64' ? 'arm64' : 'amd64',
      })),
      regions: regions.map((region) => ({ name: region, zones: [`${region}a`] })),
    },
    [image],
    check,
  );
  const manifest = {
    apiVersion: 'core.gardener.cloud/v1beta1',
    kind: 'CloudProfile',
    metadata: { name: 'import' },
    spec,
  };
  const issues = [...check.findings, ...validateManifest(manifest, { ...options, now: new Date(0) })];
  return issues
    .filter(({ severity, field }) => severity === 'error' && field.includes('machineImages'))
    .map(({ field, message, hint }) => `${field}: ${message}${hint === undefined ? '' : `; ${hint}`}`);
}

export type Architecture = 'amd64' | 'arm64';

/** Image IDs of one version: by architecture, then by region. */
export type IdsByArchitecture = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** A version of an image, as a source has it. */
export interface FoundVersion {
  readonly version: string;
  readonly ids: IdsByArchitecture;
}

/**
 * The IDs of a version by architecture; undefined when it distinguishes more than architectures, which an
 * import knows nothing of.
 */
export function idsOf(version: MachineImageVersion): IdsByArchitecture | undefined {
  if (version.flavors === undefined)
    return new Map(
      version.regions === undefined ? [] : [[version.architectures?.[0] ?? 'amd64', version.regions]],
    );
  const ids = new Map<string, Readonly<Record<string, string>>>();
  for (const { capabilities, regions } of version.flavors) {
    const { architecture: [architecture, ...others] = ['amd64'], ...more } = capabilities;
    if (architecture === undefined || others.length + Object.keys(more).length > 0) return undefined;
    if (ids.has(architecture)) return undefined;
    ids.set(architecture, regions);
  }
  return ids;
}

/**
 * The versions in Garden Linux' metadata files.
 *
 * @throws ImportProblem for a file that is no such metadata
 */
function readGardenLinuxVersions(files: readonly SourceFile[]): FoundVersion[] {
  if (files.length === 0) return [];
  const { props, findings } = readGardenLinuxMetadata(
    files.map(({ path }) => path),
    {},
  );
  const [finding] = findings;
  if (finding !== undefined) {
    // The finding names the file by its whole path, the user did not.
    const sentence = files.reduce((text, { path, label }) => text.replaceAll(path, label), finding.message);
    const [where = '', ...rest] = sentence.split(': ');
    throw new ImportProblem(where, rest.join(': '), finding.hint);
  }
  return props.versions.map((version) => ({ version: version.version, ids: idsOf(version) ?? new Map() }));
}
