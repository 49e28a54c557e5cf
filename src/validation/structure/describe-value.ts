const longest = 60;

/** A value that is of the wrong kind, for a message; never long and never deep. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.length <= longest ? value : `${value.slice(0, longest)}…`);
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? 'a list' : 'a map';
    default:
      return `a ${typeof value}`;
  }
}
