/** A string, or a number of 16 digits and more that stands outside one. */
const stringsAndLongNumbers = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

/**
 * Parses JSON, but keeps whole numbers of 16 digits and more as strings: Alibaba Cloud sends account IDs
 * of up to 18 digits as bare numbers, and `JSON.parse` would round them.
 */
export function parseExactJson(text: string): unknown {
  const exact = text.replace(stringsAndLongNumbers, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  );
  return JSON.parse(exact);
}

/** An ID that came as a string or as a number; undefined when it is not made of digits. */
export function exactId(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^\d+$/.test(text) ? text : undefined;
}
