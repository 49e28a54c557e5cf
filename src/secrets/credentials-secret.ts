import type { Construct } from 'constructs';
import { checkFields, choice, type Fields, formed, needed, objectName } from '../garden-object/fields';
import { GardenObject } from '../garden-object/garden-object';
import {
  anyMap,
  mapOf,
  type Members,
  part,
  readArgument,
  readProps,
  required,
  text,
  unplaced,
} from '../garden-object/shapes';
import { parseGoDuration } from '../gardener/duration';
import { asObject, asText, type JsonObject, quote } from '../gardener/json';
import { isDns1123Subdomain } from '../gardener/names';
import { Target } from '../gardener/target';
import { Check, type Finding } from '../issues/check';
import { validateAnnotations, validateLabels } from '../validation/kubernetes/labels';
import { validateObjectMeta } from '../validation/kubernetes/object-meta';
import { secretRules, shownValue } from '../validation/secret-scan';

/** Where external-secrets finds one value. */
export interface RemoteKey {
  /** Name of the secret in the store. */
  readonly key: string;
  /** Field of it. @default the whole secret */
  readonly property?: string;
}

/** An AccessKey that an ExternalSecret brings from a secret store. */
export interface ExternalCredentials {
  /** The SecretStore that external-secrets reads. */
  readonly store: { readonly name: string; readonly kind?: 'SecretStore' | 'ClusterSecretStore' };
  /** Where the ID of the key is. */
  readonly accessKeyId: RemoteKey;
  /** Where its secret is. */
  readonly accessKeySecret: RemoteKey;
  /** How often the value is read anew, e.g. `30m`; `0` for once. @default `1h` */
  readonly refreshInterval?: string;
  /** Labels of the Secret that is made. @default none */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * The rest of `spec.target.template`: annotations, the type, data that are made of the values.
   * @default external-secrets' own: type Opaque, the two keys
   */
  readonly template?: Readonly<Record<string, unknown>>;
}

/** An AccessKey that Flux fills in. */
export interface SubstitutedCredentials {
  /** Name of the variable, without `${}`, that Flux fills from `postBuild.substituteFrom`. */
  readonly accessKeyId: string;
  /** Variable with the secret of the key. */
  readonly accessKeySecret: string;
}

/** An AccessKey in clear, which ends up in the output. */
export interface PlainCredentials {
  /** ID of the key. */
  readonly accessKeyId: string;
  /** Its secret. */
  readonly accessKeySecret: string;
}

type Form = 'external' | 'substituted' | 'plain';

const keyMembers: Members<PlainCredentials> = {
  accessKeyId: required(text),
  accessKeySecret: required(text),
};

const externalMembers: Members<ExternalCredentials> = {
  store: required(part<ExternalCredentials['store']>({})),
  accessKeyId: required(part<RemoteKey>({})),
  accessKeySecret: required(part<RemoteKey>({})),
  refreshInterval: text,
  labels: mapOf(text),
  template: anyMap,
};

/**
 * A Secret with an Alibaba Cloud AccessKey (keys `accessKeyID` and `accessKeySecret`) that is made along with
 * the landscape. Where the Secret can come from elsewhere, a `SecretReference` is better: nothing to emit.
 */
export class CredentialsSecret {
  /** An ExternalSecret: external-secrets has to serve the cluster that the Secret is for. */
  static external(namespace: string, name: string, credentials: ExternalCredentials): CredentialsSecret {
    return CredentialsSecret.made(namespace, name, 'external', credentials);
  }

  /** A Secret with placeholders that Flux fills: see `substituteFrom` of `GitOps.flux`. */
  static substituted(
    namespace: string,
    name: string,
    credentials: SubstitutedCredentials,
  ): CredentialsSecret {
    return CredentialsSecret.made(namespace, name, 'substituted', credentials);
  }

  /**
   * The AccessKey in clear, in the output, in Git, for everybody who can read the repository, for ever. For
   * tests with throw-away keys; every synthesis warns of it.
   */
  static inClearTextForEverybodyToRead(
    namespace: string,
    name: string,
    credentials: PlainCredentials,
  ): CredentialsSecret {
    return CredentialsSecret.made(namespace, name, 'plain', credentials);
  }

  private static made(namespace: unknown, name: unknown, form: Form, given: unknown): CredentialsSecret {
    const check = unplaced();
    const reference = SecretReference.of(
      readArgument(namespace, required(text), check.at('namespace')) ?? '',
      readArgument(name, required(text), check.at('name')) ?? '',
    );
    const credentials =
      form === 'external' ? readProps(given, externalMembers, check) : readProps(given, keyMembers, check);
    return new CredentialsSecret(reference, form, credentials, check.findings);
  }

