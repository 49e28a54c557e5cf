import { basename, extname } from 'node:path';
import { toSpec } from '../cloud-profile/cloud-profile-spec';
import {
  type GardenLinuxRelease,
  type OtherMetadata,
  readGardenLinuxReleases,
} from '../cloud-profile/garden-linux-metadata';
import { MachineImage, type MachineImageProps } from '../cloud-profile/machine-image';
import { Target } from '../gardener/target';
import { Check } from '../issues/check';
import { validateManifest } from '../validation/validate';
import type { Answer, SourceFile } from './answers';
import { entry, type ImageSelection, regionOf, toEcsVersions } from './ecs-versions';
import { toMachineImage } from './landscape-data';
import { type FoundVersion, imagesOf, mergeVersions } from './merge-versions';
import { byCodeUnit, counted, ImportProblem, listed, type Outcome } from './outcome';
import { promote, type PromotionPolicy } from './promote';
import {
  type ImportSource,
  inEachRegion,
  ofWantedRegions,
  readFilesOf,
  readLive,
  readSavedAnswers,
} from './source';

interface ImportImagesOptions {
  readonly source: ImportSource;
  /** Which images of ECS; not needed for Garden Linux' metadata. */
  readonly selection: ImageSelection | undefined;
  /** The build of Garden Linux to take, where there are several of one release. */
  readonly flavor: string | undefined;
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
      notes.length === 0 ? 'check --match, --owner and --region' : listed(notes),
    );
  const merged = mergeVersions(known, found, options.source.regions);
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

async function readVersions(options: ImportImagesOptions): Promise<Read> {
  const { source, selection, owner } = options;
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
  const fromMetadata = readGardenLinuxVersions(metadata, options);
  const fromEcs = toFound([...saved, ...live], selection, source);
  const twin = fromMetadata.found.find(({ version }) =>
    fromEcs.found.some((found) => found.version === version),
  );
  if (twin !== undefined)
    throw new ImportProblem(
      source.paths.join(', '),
      `${twin.version} comes from metadata and from ECS`,
      'import one after the other',
    );
  return {
    found: [...fromMetadata.found, ...fromEcs.found],
    notes: [...fromMetadata.notes, ...fromEcs.notes],
    findings: [...fromMetadata.findings, ...fromEcs.findings],
  };
}

function toFound(
  answers: readonly Answer[],
  selection: ImageSelection | undefined,
  source: ImportSource,
): Read {
  const [first] = answers;
  if (first === undefined) return { found: [], notes: [], findings: [] };
  if (selection === undefined)
    throw new ImportProblem(
      '--match',
      'is missing',
      'say which images of ECS by their names, e.g. --match "^my-os-(?<version>[0-9.]+)"',
    );
  const regional = answers.map((answer) => ({ region: regionOf(answer, source.regions), answer }));
  const { kept, notes: regionNotes } = ofWantedRegions(regional, source);
  const { versions, notes, findings } = toEcsVersions(kept, selection);
  return { found: versions, notes: [...regionNotes, ...notes], findings };
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
  const byArchitecture = props.versions.flatMap((version) => [...(imagesOf(version) ?? [])]);
  const regions = [...new Set(byArchitecture.flatMap(([, images]) => Object.keys(images.regions)))].sort(
    byCodeUnit,
  );
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

/**
 * The versions in Garden Linux' metadata files. A release's folder has files of every platform: those without
 * images for Alibaba Cloud are left out with a note. Of several flavours one has to be chosen.
 *
 * @throws ImportProblem for a file that is no such metadata, or says the same as another
 */
function readGardenLinuxVersions(
  files: readonly SourceFile[],
  { source, flavor: wanted }: ImportImagesOptions,
): Read {
  const {
    releases,
    others,
    findings: wrong,
  } = readGardenLinuxReleases(files.map(({ label, text }) => ({ file: label, text })));
  const [problem] = wrong;
  if (problem !== undefined) {
    const [where = '', ...rest] = problem.message.split(': ');
    throw new ImportProblem(where, rest.join(': '), problem.hint);
  }
  const notes = describeOthers(others);
  const chosen = releases.filter(({ flavor }) => wanted === undefined || flavor === wanted);
  const flavors = [...new Set(releases.map(({ flavor }) => flavor))].sort(byCodeUnit);
  if (chosen.length === 0 && releases.length > 0)
    throw new ImportProblem(
      '--flavor',
      `no metadata is of the flavour ${JSON.stringify(wanted)}`,
      `the flavours are ${listed(flavors)}`,
    );
  if (chosen.length < releases.length)
    notes.push(`${counted(releases.length - chosen.length, 'file')} of other flavours left out`);
  const byVersion = new Map<string, GardenLinuxRelease[]>();
  for (const release of chosen)
    entry(byVersion, release.version, (): GardenLinuxRelease[] => []).push(release);
  const findings = [...byVersion.values()].flatMap((variants) => describeConflict(variants));
  const images = chosen.flatMap(({ version, architecture, regions }) =>
    Object.entries(regions).map(([region, id]) => ({ version, architecture, region, id })),
  );
  const { kept, notes: regionNotes } = ofWantedRegions(images, source);
  const found = new Map<string, Map<string, Map<string, string>>>();
  for (const { version, architecture, region, id } of kept) {
    const variants = entry(found, version, () => new Map<string, Map<string, string>>());
    entry(variants, architecture, () => new Map<string, string>()).set(region, id);
  }
  return {
    found: [...found].map(([version, variants]) => ({
      version,
      images: new Map(
        [...variants].map(([architecture, ids]) => [architecture, { regions: Object.fromEntries(ids) }]),
      ),
    })),
    notes: [...notes, ...regionNotes],
    findings,
  };
}

function describeOthers(others: readonly OtherMetadata[]): string[] {
  const unpublished = others.filter(({ platform }) => platform === 'ali').map(({ file }) => file);
  const foreign = others.filter(({ platform }) => platform !== 'ali');
  const platforms = [...new Set(foreign.map(({ platform }) => platform))].sort(byCodeUnit);
  return [
    ...(foreign.length === 0
      ? []
      : [
          `${counted(foreign.length, 'file')} for other platforms (${listed(platforms)}) left out: ${listed(foreign.map(({ file }) => file))}`,
        ]),
    ...(unpublished.length === 0
      ? []
      : [`${counted(unpublished.length, 'file')} without published images left out: ${listed(unpublished)}`]),
  ];
}

/** What has to be decided before the files of one version make one: an image is of one flavour. */
function describeConflict(variants: readonly GardenLinuxRelease[]): string[] {
  const flavors = [...new Set(variants.map(({ flavor }) => flavor))].filter((flavor) => flavor !== '');
  const { version = '' } = variants[0] ?? {};
  const architectures = [...new Set(variants.map(({ architecture }) => architecture))].sort(byCodeUnit);
  const about = (files: readonly GardenLinuxRelease[]): string =>
    `${listed(files.map(({ file }) => file))} are ${files.length === 2 ? 'both' : 'all'} of release ${version} for ${architectures.join(' and ')}`;
  if (flavors.length > 1)
    return [
      `${about(variants)}, but of the flavours ${flavors.sort(byCodeUnit).join(' and ')}; ` +
        `choose one: ${flavors.map((flavor) => `--flavor ${flavor}`).join(' or ')}`,
    ];
  return architectures.flatMap((architecture) => {
    const twins = variants.filter((release) => release.architecture === architecture);
    return twins.length < 2 ? [] : [`${about(twins)}; name each release and architecture once`];
  });
}
