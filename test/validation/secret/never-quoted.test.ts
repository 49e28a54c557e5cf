import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../src/cli/main';
import { GardenerAlicloudValidation } from '../../../src/validation/plugin';
import { readYaml } from '../../../src/yaml/read';
import { diffLandscapes } from '../../../src/diff/diff-landscapes';
import { renderDiffJson, renderDiffMarkdown, renderDiffText } from '../../../src/diff/render';
import { validateYaml } from '../../../src/validation/validate';

const secret = 'h7Kq2mZxV9cTnB4wLpRs8YdFgJ3uEa';
const keyId = ['LT', 'AI5tQm7vNkPx3rWyYbHcDe'].join('');

const secretOf = (body: string): string =>
  `apiVersion: v1\nkind: Secret\nmetadata: {name: owner, namespace: garden}\n${body}\n`;
const chartWith = (values: string): string =>
  `apiVersion: core.gardener.cloud/v1
kind: ControllerDeployment
metadata: {name: provider-alicloud}
helm:
  ociRepository: {ref: "example.org/charts/gardener/extensions/provider-alicloud:v1.71.0"}
  values: ${values}
`;
const extensionWith = (values: string): string =>
  `apiVersion: operator.gardener.cloud/v1alpha1
kind: Extension
metadata: {name: provider-alicloud}
spec:
  resources: [{kind: Worker, type: alicloud}]
  deployment:
    extension:
      helm: {ociRepository: {ref: "example.org/charts/gardener/extensions/provider-alicloud:v1.71.0"}}
      values: ${values}
`;

const documents: readonly (readonly [string, string])[] = [
  ['data that is no base64', secretOf(`data: {accessKeyID: "${keyId}", accessKeySecret: "${secret}!"}`)],
  ['data as text', secretOf(`data: "accessKeySecret=${secret}"`)],
  ['data as a block', secretOf(`data: |\n  accessKeySecret: ${secret}`)],
  ['data as a list', secretOf(`data: ["${secret}"]`)],
  ['a map in data', secretOf(`data: {accessKeySecret: {value: "${secret}"}}`)],
  ['a list in data', secretOf(`data: {accessKeySecret: ["${secret}"]}`)],
  ['stringData as text', secretOf(`stringData: "${secret}"`)],
  ['a map in stringData', secretOf(`stringData: {a: {b: "${secret}"}}`)],
  ['a number', secretOf('stringData: {password: 7391846205173}')],
  ['a number of many digits', secretOf('stringData: {a: 73918462051739999999}')],
  ['a date', secretOf('data: {password: 2026-01-02T03:04:05Z}')],
  [
    'a Docker configuration',
    secretOf(`type: kubernetes.io/dockerconfigjson\nstringData: {.dockerconfigjson: "${secret}"}`),
  ],
  ['a label', secretOf(`metadata: {labels: {accessKeySecret: "${secret}/+="}}`)],
  ['a misspelt kind', secretOf(`data: {a: "${secret}!"}`).replace('kind: Secret', 'kind: secret')],
  [
    'a key that is too short',
    secretOf(`stringData: {accessKeyID: "${keyId}+", accessKeySecret: "h7Kq2mZxV9"}`),
  ],
  [
    'a label of it',
    `apiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: garden, labels: {accessKeySecret: "${secret}/+="}}\n`,
  ],
  ['an owner given as text', chartWith(`{config: {machineImageOwnerSecret: "${secret}"}}`)],
  ['an owner given as a list', chartWith(`{config: {machineImageOwnerSecret: ["${secret}"]}}`)],
  [
    'a key given as a map',
    chartWith(`{config: {machineImageOwnerSecret: {accessKeySecret: {a: "${secret}"}}}}`),
  ],
  ['values of another name', chartWith(`{token: "${secret}", resources: {password: "${secret}"}}`)],
  ['text that is no YAML', secretOf(`stringData: {password: "${secret}" "${secret}"}`)],
  ['a quote that does not end', secretOf(`stringData: {password: "${secret}}`)],
  ['a value that goes on below', secretOf(`stringData:\n  password: ${secret}\n ${secret}: [`)],
  ['an unknown escape', secretOf(`stringData: {password: "${secret}\\q"}`)],
  ['an unknown alias', secretOf(`stringData: {password: *${secret}}`)],
  ['an unknown tag', secretOf(`stringData: {password: !${secret} a}`)],
  ['a number by its tag', secretOf(`stringData: {password: !!int ${secret}}`)],
  ['an entry twice', secretOf(`stringData: {password: "${secret}", password: "${secret}"}`)],
  ['a control character', secretOf(`stringData: {password: "${secret}\\u0007"}`)],
  [
    'a copy that kubectl keeps',
    secretOf('data: {}').replace(
      'namespace: garden',
      `namespace: garden, annotations: {kubectl.kubernetes.io/last-applied-configuration: '{"data":{"a":"${secret}"}}'}`,
    ),
  ],
  [
    'a list of Secrets',
    `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: a}, data: {a: "${secret}"}}\n`,
  ],
  [
    'a kubeconfig',
    secretOf(`stringData: {kubeconfig: "{kind: Config, users: [{user: {token: ${secret}}}]}"}`),
  ],
  ['an owner of an Extension', extensionWith(`{config: {machineImageOwnerSecret: "${secret}"}}`)],
];

