import fc from 'fast-check';
import { judgeTexts } from '../../../src/validation/validate';
import { readRepository, type Repository } from '../../../src/validation/repository/repository';
import { objectsOf } from '../../../src/validation/repository/objects';
import { fits, fitsGlob } from '../../../src/validation/repository/selection';
import { readYaml } from '../../../src/yaml/read';
import { expectGolden } from '../golden';

type Files = Readonly<Record<string, string>>;

function toFiles(files: Files): { file: string; text: string; isNamed: boolean }[] {
  return Object.entries(files).map(([file, text]) => ({ file, text, isNamed: false }));
}

function read(files: Files, more: Files = {}, namespace = ''): Repository {
  const readMore = (path: string): { file: string; text: string } | undefined => {
    const file = [path, `${path}/kustomization.yaml`].find((name) => more[name] !== undefined);
    return file === undefined ? undefined : { file, text: more[file] ?? '' };
  };
  return readRepository(toFiles(files), { readMore, namespace });
}

function values(files: Files, more: Files = {}, namespace = ''): unknown[] {
  return read(files, more, namespace).documents.map(({ document }) => document.value);
}

const rulesOf = ({ issues }: Repository): string[] => issues.map(({ rule }) => rule);
const config = (name: string, namespace?: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}${namespace === undefined ? '' : `, namespace: ${namespace}`}}\ndata: {a: "1", list: [1, 2]}\n`;
const built = (name: string, fields: object = {}, metadata: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...metadata },
  data: { a: '1', list: [1, 2], ...fields },
});
const profile =
  'apiVersion: core.gardener.cloud/v1beta1\nkind: CloudProfile\nmetadata: {name: a}\nspec: {type: alicloud}\n';

describe('a kustomization of plain cases is judged as it is built', () => {
  const base = { 'base/kustomization.yaml': 'resources: [a.yaml]', 'base/a.yaml': config('a') };
  test.each<[string, string, Files, object[]]>([
    ['resources alone', 'resources: [../base]', {}, [built('a')]],
    ['bases, as they were called', 'bases: [../base/]', {}, [built('a')]],
    [
      'a namespace',
      '{namespace: garden, resources: [../base]}',
      {},
      [built('a', {}, { namespace: 'garden' })],
    ],
    [
      'labels and annotations',
      '{resources: [../base], commonLabels: {a: b}, labels: [{pairs: {c: d}}], commonAnnotations: {e: f}}',
      {},
      [built('a', {}, { labels: { a: 'b', c: 'd' }, annotations: { e: 'f' } })],
    ],
    [
      'a strategic patch in a file',
      '{resources: [../base], patches: [{path: p.yaml}]}',
      { 'top/p.yaml': config('a').replace(/^data:.*/m, 'data: {b: "2", list: [3], a: null}') },
      [{ ...built('a'), data: { b: '2', list: [3] } }],
    ],
    [
      'an old strategic patch, in a text',
      `resources: [../base]\npatchesStrategicMerge:\n  - |\n    ${config('a')
        .replace(/^data:.*/m, 'data: {b: "2"}')
        .replaceAll('\n', '\n    ')}`,
      {},
      [built('a', { b: '2' })],
    ],
    [
      'a strategic patch for all of a kind',
      '{resources: [../base], patches: [{target: {kind: ConfigMap}, patch: "{metadata: {name: x}, data: {b: c}}"}]}',
      {},
      [built('a', { b: 'c' })],
    ],
    [
      'a patch that replaces a map, and one that deletes an object',
      '{resources: [../base], patches: [{target: {name: a}, patch: "{data: {$patch: replace, b: c}}"}, {target: {name: "b|c"}, patch: "$patch: delete"}]}',
      { 'base/a.yaml': `${config('a')}---\n${config('b')}` },
      [{ ...built('a'), data: { b: 'c' } }],
    ],
    [
      'a JSON patch with a target',
      '{resources: [../base], patches: [{path: p.yaml, target: {kind: ConfigMap, name: ".*"}}]}',
      {
        'top/p.yaml':
          '[{op: add, path: /data/list/-, value: 3}, {op: replace, path: /data/a, value: x}, {op: add, path: /data/b~1c, value: z}]',
      },
      [built('a', { a: 'x', list: [1, 2, 3], 'b/c': 'z' })],
    ],
    [
      'an old JSON patch',
      '{resources: [../base], patchesJson6902: [{target: {version: v1, kind: ConfigMap, name: a}, patch: "[{op: remove, path: /data/list/0}]"}]}',
      {},
      [built('a', { list: [2] })],
    ],
    [
      'a component',
      '{resources: [../base], components: [../c]}',
      {
        'c/kustomization.yaml':
          '{apiVersion: kustomize.config.k8s.io/v1alpha1, kind: Component, resources: [b.yaml], commonLabels: {a: b}}',
        'c/b.yaml': config('b'),
      },
      [built('a', {}, { labels: { a: 'b' } }), built('b', {}, { labels: { a: 'b' } })],
    ],
  ])('%s', (_, text, more, expected) => {
    const files = { ...base, 'top/kustomization.yaml': text, ...more };
    expect(values(files)).toEqual(expected);
    expect(read(files)).toMatchObject({ issues: [], leftOut: { others: 0, templates: 0, unbuilt: 0 } });
    // What lies outside of the folder that is given is read.
    const given = Object.entries(files).filter(([name]) => name.startsWith('top/'));
    expect(values(Object.fromEntries(given), files)).toEqual(expected);
  });

  test.each<[string, string, Files, string[]]>([
    [
      'a chart',
      '{resources: [../base], helmCharts: [{name: a, valuesFile: values.yaml}]}',
      { 'top/values.yaml': 'a: 1' },
      ['kustomize-part-left-out'],
    ],
    ['a prefix', '{namePrefix: x-, resources: [../base]}', {}, ['kustomize-not-built']],
    [
      'a patch of nothing',
      '{resources: [../base], patches: [{path: p.yaml}]}',
      { 'top/p.yaml': config('x') },
      ['kustomize-not-built'],
    ],
    [
      'a patch that does not apply',
      '{resources: [../base], patches: [{target: {name: a}, patch: "[{op: remove, path: /x}]"}]}',
      {},
      ['kustomize-not-built'],
    ],
    [
      'a selector that is more than a pattern',
      '{resources: [../base], patches: [{target: {name: "(a|b)+"}, patch: "{}"}]}',
      {},
      ['kustomize-not-built'],
    ],
    ['itself', '{resources: [../top]}', {}, ['kustomize-not-built']],
    [
      'itself through another',
      '{resources: [../other]}',
      { 'other/kustomization.yaml': '{resources: [../top]}' },
      ['kustomize-not-built', 'kustomize-not-built'],
    ],
    [
      'a remote resource',
      '{resources: [../base, "https://github.com/a/b"]}',
      {},
      ['kustomize-part-left-out'],
    ],
    ['a file that is not there', '{resources: [../base, b.yaml]}', {}, ['kustomize-part-left-out']],
    [
      'a generator',
      '{resources: [../base], secretGenerator: [{name: a, envs: [b.yaml]}]}',
      {},
      ['kustomize-part-left-out'],
    ],
  ])('a note for %s', (_, text, more, expected) => {
    const repository = read({ ...base, 'top/kustomization.yaml': text, ...more });
    expect(rulesOf(repository)).toEqual(expected);
    expect(repository.leftOut.others).toBe(0);
  });

  test('what is not built is not judged half', () => {
    const { documents, leftOut } = read({
      ...base,
      'top/kustomization.yaml': '{namePrefix: x-, resources: [../base]}',
    });
    expect(documents).toEqual([]);
    expect(leftOut.unbuilt).toBe(1);
  });

  test('issues stand where a field was written: in the base, or in the patch', () => {
    const patch = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels:\n    a: b\n`;
    const [document] = read({
      ...base,
      'top/kustomization.yaml': '{resources: [../base], patches: [{path: p.yaml}]}',
      'top/p.yaml': patch,
    }).documents;
    expect(document?.document.locate('metadata.labels.a')).toEqual({
      file: 'top/p.yaml',
      document: 1,
      line: 6,
      column: 5,
    });
    expect(document?.document.locate('data.a')).toEqual({ line: 4, column: 8 });
    expect(document?.file).toBe('base/a.yaml');
  });

  test('overlays of one base are alternatives, and not one landscape', () => {
    const files = {
      'base/kustomization.yaml': 'resources: [a.yaml]',
      'base/a.yaml': profile,
      'dev/kustomization.yaml': '{resources: [../base, own.yaml]}',
      'dev/own.yaml': config('own'),
      'prod/kustomization.yaml': '{resources: [../base, own.yaml]}',
      'prod/own.yaml': config('own'),
      'beside.yaml': config('beside'),
    };
    expect(read(files).landscapes.map((landscape) => landscape.map(({ file }) => file))).toEqual([
      ['beside.yaml', 'base/a.yaml', 'dev/own.yaml'],
      ['beside.yaml', 'base/a.yaml', 'prod/own.yaml'],
    ]);
    const { issues } = judgeTexts(toFiles(files), { now: null });
    expect(issues.filter(({ rule }) => rule === 'landscape-object-repeated')).toEqual([]);
    const places = issues.map((issue) => JSON.stringify(issue));
    expect(new Set(places).size).toBe(places.length);
  });

  test('a path of Flux that leads to an overlay holds what the overlay builds', () => {
    const flux = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: a, namespace: flux-system}
spec: {path: ./top, prune: true, sourceRef: {kind: GitRepository, name: a}}
`;
    const files = {
      'base/kustomization.yaml': 'resources: [a.yaml]',
      'base/a.yaml': profile,
      'flux/a.yaml': flux,
    };
    const { issues } = judgeTexts(toFiles({ ...files, 'top/kustomization.yaml': 'resources: [../base]' }), {
      now: null,
    });
    const gitops = issues.filter(({ rule }) => rule.startsWith('gitops'));
    expect(gitops.map(({ rule, origin }) => `${rule} ${origin?.file ?? ''}`)).toEqual([
      'gitops-unprotected base/a.yaml',
    ]);
  });
});

describe('a namespace for objects that name none', () => {
  const flux = (spec: string): string =>
    `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: a, namespace: x}\nspec: {path: ./a, ${spec}}\n`;
  const argocd = (destination: string): string =>
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a, namespace: x}\nspec: {source: {path: a}, destination: ${destination}}\n`;
  const namespaceOf = (files: Files, namespace = ''): unknown => {
    const [value] = values(files, {}, namespace) as { metadata: { namespace?: string } }[];
    return value?.metadata.namespace;
  };
  test.each<[string, Files, string, string | undefined]>([
    ['nobody', { 'a/a.yaml': config('a') }, '', undefined],
    ['the flag', { 'a/a.yaml': config('a') }, 'garden', 'garden'],
    ['Flux', { 'a/a.yaml': config('a'), 'b.yaml': flux('targetNamespace: garden') }, '', 'garden'],
    [
      'Flux for another folder',
      { 'b/a.yaml': config('a'), 'b.yaml': flux('targetNamespace: garden') },
      '',
      undefined,
    ],
    ['Argo CD', { 'a/a.yaml': config('a'), 'b.yaml': argocd('{namespace: garden}') }, '', 'garden'],
    ['itself', { 'a/a.yaml': config('a', 'own'), 'b.yaml': argocd('{namespace: garden}') }, 'other', 'own'],
    ['nobody, as the kind has none', { 'a/a.yaml': profile }, 'garden', undefined],
  ])('by %s', (_, files, flag, expected) => {
    expect(namespaceOf(files, flag)).toBe(expected);
  });
});

