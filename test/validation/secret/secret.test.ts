import { secretRules as rules } from '../../../src/validation/secret/errors';
import { judgeTexts, validateManifest } from '../../../src/validation/validate';
import { errors, findings, warnings } from '../controller-deployment/judge-kind';
import { expectSentences } from '../golden';

type Fields = Record<string, unknown>;

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const id = 'example.access.key.id01';
const key = 'example-only-not-a-real-secret-0001';
const userId = ['LTAI', '5tAbCdEfGhIjKlMnOp'].join('');
const refused = 'Invalid  alicloud-access-key';

function secret(fields: Fields, metadata: Fields = {}): Fields {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'backup', namespace: 'garden', ...metadata },
    ...fields,
  };
}

const labelled = (fields: Fields, label = 'alicloud'): Fields =>
  secret(fields, { labels: { [`provider.shoot.gardener.cloud/${label}`]: 'true' } });
const pair = (accessKeyID: string, accessKeySecret: string): Fields =>
  labelled({ stringData: { accessKeyID, accessKeySecret } });

describe('access keys of Alibaba Cloud', () => {
  test.each<[string, Fields, string[]]>([
    ['good ones', pair(id, key), []],
    ['an ID of 15', pair('a'.repeat(15), key), [refused]],
    ['an ID of 16', pair('a'.repeat(16), key), []],
    ['an ID of 128', pair('a'.repeat(128), key), []],
    ['an ID of 129', pair('a'.repeat(129), key), [refused]],
    ['an ID with all that is allowed', pair('0123456789aZ._==', key), []],
    ['an ID with a dash', pair(`${id}-`, key), [refused]],
    ['an ID with a newline', pair(`${id}\n`, key), [refused]],
    ['a secret of 29', pair(id, 'a'.repeat(29)), [refused]],
    ['a secret of 30', pair(id, 'a'.repeat(30)), []],
    ['a secret of 28 bytes in 14 characters', pair(id, 'ä'.repeat(14)), [refused]],
    ['a secret of 30 bytes in 15 characters', pair(id, 'ä'.repeat(15)), []],
    ['a secret with a newline before', pair(id, `\n${key}`), [refused]],
    ['a secret with a return after', pair(id, `${key}\r`), [refused]],
    ['a secret with blanks around', pair(id, ` ${key} `), []],
    ['a secret with a newline inside', pair(id, `${key}\n${key}`), []],
    ['both bad', pair('a', 'a'), [refused, refused]],
    ['one key only', labelled({ data: { accessKeyID: base64(id) } }), [refused]],
    ['a key in another case', labelled({ stringData: { accessKeyId: id, accessKeySecret: key } }), [refused]],
    [
      'stringData over data',
      labelled({
        data: { accessKeyID: 'YQ==', accessKeySecret: base64(key) },
        stringData: { accessKeyID: id },
      }),
      [],
    ],
    [
      'bad stringData over good data',
      labelled({
        data: { accessKeyID: base64(id), accessKeySecret: base64(key) },
        stringData: { accessKeyID: 'a' },
      }),
      [refused],
    ],
    ['placeholders for Flux', pair('${quote}${id}${quote}', '${secret}'), []],
  ])('%s', (_, manifest, expected) => {
    expect(errors(rules, manifest)).toEqual(expected);
  });

  test.each<[string, Fields, number]>([
    ['with the label of alicloud', labelled({ stringData: { a: 'b' } }), 2],
    ['with the label of another provider', labelled({ stringData: { accessKeyID: 'a' } }, 'aws'), 0],
    [
      'with another value of the label',
      secret(
        { stringData: { accessKeyID: 'a' } },
        { labels: { 'provider.shoot.gardener.cloud/alicloud': 'yes' } },
      ),
      0,
    ],
    ['of another type', { ...labelled({ stringData: { a: 'b' } }), type: 'example.org/a' }, 2],
    ['without data', labelled({}), 2],
    ['without the label', secret({ stringData: { accessKeyID: 'a', accessKeySecret: 'b' } }), 0],
    ['without label and data, but with the name', secret({}, { name: 'backup-alicloud' }), 0],
  ])('a Secret %s', (_, manifest, expected) => {
    expect(errors(rules, manifest)).toHaveLength(expected);
  });

  test.each([
    ['secretAccessKey', 'secretAccessKey is the name of AWS; here it is accessKeySecret'],
    ['AWS_SECRET_ACCESS_KEY', 'AWS_SECRET_ACCESS_KEY is the name of AWS; here it is accessKeySecret'],
    ['clientSecret', 'clientSecret is the name of Azure; here it is accessKeySecret'],
    ['access-key-secret', 'write accessKeySecret, not access-key-secret'],
    ['constructor', 'add accessKeySecret'],
  ])('the key name %s of another cloud is known', (name, hint) => {
    const manifest = labelled({ stringData: { accessKeyID: id, [name]: key } });
    const found = findings(rules, manifest).filter(({ severity }) => severity === 'error');
    expect(found.map((finding) => finding.hint)).toEqual([hint]);
  });

  test.each([
    '${ID}',
    '${ID:-x}',
    '$ID',
    '$(ID)',
    '#{ID}#',
    '<path:secret/data/alicloud#id>',
    'ENC[AES256_GCM,data:YQ==,iv:YQ==,tag:YQ==,type:str]',
    'ref+vault://secret/alicloud#/id',
    'vault:secret/data/alicloud#ID',
    'op://garden/alicloud/id',
    '((alicloud.access_key))',
    '{{ .id }}',
  ])('%s is filled in by another tool: its value is not judged, in any form', (text) => {
    const forms = [
      { stringData: { accessKeyID: text, accessKeySecret: text } },
      { data: { accessKeyID: text, accessKeySecret: text } },
      { data: { accessKeyID: base64(text), accessKeySecret: base64(text) } },
    ];
    for (const form of forms) {
      expect(validateManifest(labelled(form))).toEqual([]);
      expect(validateManifest({ ...labelled({ data: { a: text } }) })).toHaveLength(2);
    }
  });

  test('what SOPS adds is not there for the API server', () => {
    const data = { accessKeyID: 'ENC[AES256_GCM,data:YQ==,iv:YQ==,tag:YQ==,type:str]' };
    const sops = { mac: 'ENC[…]', version: '3.9.0' };
    expect(validateManifest({ ...secret({ data }), sops })).toEqual([]);
    expect(validateManifest({ ...labelled({ data }), sops })).toHaveLength(1);
    expect(validateManifest({ ...secret({ data }), sops: 'x' })).toMatchObject([{ rule: 'unknown-field' }]);
  });

  test('an update that leaves the data alone is not judged', () => {
    const bad = pair('a', 'b');
    const same = labelled({ data: { accessKeyID: base64('a'), accessKeySecret: base64('b') } });
    expect(errors(rules, same, { previous: bad })).toEqual([]);
    expect(errors(rules, bad, { previous: pair(id, key) })).toHaveLength(2);
  });

  test('no message holds the key', () => {
    const messages = JSON.stringify(findings(rules, pair('LTAI-very-secret', 'very-secret')));
    expect(messages).not.toContain('very-secret');
  });
});

