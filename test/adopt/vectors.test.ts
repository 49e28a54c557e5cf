import { readVectors, type Vector } from '../conformance/vectors';
import { adoptYaml, now, unexplained } from './landscapes';

const names = [
  ...['cloud-profile', 'seed', 'gardenlet', 'managed-seed', 'controller-deployment'],
  ...['controller-registration', 'extension', 'found/namespaced-cloud-profile', 'found/fuzz'],
];

function accepted(name: string): Vector[] {
  return readVectors(name).filter((vector) => vector.accepted);
}

function adopted(id: string, texts: readonly string[], vector: Partial<Vector> = {}): string[] {
  const adoption = adoptYaml(texts, { target: { now, featureGates: vector.featureGates ?? {} } });
  return unexplained(adoption).map((text) => `${id}: ${text}`);
}

/** It has no name: nobody can find again what the API server calls it. */
const nameless = /a CloudProfile without a name is left out/;

test.each(names)('%s: what Gardener accepts comes out as it went in', (name) => {
  const differing = accepted(name).flatMap((vector) => {
    const { id, manifest, parent } = vector;
    return adopted(id, parent === undefined ? [manifest] : [parent, manifest], vector);
  });
  expect(differing.filter((text) => !nameless.test(text))).toEqual([]);
});

const registration = (name: string): string => `
apiVersion: core.gardener.cloud/v1beta1
kind: ControllerRegistration
metadata: { name: ${JSON.stringify(name)}, labels: { team: network } }
spec:
  resources: [{ kind: Infrastructure, type: alicloud, primary: true }, { kind: Worker, type: alicloud }]
  deployment: { policy: Always, deploymentRefs: [{ name: ${JSON.stringify(name)} }] }
`;

test('ControllerDeployments together with a registration of their name, too', () => {
  const differing = accepted('controller-deployment').flatMap(({ id, manifest }) => {
    const name = /^ {2}name: "?([a-z0-9.-]+)"?$/m.exec(manifest)?.[1];
    return name === undefined ? [] : adopted(id, [manifest, registration(name)]);
  });
  expect(differing).toEqual([]);
});
