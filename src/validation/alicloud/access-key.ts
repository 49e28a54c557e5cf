import { isPlaceholder } from '../../alibaba-cloud/access-key';
import { FieldPath } from '../../gardener/field-path';
import { asObject, asText, type JsonObject, isObject } from '../../gardener/json';
import { secretRuleTable as rules } from '../secret/table';
import type { ValidationContext } from '../../issues/check';

export type SecretData = ReadonlyMap<string, SecretValue>;

export const accessKeyIdKey = 'accessKeyID';
export const accessKeySecretKey = 'accessKeySecret';
const minIdLength = 16;
const maxIdLength = 128;
const minSecretLength = 30;

const providerLabel = 'provider.shoot.gardener.cloud/';
const keyOfAccessKey = /^access[-_.]?key[-_.]?(?:id|secret)$/i;
/** Keys of other clouds' access keys, and of the second form that Secrets for DNS may have. */
const keysOfOthers = ['secretAccessKey', 'ACCESS_KEY_ID', 'ACCESS_KEY_SECRET'];
const namesOfAlicloud = /alicloud|aliyun|image-owner/i;

/**
 * Whether a Secret is one with an Alibaba Cloud access key. Gardener knows by the label that it sets on Secrets
 * which a binding names, but a manifest has it seldom: so do its keys tell, and its name where it has no data.
 */
export function isAlicloudSecret(manifest: JsonObject, data: SecretData): boolean {
  const metadata = asObject(manifest['metadata']);
  const labels = asObject(metadata['labels']);
  const providers = Object.keys(labels).filter(
    (key) => key.startsWith(providerLabel) && labels[key] === 'true',
  );
  if (providers.length > 0) return providers.includes(`${providerLabel}alicloud`);
  const type = asText(manifest['type']);
  if (type !== '' && type !== 'Opaque') return false;
  const keys = [...data.keys()];
  if (keysOfOthers.some((key) => keys.includes(key))) return false;
  if (keys.length === 0) return namesOfAlicloud.test(asText(metadata['name']));
  return keys.some((key) => keyOfAccessKey.test(key));
}

/**
 * The rules of provider-alicloud's admission. It names no field; the issue is shown at the key. An update that
 * leaves the data as they are is not judged, nor is a placeholder that the GitOps engine fills.
 */
export function validateAlicloudAccessKey(
  manifest: JsonObject,
  data: SecretData,
  { issues, previous }: ValidationContext,
): void {
  if (!isAlicloudSecret(manifest, data)) return;
  if (previous !== undefined && isSameData(data, secretData(previous))) return;
  for (const [key, judge] of [
    [accessKeyIdKey, judgeId],
    [accessKeySecretKey, judgeSecret],
  ] as const) {
    const value = data.get(key);
    const text = value?.bytes.toString('latin1');
    if (text !== undefined && isPlaceholder(text)) continue;
    const wrong = text === undefined ? missing(key, data) : judge(text);
    if (wrong === undefined) continue;
    const at = value === undefined ? FieldPath.of('data') : FieldPath.of(value.field).child(key);
    issues.report(rules['alicloud-access-key'], '', `${key} ${wrong.said}`, { hint: wrong.hint, at });
  }
}

interface Wrong {
  readonly said: string;
  readonly hint: string;
}

function missing(key: string, data: SecretData): Wrong {
  const other = [...data.keys()].find((candidate) => candidate.toLowerCase() === key.toLowerCase());
  return { said: 'is missing', hint: other === undefined ? `add ${key}` : `write ${key}, not ${other}` };
}

/** The value itself is never part of a message. */
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
      const bytes = Buffer.from(text, field === 'data' ? 'base64' : 'utf8');
      data.set(key, { bytes, field });
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
