import { readFileSync } from 'node:fs';
import { isObject } from '../gardener/json';
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

interface Release {
  readonly file: string;
  readonly version: string;
  readonly architecture: string;
  readonly regions: RegionImageIds;
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
  const releases = files.flatMap((file) => readRelease(file, findings) ?? []);
  const byVersion = new Map<string, Release[]>();
  for (const release of releases) {
    const same = byVersion.get(release.version) ?? [];
    const twin = same.find(({ architecture }) => architecture === release.architecture);
    if (twin !== undefined) {
      found(
        findings,
        release.file,
        `${release.version} for ${release.architecture} was read from ${twin.file} already`,
        {
          hint: 'name each release and architecture once',
        },
      );
    } else {
      byVersion.set(release.version, [...same, release]);
    }
  }
  const versions = [...byVersion].map(([version, variants]) => ({
    version,
    ...options.versions?.[version],
    ...imageIds(variants),
  }));
  for (const version of Object.keys(options.versions ?? {})) {
    if (byVersion.has(version) || files.length === 0) continue;
    found(
      findings,
      files.join(', '),
      `no file is of version ${JSON.stringify(version)}, which the options speak of`,
      {
        hint: `the versions are ${[...byVersion.keys()].join(', ') || 'none'}`,
      },
    );
  }
  const { updateStrategy } = options;
  return { props: { versions, ...(updateStrategy === undefined ? {} : { updateStrategy }) }, findings };
}

/** An image for amd64 alone needs no capabilities. */
function imageIds(variants: readonly Release[]): Pick<MachineImageVersion, 'regions' | 'flavors'> {
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

function readRelease(file: string, findings: Finding[]): Release | undefined {
  const document = readDocument(file, findings);
  if (document === undefined) return undefined;
  const problem = (field: string, message: string, hint: string): void => {
    found(findings, file, `${field}: ${message}`, { hint, place: document.locate(field) });
  };
  const metadata = document.value;
  if (!isObject(metadata) || !isObject(metadata['published_image_metadata'])) {
    problem(
      'published_image_metadata',
      'is missing',
      'take the *.s3_metadata.yaml of a Garden Linux release',
    );
    return undefined;
  }
  const { version, architecture, platform } = metadata;
  if (platform !== 'ali') {
    problem('platform', `is ${JSON.stringify(platform)}, not "ali"`, 'take the file for Alibaba Cloud');
    return undefined;
  }
  if (typeof version !== 'string' || !/^\d+(\.\d+){0,2}$/.test(version)) {
    problem('version', `${JSON.stringify(version)} is no version such as "1877.3"`, 'quote it in the file');
    return undefined;
  }
  if (architecture !== 'amd64' && architecture !== 'arm64') {
    problem('architecture', `is ${JSON.stringify(architecture)}`, 'Gardener knows amd64 and arm64');
    return undefined;
  }
  const path = 'published_image_metadata.published_alicloud_images';
  const published = metadata['published_image_metadata']['published_alicloud_images'];
  if (!Array.isArray(published) || published.length === 0) {
    problem(path, 'lists no image', 'take a release that was published to Alibaba Cloud');
    return undefined;
  }
  const regions: Record<string, string> = {};
  for (const [index, image] of (published as unknown[]).entries()) {
    const { region_id: region, image_id: id } = isObject(image) ? image : {};
    if (typeof region !== 'string' || typeof id !== 'string' || region === '' || id === '') {
      problem(`${path}[${index}]`, 'has no region_id and image_id', 'take the file as it was published');
      return undefined;
    }
    if (regions[region] !== undefined && regions[region] !== id) {
      problem(`${path}[${index}]`, `gives ${region} a second image, ${id}`, 'an image has one ID per region');
      return undefined;
    }
    regions[region] = id;
  }
  return { file, version: withThreeNumbers(version), architecture, regions };
}

function withThreeNumbers(version: string): string {
  return [...version.split('.'), '0', '0'].slice(0, 3).join('.');
}

function readDocument(file: string, findings: Finding[]): YamlDocument | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason =
      code === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${code ?? 'unknown reason'})`;
    found(findings, file, reason, { hint: 'paths are relative to the working directory of the app' });
    return undefined;
  }
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
  { hint, place }: { hint: string; place?: { readonly line: number; readonly column: number } },
): void {
  const check = unplaced();
  const where = place === undefined ? file : `${file}:${place.line}:${place.column}`;
  check.report(rules['garden-linux-metadata'], `${where}: ${message}`, hint);
  const origin = place === undefined ? { file } : { file, line: place.line, column: place.column };
  for (const finding of check.findings) findings.push({ ...finding, origin });
}