  private constructor(
    /** The Secret that it makes, as others refer to it. */
    readonly reference: SecretReference,
    private readonly form: Form,
    private readonly credentials: Partial<ExternalCredentials> | Partial<PlainCredentials>,
    private readonly findings: readonly Finding[],
  ) {}

  /** Adds what makes the Secret to the landscape. */
  addTo(scope: Construct, id: string): GardenObject {
    const { namespace, name } = this.reference;
    const metadata = { namespace, name };
    if (this.form === 'external') {
      return new GardenObject(scope, id, {
        apiVersion: 'external-secrets.io/v1',
        kind: 'ExternalSecret',
        metadata,
        body: { spec: externalSpec(name, this.credentials as Partial<ExternalCredentials>) },
        findings: () => [
          ...this.findings,
          ...checkExternal(namespace, name, this.credentials as Partial<ExternalCredentials>),
        ],
      });
    }
    const { accessKeyId = '', accessKeySecret = '' } = this.credentials as Partial<PlainCredentials>;
    const plain = this.form === 'plain';
    const stringData = plain
      ? { accessKeyID: accessKeyId, accessKeySecret }
      : { accessKeyID: variable(accessKeyId), accessKeySecret: variable(accessKeySecret) };
    return new GardenObject(scope, id, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata,
      body: { type: 'Opaque', stringData },
      holdsSecretInClear: plain,
      findings: () => [...this.findings, ...(plain ? [] : checkVariables([accessKeyId, accessKeySecret]))],
    });
  }
}

/**
 * Flux drops quotes before it substitutes, and a value of digits becomes a number. Only a variable that holds a
 * quote keeps the text: the same Secret has to define `quote` as `"`.
 */
function variable(name: string): string {
  return `\${quote}\${${name}}\${quote}`;
}

function checkVariables(names: readonly string[]): Finding[] {
  const check = Check.root(new Target({ now: null })).at('stringData');
  for (const name of names) {
    if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) continue;
    const hint = 'use letters, digits and _, without ${}; for a key itself there is SecretReference';
    check.report(
      secretRules['substitution-variable-invalid'],
      `${shownValue(name, 'stringData')} is no variable`,
      hint,
    );
  }
  return check.findings;
}

const keyName = formed(
  (text) => /^[-._a-zA-Z0-9]{1,253}$/.test(text),
  'a key',
  'use letters, digits, -, _ and .',
);
const templateSource = {
  items: needed([{ key: needed(keyName), templateAs: choice('Values', 'KeysAndValues') }]),
  name: needed(objectName),
};
/** `spec.target.template` of an ExternalSecret. */
const templateFields: Fields = {
  data: 'textMap',
  engineVersion: choice('v2'),
  mergePolicy: choice('Replace', 'Merge'),
  metadata: { annotations: 'textMap', finalizers: 'texts', labels: 'textMap' },
  templateFrom: [{ configMap: templateSource, literal: 'text', secret: templateSource, target: 'text' }],
  type: 'text',
};
/** `spec.data[].remoteRef` of an ExternalSecret. */
const remoteFields: Fields = {
  conversionStrategy: choice('Default', 'Unicode'),
  decodingStrategy: choice('Auto', 'Base64', 'Base64URL', 'None'),
  ...{ key: 'text', metadataPolicy: choice('None', 'Fetch'), property: 'text', version: 'text' },
};
const fieldRules = {
  wrong: secretRules['external-secret-invalid'],
  unknown: secretRules['external-secret-invalid'],
  unknownHint: 'see the fields of an ExternalSecret',
};

const storeKinds: readonly unknown[] = ['SecretStore', 'ClusterSecretStore'];

