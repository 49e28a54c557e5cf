import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ApiObject, Chart, JsonPatch, Lazy } from 'cdk8s';
import { GardenApp } from '../../src/garden-app/garden-app';
import { addExtraFile, ValidationError } from '../../src/garden-object/garden-object';
import { HelmChart } from '../../src/provider-extension/helm-chart';
import { ImageOwner } from '../../src/provider-extension/image-owner';
import { ProviderExtension } from '../../src/provider-extension/provider-extension';
import {
  ProviderExtensionDeployment,
  type ProviderExtensionDeploymentProps,
} from '../../src/provider-extension/provider-extension-deployment';
import { CredentialsSecret } from '../../src/secrets/credentials-secret';
import { chartFiles, folderWith, removeFolders } from '../provider-extension/chart-folder';

// Made of parts, so that no tool takes this file for a leak.
const keyId = ['LTAI', '5tAbCdEfGhIjKlMnOp'].join('');
const keySecret = ['k', '123456789', 'abcdefghij', 'ABCDEFGHIJ'].join('');
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const oci = HelmChart.oci('registry.example/charts/provider-alicloud', 'v1.71.0');

let outdir: string;
let printed: string;

beforeEach(() => {
  outdir = join(mkdtempSync(join(tmpdir(), 'smuggle-')), 'dist');
  printed = '';
  const print = (chunk: string | Uint8Array): boolean => {
    printed += String(chunk);
    return true;
  };
  jest.spyOn(process.stdout, 'write').mockImplementation(print);
  jest.spyOn(process.stderr, 'write').mockImplementation(print);
});

afterEach(() => {
  jest.restoreAllMocks();
  removeFolders();
  rmSync(join(outdir, '..'), { recursive: true, force: true });
});

const deploy = (app: GardenApp, props: Partial<ProviderExtensionDeploymentProps>) =>
  new ProviderExtensionDeployment(app.garden, 'provider-alicloud', { chart: oci, ...props });
const configMap = (app: GardenApp, data: unknown): ApiObject =>
  new ApiObject(app.runtime, 'plain', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'plain', namespace: 'garden' },
    data,
  });

/** Every way of getting a text into the output that we know of. */
const doors: readonly [door: string, smuggle: (app: GardenApp) => void][] = [
  ['values', (app) => deploy(app, { values: { note: keyId } })],
  ['a key of values', (app) => deploy(app, { values: { [keyId]: 1 } })],
  ['values in base64', (app) => deploy(app, { values: { note: base64(keyId) } })],
  ['values in base64 twice', (app) => deploy(app, { values: { note: base64(base64(keyId)) } })],
  ['a secret in values', (app) => deploy(app, { values: { accessKeySecret: keySecret } })],
  [
    'the values of the documentation',
    (app) =>
      deploy(app, {
        values: {
          config: {
            machineImageOwnerSecret: {
              name: 'machine-image-owner',
              accessKeyID: base64(keyId),
              accessKeySecret: base64(keySecret),
            },
          },
        },
      }),
  ],
  ['text of several lines', (app) => deploy(app, { imageVectorOverwrite: `a: b\nkey: ${keyId}\n` })],
  ['a typed prop', (app) => deploy(app, { backendLoadBalancerSpec: keyId })],
  ['a list', (app) => deploy(app, { sharedImages: [keyId] })],
  ['a label', (app) => deploy(app, { labels: { key: keyId } })],
  ['the key of a label', (app) => deploy(app, { labels: { [keyId]: 'a' } })],
  ['an annotation', (app) => deploy(app, { annotations: { note: `the key is ${keyId}.` } })],
  ['extra fields', (app) => deploy(app, { extraFields: { helm: { values: { note: keyId } } } })],
  [
    "the registration's extra spec",
    (app) =>
      deploy(app, {
        extraRegistrationSpec: { deployment: { seedSelector: { matchLabels: { a: keyId } } } },
      }),
  ],
  [
    'a JSON patch',
    (app) => {
      deploy(app, {}).deployment.addJsonPatch(JsonPatch.add('/metadata/labels', { key: keyId }));
    },
  ],
  [
    'metadata that is added later',
    (app) => {
      deploy(app, {}).registration.metadata.addAnnotation('note', keyId);
    },
  ],
  ['a lazy value', (app) => deploy(app, { values: { note: Lazy.any({ produce: () => keyId }) as unknown } })],
  [
    'an environment variable',
    (app) => {
      process.env['SMUGGLED_KEY'] = keyId;
      deploy(app, { values: { note: process.env['SMUGGLED_KEY'] } });
      delete process.env['SMUGGLED_KEY'];
    },
  ],
  [
    'a file in a chart folder',
    (app) => deploy(app, { chart: HelmChart.directory(folderWith({ ...chartFiles, 'ci/key': keyId })) }),
  ],
  [
    'values.yaml of a chart folder, in base64',
    (app) =>
      deploy(app, {
        chart: HelmChart.directory(folderWith({ ...chartFiles, 'values.yaml': `key: ${base64(keyId)}` })),
      }),
  ],
  [
    'a compressed file in a chart folder',
    (app) =>
      deploy(app, {
        chart: HelmChart.directory(folderWith({ ...chartFiles, 'charts/a.tgz': gzipSync(keyId) })),
      }),
  ],
  [
    'the repository of a chart',
    (app) => deploy(app, { chart: HelmChart.oci(`registry.example/${keyId}/chart`, 'v1.71.0') }),
  ],
  [
    'the Secret beside an owner in clear',
    (app) =>
      deploy(app, {
        imageOwner: ImageOwner.inClearTextForEverybodyToRead({
          accessKeyId: keyId,
          accessKeySecret: keySecret,
        }),
        values: { note: keyId },
      }),
  ],
  [
    'values of an operator Extension in the runtime cluster',
    (app) =>
      new ProviderExtension(app.runtime, 'provider-alicloud', {
        chart: oci,
        runtimeClusterValues: { note: keyId },
      }),
  ],
  [
    'values of its admission',
    (app) =>
      new ProviderExtension(app.runtime, 'provider-alicloud', {
        chart: oci,
        admission: { runtime: oci, application: oci, values: { note: base64(keyId) } },
      }),
  ],
  [
    'a remote key of an ExternalSecret',
    (app) =>
      CredentialsSecret.external('garden', 'backup', {
        store: { name: 'vault' },
        accessKeyId: { key: keyId },
        accessKeySecret: { key: 'a' },
      }).addTo(app.garden, 'secret'),
  ],
  [
    'the name of a variable',
    (app) =>
      CredentialsSecret.substituted('garden', 'backup', {
        accessKeyId: keyId,
        accessKeySecret: 'OK',
      }).addTo(app.garden, 'secret'),
  ],
  ['a ConfigMap of plain cdk8s', (app) => configMap(app, { key: keyId })],
  ['a ConfigMap of plain cdk8s, in base64', (app) => configMap(app, { key: base64(base64(keyId)) })],
  [
    'a ConfigMap that is patched',
    (app) => configMap(app, {}).addJsonPatch(JsonPatch.add('/data/key', keyId)),
  ],
  [
    'a Secret of plain cdk8s',
    (app) =>
      new ApiObject(app.garden, 'plain', {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'backup', namespace: 'garden' },
        data: { accessKeyID: base64(keyId), accessKeySecret: base64(keySecret) },
      }),
  ],
  [
    'an object of a kind that nobody knows',
    (app) =>
      new ApiObject(app.garden, 'plain', {
        apiVersion: 'example.org/v1',
        kind: 'Thing',
        metadata: { name: 'a' },
        spec: [{ deep: [[keyId]] }],
      }),
  ],
  [
    'a chart of another cluster',
    (app) =>
      new ApiObject(new Chart(app.garden, 'inner'), 'plain', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: keyId.toLowerCase(), namespace: 'garden', labels: { key: keyId } },
      }),
  ],
  ['an extra file', (app) => addExtraFile(app.garden, { path: 'ram/a.json', text: `{"a":"${keyId}"}` })],
];

