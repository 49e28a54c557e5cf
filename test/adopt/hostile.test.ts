import type { Adoption } from '../../src/adopt/adopt';
import { Program } from '../../src/adopt/program';
import { data, printCode } from '../../src/adopt/code';
import { typeErrors } from '../docs/type-errors';
import { adoptYaml, sourcesOf, unexplained } from './landscapes';

/** Texts that end a string, a comment or a template, or that mean something to the language. */
const texts = [
  ...["'", '"', '`', '\\', "\\'", '${process.exit(7)}', '`${process.exit(7)}`', '*/ process.exit(7) /*'],
  ...[
    '// x',
    '</script>',
    "'); process.exit(7); ('",
    'a\nb',
    'a\r\nb',
    'a\n',
    '\n',
    '\u2028',
    '\u2029',
    '\u202e',
  ],
  ...['a\n`${1}`\\', '\0', '\ud800', '\u{1f600}', '', ' ', '__proto__', 'constructor', 'toString', 'default'],
  ...["it's", 'say "it\'s"', 'a\nit\'s "b"', '\t', '\u200b', '\ufeff', 'ä', '日本'],
];
const scalars = [0, -0, 1, -1, 0.1, 1e21, -1e-7, 2 ** 53, true, false, null];

function evaluate(code: string): unknown {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- what was printed is run, that is the test
  return (new Function(`return (${code});`) as () => unknown)();
}

test.each(texts.map((text) => [JSON.stringify(text), text]))('%s is printed as what it is', (_, text) => {
  const values = [text, [text], { [text]: text }, { a: { [text]: [text, { [text]: text }] } }];
  for (const value of values) {
    for (const before of [0, 100]) {
      const printed = printCode(data(value), 2, before, 1);
      expect(JSON.stringify(evaluate(printed))).toBe(JSON.stringify(value));
      // Nobody sees less, or in another order, than there is.
      expect(printed).not.toMatch(/[\u202a-\u202e\u2028\u2029\u200b\ufeff\0\r]/);
    }
  }
});

test('numbers, truth and nothing', () => {
  expect(evaluate(printCode(data(scalars), 0, 0, 1))).toEqual(scalars.map((one) => (one === 0 ? 0 : one)));
});

test('names become variables, files and ids, each once', () => {
  const { names } = new Program();
  const wanted = [
    ...texts,
    'a-b',
    'a.b',
    'A-B',
    'class',
    'new',
    '1a',
    'app',
    'GardenApp',
    'aB',
    'main',
    '..',
    '../x',
    'CON',
  ];
  const variables = wanted.map((name) => names.variable(name, 'object'));
  const files = wanted.map((name) => names.file(name));
  const ids = wanted.map((name) => names.id(name));
  for (const list of [variables, files, ids]) expect(new Set(list).size).toBe(list.length);
  expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(files.length);
  for (const variable of variables) {
    expect(variable).toMatch(/^[a-z][A-Za-z0-9]*$/);
    expect(() =>
      evaluate(`(() => { 'use strict'; const ${variable} = 1; return ${variable}; })()`),
    ).not.toThrow();
  }
  for (const file of files) expect(file).toMatch(/^[a-z0-9][a-z0-9.-]*$/);
});

/** In YAML as in JSON, with what YAML takes for a line break escaped. */
function json(text: string): string {
  return JSON.stringify(text).replace(
    /[^\x20-\x7e]/gu,
    (character) => `\\U${(character.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`,
  );
}

