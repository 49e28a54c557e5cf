// Every length limit is asked before the pattern, so that no text however long costs more than a look at
// its length. The patterns allow ASCII only, hence characters are bytes as soon as they match.

const labelPattern = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const subdomainPattern = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const namePattern = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** Longest RFC 1123 label, name part of a qualified name, and label value. */
export const maxLabelLength = 63;
/** Longest RFC 1123 subdomain. */
export const maxSubdomainLength = 253;

/** What Kubernetes calls a DNS label: lower case alphanumerics and `-`, alphanumeric at both ends, at most 63. */
export function isDns1123Label(text: string): boolean {
  return text.length <= maxLabelLength && labelPattern.test(text);
}

/** DNS labels joined by dots, at most 253 characters together (a single label may be longer than 63 here). */
export function isDns1123Subdomain(text: string): boolean {
  return text.length <= maxSubdomainLength && subdomainPattern.test(text);
}

/** A label or annotation key: `name` or `prefix/name`, the prefix a DNS subdomain. */
export function isQualifiedName(text: string): boolean {
  if (text.length > maxSubdomainLength + 1 + maxLabelLength) return false;
  const slash = text.indexOf('/');
  if (slash < 0) return isUnprefixedQualifiedName(text);
  return isDns1123Subdomain(text.slice(0, slash)) && isUnprefixedQualifiedName(text.slice(slash + 1));
}

/** The name part alone: alphanumerics, `-`, `_`, `.`, alphanumeric at both ends, 1 to 63 characters. */
export function isUnprefixedQualifiedName(text: string): boolean {
  return text.length <= maxLabelLength && namePattern.test(text);
}

/** A label's value: empty, or like the name part of a label's key. */
export function isLabelValue(text: string): boolean {
  return text === '' || isUnprefixedQualifiedName(text);
}

const newlines = /[\r\n]/g;
const standard = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * Whether Go's JSON decoder takes the text for bytes: standard alphabet with padding. Line ends are
 * skipped wherever they stand, also within the padding; blanks are not, nor is the URL alphabet taken.
 */
export function isStandardBase64(text: string): boolean {
  const joined = text.replace(newlines, '');
  return joined.length % 4 === 0 && standard.test(joined);
}
