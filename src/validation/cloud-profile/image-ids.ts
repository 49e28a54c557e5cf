import { FieldPath } from '../../gardener/field-path';
import { quote } from '../../gardener/json';
import type { IssueCollector } from '../../issues/check';
import type { CloudProfileConfig, ProviderImageVersion, RegionImage } from '../alicloud/cloud-profile';
import type { CloudProfileSpec, Region } from './effective-profile';
import { Listing } from './errors';
import { warningRules as rules } from './table';
import { closest } from '../../gardener/closest';

const customImage = /^m-[0-9a-z]+$/;
const publicImage = /^(?!m-)[0-9A-Za-z][0-9A-Za-z._-]*$/;
/** Suggestions must not cost more than the check itself: a list of strangers has no slips to mend. */
const maxSuggestions = 20;
const maxCandidates = 500;
const longestName = 63;

/** Region entries of an image version with their place. */
interface RegionList {
  readonly image: string;
  readonly version: string;
  readonly regions: readonly RegionImage[];
  readonly at: () => FieldPath;
}

/** Looks at each region and image ID of a CloudProfileConfig once. */
export class ImageIdCheck {
  private readonly customIds = new Set<string>();
  private customCount = 0;
  private readonly strangers = new Map<string, FieldPath>();
  private readonly tracker: RegionTracker;
  private readonly complete = new Set<readonly RegionImage[]>();

  /** @param offered regions of the profile; undefined where only the parent of the profile can tell */
  constructor(
    private readonly offered: ReadonlySet<string> | undefined,
    private readonly issues: IssueCollector,
  ) {
    this.tracker = new RegionTracker(offered);
  }

  run(config: CloudProfileConfig): void {
    const images = new Set<string>();
    const lists: RegionList[] = [];
    for (const [index, { name = '', versions = [] }] of (config.machineImages ?? []).entries()) {
      const at = (): FieldPath => FieldPath.of('spec', 'providerConfig', 'machineImages').index(index);
      this.checkUnique(name, 'image', images, at);
      const known = new Set<string>();
      for (const [position, entry] of versions.entries()) {
        const versionAt = (): FieldPath => at().child('versions').index(position);
        this.checkUnique(entry.version ?? '', 'version', known, versionAt);
        addRegionLists(name, entry, versionAt, lists);
      }
    }
    for (const list of lists) this.checkRegions(list);
    // Most profiles have each ID once; only otherwise it matters where each was seen.
    if (this.customIds.size < this.customCount) this.reportReused(lists);
    this.reportStrangers();
  }

  /** Whether a list that was looked at has every region of the profile. */
  isComplete(regions: readonly RegionImage[] | undefined): boolean {
    return regions !== undefined && this.complete.has(regions);
  }

  private checkRegions({ regions, at }: RegionList): void {
    const { tracker } = this;
    tracker.startList();
    for (let index = 0; index < regions.length; index++) {
      const name = regions[index]?.name ?? '';
      const id = regions[index]?.id ?? '';
      const remark = name === '' ? undefined : tracker.see(name);
      if (remark === 'new') this.addStranger(name, at, index);
      else if (remark === 'repeated') this.reportRepeated(name, 'region', at().child('regions').index(index));
      if (id === '') continue;
      if (customImage.test(id)) {
        this.customIds.add(id);
        this.customCount++;
      } else if (!publicImage.test(id)) this.reportForm(id, at().child('regions').index(index));
    }
    if (tracker.isComplete) this.complete.add(regions);
  }

  private addStranger(name: string, at: () => FieldPath, index: number): void {
    if (this.offered === undefined && regionForm.test(name)) return;
    this.strangers.set(name, at().child('regions').index(index).child('name'));
  }

  private reportForm(id: string, at: FieldPath): void {
    this.issues.report(rules['image-id-form'], at.child('id'), `${quote(id)} is no image ID`, {
      hint: 'write m- and lower-case letters and digits, or the name of a public image; no blanks',
    });
  }

