// Variants of what our constructs write, asked of a real API server in dry run, as Flux and Argo CD apply it: what we
// accept, it accepts. Gardener's kinds are definitions: of these only the structure is asked.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject } from 'cdk8s';
import fc from 'fast-check';
import { constructNames, makeVariant, mixedVariant, singleVariants } from '../fuzz/props.mjs';
import { startApiServer } from './api-server.mjs';
import { parseYaml, readDocuments } from './documents.mjs';
import { define, definitionsOf } from './gardener-kinds.mjs';
import { moduleFile, moduleVersion } from './go-program.mjs';
import { title } from './report.mjs';

const require = createRequire(import.meta.url);

/**
 * Variants with one value that is not the usual one, and such with several. `SEED=n` takes others, `VARIANTS=all` all
 * of them, and `VARIANTS=Flux` all of one construct.
 */
const singles = 300;
const mixed = 150;

/** Of kinds that are neither Kubernetes' nor Gardener's. */
const definitions = [
  {
    module: 'github.com/fluxcd/kustomize-controller',
    version: moduleVersion('flux', 'github.com/fluxcd/kustomize-controller'),
    path: 'config/crd/bases/kustomize.toolkit.fluxcd.io_kustomizations.yaml',
  },
  {
    module: 'github.com/argoproj/argo-cd/v3',
    version: 'v3.5.4',
    path: 'manifests/crds/application-crd.yaml',
  },
  {
    module: 'github.com/external-secrets/external-secrets',
    version: 'v1.3.2',
    path: 'config/crds/bases/external-secrets.io_externalsecrets.yaml',
  },
  {
    module: 'github.com/prometheus-operator/prometheus-operator',
    version: 'v0.85.0',
    path: 'example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml',
  },
];

/** @param program path of the API server */
export async function checkVariants({ program, report }) {
  const seed = Number(process.env.SEED ?? 1) | 0;
  const variants = variantsOf(seed, process.env.VARIANTS);
  report.note(`${variants.length} variants, SEED=${seed}`);
  const { client, stop } = await startApiServer(program);
  const server = new Server(client);
  const counts = new Map(constructNames.map((name) => [name, { accepted: 0, told: 0, refused: 0, both: 0 }]));
  try {
    await define(client, [
      ...definitionsOf(),
      ...definitions.flatMap((place) => parseYaml(moduleFile(place))),
    ]);
    for (const variant of variants) {
      const { errors, manifests, thrown, warned } = synthesize(variant);
      const name = `variant: ${describe(variant)}`;
      if (thrown !== undefined) {
        report.say(name, `throws ${thrown}`);
        continue;
      }
      const count = counts.get(variant.construct);
      const refusals = await server.refusalsOf(manifests);
      if (errors.length > 0) {
        count.refused++;
        if (refusals.length > 0) count.both++;
        else server.noteAlone(variant, errors, manifests);
        continue;
      }
      count.accepted++;
      if (refusals.length > 0 && warned) count.told++;
      else if (refusals.length > 0)
        report.say(name, `we accept, and the server refuses ${refusals.join('; ')}`);
    }
    for (const [construct, { accepted, told, refused, both }] of counts) {
      const total = accepted + refused;
      if (total === 0) continue;
      const text =
        `${construct}: ${total} variants, ${accepted} accepted, ${told} of these refused by the server as a warning says, ` +
        `${refused} refused by us, ${both} of these by the server`;
      report.say(text, accepted > 0 && refused > 0 ? undefined : 'one of the numbers is 0');
    }
    report.note(`${server.asked} objects asked about`);
    if (process.env.ALONE !== undefined) for (const text of server.alone) report.note(text);
  } finally {
    await stop();
  }
}

function variantsOf(seed, wanted) {
  const all = singleVariants();
  if (wanted !== undefined) {
    const whole = [...all, ...fc.sample(mixedVariant, { seed, numRuns: all.length })];
    return wanted === 'all' ? whole : whole.filter(({ construct }) => construct === wanted);
  }
  const some = fc.sample(fc.shuffledSubarray(all, { minLength: singles, maxLength: singles }), {
    seed,
    numRuns: 1,
  });
  return [...some[0], ...fc.sample(mixedVariant, { seed, numRuns: mixed })];
}

