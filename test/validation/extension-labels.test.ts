import { validateManifest } from '../../src/validation/validate';
import { expectSentences } from './golden';

const core = 'core.gardener.cloud/v1beta1';
const object = (kind: string, spec: object): object => ({
  apiVersion: core,
  kind,
  metadata: { name: 'a' },
  spec,
});
const places = (manifest: object): string[] =>
  validateManifest(manifest)
    .filter(({ rule }) => rule === 'extension-type-no-label')
    .map(({ type, field, message }) => `${type} ${field}: ${message}`);
const named = (type: string): string =>
  `Invalid metadata.labels: type "${type}" cannot be the name of a label, which Gardener makes of it`;
const empty = 'Invalid metadata.labels: without a type the label for it has no name';
const provider = { type: 'alicloud' };

test.each<[string, object, string[]]>([
  ['a BackupBucket', object('BackupBucket', { provider: { type: 'a/b' } }), [named('a/b')]],
  ['a Seed', object('Seed', { provider: { type: 'a-' } }), [named('a-')]],
  ['a Seed without', object('Seed', {}), [empty]],
  [
    "a Seed's backup",
    object('Seed', { provider, backup: { provider: 'x'.repeat(64) } }),
    [named('x'.repeat(64))],
  ],
  ["a Seed's backup without", object('Seed', { provider, backup: {} }), [empty]],
  ["a Seed's DNS", object('Seed', { provider, dns: { provider: { type: 'e.c/a' } } }), [named('e.c/a')]],
  [
    'internal and default domains make no label',
    object('Seed', { provider, dns: { internal: { type: 'a b' } } }),
    [],
  ],
  [
    "a Seed's extensions",
    object('Seed', { provider, extensions: [{ type: 'a' }, { type: '.a' }] }),
    [named('.a')],
  ],
  ['another kind', object('ControllerRegistration', { resources: [{ kind: 'Worker', type: 'a b' }] }), []],
])('%s', (_, manifest, expected) => {
  expect(places(manifest)).toEqual(expected);
});

test('of a part of a Seed the provider is that of the whole', () => {
  const annotations = { 'cdk8s-gardener-alicloud/partial-seed': 'for a Seed of type alicloud' };
  const part = {
    ...object('Seed', { backup: { provider: 'alicloud' } }),
    metadata: { name: 'a', annotations },
  };
  expect(places(part)).toEqual([]);
});

expectSentences('extension-labels');
