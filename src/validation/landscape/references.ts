import { decodeText } from '../../alibaba-cloud/access-key';
import { FieldPath } from '../../gardener/field-path';
import { asList, asObject, asText, isObject, type JsonObject, valueAt } from '../../gardener/json';
import { isPlaceholder } from '../../gardener/secrecy';
import { accessKeyIdKey, accessKeySecretKey, secretData } from '../alicloud/access-key';
import { resourceReferences, walkTexts } from '../controller-deployment/chart';
import {
  coreGroup,
  type Landscape,
  type LandscapeIssues,
  type LandscapeObject,
  nameOf,
  operatorGroup,
  securityGroup,
  seedManagementGroup,
} from './landscape';
import { seedConfigurations } from './seeds';
import { landscapeRules as rules } from './table';

/** References against what the documents make: a note where it is elsewhere, warnings where it does not fit. */
export function validateReferences(landscape: Landscape, issues: LandscapeIssues): void {
  for (const reference of objectReferences(landscape)) {
    const makers = makersOf(reference, landscape);
    const maker = makers.find(({ namespace }) => namespace === reference.namespace);
    if (maker !== undefined) {
      validateMaker(reference, maker.object, issues);
      continue;
    }
    const { from, field, kind, namespace, name } = reference;
    const said = `${kind} ${namespace}/${name}`;
    const [other] = makers;
    if (other === undefined) {
      issues.report(
        from.document,
        rules['landscape-reference-elsewhere'],
        field,
        `no document makes ${said}`,
        {
          hint: 'make sure that it exists before this object is used',
        },
      );
    } else {
      issues.report(
        from.document,
        rules['landscape-reference-namespace'],
        field,
        `${said} is meant, but ${name} is in namespace ${JSON.stringify(other.namespace)} only`,
        { hint: `move it to namespace ${namespace}` },
      );
    }
  }
}

/** A document that makes the object of a reference: itself, or through a controller. */
interface Maker {
  readonly object: LandscapeObject;
  readonly namespace: string;
}