/** What the API server refuses, as the CustomResourceDefinition of an ExternalSecret says it. */
function checkExternal(
  namespace: unknown,
  name: unknown,
  credentials: Partial<ExternalCredentials>,
): Finding[] {
  const check = Check.root(new Target({ now: null }));
  validateObjectMeta({ namespace, name }, { name: 'subdomain', namespaced: true }, check);
  const spec = check.at('spec');
  const invalid = (at: Check, message: string, hint: string): void =>
    at.report(secretRules['external-secret-invalid'], message, hint);
  const { store, accessKeyId, accessKeySecret, refreshInterval, labels, template } = credentials;
  const { name: storeName, kind } = asObject(store);
  if (!isDns1123Subdomain(asText(storeName))) {
    const hint = 'use lower case letters, digits, "-" and "."';
    invalid(spec.at('secretStoreRef', 'name'), `${quote(storeName)} names no store`, hint);
  }
  if (kind !== undefined && !storeKinds.includes(kind)) {
    invalid(
      spec.at('secretStoreRef', 'kind'),
      `${quote(kind)} is no kind of a store`,
      `use ${storeKinds.join(' or ')}`,
    );
  }
  if (refreshInterval !== undefined && parseGoDuration(asText(refreshInterval)) === undefined) {
    invalid(
      spec.at('refreshInterval'),
      `${quote(refreshInterval)} is no duration`,
      'write one like 30m or 1h',
    );
  }
  for (const [index, remote] of [accessKeyId, accessKeySecret].entries()) {
    const at = spec.at('data', index, 'remoteRef');
    if (asText(asObject(remote)['key']) === '')
      invalid(at.at('key'), 'no key in the store is named', 'write key, and property if it has several');
    checkFields(remote, remoteFields, at, fieldRules);
  }
  checkFields(template, templateFields, spec.at('target', 'template'), fieldRules);
  const metadata = spec.at('target', 'template', 'metadata');
  validateLabels(
    { ...asObject(asObject(asObject(template)['metadata'])['labels']), ...asObject(labels) },
    metadata.at('labels'),
  );
  validateAnnotations(
    asObject(asObject(asObject(template)['metadata'])['annotations']),
    metadata.at('annotations'),
  );
  return check.findings;
}

function externalSpec(name: string, credentials: Partial<ExternalCredentials>): Record<string, unknown> {
  const { store, accessKeyId, accessKeySecret, refreshInterval } = credentials;
  const { name: storeName, kind } = asObject(store);
  const template = templateOf(credentials);
  return {
    refreshInterval: refreshInterval ?? '1h',
    secretStoreRef: { kind: kind ?? 'SecretStore', name: storeName },
    target: { name, creationPolicy: 'Owner', ...(template === undefined ? {} : { template }) },
    data: [
      { secretKey: 'accessKeyID', remoteRef: accessKeyId },
      { secretKey: 'accessKeySecret', remoteRef: accessKeySecret },
    ],
  };
}

function templateOf({ labels, template }: Partial<ExternalCredentials>): JsonObject | undefined {
  if (labels === undefined) return template;
  const metadata = asObject(asObject(template)['metadata']);
  return { ...template, metadata: { ...metadata, labels: { ...asObject(metadata['labels']), ...labels } } };
}

/**
 * A Secret that exists, or will exist before it is needed: the name of a secret, never the secret.
 * A reference is an object, so that whoever uses it follows when it is renamed.
 */
export class SecretReference {
  /**
   * A Secret by namespace and name.
   *
   * @param namespace of the Secret, `garden` for most of Gardener's.
   */
  static of(namespace: string, name: string): SecretReference {
    return new SecretReference(namespace, name);
  }

  private constructor(
    /** Namespace of the Secret. */
    readonly namespace: string,
    /** Name of the Secret. */
    readonly name: string,
  ) {}

  /** As Gardener's `credentialsRef` wants it (Gardener 1.118 and later). */
  toCredentialsRef(): { apiVersion: 'v1'; kind: 'Secret'; namespace: string; name: string } {
    return { apiVersion: 'v1', kind: 'Secret', namespace: this.namespace, name: this.name };
  }

  /** As the older `secretRef` wants it. */
  toSecretRef(): { namespace: string; name: string } {
    return { namespace: this.namespace, name: this.name };
  }
}

/**
 * A WorkloadIdentity (`security.gardener.cloud/v1alpha1`) that exists: credentials without a key that could leak.
 * Immutable.
 */
export class WorkloadIdentityReference {
  /**
   * A WorkloadIdentity by namespace and name.
   *
   * @param namespace of the WorkloadIdentity, `garden` for those of a Seed.
   */
  static of(namespace: string, name: string): WorkloadIdentityReference {
    return new WorkloadIdentityReference(namespace, name);
  }

  private constructor(
    /** Namespace of the WorkloadIdentity. */
    readonly namespace: string,
    /** Name of the WorkloadIdentity. */
    readonly name: string,
  ) {}

  /** As Gardener's `credentialsRef` wants it. */
  toCredentialsRef(): {
    apiVersion: 'security.gardener.cloud/v1alpha1';
    kind: 'WorkloadIdentity';
    namespace: string;
    name: string;
  } {
    const { namespace, name } = this;
    return { apiVersion: 'security.gardener.cloud/v1alpha1', kind: 'WorkloadIdentity', namespace, name };
  }
}
