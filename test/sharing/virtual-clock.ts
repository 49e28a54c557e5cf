import type { Clock } from '../../src/alibaba-cloud/clock';

interface Timer {
  readonly due: number;
  readonly callback: () => void;
}

/** A clock whose time passes only while nothing else is left to do: an hour's pause takes no time at all. */
export class VirtualClock implements Clock {
  private now = 0;
  private timers: Timer[] = [];

  date(): number {
    return Date.UTC(2026, 0, 1) + this.now;
  }

  elapsed(): number {
    return this.now;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { due: this.now + milliseconds, callback };
    this.timers.push(timer);
    setImmediate(() => this.fireNext());
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  private fireNext(): void {
    const [next] = [...this.timers].sort((one, other) => one.due - other.due);
    if (next === undefined) return;
    this.timers = this.timers.filter((timer) => timer !== next);
    this.now = Math.max(this.now, next.due);
    next.callback();
  }
}
