import type { FieldPath } from './field-path';
import { isObject, type JsonObject } from './json';

// Where a manifest holds what nobody but its reader may see. What lies there is never quoted in a message, a
// diff or a report: only its form is said.

/** Ends of names that say credential, in lower case, without separators and trailing digits. */
const credentialEnds = [
  ...['secret', 'secrets', 'token', 'tokens', 'password', 'passwords', 'passwd', 'passphrase', 'pwd'],
  ...['credential', 'credentials', 'kubeconfig', 'kubeconfigs', 'dockerconfigjson', 'dockercfg', 'htpasswd'],
  ...['key', 'keys', 'accesskeyid', 'keydata', 'keypem'],
];
const credentialNames = new Set(['auth', 'pass', 'authorization', 'bearer', 'stringdata']);
/** What everybody may see: keys of maps and labels, the other half of a pair, whether something is injected. */
const plainKeys =
  /(?:public|topology|label|annotation|taint|sort|partition|group|host)_?keys?$|^imagepullsecrets?$|^inject/;

/** Below these `key` is the key of a label or taint, or the name of an entry elsewhere. */
const keyed = /^(?:taints|tolerations|matchexpressions|items)$|ref$/;

/** Fields of a reference: they name a secret and hold none. */
const referring = new Set(['name', 'namespace', 'kind', 'apiVersion']);

/** Fields around a reference: those of a container's variable, and of a volume. */
const leading = new Set(['valueFrom', 'secretName', 'items', 'optional', 'defaultMode']);

/**
 * Whether a field below a credential names a secret, or leads to such a name. Any other name there may be the secret
 * itself: `password: {hunter2: null}` is what somebody gets who forgets the quotes.
 */
export function isReferringName(name: string): boolean {
  return referring.has(name) || leading.has(name) || name.endsWith('Ref');
}

/** kubectl keeps a copy of the whole manifest there, values of a Secret included. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** Kinds that say where secrets are: what they hold is encrypted, or a name. */
const kindsOfReferences = new Set(['ExternalSecret', 'ClusterExternalSecret', 'SealedSecret']);

/**
 * Whether what stands at a place is secret: all below `data` and `stringData` of a Secret (of whatever else but
 * a ConfigMap as well, as the kind may be misspelt), and below a field whose name says credential.
 *
 * @param path in Gardener's notation, as `FieldPath` writes it
 * @param kind of the manifest, if it is known
 */
export function isSecretPath(path: FieldPath | string, kind = ''): boolean {
  const text = String(path);
  if (text.includes(lastApplied)) return true;
  if (kindsOfReferences.has(kind)) return false;
  const names = text.split(/[.[\]]+/).filter((name) => name !== '');
  if (names[0] === 'stringData' || (names[0] === 'data' && kind !== 'ConfigMap')) return true;
  const fields = names.filter((name) => !/^\d+$/.test(name));
  if (fields.length > 1 && referring.has(fields.at(-1) ?? '')) return false;
  return fields.some((name, index) => isCredentialName(name, fields[index - 1]));
}

/**
 * Whether a field's name says that it holds a credential.
 *
 * @param above name of the field that it lies in, indexes aside
 */
export function isCredentialName(name: string, above?: string): boolean {
  const plain = plainName(name);
  if (credentialNames.has(plain)) return true;
  if (plainKeys.test(plain)) return false;
  if (plain === 'key' && above !== undefined && keyed.test(above.toLowerCase())) return false;
  return credentialEnds.some((end) => plain.endsWith(end));
}

/** Names longer than any field's are data. */
const longestName = 256;

function plainName(name: string): string {
  return name
    .slice(-longestName)
    .replace(/[^A-Za-z0-9]/g, '')
    .replace(/\d{1,9}$/, '')
    .toLowerCase();
}

/** What a value is, without a character of it. */
export function describeForm(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value === '' ? 'an empty text' : `a text of ${value.length} characters`;
    case 'number':
    case 'bigint':
      return 'a number';
    case 'boolean':
      return 'true or false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? 'a list' : 'a map';
    default:
      return 'nothing';
  }
}