export function makersOf({ kind, name }: ObjectReference, landscape: Landscape): readonly Maker[] {
  const group =
    kind === 'WorkloadIdentity' ? securityGroup : kind === 'InternalSecret' ? 'core.gardener.cloud' : '';
  const own = landscape.named(group, kind, name);
  const derived =
    kind === 'Secret'
      ? [
          ...landscape
            .all('external-secrets.io', 'ExternalSecret')
            .filter((object) => targetName(object) === name),
          ...landscape.named('bitnami.com', 'SealedSecret', name),
        ]
      : [];
  return [...own, ...derived].map((object) => ({ object, namespace: object.namespace }));
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

function validateMaker(reference: ObjectReference, object: LandscapeObject, issues: LandscapeIssues): void {
  const { from, role, keys, encodedKeys, field } = reference;
  const label = labelsOf(object)['gardener.cloud/role'];
  if (role !== undefined && label !== role) {
    const has = label === undefined ? 'no label' : JSON.stringify(label) + ' as label';
    issues.report(
      object.document,
      rules['landscape-reference-role'],
      'metadata.labels',
      `${nameOf(from)} refers to ${nameOf(object)}, which has ${has} gardener.cloud/role`,
      { hint: `write gardener.cloud/role: ${role}` },
    );
  }
  const texts = textsOf(object);
  if (texts === undefined) return;
  for (const key of keys) {
    if (texts.has(key)) continue;
    issues.report(
      from.document,
      rules['landscape-reference-key'],
      field,
      `${nameOf(object)} has no key ${JSON.stringify(key)}`,
      { hint: texts.size === 0 ? 'add it there' : `it has ${[...texts.keys()].join(', ')}` },
    );
  }
  for (const key of encodedKeys) {
    const text = texts.get(key);
    if (text === undefined || isPlaceholder(text) || decodeText(text) !== undefined) continue;
    // A labelled Secret with keys of these names is judged by itself already.
    if (label === role && (key === accessKeyIdKey || key === accessKeySecretKey)) continue;
    issues.report(
      object.document,
      rules['landscape-owner-key-encoding'],
      'data',
      `${key} reaches the chart of ${nameOf(from)} as it is, and the chart needs base64`,
      { hint: 'in stringData write base64 of the key, in data base64 of that' },
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
interface ObjectReference {
  readonly from: LandscapeObject;
  readonly field: FieldPath;
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
  return seedConfigurations(landscape).flatMap(({ object, spec, path, isSeed }) => {
    const defaults = asList(valueAt(spec, 'dns', 'defaults'));
    const credentials: [unknown, FieldPath][] = [
      [spec['backup'], path.child('backup')],
      [valueAt(spec, 'dns', 'provider'), path.child('dns', 'provider')],
      [valueAt(spec, 'dns', 'internal'), path.child('dns', 'internal')],
      ...defaults.map((item, index): [unknown, FieldPath] => [
        item,
        path.child('dns', 'defaults').index(index),
      ]),
    ];
    const resources = asList(spec['resources']).flatMap((item, index) => {
      const reference = asObject(asObject(item)['resourceRef']);
      const field = path.child('resources').index(index).child('resourceRef');
      return toReference(object, { ...reference, namespace: garden }, field, { lookedUp: isSeed });
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
  path: FieldPath,
  isSeed: boolean,
): ObjectReference[] {
  const { credentialsRef, secretRef } = asObject(holder);
  if (isObject(credentialsRef)) {
    const lookedUp = isSeed && credentialsRef['kind'] === 'WorkloadIdentity';
    return toReference(from, credentialsRef, path.child('credentialsRef'), { lookedUp });
  }
  if (!isObject(secretRef)) return [];
  return toReference(from, { ...secretRef, kind: 'Secret' }, path.child('secretRef'), {});
}

function bucketReferences(landscape: Landscape): ObjectReference[] {
  return landscape.all(coreGroup, 'BackupBucket').flatMap((bucket) => {
    const path = FieldPath.of('spec', 'credentialsRef');
    return toReference(bucket, asObject(bucket.spec['credentialsRef']), path, { lookedUp: true });
  });
}

interface ChartPlace {
  readonly oci: readonly string[];
}

const extensionCharts: readonly ChartPlace[] = [
  { oci: ['spec', 'deployment', 'extension', 'helm', 'ociRepository'] },
  { oci: ['spec', 'deployment', 'admission', 'runtimeCluster', 'helm', 'ociRepository'] },
  { oci: ['spec', 'deployment', 'admission', 'virtualCluster', 'helm', 'ociRepository'] },
];
const extensionValues = [
  ['spec', 'deployment', 'extension', 'values'],
  ['spec', 'deployment', 'extension', 'runtimeClusterValues'],
  ['spec', 'deployment', 'admission', 'values'],
];

function chartReferences(landscape: Landscape): ObjectReference[] {
  return [
    ...landscape
      .all(coreGroup, 'ControllerDeployment')
      .flatMap((object) => [
        ...ociReferences(object, ['helm', 'ociRepository']),
        ...ociReferences(object, ['providerConfig', 'ociRepository']),
        ...resources(object, ['resources'], [['helm', 'values']]),
      ]),
    ...landscape
      .all(operatorGroup, 'Extension')
      .flatMap((object) => [
        ...extensionCharts.flatMap(({ oci }) => ociReferences(object, oci)),
        ...resources(object, ['spec', 'deployment', 'resources'], extensionValues),
      ]),
    ...landscape
      .all(seedManagementGroup, 'Gardenlet')
      .flatMap((object) => ociReferences(object, ['spec', 'deployment', 'helm', 'ociRepository'])),
  ];
}

function ociReferences(from: LandscapeObject, place: readonly string[]): ObjectReference[] {
  const oci = asObject(valueAt(from.manifest, ...place));
  const path = FieldPath.of(...place);
  const secret = (field: string, role: string, key: string): ObjectReference[] =>
    toReference(from, { ...asObject(oci[field]), kind: 'Secret', namespace: garden }, path.child(field), {
      role,
      keys: [key],
    });
  return [
    ...secret('pullSecretRef', 'helm-pull-secret', '.dockerconfigjson'),
    ...secret('caBundleSecretRef', 'oci-ca-bundle', 'bundle.crt'),
  ];
}

function resources(
  from: LandscapeObject,
  list: readonly string[],
  values: readonly (readonly string[])[],
): ObjectReference[] {
  const path = FieldPath.of(...list);
  return asList(valueAt(from.manifest, ...list)).flatMap((item, index) => {
    const { name, resourceRef } = asObject(item);
    const used = values.flatMap((place) => keysOf(valueAt(from.manifest, ...place), asText(name)));
    const at = path.index(index).child('resourceRef');
    return toReference(from, { ...asObject(resourceRef), namespace: garden }, at, {
      role: 'resource-reference',
      keys: [...new Set(used.map(({ key }) => key))],
      encodedKeys: [...new Set(used.filter(({ encoded }) => encoded).map(({ key }) => key))],
    });
  });
}

const ownerKey = /\.config\.machineImageOwnerSecret\.accessKey(?:ID|Secret)$/;

/** Keys of a resource that values refer to, and whether the chart needs them base64-encoded. */
function keysOf(values: unknown, resource: string): { readonly key: string; readonly encoded: boolean }[] {
  const keys: { key: string; encoded: boolean }[] = [];
  walkTexts(values, FieldPath.of('values'), (text, at) => {
    for (const { name, key } of resourceReferences(text)) {
      if (name === resource) keys.push({ key, encoded: ownerKey.test(String(at)) });
    }
  });
  return keys;
}

function toReference(
  from: LandscapeObject,
  reference: JsonObject,
  field: FieldPath,
  more: Partial<Pick<ObjectReference, 'role' | 'keys' | 'encodedKeys' | 'lookedUp'>>,
): ObjectReference[] {
  const [kind, namespace, name] = ['kind', 'namespace', 'name'].map((key) => asText(reference[key]));
  if (kind === undefined || namespace === undefined || name === undefined) return [];
  if (kind === '' || namespace === '' || name === '') return [];
  return [{ from, field, kind, namespace, name, keys: [], encodedKeys: [], lookedUp: false, ...more }];
}
