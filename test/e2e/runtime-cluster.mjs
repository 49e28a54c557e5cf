// What we write for a runtime cluster, asked of its API server in dry run as Flux and Argo CD apply it: nothing may be
// refused, warned of or changed on the way.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { startApiServer } from './api-server.mjs';
import { readDocuments } from './documents.mjs';
import { defineKinds } from './gardener-kinds.mjs';
import { doubtfulTwins, invalidPods, invalidTwins } from './invalid-twins.mjs';
import { synthesizeRuntime } from './landscape.mjs';
import { root, title } from './report.mjs';

/** @param program path of the API server */
export async function checkRuntimeCluster({ program, report }) {
  const documents = [...readDocuments(join(root, 'dist/runtime'), 'dist/runtime'), ...synthesizeRuntime()];
  const { client, stop } = await startApiServer(program);
  try {
    const version = await client.request('GET', '/version');
    report.note(`kube-apiserver ${version.body.gitVersion}`);
    await prepare(client, documents);
    const say = (name, complaint) => report.say(name, complaint);
    for (const document of documents) {
      const answer = await client.apply(document.manifest, { dryRun: true });
      say(`${document.source}: ${title(document.manifest)}`, complaint(answer, document.manifest));
    }
    const pods = documents.flatMap(({ manifest }) => podsOf(manifest));
    for (const pod of pods) say(`starts ${title(pod)}`, complaint(await client.tryCreate(pod), pod));

    const first = (kind) => {
      const found = documents.find(({ manifest }) => manifest.kind === kind);
      assert.ok(found !== undefined, `there is a ${kind}`);
      return found.manifest;
    };
    for (const [what, kind, change, status, text] of invalidTwins) {
      const answer = await client.apply(broken(first(kind), change), { dryRun: true });
      say(`refused: ${what}`, unlessRefused(answer, status, text));
    }
    for (const [what, change, status, text] of invalidPods)
      say(`refused: ${what}`, unlessRefused(await client.tryCreate(broken(pods[0], change)), status, text));
    for (const [what, kind, change, text] of doubtfulTwins) {
      const sent = broken(first(kind), change);
      const said = complaint(await client.apply(sent, { dryRun: true }), sent) ?? 'nothing';
      say(`noticed: ${what}`, said.includes(text) ? undefined : `said ${said}; wanted "${text}"`);
    }
    report.note(`${documents.length} documents, ${pods.length} pods`);
  } finally {
    await stop();
  }
}

/** What has to be there for a dry run: namespaces, definitions and the pods' accounts. */
async function prepare(client, documents) {
  const manifests = documents.map(({ manifest }) => manifest);
  for (const name of new Set(manifests.flatMap(({ metadata }) => metadata.namespace ?? [])))
    await client.create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name,
        labels: {
          'pod-security.kubernetes.io/enforce': 'restricted',
          'pod-security.kubernetes.io/warn': 'restricted',
        },
      },
    });
  for (const manifest of manifests) if (manifest.kind === 'ServiceAccount') await client.create(manifest);
  await defineKinds(client, manifests);
}

/** The pods that controllers make of an object. */
function podsOf({ kind, metadata: { name, namespace }, spec }) {
  const template = { CronJob: spec?.jobTemplate?.spec, Job: spec }[kind]?.template;
  if (template === undefined) return [];
  const metadata = { ...template.metadata, name: `${name}-pod`, namespace };
  return [{ apiVersion: 'v1', kind: 'Pod', metadata, spec: template.spec }];
}

function broken(manifest, change) {
  const copy = structuredClone(manifest);
  change(copy);
  return copy;
}

function complaint({ status, body, warnings }, sent) {
  if (status >= 300) return `${status} ${body.message ?? body}`;
  if (warnings.length > 0) return `warnings: ${warnings.join('; ')}`;
  const changed = firstDifference(sent, body, '');
  return changed === undefined ? undefined : `the server would store another ${changed}`;
}

function unlessRefused({ status, body }, wanted, text) {
  if (status === wanted && body.message.includes(text)) return undefined;
  return `answered ${status} ${body.message ?? 'without an error'}; wanted ${wanted} with "${text}"`;
}

/**
 * Path of what was sent and not kept: a GitOps engine would correct it for ever. The server may add, and it leaves
 * out false where that is the zero value.
 */
function firstDifference(sent, kept, path) {
  if (sent === false && kept === undefined) return undefined;
  if (typeof sent !== 'object' || sent === null) return sent === kept ? undefined : path;
  if (typeof kept !== 'object' || kept === null) return path;
  if (Array.isArray(sent) && sent.length !== kept.length) return path;
  for (const key of Object.keys(sent)) {
    const found = firstDifference(sent[key], kept[key], `${path}/${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
