import type { Node, ScalarNode } from './parser';
import { YamlFault } from './problem';

/** What a scalar is taken for; integers and floats differ as keys, `large` is one beyond 64 bits with sign. */
type ScalarType = 'string' | 'null' | 'boolean' | 'integer' | 'large' | 'float' | 'time';

export interface Resolved {
  readonly type: ScalarType;
  /** A bigint for integers whose digits a JavaScript number would change. */
  readonly value: string | number | bigint | boolean | null;
}

const tagOfYaml = 'tag:yaml.org,2002:';

const words = new Map<string, Resolved>();
function define(resolved: Resolved, ...names: readonly string[]): void {
  for (const name of names) words.set(name, resolved);
}
define({ type: 'boolean', value: true }, 'y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON');
define({ type: 'boolean', value: true }, 'true', 'True', 'TRUE');
define({ type: 'boolean', value: false }, 'n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF');
define({ type: 'boolean', value: false }, 'false', 'False', 'FALSE');
define({ type: 'null', value: null }, '', '~', 'null', 'Null', 'NULL');
define({ type: 'float', value: Number.NaN }, '.nan', '.NaN', '.NAN');
define({ type: 'float', value: Number.POSITIVE_INFINITY }, '.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF');
define({ type: 'float', value: Number.NEGATIVE_INFINITY }, '-.inf', '-.Inf', '-.INF');

/** The first characters of all that is not a string. */
const special = /^[-+.\dyYnNtTfFoO~]/;
const integer = /^[-+]?(?:0[xX][\dA-Fa-f]+|0[oO][0-7]+|0[bB][01]+|0[0-7]*|[1-9]\d*)$/;
/** Integers that are the same to everybody. */
const short = /^(?:0|[1-9]\d{0,14})$/;
const float = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
/** A sign behind the base is an oversight of Kubernetes' library. */
const signedBinary = /^0b([-+][01]+)$/;
const time =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(?:Z|[-+]\d\d:\d\d)| (\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?)?$/;

const smallest = -(2n ** 63n);
const largest = 2n ** 63n - 1n;
const largestUnsigned = 2n ** 64n - 1n;

/**
 * What Kubernetes reads from a scalar without quotes: YAML 1.1 as far as go-yaml v2 keeps to it. Booleans
 * have seven names each, `0777` is octal, `1_000` a number, but `12:30`, `=` and dates are strings.
 */
function resolvePlain(text: string): Resolved {
  if (text !== '' && !special.test(text)) return { type: 'string', value: text };
  return words.get(text) ?? (/^[-+.\d]/.test(text) ? resolveNumber(text) : undefined) ?? asString(text);
}

/** What Kubernetes reads from a scalar with a tag; undefined if the text is not what the tag says. */
function resolveTagged(tag: string, text: string): Resolved | undefined {
  switch (tag) {
    case `${tagOfYaml}binary`:
      return isBase64(text) ? asString(Buffer.from(text, 'base64').toString('utf8')) : undefined;
    case `${tagOfYaml}timestamp`:
      return isTime(text) ? { type: 'time', value: text } : undefined;
    case `${tagOfYaml}null`:
      return only('null', resolvePlain(text));
    case `${tagOfYaml}bool`:
      return only('boolean', resolvePlain(text));
    case `${tagOfYaml}int`:
      return only('integer', resolvePlain(text)) ?? only('large', resolvePlain(text));
    case `${tagOfYaml}float`: {
      const resolved = resolvePlain(text);
      return resolved.type === 'integer'
        ? { type: 'float', value: Number(resolved.value) }
        : only('float', resolved);
    }
    default:
      return asString(text);
  }
}

/** The key of a JSON object that a scalar becomes; undefined where Kubernetes knows none. */
export function keyOf({ type, value }: Resolved): string | undefined {
  switch (type) {
    case 'null':
    case 'large':
      return undefined;
    case 'float':
      return floatKey(Number(value));
    default:
      return String(value);
  }
}

