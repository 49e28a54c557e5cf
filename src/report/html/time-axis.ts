import type { VersionReport } from '../landscape-report';
import { day, monthName } from './words';

/** A mark on the axis. */
export interface Tick {
  /** Percent from the left. */
  readonly at: number;
  readonly label: string;
  readonly isYear: boolean;
}

const year = 365 * day;
/** Further away, a date says no more than its side: one typed 9999 would squeeze all others into a point. */
const past = year;
const future = 3 * year;
const most = 10;

/** The months that a time line shows, and where a time stands on it. */
export class TimeAxis {
  /**
   * From the dates of the versions and the day that is marked; undefined where there are none.
   * Without that day the dates are looked at from the one in their middle.
   */
  static of(versions: readonly VersionReport[], now: Date | null): TimeAxis | undefined {
    const times = versions
      .flatMap(({ spans }) => spans.flatMap(({ from, to }) => [from, to]))
      .filter((time) => time !== undefined)
      .sort((a, b) => a - b);
    const middle = now?.getTime() ?? times[times.length >> 1];
    if (times.length === 0 || middle === undefined) return undefined;
    const near = times.filter((time) => time >= middle - past && time <= middle + future);
    const first = Math.min(middle, near[0] ?? middle);
    const last = Math.max(middle, near.at(-1) ?? middle);
    return new TimeAxis(startOfMonth(first, -1), startOfMonth(last, 2), now?.getTime());
  }

  private constructor(
    private readonly start: number,
    private readonly end: number,
    private readonly now: number | undefined,
  ) {}

  /** Percent from the left, within the axis. */
  place(time: number): number {
    const share = (time - this.start) / (this.end - this.start);
    return Math.round(Math.min(1, Math.max(0, share)) * 10_000) / 100;
  }

  /** Where the marked day stands. */
  get today(): number | undefined {
    return this.now === undefined ? undefined : this.place(this.now);
  }

  get ticks(): readonly Tick[] {
    const count = Math.round((this.end - this.start) / (30.44 * day));
    const step = [1, 2, 3, 6].find((candidate) => count / candidate <= most) ?? 12;
    const ticks: Tick[] = [];
    for (let time = this.start; time < this.end; time = startOfMonth(time, 1)) {
      const date = new Date(time);
      const month = date.getUTCMonth();
      if (month % step !== 0) continue;
      const isYear = month === 0;
      const label = isYear ? String(date.getUTCFullYear()) : monthName(month);
      ticks.push({ at: this.place(time), label, isYear });
    }
    return ticks;
  }
}

/** Start of the month that is some months away from that of a time. */
function startOfMonth(time: number, months: number): number {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
}
