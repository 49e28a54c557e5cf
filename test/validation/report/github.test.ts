import { renderGithub } from '../../../src/validation/report/github';
import { bare, issue, issueOf } from './issues';

const commands = (...issues: Parameters<typeof renderGithub>[0]['issues'][number][]): string[] =>
  renderGithub({ issues, files: 1, documents: 1 }).split('\n');

test('a command an issue, then the count', () => {
  expect(commands(issue(), issue({ severity: 'warning', rule: 'other' }))).toEqual([
    '::error file=garden/alicloud.yaml,line=4,col=3,title=cloud-profile-regions-required::spec.regions: no regions; list at least one',
    '::warning file=garden/alicloud.yaml,line=4,col=3,title=other::spec.regions: no regions; list at least one',
    '1 error, 1 warning',
    '',
  ]);
});

test.each([
  ['no place', bare, '::warning title=some-rule::something is odd'],
  ['no column', issue({ origin: { file: 'a.yaml', line: 4 } }), '::error file=a.yaml,line=4,title='],
  [
    'a construct',
    issueOf('garden/profile'),
    '::error title=cloud-profile-regions-required::garden/profile: spec.regions: ',
  ],
])('%s', (_, given, start) => {
  expect(commands(given)[0]).toMatch(new RegExp(`^${start}`));
});

test('text is escaped as the runner unescapes it', () => {
  const given = issue({
    message: '100%: a,b\r\n::error::c',
    field: 'x',
    origin: { file: 'a:b,c%\n.yaml', line: 1, column: 1 },
  });
  expect(commands(given)[0]).toBe(
    '::error file=a%3Ab%2Cc%25%0A.yaml,line=1,col=1,title=cloud-profile-regions-required::x: 100%25: a,b%0D%0A::error::c; list at least one',
  );
});

test('as many as asked for', () => {
  const issues = [1, 2, 3].map((line) => issue({ origin: { file: 'a.yaml', line } }));
  const lines = renderGithub({ issues, files: 1, documents: 1 }, { limit: 2 }).split('\n');
  expect(lines.slice(2)).toEqual(['and 1 more', '3 errors, no warnings', '']);
});
