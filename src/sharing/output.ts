import type { Clock } from '../alibaba-cloud/clock';
import { type ItemResult, itemStatuses, type RunResult } from './result';

/** Accounts that a line names before it only counts the rest. */
const MOST_NAMED = 12;

/** One line an image, in columns, and a summary. */
export function renderText(result: RunResult): string {
  const rows = result.items.map((item) => [item.region, item.image, item.status, describe(item)]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...lines, ...describeRun(result), ''].join('\n');
}

function describe(item: ItemResult): string {
  const changes = named([...item.add.map((id) => `+${id}`), ...item.remove.map((id) => `-${id}`)]);
  const reasons = new Map<string, string[]>();
  for (const { account, reason } of item.blocked) {
    reasons.set(reason, [...(reasons.get(reason) ?? []), account]);
  }
  const blocked = [...reasons].map(([reason, accounts]) => `not done (${reason}): ${named(accounts)}`);
  const error = item.error === null ? [] : [describeError(item.error.code, item.error.requestId)];
  const kept = item.keep.length > 0 ? [`${item.keep.length} kept`] : [];
  return [...(changes === '' ? [] : [changes]), ...blocked, ...error, ...kept].join('; ');
}

function describeError(code: string, requestId: string | null): string {
  return requestId === null ? code : `${code} (request ${requestId})`;
}

function named(accounts: readonly string[]): string {
  const more = accounts.length - MOST_NAMED;
  return accounts.slice(0, MOST_NAMED).join(' ') + (more > 0 ? ` and ${more} more` : '');
}

function describeRun({ owner, dryRun, summary }: RunResult): readonly string[] {
  const statuses = itemStatuses
    .filter((status) => summary.statuses[status] > 0)
    .map((status) => `${summary.statuses[status]} ${status}`);
  const { added, removed, blocked, batches } = summary;
  const writes = batches === 1 ? '1 write' : `${batches} writes`;
  const changes = dryRun
    ? `to add ${added}, to remove ${removed}, in ${writes}`
    : `added ${added}, removed ${removed}, in ${writes}`;
  const images = `${summary.images} ${summary.images === 1 ? 'image' : 'images'}${statuses.length === 0 ? '' : ` (${statuses.join(', ')})`}`;
  const notDone = blocked === 0 ? '' : `, not done ${blocked}`;
  return [
    ...summary.unresolved.map((entry) => `unresolved: ${entry.accounts}: ${entry.source}: ${entry.code}`),
    `${dryRun ? 'dry run: ' : ''}owner ${owner ?? 'unknown'}: ${images}; ${changes}${notDone}`,
  ];
}

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
