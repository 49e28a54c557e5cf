import type { Clock } from '../alibaba-cloud/clock';

/** Fields of a log line; never a key, token, URL or text of a service. */
type LogFields = Readonly<Record<string, unknown>>;

/** Tells what happens, in lines of JSON. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

export function createLog(write: (line: string) => void, clock: Clock): Log {
  const at =
    (level: string) =>
    (event: string, fields: LogFields = {}) => {
      write(`${JSON.stringify({ time: new Date(clock.date()).toISOString(), level, event, ...fields })}\n`);
    };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

/** A stream that may be a terminal. */
export interface TextStream {
  write(text: string): unknown;
  /**
   * Writes, and settles once the text has arrived, or cannot: somebody may have closed the other end, or the
   * disk may be full. A stream without it takes everything at once.
   */
  send?(text: string): Promise<void>;
  readonly isTTY?: boolean | undefined;
}

/** A stream of the process, of which no fault ends the process. */
export function processStream(stream: NodeJS.WriteStream): TextStream {
  stream.on('error', () => undefined);
  const send = (text: string) =>
    new Promise<void>((resolve, reject) => {
      stream.write(text, (error) => (error == null ? resolve() : reject(error)));
    });
  return {
    write: (text) => void send(text).catch(() => undefined),
    send,
    isTTY: stream.isTTY,
  };
}

/** Pieces are sent together up to about this size. */
const PIECE_LENGTH = 64 * 1024;

/** Sends a long text as fast as it is taken; answers whether all of it arrived before `over`. */
export async function sendAll(
  stream: TextStream,
  pieces: Iterable<string>,
  over: Promise<unknown>,
): Promise<boolean> {
  const isOver = over.then(() => false);
  const send = async (text: string): Promise<boolean> => {
    if (stream.send === undefined) {
      stream.write(text);
      return true;
    }
    const arrived = stream.send(text).then(
      () => true,
      () => false,
    );
    return await Promise.race([arrived, isOver]);
  };
  let gathered: string[] = [];
  let length = 0;
  for (const piece of pieces) {
    gathered.push(piece);
    length += piece.length;
    if (length < PIECE_LENGTH) continue;
    if (!(await send(gathered.join('')))) return false;
    gathered = [];
    length = 0;
  }
  return await send(gathered.join(''));
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