describe('what is no manifest', () => {
  const others: Files = {
    'values.yaml': 'alicloud: {enabled: true}',
    'kinds.yaml': 'kind: Deployment\nreplicas: 1',
    'Chart.yaml': 'apiVersion: v2\nname: profiles\nversion: 0.1.0',
    'cdk8s.yaml': 'language: typescript\napp: node main.js',
    'patch.yaml': '- op: add\n  path: /spec',
    'waivers.yaml': '- {rule: a, reason: b}',
    'image.yaml': 'architecture: amd64\npaths: [{name: a}]\npublished_image_metadata: null',
  };
  test('is left out below a folder, and counted', () => {
    const { documents, leftOut, issues } = read({ ...others, 'a.yaml': profile });
    expect(documents).toHaveLength(1);
    expect(issues).toEqual([]);
    expect(leftOut).toEqual({ others: Object.keys(others).length, templates: 0, unbuilt: 0 });
  });

  test.each([
    'kind: Seed\nspec: {}',
    'apiVersion: v1\nmetadata: {}',
    'metadata: {name: a}\nspec: {}',
    '5',
    '',
    'a: [',
    'apiVersion: 5\nkind: 6',
  ])('%j is a manifest that is broken', (text) => {
    expect(read({ 'a.yaml': text }).documents).toHaveLength(1);
  });

  test('a file that somebody names is judged, unless others beside it are manifests', () => {
    const named = (files: Files): number =>
      readRepository(toFiles(files).map((file) => ({ ...file, isNamed: true }))).documents.length;
    expect(named({ 'values.yaml': 'a: 1' })).toBe(1);
    expect(named({ 'values.yaml': 'a: 1', 'a.yaml': profile })).toBe(1);
  });
});

