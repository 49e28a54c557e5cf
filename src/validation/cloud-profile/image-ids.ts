import { customImageMark, isCustomImageId, isPlaceholder, isPublicImageName } from '../../alibaba-cloud/ids';
import {
  isClosedRegion,
  isRegionForm,
  isSpecialRegion,
  knownRegions,
  regionOfImageId,
} from '../../alibaba-cloud/regions';
import { closest } from '../../gardener/closest';
import { quote } from '../../gardener/json';
import type { Check } from '../../issues/check';
import type { CloudProfileConfig, ProviderImageVersion, RegionImage } from '../alicloud/cloud-profile';
import { Listing } from './names';
import { warningRules as rules } from './table';

/** Suggestions must not cost more than the check itself: a list of strangers has no slips to mend. */
const maxSuggestions = 20;
const maxCandidates = 500;

/** Region entries of an image version with their place. */
interface RegionList {
  readonly image: string;
  readonly version: string;
  readonly regions: readonly RegionImage[];
  readonly at: Check;
}

/** A region that nobody offers, and the list in which it was seen first. */
interface Stranger {
  readonly name: string;
  readonly list: RegionList;
  readonly index: number;
}

/** Looks at each region and image ID of a CloudProfileConfig once. */
export class ImageIdCheck {
  private readonly customIds = new Set<string>();
  private customCount = 0;
  private readonly strangers: Stranger[] = [];
  private readonly tracker: RegionTracker;

  /** @param offered regions of the profile; undefined where only the parent of the profile can tell */
  constructor(
    private readonly offered: ReadonlySet<string> | undefined,
    private readonly check: Check,
  ) {
    this.tracker = new RegionTracker(offered ?? new Set());
  }

  run(config: CloudProfileConfig): void {
    const images = new Set<string>();
    const lists: RegionList[] = [];
    for (const [index, { name = '', versions = [] }] of (config.machineImages ?? []).entries()) {
      const at = this.check.at('spec', 'providerConfig', 'machineImages', index);
      checkUnique(name, 'image', images, at);
      const known = new Set<string>();
      for (const [position, entry] of versions.entries()) {
        const versionAt = at.at('versions', position);
        checkUnique(entry.version ?? '', 'version', known, versionAt);
        addRegionLists(name, entry, versionAt, lists);
      }
    }
    for (const list of lists) this.checkRegions(list);
    // Most profiles have each ID once; only otherwise it matters where each was seen.
    if (this.customIds.size < this.customCount) reportReused(lists);
    this.reportStrangers();
  }

  /** Most of a profile are these entries: nothing is made for one until there is something to say. */
  private checkRegions(list: RegionList): void {
    const { regions, at } = list;
    this.tracker.startList();
    for (let index = 0; index < regions.length; index++) {
      const name = regions[index]?.name ?? '';
      const id = regions[index]?.id ?? '';
      const remark = name === '' ? undefined : this.tracker.see(name);
      if (remark === 'new') this.addStranger(name, list, index);
      else if (remark === 'repeated') reportRepeated(name, 'region', at.at('regions', index));
      if (isCustomImageId(id) && !isPlaceholder(id)) {
        this.customIds.add(id);
        this.customCount++;
        const home = regionOfImageId(id);
        if (home !== undefined && home !== name)
          reportElsewhere(id, name, home, at.at('regions', index, 'id'));
      } else if (id !== '' && (isPlaceholder(id) || !isPublicImageName(id))) {
        reportForm(id, at.at('regions', index, 'id'));
      }
    }
  }

  /** An image in a region that exists and is not offered does no harm: others may offer it. */
  private addStranger(name: string, list: RegionList, index: number): void {
    if (!knownRegions.has(name) && !isClosedRegion(name)) this.strangers.push({ name, list, index });
  }

  private reportStrangers(): void {
    const others = new Listing();
    let first: Check | undefined;
    for (const [count, { name, list, index }] of this.strangers.entries()) {
      const check = list.at.at('regions', index, 'name');
      const hint = count < maxSuggestions ? this.hintFor(name, list) : undefined;
      if (hint !== undefined || !isRegionForm(name)) {
        check.report(
          rules['provider-region-misspelled'],
          `${quote(name)} is no region of Alibaba Cloud that is known here`,
          hint ?? 'write it like eu-central-1 or cn-hangzhou',
        );
      } else {
        first ??= check;
        others.add(name);
      }
    }
    first?.report(
      rules['provider-region-not-offered'],
      `images are mapped in regions that ${this.offered === undefined ? '' : 'the profile does not offer, and that '}Alibaba Cloud is not known to have: ${others.toString()}`,
      'mend the names, or leave them out',
    );
  }

