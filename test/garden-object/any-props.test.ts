import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chart, type App } from 'cdk8s';
import fc from 'fast-check';
import { AlicloudCloudProfile } from '../../src/cloud-profile/alicloud-cloud-profile';
import { MachineImage } from '../../src/cloud-profile/machine-image';
import { GardenApp } from '../../src/garden-app/garden-app';
import { GitOps } from '../../src/garden-app/gitops/gitops';
import { askAll, ValidationError } from '../../src/garden-object/garden-object';
import { UnsupportedVersionError } from '../../src/gardener/target';
import { frankfurt } from '../../src/landscape/seed';
import { ImageSharingJob } from '../../src/image-sharing/image-sharing-job';
import { HelmChart } from '../../src/provider-extension/helm-chart';
import { ImageOwner } from '../../src/provider-extension/image-owner';
import { ProviderExtension } from '../../src/provider-extension/provider-extension';
import { ProviderExtensionDeployment } from '../../src/provider-extension/provider-extension-deployment';
import {
  CredentialsSecret,
  SecretReference,
  WorkloadIdentityReference,
} from '../../src/secrets/credentials-secret';
import { AlicloudSeedBackup } from '../../src/seed-backup/alicloud-seed-backup';
import { SeedTarget } from '../../src/seed-backup/seed-target';
import { InvalidWaiverError } from '../../src/validation/waivers';

/** What JavaScript callers may put anywhere. */
const wrong = fc.oneof(
  fc.constantFrom<unknown>(Symbol('s'), () => 1, new Map(), new Date(Number.NaN), Object.create(null), 10n),
  fc.constantFrom<unknown>(null, undefined, 'a', '', 1, true, [], {}, [null], [undefined], [[]], { a: null }),
  fc.anything({
    maxDepth: 2,
    withNullPrototype: true,
    withBigInt: true,
    withDate: true,
    withSparseArray: true,
  }),
);

type Step = string | number;

/** All places of a value, itself included. */
function placesOf(value: unknown, at: readonly Step[] = []): (readonly Step[])[] {
  if (typeof value !== 'object' || value === null) return [at];
  const prototype = Object.getPrototypeOf(value) as unknown;
  if (!Array.isArray(value) && prototype !== Object.prototype) return [at];
  const below = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [at, ...below.flatMap(([key, inner]) => placesOf(inner, [...at, key]))];
}

function replaced(value: unknown, [step, ...rest]: readonly Step[], by: unknown): unknown {
  if (step === undefined) return by;
  if (Array.isArray(value))
    return value.map((item: unknown, i) => (i === step ? replaced(item, rest, by) : item));
  const map = value as Record<string, unknown>;
  return { ...map, [step]: replaced(map[step], rest, by) };
}

interface Made {
  /** Arguments, all of them with props that are fine. */
  readonly args: readonly unknown[];
  readonly make: (app: GardenApp, args: readonly unknown[]) => unknown;
}

