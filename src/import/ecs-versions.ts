import { countIn } from '../alibaba-cloud/api';
import { isSpecialRegion, regionOfImageId } from '../alibaba-cloud/regions';
import type { ImageFacts } from '../cloud-profile/machine-image';
import { isObject } from '../gardener/json';
import { type Answer, type Item, listIn, textOf } from './answers';
import type { Architecture, FoundVersion } from './merge-versions';
import { ImportProblem } from './outcome';

export interface ImageSelection {
  /** Which images by their names; a group called `version` gives the version. */
  readonly match: RegExp;
  /** The version, where the name does not say it. */
  readonly version?: string | undefined;
  /** Of several images of one version in a region the newest is taken. @default that is a finding */
  readonly newest?: boolean | undefined;
}

/** Architectures of images, as ECS and as Kubernetes call them. */
const architectures: ReadonlyMap<string, Architecture> = new Map([
  ['x86_64', 'amd64'],
  ['arm64', 'arm64'],
]);

/** An answer of DescribeImages with its region. */
export interface RegionAnswer {
  readonly region: string;
  readonly answer: Answer;
}

interface Candidate {
  readonly id: string;
  readonly created: string;
  readonly facts: ImageFacts;
}

/**
 * The versions that images of ECS make up, chosen by their names. An image that is not Available is left out
 * with a note; one that no node can run (i386), or that is one of two, is a finding. What ECS says of an image
 * beyond its ID is kept, and noted where it is in the way of Shoots.
 *
 * @throws ImportProblem for pages that are missing
 */
export function toEcsVersions(
  answers: readonly RegionAnswer[],
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
    const architecture = architectures.get(textOf(image, 'Architecture', where));
    const home = regionOfImageId(id) ?? region;
    if (home !== region && !isSpecialRegion(region)) {
      findings.add(`${called} has an ID of ${home}; check --region, or save the answer anew`);
    } else if (version === 'unclear') {
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
      const candidate = { id, created, facts: factsOf(image) };
      if (twin === undefined || twin.id === id) {
        regions.set(region, candidate);
      } else if (selection.newest !== true) {
        findings.add(
          `${region}: ${twin.id} and ${id} are both ${version} for ${architecture}; narrow --match, or give --newest`,
        );
      } else if (created > twin.created) {
        regions.set(region, candidate);
      }
    }
  }
  const versions = [...found].map(([version, byArchitecture]) => ({
    version,
    images: new Map(
      [...byArchitecture].map(([architecture, candidates]) => {
        const facts = commonFacts([...candidates.values()].map((candidate) => candidate.facts));
        for (const note of obstacles(facts)) notes.add(`${version} for ${architecture} ${note}`);
        const regions = Object.fromEntries([...candidates].map(([region, { id }]) => [region, id]));
        return [architecture, Object.keys(facts).length === 0 ? { regions } : { regions, facts }];
      }),
    ),
  }));
  return { versions, notes: [...notes], findings: [...findings] };
}

const nvmeSupport = ['supported', 'unsupported'] as const;
const bootModes = ['BIOS', 'UEFI', 'UEFI-Preferred'] as const;

/** What the answer says of an image; what it does not say is not there. */
function factsOf(image: Item): ImageFacts {
  const features = image['Features'];
  const nvme = isObject(features) ? oneOf(features['NvmeSupport'], nvmeSupport) : undefined;
  const bootMode = oneOf(image['BootMode'], bootModes);
  const disks = (listIn(image, 'DiskDeviceMappings', 'DiskDeviceMapping') ?? []).filter(isObject);
  const dataDisks = disks.filter(({ Type: type }) => type === 'data').length;
  return {
    ...(nvme === undefined ? {} : { nvme }),
    ...(bootMode === undefined ? {} : { bootMode }),
    ...(dataDisks === 0 ? {} : { dataDisks }),
    ...(disks.some(({ Encrypted }) => Encrypted === true || Encrypted === 'true') ? { encrypted: true } : {}),
  };
}

/** An answer has values in other cases, too: `Supported`. */
function oneOf<T extends string>(value: unknown, known: readonly T[]): T | undefined {
  if (typeof value !== 'string') return undefined;
  return known.find((name) => name.toLowerCase() === value.toLowerCase());
}

/** Of the copies in several regions: what one of them lacks the image lacks, and a boot mode is that of all. */
function commonFacts(all: readonly ImageFacts[]): ImageFacts {
  const [first] = all;
  const nvme = all.find((facts) => facts.nvme === 'unsupported')?.nvme ?? first?.nvme;
  const bootMode = all.every((facts) => facts.bootMode === first?.bootMode) ? first?.bootMode : undefined;
  const dataDisks = all.reduce((most, facts) => Math.max(most, facts.dataDisks ?? 0), 0);
  return {
    ...(nvme === undefined ? {} : { nvme }),
    ...(bootMode === undefined ? {} : { bootMode }),
    ...(dataDisks === 0 ? {} : { dataDisks }),
    ...(all.some(({ encrypted }) => encrypted === true) ? { encrypted: true } : {}),
  };
}

function obstacles({ nvme, dataDisks, encrypted }: ImageFacts): string[] {
  return [
    ...(nvme === 'unsupported'
      ? ['does not support NVMe: machine types that require it refuse the image']
      : []),
    ...(dataDisks === undefined
      ? []
      : [
          `has ${dataDisks} data ${dataDisks === 1 ? 'disk' : 'disks'} of its own: each node gets the same; make the image from the system disk alone`,
        ]),
    ...(encrypted === true
      ? [
          'is encrypted: it cannot be shared with Shoots of other accounts as it is; copy it without encryption, or with a key of your own and the role AliyunECSShareEncryptImageDefaultRole',
        ]
      : []),
  ];
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

function* imagesOf(
  answers: readonly RegionAnswer[],
): Generator<{ region: string; image: Item; where: string }> {
  for (const { region, answer } of answers)
    for (const image of answer.items) yield { region, image, where: answer.where };
}

/**
 * The region of an answer of DescribeImages. What `aliyun --pager` puts together from several pages has none: it
 * is of the one region that was asked for.
 *
 * @throws ImportProblem when nobody says the region
 */
export function regionOf({ body, where }: Answer, wanted: readonly string[]): string {
  const region = body['RegionId'];
  if (typeof region === 'string' && region !== '') return region;
  const [only, ...others] = wanted;
  if (only !== undefined && others.length === 0) return only;
  throw new ImportProblem(
    where,
    'does not say its RegionId',
    'save the answer unchanged, or give the region of what aliyun --pager wrote with --region, one at a time',
  );
}

/** DescribeImages gives ten images unless asked for more: a forgotten page would look like a missing region. */
function checkComplete(answers: readonly RegionAnswer[]): void {
  const byRegion = new Map<string, { ids: Set<unknown>; total: number; where: string }>();
  for (const { region, answer } of answers) {
    const known = entry(byRegion, region, () => ({ ids: new Set<unknown>(), total: 0, where: answer.where }));
    for (const image of answer.items) known.ids.add(image['ImageId']);
    known.total = Math.max(known.total, countIn(answer.body, 'TotalCount') ?? 0);
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

/** What a map has for a key; made when it has nothing yet. */
export function entry<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}
