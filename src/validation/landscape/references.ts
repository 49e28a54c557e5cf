import { decodeText } from '../../alibaba-cloud/access-key';
import { listed } from '../../gardener/closest';
import { asList, asObject, asText, isObject, type JsonObject, valueAt } from '../../gardener/json';
import { chartsOf, coreGroup, kindOf, type Part, securityGroup } from '../../gardener/kinds';
import { isPlaceholder } from '../../gardener/secrecy';
import { type Check, visitTexts } from '../../issues/check';
import { accessKeyIdKey, accessKeySecretKey, secretData } from '../alicloud/access-key';
import { resourceReferences } from '../controller-deployment/chart';
import { append, type Landscape, type LandscapeObject, nameOf } from './landscape';
import { seedConfigurations } from './seeds';
import { landscapeRules as rules } from './table';

/** References against what the documents make: a note where it is elsewhere, warnings where it does not fit. */
export function validateReferences(landscape: Landscape): void {
  const makers = new Makers(landscape);
  for (const reference of objectReferences(landscape)) {
    const maker = makers.of(reference);
    if (maker !== undefined) {
      if (maker.document.live !== 'name') validateMaker(reference, maker);
      continue;
    }
    const { check, kind, namespace, name } = reference;
    const said = `${kind} ${namespace}/${name}`;
    const [other] = makers.named(reference);
    if (other === undefined) {
      check.report(
        rules['landscape-reference-elsewhere'],
        `no document makes ${said}`,
        'make sure that it exists before this object is used',
      );
    } else {
      check.report(
        rules['landscape-reference-namespace'],
        `${said} is meant, but ${name} is in namespace ${JSON.stringify(other.namespace)} only`,
        `move it to namespace ${namespace}`,
      );
    }
  }
}

type Named = Pick<ObjectReference, 'kind' | 'namespace' | 'name'>;

/** Documents that make the object of a reference: itself, or through a controller. */
export class Makers {
  private readonly externalSecrets = new Map<string, LandscapeObject[]>();
  private readonly external = new Map<string, LandscapeObject>();

  constructor(private readonly landscape: Landscape) {
    for (const object of landscape.all('external-secrets.io', 'ExternalSecret')) {
      append(this.externalSecrets, targetName(object), object);
      const id = `${object.namespace}/${targetName(object)}`;
      if (!this.external.has(id)) this.external.set(id, object);
    }
  }

  of({ kind, namespace, name }: Named): LandscapeObject | undefined {
    const own = this.landscape.find(groupOfReferred(kind), kind, name, namespace);
    if (own !== undefined || kind !== 'Secret') return own;
    const external = this.external.get(`${namespace}/${name}`);
    return external ?? this.landscape.find('bitnami.com', 'SealedSecret', name, namespace);
  }

  /** Whatever the namespace. */
  named({ kind, name }: Named): readonly LandscapeObject[] {
    const own = this.landscape.named(groupOfReferred(kind), kind, name);
    if (kind !== 'Secret') return own;
    const sealed = this.landscape.named('bitnami.com', 'SealedSecret', name);
    return [...own, ...(this.externalSecrets.get(name) ?? []), ...sealed];
  }
}

function groupOfReferred(kind: string): string {
  if (kind === 'WorkloadIdentity') return securityGroup;
  return kind === 'InternalSecret' ? coreGroup : '';
}

function targetName(object: LandscapeObject): string {
  const target = asText(valueAt(object.spec, 'target', 'name'));
  return target === '' ? object.name : target;
}

/** Labels that the made object will have, wherever they are written. */
function labelsOf({ kind, manifest, spec }: LandscapeObject): Readonly<Record<string, unknown>> {
  if (kind === 'ExternalSecret') return asObject(valueAt(spec, 'target', 'template', 'metadata', 'labels'));
  if (kind === 'SealedSecret') return asObject(valueAt(spec, 'template', 'metadata', 'labels'));
  return asObject(valueAt(manifest, 'metadata', 'labels'));
}

