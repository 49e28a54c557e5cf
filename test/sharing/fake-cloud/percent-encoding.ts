/** RFC 3986: everything but letters, digits and `-_.~` is encoded, which encodeURIComponent alone does not do. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** `a=b&c=d` as pairs, in the order found, `+` taken as a blank. */
export function decodePairs(text: string): [string, string][] {
  return text === '' ? [] : text.split('&').map((pair) => decodePair(pair));
}

/** `name=value` with both sides encoded, sorted by name: sorting the pairs would put `A.10=` before `A.1=`. */
export function canonicalPairs(pairs: Iterable<readonly [string, string]>): string {
  return Array.from(pairs)
    .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join('&');
}

function decodePair(pair: string): [string, string] {
  const middle = pair.indexOf('=');
  const name = middle === -1 ? pair : pair.slice(0, middle);
  const value = middle === -1 ? '' : pair.slice(middle + 1);
  return [decode(name), decode(value)];
}

function decode(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}
