/** What is known of a region name while region lists are read one after the other. */
interface TrackedRegion {
  readonly isOffered: boolean;
  /** The list in which it was seen last. */
  list: number;
}

/** Follows region names through many lists with one look-up for each entry. */
export class RegionTracker {
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
