import { decodeText } from '../../alibaba-cloud/access-key';
import { asObject, type JsonObject } from '../../gardener/json';
import { isCredentialName, isPlaceholder } from '../../gardener/secrecy';
import type { Check, ValidationContext } from '../../issues/check';
import {
  accessKeyIdKey,
  accessKeySecretKey,
  isLabelledForAlicloud,
  secretData,
  type SecretData,
  type SecretValue,
} from '../alicloud/access-key';
import { scanForSecrets } from '../secret-scan';
import { secretRuleTable as rules } from './table';

const role = 'gardener.cloud/role';
const pair = [accessKeyIdKey, accessKeySecretKey] as const;
/** The other names that Secrets for DNS may have. */
export const dnsPair = ['ACCESS_KEY_ID', 'ACCESS_KEY_SECRET'] as const;

/** What is accepted in a Secret and hurts when it is used. */
export function warnSecret(manifest: JsonObject, { check }: ValidationContext): void {
  const data = secretData(manifest);
  const isLabelled = isLabelledForAlicloud(manifest);
  warnInClear(data, isLabelled, check);
  warnInMetadata(asObject(manifest['metadata']), check.at('metadata'));
  const labels = asObject(asObject(manifest['metadata'])['labels']);
  if (labels[role] === 'resource-reference') {
    if (pair.every((key) => data.has(key))) warnUnencoded(data, check);
  } else if (isLabelled) {
    warnAccessKey(data, check);
  }
}

/** What hurts in data that are used as an access key of Alibaba Cloud, whoever says so. */
export function warnAccessKey(data: SecretData, check: Check): void {
  warnEncodedTwice(data, check);
  warnNewlines(data, check);
  for (const [key, value] of data) {
    const at = check.at(value.field).key(key);
    if (key.endsWith('.json')) {
      at.report(rules['alicloud-credentials-file'], `${key} goes before the access key`, 'leave it out');
    } else if (key === 'storageEndpoint' || key === 'bucketName') {
      at.report(rules['alicloud-backup-key-overwritten'], `${key} is overwritten`, 'leave it out');
    }
  }
}

function textOf(value: SecretValue | undefined): string {
  return value?.bytes.toString('latin1') ?? '';
}

/** Long enough to be a key, and base64 of something that has the shape of one. */
function looksEncoded(key: string, text: string): boolean {
  const decoded = decodeText(text.trim());
  if (decoded === undefined) return false;
  return key === accessKeyIdKey ? /^[0-9A-Za-z._=]{16,128}\s*$/.test(decoded) : decoded.trim().length >= 30;
}

/** A whole Secret is encoded once too often or not at all, so one key alone is no evidence. */
function warnEncodedTwice(data: SecretData, check: Check): void {
  if (!pair.every((key) => looksEncoded(key, textOf(data.get(key))))) return;
  for (const key of pair) {
    const field = data.get(key)?.field ?? 'data';
    check
      .at(field, key)
      .report(
        rules['alicloud-access-key-encoded-twice'],
        `${key} is base64-encoded once too often`,
        field === 'data' ? 'encode the key once' : 'write the key itself into stringData',
      );
  }
}

function warnUnencoded(data: SecretData, check: Check): void {
  for (const key of pair) {
    const value = data.get(key);
    const text = textOf(value);
    if (value === undefined || text === '' || isPlaceholder(text) || looksEncoded(key, text)) continue;
    check
      .at(value.field, key)
      .report(
        rules['alicloud-access-key-not-encoded-for-chart'],
        `${key} reaches the chart as it is, and the chart needs base64`,
        value.field === 'data' ? 'write base64 of the base64 of the key' : 'write base64 of the key',
      );
  }
}

/** Of the names for DNS nobody else looks at the newlines. */
function warnNewlines(data: SecretData, check: Check): void {
  for (const key of dnsPair) {
    const value = data.get(key);
    if (value === undefined || !/^[\r\n]|[\r\n]$/.test(textOf(value))) continue;
    const message = `${key} begins or ends with a newline`;
    const hint = 'encode it with printf or echo -n';
    check.at(value.field, key).report(rules['alicloud-access-key-newline'], message, hint);
  }
}

/**
 * A value counts by its look; under Alibaba Cloud's names whatever it looks like. The ID's names are those of
 * other clouds as well: they count beside the name of the secret.
 */
function warnInClear(data: SecretData, isLabelled: boolean, check: Check): void {
  const named = new Set<string>([pair, dnsPair].flatMap((names) => (data.has(names[1]) ? names : [])));
  if (isLabelled) {
    for (const key of [accessKeyIdKey, ...data.keys()]) {
      if (key === accessKeyIdKey || isCredentialName(key)) named.add(key);
    }
  }
  for (const [key, value] of data) {
    const text = textOf(value);
    if (text.trim() === '' || isPlaceholder(text)) continue;
    const [hit] = scanForSecrets(text);
    if (!named.has(key) && hit === undefined) continue;
    check
      .at(value.field)
      .named(key)
      .report(
        rules['secret-access-key-in-clear'],
        named.has(key) ? `${key} is in the manifest` : `${key} holds ${hit?.what ?? 'a secret'}`,
        'refer to a Secret that exists, or emit an ExternalSecret',
      );
  }
}

/** kubectl keeps what it applied in an annotation. */
function warnInMetadata(metadata: JsonObject, check: Check): void {
  for (const field of ['labels', 'annotations']) {
    for (const [key, value] of Object.entries(asObject(metadata[field]))) {
      const [hit] = typeof value === 'string' ? scanForSecrets(`${key}: ${value}`) : [];
      if (hit === undefined) continue;
      const message = `the ${field.slice(0, -1)} holds ${hit.what}`;
      check.at(field).key(key).report(rules['secret-access-key-in-clear'], message, 'take it out');
    }
  }
}
