import { closest } from '../validation/closest';
import { parseGoDuration } from '../validation/kubernetes/duration';

/** What is wrong with a schedule, and what to do. */
export interface CronProblem {
  readonly message: string;
  readonly hint: string;
  /** Kubernetes takes it, but it never fires. */
  readonly neverFires?: true;
}

interface CronField {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Names that stand for numbers, the first for `least`. */
  readonly names?: readonly string[];
}

const fields: readonly CronField[] = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day of the month', least: 1, most: 31 },
  {
    name: 'month',
    least: 1,
    most: 12,
    names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  { name: 'day of the week', least: 0, most: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];
const descriptors = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];
const longestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const example = 'write minute, hour, day of the month, month and day of the week, e.g. */15 * * * *';

/** Looks at a CronJob's schedule as the API server does. @returns undefined where it is right */
export function checkCronExpression(schedule: string): CronProblem | undefined {
  if (schedule.includes('TZ')) {
    const message = `${JSON.stringify(schedule)} holds a time zone`;
    return { message, hint: 'write the zone into timeZone' };
  }
  if (schedule.startsWith('@')) return checkDescriptor(schedule);
  const parts = schedule.split(/\s+/).filter((part) => part !== '');
  if (parts.length !== fields.length) {
    const count = `${parts.length} ${parts.length === 1 ? 'field' : 'fields'}`;
    return { message: `${JSON.stringify(schedule)} has ${count} instead of 5`, hint: example };
  }
  const sets: ReadonlySet<number>[] = [];
  for (const [index, field] of fields.entries()) {
    const values = readField(parts[index] ?? '', field);
    if (!(values instanceof Set)) return values as CronProblem;
    sets.push(values as ReadonlySet<number>);
  }
  return neverFires(schedule, parts[4] ?? '', sets);
}

function checkDescriptor(schedule: string): CronProblem | undefined {
  if (descriptors.includes(schedule)) return undefined;
  const every = /^@every (.*)$/.exec(schedule)?.[1];
  if (every !== undefined && parseGoDuration(every) !== undefined) return undefined;
  const near = every === undefined ? closest(schedule, descriptors) : undefined;
  const allowed = `use ${descriptors.join(', ')}, @every with a duration such as 1h30m, or five fields`;
  return {
    message: `${JSON.stringify(schedule)} is no schedule`,
    hint: near === undefined ? allowed : `did you mean ${near}`,
  };
}

/** The values that a field stands for, or what is wrong with it. */
function readField(text: string, field: CronField): ReadonlySet<number> | CronProblem {
  const values = new Set<number>();
  for (const item of text.split(',')) {
    const problem = readItem(item, field, values);
    if (problem !== undefined) {
      return { message: `the ${field.name} ${JSON.stringify(text)} ${problem}`, hint: hintFor(field) };
    }
  }
  return values;
}

function readItem(item: string, field: CronField, values: Set<number>): string | undefined {
  const match = /^([^/-]+)(?:-([^/-]+))?(?:\/(\d{1,9}))?$/.exec(item);
  if (match === null) return `holds ${JSON.stringify(item)}, which is no value, range or step`;
  const [, low = '', high, step] = match;
  const isStar = low === '*' || low === '?';
  if (isStar && high !== undefined) return `holds a range that begins with ${low}`;
  const start = isStar ? field.least : valueOf(low, field);
  if (start === undefined) return `holds ${JSON.stringify(low)}`;
  // 5/15 counts from 5 to the end, 5 alone is just 5.
  const single = isStar || step !== undefined ? field.most : start;
  const end = high === undefined ? single : valueOf(high, field);
  if (end === undefined) return `holds ${JSON.stringify(high)}`;
  if (start > end) return `holds the range ${item}, which ends before it begins`;
  const by = Number(step ?? 1);
  if (by === 0) return 'has a step of 0';
  for (let value = start; value <= end; value += by) values.add(value);
  return undefined;
}

function valueOf(text: string, { least, most, names = [] }: CronField): number | undefined {
  const named = names.indexOf(text.toLowerCase());
  const value = named >= 0 ? named + least : /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

function hintFor({ least, most, names }: CronField): string {
  const named = names === undefined ? '' : ` or ${names[0] ?? ''} to ${names.at(-1) ?? ''}`;
  return `use * or ${least} to ${most}${named}, with ranges (a-b), steps (*/n) and lists (a,b)`;
}

/** Unless every day of the week is meant, the two kinds of days add up, so that some day always comes. */
function neverFires(
  schedule: string,
  weekDay: string,
  sets: readonly ReadonlySet<number>[],
): CronProblem | undefined {
  const [, , days = new Set<number>(), months = new Set<number>()] = sets;
  if (!weekDay.split(',').some((item) => /^[*?](?:\/0*1)?$/.test(item))) return undefined;
  const longest = Math.max(...[...months].map((month) => longestMonths[month - 1] ?? 0));
  if (Math.min(...days) <= longest) return undefined;
  return {
    message: `${JSON.stringify(schedule)} names days that no such month has`,
    hint: 'name a day that comes',
    neverFires: true,
  };
}
