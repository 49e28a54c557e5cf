/** Longest version that the parser takes, in bytes (Masterminds/semver v3.5). */
const maxVersionLength = 256;
const maxNumber = (1n << 64n) - 1n;

const identifiers = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
const versionPattern = new RegExp(
  `^v?([0-9]+)(?:\\.([0-9]+))?(?:\\.([0-9]+))?(?:-(${identifiers}))?(?:\\+(${identifiers}))?$`,
);

/** A semantic version; what is missing of `major.minor.patch` is 0. The numbers are Go's uint64. */
export interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  /** Without the dash; empty for a release. */
  readonly prerelease: string;
  /** Build metadata without the plus; never compared. */
  readonly metadata: string;
}

/**
 * Reads a version as Gardener does: leniently (`1`, `1.2`, `v1.2.3`, `2023.04.0`, `1.2.3-rc.1+b`), though
 * not numeric prerelease parts with leading zeros, nor a fourth number.
 */
export function parseVersion(text: string): Version | undefined {
  if (text.length > maxVersionLength) return undefined;
  const match = versionPattern.exec(text);
  if (match === null) return undefined;
  const [, majorText = '', minorText = '0', patchText = '0', prerelease = '', metadata = ''] = match;
  const [major, minor, patch] = [BigInt(majorText), BigInt(minorText), BigInt(patchText)];
  if (major > maxNumber || minor > maxNumber || patch > maxNumber) return undefined;
  if (prerelease.split('.').some((part) => /^0[0-9]+$/.test(part))) return undefined;
  return { major, minor, patch, prerelease, metadata };
}

/** Negative, zero or positive; a prerelease comes before its release, build metadata does not count. */
export function compareVersions(a: Version, b: Version): number {
  return (
    compare(a.major, b.major) ||
    compare(a.minor, b.minor) ||
    compare(a.patch, b.patch) ||
    comparePrereleases(a.prerelease, b.prerelease)
  );
}

function comparePrereleases(a: string, b: string): number {
  if (a === '' || b === '') return compare(a === '' ? 1 : 0, b === '' ? 1 : 0);
  const left = a.split('.');
  const right = b.split('.');
  for (let i = 0; i < left.length || i < right.length; i++) {
    const order = compareIdentifiers(left[i], right[i]);
    if (order !== 0) return order;
  }
  return 0;
}

/** The shorter list comes first, numbers before words, words by byte. */
function compareIdentifiers(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
  const left = toNumber(a);
  const right = toNumber(b);
  if (left === undefined && right === undefined) return compare(a, b);
  if (left === undefined || right === undefined) return left === undefined ? 1 : -1;
  // Numbers come without leading zeros, so two different texts are two different numbers.
  return compare(left, right);
}

/** Numbers beyond 64 bits are words to Go. */
function toNumber(text: string): bigint | undefined {
  if (!/^[0-9]+$/.test(text)) return undefined;
  const value = BigInt(text);
  return value > maxNumber ? undefined : value;
}

function compare<T extends bigint | number | string>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Limits of Masterminds/semver v3.5: bytes of a constraint, and groups joined by `||`. */
const maxConstraintLength = 512;
const maxConstraintGroups = 32;

const numbers = '[0-9|xX*]+';
const bound = `v?(${numbers})(\\.${numbers})?(\\.${numbers})?(-${identifiers})?(?:\\+${identifiers})?`;
const unnamed = bound.replaceAll('(', '(?:').replaceAll('(?:?:', '(?:');
// Go's \s, which is narrower than JavaScript's.
const blank = '[\\t\\n\\f\\r ]';

const rangePattern = new RegExp(`${blank}*(${unnamed})${blank}+-${blank}+(${unnamed})${blank}*`, 'g');
const blankPattern = new RegExp(`${blank}*`, 'y');
const operatorPattern = /[=!<>~^]*/y;
const boundPattern = new RegExp(bound, 'y');

const operators = new Set(['', '=', '!=', '>', '<', '>=', '=>', '<=', '=<', '~', '~>', '^']);

/**
 * Whether the text is a version constraint as Gardener takes it (`>= 1.25, < 1.30`, `~1.2 || 2.x`,
 * `1.2 - 1.4`). The empty text is none.
 *
 * The grammar is read token by token: the pattern of the Go library, tried by a backtracking engine,
 * would take exponential time on many blanks.
 */
export function isConstraint(text: string): boolean {
  if (text.length > maxConstraintLength) return false;
  const groups = rewriteRanges(text).split('||');
  return groups.length <= maxConstraintGroups && groups.every(isGroup);
}

/** `a - b` stands for `>= a, <= b`; like the library, each is replaced where its text stands first. */
function rewriteRanges(text: string): string {
  let result = text;
  for (const [range, low = '', high = ''] of text.matchAll(rangePattern)) {
    const at = result.indexOf(range);
    if (at < 0) continue;
    result = `${result.slice(0, at)}>= ${low}, <= ${high} ${result.slice(at + range.length)}`;
  }
  return result;
}

/** Comparisons separated by blanks or one comma. */
function isGroup(group: string): boolean {
  let at = skip(blankPattern, group, 0);
  for (;;) {
    const operatorEnd = skip(operatorPattern, group, at);
    if (!operators.has(group.slice(at, operatorEnd))) return false;
    boundPattern.lastIndex = skip(blankPattern, group, operatorEnd);
    const match = boundPattern.exec(group);
    if (match === null || !isBound(match)) return false;

    const end = boundPattern.lastIndex;
    at = skip(blankPattern, group, end);
    if (at === group.length) return true;
    if (group[at] === ',') at = skip(blankPattern, group, at + 1);
    else if (at === end) return false;
  }
}

/** Whether the version, with 0 for its wildcards and what is missing behind them, is one. */
function isBound([text, major = '', minor, patch, prerelease = '']: RegExpExecArray): boolean {
  if (isWildcard(major)) return parseVersion(`0.0.0${prerelease}`) !== undefined;
  if (isWildcard(minor)) return parseVersion(`${major}.0.0${prerelease}`) !== undefined;
  if (isWildcard(patch)) return parseVersion(`${major}${minor ?? ''}.0${prerelease}`) !== undefined;
  return parseVersion(text) !== undefined;
}

function isWildcard(part: string | undefined): boolean {
  return part === undefined || /^\.?[xX*]$/.test(part);
}

function skip(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  pattern.test(text);
  return pattern.lastIndex;
}
