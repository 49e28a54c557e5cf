import { asList, asObject, asText, isObject, type JsonObject, valueAt } from '../gardener/json';
import { coreGroup, groupOf, operatorGroup, securityGroup, seedManagementGroup } from '../gardener/kinds';
import { type LandscapeDocument, liveDocument } from '../validation/landscape/landscape';
import { GardenError, type Kubectl } from './kubectl';

/** What a garden has now. */
export interface LiveGarden {
  /** Without their status, and without what the API server keeps about them for itself. */
  readonly objects: readonly JsonObject[];
  /** Secrets, of which only the names are known. Undefined where the garden does not let us list them. */
  readonly secrets: readonly JsonObject[] | undefined;
  /** What was left out, and why. */
  readonly notes: readonly string[];
  /** Whether objects of a kind were read: of others nobody knows what the garden has. */
  knows(manifest: unknown): boolean;
}

const readKinds: readonly (readonly [group: string, ...kinds: string[]])[] = [
  [
    ...([coreGroup, 'CloudProfile', 'NamespacedCloudProfile', 'Seed', 'ControllerRegistration'] as const),
    ...(['ControllerDeployment', 'Shoot', 'SecretBinding', 'Project'] as const),
  ],
  [securityGroup, 'CredentialsBinding'],
  [seedManagementGroup, 'Gardenlet', 'ManagedSeed'],
  [operatorGroup, 'Extension'],
];

interface Resource {
  readonly kind: string;
  readonly group: string;
  /** As kubectl takes it, e.g. `seeds.core.gardener.cloud`. */
  readonly name: string;
}

const resources: readonly Resource[] = readKinds.flatMap(([group, ...names]) =>
  names.map((kind) => ({ kind, group, name: `${kind.toLowerCase()}s.${group}` })),
);

/**
 * Reads what a garden has now; asks with `get` only.
 *
 * @throws GardenError where there is no kubectl, and where the garden is away or forbids
 */
export async function readGarden(kubectl: Kubectl): Promise<LiveGarden> {
  const served = await servedResources(kubectl);
  const known = resources.filter(({ name }) => served.has(name));
  const unknown = resources.filter(({ name }) => !served.has(name));
  if (known.length === 0) {
    throw new GardenError(
      "the API server serves none of Gardener's kinds; name the context of the virtual garden with --context",
    );
  }
  const [objects, secrets] = await Promise.all([
    readObjects(kubectl, known),
    served.has('secrets') ? readSecretNames(kubectl) : [],
  ]);
  const kinds = new Set(known.map(({ group, kind }) => `${group}/${kind}`));
  return {
    objects,
    secrets,
    notes: [
      ...(unknown.length === 0
        ? []
        : [`the API server serves no ${unknown.map(({ kind }) => kind).join(', ')}: left out`]),
      ...(secrets === undefined
        ? ['the garden does not let us list Secrets: whether those that are referred to exist is not known']
        : []),
    ],
    knows: (manifest) => {
      const { apiVersion, kind } = asObject(manifest);
      return kinds.has(`${groupOf(asText(apiVersion))}/${asText(kind)}`);
    },
  };
}

/** Everything that the garden has, for documents to refer to. */
export function documentsOf({ objects, secrets = [] }: LiveGarden): LandscapeDocument[] {
  return [
    ...objects.map((manifest) => liveDocument(manifest)),
    ...secrets.map((manifest) => liveDocument(manifest, 'name')),
  ];
}

/** Names of what can be listed, as kubectl takes them. */
async function servedResources(kubectl: Kubectl): Promise<ReadonlySet<string>> {
  const answer = await kubectl.run(['api-resources', '--verbs=list', '--output=name']);
  // An API that is away fails the call; if it is none of Gardener's, what is printed of the others will do.
  if (
    answer.code !== 0 &&
    (answer.out === '' || answer.said.some((line) => line.includes('gardener.cloud')))
  ) {
    throw kubectl.explain(answer);
  }
  return new Set(answer.out.split('\n').map((line) => line.trim()));
}

async function readObjects(kubectl: Kubectl, wanted: readonly Resource[]): Promise<JsonObject[]> {
  const names = wanted.map(({ name }) => name);
  const answer = await kubectl.run(['get', names.join(','), '--all-namespaces', '--output=json']);
  if (answer.code !== 0) {
    const forbidden = names.filter((name) =>
      answer.said.some((line) => line.includes(`: ${name} is forbidden`)),
    );
    if (forbidden.length === 0) throw kubectl.explain(answer);
    throw new GardenError(
      `the garden does not let us list ${forbidden.join(', ')}; ` +
        'ask for the right to get and list them, as docs/operating.md has it',
    );
  }
  let list: unknown;
  try {
    list = JSON.parse(answer.out);
  } catch {
    throw new GardenError(
      'kubectl get printed something that is no JSON; is the kubectl on the PATH the real one?',
    );
  }
  return asList(asObject(list)['items']).filter(isObject).map(withoutServerParts);
}

/** Copies and accounts that nobody here reads, some of them larger than the object. */
const unreadAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

function withoutServerParts({ status: _, ...object }: JsonObject): JsonObject {
  const metadata = Object.entries(asObject(object['metadata'])).filter(([name]) => name !== 'annotations');
  const annotations = Object.entries(asObject(valueAt(object, 'metadata', 'annotations'))).filter(
    ([name]) => name !== unreadAnnotation,
  );
  return {
    ...object,
    metadata: {
      ...Object.fromEntries(metadata),
      ...(annotations.length === 0 ? {} : { annotations: Object.fromEntries(annotations) }),
    },
  };
}

/**
 * As a table for people, the API server sends names and counts, and no data: neither we nor kubectl get at it. Names
 * have no blanks.
 */
async function readSecretNames(kubectl: Kubectl): Promise<JsonObject[] | undefined> {
  const answer = await kubectl.run(['get', 'secrets', '--all-namespaces', '--no-headers', '--output=wide']);
  if (answer.code !== 0) {
    if (answer.said.some((line) => line.includes('forbidden'))) return undefined;
    throw kubectl.explain(answer);
  }
  return answer.out.split('\n').flatMap((line) => {
    const [namespace = '', name = ''] = line.trim().split(/\s+/);
    if (name === '') return [];
    return [{ apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name } }];
  });
}
