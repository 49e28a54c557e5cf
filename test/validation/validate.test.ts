import { kinds } from '../../src/gardener/kinds';
import { isJudged } from '../../src/validation/engine';
import type { Issue } from '../../src/issues/issue';
import { validateManifest, validateYaml } from '../../src/validation/validate';
import { expectSentences } from './golden';

const profile = `apiVersion: core.gardener.cloud/v1beta1
kind: CloudProfile
metadata:
  name: alicloud
spec:
  type: alicloud
  kubernetes:
    versions:
      - version: 1.33.4
  machineImages:
    - name: gardenlinux
      versions:
        - version: 1877.3.0
  machineTypes:
    - {name: ecs.g7.large, cpu: "2", gpu: "0", memory: 8Gi}
  regions:
    - name: eu-central-1
  providerConfig:
    apiVersion: alicloud.provider.extensions.gardener.cloud/v1alpha1
    kind: CloudProfileConfig
    machineImages:
      - name: gardenlinux
        versions:
          - version: 1877.3.0
            regions:
              - {name: eu-central-1, id: m-gw86dlqmpaugljiykx91}
`;

const errors = (issues: readonly Issue[]): Issue[] => issues.filter(({ severity }) => severity === 'error');
const brief = (issues: readonly Issue[]): string[] =>
  errors(issues).map(({ type, field, rule }) => `${type} ${field} ${rule}`);

test('a good manifest has no errors', () => {
  expect(errors(validateYaml(profile))).toEqual([]);
});

describe('places', () => {
  test('an issue points at its line and column', () => {
    const [issue] = errors(validateYaml(profile.replace('8Gi}', '-8Gi}'), { file: 'profile.yaml' }));
    expect(issue).toMatchObject({
      type: 'Invalid',
      field: 'spec.machineTypes[0].memory',
      origin: { file: 'profile.yaml', document: 1, line: 15, column: 48 },
    });
  });

  test('a missing field points at its nearest parent', () => {
    const [issue] = errors(validateYaml(profile.replace('  type: alicloud\n', '')));
    expect(issue).toMatchObject({ type: 'Required', field: 'spec.type', origin: { line: 5, column: 1 } });
  });

  test('documents count from 1, and their lines go on', () => {
    const [issue] = errors(
      validateYaml(`${profile}---\n${profile.replace('- name: eu-central-1', '- name: ""')}`),
    );
    expect(issue?.origin).toMatchObject({ document: 2, line: 44 });
  });
});

describe('what is no manifest', () => {
  test.each<[string, string, string[]]>([
    ['an empty text', '', ['Malformed  not-an-object']],
    ['a list', '- a\n', ['Malformed  not-an-object']],
    ['a text', 'hello\n', ['Malformed  not-an-object']],
    ['a tab', 'a:\n\t- b\n', ['Malformed  yaml-syntax']],
    ['no kind', 'apiVersion: core.gardener.cloud/v1beta1\n', ['Malformed  kind-unknown']],
    ['a kind that is not ours', 'apiVersion: apps/v1\nkind: Deployment\n', []],
    ['another Gardener kind', 'apiVersion: core.gardener.cloud/v1beta1\nkind: Shoot\n', []],
    ['a kind of another API group', 'apiVersion: extensions.gardener.cloud/v1alpha1\nkind: Extension\n', []],
    ['a group mistyped', 'apiVersion: core.gardner.cloud/v1beta1\nkind: Seed\n', ['Malformed  kind-unknown']],
    [
      'a version that is gone',
      'apiVersion: core.gardener.cloud/v1alpha1\nkind: Seed\n',
      ['Malformed  kind-unknown'],
    ],
  ])('%s', (_, text, expected) => {
    expect(brief(validateYaml(text))).toEqual(expected);
  });

  test('a key given twice is named, and the rest is judged all the same', () => {
    const found = brief(validateYaml(profile.replace('  type: alicloud', '  type: alicloud\n  type: ""')));
    expect(found).toEqual([
      'Duplicate type yaml-duplicate-key',
      expect.stringMatching(/^Required spec.type /),
      'Invalid metadata.labels extension-type-no-label',
    ]);
  });

  test.each([undefined, null, 1, 'x', [], () => 1, Symbol('x'), new Date(0)])(
    '%p does not throw',
    (value) => {
      expect(errors(validateManifest(value))).toHaveLength(1);
    },
  );
});

