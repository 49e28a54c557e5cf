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
  expect(text).toMatch(/<code>image-region-uncovered<\/code>.*<p class="hint">[A-Z]/);
});

test('waived gaps are calm, and stand with their reason', () => {
  writeFileSync(join(folder, 'waivers.yaml'), '- {rule: image-region-uncovered, reason: on trial}\n');
  const [before, after] = [page(objects), page(objects, '--waivers', 'waivers.yaml')];
  expect(before).toMatch(/<b class="bad">\d+ gaps?<\/b>/);
  expect(before).not.toContain('On trial');
  expect(after).toContain('<b>complete</b>');
  expect(after).toContain('waived, each with a reason');
  expect(after).toContain('On trial.');
  expect(after).toContain('<tr class="waived"');
  expect(after).not.toContain('<code>image-region-uncovered</code>');
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
