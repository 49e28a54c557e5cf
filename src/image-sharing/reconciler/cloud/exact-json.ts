/** A string with its quotes, or a number. */
const stringsAndNumbers = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
/** Longer than what a JavaScript number holds exactly. */
const longInteger = /^\d{16,}$/;

/**
 * Parses JSON, but keeps whole numbers of 16 digits and more as strings: Alibaba Cloud sends account IDs
 * of up to 18 digits as bare numbers, and `JSON.parse` would round them.
 */
export function parseExactJson(text: string): unknown {
  return JSON.parse(
    text.replace(stringsAndNumbers, (token) => (longInteger.test(token) ? `"${token}"` : token)),
  );
}

/** An ID that came as a string or as a number; undefined when it is not made of digits. */
export function exactId(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^\d+$/.test(text) ? text : undefined;
}
