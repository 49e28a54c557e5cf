import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runReport } from '../../src/cli/report';
import { captureIo, profile } from './landscape-fixture';

const [a, b] = ['2000000000000001', '2000000000000002'];
const config = {
  apiVersion: 'image-sharing/v1',
  credentials: { kind: 'env' },
  accounts: { customers: { static: [a, b] } },
  regions: { 'cn-region-1': { images: { 'm-one': { accounts: ['customers'], policy: 'exact' } } } },
};
const named = { 'app.kubernetes.io/name': 'image-sharing' };
const objects: object[] = [
  profile({ regions: 8, versions: 6 }),
  {
    apiVersion: 'core.gardener.cloud/v1',
    kind: 'ControllerDeployment',
    metadata: { name: 'provider-alicloud' },
    helm: { ociRepository: { ref: 'registry.example.com/charts/provider-alicloud:v1.71.0' } },
  },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'image-sharing-config', namespace: 'garden' },
    data: { 'config.json': JSON.stringify(config) },
  },
  {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'image-sharing', namespace: 'garden', labels: named },
    spec: { schedule: '@hourly', suspend: true },
  },
];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'report-everyday-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function page(manifests: readonly unknown[], ...flags: string[]): string {
  manifests.forEach((manifest, index) => {
    writeFileSync(join(folder, `${index}.json`), JSON.stringify(manifest));
  });
  const io = captureIo(folder);
  expect(runReport(['--out', '-', '--now', '2026-11-21', ...flags, '.'], io)).toBe(0);
  return io.output.join('');
}

test('the extension, the sharing job and its customers are on the page', () => {
  const text = page(objects);
  expect(text).toContain('registry.example.com/charts/provider-alicloud:v1.71.0');
  expect(text).toContain('The job runs at @hourly (suspended). It shares 1 image.');
  expect(text).toContain(`${a}, ${b}`);
  expect(text).toMatch(/Image sharing<\/span> <b>1 image<\/b> <span class="note">with 2 accounts/);
});

test('a landscape without extension and job says so', () => {
  const text = page(objects.slice(0, 1));
  expect(text).toContain('The landscape deploys no extension.');
  expect(text).toContain('No job of the landscape shares images with customers.');
});

