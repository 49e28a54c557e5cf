import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { AlicloudCloudProfile } from '../../../src/cloud-profile/alicloud-cloud-profile';
import { MachineImage } from '../../../src/cloud-profile/machine-image';
import { GardenApp } from '../../../src/garden-app/garden-app';
import { GitOps } from '../../../src/garden-app/gitops/gitops';
import { frankfurt } from '../../../src/landscape/seed';
import { HelmChart } from '../../../src/provider-extension/helm-chart';
import { ProviderExtension } from '../../../src/provider-extension/provider-extension';
import { ProviderExtensionDeployment } from '../../../src/provider-extension/provider-extension-deployment';
import { SecretReference } from '../../../src/secrets/credentials-secret';
import { AlicloudSeedBackup } from '../../../src/seed-backup/alicloud-seed-backup';
import { SeedTarget } from '../../../src/seed-backup/seed-target';
import { at, InMemoryGarden, reconcileKustomization, syncApplication } from './in-memory-garden';

type Json = Readonly<Record<string, unknown>>;

let outdir: string;

beforeEach(() => {
  outdir = join(mkdtempSync(join(tmpdir(), 'gitops-')), 'dist');
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});

afterEach(() => {
  jest.restoreAllMocks();
  rmSync(join(outdir, '..'), { recursive: true });
});

interface Landscape {
  /** Manifests by path. */
  readonly files: ReadonlyMap<string, Json>;
  below(folder: string): Json[];
}

/** Writes a landscape with one object of every stage but ManagedSeeds, and reads it back. */
function synthesize(gitops: GitOps, withOperator = false): Landscape {
  const app = new GardenApp({ outdir, gitops });
  new AlicloudSeedBackup(app.garden, 'backup', {
    target: SeedTarget.seed('ali-eu', {
      seed: {
        ...frankfurt.seed,
        resources: [
          { name: 'dns', resourceRef: { apiVersion: 'v1', kind: 'Secret', name: 'dns-credentials' } },
        ],
      },
    }),
    credentials: SecretReference.of('garden', 'backup-credentials'),
  });
  if (withOperator) {
    new ProviderExtension(app.runtime, 'provider-alicloud', {
      chart: HelmChart.oci('registry.example.com/charts/provider-alicloud', 'v1.71.0'),
    });
  } else {
    new ProviderExtensionDeployment(app.garden, 'provider-alicloud', {
      chart: HelmChart.oci('registry.example.com/charts/provider-alicloud', 'v1.71.0'),
    });
  }
  new AlicloudCloudProfile(app.garden, 'alicloud', {
    kubernetes: { versions: [{ version: '1.33.4' }] },
    machineImages: [
      MachineImage.of('x', { versions: [{ version: '1.0.0', regions: { 'eu-central-1': 'm-1' } }] }),
    ],
    machineTypes: [{ name: 'ecs.g7.large', cpu: '2', gpu: '0', memory: '8Gi' }],
    regions: [{ name: 'eu-central-1', zones: ['eu-central-1a'] }],
  });
  app.synth();
  const names = readdirSync(outdir, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.yaml'),
  );
  const files = new Map(
    names.sort().map((name) => [name, parse(readFileSync(join(outdir, name), 'utf8')) as Json]),
  );
  return {
    files,
    below: (folder) =>
      [...files].filter(([name]) => name.startsWith(`${folder}/`)).map(([, manifest]) => manifest),
  };
}

function gardenWithDnsSecret(): InMemoryGarden {
  const garden = new InMemoryGarden();
  garden.apply({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'dns-credentials' } });
  return garden;
}

