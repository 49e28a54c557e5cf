import { valueAt } from '../json-value';
import { asObject, asText } from '../kubernetes/read';
import { decodeText, isPlaceholder } from '../secret/access-key';
import { accessKeyIdKey, accessKeySecretKey } from '../secret/alicloud-access-key';
import { secretData } from '../secret/secret-data';
import { nameOf, securityGroup, type Landscape, type LandscapeObject } from './landscape';
import type { LandscapeIssues } from './landscape-document';
import { objectReferences, type ObjectReference } from './object-reference';
import { landscapeRules as rules } from './rules';

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
