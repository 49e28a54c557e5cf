import type { Stop } from './stop';

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
