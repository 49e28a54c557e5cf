import type { Clock } from '../calls/clock';

/** Fields of a log line; never a key, token, URL or text of a service. */
export type LogFields = Readonly<Record<string, unknown>>;

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