function resolveNumber(text: string): Resolved | undefined {
  if (text.startsWith('.')) return float.test(text) ? asFloat(text) : undefined;
  if (short.test(text)) return { type: 'integer', value: Number(text) };
  const plain = text.replaceAll('_', '');
  if (integer.test(plain)) {
    const exact = toBigInt(plain);
    if (exact >= smallest && exact <= largest) return { type: 'integer', value: narrow(exact) };
    if (exact > largest && exact <= largestUnsigned && !plain.startsWith('+')) {
      return { type: 'large', value: Number(exact) };
    }
  }
  if (float.test(plain)) return asFloat(plain);
  const binary = signedBinary.exec(plain)?.[1];
  if (binary === undefined) return undefined;
  const exact = toBigInt(`${binary.charAt(0)}0b${binary.slice(1)}`);
  return exact >= smallest && exact <= largest ? { type: 'integer', value: narrow(exact) } : undefined;
}

function asFloat(text: string): Resolved | undefined {
  const value = Number(text);
  return Number.isFinite(value) ? { type: 'float', value } : undefined;
}

function asString(value: string): Resolved {
  return { type: 'string', value };
}

function only(type: ScalarType, resolved: Resolved): Resolved | undefined {
  return resolved.type === type ? resolved : undefined;
}

function toBigInt(text: string): bigint {
  const digits = text
    .replace(/^[-+]/, '')
    .replace(/^0[oO]?(?=\d)/, '0o')
    .toLowerCase();
  const value = BigInt(digits);
  return text.startsWith('-') ? -value : value;
}

function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return String(number) === String(value) ? number : value;
}

/** As Go writes a float of 32 bits: `%g`, with an exponent from 6 on, or below -4. */
function floatKey(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  const narrowed = Math.fround(value);
  if (!Number.isFinite(narrowed)) return narrowed > 0 ? '.inf' : '-.inf';
  let precision = 1;
  while (precision < 9 && Math.fround(Number(narrowed.toPrecision(precision))) !== narrowed) precision++;
  const [mantissa = '', exponent = '0'] = narrowed.toExponential(precision - 1).split('e');
  if (Number(exponent) >= -4 && Number(exponent) < 6) {
    return Object.is(narrowed, -0) ? '-0' : expand(mantissa, Number(exponent));
  }
  const sign = exponent.startsWith('-') ? '-' : '+';
  return `${mantissa}e${sign}${exponent.replace(/^[-+]/, '').padStart(2, '0')}`;
}

/** Writes a decimal mantissa with an exponent without the exponent. */
function expand(mantissa: string, exponent: number): string {
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '');
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const padded = digits.padEnd(exponent + 1, '0');
  const fraction = padded.slice(exponent + 1);
  return `${sign}${padded.slice(0, exponent + 1)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Standard base64 with padding; line breaks in it do no harm. */
function isBase64(text: string): boolean {
  const joined = text.replace(/[\r\n]/g, '');
  return joined.length % 4 === 0 && /^[A-Za-z\d+/]*={0,2}$/.test(joined);
}

function isTime(text: string): boolean {
  const match = time.exec(text);
  if (match === null) return false;
  const [year = 0, month = 0, day = 0] = match.slice(1, 4).map(Number);
  const [hour = 0, minute = 0, second = 0] = match
    .slice(match[4] === undefined ? 7 : 4)
    .map((part) => Number(part || 0));
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return (
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60
  );
}

const mergeTag = 'tag:yaml.org,2002:merge';

/**
 * What a scalar is besides its text; undefined: the text itself.
 *
 * @throws YamlFault if it is not what its tag says
 */
export function resolveScalar(node: ScalarNode): Resolved | undefined {
  if (node.tag === '') return node.plain ? resolvePlain(node.text) : undefined;
  const resolved = resolveTagged(node.tag, node.text);
  if (resolved !== undefined) return resolved;
  throw new YamlFault(
    'tag',
    node.start,
    `the text is not what its tag ${node.tag.replace(/^tag:yaml.org,2002:/, '!!')} says`,
    'correct the value, or leave the tag out',
  );
}

/** The entry of a JSON object that a key becomes; undefined where it can be none. */
export function keyName(node: Node): string | undefined {
  const target = node.type === 'alias' ? node.target : node;
  if (target.type !== 'scalar') return undefined;
  const resolved = resolveScalar(target);
  return resolved === undefined ? target.text : keyOf(resolved);
}

/** Whether a key is the `<<` that puts the entries of other maps into this one. */
export function isMerge(node: Node): boolean {
  return node.type === 'scalar' && node.text === '<<' && (node.plain || node.tag === mergeTag);
}
