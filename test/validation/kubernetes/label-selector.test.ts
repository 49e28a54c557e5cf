import { validateLabelSelector } from '../../../src/validation/kubernetes/labels';
import { findingsOf } from './findings';
import { expectSentences } from '../golden';

const found = (selector: object): string[] =>
  findingsOf((check) => validateLabelSelector({ ...selector }, check));
const requirement = (expression: object): string[] =>
  found({ matchExpressions: [{ key: 'a', ...expression }] });

test.each([
  ['nothing', {}],
  ['labels', { matchLabels: { 'example.com/a': 'b', c: '' } }],
  [
    'all operators',
    {
      matchExpressions: [
        { key: 'a', operator: 'In', values: ['b', ''] },
        { key: 'a', operator: 'NotIn', values: ['b', 'b'] },
        { key: 'a', operator: 'Exists' },
        { key: 'a', operator: 'DoesNotExist', values: [] },
      ],
    },
  ],
])('%s', (_, selector) => {
  expect(found(selector)).toEqual([]);
});

test.each([
  [
    'In without values',
    { operator: 'In' },
    ['Required x.matchExpressions[0].values label-selector-values-required'],
  ],
  [
    'NotIn without values',
    { operator: 'NotIn', values: [] },
    ['Required x.matchExpressions[0].values label-selector-values-required'],
  ],
  [
    'Exists with values',
    { operator: 'Exists', values: ['b'] },
    ['Forbidden x.matchExpressions[0].values label-selector-values-forbidden'],
  ],
  [
    'DoesNotExist with values',
    { operator: 'DoesNotExist', values: ['b'] },
    ['Forbidden x.matchExpressions[0].values label-selector-values-forbidden'],
  ],
  [
    'an unknown operator',
    { operator: 'in', values: ['b'] },
    ['Invalid x.matchExpressions[0].operator label-selector-operator-invalid'],
  ],
  ['no operator', {}, ['Invalid x.matchExpressions[0].operator label-selector-operator-invalid']],
  [
    'no key',
    { key: '', operator: 'Exists' },
    ['Invalid x.matchExpressions[0].key label-selector-key-invalid'],
  ],
  [
    'a bad key',
    { key: 'a b', operator: 'Exists' },
    ['Invalid x.matchExpressions[0].key label-selector-key-invalid'],
  ],
  [
    'a bad value',
    { operator: 'In', values: ['b', 'x y'] },
    ['Invalid x.matchExpressions[0].values[1] label-selector-value-invalid'],
  ],
])('%s', (_, expression, expected) => {
  expect(requirement(expression)).toEqual(expected);
});

test('labels are reported at the map', () => {
  expect(found({ matchLabels: { 'a b': 'x y' } })).toEqual([
    'Invalid x.matchLabels label-key-invalid',
    'Invalid x.matchLabels label-value-invalid',
  ]);
});

expectSentences('label-selectors');
