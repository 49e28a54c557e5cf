import { isObject } from '../alibaba-cloud/answer';
import { toCredentials } from '../alibaba-cloud/credentials';
import { ShareFailure, toShareFailure } from '../alibaba-cloud/failure';
import type { Credentials } from '../alibaba-cloud/signature';
import { type AccountFinder, joinResolved, type ResolvedAccounts, type UnresolvedSource } from './accounts';
import { type KubernetesClient, type KubernetesObject, malformedObject } from './kubernetes';

/** The label of a Namespace that names its project. */
const PROJECT_LABEL = 'project.gardener.cloud/name';

/** The part of a cluster's client that is needed here. */
type GardenReader = Pick<KubernetesClient, 'get' | 'list'>;

/**
 * The accounts behind every alicloud binding of the garden, also those that no Shoot uses yet. What cannot
 * be read is reported as unresolved and never stops the rest.
 */
export async function readGardenAccounts(
  garden: GardenReader,
  projects: readonly string[],
  finder: AccountFinder,
): Promise<ResolvedAccounts> {
  const unresolved: UnresolvedSource[] = [];
  const namespaces = projects.length === 0 ? undefined : await namespacesOf(garden, projects, unresolved);
  const references = await readReferences(garden, namespaces, unresolved);
  const resolved = await Promise.all(
    references.map((reference) => resolveReference(garden, reference, finder)),
  );
  return joinResolved([{ accounts: [], unresolved }, ...resolved]);
}

/** Only where projects are chosen, so that otherwise no right to list Namespaces is needed. */
async function namespacesOf(
  garden: GardenReader,
  projects: readonly string[],
  unresolved: UnresolvedSource[],
): Promise<readonly string[]> {
  const labelSelector = `${PROJECT_LABEL} in (${projects.join(',')})`;
  const found = await orNothing('garden namespaces', unresolved, () =>
    garden.list('/api/v1/namespaces', (namespace) => namespace, { labelSelector }),
  );
  const byProject = new Map(found.map((namespace) => [labelOf(namespace, PROJECT_LABEL), nameOf(namespace)]));
  if (unresolved.length === 0) {
    for (const project of projects.filter((name) => !byProject.has(name))) {
      unresolved.push({ source: `garden project ${project}`, failure: missing('ProjectNotFound') });
    }
  }
  return projects.flatMap((project) => byProject.get(project) ?? []);
}

/**
 * Every garden serves both kinds of bindings. One that answers "not found" has an aggregated API that is
 * away just now: that says nothing of its bindings, and least of all that there are none.
 */
async function readReferences(
  garden: GardenReader,
  namespaces: readonly string[] | undefined,
  unresolved: UnresolvedSource[],
): Promise<readonly CredentialsReference[]> {
  const references = new Map<string, CredentialsReference>();
  for (const kind of bindingKinds) {
    const paths = namespaces?.map((namespace) => `namespaces/${namespace}/`) ?? [''];
    for (const path of paths) {
      const source = `garden ${kind.resource}${path === '' ? '' : ` in ${path.split('/')[1] ?? ''}`}`;
      const found = await orNothing(source, unresolved, () =>
        garden.list(`/apis/${kind.groupVersion}/${path}${kind.resource}`, (binding) =>
          readBinding(binding, kind),
        ),
      );
      for (const binding of found) {
        if ('failure' in binding) unresolved.push(binding);
        else references.set(`${binding.kind} ${binding.namespace}/${binding.name}`, binding);
      }
    }
  }
  return [...references.keys()].sort().flatMap((key) => references.get(key) ?? []);
}