/** A landscape in which a text stands wherever a text can stand. */
function landscapeOf(text: string): string[] {
  const t = json(text);
  return [
    `
apiVersion: core.gardener.cloud/v1beta1
kind: CloudProfile
metadata: { name: ${t}, labels: { ${t}: ${t} }, annotations: { ${t}: ${t}, other: ${t} } }
spec:
  type: alicloud
  caBundle: ${t}
  kubernetes: { versions: [{ version: ${t}, expirationDate: ${t} }, { version: b, expirationDate: ${t} }] }
  regions: [{ name: ${t}, zones: [{ name: ${t}, unavailableMachineTypes: [${t}] }], labels: { ${t}: ${t} } }]
  machineImages: [{ name: ${t}, updateStrategy: ${t}, versions: [{ version: ${t}, classification: ${t} }] }]
  machineTypes: [{ name: ${t}, cpu: "1", gpu: "0", memory: 1Gi, ${t}: ${t} }]
  volumeTypes: [{ name: ${t}, class: ${t} }]
  seedSelector: { matchLabels: { ${t}: ${t} } }
  ${t}: { ${t}: ${t} }
  providerConfig:
    apiVersion: alicloud.provider.extensions.gardener.cloud/v1alpha1
    kind: CloudProfileConfig
    machineImages: [{ name: ${t}, versions: [{ version: ${t}, regions: [{ name: ${t}, id: ${t} }] }] }]
`,
    ...['garden-a', 'garden-b'].map(
      (namespace) => `
apiVersion: core.gardener.cloud/v1beta1
kind: NamespacedCloudProfile
metadata: { name: ${t}, namespace: ${namespace} }
spec: { parent: { kind: CloudProfile, name: ${t} }, volumeTypes: [{ name: ${t}, class: ${t} }] }
`,
    ),
    `
apiVersion: core.gardener.cloud/v1beta1
kind: Seed
metadata: { name: ${t} }
spec:
  provider: { type: ${t}, region: ${t}, zones: [${t}], providerConfig: { ${t}: ${t} } }
  networks: { pods: ${t}, services: ${t} }
  dns: { provider: { type: ${t}, credentialsRef: { apiVersion: v1, kind: Secret, namespace: ${t}, name: ${t} } } }
  ingress: { domain: ${t}, controller: { kind: nginx } }
  backup:
    provider: alicloud
    region: ${t}
    credentialsRef: { apiVersion: v1, kind: Secret, namespace: ${t}, name: ${t} }
`,
    `
apiVersion: core.gardener.cloud/v1
kind: ControllerDeployment
metadata: { name: ${t} }
helm: { ociRepository: { repository: ${t}, tag: ${t} }, values: { ${t}: ${t}, image: { tag: ${t} } } }
`,
    `
apiVersion: core.gardener.cloud/v1beta1
kind: ControllerRegistration
metadata: { name: ${t} }
spec: { resources: [{ kind: Worker, type: alicloud }], deployment: { deploymentRefs: [{ name: ${t} }] } }
`,
  ];
}

const names = texts.filter((text) => !/[\0\ud800\r]/.test(text) && text !== '');
const adoptions = new Map<string, Adoption>(names.map((text) => [text, adoptYaml(landscapeOf(text))]));

test.each(names.map((text) => [json(text), text]))(
  '%s everywhere: nothing runs, nothing is lost',
  (_, text) => {
    const adoption = adoptions.get(text) ?? adoptYaml([]);
    expect(adoption.objects).toHaveLength(6);
    expect(unexplained(adoption)).toEqual([]);
    for (const path of Object.keys(sourcesOf(adoption))) expect(path).toMatch(/^[a-z0-9/.-]+$/);
  },
);

test('the programs compile', () => {
  // Each takes a while, and they differ by their texts alone.
  const some = [...adoptions.values()].filter((_, index) => index % 4 === 0);
  expect(typeErrors(some.map((adoption) => sourcesOf(adoption)))).toEqual([]);
});

test('objects of the same name in different namespaces, and of different kinds, stay apart', () => {
  const adoption = adoptYaml([
    ...landscapeOf('alicloud').map((text) => text.replace('other: "alicloud"', 'other: "x"')),
  ]);
  expect(adoption.objects).toHaveLength(6);
  expect(unexplained(adoption)).toEqual([]);
  const main = sourcesOf(adoption)['src/main.ts'] ?? '';
  const ids = [...main.matchAll(/\(app\.garden, '([^']*)'/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(5);
});