describe('what Kubernetes asks of any Secret', () => {
  const type = (name: string, data: Fields = {}): Fields => secret({ type: `kubernetes.io/${name}`, data });
  const needs = (field: string): string => `Required ${field} secret-type-key-missing`;
  test.each<[string, Fields, string[]]>([
    ['a blank in a key', secret({ data: { 'a b': '' } }), ['Invalid data[a b] secret-key-name']],
    ['a key in stringData', secret({ stringData: { ä: '' } }), ['Invalid data[ä] secret-key-name']],
    [
      'the folder above',
      secret({ data: { '..': '', '.': '', '..a': '', '.a': '' } }),
      [
        'Invalid data[..] secret-key-name',
        'Invalid data[..a] secret-key-name',
        'Invalid data[.] secret-key-name',
      ],
    ],
    ['1 MiB', secret({ stringData: { a: 'x'.repeat(1024 * 1024) } }), []],
    [
      'more than 1 MiB',
      secret({ stringData: { a: 'x'.repeat(1024 * 1024), b: 'x' } }),
      ['TooLong data secret-too-large'],
    ],
    ['a pull secret without configuration', type('dockerconfigjson'), [needs('data[.dockerconfigjson]')]],
    [
      'a pull secret that is no JSON',
      type('dockerconfigjson', { '.dockerconfigjson': base64('x') }),
      ['Invalid data[.dockerconfigjson] secret-docker-config'],
    ],
    ['a pull secret', type('dockerconfigjson', { '.dockerconfigjson': base64('{"auths": {}}') }), []],
    ['the older one', type('dockercfg'), [needs('data[.dockercfg]')]],
    ['a certificate', type('tls', { 'tls.crt': '' }), [needs('data[tls.key]')]],
    ['a login', type('basic-auth'), [needs('data[password]'), needs('data[username]')]],
    ['half a login', type('basic-auth', { username: '' }), []],
    ['an empty SSH key', type('ssh-auth', { 'ssh-privatekey': '' }), [needs('data[ssh-privatekey]')]],
    [
      'a token of nobody',
      type('service-account-token'),
      [needs('metadata.annotations[kubernetes.io/service-account.name]')],
    ],
    [
      'no namespace',
      secret({}, { namespace: '' }),
      ['Required metadata.namespace metadata-namespace-required'],
    ],
  ])('%s', (_, manifest, expected) => {
    expect(errors(rules, manifest)).toEqual(expected);
  });

  test.each<[string, Fields, Fields, string[]]>([
    ['another type', secret({ type: 'a' }), secret({ type: 'b' }), ['Invalid type secret-type-immutable']],
    ['no type any more', secret({ type: 'a' }), secret({}), ['Invalid type secret-type-immutable']],
    ['the default written out', secret({}), secret({ type: 'Opaque' }), []],
    [
      'an immutable one as it was',
      secret({ immutable: true, stringData: { a: 'b' } }),
      secret({ immutable: true, data: { a: base64('b') } }),
      [],
    ],
    [
      'an immutable one changed',
      secret({ immutable: true }),
      secret({ immutable: true, data: { a: '' } }),
      ['Forbidden data secret-immutable'],
    ],
    [
      'an immutable one made mutable',
      secret({ immutable: true }),
      secret({}),
      ['Forbidden immutable secret-immutable'],
    ],
  ])('update: %s', (_, previous, manifest, expected) => {
    expect(errors(rules, manifest, { previous })).toEqual(expected);
  });
});

