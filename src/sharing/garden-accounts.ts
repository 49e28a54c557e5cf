import { isObject } from '../alibaba-cloud/answer';
import { toCredentials } from '../alibaba-cloud/credentials';
import { ShareFailure, toShareFailure } from '../alibaba-cloud/failure';
import type { Credentials } from '../alibaba-cloud/signature';
import { type AccountFinder, joinResolved, type ResolvedAccounts, type UnresolvedSource } from './accounts';
import type { KubernetesClient, KubernetesObject } from './kubernetes';

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
          isAlicloudBinding(binding) ? referenceOf(binding, kind) : undefined,
        ),
      );
      for (const reference of found) {
        references.set(`${reference.kind} ${reference.namespace}/${reference.name}`, reference);
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

/** A SecretBinding may list several provider types, separated by commas. */
function isAlicloudBinding(binding: KubernetesObject): boolean {
  const provider = isObject(binding['provider']) ? binding['provider'] : {};
  const types = typeof provider['type'] === 'string' ? provider['type'].split(',') : [];
  return types.some((type) => type.trim() === 'alicloud');
}

/** The referenced object may lie in another namespace than the binding. */
function referenceOf(binding: KubernetesObject, kind: BindingKind): CredentialsReference {
  const metadata = isObject(binding['metadata']) ? binding['metadata'] : {};
  const reference = isObject(binding[kind.referenceField]) ? binding[kind.referenceField] : {};
  const fields = isObject(reference) ? reference : {};
  const namespace = text(metadata['namespace']);
  return {
    kind: kind.referenceField === 'secretRef' ? 'Secret' : text(fields['kind']) || 'Secret',
    namespace: text(fields['namespace']) || namespace,
    name: text(fields['name']),
    binding: `${kind.kind} ${namespace}/${text(metadata['name'])}`,
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