function validateMaker(reference: ObjectReference, object: LandscapeObject): void {
  const { from, role, keys, encodedKeys, check } = reference;
  const label = labelsOf(object)['gardener.cloud/role'];
  if (role !== undefined && label !== role) {
    const has = label === undefined ? 'no label' : JSON.stringify(label) + ' as label';
    object.check
      .at('metadata', 'labels')
      .report(
        rules['landscape-reference-role'],
        `${nameOf(from)} refers to ${nameOf(object)}, which has ${has} gardener.cloud/role`,
        `write gardener.cloud/role: ${role}`,
      );
  }
  const texts = textsOf(object);
  if (texts === undefined) return;
  for (const key of keys) {
    if (texts.has(key)) continue;
    check.report(
      rules['landscape-reference-key'],
      `${nameOf(object)} has no key ${JSON.stringify(key)}`,
      texts.size === 0 ? 'add it there' : `it has ${listed([...texts.keys()])}`,
    );
  }
  for (const key of encodedKeys) {
    const text = texts.get(key);
    if (text === undefined || isPlaceholder(text) || decodeText(text) !== undefined) continue;
    // A labelled Secret with keys of these names is judged by itself already.
    if (label === role && (key === accessKeyIdKey || key === accessKeySecretKey)) continue;
    object.check
      .at('data')
      .report(
        rules['landscape-owner-key-encoding'],
        `${key} reaches the chart of ${nameOf(from)} as it is, and the chart needs base64`,
        'in stringData write base64 of the key, in data base64 of that',
      );
  }
}

/** What a chart would read; undefined where only a controller knows. */
function textsOf({ kind, manifest }: LandscapeObject): ReadonlyMap<string, string> | undefined {
  if (kind === 'Secret') {
    return new Map([...secretData(manifest)].map(([key, { bytes }]) => [key, bytes.toString('latin1')]));
  }
  if (kind !== 'ConfigMap') return undefined;
  return new Map(Object.entries(asObject(manifest['data'])).map(([key, value]) => [key, asText(value)]));
}

/** A reference from one object to a Secret, ConfigMap or WorkloadIdentity. */
export interface ObjectReference {
  readonly from: LandscapeObject;
  /** The reference in the object. */
  readonly check: Check;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Value of the label gardener.cloud/role that the object must have. */
  readonly role?: string;
  /** Keys that are read from it. */
  readonly keys: readonly string[];
  /** Keys that must hold base64, as a chart copies them into the data of a Secret. */
  readonly encodedKeys: readonly string[];
  /** Whether the API server looks the object up before it accepts the one that refers to it. */
  readonly lookedUp: boolean;
}

const garden = 'garden';

/** All references that the documents of a landscape hold. */
export function objectReferences(landscape: Landscape): readonly ObjectReference[] {
  return [...seedReferences(landscape), ...bucketReferences(landscape), ...chartReferences(landscape)];
}

function seedReferences(landscape: Landscape): ObjectReference[] {
  return seedConfigurations(landscape).flatMap(({ object, spec, check, isSeed }) => {
    const dns = check.at('dns');
    const credentials: [unknown, Check][] = [
      [spec['backup'], check.at('backup')],
      [valueAt(spec, 'dns', 'provider'), dns.at('provider')],
      [valueAt(spec, 'dns', 'internal'), dns.at('internal')],
      ...asList(valueAt(spec, 'dns', 'defaults')).map((item, index): [unknown, Check] => [
        item,
        dns.at('defaults', index),
      ]),
    ];
    const resources = asList(spec['resources']).flatMap((item, index) => {
      const reference = { ...asObject(asObject(item)['resourceRef']), namespace: garden };
      const at = check.at('resources', index, 'resourceRef');
      return toReference(object, reference, at, { lookedUp: isSeed });
    });
    return [
      ...credentials.flatMap(([holder, at]) => credentialsReference(object, holder, at, isSeed)),
      ...resources,
    ];
  });
}

