import type { Issue } from '../../src/issues/issue';
import { validateManifest, validateYaml } from '../../src/validation/validate';

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
      'Invalid metadata.labels cloud-profile-type-form',
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

  test.each(['1.95', '1.150', '2.0', 'latest', '', '1'])(
    '%p is refused with the range',
    (gardenerVersion) => {
      expect(() => validateYaml(profile, { gardenerVersion })).toThrow(
        /gardenerVersion: .* use 1\.96 to 1\.149/,
      );
    },
  );
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
