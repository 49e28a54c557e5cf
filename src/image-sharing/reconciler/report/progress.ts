/** A stream that may be a terminal. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
}

const CLEAR_LINE = '\r\u001b[K';

/** Shows how far a run is, on a terminal only; other lines go through it, so that they do not mix. */
export class Progress {
  private shown = '';

  constructor(private readonly stream: TextStream) {}

  update(done: number, all: number): void {
    if (this.stream.isTTY !== true) return;
    this.shown = `${done} of ${all} images done`;
    this.stream.write(CLEAR_LINE + this.shown);
  }

  writeLine(line: string): void {
    this.stream.write(this.shown === '' ? line : `${CLEAR_LINE}${line}${this.shown}`);
  }

  clear(): void {
    if (this.shown !== '') this.stream.write(CLEAR_LINE);
    this.shown = '';
  }
}
