import { renderText } from '../../../src/validation/report/text';
import { bare, issue, issueOf } from './issues';

const one = (patch: Parameters<typeof issue>[0]): string =>
  renderText({ issues: [issue(patch)], files: 1, documents: 1 }).split('\n')[0] ?? '';

test('groups by file and construct, in order, with a count at the end', () => {
  const origin = (line: number, file = 'garden/alicloud.yaml'): object => ({
    file,
    document: 1,
    line,
    column: 3,
  });
  const report = {
    issues: [
      issueOf('garden/profile', { severity: 'warning' }),
      issue({ origin: origin(12) }),
      issue({ origin: origin(4, 'b.yaml') }),
      issue({ severity: 'warning', field: 'spec.type', origin: origin(3) }),
      bare,
    ],
    files: 2,
    documents: 7,
  };
  expect(renderText(report)).toBe(
    [
      'warning: something is odd  [some-rule]',
      '',
      'garden/profile: warning: spec.regions: no regions; list at least one  [cloud-profile-regions-required]',
      '',
      'b.yaml:4:3: error: spec.regions: no regions; list at least one  [cloud-profile-regions-required]',
      '',
      'garden/alicloud.yaml:3:3: warning: spec.type: no regions; list at least one  [cloud-profile-regions-required]',
      'garden/alicloud.yaml:12:3: error: spec.regions: no regions; list at least one  [cloud-profile-regions-required]',
      '',
      '2 errors, 3 warnings in 2 files, 7 documents',
      '',
    ].join('\n'),
  );
});

test.each([
  [{ issues: [], files: 3, documents: 1 }, 'no errors, no warnings in 3 files, 1 document\n'],
  [{ issues: [], files: 0, documents: 28 }, 'no errors, no warnings in 28 documents\n'],
])('nothing found: %j', (report, text) => {
  expect(renderText(report)).toBe(text);
});

test.each([
  ['no column', { origin: { file: 'a.yaml', line: 4 } }, 'a.yaml:4: error: '],
  ['no line', { origin: { file: 'a.yaml' } }, 'a.yaml: error: '],
  ['no place', { origin: {} }, 'error: '],
])('%s', (_, patch, start) => {
  expect(one(patch)).toBe(
    `${start}spec.regions: no regions; list at least one  [cloud-profile-regions-required]`,
  );
});

test('the same finding counts once, another one at the same place does not', () => {
  const text = renderText({ issues: [issue(), issue(), issue({ rule: 'other' })], files: 1, documents: 1 });
  expect(text).toContain('2 errors, no warnings');
});

test('list items are sorted as numbers', () => {
  const fields = ['spec.a[10]', 'spec.a[9].z', 'spec.a[9]', 'spec.a'];
  const issues = fields.map((field) => issue({ field, origin: {} }));
  const text = renderText({ issues, files: 0, documents: 1 });
  expect(text.match(/spec\.a\S*(?=: )/g)).toEqual(['spec.a', 'spec.a[9]', 'spec.a[9].z', 'spec.a[10]']);
});

test('what is too much is counted, and warnings make room for errors', () => {
  const issues = Array.from({ length: 50 }, (_, index) =>
    issue({
      severity: index === 49 ? 'error' : 'warning',
      origin: { file: 'a.yaml', line: index + 1, column: 1 },
    }),
  );
  const lines = renderText({ issues, files: 1, documents: 1 }, { limit: 9 }).split('\n');
  expect(lines.slice(7)).toEqual([
    expect.stringContaining('a.yaml:8:1: warning'),
    expect.stringContaining('a.yaml:50:1: error'),
    '',
    'and 41 more',
    '',
    '1 error, 49 warnings in 1 file, 1 document',
    '',
  ]);
});

test('colour only when told so, and nothing else changes', () => {
  const report = { issues: [issue(), bare], files: 1, documents: 1 };
  const coloured = renderText(report, { colour: true });
  expect(renderText(report)).not.toContain('\u001b');
  expect(coloured).toContain('\u001b[31merror\u001b[39m');
  expect(coloured).toContain('\u001b[33mwarning\u001b[39m');

  expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(renderText(report));
});

test('a value neither breaks the line nor steers the terminal', () => {
  expect(one({ message: 'a\nb\u001b[2Jc\u202ed', hint: 'e' })).toContain('a\\u000ab\\u001b[2Jc\\u202ed; e');
});