/** How a value that is secret is shown beside others. */
export const hidden = '(hidden)';

/** Nobody writes deeper; what is deeper yet is not looked at, and not shown. */
const deepest = 64;

/** What of a value is secret: nothing but what lies below a credential, all but the names of a Secret's keys, or all. */
type Secrecy = 'below' | 'keys' | 'all';

/**
 * A copy of a value in which everything secret reads `(hidden)`. Maps and lists keep their form; names stay but for
 * those below a credential, and references keep what they refer to.
 */
export function withoutSecrets(value: unknown, path: FieldPath | string, kind = ''): unknown {
  const text = String(path);
  if (isSecretPath(path, kind)) return copy(value, '', secretMaps.has(text) ? 'keys' : 'all', 0);
  if (kindsOfReferences.has(kind)) return value;
  const name = text.split(/[.[\]]+/).findLast((step) => step !== '' && !/^\d+$/.test(step));
  return copy(value, name ?? '', 'below', 0);
}

/** Fields whose keys are no secret, and all of whose values are. */
const secretMaps: ReadonlySet<string> = new Set(['data', 'stringData']);

/** @param above name of the field that the value stands in */
function copy(value: unknown, above: string, secrecy: Secrecy, depth: number): unknown {
  const isSecret = secrecy !== 'below';
  if (Array.isArray(value)) {
    return depth > deepest ? hidden : value.map((item) => copy(item, above, secrecy, depth + 1));
  }
  if (!isObject(value)) return isSecret && value !== undefined && value !== null ? hidden : value;
  if (depth > deepest) return hidden;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      if (secrecy === 'all' && !isReferringName(name)) return [hidden, hidden];
      return [name, copy(item, name, secrecyBelow(secrecy, name, above), depth + 1)];
    }),
  );
}

function secrecyBelow(secrecy: Secrecy, name: string, above: string): Secrecy {
  if (secrecy === 'keys') return 'all';
  if (secrecy === 'all') return referring.has(name) ? 'below' : 'all';
  if (name === 'stringData') return 'keys';
  return name === lastApplied || isCredentialName(name, above) ? 'all' : 'below';
}

/** Forms of placeholders that stand for a whole value. */
const placeholders: readonly RegExp[] = [
  // Flux, envsubst, kustomize and CI systems; several in a row are one value.
  /^(?:\$\{[^{}]*\})+$/,
  /^\$[A-Za-z_]\w*$/,
  /^\$\([\w.]+\)$/,
  /^#\{[^{}]*\}#?$/,
  // argocd-vault-plugin, and what documentation writes.
  /^<[^<>\s][^<>]*>$/,
  // spiff and Concourse.
  /^\(\([^()]+\)\)$/,
  // SOPS.
  /^ENC\[[A-Z0-9_]+,[^\]]*\]$/,
  // vals, bank-vaults and 1Password.
  /^(?:ref\+[a-z0-9]+:\/\/|vault:|>>vault:|op:\/\/)\S+$/,
];
/** Templates of Helm, Gardener and others, wherever they stand in a text. */
const template = /\{\{[^{}]*\}\}/;
/** No placeholder is longer, but for texts that SOPS encrypted. */
const longestPlaceholder = 1024;

/** Whether a text is filled in by somebody else: it is no secret, and nobody knows yet what it will be. */
export function isPlaceholder(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed.length > longestPlaceholder && !trimmed.startsWith('ENC[')) return template.test(text);
  return template.test(text) || placeholders.some((form) => form.test(trimmed));
}

/**
 * A document without what SOPS adds to one that it encrypted: the API server never sees it, as whoever applies
 * the document decrypts it before.
 */
export function withoutSopsMetadata(manifest: JsonObject): JsonObject {
  const { sops, ...rest } = manifest;
  return isObject(sops) && sopsFields.some((field) => Object.hasOwn(sops, field)) ? rest : manifest;
}

const sopsFields = ['mac', 'lastmodified', 'age', 'pgp', 'kms', 'gcp_kms', 'azure_kv', 'hc_vault'];
