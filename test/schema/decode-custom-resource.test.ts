import { Target } from '../../src/gardener/target';
import { Check } from '../../src/issues/check';
import { decode } from '../../src/schema/decode';

function run(document: unknown, gardener = 149) {
  const check = Check.root(
    new Target({ gardenerVersion: `1.${gardener}`, providerVersion: `1.72`, now: null }),
  );
  const decoded = decode('operator.gardener.cloud/v1alpha1/Extension', document, check);
  return { decoded, found: check.findings.map(({ type, field, rule }) => `${type} ${field} ${rule}`) };
}

const typeMeta = { apiVersion: 'operator.gardener.cloud/v1alpha1', kind: 'Extension' };
const extension = (spec: object) => ({ ...typeMeta, metadata: { name: 'a' }, spec });
const resource = (values: object) => extension({ resources: [{ kind: 'Extension', type: 'a', ...values }] });

test('a fine extension is returned as it is', () => {
  const document = resource({ reconcileTimeout: '3m', autoEnable: ['shoot'] });
  expect(run(document)).toEqual({ decoded: document, found: [] });
  expect(run(document).decoded).toBe(document);
});

test.each<[string, unknown, string[], boolean]>([
  ['an unknown field', extension({ foo: 1 }), ['UnknownField spec.foo unknown-field'], true],
  [
    'an unknown field in metadata',
    { ...typeMeta, metadata: { lables: {} } },
    ['UnknownField metadata.lables unknown-field'],
    true,
  ],
  [
    'an unknown field in a status',
    { ...extension({}), status: { foo: 1, conditions: 5 } },
    ['UnknownField status.foo unknown-field', 'Malformed status.conditions malformed-type'],
    false,
  ],
  [
    'a status that the webhook cannot decode',
    { ...extension({}), status: { observedGeneration: [] } },
    ['Malformed status.observedGeneration malformed-type'],
    false,
  ],
  [
    'a label that is no text',
    { ...typeMeta, metadata: { labels: { a: 1 } } },
    ['Malformed metadata.labels[a] malformed-type'],
    false,
  ],
  [
    'a missing field',
    extension({ resources: [{ kind: 'Extension' }] }),
    ['Required spec.resources[0].type schema-required'],
    true,
  ],
  [
    'a null field that is required',
    resource({ type: null }),
    ['TypeInvalid spec.resources[0].type schema-null', 'Required spec.resources[0].type schema-required'],
    true,
  ],
  ['a number for a text', resource({ type: 5 }), ['TypeInvalid spec.resources[0].type schema-type'], false],
  [
    'a text for a boolean',
    resource({ primary: 'yes' }),
    ['TypeInvalid spec.resources[0].primary schema-type'],
    false,
  ],
  [
    'a number for a duration',
    resource({ reconcileTimeout: 5 }),
    ['TypeInvalid spec.resources[0].reconcileTimeout schema-type'],
    false,
  ],
  [
    'a bad duration',
    resource({ reconcileTimeout: '1d' }),
    ['Malformed spec.resources[0].reconcileTimeout malformed-duration'],
    false,
  ],
  [
    'a null item',
    resource({ autoEnable: [null] }),
    ['TypeInvalid spec.resources[0].autoEnable[0] schema-type'],
    true,
  ],
  [
    'a map for a list',
    resource({ autoEnable: { a: 1 } }),
    [
      'UnknownField spec.resources[0].autoEnable.a unknown-field',
      'TypeInvalid spec.resources[0].autoEnable schema-type',
    ],
    false,
  ],
  [
    'a list for a map',
    extension({ deployment: [{ helm: {} }] }),
    ['UnknownField spec.deployment[0].helm unknown-field', 'TypeInvalid spec.deployment schema-type'],
    false,
  ],
  ['a list for the whole', extension([]), ['TypeInvalid spec schema-type'], false],
])('%s', (_name, document, expected, decodable) => {
  const { decoded, found } = run(document);
  expect(found).toEqual(expected);
  expect(decoded !== undefined).toBe(decodable);
});

test('nulls of fields and keys vanish, those of free-form areas stay', () => {
  const values = { a: null };
  const document = extension({
    deployment: {
      extension: { values, policy: null, seedSelector: { matchLabels: { a: null, b: 'c' } } },
      admission: null,
    },
  });
  expect(run(document)).toEqual({
    decoded: extension({ deployment: { extension: { values, seedSelector: { matchLabels: { b: 'c' } } } } }),
    found: [
      'TypeInvalid spec.deployment.extension.policy schema-null',
      'TypeInvalid spec.deployment.extension.seedSelector.matchLabels.a schema-null',
      'TypeInvalid spec.deployment.admission schema-null',
    ],
  });
});

test('a null item becomes the zero value that a webhook sees', () => {
  expect(run(resource({ autoEnable: ['shoot', null] })).decoded).toEqual(
    resource({ autoEnable: ['shoot', ''] }),
  );
});

test('fields of newer versions are unknown, and what is inside them is not looked at', () => {
  const document = extension({ deployment: { resources: [{ foo: 1 }] } });
  expect(run(document, 146).found).toEqual(['UnknownField spec.deployment.resources field-too-new']);
  expect(run(document, 147).found).toEqual([
    'UnknownField spec.deployment.resources[0].foo unknown-field',
    'Required spec.deployment.resources[0].name schema-required',
    'Required spec.deployment.resources[0].resourceRef schema-required',
  ]);
});

test('lists within lists without end do no harm', () => {
  let nested: unknown = [];
  for (let depth = 0; depth < 100_000; depth++) nested = [nested];
  expect(run(extension({ deployment: nested as object })).found).toEqual([
    'TypeInvalid spec.deployment schema-type',
  ]);
});