test('there are tiles for full rows of eight, four and two', () => {
  expect(page(objects).match(/<li><a href="#/g)).toHaveLength(8);
});

test('a rule says why it is one', () => {
  const text = page(objects);
  const link = '<a href="#rule-image-region-uncovered"><code>image-region-uncovered</code></a>';
  expect(text).toMatch(new RegExp(`${link}.*<p class="hint">[A-Z]`));
});

test('every rule that is named leads to what the page says of it, once', () => {
  writeFileSync(join(folder, 'waivers.yaml'), '- {rule: image-region-uncovered, reason: on trial}\n');
  writeFileSync(join(folder, '.since.json'), JSON.stringify(profile({ regions: 9, versions: 6 })));
  const text = page(objects, '--waivers', 'waivers.yaml', '--since', '.since.json');
  const named = new Set([...text.matchAll(/href="#(rule-[^"]+)"/g)].map(([, id = '']) => id));
  expect(named.size).toBeGreaterThan(2);
  expect([...named].some((id) => id.startsWith('rule-change-'))).toBe(true);
  for (const id of named) expect(text.split(`id="${id}"`)).toHaveLength(2);
});

test('gaps that are meant in one profile are none of another', () => {
  const twin = { ...(objects[0] as Record<string, unknown>), metadata: { name: 'twin' } };
  writeFileSync(
    join(folder, 'waivers.yaml'),
    '- {rule: image-region-uncovered, file: ./1.json, reason: on trial}\n',
  );
  const text = page([objects[0], twin], '--waivers', 'waivers.yaml');
  expect(text.match(/<tr class="waived"/g)?.length).toBeGreaterThan(0);
  expect(text).toMatch(/<b class="bad">\d+ gaps?<\/b>/);
});

describe('no secret is ever on the page', () => {
  const key = ['LTAI', '5tQmW3vNkPz7rXwYbHcDe'].join('');
  const password = 'correct-horse-battery-staple';
  const secret = (more: object): object => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'backup', namespace: 'garden' },
    ...more,
  });
  const base64 = (text: string): string => Buffer.from(text).toString('base64');

  test.each<[string, object]>([
    ['data', secret({ data: { accessKeySecret: base64(password) } })],
    ['data in clear', secret({ data: { accessKeySecret: password } })],
    ['stringData', secret({ stringData: { accessKeySecret: password } })],
    ['data of a kind misspelt', { ...secret({ data: { accessKeySecret: password } }), kind: 'Secrets' }],
    ['a field of another type', secret({ type: 1, data: { accessKeySecret: [password] } })],
    ['a type', secret({ type: password, data: { accessKeyID: base64(key) } })],
  ])('%s of a Secret', (_, manifest) => {
    // What has no business to be there is shown, what is a value is not.
    const held = JSON.stringify((manifest as { data?: unknown }).data ?? '') + JSON.stringify(manifest);
    const text = page([...objects, manifest], '--since', '0.json');
    for (const value of [key, base64(key), base64(password)]) expect(text).not.toContain(value);
    if (!held.includes(`"type":"${password}"`)) expect(text).not.toContain(password);
  });

  test('a key wherever somebody has put it', () => {
    const put = (value: unknown): unknown => {
      if (typeof value === 'string') return value.length > 3 ? `${value} ${key}` : value;
      if (Array.isArray(value)) return value.map(put);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value).map(([name, inner]) => [
          name,
          ['apiVersion', 'kind', 'labels'].includes(name) ? inner : put(inner),
        ]),
      );
    };
    const text = page(objects.map(put), '--since', '0.json');
    expect(text).not.toContain(key);
    expect(text).toContain('hidden');
  });
});

test('waived gaps are calm, and stand with their reason', () => {
  writeFileSync(join(folder, 'waivers.yaml'), '- {rule: image-region-uncovered, reason: on trial}\n');
  const [before, after] = [page(objects), page(objects, '--waivers', 'waivers.yaml')];
  expect(before).toMatch(/<b class="bad">\d+ gaps?<\/b>/);
  expect(before).not.toContain('On trial');
  expect(after).toMatch(/<b>as meant<\/b> <span class="note">\d+ gaps? (?:is|are) meant/);
  expect(after).toMatch(/has an image wherever it should: \d+ gaps? (?:is|are) meant/);
  expect(after).not.toMatch(/<td class="number bad"/);
  expect(after).toContain('waived, each with a reason');
  expect(after).toContain('On trial.');
  expect(after).toContain('<tr class="waived"');
  expect(after).not.toMatch(/<summary><span class="severity">[^\n]*image-region-uncovered[^\n]*<\/summary>/);
});

test('names that every object inherits are names like others', () => {
  for (const name of ['__proto__', 'constructor', 'toString']) {
    const spec = `{"${name}": {"a": 1}, "type": "${name}", "machineImages": [{"name": "${name}", "versions": [{"version": "${name}", "classification": "${name}", "capabilityFlavors": [{"${name}": ["a"]}]}]}], "regions": [{"name": "${name}", "labels": {"${name}": "1"}}]}`;
    const hostile = ['CloudProfile', 'Gardenlet', 'Seed', name].map(
      (kind) =>
        JSON.parse(
          `{"apiVersion": "${kind === 'Gardenlet' ? 'seedmanagement' : 'core'}.gardener.cloud/${kind === 'Gardenlet' ? 'v1alpha1' : 'v1beta1'}", "kind": "${kind}", "metadata": {"name": "${name}"}, "spec": ${spec}}`,
        ) as unknown,
    );
    expect(page(hostile)).toContain(name);
  }
});
