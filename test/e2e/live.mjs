// What the command line says of a live garden, read through a real kubectl from a real API server. Gardener's kinds are
// definitions, so what Gardener admits is not asked here; a policy stands for what we do not know of.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { startApiServer } from './api-server.mjs';
import { readDocuments } from './documents.mjs';
import { define, prepareClusterFor } from './gardener-kinds.mjs';
import { versionsOf } from './objects.mjs';
import { root } from './report.mjs';

const profile = 'dist/garden/10-profiles/cloudprofile-alicloud.yaml';
const secretText = 'nobody-may-see-this';
const differences = 'verdicts-that-differ.md';

/** @param program path of the API server */
export async function checkLiveGarden({ program, report }) {
  const objects = readDocuments(join(root, 'dist/garden'), 'garden').map(({ manifest }) => manifest);
  const { client, kubeconfig, stop } = await startApiServer(program);
  const folder = mkdtempSync(join(tmpdir(), 'live-'));
  const command = (args, config = kubeconfig) => runCommand(folder, args, config);
  const say = async (name, args, wanted, config) => {
    const got = await command(args, config);
    report.say(`live: ${name}`, unlessAs(got, wanted));
    return got;
  };
  const change = (edit) => {
    const path = join(folder, profile);
    writeFileSync(path, edit(readFileSync(join(root, profile), 'utf8')));
  };
  try {
    await prepareClusterFor(client, objects);
    await define(client, [shootDefinition()]);
    for (const object of objects) await client.create(object);
    const shoot = await client.create(shootOf('1.32.8'));
    const secret = secretNamed('backup-credentials');
    await client.create(secret);
    const before = await versionsOf(client, [...objects, shoot, secret]);

    cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
    const git = (...args) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
        cwd: folder,
        stdio: 'ignore',
      });
    git('init', '-q');
    git('add', 'dist');
    git('commit', '-q', '-m', 'one');

    await say('what is applied is no change', ['diff', '--live', 'dist'], {
      out: ['no changes in 4 objects'],
      err: ['the API server serves no NamespacedCloudProfile, Seed,', 'not compared', '1 CronJob'],
    });
    await say('nor drift', ['diff', '--live', '--git', 'HEAD', '--fail-on', 'drift', 'dist'], {
      out: ['no changes in 4 objects'],
    });
    const references = await say(
      'references are found',
      ['validate', '--live', '--output', 'json', 'dist'],
      {},
    );
    report.say(
      'live: no value of a Secret is shown',
      references.out.includes(secretText) || references.err.includes(secretText) ? 'it is' : undefined,
    );

    change((text) => text.replace(/ +- version: 1\.32\.8\n(?: {8}.*\n)+/, ''));
    await say('a version that a Shoot has is not taken away', ['diff', '--live', 'dist'], {
      code: 1,
      out: ['Kubernetes 1.32.8 removed', 'hits 1 Shoot: garden/shop'],
    });
    change((text) => text);

    const deployment = objects.find(({ kind }) => kind === 'ControllerDeployment');
    await client.patch(deployment, { helm: { values: { replicaCount: 7 } } });
    await say(
      'what somebody has changed is drift',
      ['diff', '--live', '--git', 'HEAD', '--fail-on', 'drift', 'dist'],
      {
        code: 1,
        out: [
          'ControllerDeployment provider-alicloud: changed in the garden',
          'helm.values.replicaCount',
          'drift: 1 object',
        ],
      },
    );
    await client.apply(deployment, { dryRun: false });
    await client.patch(deployment, { helm: { values: { replicaCount: null } } });

    await checkVerdicts({ client, objects, folder, change, say, report });
    await checkRights({ client, kubeconfig, folder, say });
    const others = [...objects.filter((object) => object !== deployment), shoot, secret];
    const after = await versionsOf(client, others);
    report.say('live: all of this has written nothing', before.unlessSame(after));
  } finally {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The garden's verdict against ours. */
async function checkVerdicts({ client, objects, folder, change, say, report }) {
  const asked = ['validate', '--live', '--server-dry-run', 'dist'];
  await say('the garden takes what we take', asked, {
    err: ['asked about 4 objects, and says the same as we do'],
  });

  // Accepted by a server that has the structure and none of the rules.
  change((text) => text.replace('- name: ecs.g7.xlarge', '- name: ecs.g7.large'));
  await say('a difference: we refuse', asked, {
    code: 1,
    err: ['the garden accepts CloudProfile alicloud, and we do not', differences],
  });
  const first = existsSync(join(folder, differences)) ? readFileSync(join(folder, differences), 'utf8') : '';
  report.say(
    'live: the bug report says what we said',
    first.includes('[machine-type-duplicate') || first.includes('spec.machineTypes[1]')
      ? undefined
      : first.slice(0, 500),
  );
  change((text) => text.replace('spec:\n', 'spec:\n  unknownField: 1\n'));
  await say('both refuse an unknown field', asked, {
    code: 1,
    err: ['the garden refuses CloudProfile alicloud', 'same as we do'],
  });
  change((text) => text);

  await refuse(
    client,
    objects.find(({ kind }) => kind === 'CloudProfile'),
  );
  await say('a difference: the garden refuses', asked, {
    code: 1,
    err: ['the garden refuses CloudProfile alicloud: (hidden)'],
    without: ['LTAI'],
  });
  const second = readFileSync(join(folder, differences), 'utf8');
  report.say(
    'live: the bug report has no secret',
    second.includes('LTAI') || !second.includes('kind: CloudProfile') ? second.slice(0, 500) : undefined,
  );
}

/** A policy of which we know nothing, and whose words hold what looks like a credential. */
async function refuse(client, manifest) {
  const name = 'no-profiles';
  const resource = { apiGroups: ['core.gardener.cloud'], apiVersions: ['*'], resources: ['cloudprofiles'] };
  await client.create({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
    spec: {
      matchConstraints: { resourceRules: [{ ...resource, operations: ['CREATE', 'UPDATE'] }] },
      validations: [{ expression: 'false', message: 'no profiles today LTAI5tDoNotTellAnybodyXYZ' }],
    },
  });
  await client.create({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: { policyName: name, validationActions: ['Deny'] },
  });
  for (let tries = 0; (await client.apply(manifest, { dryRun: true })).status < 300 && tries < 100; tries++)
    await sleep(100);
}

/** Contexts of one kubeconfig: users with the rights that the documentation names, and with none. */
async function checkRights({ client, kubeconfig, folder, say }) {
  const [, text] = /```yaml\n(apiVersion: rbac[\s\S]*?)```/.exec(
    readFileSync(join(root, 'docs/operating.md'), 'utf8'),
  );
  const role = parse(text);
  const withoutSecrets = structuredClone(role);
  withoutSecrets.metadata.name = 'without-secrets';
  withoutSecrets.rules = role.rules.filter(({ resources }) => !resources.includes('secrets'));
  const config = JSON.parse(readFileSync(kubeconfig, 'utf8'));
  for (const [user, granted] of [['reader', role], ['blind', withoutSecrets], ['nobody']]) {
    config.users.push({ name: user, user: { ...config.users[0].user, as: user } });
    config.contexts.push({ name: user, context: { cluster: 'e2e', user } });
    if (granted === undefined) continue;
    await client.create(granted);
    await client.create({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: user },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: granted.metadata.name },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
    });
  }
  config.clusters.push({ name: 'away', cluster: { server: 'https://127.0.0.1:1' } });
  config.contexts.push({ name: 'away', context: { cluster: 'away', user: 'e2e' } });
  const own = join(folder, 'kubeconfig');
  writeFileSync(own, JSON.stringify(config), { mode: 0o600 });
  const flags = (context) => ['--kubeconfig', 'kubeconfig', '--context', context];

  await say('the rights of the documentation are enough', ['diff', '--live', ...flags('reader'), 'dist'], {
    out: ['no changes in 4 objects'],
    without: ['Secrets'],
  });
  await say(
    'without that on Secrets their names are not known',
    ['diff', '--live', ...flags('blind'), 'dist'],
    {
      out: ['no changes in 4 objects'],
      err: ['does not let us list Secrets'],
    },
  );
  for (const [name, context, sentence, more = []] of [
    ['a user without rights', 'nobody', 'does not let us list cloudprofiles.core.gardener.cloud,'],
    ['a dry run with rights to read', 'reader', 'the garden forbids it', ['--server-dry-run']],
    ['a context that is not there', 'none', 'has no context "none"'],
    ['a server that is away', 'away', 'the garden does not answer'],
  ]) {
    await say(`one sentence for ${name}`, ['validate', '--live', ...more, ...flags(context), 'dist'], {
      code: 2,
      err: [`gardener-alicloud: --live: `, sentence],
    });
  }
}

