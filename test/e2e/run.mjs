// Asks a real kube-apiserver: `npm run test:e2e`. What we write for a runtime cluster is applied as Flux and Argo CD
// apply it, in dry run; nothing may be refused, warned of or changed on the way. It wants Go, and a network the first
// time; without Go it says so and succeeds.
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { buildApiServer, goVersion, startApiServer } from './api-server.mjs';
import { parseYaml, readDocuments } from './documents.mjs';
import { doubtfulTwins, invalidPods, invalidTwins } from './invalid-twins.mjs';
import { synthesizeLandscape } from './landscape.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

const go = goVersion();
if (go === undefined) console.log('e2e tests skipped: there is no Go to build kube-apiserver with');
else await main();

async function main() {
  const documents = [...readDocuments(join(root, 'dist/runtime'), 'dist/runtime'), ...synthesizeLandscape()];
  const { client, stop } = await startApiServer(buildApiServer(go));
  try {
    const version = await client.request('GET', '/version');
    console.log(`kube-apiserver ${version.body.gitVersion}`);
    await prepare(client, documents);
    let failures = 0;
    const say = (name, complaint) => {
      console.log(complaint === undefined ? `ok: ${name}` : `FAILED: ${name}: ${complaint}`);
      if (complaint !== undefined) failures++;
    };
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

    console.log(`${documents.length} documents, ${pods.length} pods; ${failures} failures`);
    process.exitCode = failures > 0 ? 1 : 0;
  } finally {
    await stop();
  }
}

/** What has to be there for a dry run: namespaces, definitions and the pods' accounts. */
async function prepare(client, documents) {
  const create = async (manifest) => {
    const answer = await client.apply(manifest, { dryRun: false });
    assert.ok(answer.status < 300, `${title(manifest)}: ${answer.body.message}`);
  };
  const manifests = documents.map(({ manifest }) => manifest);
  for (const name of new Set(manifests.flatMap(({ metadata }) => metadata.namespace ?? [])))
    await create({
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
  for (const manifest of manifests) if (manifest.kind === 'ServiceAccount') await create(manifest);
  for (const manifest of manifests) {
    const definition = definitionOf(manifest);
    if (definition === undefined) continue;
    await create(definition);
    for (let tries = 0; !(await isEstablished(client, definition)); tries++) {
      assert.ok(tries < 100, `${title(definition)}: is not established`);
      await sleep(100);
    }
  }
}

/** The definition of a kind that is not Kubernetes' own, as the published schema has it. */
function definitionOf({ apiVersion, kind }) {
  const [group] = apiVersion.split('/');
  if (!group.endsWith('.gardener.cloud')) return undefined;
  const found = parseYaml(join(root, 'imports', `${group}.yaml`)).find(
    ({ spec }) => spec.names.kind === kind,
  );
  const definition = withoutOwnKeys(found);
  // The server knows what metadata is, and lets nobody else describe it.
  for (const { schema } of definition.spec.versions)
    schema.openAPIV3Schema.properties.metadata = { type: 'object' };
  return definition;
}

/** An API server knows no schema keywords but its own. */
function withoutOwnKeys(value) {
  if (Array.isArray(value)) return value.map(withoutOwnKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !/^x-(gardener|provider-alicloud)-/.test(key))
      .map(([key, inner]) => [key, withoutOwnKeys(inner)]),
  );
}

async function isEstablished(client, { metadata: { name } }) {
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
  const { body } = await client.request('GET', `${path}/${name}`);
  return (
    body.status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True') === true
  );
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

function title({ kind, metadata: { name, namespace } }) {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