const never = (value: unknown): never => value as never;
const secret = SecretReference.of('garden', 'keys');
const versions = [
  {
    version: '1.2.3',
    classification: 'supported',
    lifecycle: [{ classification: 'supported', startTime: '2026-01-01T00:00:00Z' }],
    flavors: [
      { capabilities: { architecture: ['arm64'] }, regions: { 'eu-central-1': 'm-gw86dlqmpaugljiykx91' } },
    ],
    architectures: ['arm64'],
    cri: [{ name: 'containerd' }],
  },
  {
    version: '1.2.2',
    regions: { 'eu-central-1': 'm-gw86dlqmpaugljiykx92' },
    expirationDate: '2027-01-01T00:00:00Z',
  },
];
const image = MachineImage.of('image', never({ versions }));
const profile = {
  kubernetes: { versions: [{ version: '1.33.4', expirationDate: '2027-01-01T00:00:00Z', lifecycle: [{}] }] },
  machineImages: [image],
  machineTypes: [
    {
      ...{ name: 'ecs.g7.large', cpu: '2', gpu: '0', memory: '8Gi', architecture: 'amd64', usable: true },
      storage: { class: 'a', type: 'b', size: '20Gi' },
      capabilities: { architecture: ['amd64'] },
      machineControllerManager: { machineCreationTimeout: '20m' },
    },
  ],
  regions: [
    {
      name: 'eu-central-1',
      zones: ['eu-central-1a', { name: 'eu-central-1b', unavailableMachineTypes: ['x'] }],
      labels: { a: 'b' },
      accessRestrictions: [{ name: 'x' }],
    },
  ],
  volumeTypes: [{ name: 'cloud_essd', class: 'premium', minSize: '20Gi' }],
  machineCapabilities: [{ name: 'architecture', values: ['amd64', 'arm64'] }],
  bastion: { machineImage: { image, version: '1.2.3' }, machineType: { name: 'ecs.g7.large' } },
  limits: { maxNodesTotal: 10 },
  caBundle: 'pem',
  seedSelector: { matchLabels: { a: 'b' }, providerTypes: ['alicloud'] },
  ...{
    name: 'alicloud',
    labels: { a: 'b' },
    annotations: { a: 'b' },
    protect: true,
    extraSpec: { type: 'x' },
  },
};
const seed = {
  ...frankfurt.seed,
  dns: { ...frankfurt.seed.dns, defaults: [frankfurt.seed.dns.internal] },
  settings: {
    excessCapacityReservation: { enabled: true, configs: [{ resources: { cpu: '1' } }] },
    verticalPodAutoscaler: { enabled: true, maxAllowed: { cpu: '2000m' } },
    loadBalancerServices: { zones: [{ name: 'a' }] },
  },
  volume: { minimumSize: '20Gi' },
  taints: [{ key: 'a' }],
};
const metadata = { labels: { a: 'b' }, annotations: { a: 'b' }, protect: true };
const gardenlet = {
  ...metadata,
  ...{
    seed,
    seedMetadata: { labels: { a: 'b' } },
    deployment: { replicaCount: 2 },
    config: { logLevel: 'info' },
  },
  extraSeedSpec: { volume: { minimumSize: '30Gi' } },
};
const remote = { key: 'a', property: 'b' };
const external = {
  store: { name: 'a', kind: 'SecretStore' },
  accessKeyId: remote,
  accessKeySecret: remote,
  refreshInterval: '1h',
};
const keys = { accessKeyId: 'ID', accessKeySecret: 'SECRET' };
const immutability = { retentionDays: 14, locked: false };
const flux = {
  ...{
    sourceName: 'a',
    sourceKind: 'Bucket',
    namespace: 'flux-system',
    sourceNamespace: 'b',
    pathPrefix: './dist',
  },
  gardenKubeconfig: { secretName: 'a', key: 'b' },
  ...{
    interval: '10m',
    retryInterval: '1m',
    timeout: '5m',
    substituteFrom: [{ kind: 'Secret', name: 'a', optional: true }],
  },
  ...{ labels: { a: 'b' }, annotations: { a: 'b' }, extraSpec: { serviceAccountName: 'x' } },
};
const argocd = {
  ...{
    repoUrl: 'https://git.example.org/x.git',
    targetRevision: 'main',
    pathPrefix: 'dist',
    namespace: 'argocd',
  },
  ...{
    project: 'default',
    gardenCluster: 'g',
    runtimeCluster: 'r',
    labels: { a: 'b' },
    annotations: { a: 'b' },
  },
  extraSpec: { ignoreDifferences: [] },
};

function backup(target: (args: readonly unknown[]) => SeedTarget): Made['make'] {
  return (app, args) =>
    new AlicloudSeedBackup(app.garden, 'backup', { target: target(args), credentials: secret });
}

const withCredentials = (credentials: (args: readonly unknown[]) => CredentialsSecret): Made['make'] => {
  return (app, args) => {
    credentials(args).addTo(app.garden, 'credentials');
    new AlicloudSeedBackup(app.garden, 'backup', {
      target: SeedTarget.gardenlet('a', frankfurt),
      credentials: credentials(args),
    });
  };
};

