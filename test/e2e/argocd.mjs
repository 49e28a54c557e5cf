// The landscape as Argo CD applies it: its own sync engine and its own comparison, told by the Applications that we
// write. What is around the engine (repositories, projects, retries, the controller) is not here.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApiServer } from './api-server.mjs';
import { readDocuments } from './documents.mjs';
import { prepareClusterFor, refuseEarlyRegistration } from './gardener-kinds.mjs';
import { buildGoProgram, moduleVersion } from './go-program.mjs';
import { synthesizeExample } from './landscape.mjs';
import { byProtection, heldOf, missingOf, versionsOf } from './objects.mjs';
import { unlessNone } from './report.mjs';
import { Repository } from './repository.mjs';

/** The folder of the program. */
export function buildArgocd() {
  return buildGoProgram('argocd');
}

/** One cluster for everything. */
export async function checkArgocd({ program, argocd, report }) {
  report.note(`gitops-engine ${moduleVersion('argocd', 'github.com/argoproj/argo-cd/gitops-engine')}`);
  const folder = mkdtempSync(join(tmpdir(), 'landscape-'));
  synthesizeExample(folder, ({ GitOps }) => ({
    gitops: GitOps.argocd({ repoUrl: 'https://git.invalid/landscape' }),
    extension: 'deployment',
  }));
  const repository = new Repository(folder);
  const applications = readDocuments(join(folder, 'argocd'), 'argocd').map(({ source, manifest }) => ({
    file: join(folder, source),
    manifest,
  }));
  const objects = ['garden', 'runtime'].flatMap((name) =>
    readDocuments(join(folder, name), name).map(({ manifest }) => manifest),
  );
  const { client, kubeconfig, stop } = await startApiServer(program);
  const sync = async (...flags) => {
    const answers = [];
    for (const { file, manifest } of applications) {
      const answer = await run(join(argocd, 'argocd'), [...flags, file, repository.folder], kubeconfig);
      answers.push({ application: manifest.metadata.name, ...answer });
    }
    return answers;
  };
  try {
    await prepareClusterFor(client, objects);
    await refuseEarlyRegistration(client, objects);

    repository.change(/sync-wave: "1"/g, 'sync-wave: "-1"');
    const early = (await sync()).flatMap(({ phase, results }) =>
      phase === 'Failed' ? results.filter(({ status }) => status === 'SyncFailed') : [],
    );
    report.say(
      'Argo CD: a registration in an earlier wave than its deployment fails: the waves are needed',
      early.some(({ message }) => message.includes('denied request')) ? undefined : JSON.stringify(early),
    );
    repository.restore();

    const first = await sync();
    report.say('Argo CD: the first sync of every Application succeeds, wave after wave', unlessSynced(first));
    report.say('Argo CD: every object is there', unlessNone('missing', await missingOf(client, objects)));
    report.say('Argo CD: every Application is in sync then', unlessInSync(first));

    const before = await versionsOf(client, objects);
    const second = await sync();
    report.say('Argo CD: a second sync succeeds', unlessSynced(second) ?? unlessInSync(second));
    report.say('Argo CD: and changes nothing', before.unlessSame(await versionsOf(client, objects)));

    const job = objects.find(({ kind }) => kind === 'CronJob');
    await client.patch(job, { spec: { schedule: '1 1 1 1 1' } });
    const modified = (await sync('-compare')).flatMap((answer) => answer.modified);
    report.say(
      'Argo CD: what somebody has changed by hand is out of sync',
      modified.length === 1 && modified[0].endsWith(`/CronJob/garden/${job.metadata.name}`)
        ? undefined
        : `out of sync are ${modified}`,
    );

    for (const { manifest } of applications) repository.empty(manifest.spec.source.path);
    await sync('-prune');
    const { kept, pruned } = byProtection(objects);
    report.say(
      `Argo CD: the ${kept.length} protected objects stay as they were when every file has gone`,
      before.unlessSame(await versionsOf(client, kept)),
    );
    report.say(
      `Argo CD: the ${pruned.length} others are pruned, where that is switched on`,
      unlessNone('still there', await heldOf(client, pruned)),
    );
  } finally {
    await stop();
    repository.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function unlessSynced(answers) {
  const problems = answers.flatMap(({ application, phase, message, results }) => [
    ...(phase === 'Succeeded' ? [] : [`${application}: ${phase}: ${message}`]),
    ...results
      .filter(({ status }) => status !== 'Synced')
      .map(({ object, status, message }) => `${object}: ${status} ${message}`),
  ]);
  return problems.length === 0 ? undefined : problems.join('; ');
}

function unlessInSync(answers) {
  const modified = answers.flatMap((answer) => answer.modified);
  return modified.length === 0 ? undefined : `out of sync: ${modified.join(', ')}`;
}

function run(program, args, kubeconfig) {
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, KUBECONFIG: kubeconfig },
  });
  let out = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (errors = (errors + text).slice(-3000)));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(JSON.parse(out)) : reject(new Error(`argocd ended with ${code}:\n${errors}`)),
    );
  });
}
