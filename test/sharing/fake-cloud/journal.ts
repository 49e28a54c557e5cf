import type { Call } from './call';

/** A call with what became of it. Times are of `performance.now()`. */
export interface Entry extends Call {
  readonly startedAt: number;
  /** Calls under way when this one arrived, itself included. */
  readonly inFlight: number;
  /** The same within its region. */
  readonly inFlightInRegion: number;
  endedAt: number | undefined;
  status: number | undefined;
  /** The error code of the answer, where it has one. */
  code: string | undefined;
}

export interface EntryFilter {
  readonly action?: string;
  readonly region?: string;
  readonly image?: string;
}

/** Every call in the order of its arrival. */
export class Journal {
  readonly entries: Entry[] = [];
  private readonly underWay = new Map<Entry, string>();

  begin(call: Call): Entry {
    const scope = call.region ?? '';
    const sameRegion = [...this.underWay.values()].filter((region) => region === scope).length;
    const entry: Entry = {
      ...call,
      startedAt: performance.now(),
      inFlight: this.underWay.size + 1,
      inFlightInRegion: sameRegion + 1,
      endedAt: undefined,
      status: undefined,
      code: undefined,
    };
    this.entries.push(entry);
    this.underWay.set(entry, scope);
    return entry;
  }

  end(entry: Entry): void {
    if (this.underWay.delete(entry)) {
      entry.endedAt = performance.now();
    }
  }

  /** Forgets what was, so that a second run is counted alone. */
  clear(): void {
    this.entries.length = 0;
  }

  find(filter: EntryFilter = {}): Entry[] {
    return this.entries.filter(
      (entry) =>
        (filter.action === undefined || entry.action === filter.action) &&
        (filter.region === undefined || entry.region === filter.region) &&
        (filter.image === undefined || entry.image === filter.image),
    );
  }

  reads(filter: Omit<EntryFilter, 'action'> = {}): Entry[] {
    return this.find({ ...filter, action: 'DescribeImageSharePermission' });
  }

  writes(filter: Omit<EntryFilter, 'action'> = {}): Entry[] {
    return this.find({ ...filter, action: 'ModifyImageSharePermission' });
  }

  get maxInFlight(): number {
    return Math.max(0, ...this.entries.map(({ inFlight }) => inFlight));
  }

  get maxInFlightInRegion(): number {
    return Math.max(0, ...this.entries.map(({ inFlightInRegion }) => inFlightInRegion));
  }
}
