import { readYaml } from '../../src/yaml/read';

const text = `# comment
apiVersion: core.gardener.cloud/v1beta1
metadata:
  name: a
  annotations:
    gardener.cloud/operation: reconcile
    a.b: x
    a.b.c: {d: 1}
    "odd[0].key": y
spec:
  kubernetes:
    versions:
    - version: 1.33.4
      classification: supported
    -
      version: 1.32.8
  machineCapabilities:
  - name: architecture
    values: [amd64,
      arm64]
  - name: architecture.more
    values:
    - a
  on: 1
  base: &base
    inner: 1
  copy: *base
  merged:
    <<: *base
    own: 2
  0x10: [{a: 1}]
`;

describe('locate', () => {
  const document = readYaml(text)[0];

  it.each<[string, number, number]>([
    ['', 2, 1],
    ['apiVersion', 2, 1],
    ['metadata.name', 4, 3],
    ['metadata.annotations[gardener.cloud/operation]', 6, 5],
    ['metadata.annotations.gardener.cloud/operation', 6, 5],
    ['metadata.annotations.a.b', 7, 5],
    ['metadata.annotations[a.b]', 7, 5],
    ['metadata.annotations.a.b.c', 8, 5],
    ['metadata.annotations.a.b.c.d', 8, 13],
    ['metadata.annotations[odd[0].key]', 9, 5],
    ['spec.kubernetes.versions[0]', 13, 7],
    ['spec.kubernetes.versions[0].classification', 14, 7],
    ['spec.kubernetes.versions[1].version', 16, 7],
    // Gardener's odd ones.
    ['spec.kubernetes.versions[].expirationDate', 12, 5],
    ['spec.machineCapabilities.architecture', 18, 5],
    ['spec.machineCapabilities.architecture[1]', 20, 7],
    ['spec.machineCapabilities.architecture.more[0]', 23, 7],
    ['spec.machineCapabilities.nothing', 17, 3],
    // What is missing: the nearest parent.
    ['nothing.at.all', 2, 1],
    ['spec.kubernetes.versions[7].version', 12, 5],
    ['spec.kubernetes.versions[0].expirationDate', 13, 7],
    ['spec.kubernetes.versions[0].version.deeper', 13, 7],
    ['metadata.annotations[nothing]', 5, 3],
    ['metadata.nam', 3, 1],
    ['metadata.names', 3, 1],
    // Keys that YAML changes, aliases and merges.
    ['spec.true', 24, 3],
    ['spec.copy', 27, 3],
    ['spec.copy.inner', 26, 5],
    ['spec.merged.inner', 26, 5],
    ['spec.merged.own', 30, 5],
    ['spec.16[0].a', 31, 11],
    // No notation at all.
    ['[', 2, 1],
    ['spec[', 10, 1],
    ['spec..base', 10, 1],
    ['spec.kubernetes.versions[99999999999999999999]', 12, 5],
  ])('finds %s at %i:%i', (field, line, column) => {
    expect(document?.locate(field)).toEqual({ line, column });
  });

  it('counts lines as editors do', () => {
    const read = readYaml('a: 1\r\nb:\rc:\u0085d: 1\n');
    expect(read[0]?.value).toEqual({ a: 1, b: null, c: null, d: 1 });
    expect(read[0]?.locate('d')).toEqual({ line: 3, column: 4 });
  });

  it('answers for a document that cannot be read, or is no object', () => {
    const read = readYaml('a: "\n---\n[1]\n---\nb: 1');
    expect(read.map((each) => each.locate('spec.x'))).toEqual([
      { line: 1, column: 1 },
      { line: 3, column: 1 },
      { line: 5, column: 1 },
    ]);
  });

  it('finds its way in JSON', () => {
    const read = readYaml('{"a": {\n  "b/c": [1, {"d": 2}]}}');
    expect(read[0]?.locate('a[b/c][1].d')).toEqual({ line: 2, column: 15 });
  });
});
