import { FieldPath } from '../../field-path';
import type { IssueCollector } from '../../issue-collector';
import { quote } from '../../kubernetes/quote';
import type { CloudProfileConfig, RegionImage } from '../provider-config';
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

/** A version of an image, of which there are few among the many image IDs. */
interface Owner {
  readonly image: string;
  readonly version: string;
}

/** Looks at each region and image ID of a CloudProfileConfig once. */
export class ImageIdCheck {
  /** Each custom image ID with its number, by which the lists below tell where it was seen first. */
  private readonly numbers = new Map<string, number>();
  private readonly owners: Owner[] = [];
  private readonly regions: string[] = [];
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
    for (const [index, { name = '', versions = [] }] of (config.machineImages ?? []).entries()) {
      const at = (): FieldPath => FieldPath.of('spec', 'providerConfig', 'machineImages').index(index);
      this.checkUnique(name, 'image', images, at);
      const known = new Set<string>();
      for (const [position, entry] of versions.entries()) {
        const versionAt = (): FieldPath => at().child('versions').index(position);
        this.checkUnique(entry.version ?? '', 'version', known, versionAt);
        const owner = { image: name, version: entry.version ?? '' };
        this.checkRegions(entry.regions, owner, versionAt);
        for (const [flavor, { regions }] of (entry.capabilityFlavors ?? []).entries()) {
          this.checkRegions(regions, owner, () => versionAt().child('capabilityFlavors').index(flavor));
        }
      }
    }
    this.reportStrangers();
  }

  /** Whether a list that was looked at has every region of the profile. */
  isComplete(regions: readonly RegionImage[] | undefined): boolean {
    return regions !== undefined && this.complete.has(regions);
  }

  private checkRegions(regions: readonly RegionImage[] | undefined, owner: Owner, at: () => FieldPath): void {
    if (regions === undefined) return;
    const { tracker } = this;
    tracker.startList();
    for (let index = 0; index < regions.length; index++) {
      const name = regions[index]?.name ?? '';
      const id = regions[index]?.id ?? '';
      const remark = name === '' ? undefined : tracker.see(name);
      if (remark === 'new') this.addStranger(name, at, index);
      else if (remark === 'repeated') this.reportRepeated(name, 'region', at().child('regions').index(index));
      if (id !== '') this.checkId(id, name, owner, at, index);
    }
    if (tracker.isComplete) this.complete.add(regions);
  }

  private addStranger(name: string, at: () => FieldPath, index: number): void {
    if (this.offered === undefined && regionForm.test(name)) return;
    this.strangers.set(name, at().child('regions').index(index).child('name'));
  }

  private checkId(id: string, region: string, owner: Owner, at: () => FieldPath, index: number): void {
    if (!customImage.test(id)) {
      // Public images have one name everywhere.
      if (publicImage.test(id)) return;
      const place = at().child('regions').index(index).child('id');
      this.issues.report(rules['image-id-form'], place, `${quote(id)} is no image ID`, {
        hint: 'write m- and lower-case letters and digits, or the name of a public image; no blanks',
      });
      return;
    }
    const number = this.numbers.get(id);
    if (number === undefined) {
      this.numbers.set(id, this.owners.length);
      this.owners.push(owner);
      this.regions.push(region);
      return;
    }
    const first = this.owners[number];
    const firstRegion = this.regions[number];
    if (first === undefined || firstRegion === undefined) return;
    if (first.image === owner.image && first.version === owner.version && firstRegion === region) return;
    const where = `image ${quote(`${first.image} ${first.version}`)} in ${quote(firstRegion)}`;
    const place = at().child('regions').index(index).child('id');
    this.issues.report(rules['image-id-reused'], place, `${quote(id)} is that of ${where}`, {
      hint: 'each region and each version has an image ID of its own',
    });
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