describe('templates', () => {
  const helm = profile.replace('name: a', 'name: {{ .Values.name }}');
  test.each<[string, string, boolean]>([
    ['a Helm template', `{{- if .Values.enabled }}\n${helm}{{- end }}\n`, true],
    ['a value in bare braces', profile.replace('{name: a}', '\n  name: {{ name }}'), true],
    ['a name in quoted braces', profile.replace('name: a', 'name: "{{ .Values.name }}"'), true],
    ['a region in quoted braces', profile.replace('type: alicloud', 'type: "{{ .Values.type }}"'), true],
    ['a spiff template', profile.replace('name: a', 'name: (( .landscape.name ))'), true],
    ['a merge of spiff', profile.replace('{type: alicloud}', '(( merge ))'), true],
    [
      'a reference to a resource',
      `apiVersion: core.gardener.cloud/v1\nkind: ControllerDeployment\nmetadata: {name: a}\nhelm: {values: {a: "{{ .resources.a.data.b }}"}}\n`,
      false,
    ],
    ['a template in a ConfigMap', config('a').replace('"1"', '"{{ .Values.a }}"'), false],
    ['a mistake', 'a: [', false],
    ['parentheses', profile.replace('type: alicloud', 'type: "((a) b)"'), false],
  ])('%s', (_, text, isTemplate) => {
    const folder = read({ 'a.yaml': text, 'b.yaml': profile });
    expect(rulesOf(folder)).toEqual(isTemplate ? ['template-left-out'] : []);
    expect(folder.leftOut.templates > 0).toBe(isTemplate);
    const named = readRepository([{ file: 'a.yaml', text }]);
    expect(rulesOf(named)).toEqual(isTemplate ? ['template-not-rendered'] : []);
  });
});

