import fc from 'fast-check';
import { judgeTexts, validateManifest, validateYaml } from '../../../src/validation/validate';

const providerLabel = 'provider.shoot.gardener.cloud/alicloud';
const secret = (metadata: object, rest: object): object => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'owner', namespace: 'garden', ...metadata },
  ...rest,
});

/** Every way in which a Secret is judged. */
function issuesOf(manifest: object, previous?: object) {
  const text = JSON.stringify(manifest);
  const options = previous === undefined ? {} : { previous };
  return [
    ...validateManifest(manifest, options),
    ...validateYaml(text, options),
    ...judgeTexts([{ file: 'a.yaml', text }], { now: null }, previous ? { previous: [previous] } : {}).issues,
  ];
}

const keys = fc.oneof(
  fc.constantFrom(
    'accessKeyID',
    'accessKeySecret',
    'ACCESS_KEY_ID',
    'accesskeyid',
    'storageEndpoint',
    'a.json',
  ),
  fc.string(),
);
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const values = fc.oneof(
  fc.string(),
  fc.string().map(base64),
  fc.constantFrom('', 'x'.repeat(200), base64('key with blanks'), base64('short'), '${KEY}'),
  fc.jsonValue(),
);
const parts = fc.record(
  { data: fc.dictionary(keys, values), stringData: fc.dictionary(keys, values), type: fc.string() },
  { requiredKeys: [] },
);
/** Labels that do not say of a Secret whose it is. */
const others = fc.dictionary(
  fc.constantFrom(
    ...[
      'gardener.cloud/role',
      'provider.shoot.gardener.cloud/aws',
      'provider.extensions.gardener.cloud/alicloud',
    ],
    ...['Provider.shoot.gardener.cloud/alicloud', 'dnsprovider.shoot.gardener.cloud/alicloud-dns'],
  ),
  fc.constantFrom('true', 'resource-reference', ''),
);
const foreign = fc.oneof(
  others,
  fc.tuple(others, fc.constantFrom('false', '', 'True', '1')).map(([labels, value]) => ({
    ...labels,
    [providerLabel]: value,
  })),
);

test('a Secret without the label of the provider gets no error by its rules', () => {
  fc.assert(
    fc.property(foreign, parts, fc.option(parts, { nil: undefined }), (labels, rest, before) => {
      const previous = before && secret({ labels }, before);
      const errors = issuesOf(secret({ labels }, rest), previous).filter(
        ({ severity }) => severity === 'error',
      );
      expect(errors.filter(({ rule }) => rule.startsWith('alicloud-'))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

/** Stands inside of each placeholder: nothing else in an issue has it. */
const mark = 'qzxjv';
const word = fc.stringMatching(/^[a-zA-Z0-9_]{0,20}$/).map((text) => `${mark}${text}`);
const placeholders = fc
  .tuple(
    fc.constantFrom<(text: string) => string>(
      (text) => `\${${text}}`,
      (text) => `<path:secret/data/${text}#key>`,
      (text) => `ENC[AES256_GCM,data:${text},iv:${text}=,tag:${text}==,type:str]`,
      (text) => `ENC[AES256_GCM,data:${text.repeat(200)},iv:a,tag:b,type:str]`,
      (text) => `ref+vault://secret/${text}#/key`,
      (text) => `vault:secret/data/${text}#key`,
      (text) => `op://vault/${text}/key`,
      (text) => `{{ .Values.${text} }}`,
      (text) => `prefix-{{ ${text} }}`,
    ),
    word,
  )
  .map(([form, text]) => form(text));

test('what another tool fills in is neither judged nor printed, of whomever the Secret is', () => {
  const filled = fc.record(
    { accessKeyID: placeholders, accessKeySecret: placeholders, other: placeholders },
    { requiredKeys: ['accessKeyID', 'accessKeySecret'] },
  );
  const labels = fc.constantFrom(
    {},
    { [providerLabel]: 'true' },
    { 'gardener.cloud/role': 'resource-reference' },
  );
  fc.assert(
    fc.property(
      filled,
      labels,
      fc.constantFrom('data', 'stringData'),
      fc.boolean(),
      (all, own, field, isSops) => {
        const sops = isSops
          ? { sops: { mac: `ENC[AES256_GCM,data:${mark},type:str]`, version: '3.9.0' } }
          : {};
        const issues = issuesOf(secret({ labels: own }, { [field]: all, ...sops }));
        expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
        expect(issues.filter(({ field: at }) => /accessKey/.test(at))).toEqual([]);
        expect(JSON.stringify(issues)).not.toContain(mark);
      },
    ),
    { numRuns: 300 },
  );
});
