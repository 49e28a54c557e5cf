import { Construct } from 'constructs';
import { GardenObject, gardenChartOf, type Manifest } from '../garden-object/garden-object';
import type { Garden, GardenSubject } from './accounts';
import { imageSharingRules as rules } from './table';

const rbac = 'rbac.authorization.k8s.io';

interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const listBindings: readonly PolicyRule[] = [
  { apiGroups: ['security.gardener.cloud'], resources: ['credentialsbindings'], verbs: ['list'] },
  { apiGroups: ['core.gardener.cloud'], resources: ['secretbindings'], verbs: ['list'] },
];
/** Nothing narrower finds the Secrets that bindings name; listing them would show their content at once. */
const getSecrets: PolicyRule = { apiGroups: [''], resources: ['secrets'], verbs: ['get'] };
const listNamespaces: PolicyRule = { apiGroups: [''], resources: ['namespaces'], verbs: ['list'] };

/** What the objects of one garden have in common. */
interface Rights {
  readonly scope: Construct;
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly subject: Manifest;
}

/**
 * Gives the kubeconfig's user, in the virtual garden, what finding accounts needs, and no more: everywhere in the
 * garden, or in the namespaces of the chosen projects alone, which have to exist then.
 */
export function createGardenRights(
  job: Construct,
  name: string,
  labels: Readonly<Record<string, string>>,
  gardens: readonly Garden[],
): void {
  gardens.forEach((garden, index) => {
    const chart = garden.props.scope ?? gardenChartOf(job);
    if (!Construct.isConstruct(chart)) {
      const hint = 'build the job in a GardenApp, or name the chart here';
      const message = 'there is no chart for the virtual garden';
      garden.check.at('scope').report(rules['image-sharing-garden-rights-nowhere'], message, hint);
      return;
    }
    const suffix = index === 0 ? '' : `-${index + 1}`;
    const rights: Rights = {
      scope: new Construct(chart, `rights-${encodeURIComponent(job.node.path)}${suffix}`),
      metadata: { name: `${name}-accounts${suffix}`, labels },
      subject: toSubject(garden.props.subject),
    };
    if (garden.projects.length === 0) grant(rights, undefined, [...listBindings, getSecrets]);
    else grantInProjects(rights, garden);
  });
}

function grantInProjects(rights: Rights, { projects, props }: Garden): void {
  grant(rights, undefined, [listNamespaces]);
  const ofProjects = new Set(projects.map(({ namespace }) => namespace));
  for (const namespace of [...ofProjects].sort()) grant(rights, namespace, [...listBindings, getSecrets]);
  const others = new Set((props.secretNamespaces ?? []).filter((namespace) => !ofProjects.has(namespace)));
  for (const namespace of [...others].sort()) grant(rights, namespace, [getSecrets]);
}

/** A role and its binding, in a namespace or in the whole garden. */
function grant(
  { scope, metadata, subject }: Rights,
  namespace: string | undefined,
  rules: readonly PolicyRule[],
): void {
  const prefix = namespace === undefined ? 'Cluster' : '';
  const placed = {
    ...metadata,
    labels: { ...metadata.labels },
    ...(namespace === undefined ? {} : { namespace }),
  };
  const apiVersion = `${rbac}/v1`;
  const id = namespace === undefined ? 'garden' : `in-${namespace}`;
  new GardenObject(scope, `${id}-role`, {
    apiVersion,
    kind: `${prefix}Role`,
    metadata: placed,
    body: { rules },
  });
  new GardenObject(scope, `${id}-binding`, {
    apiVersion,
    kind: `${prefix}RoleBinding`,
    metadata: placed,
    body: {
      roleRef: { apiGroup: rbac, kind: `${prefix}Role`, name: metadata.name },
      subjects: [subject],
    },
  });
}

function toSubject(subject: GardenSubject | string | undefined): Manifest {
  const { kind, name, namespace } =
    typeof subject === 'string' ? ({ kind: 'User', name: subject } as GardenSubject) : { ...subject };
  return kind === 'ServiceAccount'
    ? { kind, name, namespace: namespace ?? 'garden' }
    : { apiGroup: rbac, kind, name };
}
