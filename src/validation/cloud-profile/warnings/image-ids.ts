import { FieldPath } from '../../field-path';
import type { IssueCollector } from '../../issue-collector';
import { quote } from '../../kubernetes/quote';
import type { CloudProfileConfig, ProviderImageVersion, RegionImage } from '../provider-config';
import { closest } from '../../closest';
import { warningRules as rules } from '../warning-rules';
import { Listing } from '../listing';
import { regionForm } from './locations';
import { RegionTracker } from './region-tracker';

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
