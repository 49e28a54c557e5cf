const longest = 80;

/** A value for a message: in quotes, on one line, and cut when it is long. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return 'nothing';
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters)`;
}