describe('a list, as kubectl get -o yaml writes it', () => {
  const indented = (text: string): string => text.trimEnd().split('\n').join('\n  ');
  const bad = profile.replace('8Gi}', '-8Gi}').replace('name: alicloud', 'name: other');
  const list = `apiVersion: v1\nkind: List\nitems:\n- ${indented(profile)}\n- ${indented(bad)}\n`;

  test('has its items judged, at their places', () => {
    const found = errors(validateYaml(list));
    expect(found.map(({ field }) => field)).toEqual(['spec.machineTypes[0].memory']);
    expect(found[0]?.origin).toMatchObject({ document: 1, line: 44, column: 50 });
    expect(brief(validateManifest({ kind: 'List', apiVersion: 'v1', items: [{ kind: 'Seed' }] }))).toEqual([
      'Malformed  kind-unknown',
    ]);
  });

  test('is a previous for each of them', () => {
    const limited = bad
      .replace('8Gi}', '8Gi}')
      .replace('type: alicloud', 'type: alicloud\n  limits: {maxNodesTotal: 10}');
    const stored = `apiVersion: v1\nkind: List\nitems:\n- ${indented(profile)}\n- ${indented(limited)}\n`;
    const found = validateYaml(limited.replace('10}', '5}').replace('-8Gi', '8Gi'), { previous: stored });
    expect(brief(found)).toEqual([expect.stringMatching(/^Invalid spec.limits.maxNodesTotal /)]);
  });
});

describe('what it replaces', () => {
  const stored = profile.replace('type: alicloud', 'type: alicloud\n  limits: {maxNodesTotal: 10}');
  const lowered = stored.replace('10', '5');

  test('as text, as object, and among several documents', () => {
    const expected = [expect.stringMatching(/^Invalid spec.limits.maxNodesTotal /)];
    const other = stored.replace('name: alicloud', 'name: other').replace('10', '3');
    expect(brief(validateYaml(lowered, { previous: stored }))).toEqual(expected);
    expect(brief(validateYaml(lowered, { previous: `${other}---\n${stored}` }))).toEqual(expected);
    expect(brief(validateYaml(lowered, { previous: other }))).toContainEqual(
      expect.stringMatching(/^Invalid metadata.name /),
    );
    const object = { apiVersion: 'core.gardener.cloud/v1beta1', kind: 'CloudProfile', spec: {} };
    expect(brief(validateManifest(object, { previous: stored })).length).toBeGreaterThan(0);
  });

  test('another kind is no previous', () => {
    const seed = 'apiVersion: core.gardener.cloud/v1beta1\nkind: Seed\nmetadata: {name: alicloud}\n';
    expect(brief(validateYaml(lowered, { previous: seed }))).toEqual([]);
  });
});

describe('versions', () => {
  test.each(['1.149', '1.149.3', 'v1.149.3', '1.96', 'v1.135.4'])('%s is supported', (gardenerVersion) => {
    expect(() => validateYaml(profile, { gardenerVersion })).not.toThrow();
  });

  test.each(['1.95', '2.0', 'latest', '', '1'])('%p is refused with the range', (gardenerVersion) => {
    expect(() => validateYaml(profile, { gardenerVersion })).toThrow(
      /gardenerVersion: .* use 1\.96 to 1\.150/,
    );
  });
});