/** Of credentials the API server looks up a WorkloadIdentity, whose type must fit, but no Secret. */
function credentialsReference(
  from: LandscapeObject,
  holder: unknown,
  check: Check,
  isSeed: boolean,
): ObjectReference[] {
  const { credentialsRef, secretRef } = asObject(holder);
  if (isObject(credentialsRef)) {
    const lookedUp = isSeed && credentialsRef['kind'] === 'WorkloadIdentity';
    return toReference(from, credentialsRef, check.at('credentialsRef'), { lookedUp });
  }
  if (!isObject(secretRef)) return [];
  return toReference(from, { ...secretRef, kind: 'Secret' }, check.at('secretRef'), {});
}

function bucketReferences(landscape: Landscape): ObjectReference[] {
  return landscape.all(coreGroup, 'BackupBucket').flatMap((bucket) => {
    const at = bucket.check.at('spec', 'credentialsRef');
    return toReference(bucket, asObject(bucket.spec['credentialsRef']), at, { lookedUp: true });
  });
}

function chartReferences(landscape: Landscape): ObjectReference[] {
  return landscape
    .where(({ charts }) => charts !== undefined)
    .flatMap((object) => {
      const charts = chartsOf(object.manifest);
      return [
        ...charts.flatMap(({ helm }) => ociReferences(object, helm)),
        ...resources(object, [...new Set(charts.flatMap(({ values }) => values))]),
      ];
    });
}

function ociReferences(from: LandscapeObject, { value, steps }: Part): ObjectReference[] {
  const oci = asObject(value['ociRepository']);
  const check = from.check.at(...steps, 'ociRepository');
  const secret = (field: string, role: string, key: string): ObjectReference[] => {
    const reference = { ...asObject(oci[field]), kind: 'Secret', namespace: garden };
    return toReference(from, reference, check.at(field), { role, keys: [key] });
  };
  return [
    ...secret('pullSecretRef', 'helm-pull-secret', '.dockerconfigjson'),
    ...secret('caBundleSecretRef', 'oci-ca-bundle', 'bundle.crt'),
  ];
}

function resources(from: LandscapeObject, values: readonly Part[]): ObjectReference[] {
  const steps = kindOf(from.manifest)?.chartResources;
  if (steps === undefined) return [];
  const list = asList(valueAt(from.manifest, ...steps));
  const used = list.length === 0 ? undefined : keysByResource(from, values);
  return list.flatMap((item, index) => {
    const { name, resourceRef } = asObject(item);
    const keys = used?.get(asText(name)) ?? [];
    const at = from.check.at(...steps, index, 'resourceRef');
    return toReference(from, { ...asObject(resourceRef), namespace: garden }, at, {
      role: 'resource-reference',
      keys: [...new Set(keys.map(({ key }) => key))],
      encodedKeys: [...new Set(keys.filter(({ encoded }) => encoded).map(({ key }) => key))],
    });
  });
}

interface UsedKey {
  readonly key: string;
  /** Whether the chart needs it base64-encoded. */
  readonly encoded: boolean;
}

const ownerKey = /\.config\.machineImageOwnerSecret\.accessKey(?:ID|Secret)$/;

/** Keys that values take from each resource. */
function keysByResource({ check }: LandscapeObject, values: readonly Part[]): ReadonlyMap<string, UsedKey[]> {
  const used = new Map<string, UsedKey[]>();
  for (const { value, steps } of values) {
    visitTexts(value, check.at(...steps), (text, at) => {
      for (const { name, key } of resourceReferences(text)) {
        append(used, name, { key, encoded: ownerKey.test(String(at.field)) });
      }
    });
  }
  return used;
}

function toReference(
  from: LandscapeObject,
  reference: JsonObject,
  check: Check,
  more: Partial<Pick<ObjectReference, 'role' | 'keys' | 'encodedKeys' | 'lookedUp'>>,
): ObjectReference[] {
  const [kind, namespace, name] = ['kind', 'namespace', 'name'].map((key) => asText(reference[key]));
  if (kind === undefined || namespace === undefined || name === undefined) return [];
  if (kind === '' || namespace === '' || name === '') return [];
  return [{ from, check, kind, namespace, name, keys: [], encodedKeys: [], lookedUp: false, ...more }];
}