async function resolveReference(
  garden: GardenReader,
  reference: CredentialsReference,
  finder: AccountFinder,
): Promise<ResolvedAccounts> {
  const { kind, namespace, name, binding } = reference;
  const source = `garden ${binding}, ${kind} ${namespace}/${name}`;
  return await finder.resolve(source, async () => {
    if (kind !== 'Secret') throw missing('NoKeyInReference');
    const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets/${encodeURIComponent(name)}`;
    return toKey(await garden.get(path), `Secret ${namespace}/${name}`);
  });
}

function toKey(secret: KubernetesObject, where: string): Credentials {
  const data = isObject(secret['data']) ? secret['data'] : {};
  return toCredentials(
    {
      accessKeyId: decode(data['accessKeyID']),
      accessKeySecret: decode(data['accessKeySecret']),
      securityToken: decode(data['securityToken']),
    },
    where,
  );
}

function decode(value: unknown): string | undefined {
  return typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : undefined;
}

async function orNothing<T>(
  source: string,
  unresolved: UnresolvedSource[],
  list: () => Promise<readonly T[]>,
): Promise<readonly T[]> {
  try {
    return await list();
  } catch (error) {
    unresolved.push({ source, failure: toShareFailure(error) });
    return [];
  }
}

function missing(code: 'ProjectNotFound' | 'NoKeyInReference'): ShareFailure {
  const explanation =
    code === 'ProjectNotFound'
      ? 'no namespace has its label'
      : 'it holds no access key that a job could use; nothing is pruned while its account is unknown';
  return new ShareFailure({ code, class: 'unusable', explanation });
}

function labelOf(object: KubernetesObject, label: string): unknown {
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  return isObject(metadata['labels']) ? metadata['labels'][label] : undefined;
}

function nameOf(object: KubernetesObject): string[] {
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  return typeof metadata['name'] === 'string' ? [metadata['name']] : [];
}

/** A kind of binding, and where it keeps its reference. */
interface BindingKind {
  readonly kind: 'CredentialsBinding' | 'SecretBinding';
  readonly groupVersion: string;
  readonly resource: string;
  readonly referenceField: 'credentialsRef' | 'secretRef';
}

/** The two kinds by which a project of the garden names the credentials of its Shoots. */
const bindingKinds: readonly BindingKind[] = [
  {
    kind: 'CredentialsBinding',
    groupVersion: 'security.gardener.cloud/v1alpha1',
    resource: 'credentialsbindings',
    referenceField: 'credentialsRef',
  },
  {
    kind: 'SecretBinding',
    groupVersion: 'core.gardener.cloud/v1beta1',
    resource: 'secretbindings',
    referenceField: 'secretRef',
  },
];

interface CredentialsReference {
  /** `Secret`, or a kind that holds no key, such as `WorkloadIdentity`. */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** The binding that it was found in, for messages. */
  readonly binding: string;
}

/**
 * What an alicloud binding refers to; nothing for a binding of another provider. Of one that does not say what
 * it must, nobody knows whether a customer is behind it.
 */
function readBinding(
  binding: KubernetesObject,
  kind: BindingKind,
): CredentialsReference | UnresolvedSource | undefined {
  const metadata = fieldsOf(binding, 'metadata');
  const own = text(metadata['namespace']);
  const found = `${kind.kind} ${own}/${text(metadata['name'])}`;
  const broken = (what: string) => ({ source: `garden ${found}`, failure: malformedObject(what) });
  // A SecretBinding may list several types, separated by commas.
  const types = text(fieldsOf(binding, 'provider')['type']).split(',');
  if (types.join('').trim() === '') return broken('a binding without a provider type');
  if (!types.some((type) => type.trim() === 'alicloud')) return undefined;
  const reference = fieldsOf(binding, kind.referenceField);
  // The referenced object may lie in another namespace than the binding.
  const namespace = text(reference['namespace']) || own;
  const name = text(reference['name']);
  if (namespace === '' || name === '') return broken('a binding without a reference');
  const referenced = kind.referenceField === 'secretRef' ? 'Secret' : text(reference['kind']) || 'Secret';
  return { kind: referenced, namespace, name, binding: found };
}

function fieldsOf(object: KubernetesObject, field: string): KubernetesObject {
  const fields = object[field];
  return isObject(fields) ? fields : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