describe('Flux', () => {
  test('the Kustomizations, applied as they depend on each other, converge', () => {
    const landscape = synthesize(GitOps.flux());
    const garden = gardenWithDnsSecret();
    const kustomizations = landscape.below('flux');
    const ready = new Set<string>();
    for (let round = 0; round < kustomizations.length; round++) {
      for (const kustomization of kustomizations) {
        const name = String(at(kustomization, 'metadata', 'name'));
        const before = (at(kustomization, 'spec', 'dependsOn') ?? []) as { name: string }[];
        if (ready.has(name) || !before.every((dependency) => ready.has(dependency.name))) continue;
        const folder = String(at(kustomization, 'spec', 'path')).replace('./dist/', '');
        expect(landscape.below(folder).length).toBeGreaterThan(0);
        if (reconcileKustomization(garden, landscape.below(folder))) ready.add(name);
      }
    }
    expect([...ready].sort()).toEqual([
      'gardener-10-profiles',
      'gardener-20-registrations',
      'gardener-30-seeds',
    ]);
    expect(garden.has('Seed', 'ali-eu')).toBe(true);
  });

  test('all of it in one Kustomization never gets anywhere, however often it is tried', () => {
    const landscape = synthesize(GitOps.flux());
    const garden = gardenWithDnsSecret();
    for (let attempt = 0; attempt < 10; attempt++) {
      expect(reconcileKustomization(garden, landscape.below('garden'))).toBe(false);
    }
    expect(garden.count).toBe(1);
  });

  test('what a Kustomization says', () => {
    const props = {
      gardenKubeconfig: { secretName: 'virtual-garden' },
      namespace: 'gitops',
      sourceName: 'landscape',
    };
    const { files } = synthesize(
      GitOps.flux({ ...props, pathPrefix: './clusters/eu/', sourceNamespace: 'sources' }),
    );
    expect(files.get('flux/gardener-20-registrations.yaml')).toEqual({
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: 'gardener-20-registrations', namespace: 'gitops' },
      spec: {
        interval: '10m',
        retryInterval: '1m',
        timeout: '5m',
        path: './clusters/eu/garden/20-registrations',
        prune: true,
        deletionPolicy: 'Orphan',
        wait: true,
        sourceRef: { kind: 'GitRepository', name: 'landscape', namespace: 'sources' },
        dependsOn: [{ name: 'gardener-10-profiles' }],
        kubeConfig: { secretRef: { name: 'virtual-garden', key: 'kubeconfig' } },
      },
    });
  });

  test('with an operator Extension seeds wait until it has registered its types; there is no empty stage', () => {
    const { files } = synthesize(GitOps.flux(), true);
    expect([...files.keys()].filter((name) => name.startsWith('flux/'))).toEqual([
      'flux/gardener-10-profiles.yaml',
      'flux/gardener-30-seeds.yaml',
      'flux/gardener-runtime.yaml',
    ]);
    const seeds = files.get('flux/gardener-30-seeds.yaml');
    expect(at(seeds, 'spec', 'dependsOn')).toEqual([
      { name: 'gardener-10-profiles' },
      { name: 'gardener-runtime' },
    ]);
    const runtime = files.get('flux/gardener-runtime.yaml');
    expect(at(runtime, 'spec', 'healthCheckExprs')).toEqual([expect.objectContaining({ kind: 'Extension' })]);
    expect(runtime).not.toHaveProperty('spec.kubeConfig');
  });
});

