import type { ShareFailure } from '../calls/failure';

/** An account that could not be found out. */
export interface UnresolvedSource {
  /** Where it is asked for, such as `credential team-a`. */
  readonly source: string;
  readonly failure: ShareFailure;
}

/** What a source of accounts has come to. */
export interface ResolvedAccounts {
  readonly accounts: readonly string[];
  readonly unresolved: readonly UnresolvedSource[];
}

export function joinResolved(parts: readonly ResolvedAccounts[]): ResolvedAccounts {
  return {
    accounts: parts.flatMap((part) => part.accounts),
    unresolved: parts.flatMap((part) => part.unresolved),
  };
}
