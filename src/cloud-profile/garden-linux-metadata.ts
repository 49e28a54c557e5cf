import { readFileSync } from 'node:fs';
import { isObject, quote } from '../gardener/json';
import {
  list,
  mapOf,
  type Members,
  oneOf,
  part,
  readArgument,
  readProps,
  required,
  text as textKind,
  unplaced,
} from '../garden-object/shapes';
import type { Finding } from '../issues/check';
import type { YamlDocument } from '../yaml/read';
import type { ImageFlavor, MachineImageProps, MachineImageVersion, RegionImageIds } from './machine-image';
import { cloudProfileConstructRules as rules } from './table';

/** How Garden Linux' releases become versions of one image. */
export interface GardenLinuxOptions {
  /** How Shoots are moved to newer versions. @default `major` */
  readonly updateStrategy?: MachineImageProps['updateStrategy'];
  /** What else is to be said of a version, by its name in the profile, e.g. `{ '1877.3.0': { classification: 'supported' } }`. */
  readonly versions?: Readonly<Record<string, Omit<MachineImageVersion, 'version' | 'regions' | 'flavors'>>>;
}

const optionMembers: Members<GardenLinuxOptions> = {
  updateStrategy: oneOf('patch', 'minor', 'major'),
  versions: mapOf(part({})),
};

/** A metadata file. */
export interface MetadataFile {
  /** What messages call it. */
  readonly file: string;
  readonly text: string;
}

/** One release for one architecture. */
export interface GardenLinuxRelease {
  readonly file: string;
  /** With three numbers, as Gardener wants it. */
  readonly version: string;
  readonly architecture: 'amd64' | 'arm64';
  /** Which build of the release, e.g. `gardener_prod`; empty where the file does not say. */
  readonly flavor: string;
  readonly regions: RegionImageIds;
}

/** A file without images for Alibaba Cloud: of another platform, or of a release that was not published there. */
export interface OtherMetadata {
  readonly file: string;
  /** `ali`, or another. */
  readonly platform: string;
  /** Where the file says so. */
  readonly place: Position;
}

interface Position {
  readonly line: number;
  readonly column: number;
}

/** Reads metadata files into one image; whatever is wrong with them comes back as findings. */
export function readGardenLinuxMetadata(
  paths: unknown,
  given: unknown,
): { props: MachineImageProps; findings: readonly Finding[] } {
  const check = unplaced();
  const { findings } = check;
  const files = readArgument(paths, required(list(textKind)), check.at('files')) ?? [];
  const options = readProps(given, optionMembers, check.at('options'));
  const texts = files.flatMap((file) => readText(file, findings) ?? []);
  const { releases, others, findings: wrong } = readGardenLinuxReleases(texts);
  findings.push(...wrong);
  for (const { file, platform, place } of others) {
    const isOurs = platform === 'ali';
    found(
      findings,
      file,
      isOurs ? `${imagesField}: lists no image` : `platform: is ${quote(platform)}, not "ali"`,
      {
        hint: isOurs
          ? 'take a release that was published to Alibaba Cloud'
          : 'take the file for Alibaba Cloud',
        place,
      },
    );
  }
  const byVersion = new Map<string, GardenLinuxRelease[]>();
  for (const release of releases) {
    const same = byVersion.get(release.version) ?? [];
    const twin = same.find(({ architecture }) => architecture === release.architecture);
    if (twin === undefined) {
      byVersion.set(release.version, [...same, release]);
      continue;
    }
    const { version, architecture, flavor } = release;
    const isOtherFlavor = flavor !== twin.flavor;
    found(
      findings,
      release.file,
      isOtherFlavor
        ? `${version} for ${architecture} is of the flavour ${flavor || 'without a name'}, that of ${twin.file} is ${twin.flavor || 'without a name'}`
        : `${version} for ${architecture} was read from ${twin.file} already`,
      {
        hint: isOtherFlavor
          ? 'an image is of one flavour: name the files of one'
          : 'name each release and architecture once',
      },
    );
  }
  const wanted = new Map(Object.entries(options.versions ?? {}));
  const versions = [...byVersion].map(([version, variants]) => ({
    version,
    ...wanted.get(version),
    ...imageIds(variants),
  }));
  for (const version of wanted.keys()) {
    if (byVersion.has(version) || files.length === 0) continue;
    found(findings, files.join(', '), `no file is of version ${quote(version)}, which the options speak of`, {
      hint: `the versions are ${[...byVersion.keys()].join(', ') || 'none'}`,
    });
  }
  const { updateStrategy } = options;
  return { props: { versions, ...(updateStrategy === undefined ? {} : { updateStrategy }) }, findings };
}

/** Reads the releases out of metadata files, each for itself. */
export function readGardenLinuxReleases(files: readonly MetadataFile[]): {
  releases: readonly GardenLinuxRelease[];
  others: readonly OtherMetadata[];
  findings: readonly Finding[];
} {
  const releases: GardenLinuxRelease[] = [];
  const others: OtherMetadata[] = [];
  const findings: Finding[] = [];
  for (const file of files) {
    const read = readRelease(file, findings);
    if (read === undefined) continue;
    if ('platform' in read) others.push(read);
    else releases.push(read);
  }
  return { releases, others, findings };
}

const imagesField = 'published_image_metadata.published_alicloud_images';

