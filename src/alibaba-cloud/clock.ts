import { cancelled, type ShareFailure, type StopReason } from './failure';

/** Time as the reconciler sees it; tests bring their own. */
export interface Clock {
  /** Wall-clock time in milliseconds since 1970: for signatures and for what is reported. */
  date(): number;
  /** Milliseconds that only ever go forward: for pauses, budgets and durations. */
  elapsed(): number;
  /** Calls back once; the answer cancels it. */
  after(milliseconds: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  date: () => Date.now(),
  elapsed: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Waits, but no longer than until the run is stopped. */
export async function pause(clock: Clock, milliseconds: number, stop: Stop): Promise<void> {
  if (stop.reason !== undefined || milliseconds <= 0) return;
  await new Promise<void>((resolve) => {
    let forget: () => void = () => undefined;
    const cancel = clock.after(milliseconds, () => {
      forget();
      resolve();
    });
    forget = stop.onStop(() => {
      cancel();
      resolve();
    });
  });
}

/**
 * The one place that says whether the run goes on. It stops in two steps: first no new call is made and
 * reads are dropped, while a write that is under way may finish; then writes are dropped too.
 */
export class Stop {
  private stopped: { readonly reason: StopReason; readonly failure: ShareFailure } | undefined;
  private aborted = false;
  private readonly stopListeners = new Set<() => void>();
  private readonly abortListeners = new Set<() => void>();

  get reason(): StopReason | undefined {
    return this.stopped?.reason;
  }

  /** No new calls from here on; the first reason stays. */
  request(reason: StopReason, failure: ShareFailure = cancelled(reason)): void {
    if (this.stopped !== undefined) return;
    this.stopped = { reason, failure };
    callAll(this.stopListeners);
  }

  /** Drops writes that are under way as well. */
  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    callAll(this.abortListeners);
  }

  throwIfStopped(): void {
    if (this.stopped !== undefined) throw this.stopped.failure;
  }

  /** What a call that was cut short fails with. */
  get failure(): ShareFailure {
    return this.stopped?.failure ?? cancelled('deadline');
  }

  /** Calls back at the first step, at once if it has been taken; the answer unsubscribes. */
  onStop(listener: () => void): () => void {
    return subscribe(this.stopListeners, this.stopped !== undefined, listener);
  }

  /** Calls back at the second step, at once if it has been taken; the answer unsubscribes. */
  onAbort(listener: () => void): () => void {
    return subscribe(this.abortListeners, this.aborted, listener);
  }
}

function subscribe(listeners: Set<() => void>, late: boolean, listener: () => void): () => void {
  if (late) {
    listener();
    return () => undefined;
  }
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function callAll(listeners: Set<() => void>): void {
  for (const listener of [...listeners]) listener();
  listeners.clear();
}