const chart = HelmChart.oci('example.org/chart', 'v1.2.3');

const all: Readonly<Record<string, Made>> = {
  AlicloudCloudProfile: {
    args: [profile],
    make: (app, [props]) => new AlicloudCloudProfile(app.garden, 'alicloud', never(props)),
  },
  'MachineImage.custom': {
    args: ['image', { versions, updateStrategy: 'major' }],
    make: (app, [name, props]) => {
      const made = MachineImage.custom(never(name), never(props));
      const { customImages } = new AlicloudCloudProfile(
        app.garden,
        'alicloud',
        never({ ...profile, machineImages: [made], bastion: { machineImage: { image: made } } }),
      );
      new ProviderExtension(app.runtime, 'extension', { chart, sharedImages: customImages });
    },
  },
  'MachineImage.fromGardenLinuxMetadata': {
    args: ['image', ['/nowhere.yaml'], { updateStrategy: 'major', versions: { '1.2.3': versions[1] } }],
    make: (app, [name, files, options]) => {
      const made = MachineImage.fromGardenLinuxMetadata(never(name), never(files), never(options));
      new AlicloudCloudProfile(app.garden, 'alicloud', never({ ...profile, machineImages: [made] }));
    },
  },
  AlicloudSeedBackup: {
    args: [
      {
        ...{
          target: SeedTarget.gardenlet('a', frankfurt),
          credentials: secret,
          region: 'eu-central-1',
          immutability,
        },
        ...{ extraProviderConfig: { a: 'b' }, accountId: '1234567890123456', bucketName: 'b' },
      },
    ],
    make: (app, [props]) => new AlicloudSeedBackup(app.garden, 'backup', never(props)),
  },
  'SeedTarget.seed': {
    args: ['a', { ...metadata, seed, extraSeedSpec: { taints: [] } }],
    make: backup(([name, props]) => SeedTarget.seed(never(name), never(props))),
  },
  'SeedTarget.gardenlet': {
    args: ['a', { ...gardenlet, chart: { ref: 'example.org/a:v1' }, kubeconfigSecretName: 'a' }],
    make: backup(([name, props]) => SeedTarget.gardenlet(never(name), never(props))),
  },
  'SeedTarget.managedSeed': {
    args: ['a', { ...gardenlet, shoot: 'a', bootstrap: 'None', mergeWithParent: true }],
    make: backup(([name, props]) => SeedTarget.managedSeed(never(name), never(props))),
  },
  'SeedTarget.patch': {
    args: ['a', { ...metadata, providerType: 'aws', form: 'kustomize' }],
    make: backup(([name, props]) => SeedTarget.patch(never(name), never(props))),
  },
  'SecretReference.of': {
    args: ['garden', 'a'],
    make: (app, [namespace, name]) => {
      const credentials = SecretReference.of(never(namespace), never(name));
      new AlicloudSeedBackup(app.garden, 'backup', {
        target: SeedTarget.seed(
          'a',
          never({ seed: { ...seed, dns: { provider: { type: 'a', credentials } } } }),
        ),
        credentials,
      });
      const imageOwner = ImageOwner.fromSecret(credentials);
      new ProviderExtensionDeployment(app.garden, 'extension', { chart, imageOwner });
    },
  },
  'WorkloadIdentityReference.of': {
    args: ['garden', 'a'],
    make: (app, [namespace, name]) => {
      const credentials = WorkloadIdentityReference.of(never(namespace), never(name));
      const target = SeedTarget.seed('a', {
        seed: { ...frankfurt.seed, dns: { provider: { type: 'a', credentials } } },
      });
      new AlicloudSeedBackup(app.garden, 'backup', { target, credentials: secret });
    },
  },
  'CredentialsSecret.external': {
    args: ['garden', 'a', external],
    make: withCredentials(([a, b, c]) => CredentialsSecret.external(never(a), never(b), never(c))),
  },
  'CredentialsSecret.substituted': {
    args: ['garden', 'a', keys],
    make: withCredentials(([a, b, c]) => CredentialsSecret.substituted(never(a), never(b), never(c))),
  },
  'CredentialsSecret.inClearTextForEverybodyToRead': {
    args: ['garden', 'a', keys],
    make: withCredentials(([a, b, c]) =>
      CredentialsSecret.inClearTextForEverybodyToRead(never(a), never(b), never(c)),
    ),
  },
  ProviderExtensionDeployment: {
    args: [
      {
        ...{
          chart,
          form: 'v1',
          ...metadata,
          podSecurity: 'baseline',
          policy: 'Always',
          values: { a: { b: 1 } },
        },
        ...{ references: { a: { kind: 'Secret', name: 'b' } }, sharedImages: ['m-1', { imageId: 'm-2' }] },
        ...{
          servedResources: [{ kind: 'Worker', type: 'alicloud' }],
          extraFields: { a: 1 },
          seedSelector: {},
        },
      },
    ],
    make: (app, [props]) => new ProviderExtensionDeployment(app.garden, 'provider-alicloud', never(props)),
  },
  ImageSharingJob: {
    args: [
      {
        images: [{ region: 'eu-central-1', imageId: 'm-gw86dlqmpaugljiykx91', name: 'a', version: '1.2.3' }],
        accounts: ['2000000000000001', { configMap: 'a', key: 'b' }],
        ...{
          credentials: secret,
          schedule: '0 * * * *',
          timeZone: 'UTC',
          policy: 'exact',
          prune: { maxRemovals: 1 },
        },
        ...{ shards: 2, resources: { requests: { cpu: '1' } }, networkPolicy: { cidrs: ['10.0.0.0/8'] } },
        ...{ env: { A: 'b' }, labels: { a: 'b' }, annotations: { a: 'b' }, extraConfig: { a: 1 } },
        ...{ extraPodSpec: { priorityClassName: 'a' }, name: 'a', namespace: 'b', deadlineSeconds: 600 },
      },
    ],
    make: (app, [props]) => new ImageSharingJob(app.runtime, 'sharing', never(props)),
  },
  ProviderExtension: {
    args: [
      {
        chart,
        admission: { runtime: chart, application: chart, values: { a: 1 }, image: {} },
        extraSpec: {},
      },
    ],
    make: (app, [props]) => new ProviderExtension(app.runtime, 'provider-alicloud', never(props)),
  },
};

