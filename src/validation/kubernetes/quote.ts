const longest = 80;

/** A value for a message: texts in quotes, on one line, and cut when they are long. */
export function quote(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return cut(value);
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? 'a list' : 'an object';
    default:
      return 'nothing';
  }
}

function cut(text: string): string {
  if (text.length <= longest) return JSON.stringify(text);
  return `${JSON.stringify(text.slice(0, longest)).slice(0, -1)}…" (${text.length} characters)`;
}
