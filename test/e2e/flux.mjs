// The landscape as Flux applies it: a real kustomize-controller, told by the Kustomizations that we write, from a source
// that is served here. Gardener's kinds are definitions, so this is about Flux, not about what Gardener admits.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startApiServer } from './api-server.mjs';
import { parseYaml, readDocuments } from './documents.mjs';
import { define, prepareClusterFor, refuseEarlyRegistration } from './gardener-kinds.mjs';
import { buildGoProgram, moduleVersion } from './go-program.mjs';
import { synthesizeExample } from './landscape.mjs';
import { byProtection, heldOf, missingOf, versionsOf } from './objects.mjs';
import { root, title, unlessNone } from './report.mjs';
import { Repository } from './repository.mjs';

const controllerModule = 'github.com/fluxcd/kustomize-controller';
const controllerVersion = moduleVersion('flux', controllerModule);
const sourceModule = 'github.com/fluxcd/source-controller';
/** The controller watches all of them, whatever is used. */
const sourceKinds = ['buckets', 'externalartifacts', 'gitrepositories', 'ocirepositories'];
const secondsForAll = 180;

/** The folder of the controller, with the definitions of Flux's kinds. */
export function buildFlux() {
  const extras = {
    'kustomizations.yaml': {
      module: controllerModule,
      version: controllerVersion,
      path: 'config/crd/bases/kustomize.toolkit.fluxcd.io_kustomizations.yaml',
    },
  };
  for (const kind of sourceKinds) {
    const path = `config/crd/bases/source.toolkit.fluxcd.io_${kind}.yaml`;
    // The version that this controller is made for.
    extras[`${kind}.yaml`] = { module: sourceModule, version: 'v1.9.0', path };
  }
  return buildGoProgram('flux', { main: controllerModule, extras });
}

/** One cluster for everything: `dist` as it is committed. */
export async function checkFlux({ program, flux, report }) {
  report.note(`kustomize-controller ${controllerVersion}`);
  const folder = join(root, 'dist');
  const objects = ['garden', 'runtime'].flatMap((name) => manifestsOf(folder, name));
  const cluster = await startApiServer(program);
  const { client } = cluster;
  let installation;
  try {
    installation = await install(cluster, flux, folder);
    await prepareClusterFor(client, objects);
    await refuseEarlyRegistration(client, objects);
    await installation.offer();

    const { kustomizations } = installation;
    const everything = structuredClone(kustomizations[0]);
    everything.metadata.name = 'everything';
    everything.spec.path = './dist/garden';
    await client.create(everything);
    let message;
    await until('one Kustomization for everything is tried', async () => {
      const ready = readyOf((await client.read(everything)).status ?? {});
      message = ready.message;
      return ready.status === 'False' ? undefined : message;
    });
    await client.delete(everything);
    await gone(client, everything);
    report.say(
      'Flux: all of the garden in one Kustomization is refused: the stages are needed',
      message.includes('denied request') ? undefined : `it says ${message}`,
    );
    report.say('Flux: nothing of it was created', unlessNone('created', await heldOf(client, objects)));

    installation.takeErrors();
    // In the worst order, with time for each to be tried.
    for (const kustomization of kustomizations.toReversed()) {
      await client.create(kustomization);
      await sleep(1000);
    }
    await installation.ready();
    report.say('Flux: every Kustomization is Ready');
    const errors = installation.takeErrors();
    report.say('Flux: and none was tried before its time', errors === '' ? undefined : errors);
    report.say('Flux: every object is there', unlessNone('missing', await missingOf(client, objects)));

    const before = await versionsOf(client, objects);
    await installation.reconcileAgain();
    await installation.ready();
    report.say('Flux: the second time changes nothing', before.unlessSame(await versionsOf(client, objects)));

    const job = objects.find(({ kind }) => kind === 'CronJob');
    await client.patch(job, { spec: { schedule: '1 1 1 1 1' } });
    await installation.reconcileAgain();
    await installation.ready();
    report.say(
      'Flux: what somebody has changed by hand is put back, and is seen to have changed',
      (await client.read(job)).spec.schedule === job.spec.schedule &&
        before.unlessSame(await versionsOf(client, objects)) === `changed: ${title(job)}`
        ? undefined
        : 'it is not',
    );

    for (const { spec } of kustomizations) installation.repository.empty(spec.path);
    await installation.offer();
    await installation.ready();
    report.say('Flux: Ready when every file has gone');
    const { kept, pruned } = byProtection(objects);
    report.say(
      `Flux: the ${kept.length} protected objects stay as they were`,
      before.unlessSame(await versionsOf(client, kept)),
    );
    report.say(
      `Flux: the ${pruned.length} others are pruned`,
      unlessNone('still there', await heldOf(client, pruned)),
    );

    installation.repository.restore();
    await installation.offer();
    await installation.ready();
    report.say(
      'Flux: Ready when the files are back, and the protected objects are the same ones',
      before.unlessSame(await versionsOf(client, kept), 'uid') ??
        unlessNone('missing', await missingOf(client, pruned)),
    );

    for (const kustomization of kustomizations) await client.delete(kustomization);
    for (const kustomization of kustomizations) await gone(client, kustomization);
    report.say(
      'Flux: deleting the Kustomizations deletes no object',
      unlessNone('missing', await missingOf(client, objects)),
    );
  } finally {
    await installation?.stop();
    await cluster.stop();
  }
}

