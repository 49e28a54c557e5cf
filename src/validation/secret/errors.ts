// Follows pkg/apis/core/validation/validation.go of kubernetes/kubernetes (ValidateSecret).
import { asObject, asText, isObject, type JsonObject } from '../../gardener/json';
import { isPlaceholder } from '../../gardener/secrecy';
import type { Check, KindRules, ValidationContext } from '../../issues/check';
import { validateAlicloudAccessKey, secretData, type SecretData, isSameData } from '../alicloud/access-key';
import { validateObjectMeta } from '../kubernetes/object-meta';
import { secretRuleTable as rules } from './table';
import { warnSecret } from './warnings';

/** Kubernetes' limit on the values of a Secret together. */
const maxBytes = 1024 * 1024;
/** Kubernetes' limit on a key. */
const maxKeyLength = 253;

/** What Kubernetes and the admission of provider-alicloud refuse. */
function validateSecret(manifest: JsonObject, { check, previous }: ValidationContext): void {
  const stored = previous === undefined ? undefined : asObject(previous['metadata']);
  validateObjectMeta(
    asObject(manifest['metadata']),
    {
      name: 'subdomain',
      namespaced: true,
      isCore: true,
      keepsGeneration: true,
      ...(stored === undefined ? {} : { previous: stored }),
    },
    check,
  );
  const data = secretData(manifest);
  validateKeys(data, check);
  validateForType(manifest, data, check);
  if (previous !== undefined) validateUpdate(manifest, data, previous, check);
  validateAlicloudAccessKey(manifest, data, previous, check);
}

function validateKeys(data: SecretData, check: Check): void {
  let bytes = 0;
  for (const [key, value] of data) {
    bytes += value.bytes.length;
    if (key.length <= maxKeyLength && /^[-._a-zA-Z0-9]+$/.test(key) && key !== '.' && !key.startsWith('..')) {
      continue;
    }
    check
      .at(value.field)
      .key(key)
      .as(check.at('data').key(key).field)
      .report(
        rules['secret-key-name'],
        `${JSON.stringify(key)} is no key`,
        'use letters, digits, "-", "_" and ".", at most 253 of them, without ".." in front',
      );
  }
  if (bytes <= maxBytes) return;
  const message = `the values have ${bytes} bytes`;
  check.at('data').report(rules['secret-too-large'], message, `keep them within ${maxBytes} bytes`);
}

function typeOf(secret: JsonObject): string {
  const type = asText(secret['type']);
  return type === '' ? 'Opaque' : type;
}

/** Keys that Kubernetes asks for, by type; the Docker ones must hold JSON. */
const neededKeys: ReadonlyMap<string, readonly string[]> = new Map([
  ['kubernetes.io/dockercfg', ['.dockercfg']],
  ['kubernetes.io/dockerconfigjson', ['.dockerconfigjson']],
  ['kubernetes.io/tls', ['tls.crt', 'tls.key']],
]);
const accountAnnotation = 'kubernetes.io/service-account.name';

function validateForType(manifest: JsonObject, data: SecretData, check: Check): void {
  const type = typeOf(manifest);
  const at = (key: string): Check => check.at('data').key(key);
  const missing = (key: string): void => {
    const hint = 'add it, or write type: Opaque';
    at(key).report(rules['secret-type-key-missing'], `type ${type} asks for ${key}`, hint);
  };
  for (const key of neededKeys.get(type) ?? []) {
    const value = data.get(key);
    if (value === undefined) {
      missing(key);
    } else if (key.startsWith('.docker') && !isJsonObject(value.bytes)) {
      const hint = 'write the content of a Docker config.json';
      at(key).report(rules['secret-docker-config'], 'the value is no JSON object', hint);
    }
  }
  if (type === 'kubernetes.io/basic-auth' && !data.has('username') && !data.has('password')) {
    missing('username');
    missing('password');
  }
  const privateKey = data.get('ssh-privatekey');
  if (type === 'kubernetes.io/ssh-auth' && (privateKey?.bytes.length ?? 0) === 0) missing('ssh-privatekey');
  const annotations = asObject(asObject(manifest['metadata'])['annotations']);
  if (type === 'kubernetes.io/service-account-token' && asText(annotations[accountAnnotation]) === '') {
    check
      .at('metadata', 'annotations')
      .key(accountAnnotation)
      .report(
        rules['secret-type-key-missing'],
        `type ${type} asks for annotation ${accountAnnotation}`,
        'name the ServiceAccount',
      );
  }
}

/** Go takes the JSON null for an empty object, too; a placeholder is judged by nobody. */
function isJsonObject(bytes: Buffer): boolean {
  const text = bytes.toString('utf8');
  if (isPlaceholder(text)) return true;
  try {
    const value: unknown = JSON.parse(text);
    return value === null || isObject(value);
  } catch {
    return false;
  }
}

function validateUpdate(manifest: JsonObject, data: SecretData, previous: JsonObject, check: Check): void {
  const [type, stored] = [typeOf(manifest), typeOf(previous)];
  if (type !== stored) {
    const hint = `write type: ${stored}, or create the Secret anew`;
    check.at('type').report(rules['secret-type-immutable'], `type was ${stored} and becomes ${type}`, hint);
  }
  if (previous['immutable'] !== true) return;
  const hint = 'delete the Secret and create it anew';
  if (manifest['immutable'] !== true) {
    check.at('immutable').report(rules['secret-immutable'], 'immutable cannot be taken back', hint);
  }
  if (!isSameData(data, secretData(previous))) {
    const message = 'the data of an immutable Secret changes';
    check.at('data').report(rules['secret-immutable'], message, hint);
  }
}

/** v1 Secret. */
export const secretRules: KindRules = {
  validate: validateSecret,
  warn: warnSecret,
};
