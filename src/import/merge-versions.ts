import type { MachineImageProps, MachineImageVersion, RegionImageIds } from '../cloud-profile/machine-image';
import { compareVersions, parseVersion } from '../gardener/semver';
import { type FoundVersion, type IdsByArchitecture, idsOf } from './images';
import { byCodeUnit, counted, listed, type Outcome } from './request';

/**
 * Adds what was found to what the landscape has. What somebody wrote about a version stays, and so do regions
 * that the source does not have. A new version is `preview`: no Shoot moves to it by itself.
 */
export function mergeVersions(
  known: MachineImageProps | undefined,
  found: readonly FoundVersion[],
): Outcome<MachineImageProps> & { readonly added: readonly string[] } {
  const changes: string[] = [];
  const notes: string[] = [];
  const findings: string[] = [];
  const added: string[] = [];
  const versions = new Map((known?.versions ?? []).map((version) => [version.version, version]));
  for (const { version, ids } of [...found].sort((a, b) => descending(a.version, b.version))) {
    const old = versions.get(version);
    if (old === undefined) {
      added.push(version);
      versions.set(version, { version, classification: 'preview', ...toForm(ids, undefined) });
      changes.push(`+ ${version}: ${describe(ids)}`);
      notes.push(...uncovered(version, ids, known));
      continue;
    }
    const oldIds = idsOf(old);
    if (oldIds === undefined) {
      findings.push(
        `${version} has flavors by more than the architecture in the data file; add its IDs by hand`,
      );
      continue;
    }
    const { merged, lines } = mergeIds(version, oldIds, ids);
    changes.push(...lines);
    const { regions: _, flavors: __, architectures: ___, ...kept } = old;
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

function mergeIds(
  version: string,
  old: IdsByArchitecture,
  found: IdsByArchitecture,
): { merged: IdsByArchitecture; lines: string[] } {
  const merged = new Map(old);
  const lines: string[] = [];
  for (const [architecture, ids] of found) {
    const before = old.get(architecture) ?? {};
    const added = Object.keys(ids)
      .filter((region) => !Object.hasOwn(before, region))
      .sort();
    const changed = Object.keys(ids)
      .filter((region) => Object.hasOwn(before, region) && before[region] !== ids[region])
      .sort();
    merged.set(architecture, { ...before, ...ids });
    if (added.length > 0)
      lines.push(`~ ${version}: + ${architecture} in ${counted(added.length, 'region')}: ${listed(added)}`);
    for (const region of changed)
      lines.push(
        `~ ${version}: ${architecture} in ${region}: ${before[region] ?? ''} -> ${ids[region] ?? ''}`,
      );
  }
  return { merged, lines };
}

/** One image per region for amd64 alone is flat; so is what was flat already and still is for one architecture. */
function toForm(
  ids: IdsByArchitecture,
  old: MachineImageVersion | undefined,
): Pick<MachineImageVersion, 'regions' | 'flavors' | 'architectures'> {
  const entries = [...ids]
    .map(([architecture, regions]) => [architecture, inOrder(regions)] as const)
    .sort(([a], [b]) => byCodeUnit(a, b));
  const [only, ...others] = entries;
  if (only !== undefined && others.length === 0 && old?.flavors === undefined) {
    const architectures = old?.architectures;
    if (architectures !== undefined) return { regions: only[1], architectures };
    if (only[0] === 'amd64') return { regions: only[1] };
  }
  return {
    flavors: entries.map(([architecture, regions]) => ({
      capabilities: { architecture: [architecture] },
      regions,
    })),
  };
}

function inOrder(ids: RegionImageIds): RegionImageIds {
  return Object.fromEntries(Object.entries(ids).sort(([a], [b]) => byCodeUnit(a, b)));
}

function describe(ids: IdsByArchitecture): string {
  return [...ids]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([architecture, regions]) => `${architecture} in ${counted(Object.keys(regions).length, 'region')}`)
    .join(', ');
}

/** Regions where Shoots have an image now, and would not have the new version. */
function uncovered(version: string, ids: IdsByArchitecture, known: MachineImageProps | undefined): string[] {
  const newest = [...(known?.versions ?? [])].sort((a, b) => descending(a.version, b.version))[0];
  return [...(newest === undefined ? [] : (idsOf(newest) ?? []))].flatMap(([architecture, regions]) => {
    const lacking = Object.keys(regions)
      .filter((region) => !Object.hasOwn(ids.get(architecture) ?? {}, region))
      .sort();
    return lacking.length === 0
      ? []
      : [
          `${version} has no ${architecture} image in ${listed(lacking)}, where ${newest?.version ?? ''} has one`,
        ];
  });
}