test.each(doors)('%s: nothing is written, and no secret is shown', (_, smuggle) => {
  const app = new GardenApp({ outdir });
  smuggle(app);
  let thrown: unknown;
  try {
    app.synth();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(ValidationError);
  const { issues, message } = thrown as ValidationError;
  expect(issues.filter(({ severity }) => severity === 'error').map(({ rule }) => rule)).toContain(
    'secret-in-output',
  );
  expect(existsSync(outdir)).toBe(false);
  expect(printed).toBe('');
  expect(message.includes(keySecret) || message.includes(base64(keySecret))).toBe(false);
});

test('what was written before stays as it was', () => {
  const first = new GardenApp({ outdir });
  deploy(first, {});
  first.synth();
  const before = readAll(outdir);
  expect(before.length).toBeGreaterThan(2);

  const second = new GardenApp({ outdir });
  deploy(second, { labels: { key: keyId } });
  expect(() => {
    second.synth();
  }).toThrow(ValidationError);
  expect(readAll(outdir)).toEqual(before);
});

describe('asked for in so many words', () => {
  test.each<[string, (app: GardenApp) => void, string]>([
    [
      'an image owner',
      (app) =>
        deploy(app, {
          imageOwner: ImageOwner.inClearTextForEverybodyToRead({
            accessKeyId: keyId,
            accessKeySecret: keySecret,
          }),
        }),
      base64(keyId),
    ],
    [
      'a Secret',
      (app) =>
        CredentialsSecret.inClearTextForEverybodyToRead('garden', 'backup', {
          accessKeyId: keyId,
          accessKeySecret: keySecret,
        }).addTo(app.garden, 'secret'),
      keyId,
    ],
  ])('%s is written, and warned of', (_, ask, text) => {
    const app = new GardenApp({ outdir });
    ask(app);
    app.synth();
    expect(readAll(outdir).join('\n')).toContain(text);
    expect(printed).toContain('secret-in-clear');
    expect(printed).not.toContain(text);
    expect(printed).not.toContain(keySecret);
  });

  test('a strict app refuses even that', () => {
    const app = new GardenApp({ outdir, strict: true });
    CredentialsSecret.inClearTextForEverybodyToRead('garden', 'backup', {
      accessKeyId: keyId,
      accessKeySecret: keySecret,
    }).addTo(app.garden, 'secret');
    expect(() => {
      app.synth();
    }).toThrow(ValidationError);
    expect(existsSync(outdir)).toBe(false);
  });
});

function readAll(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => `${path}\n${readFileSync(path, 'utf8')}`);
}