function secretNamed(name) {
  const stringData = { accessKeySecret: secretText };
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'garden' }, stringData };
}

/** No published schema has Shoots: any will do. */
function shootDefinition() {
  const schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: 'shoots.core.gardener.cloud',
      annotations: { 'api-approved.kubernetes.io': 'unapproved' },
    },
    spec: {
      group: 'core.gardener.cloud',
      scope: 'Namespaced',
      names: { kind: 'Shoot', listKind: 'ShootList', plural: 'shoots', singular: 'shoot' },
      versions: [{ name: 'v1beta1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  };
}

function shootOf(version) {
  return {
    apiVersion: 'core.gardener.cloud/v1beta1',
    kind: 'Shoot',
    metadata: { name: 'shop', namespace: 'garden' },
    spec: {
      cloudProfile: { kind: 'CloudProfile', name: 'alicloud' },
      region: 'eu-central-1',
      kubernetes: { version },
      provider: { type: 'alicloud', workers: [] },
    },
  };
}

function unlessAs({ code, out, err }, { code: wanted = 0, out: outs = [], err: errs = [], without = [] }) {
  const complaints = [
    code !== wanted && `exit ${code}, wanted ${wanted}`,
    ...outs.map((text) => !out.includes(text) && `no "${text}" on standard output`),
    ...errs.map((text) => !err.includes(text) && `no "${text}" on standard error`),
    ...without.map((text) => `${out}${err}`.includes(text) && `there is "${text}"`),
  ].filter(Boolean);
  return complaints.length === 0 ? undefined : `${complaints.join('; ')}:\n${out}\n${err}`.slice(0, 3000);
}

function runCommand(folder, args, kubeconfig) {
  const child = spawn(process.execPath, [join(root, 'lib/cli.js'), ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, KUBECONFIG: kubeconfig },
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
}