/** What an API server says, in namespaces that are made as they are needed. */
class Server {
  asked = 0;
  /** What we refuse and a server of Kubernetes' own kinds does not: maybe for a reason that it cannot know. */
  alone = [];
  #client;
  #namespaces = new Map();

  constructor(client) {
    this.#client = client;
  }

  /** Sentences, one for each object that is refused. */
  async refusalsOf(manifests) {
    const refusals = [];
    for (const manifest of manifests) {
      this.asked++;
      const problem = (await this.#namespaceProblem(manifest)) ?? (await this.#problem(manifest));
      if (problem !== undefined) refusals.push(`${title(manifest)}: ${problem}`.slice(0, 600));
    }
    return refusals;
  }

  noteAlone({ construct, changed, props }, errors, manifests) {
    if (manifests.length === 0) return;
    const given = JSON.stringify(Object.fromEntries(changed.map((prop) => [prop, props[prop]])));
    this.alone.push(`alone: ${construct} ${given.slice(0, 200)}: ${errors[0].slice(0, 300)}`);
  }

  async #problem(manifest) {
    const { status, body } = await this.#client.apply(manifest, { dryRun: true });
    return status < 300 ? undefined : `${status} ${body.message ?? body}`;
  }

  async #namespaceProblem({ metadata: { namespace } }) {
    if (namespace === undefined) return undefined;
    if (!this.#namespaces.has(namespace)) {
      const made = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
      const { status, body } = await this.#client.apply(made, { dryRun: false });
      this.#namespaces.set(
        namespace,
        status < 300 ? undefined : `namespace: ${status} ${body.message ?? body}`,
      );
    }
    return this.#namespaces.get(namespace);
  }
}

const stagesWithObjects = ['garden/10-profiles', 'runtime'].map((stage) => ({ stage, manifest: {} }));

/** What we say of a variant, and its objects: those that are written, or that would be. */
function synthesize(variant) {
  const folder = mkdtempSync(join(tmpdir(), 'variant-'));
  const { GardenApp, ValidationError } = require('../../lib/src/index.js');
  let app;
  try {
    const { props, add } = makeVariant(variant);
    app = new GardenApp({ ...props, outdir: folder });
    add(app);
    const warned = doubtful.test(silently(() => app.synth()));
    const manifests = readDocuments(folder, variant.construct).map(({ manifest }) => manifest);
    return { errors: [], manifests, warned };
  } catch (error) {
    // A name that no file can have.
    if (error.name === 'OutputError') return { errors: [error.message], manifests: [] };
    if (!(error instanceof ValidationError)) return { errors: [], manifests: [], thrown: error.stack };
    const errors = error.issues.filter(({ severity }) => severity === 'error');
    const objects = app?.node.findAll().filter((construct) => ApiObject.isApiObject(construct)) ?? [];
    const manifests = [
      ...objects.map((object) => object.toJson()),
      // Those of the engine are no constructs.
      ...(app?.gitops.engine.objects(stagesWithObjects) ?? []).map(({ manifest }) => manifest),
    ];
    return {
      errors: [...errors.map(({ field, message }) => `${field}: ${message}`), ...error.others],
      manifests,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Warnings of what a later version of Kubernetes or of an engine may know, and this one refuses. */
const doubtful = /\[(?:image-sharing-time-zone-unknown|gitops-field-unknown)\]/;

/** Thousands of warnings are of no use to anybody: they are given, and not shown. */
function silently(run) {
  const [out, err] = [process.stdout.write, process.stderr.write];
  let said = '';
  process.stdout.write = process.stderr.write = (text) => {
    said += text;
    return true;
  };
  try {
    run();
    return said;
  } finally {
    process.stdout.write = out;
    process.stderr.write = err;
  }
}

function describe({ construct, changed, props }) {
  const given = Object.fromEntries(changed.map((prop) => [prop, props[prop]]));
  return `${construct} ${JSON.stringify(given)}`.slice(0, 400);
}
