import { engineRules } from '../../src/validation/table';
import { validateManifest, validateYaml } from '../../src/validation/validate';
import { applyWaivers, waiverRules } from '../../src/validation/waivers';
import { readVectors } from '../conformance/vectors';
import type { Issue } from '../../src/issues/issue';
import { expectGolden, oneOfEachSentence } from './golden';

/** Sentences of the rules that the vectors of a kind break, one a rule. */
test.each(['controller-deployment', 'controller-registration', 'extension', 'secret'])(
  'what is said of a %s',
  (kind) => {
    const issues = readVectors(kind).flatMap(({ manifest, previous }) =>
      validateYaml(manifest, {
        now: new Date('2026-01-01'),
        ...(previous === undefined ? {} : { previous }),
      }),
    );
    expectGolden(kind, oneOfEachRule(issues));
  },
);

test('what is said of texts and versions', () => {
  const repeated =
    '{"apiVersion": "core.gardener.cloud/v1", "kind": "ControllerDeployment", "metadata": {"name": "a"}, "helm": {"values": {"a": 1, "a": 2}}}';
  const backup =
    '{"apiVersion": "core.gardener.cloud/v1beta1", "kind": "BackupBucket", "metadata": {"name": "a"}, "spec": {"provider": {"type": "alicloud"}, "providerConfig": {"apiVersion": "alicloud.provider.extensions.gardener.cloud/v1alpha1", "kind": "BackupBucketConfig", "kind": "BackupBucketConfig"}}}';
  const texts = [
    ...[
      '[]',
      'a',
      'a: [',
      'a:\n\t- b\n',
      'a: "b',
      "a: 'b",
      'a: *b',
      'a: &b',
      'a: !!int x',
      'a: "\\q"',
      '}',
      'a: b: c',
    ],
    ...[
      '? [a]\n: b',
      '@',
      '`',
      'a: |x\n b',
      '%YAML 9.9\n---\na: 1',
      '- a\nb: 1',
      '{a: 1',
      'a: 1\n b: 2',
      '\0',
      'a: \u0007',
    ],
    ...[
      '  a: 1\nb: 2\n',
      'a: 1\n...\nb: 2\n',
      '--- {apiVersion: v1, kind: Secret}\n',
      'a: 1\na: 2\n',
      repeated,
      backup,
    ],
    ...[
      'kind: Seed',
      'apiVersion: core.gardener.cloud/v1alpha1\nkind: Seed\n',
      '['.repeat(20_000),
      'a: 1_000\nb: 0777\nc: y\n',
    ],
  ];
  const issues = texts.flatMap((text) => validateYaml(text));
  const gardenlet =
    'apiVersion: seedmanagement.gardener.cloud/v1alpha1\nkind: Gardenlet\nmetadata: {name: a}\n';
  issues.push(...validateYaml(gardenlet, { gardenerVersion: '1.96' }));
  issues.push(...validateYaml(gardenlet, { gardenerVersion: '1.999', providerVersion: '1.999' }));
  const endless: { self?: unknown } = {};
  endless.self = endless;
  issues.push(
    ...validateManifest({
      apiVersion: 'core.gardener.cloud/v1',
      kind: 'ControllerDeployment',
      helm: { values: endless },
    }),
  );
  const waived = applyWaivers(validateYaml('kind: Seed'), [
    { rule: 'label-key-invalid', reason: 'a' },
    { rule: 'kind-unknown', field: 'metadata.name', reason: 'b' },
    { rule: 'kind-unknown', reason: 'c' },
  ]);
  issues.push(...waived);
  const engine = new Set(Object.keys({ ...engineRules, ...waiverRules }));
  expectGolden(
    'texts',
    oneOfEachSentence(issues).filter(({ rule }) => engine.has(rule)),
  );
});

/** The first issue of each rule, so that a file keeps one line for it. */
function oneOfEachRule(issues: readonly Issue[]): Issue[] {
  const first = new Map<string, Issue>();
  for (const issue of issues) if (!first.has(issue.rule)) first.set(issue.rule, issue);
  return [...first.values()];
}
