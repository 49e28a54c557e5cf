import { validateTolerations } from '../../../src/validation/kubernetes/labels';
import { findingsOf } from './findings';
import { expectSentences } from '../golden';

const found = (...tolerations: object[]): string[] =>
  findingsOf((check) => validateTolerations(tolerations, check));

test('every lawful form passes', () => {
  expect(
    found(
      { key: 'a' },
      { key: 'example.com/a', operator: 'Equal', value: 'b', effect: 'NoSchedule' },
      { key: 'a', operator: 'Exists', effect: 'PreferNoSchedule' },
      { operator: 'Exists' },
      { key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: -1 },
    ),
  ).toEqual([]);
});

test.each([
  ['a bad key', { key: 'a b', operator: 'Exists' }, ['Invalid x[0].key toleration-key-invalid']],
  ['no key', {}, ['Invalid x[0].operator toleration-operator-invalid']],
  ['no key, Equal', { operator: 'Equal' }, ['Invalid x[0].operator toleration-operator-invalid']],
  [
    'Exists with a value',
    { key: 'a', operator: 'Exists', value: 'b' },
    ['Invalid x[0].operator toleration-operator-invalid'],
  ],
  ['a bad value', { key: 'a', value: 'x y' }, ['Invalid x[0].operator toleration-operator-invalid']],
  [
    'an unknown operator',
    { key: 'a', operator: 'Lt' },
    ['NotSupported x[0].operator toleration-operator-unsupported'],
  ],
  [
    'seconds without an effect',
    { key: 'a', tolerationSeconds: 0 },
    ['Invalid x[0].effect toleration-effect-invalid'],
  ],
  [
    'an unknown effect',
    { key: 'a', effect: 'Never' },
    ['NotSupported x[0].effect toleration-effect-unsupported'],
  ],
  [
    'seconds with an unknown effect',
    { key: 'a', effect: 'Never', tolerationSeconds: 1 },
    [
      'Invalid x[0].effect toleration-effect-invalid',
      'NotSupported x[0].effect toleration-effect-unsupported',
    ],
  ],
])('%s', (_, toleration, expected) => {
  expect(found(toleration)).toEqual(expected);
});

expectSentences('tolerations');
