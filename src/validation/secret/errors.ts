import { FieldPath } from '../../gardener/field-path';
import { asObject, asText, isObject, type JsonObject } from '../../gardener/json';
import type { IssueCollector, KindRules, ValidationContext } from '../../issues/check';
import { validateAlicloudAccessKey, secretData, type SecretData, isSameData } from '../alicloud/access-key';
import { validateObjectMeta } from '../kubernetes/object-meta';
import { secretRuleTable as rules } from './table';
import { warnSecret } from './warnings';

/** Kubernetes' limit on the values of a Secret together. */
const maxBytes = 1024 * 1024;
/** Kubernetes' limit on a key. */
const maxKeyLength = 253;

/** What Kubernetes and the admission of provider-alicloud refuse. */
function validateSecret(manifest: JsonObject, context: ValidationContext): void {
  const { issues, previous } = context;
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
    issues,
  );
  const data = secretData(manifest);
  validateKeys(data, issues);
  validateForType(manifest, data, issues);
  if (previous !== undefined) validateUpdate(manifest, data, previous, issues);
  validateAlicloudAccessKey(manifest, data, context);
}

function validateKeys(data: SecretData, issues: IssueCollector): void {
  const path = FieldPath.of('data');
  let bytes = 0;
  for (const [key, value] of data) {
    bytes += value.bytes.length;
    if (key.length <= maxKeyLength && /^[-._a-zA-Z0-9]+$/.test(key) && key !== '.' && !key.startsWith('..')) {
      continue;
    }
    issues.report(rules['secret-key-name'], path.key(key), `${JSON.stringify(key)} is no key`, {
      hint: 'use letters, digits, "-", "_" and ".", at most 253 of them, without ".." in front',
      at: FieldPath.of(value.field).key(key),
    });
  }
  if (bytes <= maxBytes) return;
  issues.report(rules['secret-too-large'], path, `the values have ${bytes} bytes`, {
    hint: `keep them within ${maxBytes} bytes`,
  });
}

function typeOf(secret: JsonObject): string {
  const type = asText(secret['type']);
  return type === '' ? 'Opaque' : type;
}

/** Keys that Kubernetes asks for, by type; the Docker ones must hold JSON. */
const neededKeys: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};
const accountAnnotation = 'kubernetes.io/service-account.name';

function validateForType(manifest: JsonObject, data: SecretData, issues: IssueCollector): void {
  const type = typeOf(manifest);
  const path = FieldPath.of('data');
  const missing = (key: string): void =>
    issues.report(rules['secret-type-key-missing'], path.key(key), `type ${type} asks for ${key}`, {
      hint: 'add it, or write type: Opaque',
    });
  for (const key of neededKeys[type] ?? []) {
    const value = data.get(key);
    if (value === undefined) {
      missing(key);
    } else if (key.startsWith('.docker') && !isJsonObject(value.bytes)) {
      issues.report(rules['secret-docker-config'], path.key(key), 'the value is no JSON object', {
        hint: 'write the content of a Docker config.json',
      });
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
    issues.report(
      rules['secret-type-key-missing'],
      FieldPath.of('metadata', 'annotations').key(accountAnnotation),
      `type ${type} asks for annotation ${accountAnnotation}`,
      { hint: 'name the ServiceAccount' },
    );
  }
}

/** Go takes the JSON null for an empty object, too. */
function isJsonObject(bytes: Buffer): boolean {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return value === null || isObject(value);
  } catch {
    return false;
  }
}

function validateUpdate(
  manifest: JsonObject,
  data: SecretData,
  previous: JsonObject,
  issues: IssueCollector,
): void {
  const [type, stored] = [typeOf(manifest), typeOf(previous)];
  if (type !== stored) {
    issues.report(rules['secret-type-immutable'], 'type', `type was ${stored} and becomes ${type}`, {
      hint: `write type: ${stored}, or create the Secret anew`,
    });
  }
  if (previous['immutable'] !== true) return;
  const hint = 'delete the Secret and create it anew';
  if (manifest['immutable'] !== true) {
    issues.report(rules['secret-immutable'], 'immutable', 'immutable cannot be taken back', { hint });
  }
  if (!isSameData(data, secretData(previous))) {
    issues.report(rules['secret-immutable'], 'data', 'the data of an immutable Secret changes', { hint });
  }
}

/** v1 Secret. */
export const secretRules: KindRules = {
  validate: validateSecret,
  warn: warnSecret,
};