/** Six characters in a row are more than chance. */
function fragmentsOf(text: string): string[] {
  return Array.from({ length: text.length - 5 }, (_, index) => text.slice(index, index + 6));
}
const fragments = [secret, keyId, '7391846205173', '03:04:05'].flatMap(fragmentsOf);
const quoted = (output: string): string[] => fragments.filter((fragment) => output.includes(fragment));

test.each(documents)('%s: no message quotes it', (_, text) => {
  const said = validateYaml(text).map(({ field, message, hint }) => `${field} ${message} ${hint ?? ''}`);
  expect(quoted(said.join('\n'))).toEqual([]);
});

/** A state in which everything secret is another. */
const innocentTwin = (text: string): string =>
  text
    .replaceAll(secret, 'q')
    .replaceAll(keyId, 'q')
    .replaceAll('7391846205173', '1')
    .replaceAll('2026-01-02T03:04:05Z', '2025-09-09');

test.each(documents)('%s: no command prints it', async (_, text) => {
  const cwd = mkdtempSync(join(tmpdir(), 'never-quoted-'));
  try {
    const states = { old: innocentTwin(text), new: text };
    for (const [state, content] of Object.entries(states)) {
      mkdirSync(join(cwd, state));
      writeFileSync(join(cwd, state, 'a.yaml'), content);
    }
    for (const args of [
      ...['text', 'json', 'sarif', 'github'].flatMap((output) => [
        ['validate', '--output', output, 'new'],
        ['validate', '--output', output, '--strict', '--previous', 'old', 'new'],
      ]),
      ...['text', 'json', 'markdown'].flatMap((output) => [
        ['diff', '--output', output, 'old', 'new'],
        ['diff', '--output', output, 'new', 'old'],
      ]),
      ['report', '--out', '-', 'new'],
      ['report', '--out', '-', '--since', 'old', 'new'],
      ['share-images', '--dry-run', '--config', 'new/a.yaml'],
      ['import', 'images', 'new/a.yaml'],
    ]) {
      let printed = '';
      const print = (chunk: string): string => (printed += chunk);
      const code = await run(args, {
        cwd,
        env: {},
        readStdin: () => '',
        out: print,
        err: print,
        terminal: { out: false, err: false },
      });
      expect({ args, quoted: quoted(printed) }).toEqual({ args, quoted: [] });
      expect(printed.length + code).toBeGreaterThan(0);
    }
  } finally {
    rmSync(cwd, { recursive: true });
  }
});

test.each(documents)('%s: the plugin of cdk8s does not quote it', async (_, text) => {
  const folder = mkdtempSync(join(tmpdir(), 'never-quoted-'));
  try {
    writeFileSync(join(folder, 'a.yaml'), text);
    const said: unknown[] = [];
    await new GardenerAlicloudValidation().validate({
      manifests: [join(folder, 'a.yaml')],
      logger: { log: (line: string) => said.push(line) },
      report: {
        addViolation: (...violation: unknown[]) => said.push(violation),
        submit: (...args: unknown[]) => said.push(args),
      },
    });
    expect(quoted(JSON.stringify(said).replaceAll(folder, ''))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each(documents)('%s: no diff quotes it', (_, text) => {
  const [old, now] = [innocentTwin(text), text].map((yaml) =>
    readYaml(yaml).map(({ value }) => ({ manifest: value })),
  );
  for (const [before, after] of [
    [old, now],
    [now, old],
    [[], now],
    [now, []],
  ]) {
    const diff = diffLandscapes(before ?? [], after ?? [], { now: new Date(0) });
    const shown = [renderDiffText(diff), renderDiffMarkdown(diff), renderDiffJson(diff)];
    expect(quoted(shown.join('\n'))).toEqual([]);
  }
});