  /** Public images have one name everywhere, custom ones an ID for each region and version. */
  private reportReused(lists: readonly RegionList[]): void {
    const first = new Map<string, { readonly list: RegionList; readonly region: string }>();
    for (const list of lists) {
      for (const [index, { id = '', name: region = '' }] of list.regions.entries()) {
        if (!customImage.test(id)) continue;
        const seen = first.get(id);
        if (seen === undefined) first.set(id, { list, region });
        else if (
          seen.list.image !== list.image ||
          seen.list.version !== list.version ||
          seen.region !== region
        ) {
          const where = `image ${quote(`${seen.list.image} ${seen.list.version}`)} in ${quote(seen.region)}`;
          const place = list.at().child('regions').index(index).child('id');
          this.issues.report(rules['image-id-reused'], place, `${quote(id)} is that of ${where}`, {
            hint: 'each region and each version has an image ID of its own',
          });
        }
      }
    }
  }

  private checkUnique(name: string, what: string, known: Set<string>, at: () => FieldPath): void {
    if (name !== '' && known.has(name)) this.reportRepeated(name, what, at());
    known.add(name);
  }

  private reportRepeated(name: string, what: string, at: FieldPath): void {
    this.issues.report(rules['provider-entry-duplicate'], at, `${what} ${quote(name)} is mapped already`, {
      hint: 'keep one of the two entries',
    });
  }

  private reportStrangers(): void {
    const others = new Listing();
    let first: FieldPath | undefined;
    let searched = 0;
    const candidates = [...(this.offered ?? [])].slice(0, maxCandidates);
    for (const [name, at] of this.strangers) {
      const isSearched = name.length <= longestName && searched++ < maxSuggestions;
      const meant = isSearched ? closest(name, candidates) : undefined;
      if (meant !== undefined || !regionForm.test(name)) {
        const hint = meant === undefined ? 'write it like eu-central-1' : `did you mean ${meant}?`;
        const message = `${quote(name)} is no region of the profile`;
        this.issues.report(rules['provider-region-misspelled'], at, message, { hint });
        continue;
      }
      first ??= at;
      others.add(name);
    }
    if (first === undefined) return;
    const message = `images are mapped in regions that the profile does not offer: ${others.toString()}`;
    this.issues.report(rules['provider-region-not-offered'], first, message, {
      hint: 'offer them in spec.regions, or leave them out',
    });
  }
}

/** The regions of either format; flavors of one version are lists of their own. */
function addRegionLists(
  image: string,
  { version = '', regions, capabilityFlavors = [] }: ProviderImageVersion,
  at: () => FieldPath,
  lists: RegionList[],
): void {
  if (regions !== undefined) lists.push({ image, version, regions, at });
  for (const [index, flavor] of capabilityFlavors.entries()) {
    if (flavor.regions === undefined) continue;
    const flavorAt = (): FieldPath => at().child('capabilityFlavors').index(index);
    lists.push({ image, version, regions: flavor.regions, at: flavorAt });
  }
}

/** What is known of a region name while region lists are read one after the other. */
interface TrackedRegion {
  readonly isOffered: boolean;
  /** The list in which it was seen last. */
  list: number;
}

/** Follows region names through many lists with one look-up for each entry. */
class RegionTracker {
  private readonly regions = new Map<string, TrackedRegion>();
  private readonly offeredCount: number;
  private list = 0;
  private covered = 0;

  /** @param offered regions of the profile; undefined where they are not known */
  constructor(offered: ReadonlySet<string> | undefined) {
    for (const name of offered ?? []) this.regions.set(name, { isOffered: true, list: 0 });
    this.offeredCount = offered?.size ?? 0;
  }

  startList(): void {
    this.list++;
    this.covered = 0;
  }