test.each<[string, string, boolean]>([
  ['*.yaml', 'a/b.yaml', true],
  ['*.yml', 'a/b.yaml', false],
  ['a', 'a/b.yaml', true],
  ['/a/', 'a/b.yaml', true],
  ['a/b', 'a/b/c/d.yaml', true],
  ['b/c', 'a/b/c', false],
  ['**/c', 'a/b/c', true],
  ['**/c', 'c', true],
  ['a/**/d.yaml', 'a/d.yaml', true],
  ['a/**/d.yaml', 'a/b/c/d.yaml', true],
  ['charts/*/values.yaml', 'charts/x/values.yaml', true],
  ['charts/*/values.yaml', 'charts/x/y/values.yaml', false],
])('%s and %s', (glob, path, expected) => {
  expect(fitsGlob(glob, path)).toBe(expected);
});

test('a pattern of many stars does not take long', () => {
  expect(fits('*a'.repeat(50), 'a'.repeat(5000) + 'b')).toBe(false);
});

test('whatever files say, they are read', () => {
  const names = fc.constantFrom(
    'a.yaml',
    'b/kustomization.yaml',
    'kustomization.yaml',
    'b/c.yaml',
    'c/kustomization.yaml',
  );
  const paths = fc.constantFrom('.', '..', 'b', '../c', 'a.yaml', 'c.yaml', '', 'https://x');
  const field = fc.constantFrom(
    'resources',
    'components',
    'patches',
    'patchesStrategicMerge',
    'namespace',
    'labels',
    'commonLabels',
    'patchesJson6902',
    'kind',
  );
  const kustomization = fc.dictionary(
    field,
    fc.oneof(
      fc.array(fc.oneof(paths, fc.record({ path: paths, target: fc.jsonValue() }), fc.jsonValue())),
      fc.jsonValue(),
    ),
  );
  const text = fc.oneof(
    kustomization.map((value) => JSON.stringify(value)),
    fc.string(),
    fc.constantFrom(profile, config('a'), '[]'),
  );
  fc.assert(
    fc.property(fc.dictionary(names, text), (files) => {
      const { documents, landscapes } = read(files);
      expect(documents.length).toBeGreaterThanOrEqual(landscapes[0]?.length ?? 0);
      judgeTexts(toFiles(files), { now: null });
    }),
    { numRuns: 300 },
  );
});