let outdir: string;
beforeAll(() => {
  outdir = mkdtempSync(join(tmpdir(), 'any-props-'));
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation(() => true);
  }
});
afterAll(() => {
  jest.restoreAllMocks();
  rmSync(outdir, { recursive: true });
});

/** Whatever is wrong comes out as issues: other errors pass through, and fail the test. */
function synthesize(app: App): void {
  try {
    app.synth();
  } catch (error) {
    if (!(error instanceof ValidationError || error instanceof InvalidWaiverError)) throw error;
  }
}

test.each(Object.entries(all))('%s never throws, whatever stands in its props', (_, { args, make }) => {
  const places = placesOf(args).filter((place) => place.length > 0);
  const check = (place: readonly Step[], value: unknown): void => {
    const app = new GardenApp({ outdir });
    make(app, replaced(args, place, value) as readonly unknown[]);
    expect(askAll(app).issues).toBeDefined();
  };
  for (const place of places) for (const value of ['a', [null]]) check(place, value);
  fc.assert(fc.property(fc.constantFrom(...places), wrong, check), { numRuns: 20 });
});

const waiver = { rule: 'a', field: 'b', reason: 'c' };
const appProps = {
  ...{ gardenerVersion: '1.149', providerVersion: '1.71', featureGates: { A: true }, now: new Date(0) },
  ...{ gitops: GitOps.none(), waivers: [waiver], strict: false },
};

