/** What a failure means for the call, and for the image or account that it was about. */
interface Behaviour {
  /** Trying the same call again within this run may help. */
  readonly retry: boolean;
  /** A later run may succeed without anybody's help. */
  readonly later: boolean;
}

/** Every way to fail, by what can be done about it. */
const failureBehaviours = {
  throttled: { retry: true, later: true },
  server: { retry: true, later: true },
  network: { retry: true, later: true },
  timeout: { retry: true, later: true },
  /** An answer that is cut, empty, HTML, or without the keys that it must have. */
  malformed: { retry: true, later: true },
  /** The pages do not add up to the total that they state. */
  'incomplete-read': { retry: false, later: true },
  /** A write was accepted, but reading back never showed it. */
  unconfirmed: { retry: false, later: true },
  /** A signal or the deadline came first. */
  cancelled: { retry: false, later: true },
  'image-creating': { retry: false, later: true },
  'image-unknown': { retry: false, later: false },
  'image-foreign': { retry: false, later: false },
  'image-public': { retry: false, later: false },
  'image-deprecated': { retry: false, later: false },
  'image-encrypted': { retry: false, later: false },
  'image-unavailable': { retry: false, later: false },
  'account-unknown': { retry: false, later: false },
  'account-other-site': { retry: false, later: false },
  'account-own': { retry: false, later: false },
  'over-cap': { retry: false, later: false },
  'image-quota': { retry: false, later: false },
  authentication: { retry: false, later: false },
  clock: { retry: false, later: false },
  forbidden: { retry: false, later: false },
  region: { retry: false, later: false },
  /** A credential, kubeconfig or binding that holds nothing to work with. */
  unusable: { retry: false, later: false },
  /** The request is wrong: a bug of this program, or an API that has changed. */
  request: { retry: false, later: false },
  unknown: { retry: false, later: false },
} as const satisfies Record<string, Behaviour>;

export type FailureClass = keyof typeof failureBehaviours;

export interface FailureDetails {
  /** The service's own code, or one of ours where it gave none. */
  readonly code: string;
  readonly class: FailureClass;
  readonly requestId?: string | undefined;
  readonly status?: number | undefined;
  /** What `x-acs-retry-after` asks for. */
  readonly retryAfterMs?: number | undefined;
  /** True when the request certainly had no effect; a write may be sent again without reading first. */
  readonly withoutEffect?: boolean;
  /** Runs of digits in the service's message: the accounts that it complains about. */
  readonly numbersInMessage?: readonly string[];
  /** What to tell a person; never a text of the service, which may hold secrets. */
  readonly explanation?: string;
}

/**
 * The only error that crosses a border in this program. It holds no message, URL, header or body of a
 * service: on a wrong signature Alibaba Cloud's message repeats the string that was signed.
 */
export class ShareFailure extends Error {
  readonly code: string;
  readonly class: FailureClass;
  readonly requestId: string | null;
  readonly retryAfterMs: number;
  readonly withoutEffect: boolean;
  readonly numbersInMessage: readonly string[];
  readonly explanation: string | undefined;
  /** Set once retries are used up, so that no outer loop starts them anew. */
  exhausted = false;

  constructor(details: FailureDetails) {
    const status = details.status === undefined ? '' : `, HTTP ${details.status}`;
    const explanation = details.explanation === undefined ? '' : `: ${details.explanation}`;
    super(`${details.code} (${details.class}${status})${explanation}`);
    this.name = 'ShareFailure';
    this.code = details.code;
    this.class = details.class;
    this.requestId = details.requestId ?? null;
    this.retryAfterMs = details.retryAfterMs ?? 0;
    this.withoutEffect = details.withoutEffect ?? false;
    this.numbersInMessage = details.numbersInMessage ?? [];
    this.explanation = details.explanation;
  }

  get mayBeRetried(): boolean {
    return failureBehaviours[this.class].retry && !this.exhausted;
  }

  /** Exit code 5 rather than 4. */
  get mayPassLater(): boolean {
    return failureBehaviours[this.class].later;
  }

  /** The caller's own key, session or clock is refused: no further call can succeed. */
  get stopsTheRun(): boolean {
    return this.class === 'authentication' || this.class === 'clock';
  }

  /** A write that may have happened although it failed. */
  get leavesDoubt(): boolean {
    return failureBehaviours[this.class].retry && !this.withoutEffect;
  }
}

export function cancelled(reason: StopReason): ShareFailure {
  const code = reason === 'deadline' ? 'DeadlineExceeded' : 'Cancelled';
  return new ShareFailure({ code, class: 'cancelled', explanation: `the run was ended by ${reason}` });
}

/** Any error as a failure; what is not ours is a bug, and only its kind is told. */
export function toShareFailure(error: unknown): ShareFailure {
  if (error instanceof ShareFailure) return error;
  const kind = error instanceof Error ? error.name : typeof error;
  return new ShareFailure({ code: 'InternalError', class: 'unknown', explanation: `unexpected ${kind}` });
}

/** Why a run ends before its work is done. */
export type StopReason = 'SIGINT' | 'SIGTERM' | 'deadline' | 'authentication';