describe('documents that are judged one by one', () => {
  const padding = `# ${'x'.repeat(5000)}\n`;
  const texts = fc.oneof(
    fc.constantFrom(
      ...[profile, config('a'), config('b', 'garden'), '[]', 'a: 1\n', '{{ .Values.a }}', ''],
      `${profile}---\n${config('c')}`,
      `apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: Secret, metadata: {name: s}, data: {}}]\n`,
    ),
    fc.jsonValue().map((value) => JSON.stringify(value)),
  );
  const repositories = fc.dictionary(
    fc.constantFrom('a.yaml', 'b.yaml', 'x/c.yaml', 'x/d.yaml', 'x/e.json'),
    fc
      .record({ text: texts, isLarge: fc.boolean() })
      .map(({ text, isLarge }) => (isLarge ? padding : '') + text),
  );
  const kustomizations = fc.constantFrom<Files>(
    {},
    { 'x/kustomization.yaml': '{resources: [c.yaml, e.json], namespace: garden}' },
    { 'x/kustomization.yaml': '{resources: [c.yaml], patches: [{path: d.yaml, target: {kind: ConfigMap}}]}' },
    { 'x/kustomization.yaml': '{namePrefix: x-, resources: [d.yaml]}' },
  );
  const toComparable = ({ documents, landscapes, ...rest }: Repository): unknown => ({
    ...rest,
    documents: documents.map(({ file, builtBy, document }) => ({
      ...{ file, builtBy, index: document.index, value: document.value },
      places: ['metadata.name', 'spec.type', 'items[0]'].map((field) => document.locate(field)),
    })),
    landscapes: landscapes.map((landscape) => landscape.map((document) => documents.indexOf(document))),
    kustomizations: rest.kustomizations.map(({ document }) => document.value),
  });

  test('are those of the repository, each once, and what is kept of them says the same', () => {
    fc.assert(
      fc.property(repositories, kustomizations, fc.constantFrom('', 'garden'), (files, more, namespace) => {
        const all = toFiles({ ...files, ...more });
        const visited: unknown[] = [];
        const kept = readRepository(all, {
          namespace,
          visit: ({ file, document }) => void visited.push([file, document.index, document.value]),
        });
        const whole = readRepository(all, { namespace });
        expect(toComparable(kept)).toEqual(toComparable(whole));
        const expected = whole.documents.map(({ file, document }) => [file, document.index, document.value]);
        const inOrder = (list: unknown[]): string[] => list.map((item) => JSON.stringify(item)).sort();
        expect(inOrder(visited)).toEqual(inOrder(expected));
      }),
      { numRuns: 300 },
    );
  });

  test('and those that are left out add up to all that there are', () => {
    fc.assert(
      fc.property(repositories, (files) => {
        const written = Object.values(files).flatMap((text) => readYaml(text).flatMap(objectsOf));
        const { documents, leftOut } = read(files);
        expect(documents.length + leftOut.others + leftOut.templates).toBe(written.length);
      }),
      { numRuns: 300 },
    );
  });

  test('are read again only where a field below their metadata, or a place, is asked for', () => {
    let reads = 0;
    const file = {
      ...{ file: 'a.yaml', isNamed: false },
      get text() {
        reads++;
        return padding + profile;
      },
    };
    const others = toFiles({ 'b.yaml': config('b', 'garden') });
    const { documents } = readRepository([file, ...others], { visit: () => undefined });
    const document = documents[0]?.document;
    const value = document?.value as Record<string, unknown>;
    expect([value['kind'], value['metadata'], Object.keys(value)]).toEqual([
      ...['CloudProfile', { name: 'a' }],
      ['apiVersion', 'kind', 'metadata', 'spec'],
    ]);
    expect(reads).toBe(1);
    expect(value['spec']).toEqual({ type: 'alicloud' });
    expect(document?.locate('spec.type')).toEqual({ line: 5, column: 8 });
    expect(reads).toBe(2);
  });
});

