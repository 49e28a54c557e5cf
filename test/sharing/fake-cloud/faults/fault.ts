import type { Answer } from '../answer';
import type { Call } from '../call';

/**
 * Something that goes wrong: sees a call, may let it have its effect (`proceed`, at most once), and says
 * what the client gets.
 */
export type Fault = (call: Call, proceed: () => Promise<Answer>) => Answer | Promise<Answer>;

/** Which calls a fault strikes; what is not named matches everything. */
export interface Selector {
  readonly action?: string;
  readonly region?: string;
  readonly image?: string;
  readonly page?: number;
  readonly when?: (call: Call) => boolean;
  /** Matching calls that are let through first. @default 0 */
  readonly skip?: number;
  /** Matching calls that are struck after that. @default all */
  readonly times?: number;
}

/** The fault, for the selected calls only. Counts for itself: one value serves one fake. */
export function on(selector: Selector, fault: Fault): Fault {
  const first = selector.skip ?? 0;
  const end = first + (selector.times ?? Infinity);
  let seen = 0;
  return (call, proceed) => {
    if (!matches(selector, call)) {
      return proceed();
    }
    const index = seen++;
    return index >= first && index < end ? fault(call, proceed) : proceed();
  };
}

/** All faults round one call, the first one outermost. */
export function compose(faults: readonly Fault[]): Fault {
  return (call, proceed) => {
    const step = async (index: number): Promise<Answer> => {
      const fault = faults[index];
      return fault === undefined ? proceed() : fault(call, () => step(index + 1));
    };
    return step(0);
  };
}

function matches(selector: Selector, call: Call): boolean {
  return (
    (selector.action === undefined || call.action === selector.action) &&
    (selector.region === undefined || call.region === selector.region) &&
    (selector.image === undefined || call.image === selector.image) &&
    (selector.page === undefined || Number(call.parameters.get('PageNumber') ?? '1') === selector.page) &&
    (selector.when?.(call) ?? true)
  );
}
