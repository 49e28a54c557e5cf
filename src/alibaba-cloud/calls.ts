import { type Clock, pause, type Stop } from './clock';
import { type ShareFailure, toShareFailure } from './failure';

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
