import type { Issue } from '../../src/issues/issue';
import {
  applyWaivers,
  InvalidWaiverError,
  readWaivers,
  type Waiver,
  warningsAsErrors,
} from '../../src/validation/waivers';

const warning: Issue = {
  severity: 'warning',
  type: 'Invalid',
  field: 'spec.machineImages[0].versions[1]',
  rule: 'cloud-profile-image-region-missing',
  message: 'no image in cn-heyuan',
  origin: { file: 'garden/10-profiles/a.yaml', line: 3 },
};
const error: Issue = { ...warning, severity: 'error', rule: 'label-key-invalid' };
const reason = 'the region opens next month';
const rule = warning.rule;

test.each<[string, Omit<Waiver, 'reason'>]>([
  ['the rule', { rule }],
  ['the exact field', { rule, field: 'spec.machineImages[0].versions[1]' }],
  ['the beginning of the field', { rule, field: 'spec.machineImages*' }],
  ['any field', { rule, field: '*' }],
  ['the file', { rule, file: 'garden/10-profiles/a.yaml' }],
  ['the folder', { rule, file: 'garden/*' }],
])('a warning is waived by %s', (_, waiver) => {
  expect(applyWaivers([warning, error], [{ ...waiver, reason }])).toEqual([error]);
});

test.each<[string, Omit<Waiver, 'reason'>]>([
  ['another rule', { rule: 'other' }],
  ['half a rule', { rule: 'cloud-profile-*' }],
  ['another field', { rule, field: 'spec.machineImages[0].versions[10]' }],
  ['the beginning of the field without a star', { rule, field: 'spec.machineImages' }],
  ['another file', { rule, file: 'b.yaml' }],
  ['a construct, for an issue from a file', { rule, constructPath: '*' }],
])('a warning is not waived by %s, which is a warning itself', (_, waiver) => {
  expect(applyWaivers([warning], [{ ...waiver, reason }])).toEqual([
    warning,
    expect.objectContaining({
      severity: 'warning',
      type: 'NotFound',
      field: 'waivers[0]',
      rule: 'waiver-unused',
    }),
  ]);
});

test('an issue of a construct is waived by its path', () => {
  const constructed: Issue = { ...warning, origin: { constructPath: 'garden/profile' } };
  expect(applyWaivers([constructed], [{ rule, constructPath: 'garden/*', reason }])).toEqual([]);
});

test('an error is never waived, and the waiver is told so', () => {
  const [first, second] = applyWaivers([error], [{ rule: error.rule, reason }]);
  expect(first).toBe(error);
  expect(second).toMatchObject({ rule: 'waiver-unused', hint: 'mend the manifest and remove the waiver' });
});

test('two waivers for one warning are both used', () => {
  expect(
    applyWaivers(
      [warning],
      [
        { rule, reason },
        { rule, field: '*', reason },
      ],
    ),
  ).toEqual([]);
});

test.each<[string, unknown]>([
  ['no reason', { rule }],
  ['an empty reason', { rule, reason: '' }],
  ['a blank reason', { rule, reason: ' \n' }],
  ['no rule', { reason }],
  ['an unknown field', { rule, reason, path: 'a' }],
  ['a number', { rule, reason, field: 3 }],
  ['a text', 'label-key-invalid'],
  ['null', null],
])('refused: %s', (_, waiver) => {
  expect(() => applyWaivers([], [waiver as Waiver])).toThrow(InvalidWaiverError);
  expect(() => readWaivers(JSON.stringify([waiver]))).toThrow(/^waivers\[0\]: /);
});

describe('a file of waivers', () => {
  test('is a YAML list', () => {
    expect(readWaivers(`# known\n- rule: ${rule}\n  field: spec.*\n  reason: ${reason}\n`)).toEqual([
      { rule, field: 'spec.*', reason },
    ]);
  });

  test.each(['', '[]', '# none yet\n'])('may be empty: %j', (text) => {
    expect(readWaivers(text)).toEqual([]);
  });

  test.each(['rule: a', 'text', '- {', '- a: 1\n  a: 2', '[]\n---\n[]'])('is nothing else: %j', (text) => {
    expect(() => readWaivers(text)).toThrow(InvalidWaiverError);
  });
});

test('strict: warnings become errors, all else stays', () => {
  const issues = [warning, error];
  expect(warningsAsErrors(issues)).toEqual([{ ...warning, severity: 'error' }, error]);
  expect(issues[0]?.severity).toBe('warning');
});

describe('an item of a list by its name', () => {
  const manifest = {
    metadata: { annotations: { 'a.b/c': 'x' } },
    spec: {
      providerConfig: {
        machineImages: [
          { name: 'other', versions: [{ version: '1.0.0' }] },
          {
            name: 'gardenlinux',
            versions: [{ version: '2.0.0' }, { version: '1592.14.0', regions: ['eu'] }],
          },
        ],
      },
      taints: [{ key: 'k' }],
    },
  };
  const at = 'spec.providerConfig.machineImages[1].versions[1]';
  const kept = (issueField: string, waiverField: string): number =>
    applyWaivers(
      [{ ...warning, field: issueField, origin: { constructPath: 'a' } }],
      [{ rule: warning.rule, field: waiverField, reason }],
      { manifestsOf: () => [{}, manifest] },
    ).filter(({ rule }) => rule === warning.rule).length;

  test.each([
    [at, 'spec.providerConfig.machineImages[gardenlinux].versions[1592.14.0]'],
    [at, at],
    [`${at}.regions[0]`, 'spec.providerConfig.machineImages[gardenlinux].versions[1592.14.0].regions[eu]'],
    [`${at}.regions`, 'spec.providerConfig.machineImages[gardenlinux]*'],
    ['spec.taints[0].value', 'spec.taints[k].value'],
    ['metadata.annotations[a.b/c]', 'metadata.annotations[a.b/c]'],
  ])('%s is %s', (field, pattern) => {
    expect(kept(field, pattern)).toBe(0);
  });

  test.each([
    [at, 'spec.providerConfig.machineImages[other].versions[1592.14.0]'],
    [at, 'spec.providerConfig.machineImages[gardenlinux].versions[2.0.0]'],
    [
      'spec.providerConfig.machineImages[7].versions[1]',
      'spec.providerConfig.machineImages[gardenlinux].versions[1]',
    ],
    ['spec.constructor[0]', 'spec.constructor[name]'],
  ])('%s is not %s', (field, pattern) => {
    expect(kept(field, pattern)).toBe(1);
  });
});
