import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Io } from '../../src/cli/io';

/** A name that would run as script, break out of attributes, or turn its line around. */
export const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)>'&amp;\u202e`;

/** Dates of the fixture lie around it. */
export const today = '2026-11-21';

const day = 86_400_000;

function inDays(days: number): string {
  return new Date(Date.parse(`${today}T00:00:00Z`) + days * day).toISOString().replace('.000', '');
}

export interface FixtureSize {
  readonly regions: number;
  /** Image versions; one in ten is missing in some regions. */
  readonly versions: number;
}

/** A CloudProfile of any size that Gardener would take, with gaps in its coverage. */
export function profile({ regions, versions }: FixtureSize): object {
  const names = Array.from({ length: regions }, (_, index) => `cn-region-${index + 1}`);
  const images = Array.from({ length: versions }, (_, index) => `${1900 - index}.${index % 7}.0`);
  return {
    apiVersion: 'core.gardener.cloud/v1beta1',
    kind: 'CloudProfile',
    metadata: { name: 'alicloud' },
    spec: {
      type: 'alicloud',
      kubernetes: {
        versions: [
          { version: '1.35.0', classification: 'preview' },
          { version: '1.34.1', classification: 'supported' },
          { version: '1.33.4', classification: 'supported', expirationDate: inDays(240) },
          { version: '1.32.8', classification: 'deprecated', expirationDate: inDays(60) },
          { version: '1.31.9', classification: 'deprecated', expirationDate: inDays(-20) },
        ],
      },
      machineImages: [
        {
          name: 'gardenlinux',
          versions: images.map((version, index) => ({
            version,
            architectures: ['amd64'],
            ...(index < 3
              ? { classification: index === 0 ? 'preview' : 'supported' }
              : { classification: 'deprecated', expirationDate: inDays(500 - index * 8) }),
          })),
        },
      ],
      machineTypes: ['g7', 'c7', 'r7', 'g8i', 'gn6i-c4g1'].flatMap((family) =>
        [2, 4, 8, 16].map((cpu) => ({
          name: `ecs.${family}.${cpu === 2 ? '' : cpu / 4}${cpu === 2 ? 'large' : 'xlarge'}`,
          cpu: String(cpu),
          gpu: family.startsWith('gn') ? '1' : '0',
          memory: `${cpu * (family.startsWith('c') ? 2 : family.startsWith('r') ? 8 : 4)}Gi`,
          ...(family === 'r7' && cpu === 16 ? { usable: false } : {}),
        })),
      ),
      volumeTypes: [
        { name: 'cloud_essd', class: 'premium', minSize: '20Gi' },
        { name: 'cloud_efficiency', class: 'standard' },
      ],
      regions: names.map((name, index) => ({
        name,
        ...(index % 5 === 0 ? { labels: { 'example.org/continent': 'asia' } } : {}),
        zones: ['a', 'b', 'c'].map((zone) => ({
          name: `${name}${zone}`,
          ...(zone === 'c' && index % 4 === 0
            ? { unavailableMachineTypes: ['ecs.gn6i-c4g1.large', 'ecs.g8i.large'] }
            : {}),
        })),
      })),
      providerConfig: {
        apiVersion: 'alicloud.provider.extensions.gardener.cloud/v1alpha1',
        kind: 'CloudProfileConfig',
        machineImages: [
          {
            name: 'gardenlinux',
            versions: images.map((version, index) => ({
              version,
              regions: names
                .filter((_, region) => index % 10 !== 4 || region % 7 !== 3)
                .map((name, region) => ({ name, id: `m-${idOf(index * 100 + region)}` })),
            })),
          },
        ],
      },
    },
  };
}

/** Twenty characters, as image IDs have. */
function idOf(seed: number): string {
  return `${(seed + 1) * 7919}abcdefghijklmnopqrstuvwx`.slice(0, 20);
}

const dnsCredentials = { apiVersion: 'v1', kind: 'Secret', namespace: 'garden', name: 'dns' };

export function seed(name: string, region: string, backup?: object): object {
  return {
    apiVersion: 'core.gardener.cloud/v1beta1',
    kind: 'Seed',
    metadata: { name },
    spec: {
      provider: { type: 'alicloud', region, zones: [`${region}a`, `${region}b`] },
      networks: { nodes: '10.250.0.0/16', pods: '10.0.0.0/17', services: '10.0.128.0/17' },
      dns: {
        provider: { type: 'alicloud-dns', credentialsRef: dnsCredentials },
        internal: { type: 'alicloud-dns', domain: 'internal.example.com', credentialsRef: dnsCredentials },
      },
      ingress: { domain: `ingress.${name}.example.com`, controller: { kind: 'nginx' } },
      settings: { scheduling: { visible: backup !== undefined } },
      taints: [{ key: 'seed.gardener.cloud/protected' }],
      ...(backup === undefined ? {} : { backup }),
    },
  };
}

export const backup = {
  provider: 'alicloud',
  region: 'cn-region-2',
  credentialsRef: { apiVersion: 'v1', kind: 'Secret', namespace: 'garden', name: 'backup' },
  providerConfig: {
    apiVersion: 'alicloud.provider.extensions.gardener.cloud/v1alpha1',
    kind: 'BackupBucketConfig',
    immutability: { retentionType: 'bucket', retentionPeriod: 14, locked: false },
  },
};

/** Objects as files of a new folder below the temporary one; JSON is what the API server reads, too. */
export function writeLandscape(objects: readonly object[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'report-'));
  mkdirSync(join(folder, 'garden'));
  for (const [index, object] of objects.entries()) {
    writeFileSync(join(folder, 'garden', `${index}.json`), JSON.stringify(object, undefined, 1));
  }
  return folder;
}

/** What a command would print, for tests. */
export function captureIo(cwd: string): Io & { readonly output: string[] } {
  const output: string[] = [];
  return {
    cwd,
    env: {},
    readStdin: () => '',
    out: (text) => void output.push(text),
    err: (text) => void output.push(text),
    terminal: { out: false, err: false },
    output,
  };
}