describe('Argo CD', () => {
  const gitops = GitOps.argocd({ repoUrl: 'https://git.example.com/landscape.git' });

  test('one Application syncs in waves, in one go', () => {
    const landscape = synthesize(gitops);
    const garden = gardenWithDnsSecret();
    expect(syncApplication(garden, landscape.below('garden'))).toBe(true);
    expect(garden.has('Seed', 'ali-eu')).toBe(true);
  });

  test('without the waves the first operation fails', () => {
    const naked = synthesize(gitops)
      .below('garden')
      .map((manifest) => ({ ...manifest, metadata: { name: at(manifest, 'metadata', 'name') } }));
    expect(syncApplication(gardenWithDnsSecret(), naked.reverse())).toBe(false);
  });

  test('what the Application and the objects say', () => {
    const { files } = synthesize(gitops);
    expect([...files.keys()].filter((name) => name.startsWith('argocd/'))).toEqual([
      'argocd/gardener-garden.yaml',
    ]);
    expect(files.get('argocd/gardener-garden.yaml')).toMatchObject({
      kind: 'Application',
      metadata: { annotations: { 'argocd.argoproj.io/compare-options': 'ServerSideDiff=true' } },
      spec: {
        destination: { name: 'virtual-garden' },
        source: { path: 'dist/garden', directory: { recurse: true } },
        syncPolicy: {
          automated: { prune: false, selfHeal: true },
          syncOptions: ['ServerSideApply=true', 'RespectIgnoreDifferences=true'],
          retry: { limit: -1 },
        },
      },
    });
    const waves = [...files]
      .filter(([name]) => name.startsWith('garden/'))
      .map(([name, manifest]) => [
        name.split('/')[1],
        at(manifest, 'metadata', 'annotations', 'argocd.argoproj.io/sync-wave'),
      ]);
    expect(waves).toEqual([
      ['10-profiles', '0'],
      ['10-profiles', '0'],
      ['20-registrations', '1'],
      ['30-seeds', '2'],
    ]);
  });
});

test('what has no prop comes in by extraSpec, and metadata is given to the objects of both engines', () => {
  const more = {
    labels: { team: 'a' },
    annotations: { note: 'b' },
    extraSpec: { serviceAccountName: 'applier', decryption: { provider: 'sops' }, prune: false },
  };
  const flux = synthesize(GitOps.flux(more)).files.get('flux/gardener-10-profiles.yaml');
  expect(flux).toMatchObject({
    metadata: { name: 'gardener-10-profiles', labels: { team: 'a' }, annotations: { note: 'b' } },
    spec: { wait: true, prune: false, serviceAccountName: 'applier', decryption: { provider: 'sops' } },
  });
  const extraSpec = { ignoreDifferences: [{ kind: 'Seed' }], source: { directory: { exclude: 'x' } } };
  const argocd = synthesize(GitOps.argocd({ ...more, extraSpec, repoUrl: 'https://git.example.org/a' }));
  expect(argocd.files.get('argocd/gardener-garden.yaml')).toMatchObject({
    metadata: {
      labels: { team: 'a' },
      annotations: { note: 'b', 'argocd.argoproj.io/compare-options': 'ServerSideDiff=true' },
    },
    spec: {
      source: { path: 'dist/garden', directory: { recurse: true, exclude: 'x' } },
      ignoreDifferences: [{ kind: 'Seed' }],
    },
  });
});

test('every object of value is protected from both engines', () => {
  const { files } = synthesize(GitOps.none());
  const kinds = [...files.values()].map((manifest) => {
    expect(at(manifest, 'metadata', 'annotations')).toMatchObject({
      'kustomize.toolkit.fluxcd.io/prune': 'disabled',
      'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
    });
    return manifest['kind'];
  });
  expect(kinds).toEqual(['CloudProfile', 'ControllerDeployment', 'ControllerRegistration', 'Seed']);
});

test('the folders in the order of their names can be applied with kubectl', () => {
  const landscape = synthesize(GitOps.none());
  const garden = gardenWithDnsSecret();
  for (const manifest of landscape.below('garden')) garden.apply(manifest);
  expect(garden.has('Seed', 'ali-eu')).toBe(true);
});

