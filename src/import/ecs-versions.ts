import { type Answer, type Item, textOf } from './answers';
import type { Architecture, FoundVersion } from './images';
import { ImportProblem } from './request';

export interface ImageSelection {
  /** Which images by their names; a group called `version` gives the version. */
  readonly match: RegExp;
  /** The version, where the name does not say it. */
  readonly version?: string | undefined;
  /** Of several images of one version in a region the newest is taken. @default that is a finding */
  readonly newest?: boolean | undefined;
}

const architectures: Readonly<Record<string, Architecture>> = { x86_64: 'amd64', arm64: 'arm64' };

interface Candidate {
  readonly id: string;
  readonly created: string;
}

/**
 * The versions that images of ECS make up, chosen by their names. An image that is not Available is left out
 * with a note; one that no node can run (i386), or that is one of two, is a finding.
 *
 * @throws ImportProblem for pages that are missing, or an answer without its region
 */
export function toEcsVersions(
  answers: readonly Answer[],
  selection: ImageSelection,
): { versions: FoundVersion[]; notes: string[]; findings: string[] } {
  checkComplete(answers);
  const notes = new Set<string>();
  const findings = new Set<string>();
  const found = new Map<string, Map<string, Map<string, Candidate>>>();
  for (const { region, image, where } of imagesOf(answers)) {
    const id = textOf(image, 'ImageId', where);
    const name = typeof image['ImageName'] === 'string' ? image['ImageName'] : '';
    const version = versionOf(name, selection);
    if (version === undefined) continue;
    const called = `${region}: ${id} (${name})`;
    const status = typeof image['Status'] === 'string' ? image['Status'] : 'Available';
    if (status !== 'Available') {
      notes.add(`${called} is ${status}: left out`);
      continue;
    }
    const architecture = architectures[textOf(image, 'Architecture', where)];
    if (version === 'unclear') {
      findings.add(
        `${called}: --match finds no version in the name; give it a group (?<version>...) that always matches, or give --version`,
      );
    } else if (architecture === undefined) {
      findings.add(
        `${called} is for ${String(image['Architecture'])}, Gardener knows x86_64 and arm64; narrow --match`,
      );
    } else {
      const regions = entry(
        entry(found, version, () => new Map<string, Map<string, Candidate>>()),
        architecture,
        () => new Map<string, Candidate>(),
      );
      const twin = regions.get(region);
      const created = typeof image['CreationTime'] === 'string' ? image['CreationTime'] : '';
      if (twin === undefined || twin.id === id) {
        regions.set(region, { id, created });
      } else if (selection.newest !== true) {
        findings.add(
          `${region}: ${twin.id} and ${id} are both ${version} for ${architecture}; narrow --match, or give --newest`,
        );
      } else if (created > twin.created) {
        regions.set(region, { id, created });
      }
    }
  }
  const versions = [...found].map(([version, byArchitecture]) => ({
    version,
    ids: new Map(
      [...byArchitecture].map(([architecture, regions]) => [
        architecture,
        Object.fromEntries([...regions].map(([region, { id }]) => [region, id])),
      ]),
    ),
  }));
  return { versions, notes: [...notes], findings: [...findings] };
}

/** `1877.3` becomes `1877.3.0`: Gardener wants three numbers. */
function withThreeNumbers(version: string): string | undefined {
  const match = /^v?(\d+(?:\.\d+){0,2})((?:-[0-9A-Za-z.-]+)?)$/.exec(version);
  if (match === null) return undefined;
  const numbers = (match[1] ?? '').split('.').map((number) => number.replace(/^0+(?=\d)/, ''));
  return [...numbers, '0', '0'].slice(0, 3).join('.') + (match[2] ?? '');
}

function versionOf(name: string, { match, version }: ImageSelection): string | undefined {
  const found = match.exec(name);
  if (found === null) return undefined;
  const text = version ?? found.groups?.['version'];
  return (text === undefined ? undefined : withThreeNumbers(text)) ?? 'unclear';
}

function* imagesOf(answers: readonly Answer[]): Generator<{ region: string; image: Item; where: string }> {
  for (const answer of answers) {
    const region = regionOf(answer);
    for (const image of answer.items) yield { region, image, where: answer.where };
  }
}

/** The region that an answer of DescribeImages names. */
export function regionOf({ body, where }: Answer): string {
  const region = body['RegionId'];
  if (typeof region === 'string' && region !== '') return region;
  throw new ImportProblem(where, 'does not say its RegionId', 'save the answer unchanged');
}

/** DescribeImages gives ten images unless asked for more: a forgotten page would look like a missing region. */
function checkComplete(answers: readonly Answer[]): void {
  const byRegion = new Map<string, { ids: Set<unknown>; total: number; where: string }>();
  for (const answer of answers) {
    const region = regionOf(answer);
    const known = entry(byRegion, region, () => ({ ids: new Set<unknown>(), total: 0, where: answer.where }));
    for (const image of answer.items) known.ids.add(image['ImageId']);
    known.total = Math.max(known.total, Number(answer.body['TotalCount'] ?? 0) || 0);
  }
  for (const [region, { ids, total, where }] of byRegion) {
    if (ids.size >= total) continue;
    throw new ImportProblem(
      where,
      `holds ${ids.size} of ${total} images of ${region}`,
      'save every page (--PageSize 100 --PageNumber 1, 2, ...) in a file of its own',
    );
  }
}

function entry<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}
