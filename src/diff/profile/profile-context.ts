import type { Target } from '../../validation/target';

/** What the parts of a profile's diff have to know beside their own list. */
export interface ProfileContext {
  readonly target: Target;
  /** Whether both states declare capabilities: then Gardener fills no architectures in. */
  readonly hasCapabilities: boolean;
}