/** Flux in the runtime cluster, with a kubeconfig for the virtual garden; the extension is the operator's. */
export async function checkFluxWithTwoClusters({ program, flux, report }) {
  const folder = mkdtempSync(join(tmpdir(), 'landscape-'));
  synthesizeExample(folder, ({ GitOps }) => ({
    gitops: GitOps.flux({ gardenKubeconfig: { secretName: 'virtual-garden' } }),
    extension: 'operator',
  }));
  const inGarden = manifestsOf(folder, 'garden');
  const inRuntime = manifestsOf(folder, 'runtime');
  const clusters = [];
  let installation;
  try {
    for (let count = 0; count < 2; count++) clusters.push(await startApiServer(program));
    const [garden, runtime] = clusters;
    installation = await install(runtime, flux, folder);
    await prepareClusterFor(garden.client, inGarden);
    // The kinds are known in both, so that an object in the wrong one would be found.
    await prepareClusterFor(runtime.client, [...inRuntime, ...inGarden]);
    await runtime.client.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'virtual-garden', namespace: installation.kustomizations[0].metadata.namespace },
      stringData: { kubeconfig: readFileSync(garden.kubeconfig, 'utf8') },
    });
    for (const kustomization of installation.kustomizations) await runtime.client.create(kustomization);
    await installation.offer();

    const profiles = inGarden.filter(({ kind }) => kind === 'CloudProfile');
    const extension = inRuntime.find(({ kind }) => kind === 'Extension');
    await until('the profiles and the Extension are there', async () => {
      const missing = [
        ...(await missingOf(garden.client, profiles)),
        ...(await missingOf(runtime.client, [extension])),
      ];
      return unlessNone('missing', missing);
    });
    // A few turns of the controller, in which nothing must happen.
    await sleep(5000);
    const seeds = inGarden.filter(({ kind }) => kind === 'Gardenlet');
    report.say(
      'Flux with two clusters: no seed before its types are registered',
      unlessNone('there', await heldOf(garden.client, seeds)),
    );
    await installExtension(runtime.client, extension);
    await installation.ready();
    report.say('Flux with two clusters: every Kustomization is Ready');
    report.say(
      'Flux with two clusters: every object is in its own cluster',
      unlessNone('missing in the garden', await missingOf(garden.client, inGarden)) ??
        unlessNone('missing in the runtime cluster', await missingOf(runtime.client, inRuntime)) ??
        unlessNone('of the garden and in the runtime cluster', await heldOf(runtime.client, inGarden)),
    );
  } finally {
    await installation?.stop();
    for (const cluster of clusters) await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the operator says when it has registered the types of an extension. */
async function installExtension(client, extension) {
  const { metadata } = await client.read(extension);
  const time = '2026-01-01T00:00:00Z';
  const installed = { type: 'Installed', status: 'True', reason: 'Installed', message: 'installed' };
  const conditions = [{ ...installed, lastTransitionTime: time, lastUpdateTime: time }];
  await client.patch(
    extension,
    { status: { observedGeneration: metadata.generation, conditions } },
    'status',
  );
}

/** Flux in a cluster, and the source that the Kustomizations of the landscape in the folder name. */
async function install({ client, kubeconfig }, flux, landscape) {
  const kustomizations = manifestsOf(landscape, 'flux');
  const [{ metadata, spec }] = kustomizations;
  const source = {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: spec.sourceRef.kind,
    metadata: { name: spec.sourceRef.name, namespace: metadata.namespace },
    spec: { interval: '10m', url: 'https://git.invalid/landscape' },
  };
  await define(
    client,
    ['kustomizations', ...sourceKinds].flatMap((name) => parseYaml(join(flux, `${name}.yaml`))),
  );
  await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: metadata.namespace } });
  await client.create(source);

  const repository = new Repository(landscape);
  const controller = startController(join(flux, 'flux'), kubeconfig);
  let revision;
  let requests = 0;
  return {
    kustomizations,
    repository,
    takeErrors: controller.takeErrors,
    /** The files as they are now are the newest commit. */
    async offer() {
      const artifact = await repository.artifact();
      revision = artifact.revision;
      await client.patch(source, { status: { observedGeneration: 1, artifact } }, 'status');
    },
    /** Waits until all are Ready at the newest commit and request; throws where they are not. */
    async ready() {
      for (const kustomization of kustomizations)
        await until(`${kustomization.metadata.name} is Ready`, async () => {
          controller.assertRunning();
          const { metadata, status = {} } = await client.read(kustomization);
          const condition = readyOf(status);
          const isNew =
            condition.observedGeneration === metadata.generation &&
            status.lastAppliedRevision === revision &&
            (requests === 0 || status.lastHandledReconcileAt === String(requests));
          return isNew && condition.status === 'True' ? undefined : condition.message;
        });
    },
    async reconcileAgain() {
      requests++;
      const annotations = { 'reconcile.fluxcd.io/requestedAt': String(requests) };
      for (const kustomization of kustomizations)
        await client.patch(kustomization, { metadata: { annotations } });
    },
    async stop() {
      await controller.stop();
      repository.close();
    },
  };
}

