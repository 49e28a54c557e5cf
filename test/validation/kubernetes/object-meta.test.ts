import { Target } from '../../../src/gardener/target';
import { Check } from '../../../src/issues/check';
import { type ObjectMetaOptions, validateObjectMeta } from '../../../src/validation/kubernetes/object-meta';
import { findingsOf } from './findings';
import { expectSentences } from '../golden';

const a = (length: number): string => 'a'.repeat(length);
const base = { name: 'alicloud' };
const manager = { operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1', manager: 'a b' };
const owner = { apiVersion: 'v1', kind: 'Secret', name: 'a', uid: 'u' };

function found(metadata: object, options: Partial<ObjectMetaOptions> = {}): string[] {
  return findingsOf((_, root) =>
    validateObjectMeta({ ...metadata }, { name: 'subdomain', namespaced: false, ...options }, root),
  );
}

describe('passes', () => {
  test.each<[string, object, Partial<ObjectMetaOptions>?]>([
    ['a name', base],
    ['dots where a subdomain is asked for', { name: 'a.b' }],
    ['a namespace where there are none', { ...base, namespace: 'A/B' }],
    ['generateName alone', { generateName: 'a-' }],
    ['a generateName that Kubernetes masks, beside a name', { ...base, generateName: 'A-' }],
    ['a long generateName, which is cut', { generateName: a(63) }, { name: 'label' }],
    ['labels and annotations', { ...base, labels: { 'e.c/a': '' }, annotations: { 'E.C/a': 'é' } }],
    ['an annotation key that Go lowers to ASCII', { ...base, annotations: { '\u0130\u212a/a': '' } }],
    ['256 KiB of annotations', { ...base, annotations: { a: a(256 * 1024 - 1) } }],
    ['an owner', { ...base, ownerReferences: [{ ...owner, controller: true }, owner] }],
    ['finalizers', { ...base, finalizers: ['gardener', 'example.com/a', 'orphan'] }],
    ['a negative generation, which becomes 1', { ...base, generation: -1 }],
    [
      'what the server owns',
      { ...base, resourceVersion: '5', uid: 'u', generation: 3, deletionTimestamp: '2024-01-01T00:00:00Z' },
    ],
  ])('%s', (_, metadata, options = {}) => {
    expect(found(metadata, options)).toEqual([]);
  });
});

describe('at creation', () => {
  test.each<[string, object, string[], Partial<ObjectMetaOptions>?]>([
    ['no name', {}, ['Required metadata.name metadata-name-required']],
    ['an empty name', { name: '' }, ['Required metadata.name metadata-name-required']],
    ['upper case', { name: 'A' }, ['Invalid metadata.name metadata-name-invalid']],
    ['dots in a label', { name: 'a.b' }, ['Invalid metadata.name metadata-name-invalid'], { name: 'label' }],
    ['a label of 64', { name: a(64) }, ['Invalid metadata.name metadata-name-invalid'], { name: 'label' }],
    ['a subdomain of 254', { name: a(254) }, ['Invalid metadata.name metadata-name-invalid']],
    [
      'a bad generateName beside a name',
      { ...base, generateName: 'My-' },
      ['Invalid metadata.generateName metadata-generate-name-invalid'],
    ],
    [
      'a bad generateName',
      { generateName: 'My-' },
      [
        'Invalid metadata.generateName metadata-generate-name-invalid',
        'Invalid metadata.name metadata-name-invalid',
      ],
    ],
    ['no namespace', base, ['Required metadata.namespace metadata-namespace-required'], { namespaced: true }],
    [
      'a bad namespace',
      { ...base, namespace: 'a.b' },
      ['Invalid metadata.namespace metadata-namespace-invalid'],
      { namespaced: true },
    ],
    [
      'a negative generation',
      { ...base, generation: -1 },
      ['Invalid metadata.generation metadata-generation-negative'],
      { keepsGeneration: true },
    ],
    ['a label key', { ...base, labels: { 'a b': '' } }, ['Invalid metadata.labels label-key-invalid']],
    ['a label value', { ...base, labels: { a: a(64) } }, ['Invalid metadata.labels label-value-invalid']],
    [
      'an annotation key',
      { ...base, annotations: { 'a/b/c': '' } },
      ['Invalid metadata.annotations annotation-key-invalid'],
    ],
    [
      'large annotations',
      { ...base, annotations: { a: 'é'.repeat(128 * 1024) } },
      ['TooLong metadata.annotations annotations-too-long'],
    ],
    [
      'an owner of nothing',
      { ...base, ownerReferences: [{}] },
      [
        'Invalid metadata.ownerReferences.apiVersion owner-reference-incomplete',
        'Invalid metadata.ownerReferences.kind owner-reference-incomplete',
        'Invalid metadata.ownerReferences.name owner-reference-incomplete',
        'Invalid metadata.ownerReferences.uid owner-reference-incomplete',
      ],
    ],
    [
      'an owner without version',
      { ...base, ownerReferences: [{ ...owner, apiVersion: 'apps/' }] },
      ['Invalid metadata.ownerReferences.apiVersion owner-reference-incomplete'],
    ],
    [
      'an Event as owner',
      { ...base, ownerReferences: [{ ...owner, kind: 'Event' }] },
      ['Invalid metadata.ownerReferences owner-reference-kind-banned'],
    ],
    [
      'two controllers',
      {
        ...base,
        ownerReferences: [
          { ...owner, controller: true },
          { ...owner, controller: true },
        ],
      },
      ['Invalid metadata.ownerReferences owner-reference-controllers'],
    ],
    ['a finalizer', { ...base, finalizers: ['a b'] }, ['Invalid metadata.finalizers finalizer-invalid']],
    [
      'an upper case finalizer prefix',
      { ...base, finalizers: ['E.C/a'] },
      ['Invalid metadata.finalizers finalizer-invalid'],
    ],
    [
      'finalizers that exclude each other',
      { ...base, finalizers: ['foregroundDeletion', 'orphan'] },
      ['Invalid metadata.finalizers finalizers-conflict'],
    ],
    [
      'managedFields',
      {
        ...base,
        managedFields: [{ ...manager, manager: '\t', subresource: a(257) }],
      },
      [
        'Forbidden metadata.managedFields managed-fields-written',
        'Invalid metadata.managedFields[0].manager managed-fields-invalid',
        'TooLong metadata.managedFields[0].subresource managed-fields-too-long',
      ],
    ],
    [
      'a long manager',
      { ...base, managedFields: [{ ...manager, manager: 'é'.repeat(65) }] },
      [
        'Forbidden metadata.managedFields managed-fields-written',
        'TooLong metadata.managedFields[0].manager managed-fields-too-long',
      ],
    ],
    ...[
      {},
      { ...manager, operation: 'apply' },
      { ...manager, fieldsType: 'x' },
      { ...manager, apiVersion: '' },
    ].map((unreadable): [string, object, string[]] => [
      'managedFields of which one cannot be read, so that all are thrown away',
      { ...base, managedFields: [{ ...manager, manager: '\t' }, unreadable] },
      ['Forbidden metadata.managedFields managed-fields-written'],
    ]),
    [
      'finalizers of a kind of Kubernetes itself',
      { ...base, finalizers: ['gardener', 'orphan', 'a/b', 'a b', 'a b/c'] },
      [
        'Invalid metadata.finalizers[0] finalizer-invalid',
        'Invalid metadata.finalizers finalizer-invalid',
        'Invalid metadata.finalizers[3] finalizer-invalid',
        'Invalid metadata.finalizers finalizer-invalid',
        'Invalid metadata.finalizers[4] finalizer-invalid',
      ],
      { isCore: true },
    ],
  ])('%s', (_, metadata, expected, options = {}) => {
    expect(found(metadata, options)).toEqual(expected);
  });
});

describe('on update', () => {
  const deleting = {
    ...base,
    deletionTimestamp: '2024-01-01T00:00:00Z',
    deletionGracePeriodSeconds: 0,
    finalizers: ['a'],
  };

  test.each<[string, object, object, string[], Partial<ObjectMetaOptions>?]>([
    [
      'nothing',
      base,
      { ...base, uid: 'u', generation: 3, resourceVersion: '5', creationTimestamp: '2024-01-01T00:00:00Z' },
      [],
    ],
    [
      'what the server carries over',
      { ...base, generation: -1, creationTimestamp: '2025-01-01T00:00:00Z' },
      base,
      [],
      { keepsGeneration: true },
    ],
    ['labels', { ...base, labels: { a: 'b' } }, base, []],
    ['a uid that is not known', { ...base, uid: 'u' }, base, []],
    ['marks of a deletion left out', { ...base, finalizers: [] }, deleting, []],
    ['the name', { name: 'b' }, base, ['Invalid metadata.name metadata-name-immutable']],
    [
      'generateName for the name',
      { generateName: 'b' },
      base,
      ['Required metadata.name metadata-name-required', 'Invalid metadata.name metadata-name-immutable'],
    ],
    [
      'the namespace',
      { ...base, namespace: 'b' },
      { ...base, namespace: 'a' },
      ['Invalid metadata.namespace metadata-namespace-immutable'],
      { namespaced: true },
    ],
    ['the namespace of a kind without', { ...base, namespace: 'b' }, { ...base, namespace: 'a' }, []],
    [
      'the uid',
      { ...base, uid: 'v' },
      { ...base, uid: 'u' },
      ['Invalid metadata.uid metadata-uid-immutable'],
    ],
    [
      'a deletion by hand',
      { ...base, deletionTimestamp: '2024-01-01T00:00:00Z' },
      base,
      ['Invalid metadata.deletionTimestamp metadata-deletion-immutable'],
    ],
    [
      'a grace period that is taken away',
      base,
      { ...base, deletionGracePeriodSeconds: 5 },
      ['Invalid metadata.deletionGracePeriodSeconds metadata-deletion-immutable'],
    ],
    [
      'another grace period',
      { ...deleting, deletionGracePeriodSeconds: 5 },
      deleting,
      ['Invalid metadata.deletionGracePeriodSeconds metadata-deletion-immutable'],
    ],
    [
      'a finalizer while deleting',
      { ...base, finalizers: ['b', 'a'] },
      deleting,
      ['Forbidden metadata.finalizers finalizer-added-on-deletion'],
    ],
    [
      'a bad label as well',
      { ...base, labels: { 'a b': '' } },
      base,
      ['Invalid metadata.labels label-key-invalid'],
    ],
  ])('%s', (_, metadata, previous, expected, options = {}) => {
    expect(found(metadata, { previous: { ...previous }, ...options })).toEqual(expected);
  });
});

test('metadata of a template has its own path', () => {
  const check = Check.root(new Target()).at('spec', 'template');
  validateObjectMeta({ name: 'A' }, { name: 'subdomain', namespaced: false }, check);
  expect(check.findings.map(({ field }) => field)).toEqual(['spec.template.metadata.name']);
});

expectSentences('object-meta');
