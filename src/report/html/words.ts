const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export const day = 86_400_000;

/** `2027-02-28`, in UTC like every time on the page. */
export function isoDay(time: number): string {
  return new Date(time).toISOString().replace(/T.*/, '');
}

export function monthName(month: number): string {
  return months[month] ?? '';
}

/** `no errors`, `1 error`, `1,234 errors`. */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  if (count === 0) return `no ${plural}`;
  return `${grouped(count)} ${count === 1 ? noun : plural}`;
}

/** `1,234` in every locale. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `in 98 days`, `3 days ago`, `today`. */
export function distance(time: number, now: Date): string {
  const days = Math.floor(time / day) - Math.floor(now.getTime() / day);
  if (days === 0) return 'today';
  return days > 0 ? `in ${countOf(days, 'day')}` : `${countOf(-days, 'day')} ago`;
}
