import { pause } from '../calls/clock';
import { ShareFailure, toShareFailure } from '../calls/failure';
import type { ImageReference, Shares } from '../provider';
import type { Ledger } from './ledger';
import type { RunContext } from './run-context';

/** Reads until the answer satisfies, but no more than `attempts` times: reads may lag behind writes. */
export async function readUntil(
  context: RunContext,
  image: ImageReference,
  attempts: number,
  satisfies: (shares: Shares) => boolean,
): Promise<Shares> {
  const { provider, clock, stop, verify } = context;
  for (let attempt = 1; ; attempt += 1) {
    stop.throwIfStopped();
    const shares = await provider.readShares(image);
    if (attempt >= attempts || satisfies(shares)) return shares;
    await pause(clock, verify.delayMs, stop);
  }
}

/** Confirms an image's writes by reading. Nothing is sent again: the reads may be the stale ones. */
export async function confirmWrites(
  context: RunContext,
  image: ImageReference,
  ledger: Ledger,
): Promise<void> {
  if (!ledger.hasWrites) return;
  try {
    const shares = await readUntil(
      context,
      image,
      context.verify.attempts,
      (read) => ledger.contradictions(read).length === 0,
    );
    const missing = ledger.contradictions(shares);
    if (missing.length === 0) return;
    ledger.takeBack(missing);
    ledger.fail(new ShareFailure({ code: 'Unconfirmed', class: 'unconfirmed' }));
  } catch (error) {
    ledger.fail(toShareFailure(error));
  }
}
