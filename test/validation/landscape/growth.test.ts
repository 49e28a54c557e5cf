import { judgeTexts } from '../../../src/validation/validate';
import { validateLandscape } from '../../../src/validation/validate-landscape';
import { at, type Fields, object } from './documents';

const counted = [
  ...['find', 'findIndex', 'filter', 'some', 'every', 'map', 'flatMap', 'forEach', 'includes', 'indexOf'],
  ...['join', 'concat', 'sort', 'reduce', 'flat', 'slice'],
] as const;

/**
 * How many items all methods of lists, and loops over them, are given while something runs. A list that is
 * searched, copied or printed for each document shows here as the square of their number.
 */
function itemsVisited(run: () => void): number {
  let items = 0;
  const prototype = Array.prototype as unknown as Record<PropertyKey, (...args: unknown[]) => unknown>;
  const originals = [...counted, Symbol.iterator].map((name) => [name, prototype[name]] as const);
  for (const [name, original] of originals) {
    if (original === undefined) continue;
    prototype[name] = function (this: unknown[], ...args: unknown[]) {
      const result = original.apply(this, args);
      // A part of a list costs what it holds.
      items += name === 'slice' ? (result as unknown[]).length : this.length;
      return result;
    };
  }
  try {
    run();
  } finally {
    for (const [name, original] of originals) if (original !== undefined) prototype[name] = original;
  }
  return items;
}

const each = (count: number, make: (index: number) => Fields[]): Fields[] =>
  Array.from({ length: count }, (_, index) => make(index)).flat();
const secretRef = (name: string): Fields => ({ kind: 'Secret', namespace: 'garden', name });
const seedSpec = (index: number): Fields => ({
  provider: { type: `type-${index}` },
  ingress: { domain: `seed-${index}.acme.io` },
  backup: { provider: `type-${index}`, credentialsRef: secretRef(`backup-${index}`) },
  dns: { provider: { type: 'alicloud-dns', credentialsRef: secretRef(`dns-${index}`) } },
  extensions: [{ type: `extension-${index}` }],
});

/** Landscapes that would each make some rule search a list, or print it, for each of its documents. */
const landscapes: Readonly<Record<string, (count: number) => Fields[]>> = {
  'registrations without deployments': (count) =>
    each(count, (index) => [
      object('ControllerDeployment', `deployment-${index}`),
      object('ControllerRegistration', `registration-${index}`, {
        spec: {
          deployment: { deploymentRefs: [{ name: `missing-${index}` }] },
          resources: [{ kind: 'ControlPlane', type: `other-${index}` }],
        },
      }),
    ]),
  'registrations of one type': (count) =>
    each(count, (index) => [
      object('ControllerRegistration', `registration-${index}`, {
        spec: { resources: [{ kind: 'ControlPlane', type: 'alicloud' }] },
      }),
    ]),
  'Seeds whose types nobody registers': (count) =>
    each(count, (index) => [
      object('Seed', `seed-${index}`, { spec: seedSpec(index) }),
      object('ControllerRegistration', `registration-${index}`, {
        spec: { resources: [{ kind: 'ControlPlane', type: `other-${index}` }] },
      }),
    ]),
  'references to ExternalSecrets': (count) =>
    each(count, (index) => [
      object('Seed', `seed-${index}`, { spec: seedSpec(index) }),
      object('ExternalSecret', `backup-${index}`, { spec: {} }),
    ]),
  'Gardenlets and ManagedSeeds of one name': (count) =>
    each(count, (index) => [
      object('Gardenlet', `seed-${index}`),
      object('ManagedSeed', `seed-${index}`, { spec: { shoot: { name: `shoot-${index}` } } }),
      object('Seed', `seed-${index}`),
    ]),
  'children without parents': (count) =>
    each(count, (index) => [
      object('CloudProfile', `profile-${index}`),
      object(
        'NamespacedCloudProfile',
        'child',
        { spec: { parent: { name: `missing-${index}` } } },
        { namespace: `garden-${index}` },
      ),
    ]),
  'Projects, bindings and Shoots': (count) =>
    each(count, (index) => {
      const inProject = { namespace: `garden-${index}` };
      const binding = object('SecretBinding', 'a', { secretRef: { name: 'a' } }, inProject);
      const shoot = object('Shoot', 'a', { spec: { secretBindingName: 'a' } }, inProject);
      return [object('Project', String(index)), object('Secret', 'a', {}, inProject), binding, shoot];
    }).concat(object('Kustomization', 'all', { spec: { path: '.' } })),
  'Projects, and Shoots of one profile': (count) =>
    each(count, (index) => [
      object('Project', String(index), { spec: { namespace: `garden-${index}` } }),
      object(
        'Shoot',
        'a',
        { spec: { cloudProfileName: 'alicloud', provider: { type: 'alicloud' } } },
        { namespace: `garden-${index}` },
      ),
    ]).concat(object('CloudProfile', 'alicloud')),
  'Kustomizations that wait for others elsewhere': (count) =>
    each(count, (index) => [
      object('Kustomization', `k-${index}`, {
        spec: { path: `folder-${index}`, dependsOn: [{ name: `missing-${index}` }], prune: true },
      }),
      object('CloudProfile', `profile-${index}`),
    ]),
  'Applications, each with objects in order': (count) =>
    each(count, (index) => [
      object('Application', `a-${index}`, {
        spec: { source: { path: `folder-${index}` }, destination: { name: 'garden' } },
      }),
      object('ControllerDeployment', `deployment-${index}`),
      object('ControllerRegistration', `registration-${index}`, {
        spec: { deployment: { deploymentRefs: [{ name: `deployment-${index}` }] } },
      }),
    ]),
};

