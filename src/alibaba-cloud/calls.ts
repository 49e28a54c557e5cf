import { type Clock, pause, type Stop } from './clock';
import { type ShareFailure, toShareFailure } from './failure';

export interface LaneLimits {
  /** Calls in flight in one lane. */
  readonly perRegion: number;
  /** Between the starts of two calls in one lane. */
  readonly minIntervalMs: number;
}

/** Each region is a lane of its own. */
export interface CallLimits extends LaneLimits {
  /** Calls in flight over all lanes. */
  readonly total: number;
  /** Lanes with a pace of their own. */
  readonly lanes?: ReadonlyMap<string, LaneLimits>;
}

interface Waiting {
  /** The order in which calls were asked for. */
  readonly turn: number;
  start(): void;
  cancel(): void;
}

/** First in, first out, at a constant cost. */
class Queue {
  private readonly items: (Waiting | undefined)[] = [];
  private first = 0;

  get head(): Waiting | undefined {
    return this.items[this.first];
  }

  add(call: Waiting): void {
    this.items.push(call);
  }

  take(): Waiting | undefined {
    const call = this.items[this.first];
    if (call === undefined) return undefined;
    this.items[this.first] = undefined;
    this.first += 1;
    if (this.first === this.items.length) {
      this.items.length = 0;
      this.first = 0;
    }
    return call;
  }
}

/** The calls to one region. */
class Lane {
  inFlight = 0;
  notBefore = 0;
  private readonly continuing = new Queue();
  private readonly beginning = new Queue();

  constructor(readonly limits: LaneLimits) {}

  add(call: Waiting, continues: boolean): void {
    (continues ? this.continuing : this.beginning).add(call);
  }

  get next(): Waiting | undefined {
    return this.continuing.head ?? this.beginning.head;
  }

  take(): Waiting | undefined {
    return this.continuing.take() ?? this.beginning.take();
  }

  get isFull(): boolean {
    return this.inFlight >= this.limits.perRegion;
  }
}

/**
 * Lets calls start in the order in which they were asked for, as the limits allow: a region that must wait
 * never blocks another one, and within a region what has been begun goes before what has not.
 */
export class CallLimiter {
  private readonly lanes = new Map<string, Lane>();
  private inFlight = 0;
  private turns = 0;
  private cancelTimer: (() => void) | undefined;

  constructor(
    private readonly limits: CallLimits,
    private readonly clock: Clock,
    private readonly stop: Stop,
  ) {
    stop.onStop(() => {
      this.cancelTimer?.();
      for (const lane of this.lanes.values()) {
        for (let call = lane.take(); call !== undefined; call = lane.take()) call.cancel();
      }
    });
  }

  /** Runs the call when its turn comes; fails without running it once the run is stopped. */
  async run<T>(region: string, call: () => Promise<T>, continues = false): Promise<T> {
    this.stop.throwIfStopped();
    const lane = this.lane(region);
    await new Promise<void>((resolve, reject) => {
      const turn = (this.turns += 1);
      lane.add({ turn, start: resolve, cancel: () => reject(this.stop.failure) }, continues);
      this.startDue();
    });
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
    const lane = new Lane(this.limits.lanes?.get(region) ?? this.limits);
    this.lanes.set(region, lane);
    return lane;
  }

  /** Looks at the head of each lane only, so its cost does not grow with what waits. */
  private startDue(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    const now = this.clock.elapsed();
    while (this.inFlight < this.limits.total) {
      const lane = this.firstDue(now);
      const call = lane?.take();
      if (lane === undefined || call === undefined) break;
      this.inFlight += 1;
      lane.inFlight += 1;
      lane.notBefore = now + lane.limits.minIntervalMs;
      call.start();
    }
    if (this.inFlight >= this.limits.total) return;
    let next = Infinity;
    for (const lane of this.lanes.values()) {
      if (lane.next !== undefined && !lane.isFull) next = Math.min(next, lane.notBefore);
    }
    if (next === Infinity) return;
    this.cancelTimer = this.clock.after(Math.max(1, Math.ceil(next - now)), () => this.startDue());
  }

  /** Of the lanes that may start a call now, the one whose call has waited longest. */
  private firstDue(now: number): Lane | undefined {
    let first: Lane | undefined;
    for (const lane of this.lanes.values()) {
      const { next } = lane;
      if (next === undefined || lane.isFull || lane.notBefore > now) continue;
      if (first?.next === undefined || next.turn < first.next.turn) first = lane;
    }
    return first;
  }
}

export interface RetryPolicy {
  readonly maxAttempts: number;
  readonly baseMs: number;
  readonly capMs: number;
  /** Counted from the first failure, because a call may wait long for its first turn. */
  readonly budgetMs: number;
}

/** What is being tried, for logs and metrics. */
export interface CallLabel {
  readonly action: string;
  readonly region: string;
  /** Calls of one lane wait for each other. @default the region */
  readonly lane?: string;
}

type RetryObserver = (label: CallLabel, failure: ShareFailure, pauseMs: number) => void;

interface RetryEnvironment {
  readonly clock: Clock;
  readonly stop: Stop;
  /** From 0 up to, but not including, 1. */
  readonly random: () => number;
  readonly onRetry: RetryObserver;
}

/** Jitter adds up to this share of a pause and never takes from it, so that eight attempts outlast a minute. */
const JITTER = 0.25;

/** Repeats what may pass: throttling, 5xx, network. Each attempt is a new request, signed anew. */
export class Retrier {
  constructor(
    private readonly policy: RetryPolicy,
    private readonly environment: RetryEnvironment,
  ) {}

  async run<T>(label: CallLabel, attempt: () => Promise<T>): Promise<T> {
    const { clock, stop, onRetry } = this.environment;
    let firstFailure: number | undefined;
    for (let attempts = 1; ; attempts += 1) {
      stop.throwIfStopped();
      try {
        return await attempt();
      } catch (error) {
        const failure = toShareFailure(error);
        firstFailure ??= clock.elapsed();
        const spent = clock.elapsed() - firstFailure;
        const pauseMs = failure.mayBeRetried ? this.pauseAfter(failure, attempts, spent) : undefined;
        if (pauseMs === undefined) {
          failure.exhausted = true;
          throw failure;
        }
        onRetry(label, failure, pauseMs);
        await pause(clock, pauseMs, stop);
      }
    }
  }

  /** The pause before the next attempt, or undefined when there is none. */
  private pauseAfter(failure: ShareFailure, attempts: number, spentMs: number): number | undefined {
    const { maxAttempts, baseMs, capMs, budgetMs } = this.policy;
    if (attempts >= maxAttempts) return undefined;
    const least = Math.max(Math.min(capMs, baseMs * 2 ** (attempts - 1)), failure.retryAfterMs);
    const left = budgetMs - spentMs;
    if (least >= left) return undefined;
    return Math.min(left, least * (1 + JITTER * this.environment.random()));
  }
}
