import { scanForSecrets } from '../../src/validation/secret-scan';

const keyId = ['LTAI', '5tAbCdEfGhIjKlMnOp'].join('');
const sessionId = ['STS.', 'NUgYrLnoC37mZZCNnAb'].join('');
const keySecret = ['k', '123456789', 'abcdefghij', 'ABCDEFGHIJ'].join('');
const base64 = (text: string, times = 1): string =>
  times === 0 ? text : base64(Buffer.from(text).toString('base64'), times - 1);

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
    ['such a secret in the environment', `ALIBABA_CLOUD_ACCESS_KEY_SECRET: ${keySecret}`],
  ])('%s', (_, line) => {
    const hits = scanForSecrets(`a: b\n${line}\nc: d\n`);
    expect(hits.map((hit) => hit.line)).toEqual([2]);
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
    ['an ID that is part of a longer word', `x: a${keyId}`],
    ['a reference', 'accessKeySecret: "{{ .resources.owner.data.accessKeySecret }}"'],
    ['a variable', 'accessKeySecret: ${quote}${OWNER_KEY_SECRET_OF_THE_IMAGE_ACCOUNT}${quote}'],
    ['a name of a Secret', 'accessKeySecretRef: machine-image-owner-of-the-landscape'],
    ['an image ID', 'id: m-gw8iwwd4iiln01dj646s'],
    ['a digest', `digest: sha256:${'0a'.repeat(32)}`],
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
