import type { Clock } from './clock';
import { pause } from './clock';
import type { ShareFailure } from './failure';
import { toShareFailure } from './failure';
import type { Stop } from './stop';

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

export type RetryObserver = (label: CallLabel, failure: ShareFailure, pauseMs: number) => void;

export interface RetryEnvironment {
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
