import { validateLandscape } from '../../../src/validation/validate-landscape';
import { expectSentences } from '../golden';

type Fields = Readonly<Record<string, unknown>>;

const key = 'example-only-not-a-real-secret-0001';
const id = 'example.access.key.id01';
const reference = { apiVersion: 'v1', kind: 'Secret', namespace: 'garden', name: 'key' };
const secret = (stringData: Fields, labels: Fields = {}): Fields => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'key', namespace: 'garden', labels },
  stringData,
});
const core = (kind: string, spec: Fields): Fields => ({
  apiVersion: 'core.gardener.cloud/v1beta1',
  kind,
  metadata: { name: 'a' },
  spec,
});
const backup = (provider: string): Fields =>
  core('Seed', { backup: { provider, credentialsRef: reference } });
const domain = { type: 'alicloud-dns', credentialsRef: reference };
const binding = (type: string): Fields => ({
  apiVersion: 'security.gardener.cloud/v1alpha1',
  kind: 'CredentialsBinding',
  metadata: { name: 'a', namespace: 'garden-x' },
  provider: { type },
  credentialsRef: reference,
});

const rules = ['landscape-access-key', 'alicloud-'];
const told = (...manifests: Fields[]): string[] =>
  validateLandscape(manifests.map((manifest) => ({ manifest })))
    .filter(({ rule }) => rules.some((start) => rule.startsWith(start)))
    .map(({ severity, field, message, hint }) => `${severity} ${field}: ${message}; ${hint ?? ''}`);

const aws = secret({ accessKeyID: id, secretAccessKey: key });
const used = 'uses it as credentials of Alibaba Cloud, and accessKeySecret is missing';
const hint = 'secretAccessKey is the name of AWS; here it is accessKeySecret';

test.each<[string, Fields, string]>([
  ['the backup of a Seed', backup('alicloud'), 'Seed a'],
  ['DNS', core('Seed', { dns: { provider: domain } }), 'Seed a'],
  ['a default domain', core('Seed', { dns: { defaults: [domain] } }), 'Seed a'],
  [
    'a bucket, by the older reference',
    core('BackupBucket', { provider: { type: 'alicloud' }, secretRef: { namespace: 'garden', name: 'key' } }),
    'BackupBucket a',
  ],
  ['a binding', binding('alicloud'), 'CredentialsBinding garden-x/a'],
])('a Secret for %s is judged', (_, user, name) => {
  expect(told(aws, user)).toEqual([`warning data: ${name} ${used}; ${hint}`]);
  expect(told(secret({ accessKeyID: id, accessKeySecret: key }), user)).toEqual([]);
});

test('DNS takes other names of the keys, backups do not', () => {
  const dns = secret({ ACCESS_KEY_ID: id, ACCESS_KEY_SECRET: key });
  expect(told(dns, core('Seed', { dns: { internal: domain } }))).toEqual([]);
  expect(told(dns, backup('alicloud'))).toHaveLength(2);
  expect(told(dns, core('Seed', { dns: { internal: domain } }), backup('alicloud'))).toHaveLength(2);
});

test.each<[string, Fields[]]>([
  ['nobody uses', [aws]],
  ['another cloud uses', [aws, backup('aws'), binding('aws')]],
  ['somebody else fills', [secret({}), backup('alicloud')]],
  ['a tool fills', [secret({ accessKeyID: '${ID}', accessKeySecret: '<path:a#b>' }), backup('alicloud')]],
  [
    'the admission judges',
    [secret({}, { 'provider.shoot.gardener.cloud/alicloud': 'true' }), backup('alicloud')],
  ],
])('a Secret that %s is not judged here', (_, manifests) => {
  expect(told(...manifests)).toEqual([]);
});

expectSentences('access-keys');
