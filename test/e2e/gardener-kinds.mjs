// Gardener's kinds, served by an API server that is not Gardener's: as definitions made of the published schemas. They
// have the structure and none of the admission, but for the one rule below that decides the order of everything.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseYaml } from './documents.mjs';
import { root, title } from './report.mjs';

/** Defines the kinds of the manifests as far as they are Gardener's, and waits until they are served. */
export async function defineKinds(client, manifests) {
  const wanted = new Map();
  for (const { apiVersion, kind } of manifests) {
    const [group] = apiVersion.split('/');
    if (group.endsWith('.gardener.cloud')) wanted.set(`${kind}.${group}`, { group, kind });
  }
  await define(
    client,
    [...wanted.values()].map(({ group, kind }) => definitionOf(group, kind)),
  );
}

/** Definitions of every kind of Gardener's that is served. */
export function definitionsOf() {
  return ['core', 'seedmanagement', 'operator'].flatMap((name) => {
    const group = `${name}.gardener.cloud`;
    const kinds = parseYaml(join(root, 'imports', `${group}.yaml`)).map(({ spec }) => spec.names.kind);
    return [...new Set(kinds)].map((kind) => definitionOf(group, kind));
  });
}

/** Namespaces and kinds: what has to be there before any of the objects. */
export async function prepareClusterFor(client, objects) {
  for (const name of new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? [])))
    await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  await defineKinds(client, objects);
}

/** Creates definitions, and waits until they are served. */
export async function define(client, definitions) {
  for (const definition of definitions) await client.create(definition);
  for (const definition of definitions) {
    for (let tries = 0; !(await isEstablished(client, definition)); tries++) {
      assert.ok(tries < 100, `${title(definition)}: is not established`);
      await sleep(100);
    }
  }
}

/**
 * Gardener refuses a ControllerRegistration while a ControllerDeployment that it names is missing. The API server is
 * made to do the same for the only one of the objects: a policy whose parameter is not found denies.
 */
export async function refuseEarlyRegistration(client, objects) {
  const [registration, ...others] = objects.filter(({ kind }) => kind === 'ControllerRegistration');
  const deployment = objects.find(({ kind }) => kind === 'ControllerDeployment');
  assert.ok(registration !== undefined && others.length === 0, 'there is one ControllerRegistration');
  assert.deepEqual(registration.spec.deployment.deploymentRefs, [{ name: deployment.metadata.name }]);
  const name = 'registration-needs-deployment';
  const rule = {
    apiGroups: ['core.gardener.cloud'],
    apiVersions: ['*'],
    operations: ['CREATE'],
    resources: ['controllerregistrations'],
  };
  await client.create({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
    spec: {
      paramKind: { apiVersion: deployment.apiVersion, kind: deployment.kind },
      matchConstraints: { resourceRules: [rule] },
      validations: [{ expression: 'params != null' }],
    },
  });
  await client.create({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: {
      policyName: name,
      paramRef: { name: deployment.metadata.name, parameterNotFoundAction: 'Deny' },
      validationActions: ['Deny'],
    },
  });
  for (let tries = 0; (await client.apply(registration, { dryRun: true })).status < 300; tries++) {
    assert.ok(tries < 100, 'the policy does not refuse anything');
    await sleep(100);
  }
}

/** One definition of all versions: the schemas have a document for each. */
function definitionOf(group, kind) {
  const found = parseYaml(join(root, 'imports', `${group}.yaml`)).filter(
    ({ spec }) => spec.names.kind === kind,
  );
  assert.ok(found.length > 0, `${group} has a ${kind}`);
  const definition = withoutOwnKeys(found[0]);
  definition.spec.versions = found.flatMap(({ spec }) => withoutOwnKeys(spec.versions));
  for (const [index, version] of definition.spec.versions.entries()) {
    version.storage = index === 0;
    const { properties } = version.schema.openAPIV3Schema;
    // The server knows what metadata is, and lets nobody else describe it.
    properties.metadata = { type: 'object' };
    // Nobody writes a status by hand, so the published schemas have none.
    properties.status ??= { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    version.subresources = { status: {} };
  }
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

async function isEstablished(client, definition) {
  const held = await client.read(definition);
  return (
    held?.status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True') === true
  );
}