test('what a kustomization builds is judged as if it had been written so', () => {
  const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 });
  const versions = fc.constantFrom('1.33.4', '1.31.0', 'x', '1.33.4-rc');
  const rendered = fc.record({
    names,
    version: versions,
    namespace: fc.constantFrom(undefined, 'garden', 'other'),
  });
  const manifest = (name: string, version: string, labels?: object, namespace?: string): string =>
    JSON.stringify({
      apiVersion: 'core.gardener.cloud/v1beta1',
      kind: 'NamespacedCloudProfile',
      metadata: { name, ...(namespace === undefined ? {} : { namespace }), ...(labels && { labels }) },
      spec: { parent: { kind: 'CloudProfile', name: 'p' }, kubernetes: { versions: [{ version }] } },
    });
  const findings = (files: Files): string[] =>
    judgeTexts(toFiles(files), { now: new Date('2026-11-21T00:00:00Z') })
      .issues.map(({ rule, field, message, hint }) => [rule, field, message, hint].join(' | '))
      .sort();
  fc.assert(
    fc.property(rendered, ({ names, version, namespace }) => {
      const labels = { team: 'x' };
      const files = names.map((name) => [`${name}.yaml`, manifest(name, '1.32.1', { own: 'y' })] as const);
      const patch = JSON.stringify([
        { op: 'replace', path: '/spec/kubernetes/versions/0/version', value: version },
      ]);
      const kustomization = {
        resources: names.map((name) => `${name}.yaml`),
        ...(namespace === undefined ? {} : { namespace }),
        commonLabels: labels,
        patches: [{ patch, target: { kind: 'NamespacedCloudProfile' } }],
      };
      const built = findings({
        ...Object.fromEntries(files),
        'kustomization.yaml': JSON.stringify(kustomization),
      });
      const direct = names.map((name) => [
        `${name}.yaml`,
        manifest(name, version, { own: 'y', ...labels }, namespace),
      ]);
      expect(built).toEqual(findings(Object.fromEntries(direct) as Files));
    }),
    { numRuns: 60 },
  );
});

test('the sentences', () => {
  const notes = [
    '{namePrefix: x-, resources: [a.yaml]}',
    '{resources: [a.yaml], patches: [{path: p.yaml}]}',
    '{resources: [a.yaml], patches: [{path: a.yaml, target: {kind: "["}}]}',
    '{resources: [a.yaml], patches: [{patch: "[{op: test, path: /kind, value: x}]", target: {kind: ConfigMap}}]}',
    '{resources: [a.yaml], patches: [{patch: "[{op: remove, path: /x}]", target: {kind: ConfigMap}}]}',
    '{resources: [a.yaml, "https://x/y", b.yaml], configMapGenerator: [{name: a}], components: []}',
    '{resources: [a.yaml], components: [c]}',
  ].flatMap((text) => read({ 'kustomization.yaml': text, 'a.yaml': config('a') }).issues);
  const named = [`{{- if .Values.a }}\n${profile}`, profile.replace('name: a', 'name: (( a ))')].flatMap(
    (text) => [...readRepository([{ file: 'a.yaml', text }]).issues, ...read({ 'a.yaml': text }).issues],
  );
  expectGolden('repository', [...notes, ...named]);
});
