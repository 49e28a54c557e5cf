import type { Clock } from './clock';
import type { Stop } from './stop';

export interface CallLimits {
  /** Calls in flight over all regions. */
  readonly total: number;
  /** Calls in flight to one region. */
  readonly perRegion: number;
  /** Between the starts of two calls to one region. */
  readonly minIntervalMs: number;
}

interface Lane {
  inFlight: number;
  notBefore: number;
}

interface Waiting {
  readonly region: string;
  start(): void;
  cancel(): void;
}

/**
 * Lets calls start in the order in which they were asked for, as the limits allow: a region that must wait
 * never blocks another one.
 */
export class CallLimiter {
  private readonly lanes = new Map<string, Lane>();
  private waiting: Waiting[] = [];
  private inFlight = 0;
  private cancelTimer: (() => void) | undefined;

  constructor(
    private readonly limits: CallLimits,
    private readonly clock: Clock,
    private readonly stop: Stop,
  ) {
    stop.onStop(() => {
      this.cancelTimer?.();
      const dropped = this.waiting;
      this.waiting = [];
      for (const call of dropped) call.cancel();
    });
  }

  /** Runs the call when its turn comes; fails without running it once the run is stopped. */
  async run<T>(region: string, call: () => Promise<T>): Promise<T> {
    this.stop.throwIfStopped();
    await new Promise<void>((resolve, reject) => {
      this.waiting.push({ region, start: resolve, cancel: () => reject(this.stop.failure) });
      this.startDue();
    });
    const lane = this.lane(region);
    try {
      return await call();
    } finally {
      this.inFlight -= 1;
      lane.inFlight -= 1;
      this.startDue();
    }
  }

  /** Keeps every call to a region back for a while, because the service asked for it. */
  hold(region: string, milliseconds: number): void {
    const lane = this.lane(region);
    lane.notBefore = Math.max(lane.notBefore, this.clock.elapsed() + milliseconds);
  }

  private lane(region: string): Lane {
    const known = this.lanes.get(region);
    if (known !== undefined) return known;
    const lane = { inFlight: 0, notBefore: 0 };
    this.lanes.set(region, lane);
    return lane;
  }

  private startDue(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    const now = this.clock.elapsed();
    let next = Infinity;
    this.waiting = this.waiting.filter((call) => {
      if (this.inFlight >= this.limits.total) return true;
      const lane = this.lane(call.region);
      if (lane.inFlight >= this.limits.perRegion) return true;
      if (lane.notBefore > now) {
        next = Math.min(next, lane.notBefore);
        return true;
      }
      this.inFlight += 1;
      lane.inFlight += 1;
      lane.notBefore = now + this.limits.minIntervalMs;
      call.start();
      return false;
    });
    if (next === Infinity || this.inFlight >= this.limits.total) return;
    this.cancelTimer = this.clock.after(Math.max(1, Math.ceil(next - now)), () => this.startDue());
  }
}
