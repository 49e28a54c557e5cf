import { decodeText, isPlaceholder } from '../../alibaba-cloud/access-key';
import { FieldPath } from '../../gardener/field-path';
import { asObject, type JsonObject } from '../../gardener/json';
import type { IssueCollector, ValidationContext } from '../../issues/check';
import {
  accessKeyIdKey,
  accessKeySecretKey,
  isAlicloudSecret,
  secretData,
  type SecretData,
} from '../alicloud/access-key';
import { secretRuleTable as rules } from './table';

const role = 'gardener.cloud/role';
const dnsKeys = ['ACCESS_KEY_ID', 'ACCESS_KEY_SECRET'];

/** What is accepted in a Secret with an access key and hurts when it is used. */
export function warnSecret(manifest: JsonObject, { issues }: ValidationContext): void {
  const data = secretData(manifest);
  warnDnsKeys(data, issues);
  warnInClear(data, issues);
  if (!isAlicloudSecret(manifest, data)) return;
  const labels = asObject(asObject(manifest['metadata'])['labels']);
  if (labels[role] === 'resource-reference') {
    warnUnencoded(data, issues);
  } else {
    warnEncodedTwice(data, issues);
  }
  for (const [key, value] of data) {
    const at = FieldPath.of(value.field).key(key);
    if (key.endsWith('.json')) {
      issues.report(rules['alicloud-credentials-file'], at, `${key} goes before the access key`, {
        hint: 'leave it out',
      });
    } else if (key === 'storageEndpoint' || key === 'bucketName') {
      issues.report(rules['alicloud-backup-key-overwritten'], at, `${key} is overwritten`, {
        hint: 'leave it out',
      });
    }
  }
}

const pair = [accessKeyIdKey, accessKeySecretKey];

/** Long enough to be a key, and base64 of something that has the shape of one. */
function looksEncoded(key: string, text: string): boolean {
  const decoded = decodeText(text.trim());
  if (decoded === undefined) return false;
  return key === accessKeyIdKey ? /^[0-9A-Za-z._=]{16,128}\s*$/.test(decoded) : decoded.trim().length >= 30;
}

/** A whole Secret is encoded once too often or not at all, so one key alone is no evidence. */
function warnEncodedTwice(data: SecretData, issues: IssueCollector): void {
  const texts = pair.map((key) => data.get(key)?.bytes.toString('latin1') ?? '');
  if (!pair.every((key, index) => looksEncoded(key, texts[index] ?? ''))) return;
  for (const key of pair) {
    const field = data.get(key)?.field ?? 'data';
    issues.report(
      rules['alicloud-access-key-encoded-twice'],
      FieldPath.of(field).child(key),
      `${key} is base64-encoded once too often`,
      { hint: field === 'data' ? 'encode the key once' : 'write the key itself into stringData' },
    );
  }
}

function warnUnencoded(data: SecretData, issues: IssueCollector): void {
  for (const key of pair) {
    const value = data.get(key);
    const text = value?.bytes.toString('latin1') ?? '';
    if (value === undefined || text === '' || isPlaceholder(text) || looksEncoded(key, text)) continue;
    issues.report(
      rules['alicloud-access-key-not-encoded-for-chart'],
      FieldPath.of(value.field).child(key),
      `${key} reaches the chart as it is, and the chart needs base64`,
      {
        hint: value.field === 'data' ? 'write base64 of the base64 of the key' : 'write base64 of the key',
      },
    );
  }
}

function warnDnsKeys(data: SecretData, issues: IssueCollector): void {
  for (const key of dnsKeys) {
    const value = data.get(key);
    if (value === undefined || !/^[\r\n]|[\r\n]$/.test(value.bytes.toString('latin1'))) continue;
    const at = FieldPath.of(value.field).child(key);
    issues.report(rules['alicloud-access-key-newline'], at, `${key} begins or ends with a newline`, {
      hint: 'encode it with printf or echo -n',
    });
  }
}

/** Any value under the name of an access key counts, whatever its shape. */
function warnInClear(data: SecretData, issues: IssueCollector): void {
  for (const key of [...pair, ...dnsKeys]) {
    const value = data.get(key);
    const text = value?.bytes.toString('latin1') ?? '';
    if (value === undefined || text.trim() === '' || isPlaceholder(text)) continue;
    issues.report(
      rules['secret-access-key-in-clear'],
      FieldPath.of(value.field).child(key),
      `${key} is in the manifest`,
      {
        hint: 'refer to a Secret that exists, or emit an ExternalSecret',
      },
    );
  }
}
