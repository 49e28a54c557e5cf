import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { entryAt, hasCode } from './file-tree';
import { OutputError } from './output-error';
import {
  attempt,
  isLock,
  leaveWorkFolder,
  lockPrefix,
  makeWorkFolder,
  markWorkFolder,
  readNames,
  removeFile,
} from './work-folder';

/**
 * What one run at a time holds while it writes: a file in the work folder whose *name* says who holds it, so that
 * it is whole or not there.
 *
 * Nobody makes the lock but who sees no other; who then sees another beside his own takes it away and tries
 * again after a while of random length. A lock whose process is gone does not count. Where that cannot be known
 * (another host, another container), a lock does not count once its holder has not touched it for a while.
 */
export class Lock {
  private touched = performance.now();

  private constructor(
    private readonly work: string,
    private readonly file: string,
  ) {}

  /**
   * Holds the lock while something is done.
   *
   * @param works the work folders that a run may use for this output: the lock is made in the first, and looked
   *   for in all of them
   * @param patience how long to wait for others, in seconds
   * @throws OutputError that says who holds it
   */
  static during<T>(works: readonly [string, ...string[]], patience: number, work: (lock: Lock) => T): T {
    const lock = Lock.acquire(works, patience);
    try {
      markWorkFolder(works[0]);
      return work(lock);
    } finally {
      attempt(() => lock.release());
    }
  }

  private static acquire(works: readonly [string, ...string[]], patience: number): Lock {
    const [work] = works;
    const deadline = performance.now() + patience * 1000;
    const watch = new Watch();
    const heldByOther = (own?: Lock): string | undefined =>
      works.flatMap(lockFiles).find((file) => file !== own?.file && !watch.isAbandoned(file));
    for (;;) {
      let other = heldByOther();
      const lock = other === undefined ? Lock.make(work) : undefined;
      if (lock !== undefined) {
        other = heldByOther(lock);
        if (other === undefined) {
          const abandoned = works.flatMap(lockFiles).filter((file) => watch.isAbandoned(file));
          for (const file of abandoned) if (file !== lock.file) attempt(() => removeFile(file));
          return lock;
        }
        removeFile(lock.file);
      }
      if (performance.now() > deadline) throw heldError(other ?? work);
      pause(10 + Math.random() * 40);
    }
  }

  /** Nothing where the work folder vanished, as its last user went. */
  private static make(work: string): Lock | undefined {
    makeWorkFolder(work);
    const file = join(work, holderHere().toName());
    try {
      writeFileSync(file, '', { flag: 'wx' });
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw error;
    }
    return new Lock(work, file);
  }

  /** Shows that the holder is alive; to be called again and again in all that takes time. */
  beat(): void {
    if (performance.now() - this.touched < 1000) return;
    this.touched = performance.now();
    const now = new Date();
    if (this.isHeld) utimesSync(this.file, now, now);
  }

  /** @throws OutputError where somebody took the lock for an abandoned one, e.g. while this computer slept */
  assertHeld(): void {
    if (this.isHeld) return;
    throw new OutputError(
      this.work,
      'another process took over, because this one did nothing for long',
      'run again; nothing was changed',
    );
  }

  private get isHeld(): boolean {
    return entryAt(this.file) !== undefined;
  }

  private release(): void {
    if (this.isHeld) leaveWorkFolder(this.work, basename(this.file));
  }
}

function lockFiles(work: string): string[] {
  return readNames(work)
    .filter((name) => isLock(name))
    .map((name) => join(work, name));
}

function heldError(file: string): OutputError {
  const holder = Holder.parse(file);
  return new OutputError(
    file,
    holder === undefined
      ? 'others write the same folder all the time'
      : `process ${holder.pid} on ${holder.host} writes the same folder`,
    'run again when it has ended, or delete this file if you know that it is gone; nothing was changed',
  );
}

/** Tells locks that are held from those that somebody left. */
class Watch {
  private readonly seen = new Map<string, { readonly touched: number; readonly since: number }>();

  isAbandoned(file: string): boolean {
    const life = Holder.parse(file)?.life() ?? 'unknown';
    return life === 'gone' || (life === 'unknown' && this.isStill(file));
  }

  /** Measured with our own clock: those of other hosts may differ. */
  private isStill(file: string): boolean {
    const touched = entryAt(file)?.mtimeMs;
    if (touched === undefined) return true;
    const before = this.seen.get(file);
    if (before?.touched !== touched) {
      this.seen.set(file, { touched, since: performance.now() });
      return false;
    }
    return performance.now() - before.since > 10_000;
  }
}

/** A thread of a process, in a form that tells it from all others that there are or were. */
class Holder {
  private constructor(
    readonly pid: number,
    /** When the process started, in ticks since the system did: process IDs come back. */
    private readonly started: string,
    private readonly thread: string,
    /** The process IDs of a container count for it alone. */
    private readonly namespace: string,
    /** Differs between hosts, and from one start of a host to the next. */
    private readonly boot: string,
    readonly host: string,
  ) {}

  static here(): Holder {
    return new Holder(
      process.pid,
      startOf(process.pid) ?? '',
      String(threadId),
      namespaceOfProcesses(),
      systemFile('/proc/sys/kernel/random/boot_id').replaceAll('-', '').trim(),
      hostname()
        .replace(/[^A-Za-z0-9.-]/g, '_')
        .slice(0, 60),
    );
  }

  static parse(file: string): Holder | undefined {
    const match = /lock\.(\d{1,10})\.(\d*)\.(\d+)\.(\d*)\.([0-9a-f]*)\.[0-9a-f]+\.([A-Za-z0-9._-]*)$/.exec(
      file,
    );
    if (match === null) return undefined;
    const [, pid, started = '', thread = '', namespace = '', boot = '', host = ''] = match;
    return new Holder(Number(pid), started, thread, namespace, boot, host);
  }

  toName(): string {
    const { pid, started, thread, namespace, boot, host } = this;
    return [
      lockPrefix.slice(0, -1),
      pid,
      started,
      thread,
      namespace,
      boot,
      randomBytes(6).toString('hex'),
      host,
    ].join('.');
  }

  life(): 'running' | 'gone' | 'unknown' {
    const self = holderHere();
    if (this.boot !== self.boot || this.namespace !== self.namespace) return 'unknown';
    if (this.boot === '' && this.host !== self.host) return 'unknown';
    // A thread that waits for a lock holds none: this one was left by an earlier run in it.
    if (this.pid === self.pid && this.started === self.started && this.thread === self.thread) return 'gone';
    if (!isThere(this.pid)) return 'gone';
    const started = startOf(this.pid);
    if (started === undefined || this.started === '') return 'unknown';
    // Another thread of this process may have been ended without the process.
    if (this.pid === self.pid) return started === this.started ? 'unknown' : 'gone';
    return started === this.started ? 'running' : 'gone';
  }
}

let here: Holder | undefined;

function holderHere(): Holder {
  return (here ??= Holder.here());
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/** Nothing where it cannot be known; empty for one that was killed and whose parent has not noticed. */
function startOf(pid: number): string | undefined {
  // The name of the program may hold anything, parentheses too.
  const fields = systemFile(`/proc/${pid}/stat`).split(') ').pop()?.split(' ') ?? [];
  if (fields.length < 20) return undefined;
  return ['Z', 'X'].includes(fields[0] ?? '') ? '' : fields[19];
}

function namespaceOfProcesses(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '';
  } catch {
    return '';
  }
}

function systemFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Synthesis is synchronous, so waiting is, too. */
function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
