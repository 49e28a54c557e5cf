import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chart, Testing } from 'cdk8s';
import { GardenApp } from '../../src/garden-app/garden-app';
import { GitOps } from '../../src/garden-app/gitops/gitops';
import { type GardenAccountsProps, ImageSharingAccounts } from '../../src/image-sharing/accounts';
import { SecretReference } from '../../src/secrets/credentials-secret';
import { found, jobWith, type Manifest } from './job';

const kubeconfig = SecretReference.of('garden', 'virtual-garden');
const bindings = [
  { apiGroups: ['security.gardener.cloud'], resources: ['credentialsbindings'], verbs: ['list'] },
  { apiGroups: ['core.gardener.cloud'], resources: ['secretbindings'], verbs: ['list'] },
];
const secrets = { apiGroups: [''], resources: ['secrets'], verbs: ['get'] };

function rightsFor(props: Partial<GardenAccountsProps>): Manifest[] {
  const scope = Testing.chart();
  jobWith({
    accounts: ImageSharingAccounts.fromGarden({ kubeconfig, subject: 'image-sharing', scope, ...props }),
  });
  return Testing.synth(scope) as Manifest[];
}

const placesOf = (objects: Manifest[]): string[] =>
  objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}`.trim());

test('in the whole garden, where no projects are chosen', () => {
  const [role, binding, ...others] = rightsFor({});
  expect(others).toEqual([]);
  expect(role).toMatchObject({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'image-sharing-accounts' },
    rules: [...bindings, secrets],
  });
  expect(binding).toMatchObject({
    kind: 'ClusterRoleBinding',
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'image-sharing-accounts' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'image-sharing' }],
  });
});

test('in the namespaces of the chosen projects', () => {
  const objects = rightsFor({
    projects: ['garden', 'dev', { name: 'prod', namespace: 'production' }],
    secretNamespaces: ['shared', 'production'],
    subject: { kind: 'ServiceAccount', name: 'reader', namespace: 'kube-system' },
  });
  expect(placesOf(objects)).toEqual([
    'ClusterRole',
    'ClusterRoleBinding',
    'Role garden',
    'RoleBinding garden',
    'Role garden-dev',
    'RoleBinding garden-dev',
    'Role production',
    'RoleBinding production',
    'Role shared',
    'RoleBinding shared',
  ]);
  const rulesOf = (index: number): unknown => objects[index]?.rules;
  expect(rulesOf(0)).toEqual([{ apiGroups: [''], resources: ['namespaces'], verbs: ['list'] }]);
  expect(rulesOf(2)).toEqual([...bindings, secrets]);
  expect(rulesOf(8)).toEqual([secrets]);
  expect(objects[3]?.subjects).toEqual([
    { kind: 'ServiceAccount', name: 'reader', namespace: 'kube-system' },
  ]);
});

test('no rights without a garden', () => {
  const chart = Testing.chart();
  jobWith({}, chart);
  expect((Testing.synth(chart) as Manifest[]).filter(({ kind }) => kind.includes('Role'))).toEqual([]);
});

test.each<[string, object, string]>([
  ['no subject', { subject: undefined }, 'accounts.subject prop-type'],
  ['no kubeconfig', { kubeconfig: undefined }, 'accounts.kubeconfig prop-type'],
  ['a namespace for a project', { projects: ['Dev'] }, 'accounts.projects[0] image-sharing-name-invalid'],
  [
    'a port that is none',
    { apiServerPorts: [0] },
    'accounts.apiServerPorts[0] image-sharing-network-invalid',
  ],
  ['a key with a slash', { kubeconfigKey: 'a/b' }, 'accounts.kubeconfigKey image-sharing-name-invalid'],
  [
    'a namespace that is none',
    { secretNamespaces: [1] },
    'accounts.secretNamespaces[0] image-sharing-name-invalid',
  ],
])('%s is an error', (_, props, expected) => {
  const scope = Testing.chart();
  const accounts = ImageSharingAccounts.fromGarden({ kubeconfig, subject: 'me', scope, ...props });
  expect(found({ accounts })).toContainEqual(expect.stringContaining(expected));
});

describe('a GardenApp', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'garden-app-'));
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  function synth(outdir: string): string[] {
    const app = new GardenApp({ outdir, gitops: GitOps.flux() });
    expect(app.runtime).toBeInstanceOf(Chart);
    jobWith({ accounts: ImageSharingAccounts.fromGarden({ kubeconfig, subject: 'me' }) }, app.runtime);
    app.synth();
    return (readdirSync(outdir, { recursive: true }) as string[])
      .filter((path) => /\.\w+$/.test(path))
      .sort();
  }

  test('writes the job for the runtime cluster, the rights for the garden, the policies beside', () => {
    const files = synth(join(folder, 'dist')).map((file) => file.replace(/-[0-9a-f]{10}\./, '-<hash>.'));
    expect(files.filter((file) => !file.startsWith('.'))).toEqual([
      'flux/gardener-10-profiles.yaml',
      'flux/gardener-runtime.yaml',
      'garden/10-profiles/clusterrole-image-sharing-accounts.yaml',
      'garden/10-profiles/clusterrolebinding-image-sharing-accounts.yaml',
      'ram/image-owner-image-sharing-plan-only.json',
      'ram/image-owner-image-sharing-share.json',
      'runtime/configmap-garden-image-sharing-code-<hash>.yaml',
      'runtime/configmap-garden-image-sharing-config-<hash>.yaml',
      'runtime/cronjob-garden-image-sharing.yaml',
      'runtime/networkpolicy-garden-image-sharing.yaml',
      'runtime/serviceaccount-garden-image-sharing.yaml',
    ]);
  });

  test('writes the same bytes each time', () => {
    const [first, second] = ['a', 'b'].map((name) => {
      const outdir = join(folder, name);
      return synth(outdir).map((path) => [path, readFileSync(join(outdir, path), 'utf8')]);
    });
    expect(second).toEqual(first);
  });
});