  /** @returns what is remarkable about the next entry of the list */
  see(name: string): 'new' | 'repeated' | undefined {
    const region = this.regions.get(name);
    if (region === undefined) {
      this.regions.set(name, { isOffered: false, list: this.list });
      return 'new';
    }
    if (region.list === this.list) return 'repeated';
    region.list = this.list;
    if (region.isOffered) this.covered++;
    return undefined;
  }

  /** Whether the list has every region that is offered. */
  get isComplete(): boolean {
    return this.covered === this.offeredCount;
  }
}

/** Alibaba Cloud opens regions faster than any list is kept, so only the form is checked. */
const regionForm = /^[a-z]{2,3}-[a-z0-9-]+$/;
/** Zones of finance and government clouds have infixes of their own. */
const specialRegion = /-(?:finance|gov)(?:-|$)/;

/** Regions and zones that are not named as Alibaba Cloud names them, or that no worker can use. */
export function warnOfLocations(spec: CloudProfileSpec, issues: IssueCollector): void {
  const machineTypes = new Set((spec.machineTypes ?? []).map(({ name }) => name ?? ''));
  const volumeTypes = new Set((spec.volumeTypes ?? []).map(({ name }) => name ?? ''));
  for (const [index, region] of (spec.regions ?? []).entries()) {
    const at = (): FieldPath => FieldPath.of('spec', 'regions').index(index);
    checkRegion(region, at, issues);
    for (const [position, zone] of (region.zones ?? []).entries()) {
      const zoneAt = (): FieldPath => at().child('zones').index(position);
      checkZone(zone.name ?? '', region.name ?? '', zoneAt, issues);
      const { unavailableMachineTypes = [], unavailableVolumeTypes = [] } = zone;
      const machinesAt = (): FieldPath => zoneAt().child('unavailableMachineTypes');
      checkKnown(unavailableMachineTypes, machineTypes, 'machine type', machinesAt, issues);
      const volumesAt = (): FieldPath => zoneAt().child('unavailableVolumeTypes');
      checkKnown(unavailableVolumeTypes, volumeTypes, 'volume type', volumesAt, issues);
    }
  }
}

function checkRegion({ name = '', zones = [] }: Region, at: () => FieldPath, issues: IssueCollector): void {
  if (name !== '' && !regionForm.test(name)) {
    issues.report(
      rules['region-name-form'],
      at().child('name'),
      `${quote(name)} is no region of Alibaba Cloud`,
      {
        hint: 'write it like eu-central-1 or cn-hangzhou',
      },
    );
  }
  if (zones.length === 0) {
    issues.report(rules['region-without-zones'], at(), `region ${quote(name)} has no zones`, {
      hint: 'list the zones in which Shoots may have workers',
    });
  }
}

function checkZone(zone: string, region: string, at: () => FieldPath, issues: IssueCollector): void {
  if (zone === '' || !regionForm.test(region)) return;
  const prefix = /[0-9]$/.test(region) ? region : `${region}-`;
  const isSpecial = specialRegion.test(region);
  const family = region.split('-', 2).join('-');
  if (
    isSpecial ? zone.startsWith(family) : zone.startsWith(prefix) && /^[a-z]$/.test(zone.slice(prefix.length))
  ) {
    return;
  }
  issues.report(
    rules['zone-name-form'],
    at().child('name'),
    `${quote(zone)} is no zone of region ${quote(region)}`,
    {
      hint: `write it like ${prefix}a`,
    },
  );
}

function checkKnown(
  names: readonly string[],
  known: ReadonlySet<string>,
  what: string,
  at: () => FieldPath,
  issues: IssueCollector,
): void {
  for (const [index, name] of names.entries()) {
    if (known.has(name)) continue;
    const message = `${quote(name)} is no ${what} of the profile`;
    issues.report(rules['zone-unavailable-type-unknown'], at().index(index), message, {
      hint: `name one of spec.${what === 'machine type' ? 'machineTypes' : 'volumeTypes'}, or remove it`,
    });
  }
}