describe('versions that nobody here knows yet', () => {
  const told = (text: string, versions: object): string[] =>
    validateYaml(text, { now: new Date('2026-01-01'), ...versions }).map(
      ({ severity, field, rule, message, hint = '' }) => `${severity} ${field} ${rule}: ${message}; ${hint}`,
    );
  const newer = (option: string): unknown =>
    expect.stringMatching(new RegExp(`^warning ${option} version-newer-than-known: `));

  test.each([
    ['gardenerVersion', '1.151', '1.150'],
    ['gardenerVersion', 'v1.200.4', '1.150'],
    ['providerVersion', '1.99', '1.72'],
  ])('%s %s is judged as the newest known, with one warning that names both', (option, asked, newest) => {
    const text = `${profile}---\n${profile.replace('name: alicloud', 'name: other')}`;
    const found = told(text, { [option]: asked });
    expect(found.filter((line) => line.includes('version-newer'))).toEqual([newer(option)]);
    expect(found.filter((line) => line.includes('version-newer'))[0]).toMatch(
      new RegExp(`${asked} is newer than ${newest}, `),
    );
    expect(found.filter((line) => !line.includes('version-newer'))).toEqual(told(text, {}));
    expect(told('apiVersion: apps/v1\nkind: Deployment\n', { [option]: asked })).toEqual([]);
  });

  test('an unknown field may be one of theirs: it is no error, and says so', () => {
    const text = profile.replace('  type: alicloud', '  type: alicloud\n  storagePools: []\n  regionz: []');
    expect(told(text, { gardenerVersion: '1.151' })).toEqual(
      expect.arrayContaining([
        'warning spec.storagePools field-unjudged: unknown field "storagePools"; newer than 1.150?',
        'warning spec.regionz field-unjudged: unknown field "regionz"; did you mean "regions"? newer than 1.150?',
      ]),
    );
    expect(brief(validateYaml(text))).toEqual([
      'UnknownField spec.storagePools unknown-field',
      'UnknownField spec.regionz unknown-field',
    ]);
  });

  test('a newer provider may bring fields to its own configuration only', () => {
    const text = profile
      .replace('  type: alicloud', '  type: alicloud\n  storagePools: []')
      .replace('    kind: CloudProfileConfig', '    kind: CloudProfileConfig\n    serverGroups: []');
    expect(brief(validateYaml(text, { providerVersion: '1.99' }))).toEqual([
      'UnknownField spec.storagePools unknown-field',
    ]);
    expect(brief(validateYaml(text, { gardenerVersion: '1.151' }))).toEqual([
      'UnknownField spec.providerConfig.serverGroups unknown-field',
    ]);
  });

  test('1.150 has spec.controlPlane of a CloudProfile, and older ones say so', () => {
    const text = profile.replace(
      '  type: alicloud',
      '  type: alicloud\n  controlPlane: {allowZonePinning: true}',
    );
    expect(errors(validateYaml(text))).toEqual([]);
    expect(errors(validateYaml(text, { gardenerVersion: '1.150' }))).toEqual([]);
    expect(brief(validateYaml(text, { gardenerVersion: '1.149' }))).toEqual([
      'UnknownField spec.controlPlane field-too-new',
    ]);
    expect(brief(validateYaml(text.replace('true', '"yes"')))).toEqual([
      'Malformed spec.controlPlane.allowZonePinning malformed-type',
    ]);
  });
});

