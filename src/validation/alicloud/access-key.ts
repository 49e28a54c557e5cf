// Follows pkg/admission/validator/secret.go and pkg/apis/alicloud/validation/secrets.go of
// gardener/gardener-extension-provider-alicloud.
import { asObject, isObject, type JsonObject } from '../../gardener/json';
import { isPlaceholder } from '../../gardener/secrecy';
import type { Check } from '../../issues/check';
import { secretRuleTable as rules } from '../secret/table';

export type SecretData = ReadonlyMap<string, SecretValue>;

export const accessKeyIdKey = 'accessKeyID';
export const accessKeySecretKey = 'accessKeySecret';
const minIdLength = 16;
const maxIdLength = 128;
const minSecretLength = 30;

/** Gardener sets it on Secrets that a binding names; the admission looks at no others. */
const providerLabel = 'provider.shoot.gardener.cloud/alicloud';

/** Whether the admission of provider-alicloud judges a Secret. */
export function isLabelledForAlicloud(manifest: JsonObject): boolean {
  return asObject(asObject(manifest['metadata'])['labels'])[providerLabel] === 'true';
}

/**
 * The rules of provider-alicloud's admission. It names no field; the issue is shown at the key. An update that
 * leaves the data as they are is not judged, nor is a placeholder that another tool fills.
 */
export function validateAlicloudAccessKey(
  manifest: JsonObject,
  data: SecretData,
  previous: JsonObject | undefined,
  check: Check,
): void {
  if (!isLabelledForAlicloud(manifest)) return;
  if (previous !== undefined && isSameData(data, secretData(previous))) return;
  for (const { key, said, hint } of accessKeyProblems(data)) {
    const field = data.get(key)?.field;
    const at = field === undefined ? check.at('data') : check.at(field, key);
    at.as(check.field).report(rules['alicloud-access-key'], `${key} ${said}`, hint);
  }
}

export interface AccessKeyProblem {
  readonly key: string;
  /** Goes on after the key; the value itself is never part of it. */
  readonly said: string;
  readonly hint: string;
}

/** What is wrong with data as an access key. */
export function accessKeyProblems(
  data: SecretData,
  [idKey, secretKey]: readonly [id: string, secret: string] = [accessKeyIdKey, accessKeySecretKey],
): AccessKeyProblem[] {
  const parts = [
    { key: idKey, judge: judgeId, others: foreignIds },
    { key: secretKey, judge: judgeSecret, others: foreignSecrets },
  ];
  return parts.flatMap(({ key, judge, others }) => {
    const text = data.get(key)?.bytes.toString('latin1');
    if (text !== undefined && isPlaceholder(text)) return [];
    const wrong = text === undefined ? missing(key, data, others) : judge(text);
    return wrong === undefined ? [] : [{ key, ...wrong }];
  });
}

type Wrong = Omit<AccessKeyProblem, 'key'>;

/** Names of the same thing at other clouds and in other tools, without separators and in lower case. */
const foreignIds: ReadonlyMap<string, string> = new Map([
  ['awsaccesskeyid', 'AWS'],
  ['secretid', 'Tencent Cloud'],
  ['clientid', 'Azure'],
  ['accesskey', 'another cloud'],
  ['keyid', 'another cloud'],
]);
const foreignSecrets: ReadonlyMap<string, string> = new Map([
  ['secretaccesskey', 'AWS'],
  ['awssecretaccesskey', 'AWS'],
  ['clientsecret', 'Azure'],
  ['secretkey', 'another cloud'],
  ['secret', 'another cloud'],
  ['serviceaccount.json', 'Google Cloud'],
]);

function missing(key: string, data: SecretData, others: ReadonlyMap<string, string>): Wrong {
  const said = 'is missing';
  for (const given of data.keys()) {
    if (plain(given) === plain(key)) return { said, hint: `write ${key}, not ${given}` };
  }
  for (const given of data.keys()) {
    const owner = others.get(plain(given));
    if (owner !== undefined) return { said, hint: `${given} is the name of ${owner}; here it is ${key}` };
  }
  return { said, hint: `add ${key}` };
}

function plain(name: string): string {
  return name.replace(/[-_\s]/g, '').toLowerCase();
}

function judgeId(text: string): Wrong | undefined {
  const hint = `an AccessKey ID has ${minIdLength} to ${maxIdLength} of the characters 0-9 A-Z a-z . _ =`;
  if (text.length < minIdLength || text.length > maxIdLength) {
    return { said: `has ${text.length} characters`, hint };
  }
  if (/^[0-9A-Za-z._=]+$/.test(text)) return undefined;
  return { said: /[\r\n]$/.test(text) ? 'ends with a newline' : 'has other characters than allowed', hint };
}

function judgeSecret(text: string): Wrong | undefined {
  if (text.length < minSecretLength) {
    const said = `has ${text.length} characters`;
    return { said, hint: `an AccessKey secret has at least ${minSecretLength}` };
  }
  if (!/^[\r\n]|[\r\n]$/.test(text)) return undefined;
  return { said: 'begins or ends with a newline', hint: 'encode it with printf or echo -n' };
}

/** One value of a Secret, and the field that it was written in. */
export interface SecretValue {
  readonly bytes: Buffer;
  readonly field: 'data' | 'stringData';
}

/** What is stored: the decoded `data`, overlaid with `stringData`. */
export function secretData(secret: JsonObject): Map<string, SecretValue> {
  const data = new Map<string, SecretValue>();
  for (const field of ['data', 'stringData'] as const) {
    const written = secret[field];
    if (!isObject(written)) continue;
    for (const [key, value] of Object.entries(written)) {
      const text = typeof value === 'string' ? value : '';
      const isEncoded = field === 'data' && !isPlaceholder(text);
      data.set(key, { bytes: Buffer.from(text, isEncoded ? 'base64' : 'utf8'), field });
    }
  }
  return data;
}

export function isSameData(
  a: ReadonlyMap<string, SecretValue>,
  b: ReadonlyMap<string, SecretValue>,
): boolean {
  return a.size === b.size && [...a].every(([key, { bytes }]) => b.get(key)?.bytes.equals(bytes) === true);
}