function startController(program, kubeconfig) {
  const folder = mkdtempSync(join(tmpdir(), 'kustomize-controller-'));
  const options = [
    '--metrics-addr=0',
    '--health-addr=0',
    '--no-remote-bases',
    '--log-level=error',
    // Half a minute by default, which is for installations of hundreds.
    '--requeue-dependency=1s',
  ];
  const child = spawn(program, options, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, KUBECONFIG: kubeconfig, TMPDIR: folder, RUNTIME_NAMESPACE: 'flux-system' },
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (log = (log + text).slice(-3000)));
  const ended = new Promise((resolve) => child.once('close', resolve));
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  return {
    /** What it has complained of since this was asked last. */
    takeErrors() {
      const taken = log;
      log = '';
      return taken;
    },
    assertRunning: () => assert.ok(child.exitCode === null, `kustomize-controller has ended:\n${log}`),
    async stop() {
      end();
      await ended;
      process.off('exit', end);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function readyOf({ conditions = [] }) {
  return conditions.find(({ type }) => type === 'Ready') ?? { message: 'it was never tried' };
}

async function gone(client, object) {
  await until(`${object.metadata.name} is gone`, async () =>
    (await client.read(object)) === undefined ? undefined : 'it is still there',
  );
}

/** @param problem gives what is in the way, undefined where nothing is */
async function until(what, problem) {
  const deadline = Date.now() + secondsForAll * 1000;
  for (;;) {
    const found = await problem();
    if (found === undefined) return;
    assert.ok(Date.now() < deadline, `waited in vain until ${what}: ${found}`);
    await sleep(200);
  }
}

function manifestsOf(landscape, folder) {
  return readDocuments(join(landscape, folder), folder).map(({ manifest }) => manifest);
}
