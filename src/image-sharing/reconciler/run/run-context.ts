import type { Clock } from '../calls/clock';
import type { Retrier } from '../calls/retrier';
import type { Stop } from '../calls/stop';
import type { LimitsConfig, VerifyConfig } from '../config/config';
import type { GuardPolicy } from '../plan/prune-guard';
import type { ImageShareProvider } from '../provider';
import type { Log } from '../report/log';

/** What every step of a run needs. */
export interface RunContext {
  readonly provider: ImageShareProvider;
  readonly retrier: Retrier;
  readonly clock: Clock;
  readonly stop: Stop;
  readonly log: Log;
  readonly limits: LimitsConfig;
  readonly verify: VerifyConfig;
  readonly guard: GuardPolicy;
  readonly dryRun: boolean;
}