describe('warnings', () => {
  const clear = [
    'secret-access-key-in-clear stringData.accessKeyID',
    'secret-access-key-in-clear stringData.accessKeySecret',
  ];
  const forCharts = { labels: { 'gardener.cloud/role': 'resource-reference' } };
  test.each<[string, Fields, string[]]>([
    ['a key in the manifest', pair(id, key), clear],
    ['placeholders', pair('${id}', '${secret}'), []],
    [
      'encoded once too often',
      pair(base64(id), base64(key)),
      [
        'alicloud-access-key-encoded-twice stringData.accessKeyID',
        'alicloud-access-key-encoded-twice stringData.accessKeySecret',
        ...clear,
      ],
    ],
    [
      'not encoded for a chart',
      secret({ stringData: { accessKeyID: id, accessKeySecret: key } }, forCharts),
      [
        'alicloud-access-key-not-encoded-for-chart stringData.accessKeyID',
        'alicloud-access-key-not-encoded-for-chart stringData.accessKeySecret',
        ...clear,
      ],
    ],
    [
      'encoded for a chart',
      secret({ stringData: { accessKeyID: base64(id), accessKeySecret: base64(key) } }, forCharts),
      clear,
    ],
    [
      'keys that others write',
      labelled({
        stringData: { accessKeyID: '${id}', accessKeySecret: '${s}', bucketName: 'a', 'x.json': '{}' },
      }),
      [
        'alicloud-backup-key-overwritten stringData[bucketName]',
        'alicloud-credentials-file stringData[x.json]',
      ],
    ],
    [
      'a newline in keys for DNS',
      labelled({ stringData: { ACCESS_KEY_ID: '${a}', ACCESS_KEY_SECRET: 'x\n' } }),
      [
        'alicloud-access-key-newline stringData.ACCESS_KEY_SECRET',
        'secret-access-key-in-clear stringData.ACCESS_KEY_SECRET',
      ],
    ],
    [
      'a key in whatever else',
      secret(
        { stringData: { 'config.json': `{"id":"${userId}"}`, a: '1' } },
        { annotations: { 'a/b': userId } },
      ),
      [
        'secret-access-key-in-clear metadata.annotations[a/b]',
        'secret-access-key-in-clear stringData.config.json',
      ],
    ],
    [
      'names that other clouds have as well',
      secret({ stringData: { accessKeyID: 'minio', secretKey: 'minio123456' } }),
      [],
    ],
    ['nothing of ours', secret({ stringData: { password: 'x' } }), []],
  ])('%s', (_, manifest, expected) => {
    expect(warnings(rules, manifest)).toEqual(expected);
  });
});

test("what a Secret of somebody else holds is none of the text scan's business", () => {
  const file = (text: string) => ({ file: 'a.yaml', text });
  const data = 'data:\n  secret-access-key: d0phbHJYVXRuRkVNSS9LN01ERU5HL2JQeFJmaUNZRVhBTVBMRUtFWQ==\n';
  const route53 = `apiVersion: v1\nkind: Secret\nmetadata: {name: route53, namespace: dns}\n${data}`;
  expect(judgeTexts([file(route53)], { now: null }).issues).toEqual([]);
  const values = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: b}\n${data}---\n${route53}`;
  expect(judgeTexts([file(values)], { now: null }).issues.map(({ rule }) => rule)).toEqual([
    'secret-in-clear',
  ]);
});

expectSentences('secret-tests');
