import type {
  ImageFacts,
  MachineImageProps,
  MachineImageVersion,
  RegionImageIds,
} from '../cloud-profile/machine-image';
import { compareVersions, parseVersion } from '../gardener/semver';
import { byCodeUnit, counted, listed, type Outcome } from './outcome';

export type Architecture = 'amd64' | 'arm64';

/** The images of one version for one architecture. */
export interface FoundImages {
  readonly regions: RegionImageIds;
  readonly facts?: ImageFacts | undefined;
}

/** A version of an image, as a source has it: its images by architecture. */
export interface FoundVersion {
  readonly version: string;
  readonly images: ImagesByArchitecture;
}

type ImagesByArchitecture = ReadonlyMap<string, FoundImages>;

/**
 * The images of a version by architecture; undefined when it distinguishes more than architectures, which an
 * import knows nothing of.
 */
export function imagesOf(version: MachineImageVersion): ImagesByArchitecture | undefined {
  const { regions, facts } = version;
  if (version.flavors === undefined)
    return new Map(
      regions === undefined ? [] : [[version.architectures?.[0] ?? 'amd64', { regions, facts }]],
    );
  const images = new Map<string, FoundImages>();
  for (const { capabilities, ...found } of version.flavors) {
    const { architecture: [architecture, ...others] = ['amd64'], ...more } = capabilities;
    if (architecture === undefined || others.length + Object.keys(more).length > 0) return undefined;
    if (images.has(architecture)) return undefined;
    images.set(architecture, found);
  }
  return images;
}

/**
 * Adds what was found to what the landscape has. What somebody wrote about a version stays, and so do regions
 * that the source does not have. A new version is `preview`: no Shoot moves to it by itself. Where there is no
 * version yet it is `supported`: nobody can be moved, and an image with previews alone leaves Shoots that name
 * no version without one.
 *
 * @param regions the regions that were asked for; empty: all
 */
export function mergeVersions(
  known: MachineImageProps | undefined,
  found: readonly FoundVersion[],
  regions: readonly string[],
): Outcome<MachineImageProps> & { readonly added: readonly string[] } {
  const changes: string[] = [];
  const notes: string[] = [];
  const findings: string[] = [];
  const added: string[] = [];
  const versions = new Map((known?.versions ?? []).map((version) => [version.version, version]));
  const classification = versions.size === 0 ? 'supported' : 'preview';
  for (const { version, images } of [...found].sort((a, b) => descending(a.version, b.version))) {
    const old = versions.get(version);
    if (old === undefined) {
      added.push(version);
      versions.set(version, { version, classification, ...toForm(images, undefined) });
      changes.push(`+ ${version}: ${describe(images)}`);
      notes.push(...uncovered(version, images, known, regions));
      continue;
    }
    const oldImages = imagesOf(old);
    if (oldImages === undefined) {
      findings.push(
        `${version} has flavors by more than the architecture in the data file; add its IDs by hand`,
      );
      continue;
    }
    const { merged, lines } = mergeImages(version, oldImages, images);
    changes.push(...lines);
    const { regions: _, flavors: __, architectures: ___, facts: ____, ...kept } = old;
    versions.set(version, lines.length === 0 ? old : { ...kept, ...toForm(merged, old) });
  }
  const sorted = [...versions.values()].sort((a, b) => descending(a.version, b.version));
  return { data: { ...known, versions: sorted }, changes, notes, findings, added };
}

/** Newest first; what is no version comes last, by code unit. */
export function descending(a: string, b: string): number {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  if (left === undefined || right === undefined)
    return left === right ? byCodeUnit(a, b) : left === undefined ? 1 : -1;
  return compareVersions(right, left) || byCodeUnit(a, b);
}

function mergeImages(
  version: string,
  old: ImagesByArchitecture,
  found: ImagesByArchitecture,
): { merged: ImagesByArchitecture; lines: string[] } {
  const merged = new Map(old);
  const lines: string[] = [];
  for (const [architecture, { regions: ids, facts }] of found) {
    const { regions: before = {}, facts: oldFacts } = old.get(architecture) ?? {};
    const added = Object.keys(ids)
      .filter((region) => !Object.hasOwn(before, region))
      .sort();
    const changed = Object.keys(ids)
      .filter((region) => Object.hasOwn(before, region) && before[region] !== ids[region])
      .sort();
    merged.set(architecture, { regions: { ...before, ...ids }, facts: facts ?? oldFacts });
    if (added.length > 0)
      lines.push(`~ ${version}: + ${architecture} in ${counted(added.length, 'region')}: ${listed(added)}`);
    for (const region of changed)
      lines.push(
        `~ ${version}: ${architecture} in ${region}: ${before[region] ?? ''} -> ${ids[region] ?? ''}`,
      );
    const [was, is] = [oldFacts, facts ?? oldFacts].map((value) => describeFacts(value));
    if (was !== is) lines.push(`~ ${version}: ${architecture}: ${was || 'nothing known'} -> ${is}`);
  }
  return { merged, lines };
}

/** `nvme supported, bootMode UEFI` */
function describeFacts(facts: ImageFacts | undefined): string {
  return Object.entries(facts ?? {})
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}

/** One image per region for amd64 alone is flat; so is what was flat already and still is for one architecture. */
function toForm(
  images: ImagesByArchitecture,
  old: MachineImageVersion | undefined,
): Pick<MachineImageVersion, 'regions' | 'flavors' | 'architectures' | 'facts'> {
  const entries = [...images]
    .map(([architecture, { regions, facts }]) => {
      const found = { regions: inOrder(regions), ...(facts === undefined ? {} : { facts }) };
      return [architecture, found] as const;
    })
    .sort(([a], [b]) => byCodeUnit(a, b));
  const [only, ...others] = entries;
  if (only !== undefined && others.length === 0 && old?.flavors === undefined) {
    const architectures = old?.architectures;
    if (architectures !== undefined) return { ...only[1], architectures };
    if (only[0] === 'amd64') return only[1];
  }
  return {
    flavors: entries.map(([architecture, found]) => ({
      capabilities: { architecture: [architecture] },
      ...found,
    })),
  };
}

function inOrder(ids: RegionImageIds): RegionImageIds {
  return Object.fromEntries(Object.entries(ids).sort(([a], [b]) => byCodeUnit(a, b)));
}

function describe(images: ImagesByArchitecture): string {
  return [...images]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(
      ([architecture, { regions }]) => `${architecture} in ${counted(Object.keys(regions).length, 'region')}`,
    )
    .join(', ');
}

/** Regions where Shoots have an image now, and would not have the new version. */
function uncovered(
  version: string,
  images: ImagesByArchitecture,
  known: MachineImageProps | undefined,
  wanted: readonly string[],
): string[] {
  const newest = [...(known?.versions ?? [])].sort((a, b) => descending(a.version, b.version))[0];
  return [...(newest === undefined ? [] : (imagesOf(newest) ?? []))].flatMap(
    ([architecture, { regions }]) => {
      const ids = images.get(architecture)?.regions ?? {};
      const lacking = Object.keys(regions)
        .filter((region) => !Object.hasOwn(ids, region) && (wanted.length === 0 || wanted.includes(region)))
        .sort();
      return lacking.length === 0
        ? []
        : [
            `${version} has no ${architecture} image in ${listed(lacking)}, where ${newest?.version ?? ''} has one`,
          ];
    },
  );
}
