import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scanForSecrets } from '../../src/validation/secret-scan';

const keyId = ['LTAI', '5tAbCdEfGhIjKlMnOp'].join('');
const sessionId = ['STS.', 'NUgYrLnoC37mZZCNnAb'].join('');
const keySecret = ['k', '123456789', 'abcdefghij', 'ABCDEFGHIJ'].join('');
const base64 = (text: string, times = 1): string =>
  times === 0 ? text : base64(Buffer.from(text).toString('base64'), times - 1);

const percent = (text: string): string =>
  text.replace(/./g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
/** Random enough, and always the same. */
const random = (length: number): string =>
  Buffer.from(Array.from({ length }, (_, index) => (index * 89 + index * index * 31) % 251))
    .toString('base64')
    .replace(/[+/=]/g, 'q')
    .slice(0, length);
const privateKey = `${['-----BEGIN EC PRI', 'VATE KEY-----'].join('')}\n${random(64)}\n${random(40)}\n`;
const token = [{ alg: 'RS256' }, { sub: 'system:serviceaccount:garden:a' }]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .concat(random(86))
  .join('.');

describe('found', () => {
  test.each<[what: string, line: string]>([
    ['an ID of a user', `accessKeyID: ${keyId}`],
    ['an ID of the oldest form', `id: ${['LTAI', 'abcdefghijkl'].join('')}`],
    ['an ID of a session', `id: "${sessionId}"`],
    ['an ID as a key', `${keyId}: x`],
    ['an ID within a text', `run with --id=${keyId} please`],
    ['an ID in a comment', `# ${keyId}`],
    ['an ID in base64', `id: ${base64(keyId)}`],
    ['an ID in base64 twice', `id: ${base64(keyId, 2)}`],
    ['an ID with a newline in base64', `id: ${base64(`${keyId}\n`)}`],
    ['an ID amid other text in base64', `file: ${base64(`[default]\nid = ${keyId}\n`)}`],
    ['a secret of a field called so', `accessKeySecret: ${keySecret}`],
    ['such a secret in a list and in quotes', `- "access_key_secret": "${keySecret}"`],
    ['such a secret in base64', `accessKeySecret: ${base64(keySecret)}`],
    ['an ID glued to letters', `id: user${keyId}`],
    ['an ID in base64 three times', `id: ${base64(keyId, 3)}`],
    ['an ID in hexadecimal digits', `id: ${Buffer.from(keyId).toString('hex')}`],
    ['an ID that is percent-encoded', `id: ${percent(keyId)}`],
    [
      'an ID of which one letter is',
      `id: ${keyId.slice(0, 8)}${percent(keyId.slice(8, 9))}${keyId.slice(9)}`,
    ],
    ['an ID in JSON escapes', `id: "\\u004c${keyId.slice(1)}"`],
    ['an ID in UTF-16, in base64', `id: ${Buffer.from(keyId, 'utf16le').toString('base64')}`],
    ['an ID in UTF-16 as it stands', `id: ${Buffer.from(keyId, 'utf16le').toString('latin1')}`],
    ['a session ID without a digit', `id: ${['STS.', 'NUgYrLnoCmZZCNnAbQwT'].join('')}`],
    ['such a secret in compact JSON', `{"accessKeySecret":"${keySecret}","a":1}`],
    ['such a secret in escaped JSON', `text: "{\\"accessKeySecret\\": \\"${keySecret}\\"}"`],
    ['such a secret in a flow map', `owner: {accessKeyID: a, accessKeySecret: ${keySecret}, name: b}`],
    ['such a secret with a comma behind', `accessKeySecret: ${keySecret}, and more`],
    ['such a secret with a comment behind', `accessKeySecret: ${keySecret} # of the owner`],
    ['such a secret under another cloud', `secretAccessKey: ${keySecret}`],
    ['such a secret in an environment file', `export ALICLOUD_SECRET_KEY=${keySecret}`],
    ['a variable of a container', `- {name: ALIBABA_CLOUD_ACCESS_KEY_SECRET, value: ${keySecret}}`],
    ['a token by name', `securityToken: ${keySecret.repeat(3)}`],
    ['an STS token', `x: ${['CA', 'IS'].join('')}${random(300)}`],
    ['a private key', privateKey],
    ['a private key on one line', `key: "${privateKey.replaceAll('\n', '\\n')}"`],
    ['a private key in base64', `tls.key: ${base64(privateKey)}`],
    ['a JSON Web Token', `token: ${token}`],
    ['a JSON Web Token in base64', `token: ${base64(token)}`],
    ['a GitHub token', `x: ${['gh', 'p_'].join('')}${random(36)}`],
    ['a newer GitHub token', `x: ${['github', '_pat_'].join('')}${random(82)}`],
    ['a GitLab token', `x: ${['glpat', '-'].join('')}${random(20)}`],
    ['a Docker login', `{"auths": {"r": {"auth": "${base64('robot:s3cr3t-word')}"}}}`],
    ['a Docker login in two fields', '{"auths": {"r": {"username": "robot", "password": "s3cr3t-word"}}}'],
    ['a Docker login in base64', base64(`{"auths":{"r":{"auth":"${base64('robot:s3cr3t-word')}"}}}`)],
    ['a password in a URL', 'repoUrl: https://bot:s3cr3t-word@git.example.org/landscape.git'],
    ['a password in an OCI reference', 'ref: oci://bot:s3cr3t-word@registry.example.org/charts/a:v1'],
    ['a kubeconfig', '{apiVersion: v1, kind: Config, users: [{user: {token: abcdef.0123456789abcdef}}]}'],
    ['a kubeconfig in base64', base64('kind: Config\nusers:\n- user:\n    password: s3cr3t-word\n')],
    ['a Docker login in YAML', `auths: {r: {auth: ${base64('robot:s3cr3t-word')}}}`],
    ['a Docker login that is named so', `auth: ${base64('robot:s3cr3t-word')} # of the registry`],
    ['such a secret in a block', `accessKeySecret: >-\n  ${keySecret}`],
    ['such a secret in a block that keeps its lines', `accessKeySecret: |2+\n  ${keySecret}`],
    ['such a secret on the next line', `accessKeySecret:\n  ${keySecret}`],
    ['such a secret with a tag', `accessKeySecret: !!str ${keySecret}`],
    [
      'such a secret with an anchor and a tag',
      `accessKeySecret: &key !<tag:yaml.org,2002:str> "${keySecret}"`,
    ],
    ['such a secret behind a flag', `run --access-key-secret ${keySecret} now`],
    ['such a secret in XML', `<accessKeySecret>${keySecret}</accessKeySecret>`],
    ['a variable whose name stands behind it', `- {value: "${keySecret}", name: ALICLOUD_SECRET_KEY}`],
    ['an ID in long escapes', `id: "\\U0000004c${keyId.slice(1)}"`],
    ['a login in a header', `Authorization: Basic ${base64('robot:s3cr3t-word')}`],
    ['a token in a header', `{"Authorization": "Bearer ${random(40)}"}`],
    ['a key of age', `${['AGE-SECRET', '-KEY-1'].join('')}${'Q3YSZG7PLX'.repeat(6).slice(0, 58)}`],
    ['a key of AWS', `aws: ${['AK', 'IA'].join('')}Q3YSZG7PLXWMTKDB`],
    ['a token of Slack', `x: ${['xox', 'b-'].join('')}123456789012-${random(24)}`],
    ['such a secret in the environment', `ALIBABA_CLOUD_ACCESS_KEY_SECRET: ${keySecret}`],
  ])('%s', (_, line) => {
    const hits = scanForSecrets(`a: b\n${line}\nc: d\n`);
    expect(hits[0]?.line).toBe(2);
    expect(JSON.stringify(hits)).not.toContain(keyId);
    expect(JSON.stringify(hits)).not.toContain(keySecret);
  });

  test('each line once, every line', () => {
    expect(scanForSecrets(`${keyId} ${keyId}\n\n${keyId}`).map(({ line }) => line)).toEqual([1, 3]);
  });
});

describe('not found', () => {
  test.each<[what: string, line: string]>([
    ['nothing', ''],
    ['a name that begins alike', 'name: LTAI'],
    ['a name in base64 by chance', `integrity: sha512-${random(20)}${keyId}${random(60)}==`],
    ['an ID of documentation', `id: ${['LTAI', 'xxxxxxxxxxxxxxxxxxxx'].join('')}`],
    ['a call of the service', 'actions: [STS.GetCallerIdentity, STS.AssumeRoleWithSAML, sts:AssumeRole]'],
    ['a path of Vault', 'accessKeySecret: secret/data/garden/alicloud/owner/accessKey1'],
    [
      'a placeholder of a Vault plugin',
      'accessKeySecret: <path:garden/data/alicloud#accessKeySecret01234567>',
    ],
    ['a variable in a URL', 'repoUrl: https://bot:${GIT_PASSWORD}@git.example.org/landscape.git'],
    ['a URL of documentation', 'url: https://user:password@git.example.org and http://[user]:[pass]@a'],
    ['a mail address behind a URL', 'see https://example.org:8443/a?mail=me@example.org'],
    ['a key that documentation shortens', ['-----BEGIN PRI', 'VATE KEY-----\\nMIIE...'].join('')],
    ['a public key', `-----BEGIN PUBLIC KEY-----\n${random(64)}`],
    ['a GitHub token of documentation', `x: ${['gh', 'p_'].join('')}${'x'.repeat(36)}`],
    ['a kubeconfig without credentials', 'kind: Config\nusers: [{user: {exec: {command: kubelogin}}}]'],
    ['a long name', 'secretKey: alicloud-machine-image-owner-of-the-landscape-01'],
    ['a reference', 'accessKeySecret: "{{ .resources.owner.data.accessKeySecret }}"'],
    ['a variable', 'accessKeySecret: ${quote}${OWNER_KEY_SECRET_OF_THE_IMAGE_ACCOUNT}${quote}'],
    ['a name of a Secret', 'accessKeySecretRef: machine-image-owner-of-the-landscape'],
    ['an image ID', 'id: m-gw8iwwd4iiln01dj646s'],
    ['a digest', `digest: sha256:${'0a'.repeat(32)}`],
    ['a key of AWS of documentation', `id: ${['AK', 'IA'].join('')}IOSFODNN7EXAMPLE`],
    ['a login of documentation', `auth: ${base64('user:password')}`],
    ['a header of documentation', 'Authorization: Bearer <your-token-of-the-garden-cluster>'],
    ['a header with a variable', `Authorization: Basic ${base64('user:${GIT_PASSWORD}')}`],
    ['a blank behind a name', `accessKeySecret ${keySecret} is no flag`],
    ['an empty field before another', `accessKeySecret:\nname: machine-image-owner-of-the-landscape-012345`],
    ['a certificate', base64('x'.repeat(48))],
  ])('%s', (_, line) => {
    expect(scanForSecrets(line)).toEqual([]);
  });
});

describe('an ID in base64 that is hidden by what surrounds it', () => {
  const encoded = Buffer.from('key: LTAI5tExampleExampleExam and more text').toString('base64');

  test.each(['a', 'ab/', 'abc'])('behind %p', (prefix) => {
    expect(scanForSecrets(`data: ${prefix}${encoded}\n`)).toEqual([
      { line: 1, what: 'an AccessKey ID in base64' },
    ]);
  });

  test.each([16, 20, 24])('wrapped after %d characters', (width) => {
    const lines = encoded.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
    const text = `data: |\n${lines.map((line) => `    ${line}\n`).join('')}end: true\n`;
    expect(scanForSecrets(text)).toEqual([{ line: 2, what: 'an AccessKey ID in wrapped base64' }]);
  });
});

describe('texts of many MiB', () => {
  const filler = 'eHh4eHh4'.repeat(8);
  const lines = Buffer.from('key: LTAI5tExampleExampleExam and more text')
    .toString('base64')
    .replaceAll(/.{20}/g, '$&\n');

  test.each<[string, string]>([
    ['a line', `${filler.repeat(1 << 18)}\n`],
    ['a block of lines', `${filler}\n`.repeat(1 << 17)],
  ])('of base64 are searched to their end: %s', (_name, text) => {
    expect(scanForSecrets(text)).toEqual([]);
    const hits = scanForSecrets(`${text}data: |\n${lines}\n`);
    expect(hits.map(({ what }) => what)).toEqual(['an AccessKey ID in wrapped base64']);
  });
});

describe('harmless texts', () => {
  const modules = join(__dirname, '../../node_modules');
  const texts = readdirSync(modules)
    .filter((name) => !name.startsWith('.') && !name.startsWith('@'))
    .slice(0, 400)
    .flatMap((name) =>
      ['package.json', 'README.md', 'CHANGELOG.md', 'index.js', 'index.d.ts'].map((file) =>
        join(modules, name, file),
      ),
    )
    .filter((path) => existsSync(path))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));

  test('of other people give no alarm', () => {
    expect(texts.reduce((sum, { text }) => sum + text.length, 0)).toBeGreaterThan(300 * 1024);
    const alarms = texts.flatMap(({ path, text }) =>
      scanForSecrets(text).map(({ line, what }) => `${path}:${line} ${what}`),
    );
    expect(alarms).toEqual([]);
  });

  test('of our own examples give none', () => {
    const root = join(__dirname, '../..');
    const files = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(?:ya?ml|json)$/.test(name))
      .map((name) => readFileSync(join(root, 'dist', name), 'utf8'));
    expect(files.length).toBeGreaterThan(5);
    expect(files.flatMap(scanForSecrets)).toEqual([]);
  });
});