const documentsOf = (manifests: readonly Fields[]): ReturnType<typeof at>[] =>
  manifests.map((manifest, index) => {
    const folder = String((manifest['metadata'] as { name?: string }).name).replace(/.*-/, 'folder-');
    return at(`${folder}/${index}.yaml`, manifest);
  });

test.each(Object.entries(landscapes))('four times the documents are four times the work: %s', (_, make) => {
  const work = (count: number): { items: number; letters: number } => {
    const documents = documentsOf(make(count));
    let letters = 0;
    const items = itemsVisited(() => {
      const issues = validateLandscape(documents, { now: null });
      letters = issues
        .map(({ message, hint = '' }) => message.length + hint.length)
        .reduce((a, b) => a + b, 0);
    });
    return { items, letters };
  };
  const [some, more] = [work(250), work(1000)];
  expect(more.items / some.items).toBeLessThan(5);
  expect((more.letters + 1) / (some.letters + 1)).toBeLessThan(5);
});

test('four times the files, with what they replace, are four times the work', () => {
  const texts = (count: number, value: string): string[] =>
    Array.from(
      { length: count },
      (_, index) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a-${index}}\ndata: {a: "${value}"}\n`,
    );
  const work = (count: number): number => {
    const files = texts(count, 'new').map((text, index) => ({
      file: `a/${index}.yaml`,
      text,
      isNamed: false,
    }));
    const kustomization = `resources: [${files.map(({ file }) => file.slice(2)).join(', ')}]`;
    const previous = texts(count, 'old').map((_, index) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `a-${index}` },
    }));
    const built = [{ file: 'a/kustomization.yaml', text: kustomization, isNamed: false }, ...files];
    return itemsVisited(() => judgeTexts(built, { now: null }, { previous }));
  };
  expect(work(1000) / work(250)).toBeLessThan(5);
});

test('a large profile is read as often for many Shoots and children as for few', () => {
  const profile = (name: string): string =>
    JSON.stringify({
      ...object('CloudProfile', name),
      spec: { type: 'alicloud', caBundle: 'x'.repeat(10_000) },
    });
  const user = (index: number): string => {
    const metadata = { name: `user-${index}`, namespace: 'garden-dev' };
    const parent = { kind: 'CloudProfile', name: `profile-${index % 2}` };
    const child = { ...object('NamespacedCloudProfile', ''), metadata, spec: { parent } };
    const cloudProfile = { kind: 'NamespacedCloudProfile', name: metadata.name };
    const spec = { cloudProfile, provider: { type: 'alicloud' } };
    return [child, { ...object('Shoot', ''), metadata, spec }]
      .map((one) => JSON.stringify(one))
      .join('\n---\n');
  };
  const reads = (count: number): number => {
    let asked = 0;
    const profiles = ['profile-0', 'profile-1'].map((name) => ({
      file: `${name}.yaml`,
      isNamed: false,
      get text(): string {
        asked++;
        return profile(name);
      },
    }));
    const users = Array.from({ length: count }, (_, index) => ({
      file: `user-${index}.yaml`,
      text: user(index),
      isNamed: false,
    }));
    judgeTexts([...profiles, ...users], { now: null });
    return asked;
  };
  expect(reads(40)).toBe(reads(10));
});
