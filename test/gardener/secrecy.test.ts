import { FieldPath } from '../../src/gardener/field-path';
import { describeForm, isSecretPath, withoutSecrets } from '../../src/gardener/secrecy';

describe('where a value is secret', () => {
  test.each([
    'data[accessKeySecret]',
    'data.username',
    'stringData[config.yaml]',
    'stringData',
    'helm.values.config.machineImageOwnerSecret',
    'helm.values.config.machineImageOwnerSecret.accessKeySecret',
    'helm.values.db.password',
    'helm.values.db[ADMIN_PASSWORD]',
    'helm.values.tls.key',
    'helm.values.api-key',
    'helm.values.apikey2',
    'helm.values.auth',
    'helm.values.users[3].key',
    'helm.values[.dockerconfigjson]',
    'spec.config.gardenClientConnection.kubeconfig',
    'metadata.labels[example.org/github-token]',
    'metadata.annotations[kubectl.kubernetes.io/last-applied-configuration]',
  ])('%s is', (path) => {
    expect(isSecretPath(path)).toBe(true);
  });

  test.each([
    '',
    'metadata.name',
    'spec.taints[0].key',
    'spec.deployment.tolerations[2].key',
    'spec.backup.credentialsRef.name',
    'spec.backup.secretRef',
    'spec.dns.provider.secretRef.namespace',
    'spec.config.gardenClientConnection.bootstrapKubeconfig.name',
    'helm.values.secretName',
    'helm.values.publicKey',
    'helm.values.topologyKey',
    'injectGardenKubeconfig',
    'spec.controllers.tokenRequestor.concurrentSyncs',
    'spec.machineImages[0].versions[0].version',
  ])('%s is not', (path) => {
    expect(isSecretPath(path)).toBe(false);
  });

  test('a ConfigMap and an ExternalSecret hold none below data', () => {
    expect(isSecretPath(FieldPath.of('data').key('config'), 'ConfigMap')).toBe(false);
    expect(isSecretPath(FieldPath.of('data').key('token'), 'ConfigMap')).toBe(true);
    expect(isSecretPath('spec.data[0].secretKey', 'ExternalSecret')).toBe(false);
  });

  test('a very long path takes no time to speak of', () => {
    expect(isSecretPath(`a.${'1'.repeat(300_000)}.${'[0]'.repeat(100_000)}`)).toBe(false);
  });
});

test.each([
  ['h7Kq2mZxV9', 'a text of 10 characters'],
  ['', 'an empty text'],
  [12345678, 'a number'],
  [12345678901234567890n, 'a number'],
  [true, 'true or false'],
  [null, 'null'],
  [{ a: 'b' }, 'a map'],
  [['a'], 'a list'],
])('the form of %p is said, not the value', (value, form) => {
  expect(describeForm(value)).toBe(form);
});

describe('a copy without secrets', () => {
  test('keeps names, references and what is no secret', () => {
    const values = {
      replicas: 2,
      db: { host: 'a', password: 12345678, tokens: ['a', 'b'], credentials: { name: 'x', user: 'u' } },
      taints: [{ key: 'dedicated' }],
    };
    expect(withoutSecrets(values, 'helm.values')).toEqual({
      replicas: 2,
      db: {
        host: 'a',
        password: '(hidden)',
        tokens: ['(hidden)', '(hidden)'],
        credentials: { name: 'x', '(hidden)': '(hidden)' },
      },
      taints: [{ key: 'dedicated' }],
    });
  });

  test('hides all below a secret place but the names of keys', () => {
    expect(withoutSecrets({ a: { b: 'c' }, d: null }, 'stringData')).toEqual({
      a: { '(hidden)': '(hidden)' },
      d: null,
    });
    expect(withoutSecrets({ stringData: { a: 'b' } }, '')).toEqual({ stringData: { a: '(hidden)' } });
  });

  test('takes a name below a credential for the secret, unless it leads to a reference', () => {
    const values = {
      password: { hunter2: null },
      kubeConfig: { secretRef: { name: 'x', hunter2: 'y' } },
      token: { valueFrom: { secretKeyRef: { name: 'x', key: 'y' } } },
    };
    expect(withoutSecrets(values, 'helm.values')).toEqual({
      password: { '(hidden)': '(hidden)' },
      kubeConfig: { secretRef: { name: 'x', '(hidden)': '(hidden)' } },
      token: { valueFrom: { secretKeyRef: { name: 'x', '(hidden)': '(hidden)' } } },
    });
    expect(withoutSecrets({ hunter2: null }, 'helm.values.password')).toEqual({ '(hidden)': '(hidden)' });
  });

  test('survives depth', () => {
    let deep: unknown = 'x';
    for (let depth = 0; depth < 50_000; depth++) deep = { a: deep };
    expect(JSON.stringify(withoutSecrets(deep, 'values'))).toContain('(hidden)');
  });
});
