/** Names in a sentence before the rest is only counted. */
const defaultLimit = 5;

/** `a, b and 24 more`; one more than the limit is written out, as its name is no longer than its count. */
export function listNames(names: readonly string[], limit = defaultLimit): string {
  if (names.length <= limit + 1) return names.join(', ');
  return `${names.slice(0, limit).join(', ')} and ${names.length - limit} more`;
}
