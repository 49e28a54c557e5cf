import type { Clock } from '../calls/clock';
import type { Stop } from '../calls/stop';
import type { CommandIo } from './command-io';

/** What a write that is under way at the deadline still gets. */
const GRACE_MS = 1000;

/**
 * Stops the run at its deadline or a signal. A second signal, like the end of the grace after the deadline,
 * drops the write that is under way.
 */
export function watchEndings(io: CommandIo, stop: Stop, clock: Clock, deadlineMs: number): () => void {
  let cancelTimer = clock.after(deadlineMs, () => {
    stop.request('deadline');
    cancelTimer = clock.after(GRACE_MS, () => stop.abort());
  });
  const forgetSignals = io.onSignal((signal) => {
    if (stop.reason === 'SIGINT' || stop.reason === 'SIGTERM') stop.abort();
    else stop.request(signal);
  });
  return () => {
    cancelTimer();
    forgetSignals();
  };
}