test.each<[string, readonly unknown[], (args: readonly unknown[]) => unknown]>([
  ['GardenApp', [appProps], ([props]) => props],
  ['GitOps.flux', [flux], ([props]) => ({ gitops: GitOps.flux(never(props)) })],
  ['GitOps.argocd', [argocd], ([props]) => ({ gitops: GitOps.argocd(never(props)) })],
])('%s never throws, whatever stands in its props', (_, args, propsOf) => {
  const places = placesOf(args).filter((place) => place.length > 0);
  const check = (place: readonly Step[], value: unknown): void => {
    const props = propsOf(replaced(args, place, value) as readonly unknown[]);
    const isMap = typeof props === 'object' && props !== null && !Array.isArray(props);
    let app: GardenApp;
    try {
      app = new GardenApp(isMap ? { ...props, outdir } : never(props));
    } catch (error) {
      // Of a version that nobody knows nothing can be made.
      if (error instanceof UnsupportedVersionError) return;
      throw error;
    }
    new AlicloudCloudProfile(app.garden, 'alicloud', never(profile));
    new Chart(app, 'other');
    if (isMap) synthesize(app);
  };
  for (const place of places) for (const value of ['a', [null]]) check(place, value);
  fc.assert(fc.property(fc.constantFrom(...places), wrong, check), { numRuns: 20 });
});

/** A change of the props, and the field and rule of what is said of it first. */
test.each<[keyof typeof all, readonly Step[], unknown, string]>([
  ['AlicloudCloudProfile', [0, 'regions', 0, 'zones'], 'a', 'regions[0].zones prop-type'],
  ['AlicloudCloudProfile', [0, 'regions', 0, 'zones', 1], 7, 'regions[0].zones[1] prop-type'],
  ['AlicloudCloudProfile', [0, 'kubernetes', 'versions'], null, 'kubernetes.versions prop-type'],
  ['AlicloudCloudProfile', [0, 'machineImages', 0], 'a', 'machineImages[0] prop-type'],
  ['AlicloudCloudProfile', [0, 'labels', 'a'], 1, 'labels[a] prop-type'],
  ['AlicloudCloudProfile', [0, 'regionz'], [], 'regionz prop-unknown'],
  ['MachineImage.custom', [1], { version: [] }, 'machineImages[0].version prop-unknown'],
  ['MachineImage.custom', [1, 'versions', 0, 'version'], 7, 'machineImages[0].versions[0].version prop-type'],
  ['MachineImage.fromGardenLinuxMetadata', [1], '/nowhere.yaml', 'machineImages[0].files prop-type'],
  ['SeedTarget.patch', [1], 'x', 'target prop-type'],
  ['SeedTarget.gardenlet', [1, 'chart'], undefined, 'target.chart prop-type'],
  [
    'SeedTarget.managedSeed',
    [1, 'seed', 'dns', 'internal', 'credentials'],
    'x',
    'target.seed.dns.internal.credentials prop-type',
  ],
  ['CredentialsSecret.external', [2, 'store'], 'vault', 'store prop-type'],
  ['ProviderExtension', [0, 'admission', 'replicas'], 1, 'admission.replicas prop-unknown'],
])('%s: what is wrong is said with its place: %j', (name, place, value, expected) => {
  const { args, make } = all[name] as Made;
  const app = new GardenApp({ outdir });
  make(app, replaced(args, place, value) as readonly unknown[]);
  const errors = askAll(app).issues.filter(({ severity }) => severity === 'error');
  expect(errors.map(({ field, rule }) => `${field} ${rule}`)).toContain(expected);
});

test('a ManagedSeed says of its DNS what its Shoot does not tell', () => {
  const domain = { type: 'alicloud-dns', domain: 'internal.example.org', credentials: secret };
  const app = new GardenApp({ outdir });
  new AlicloudSeedBackup(app.garden, 'backup', {
    target: SeedTarget.managedSeed('a', { shoot: 'a', seed: { dns: { internal: domain } } }),
    credentials: secret,
    region: 'eu-central-1',
  });
  expect(askAll(app).issues.filter(({ severity }) => severity === 'error')).toEqual([]);
});