describe('what the API server of an engine would refuse', () => {
  const repoUrl = 'https://git.example.com/landscape';
  const found = ({ engine }: GitOps): string[] =>
    engine.findings.map(({ severity, field, rule }) => `${severity} ${field} ${rule}`);

  it.each<[object, string]>([
    [{ labels: { a: '-b' } }, 'error labels label-value-invalid'],
    [{ labels: { '/a': 'b' } }, 'error labels label-key-invalid'],
    [{ annotations: { 'a b': 'c' } }, 'error annotations annotation-key-invalid'],
    [{ extraSpec: { suspend: 'x' } }, 'error extraSpec.suspend prop-invalid'],
    [{ extraSpec: { interval: '1d' } }, 'error extraSpec.interval prop-invalid'],
    [{ extraSpec: { decryption: {} } }, 'error extraSpec.decryption.provider prop-invalid'],
    [{ extraSpec: { decryption: { provider: 'x' } } }, 'error extraSpec.decryption.provider prop-invalid'],
    [{ extraSpec: { patches: [{}] } }, 'error extraSpec.patches[0].patch prop-invalid'],
    [
      { extraSpec: { commonMetadata: { labels: { a: 1 } } } },
      'error extraSpec.commonMetadata.labels prop-invalid',
    ],
    [{ extraSpec: { targetNamespace: '' } }, 'error extraSpec.targetNamespace prop-invalid'],
    [{ extraSpec: { namePrefix: 'a'.repeat(201) } }, 'error extraSpec.namePrefix prop-invalid'],
    [{ extraSpec: { kubeConfig: {} } }, 'error extraSpec.kubeConfig prop-invalid'],
    [{ extraSpec: { prune: null } }, 'error extraSpec.prune prop-invalid'],
    [{ extraSpec: { sourceRef: { kind: 'X' } } }, 'error extraSpec.sourceRef.kind prop-invalid'],
    [{ extraSpec: { suspended: true } }, 'warning extraSpec.suspended gitops-field-unknown'],
  ])('Flux: %j', (props, expected) => {
    expect(found(GitOps.flux(props))).toEqual([expected]);
  });

  it.each<[object, string]>([
    [{ labels: { a: 'b c' } }, 'error labels label-value-invalid'],
    [{ annotations: { 'a/': 'b' } }, 'error annotations annotation-key-invalid'],
    // Ours is among them.
    [{ annotations: { a: 'x'.repeat(262_143) } }, 'error annotations annotations-too-long'],
    [{ extraSpec: { ignoreDifferences: [{}] } }, 'error extraSpec.ignoreDifferences[0].kind prop-invalid'],
    [{ extraSpec: { info: [{ name: 'a' }] } }, 'error extraSpec.info[0].value prop-invalid'],
    [{ extraSpec: { revisionHistoryLimit: 1.5 } }, 'error extraSpec.revisionHistoryLimit prop-invalid'],
    [
      { extraSpec: { syncPolicy: { syncOptions: 'a' } } },
      'error extraSpec.syncPolicy.syncOptions prop-invalid',
    ],
    [{ extraSpec: { sources: [{}] } }, 'error extraSpec.sources[0].repoURL prop-invalid'],
    [{ extraSpec: { destination: null } }, 'error extraSpec.destination prop-invalid'],
    [{ extraSpec: { project: null } }, 'error extraSpec.project prop-invalid'],
    [{ extraSpec: { sync: {} } }, 'warning extraSpec.sync gitops-field-unknown'],
  ])('Argo CD: %j', (props, expected) => {
    expect(found(GitOps.argocd({ repoUrl, ...props }))).toEqual([expected]);
  });

  it('takes away what extraSpec says is null', () => {
    const flux = GitOps.flux({ extraSpec: { retryInterval: null, dependsOn: null } });
    const argocd = GitOps.argocd({ repoUrl, extraSpec: { syncPolicy: { automated: null } } });
    expect([found(flux), found(argocd)]).toEqual([[], []]);
    const stage = [{ stage: 'garden/10-profiles', manifest: {} }] as const;
    const [kustomization] = flux.engine.objects(stage);
    const [application] = argocd.engine.objects(stage);
    expect(kustomization?.manifest['spec']).not.toHaveProperty('retryInterval');
    expect((application?.manifest['spec'] as Json)['syncPolicy']).not.toHaveProperty('automated');
  });
});
