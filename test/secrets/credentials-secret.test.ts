import { App, Chart } from 'cdk8s';
import type { GardenObject } from '../../src/garden-object/garden-object';
import { CredentialsSecret, SecretReference } from '../../src/secrets/credentials-secret';
import { expectSentences } from '../validation/golden';

const keyId = ['LTAI', '5tAbCdEfGhIjKlMnOp'].join('');
const keySecret = ['k', '123456789', 'abcdefghij', 'ABCDEFGHIJ'].join('');

const add = (secret: CredentialsSecret): GardenObject =>
  secret.addTo(new Chart(new App(), 'garden'), 'secret');
const rules = (object: GardenObject): string[] =>
  object.issues.map(({ severity, rule, field }) => `${severity} ${field} ${rule}`);

test('a reference names the Secret as Gardener wants it', () => {
  const reference = SecretReference.of('garden', 'backup');
  expect(reference.toCredentialsRef()).toEqual({
    apiVersion: 'v1',
    kind: 'Secret',
    namespace: 'garden',
    name: 'backup',
  });
  expect(reference.toSecretRef()).toEqual({ namespace: 'garden', name: 'backup' });
});

test('an ExternalSecret fills the two keys, and holds none', () => {
  const secret = CredentialsSecret.external('garden', 'backup', {
    store: { name: 'vault', kind: 'ClusterSecretStore' },
    accessKeyId: { key: 'alicloud/backup', property: 'id' },
    accessKeySecret: { key: 'alicloud/backup', property: 'secret' },
  });
  const object = add(secret);
  expect(object.toJson()).toEqual({
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: 'backup', namespace: 'garden' },
    spec: {
      refreshInterval: '1h',
      secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' },
      target: { name: 'backup', creationPolicy: 'Owner' },
      data: [
        { secretKey: 'accessKeyID', remoteRef: { key: 'alicloud/backup', property: 'id' } },
        { secretKey: 'accessKeySecret', remoteRef: { key: 'alicloud/backup', property: 'secret' } },
      ],
    },
  });
  expect([object.holdsSecretInClear, rules(object)]).toEqual([false, []]);
  expect(secret.reference.name).toBe('backup');
});

describe('an ExternalSecret', () => {
  const good = { store: { name: 'vault' }, accessKeyId: { key: 'a' }, accessKeySecret: { key: 'b' } };
  const of = (more: object, namespace = 'garden', name = 'backup'): GardenObject =>
    add(CredentialsSecret.external(namespace, name, { ...good, ...more }));
  const spec = (field: string): string => `error spec.${field} external-secret-invalid`;

  test.each<[string, GardenObject, string[]]>([
    ['with a good one', of({ refreshInterval: '0' }), []],
    ['with a bad store', of({ store: { name: 'My Vault' } }), [spec('secretStoreRef.name')]],
    ['without a store', of({ store: undefined }), ['error store prop-type', spec('secretStoreRef.name')]],
    [
      'with a store of another kind',
      of({ store: { name: 'a', kind: 'Vault' } }),
      [spec('secretStoreRef.kind')],
    ],
    ['with a bad interval', of({ refreshInterval: '1d' }), [spec('refreshInterval')]],
    ['without a key', of({ accessKeyId: { key: '' } }), [spec('data[0].remoteRef.key')]],
    [
      'with a bad property',
      of({ accessKeySecret: { key: 'b', property: 5 } }),
      [spec('data[1].remoteRef.property')],
    ],
    ['with a template of another form', of({ template: { type: 1 } }), [spec('target.template.type')]],
    [
      'with a template that is merged somehow',
      of({ template: { mergePolicy: 'X' } }),
      [spec('target.template.mergePolicy')],
    ],
    [
      'with a source without keys',
      of({ template: { templateFrom: [{ secret: { name: 'a' } }] } }),
      [spec('target.template.templateFrom[0].secret.items')],
    ],
    [
      'with an unknown field',
      of({ accessKeyId: { key: 'a', propertie: 'b' } }),
      [spec('data[0].remoteRef.propertie')],
    ],
    ['with a bad name', of({}, 'garden', 'a_b'), ['error metadata.name metadata-name-invalid']],
    ['with a bad namespace', of({}, 'a.b'), ['error metadata.namespace metadata-namespace-invalid']],
    [
      'with a bad label',
      of({ labels: { a: ' ' } }),
      ['error spec.target.template.metadata.labels label-value-invalid'],
    ],
  ])('%s', (_, object, expected) => {
    expect(rules(object)).toEqual(expected);
  });

  test('gives the Secret labels, and what a template says', () => {
    const template = { type: 'Opaque', metadata: { annotations: { a: 'b' }, labels: { c: 'd' } } };
    const object = of({ labels: { 'gardener.cloud/role': 'resource-reference' }, template });
    expect(rules(object)).toEqual([]);
    expect(object.toJson()).toMatchObject({
      spec: {
        target: {
          template: {
            type: 'Opaque',
            metadata: {
              annotations: { a: 'b' },
              labels: { c: 'd', 'gardener.cloud/role': 'resource-reference' },
            },
          },
        },
      },
    });
  });
});

test('a substituted Secret holds variables that stay texts', () => {
  const object = add(
    CredentialsSecret.substituted('garden', 'backup', {
      accessKeyId: 'BACKUP_ID',
      accessKeySecret: '_secret2',
    }),
  );
  expect(object.toJson()).toMatchObject({
    kind: 'Secret',
    type: 'Opaque',
    stringData: {
      accessKeyID: '${quote}${BACKUP_ID}${quote}',
      accessKeySecret: '${quote}${_secret2}${quote}',
    },
  });
  expect([object.holdsSecretInClear, rules(object)]).toEqual([false, []]);
});

test.each(['my-key', '${A}', '', '1A', 'a b'])('%j is no variable', (accessKeyId) => {
  const object = add(
    CredentialsSecret.substituted('garden', 'backup', { accessKeyId, accessKeySecret: 'OK' }),
  );
  expect(rules(object)).toContain('error stringData substitution-variable-invalid');
});

test('in clear it is what was asked for', () => {
  const object = add(
    CredentialsSecret.inClearTextForEverybodyToRead('garden', 'backup', {
      accessKeyId: keyId,
      accessKeySecret: keySecret,
    }),
  );
  expect(object.toJson()).toMatchObject({
    stringData: { accessKeyID: keyId, accessKeySecret: keySecret },
  });
  expect(object.holdsSecretInClear).toBe(true);
  expect(rules(object).filter((rule) => rule.startsWith('error'))).toEqual([]);
});

expectSentences('credentials-secret');
