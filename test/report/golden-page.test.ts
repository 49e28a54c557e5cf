import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diffLandscapes } from '../../src/diff/diff-landscapes';
import { Target } from '../../src/gardener/target';
import { renderPage } from '../../src/report/html/page';
import { toLandscapeReport } from '../../src/report/to-landscape-report';
import { judgeTexts } from '../../src/validation/validate';
import { backup, profile, seed, today } from './landscape-fixture';

/**
 * Whole pages, a tag or a text a line, in `golden/`: every word, order, count and class is there. With
 * `UPDATE_GOLDEN=1` in the environment the files are written instead: read the difference before it is committed.
 */
function expectPage(
  name: string,
  manifests: readonly object[],
  before: readonly object[] | undefined,
  now: Date | null,
): void {
  const documents = (list: readonly object[]) =>
    list.map((manifest, index) => ({ manifest, path: `${index}.json` }));
  const files = manifests.map((manifest, index) => ({
    file: `${index}.json`,
    text: JSON.stringify(manifest),
  }));
  const html = renderPage(
    toLandscapeReport({
      manifests,
      issues: judgeTexts(files, { now }).issues,
      target: new Target({ now }),
      ...(before === undefined
        ? {}
        : { changes: diffLandscapes(documents(before), documents(manifests), { now }) }),
    }),
  );
  const text = html
    .replace(/<(style|script)>.*?<\/\1>/gs, '<$1></$1>')
    .replace(/sha256-[\w+/=]+/g, 'sha256-…')
    .replace(/>\s*</g, '>\n<')
    .replace(/\n+/g, '\n');
  const path = join(__dirname, 'golden', `${name}.html`);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, 'utf8'));
}

const accounts = ['2000000000000001', '2000000000000002'];
const config = {
  apiVersion: 'image-sharing/v1',
  credentials: { kind: 'env' },
  accounts: {
    customers: { static: accounts },
    others: { fromCredentials: [{ directory: '/etc/a', accounts }] },
  },
  regions: {
    'cn-region-1': { images: { 'm-one': { accounts: ['customers'], policy: 'exact' } } },
    'cn-region-2': {
      images: { 'm-two': { accounts: ['customers', 'others'] }, 'm-three': { accounts: ['others'] } },
    },
  },
};
const capable = structuredClone(profile({ regions: 3, versions: 3 })) as {
  metadata: { name: string };
  spec: Record<string, unknown>;
};
capable.metadata.name = 'capable';
Object.assign(capable.spec, {
  machineCapabilities: [{ name: 'architecture', values: ['amd64', 'arm64'] }],
  machineTypes: [
    { name: 'ecs.g8y.large', cpu: '2', gpu: '0', memory: '8Gi', capabilities: { architecture: ['arm64'] } },
    { name: 'ecs.g7.large', cpu: '2', gpu: '0', memory: 'much', capabilities: { architecture: ['amd64'] } },
    { name: 'ecs.odd', cpu: 'many', gpu: '0', memory: '8Gi' },
  ],
  regions: [
    { name: 'cn-region-1', zones: [{ name: 'cn-region-1a' }] },
    { name: 'cn-region-9', zones: [] },
    { name: 'eu-central-1' },
  ],
});
const landscape: object[] = [
  profile({ regions: 4, versions: 12 }),
  capable,
  seed('one', 'cn-region-1', backup),
  seed('two', 'cn-region-2', {
    ...backup,
    credentialsRef: { kind: 'WorkloadIdentity', namespace: 'garden', name: 'w' },
  }),
  seed('three', 'cn-region-3'),
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
    metadata: {
      name: 'image-sharing',
      namespace: 'garden',
      labels: { 'app.kubernetes.io/name': 'image-sharing' },
    },
    spec: { schedule: '*/15 * * * *' },
  },
];

test.each<[string, readonly object[], readonly object[] | undefined, Date | null]>([
  ['rich', landscape, [profile({ regions: 5, versions: 11 }), seed('one', 'cn-region-1')], new Date(today)],
  ['no-day', [profile({ regions: 1, versions: 1 }), seed('one', 'cn-region-1', backup)], undefined, null],
  ['unchanged', [seed('one', 'cn-region-1')], [seed('one', 'cn-region-1')], new Date(today)],
  ['empty', [], undefined, new Date(today)],
])('the page of a landscape: %s', (name, manifests, before, now) => {
  expectPage(name, manifests, before, now);
});
