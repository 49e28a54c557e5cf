import type { Issue } from '../../../src/issues/issue';
import { validateManifest, type ValidateOptions } from '../../../src/validation/validate';

/** Before this day every date of the tests that begins with 20 or 21 is past, after it all others. */
export const now = new Date('2026-08-20T12:00:00Z');
export const past = '2021-03-01T00:00:00Z';
export const future = '2096-01-01T00:00:00Z';

/** Two images, two regions, no capabilities. */
export const flatProfile = {
  apiVersion: 'core.gardener.cloud/v1beta1',
  kind: 'CloudProfile',
  metadata: { name: 'alicloud' },
  spec: {
    type: 'alicloud',
    kubernetes: {
      versions: [
        { version: '1.34.2', classification: 'supported' },
        { version: '1.33.4', classification: 'supported' },
        { version: '1.32.8', classification: 'deprecated', expirationDate: future },
      ],
    },
    machineImages: [
      {
        name: 'gardenlinux',
        versions: [{ version: '1877.3.0', classification: 'supported' }, { version: '1592.14.0' }],
      },
      { name: 'ubuntu', versions: [{ version: '24.4.0' }] },
    ],
    machineTypes: [
      { name: 'ecs.g7.large', cpu: '2', gpu: '0', memory: '8Gi' },
      { name: 'ecs.r7.large', cpu: '2', gpu: '0', memory: '16Gi', architecture: 'amd64' },
    ],
    volumeTypes: [
      { name: 'cloud_essd', class: 'premium' },
      { name: 'cloud_efficiency', class: 'standard', minSize: '20Gi' },
    ],
    regions: [
      { name: 'eu-central-1', zones: [{ name: 'eu-central-1a' }, { name: 'eu-central-1b' }] },
      { name: 'cn-hangzhou', zones: [{ name: 'cn-hangzhou-h' }] },
    ],
    providerConfig: {
      apiVersion: 'alicloud.provider.extensions.gardener.cloud/v1alpha1',
      kind: 'CloudProfileConfig',
      machineImages: [
        {
          name: 'gardenlinux',
          versions: [
            {
              version: '1877.3.0',
              regions: [
                { name: 'eu-central-1', id: 'm-gw8a1' },
                { name: 'cn-hangzhou', id: 'm-bp1a1' },
              ],
            },
            {
              version: '1592.14.0',
              regions: [
                { name: 'eu-central-1', id: 'm-gw8a2' },
                { name: 'cn-hangzhou', id: 'm-bp1a2' },
              ],
            },
          ],
        },
        {
          name: 'ubuntu',
          versions: [
            {
              version: '24.4.0',
              regions: [
                { name: 'eu-central-1', id: 'ubuntu_24_04_x64_20G_alibase_20250601.vhd' },
                { name: 'cn-hangzhou', id: 'ubuntu_24_04_x64_20G_alibase_20250601.vhd' },
              ],
            },
          ],
        },
      ],
    },
  },
};

/** Two architectures; one image version in both formats each. */
export const capableProfile = change(flatProfile, {
  'spec.machineCapabilities': [
    { name: 'architecture', values: ['amd64', 'arm64'] },
    { name: 'bootMode', values: ['uefi', 'bios'] },
  ],
  'spec.machineImages': [
    {
      name: 'gardenlinux',
      versions: [
        {
          version: '1877.3.0',
          classification: 'supported',
          capabilityFlavors: [{ architecture: ['amd64'], bootMode: ['uefi'] }, { architecture: ['arm64'] }],
        },
        { version: '1592.14.0', capabilityFlavors: [{ architecture: ['amd64'] }] },
      ],
    },
  ],
  'spec.machineTypes': [
    { name: 'ecs.g7.large', cpu: '2', gpu: '0', memory: '8Gi', capabilities: { architecture: ['amd64'] } },
    { name: 'ecs.g8y.large', cpu: '2', gpu: '0', memory: '8Gi', capabilities: { architecture: ['arm64'] } },
  ],
  'spec.providerConfig.machineImages': [
    {
      name: 'gardenlinux',
      versions: [
        {
          version: '1877.3.0',
          capabilityFlavors: [
            {
              capabilities: { bootMode: ['uefi'], architecture: ['amd64'] },
              regions: [
                { name: 'eu-central-1', id: 'm-gw8b1' },
                { name: 'cn-hangzhou', id: 'm-bp1b1' },
              ],
            },
            {
              capabilities: { architecture: ['arm64'], bootMode: ['bios', 'uefi'] },
              regions: [
                { name: 'eu-central-1', id: 'm-gw8b2' },
                { name: 'cn-hangzhou', id: 'm-bp1b2' },
              ],
            },
          ],
        },
        {
          version: '1592.14.0',
          regions: [
            { name: 'eu-central-1', id: 'm-gw8b3' },
            { name: 'cn-hangzhou', id: 'm-bp1b3' },
          ],
        },
      ],
    },
  ],
});

/** Values by path, e.g. `spec.regions.0.name`; undefined takes a field or list item away. */
export type Changes = Readonly<Record<string, unknown>>;

/** A copy of a document with some of its values changed. */
export function change<T extends object>(document: T, changes: Changes): T {
  const copy = structuredClone(document);
  for (const [path, value] of Object.entries(changes))
    set(copy as Record<string, unknown>, path.split('.'), value);
  return copy;
}

function set(object: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key = '', ...rest] = path;
  if (rest.length > 0) set((object[key] ??= {}) as Record<string, unknown>, rest, value);
  else if (value !== undefined) object[key] = value;
  else if (Array.isArray(object)) object.splice(Number(key), 1);
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the documents are plain data
  else delete object[key];
}

export const gates = {
  lifecycle: { VersionClassificationLifecycle: true },
  noCapabilities: { CloudProfileCapabilities: false },
};

/** Errors as `Type field (rule)`. */
export function errorsOf(manifest: unknown, options: ValidateOptions = {}): string[] {
  return issuesOf(manifest, 'error', options);
}

/** Warnings as `Type field (rule)`. */
export function warningsOf(manifest: unknown, options: ValidateOptions = {}): string[] {
  return issuesOf(manifest, 'warning', options);
}

function issuesOf(manifest: unknown, severity: Issue['severity'], options: ValidateOptions): string[] {
  return validateManifest(manifest, { now, ...options })
    .filter((issue) => issue.severity === severity)
    .map(({ type, field, rule }) => `${type} ${field} (${rule})`)
    .sort();
}