describe('a key given twice in a JSON text', () => {
  const seed = (config: string): string => `{
    "apiVersion": "core.gardener.cloud/v1beta1", "kind": "Seed", "metadata": {"name": "a"},
    "spec": {"backup": {"provider": "alicloud", "providerConfig": ${config}}}}`;
  const kind =
    '"apiVersion": "alicloud.provider.extensions.gardener.cloud/v1alpha1", "kind": "BackupBucketConfig"';

  test.each([
    [
      'in a BackupBucketConfig is refused at the whole',
      seed(`{${kind}, "immutability": {"locked": true, "locked": true}}`),
      'error Invalid spec.backup.providerConfig',
    ],
    [
      'in the config of somebody else is read by somebody else',
      seed('{"a": 1, "a": 1}').replace('"provider": "alicloud"', '"provider": "aws"'),
      'warning Duplicate spec.backup.providerConfig.a',
    ],
    [
      'in the values of a chart is a warning',
      '{"apiVersion": "core.gardener.cloud/v1", "kind": "ControllerDeployment", "metadata": {"name": "a"}, "helm": {"values": {"a": {"b": 1, "b": 2}}}}',
      'warning Duplicate helm.values.a.b',
    ],
    [
      'where the API server reads it is refused',
      '{"apiVersion": "core.gardener.cloud/v1", "kind": "ControllerDeployment", "metadata": {"name": "a", "name": "a"}}',
      'error Duplicate metadata.name',
    ],
    [
      'anywhere in a custom resource is refused',
      '{"apiVersion": "operator.gardener.cloud/v1alpha1", "kind": "Extension", "metadata": {"name": "a"}, "spec": {"deployment": {"extension": {"values": {"a": 1, "a": 1}}}}}',
      'error Duplicate spec.deployment.extension.values.a',
    ],
  ])('%s', (_what, text, expected) => {
    const found = validateYaml(text).map(({ severity, type, field }) => `${severity} ${type} ${field}`);
    expect(found).toContain(expected);
    expect(found.filter((line) => line.includes('Duplicate')).length).toBe(
      expected.includes('Duplicate') ? 1 : 0,
    );
  });
});

test.each([
  ['Kind: Seed', 'kind: Seed', 'Kind'],
  ['APIVERSION: core.gardener.cloud/v1beta1', 'apiVersion: core.gardener.cloud/v1beta1', 'APIVERSION'],
])('%s says what an object is, and is an unknown field', (written, right, field) => {
  const text = 'apiVersion: core.gardener.cloud/v1beta1\nkind: Seed\nmetadata: {name: a}\n';
  expect(brief(validateYaml(text.replace(right, written))).sort()).toEqual(
    [`UnknownField ${field} unknown-field`, ...brief(validateYaml(text))].sort(),
  );
});

test('metadata of a custom resource is judged beside what does not fit its schema', () => {
  const text = 'apiVersion: operator.gardener.cloud/v1alpha1\nkind: Extension\nmetadata: {}\nspec: 10\n';
  expect(brief(validateYaml(text))).toEqual([
    'Required metadata.name metadata-name-required',
    'TypeInvalid spec schema-type',
  ]);
});

test('a custom resource has a kind in its own spelling only', () => {
  const text = 'apiVersion: operator.gardener.cloud/v1alpha1\nKind: Extension\nmetadata: {name: a}\n';
  expect(brief(validateYaml(text))).toEqual(['Malformed  kind-unknown']);
});

test('the clock decides what is expired, and an invalid date is no clock', () => {
  const expiring = profile.replace(
    '- version: 1.33.4',
    '- version: 1.33.4\n      - {version: 1.32.8, expirationDate: "2026-12-01T00:00:00Z"}',
  );
  const warned = (now: Date): string[] =>
    validateYaml(expiring, { now })
      .filter(({ field }) => field.startsWith('spec.kubernetes.versions[1]'))
      .map(({ rule }) => rule);
  expect(warned(new Date('2026-01-01'))).toEqual([]);
  expect(warned(new Date('2026-11-21'))).toHaveLength(1);
  expect(warned(new Date('2027-01-01'))).toHaveLength(1);
});

test.each(
  kinds.flatMap(({ group, kind, versions, isJudged: has = false }) =>
    versions.map((version) => [group === '' ? version : `${group}/${version}`, kind, has] as const),
  ),
)('%s %s has rules: %s', (apiVersion, kind, has) => {
  expect(isJudged({ apiVersion, kind })).toBe(has);
  expect(validateManifest({ apiVersion, kind }).map(({ rule }) => rule)).not.toContain('kind-unknown');
});

expectSentences('documents');