  /** A name may stand for a region that is offered or exists, best for one that its list does not have already. */
  private hintFor(name: string, { regions }: RegionList): string | undefined {
    const present = new Set(regions.map((region) => region.name ?? ''));
    const candidates = [...(this.offered ?? [])].slice(0, maxCandidates).concat(...knownRegions);
    const meant = closest(
      name,
      candidates.filter((region) => !present.has(region)),
    );
    if (meant !== undefined) return `did you mean ${meant}?`;
    const known = closest(name, candidates);
    return known === undefined ? undefined : `leave it out: ${known} is mapped already`;
  }
}

/** Public images have one name everywhere, custom ones an ID for each region and version. */
function reportReused(lists: readonly RegionList[]): void {
  const first = new Map<string, { readonly list: RegionList; readonly region: string }>();
  for (const list of lists) {
    for (const [index, { id = '', name: region = '' }] of list.regions.entries()) {
      if (!isCustomImageId(id) || isPlaceholder(id)) continue;
      const seen = first.get(id);
      if (seen === undefined) first.set(id, { list, region });
      else if (
        seen.list.image !== list.image ||
        seen.list.version !== list.version ||
        seen.region !== region
      ) {
        const where = `image ${quote(`${seen.list.image} ${seen.list.version}`)} in ${quote(seen.region)}`;
        list.at
          .at('regions', index, 'id')
          .report(
            rules['image-id-reused'],
            `${quote(id)} is that of ${where}`,
            'each region and each version has an image ID of its own',
          );
      }
    }
  }
}

function reportForm(id: string, check: Check): void {
  check.report(
    rules['image-id-form'],
    isPlaceholder(id) ? `${quote(id)} is a placeholder, no image ID` : `${quote(id)} is no image ID`,
    'write m- and lower-case letters and digits, or the name of a public image; no blanks',
  );
}

function reportElsewhere(id: string, region: string, home: string, check: Check): void {
  // Images of finance and government clouds bear the mark of the public region in the same city.
  if (isSpecialRegion(region)) return;
  // A misspelt region is told as such, and the ID is right.
  if (!knownRegions.has(region) && closest(region, [home]) === home) return;
  check.report(
    rules['image-id-of-another-region'],
    `${quote(id)} stands for ${quote(region)}, and IDs that begin with m-${customImageMark(id) ?? ''} belong to ${home}`,
    `write the ID that the image has in ${region === '' ? 'the region' : region}`,
  );
}

function checkUnique(name: string, what: string, known: Set<string>, check: Check): void {
  if (name !== '' && known.has(name)) reportRepeated(name, what, check);
  known.add(name);
}

function reportRepeated(name: string, what: string, check: Check): void {
  const message = `${what} ${quote(name)} is mapped already`;
  check.report(rules['provider-entry-duplicate'], message, 'keep one of the two entries');
}

/** The regions of either format; flavors of one version are lists of their own. */
function addRegionLists(
  image: string,
  { version = '', regions, capabilityFlavors = [] }: ProviderImageVersion,
  at: Check,
  lists: RegionList[],
): void {
  if (regions !== undefined) lists.push({ image, version, regions, at });
  for (const [index, flavor] of capabilityFlavors.entries()) {
    if (flavor.regions === undefined) continue;
    lists.push({ image, version, regions: flavor.regions, at: at.at('capabilityFlavors', index) });
  }
}

/** Follows region names through many lists with one look-up for each entry. */
class RegionTracker {
  /** The list in which each region was seen last. */
  private readonly lists = new Map<string, number>();
  private list = 0;

  /** @param offered regions of the profile */
  constructor(offered: ReadonlySet<string>) {
    for (const name of offered) this.lists.set(name, 0);
  }

  startList(): void {
    this.list++;
  }

  /** @returns what is remarkable about the next entry of the list */
  see(name: string): 'new' | 'repeated' | undefined {
    const last = this.lists.get(name);
    if (last === this.list) return 'repeated';
    this.lists.set(name, this.list);
    return last === undefined ? 'new' : undefined;
  }
}
