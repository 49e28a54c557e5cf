import type { Issue } from '../../../src/issues/issue';
import { kubernetesRules } from '../../../src/validation/kubernetes/table';
import { renderSarif, type SarifOptions } from '../../../src/validation/report/sarif';
import { bare, issue, issueOf } from './issues';
import { sarifErrors } from './sarif-schema';

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations?: readonly [
    {
      readonly physicalLocation?: {
        readonly artifactLocation: { readonly uri: string };
        readonly region?: object;
      };
      readonly logicalLocations?: readonly object[];
    },
  ];
}

interface Log {
  readonly runs: readonly [
    {
      readonly tool: {
        readonly driver: { readonly version?: string; readonly rules: readonly { readonly id: string }[] };
      };
      readonly results: readonly Result[];
    },
  ];
}

function render(issues: readonly Issue[], options: SarifOptions = {}): Log['runs'][0] {
  const log = JSON.parse(renderSarif({ issues, files: 1, documents: 1 }, options)) as Log;
  expect(sarifErrors(log)).toEqual([]);
  return log.runs[0];
}

const label = kubernetesRules['label-key-invalid'];
const many = [
  issue(),
  issueOf('garden/profile', { severity: 'warning' }),
  bare,
  issue({ rule: label.id, type: label.type, origin: { file: 'a b/ä#%.yaml' } }),
];

test('a log of everything follows the standard', () => {
  const run = render(many, { rules: Object.values(kubernetesRules), toolVersion: '0.1.0' });
  expect(run.results).toHaveLength(4);
  expect(run.tool.driver.version).toBe('0.1.0');
});

test('every rule has an address, and the standard allows it', () => {
  const rulesUri = 'https://example.com/docs/rules.md';
  const { rules } = render(many, { rules: Object.values(kubernetesRules), rulesUri }).tool.driver;
  expect(rules.length).toBeGreaterThan(1);
  for (const rule of rules) expect(rule).toMatchObject({ helpUri: `${rulesUri}#${rule.id}` });
});

test('an empty report is a log without results', () => {
  expect(render([]).results).toEqual([]);
});

test('the check of the standard is a check', () => {
  expect(sarifErrors({ version: '2.1.0' })).not.toEqual([]);
  expect(sarifErrors({ version: '2.1.0', runs: [{ tool: { driver: { name: '' } } }] })).not.toEqual([]);
});

test('each result points at its rule', () => {
  const { results, tool } = render(many);
  for (const result of results) expect(tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId);
  expect(tool.driver.rules.map(({ id }) => id)).toEqual([
    'cloud-profile-regions-required',
    'label-key-invalid',
    'some-rule',
  ]);
});

test('rules say what they say in the table', () => {
  const { tool } = render([issue({ rule: label.id })], { rules: Object.values(kubernetesRules) });
  expect(tool.driver.rules).toEqual([
    {
      id: label.id,
      shortDescription: { text: label.what },
      fullDescription: { text: label.why },
      help: { text: `${label.why}\n\nExample:\n${label.example ?? ''}` },
      defaultConfiguration: { level: 'error' },
      properties: { tags: [...label.kinds], type: 'Invalid' },
    },
  ]);
});

test('an issue in a file has a region, one of a construct a name', () => {
  const [constructed, inFile] = render([issue(), issueOf('garden/profile', { severity: 'warning' })]).results;
  expect(constructed).toMatchObject({
    level: 'warning',
    message: { text: 'spec.regions: no regions; list at least one' },
    locations: [
      {
        logicalLocations: [
          { fullyQualifiedName: 'spec.regions', kind: 'object' },
          { fullyQualifiedName: 'garden/profile', kind: 'module' },
        ],
      },
    ],
  });
  expect(inFile?.locations?.[0].physicalLocation).toEqual({
    artifactLocation: { uri: 'garden/alicloud.yaml' },
    region: { startLine: 4, startColumn: 3 },
  });
});

test.each([
  ['a/b.yaml', 'a/b.yaml'],
  ['a b/ä#%.yaml', 'a%20b/%C3%A4%23%25.yaml'],
  ['a:b.yaml', './a:b.yaml'],
  ['/tmp/a.yaml', 'file:///tmp/a.yaml'],
  ['C:\\a\\b.yaml', 'file:///C:/a/b.yaml'],
  ['a\\b.yaml', 'a/b.yaml'],
  ['\ud800.yaml', '%EF%BF%BD.yaml'],
])('the file %j is the URI %j', (file, uri) => {
  const [result] = render([issue({ origin: { file } })]).results;
  expect(result?.locations?.[0].physicalLocation).toEqual({ artifactLocation: { uri } });
});
