import { parseGoDuration } from '../gardener/duration';
import type { Check } from '../issues/check';
import { imageSharingRules as rules } from './table';
import { closest } from '../gardener/closest';

/** What is wrong with a schedule, and what to do. */
interface CronProblem {
  readonly message: string;
  readonly hint: string;
  /** Kubernetes takes it, but it never fires. */
  readonly neverFires?: true;
  /** Kubernetes takes it, and hardly as it was meant. */
  readonly isUnusual?: true;
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
/** All values of a field: only then does the other of the two fields for days decide alone. */
const everyValue = /^[*?](?:\/0*1)?$/;
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
  return neverFires(schedule, parts[4] ?? '', sets) ?? checkUsual(parts);
}

/** What cron reads in a way that nobody means: an empty item is left out, a range behind * is not looked at. */
function checkUsual(parts: readonly string[]): CronProblem | undefined {
  const odd = parts.flatMap((part) => part.split(',')).find((item) => /^$|^[+]|^[*?]-|-[+]/.test(item));
  if (odd === undefined) return undefined;
  const message =
    odd === '' ? 'a list has an item that is empty' : `${JSON.stringify(odd)} is read in its own way`;
  return { message, hint: example, isUnusual: true };
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
  for (const item of text.split(',').filter((part) => part !== '')) {
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
  const start = isStar ? field.least : valueOf(low, field);
  if (start === undefined) return `holds ${JSON.stringify(low)}`;
  // 5/15 counts from 5 to the end, 5 alone is just 5.
  const single = isStar || step !== undefined ? field.most : start;
  const end = high === undefined || isStar ? single : valueOf(high, field);
  if (end === undefined) return `holds ${JSON.stringify(high)}`;
  if (start > end) return `holds the range ${item}, which ends before it begins`;
  const by = Number(step ?? 1);
  if (by === 0) return 'has a step of 0';
  for (let value = start; value <= end; value += by) values.add(value);
  return undefined;
}

function valueOf(text: string, { least, most, names = [] }: CronField): number | undefined {
  const named = names.indexOf(text.toLowerCase());
  const value = named >= 0 ? named + least : /^[+]?\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
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
  if (!weekDay.split(',').some((item) => everyValue.test(item))) return undefined;
  const longest = Math.max(...[...months].map((month) => longestMonths[month - 1] ?? 0));
  if (Math.min(...days) <= longest) return undefined;
  return {
    message: `${JSON.stringify(schedule)} names days that no such month has`,
    hint: 'name a day that comes',
    neverFires: true,
  };
}

/** When the job runs. */
interface Schedule {
  readonly schedule?: string;
  readonly timeZone?: string;
  readonly oneOff?: boolean;
}

/** Reports what the API server would say of a schedule. @param check of all props */
export function checkSchedule({ schedule, timeZone, oneOff = false }: Schedule, check: Check): void {
  if (oneOff) {
    for (const [field, value] of Object.entries({ schedule, timeZone })) {
      if (value === undefined) continue;
      const message = 'is for a job that runs more than once';
      check.at(field).report(rules['image-sharing-schedule-unused'], message, `remove ${field}, or oneOff`);
    }
    return;
  }
  if (schedule === undefined) {
    const hint = 'write a cron expression such as 0 * * * *, or set oneOff';
    check.at('schedule').report(rules['image-sharing-schedule-missing'], 'is missing', hint);
  } else {
    const problem = checkCronExpression(schedule);
    if (problem !== undefined) {
      check.at('schedule').report(rules[ruleOf(problem)], problem.message, problem.hint);
    }
  }
  if (timeZone !== undefined) checkTimeZone(timeZone, check.at('timeZone'));
}

function ruleOf({ neverFires, isUnusual }: CronProblem): keyof typeof rules {
  if (neverFires) return 'image-sharing-schedule-never';
  return isUnusual ? 'image-sharing-schedule-unusual' : 'image-sharing-schedule-invalid';
}

/** What no version of the time zone database has: the API server refuses Local, and names are made of these. */
const zoneForm = /^(?!Local$)[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/i;

function checkTimeZone(timeZone: string, check: Check): void {
  if (isTimeZone(timeZone)) return;
  const near = closestTimeZone(timeZone);
  const hint = near === undefined ? 'use a name such as Europe/Berlin or Etc/UTC' : `did you mean ${near}`;
  const otherCase = near?.toLowerCase() === timeZone.toLowerCase();
  if (zoneForm.test(timeZone) && !otherCase) {
    const message = `${JSON.stringify(timeZone)} is no time zone that Node.js knows`;
    check.report(rules['image-sharing-time-zone-unknown'], message, hint);
  } else {
    const message = `${JSON.stringify(timeZone)} is no IANA time zone`;
    check.report(rules['image-sharing-time-zone-invalid'], message, hint);
  }
}

/**
 * Whether Node.js knows a zone by just this name: the API server looks for a file of that name, so upper and lower
 * case count. Its own copy of the database may be newer or older, and Node.js folds links (`PRC` into
 * `Asia/Shanghai`), so that only the case of names that it lists can be told.
 */
export function isTimeZone(name: string): boolean {
  if (!zoneForm.test(name) || /^[+-]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
  } catch {
    return false;
  }
  const listed = listedZones().get(name.toLowerCase());
  return listed === undefined ? /^[A-Z]/.test(name) : listed === name;
}

let zones: ReadonlyMap<string, string> | undefined;

function listedZones(): ReadonlyMap<string, string> {
  zones ??= new Map(
    ['UTC', 'Etc/UTC', ...Intl.supportedValuesOf('timeZone')].map((name) => [name.toLowerCase(), name]),
  );
  return zones;
}

/** The zone that may have been meant. */
export function closestTimeZone(name: string): string | undefined {
  const folded = listedZones().get(name.toLowerCase());
  return folded ?? closest(name, [...listedZones().values()]);
}

const none: ReadonlySet<number> = new Set();
const minutesOfDay = 24 * 60;
const everySeconds: ReadonlyMap<string, number> = new Map(
  Object.entries({
    '@yearly': 366,
    '@annually': 366,
    '@monthly': 31,
    '@weekly': 7,
    '@daily': 1,
    '@midnight': 1,
  }).map(([name, days]) => [name, days * minutesOfDay * 60]),
);

/** The longest time between two runs, in seconds. @returns undefined for what is no schedule, or never fires */
export function longestGap(schedule: string): number | undefined {
  const problem = checkCronExpression(schedule);
  if (problem !== undefined && !problem.isUnusual) return undefined;
  if (schedule === '@hourly') return 3600;
  if (schedule.startsWith('@')) {
    const every = parseGoDuration(schedule.replace(/^@every /, ''));
    return everySeconds.get(schedule) ?? (every === undefined ? undefined : Math.ceil(Number(every) / 1e9));
  }
  const parts = schedule.split(/\s+/).filter((part) => part !== '');
  const sets = fields.map((field, index) => readField(parts[index] ?? '', field) as ReadonlySet<number>);
  const [minutes = none, hours = none, days = none, months = none, weekDays = none] = sets;
  const isAny = (index: number): boolean => everyValue.test(parts[index] ?? '');
  const times = [...hours].flatMap((hour) => [...minutes].map((minute) => hour * 60 + minute));
  times.sort((one, other) => one - other);
  const [first = 0] = times;
  const last = times.at(-1) ?? 0;
  let longest = Math.max(0, ...times.slice(1).map((time, index) => time - (times[index] ?? 0)));
  let before = Number.NaN;
  // Ten years around one that lacks the 29th of February although its number is divisible by four.
  for (let day = 0; day < 10 * 366; day += 1) {
    const date = new Date(Date.UTC(2095, 0, 1 + day));
    const byMonthDay = days.has(date.getUTCDate());
    const byWeekDay = weekDays.has(date.getUTCDay());
    const fits = isAny(2) || isAny(4) ? byMonthDay && byWeekDay : byMonthDay || byWeekDay;
    if (!fits || !months.has(date.getUTCMonth() + 1)) continue;
    const start = day * minutesOfDay;
    if (start + first - before > longest) longest = start + first - before;
    before = start + last;
  }
  return longest === 0 ? undefined : longest * 60;
}