/** An image for amd64 alone needs no capabilities. */
function imageIds(variants: readonly GardenLinuxRelease[]): Pick<MachineImageVersion, 'regions' | 'flavors'> {
  const [only, ...others] = variants;
  if (only !== undefined && others.length === 0 && only.architecture === 'amd64')
    return { regions: only.regions };
  const flavors = [...variants]
    .sort((a, b) => (a.architecture < b.architecture ? -1 : 1))
    .map(({ architecture, regions }): ImageFlavor => ({
      capabilities: { architecture: [architecture] },
      regions,
    }));
  return { flavors };
}

function readRelease(
  { file, text }: MetadataFile,
  findings: Finding[],
): GardenLinuxRelease | OtherMetadata | undefined {
  const document = readDocument(file, text, findings);
  if (document === undefined) return undefined;
  const problem = (field: string, message: string, hint: string): undefined => {
    found(findings, file, `${field}: ${message}`, { hint, place: document.locate(field) });
  };
  const metadata = document.value;
  const named = isObject(metadata) ? metadata['platform'] : undefined;
  if (typeof named === 'string' && named !== 'ali')
    return { file, platform: named, place: document.locate('platform') };
  if (!isObject(metadata) || !('published_image_metadata' in metadata)) {
    problem(
      'published_image_metadata',
      'is missing',
      'take the *.s3_metadata.yaml of a Garden Linux release',
    );
    return;
  }
  const { version, architecture, platform } = metadata;
  if (platform !== 'ali') {
    problem('platform', `is ${quote(platform)}, not "ali"`, 'take the file as it was published');
    return;
  }
  const all = metadata['published_image_metadata'] ?? {};
  const published = isObject(all) ? (all['published_alicloud_images'] ?? []) : all;
  if (!Array.isArray(published)) {
    problem(imagesField, 'is no list', 'take the file as it was published');
    return;
  }
  if (published.length === 0) return { file, platform, place: document.locate(imagesField) };
  if (typeof version !== 'string' || !/^\d+(\.\d+){0,2}$/.test(version)) {
    problem('version', `${quote(version)} is no version such as "1877.3"`, 'quote it in the file');
    return;
  }
  if (architecture !== 'amd64' && architecture !== 'arm64') {
    problem('architecture', `is ${quote(architecture)}`, 'Gardener knows amd64 and arm64');
    return;
  }
  const regions = new Map<string, string>();
  for (const [index, image] of (published as unknown[]).entries()) {
    const { region_id: region, image_id: id } = isObject(image) ? image : {};
    if (typeof region !== 'string' || typeof id !== 'string' || region === '' || id === '') {
      problem(
        `${imagesField}[${index}]`,
        'has no region_id and image_id',
        'take the file as it was published',
      );
      return;
    }
    if ((regions.get(region) ?? id) !== id) {
      problem(
        `${imagesField}[${index}]`,
        `gives ${region} a second image, ${id}`,
        'an image has one ID per region',
      );
      return;
    }
    regions.set(region, id);
  }
  const flavor = flavorOf(metadata, published[0], file);
  return {
    file,
    version: withThreeNumbers(version),
    architecture,
    flavor,
    regions: Object.fromEntries(regions),
  };
}

/**
 * Garden Linux names what it builds `<platform>-<flavor>-<architecture>-<version>-<commit>`: its images, its
 * objects in S3 and its metadata files. Where none of these names is there, the modifiers tell builds apart.
 */
function flavorOf(metadata: Readonly<Record<string, unknown>>, image: unknown, file: string): string {
  const names = [isObject(image) ? image['image_name'] : undefined, metadata['s3_key'], file];
  for (const name of names) {
    const flavor = typeof name === 'string' ? flavorIn(name, String(metadata['architecture'])) : undefined;
    if (flavor !== undefined) return flavor;
  }
  const modifiers = metadata['modifiers'];
  return Array.isArray(modifiers) ? modifiers.filter((part) => typeof part === 'string').join('') : '';
}

/** `gardener_prod` of `meta/singles/ali-gardener_prod-amd64-1877.3-75df9f40`. */
function flavorIn(path: string, architecture: string): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/^gardenlinux-/, '');
  if (!name.startsWith('ali-')) return undefined;
  const end = name.lastIndexOf(`-${architecture}`);
  return end <= 'ali-'.length ? undefined : name.slice('ali-'.length, end);
}

function withThreeNumbers(version: string): string {
  return [...version.split('.'), '0', '0'].slice(0, 3).join('.');
}

function readText(file: string, findings: Finding[]): MetadataFile | undefined {
  try {
    return { file, text: readFileSync(file, 'utf8') };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason =
      code === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${code ?? 'unknown reason'})`;
    found(findings, file, reason, { hint: 'paths are relative to the working directory of the app' });
    return undefined;
  }
}

function readDocument(file: string, text: string, findings: Finding[]): YamlDocument | undefined {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a landscape without metadata files needs no parser
  const { readYaml } = require('../yaml/read') as typeof import('../yaml/read');
  const [document] = readYaml(text);
  const problem = document?.problems.find(({ severity }) => severity === 'error');
  if (problem === undefined) return document;
  found(findings, file, problem.message, { hint: 'take the file as it was published', place: problem });
  return undefined;
}

function found(
  findings: Finding[],
  file: string,
  message: string,
  { hint, place }: { hint: string; place?: Position },
): void {
  const check = unplaced();
  const where = place === undefined ? file : `${file}:${place.line}:${place.column}`;
  check.report(rules['garden-linux-metadata'], `${where}: ${message}`, hint);
  const origin = place === undefined ? { file } : { file, line: place.line, column: place.column };
  for (const finding of check.findings) findings.push({ ...finding, origin });
}
