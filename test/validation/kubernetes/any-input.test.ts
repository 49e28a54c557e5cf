import * as fc from 'fast-check';
import { findingsOf } from './findings';
import { firstPemIsCertificate } from '../../../src/validation/kubernetes/certificate';
import { isConstraint, parseVersion } from '../../../src/gardener/semver';
import {
  isDns1123Label,
  isDns1123Subdomain,
  isLabelValue,
  isQualifiedName,
  isStandardBase64,
} from '../../../src/gardener/names';
import { parseCidr } from '../../../src/gardener/cidr';
import { parseGoDuration } from '../../../src/gardener/duration';
import { parseQuantity } from '../../../src/gardener/quantity';
import { parseTimestamp } from '../../../src/gardener/timestamp';
import { validateLabelSelector, validateTolerations } from '../../../src/validation/kubernetes/labels';
import { validateObjectMeta } from '../../../src/validation/kubernetes/object-meta';

const parsers: readonly ((text: string) => unknown)[] = [
  isDns1123Label,
  isDns1123Subdomain,
  isQualifiedName,
  isLabelValue,
  isStandardBase64,
  isConstraint,
  firstPemIsCertificate,
  parseCidr,
  parseGoDuration,
  parseQuantity,
  parseTimestamp,
  parseVersion,
];

/** Repeated, these lead patterns with two ways to share them out into quadratic or exponential time. */
const pieces = [
  '0',
  '9',
  ' ',
  '  ',
  '1 ',
  'a',
  'a-',
  'a.',
  '-',
  '.',
  ':',
  '=',
  '1s',
  '.1s',
  '1||',
  ',1',
  'x',
  '/a',
  '\u00a0',
  '\n',
];
const openings = ['', '0.', '2024-01-01T00:00:00.', '-----BEGIN A-----\n', '10.0.0.0/', '1e', '>= 1 '];

test.each(pieces)('a hundred thousand of %j, and something odd at the end, take no time', (piece) => {
  const middle = piece.repeat(100_000 / piece.length);
  for (const opening of openings) {
    for (const ending of ['', '!', '\n-----END A-----']) {
      for (const parse of parsers) parse(opening + middle + ending);
    }
  }
  expect(isDns1123Subdomain(middle)).toBe(false);
});

test('no text makes a parser throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const parse of parsers) parse(text);
    }),
  );
});

test('no object makes a check throw', () => {
  fc.assert(
    fc.property(fc.object({ withBigInt: true, withNullPrototype: true }), fc.object(), (object, previous) => {
      const odd = {
        name: object,
        labels: object,
        annotations: [object],
        ownerReferences: [object, null],
        finalizers: [object],
      };
      for (const metadata of [object, odd]) {
        findingsOf((check, root) => {
          validateObjectMeta(
            { ...metadata },
            { name: 'label', namespaced: true, previous: { ...previous } },
            root,
          );
          validateLabelSelector({ matchLabels: object, matchExpressions: [object, null] }, check);
          validateTolerations([object, null, odd], check);
        });
      }
    }),
  );
});
