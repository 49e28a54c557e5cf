import { type JsonReport, renderJson } from '../../../src/validation/report/json';
import { bare, issue, issueOf } from './issues';

const parse = (text: string): JsonReport => JSON.parse(text) as JsonReport;

test('issues as they are, sorted, once each, and the totals', () => {
  const constructed = issueOf('garden/profile', { severity: 'warning' });
  const report = { issues: [issue(), constructed, issue(), bare], files: 1, documents: 2 };
  expect(parse(renderJson(report))).toEqual({
    issues: [bare, constructed, issue()],
    summary: { files: 1, documents: 2, errors: 1, warnings: 2 },
  });
});

test('indented for people, on one line for logs', () => {
  const report = { issues: [], files: 0, documents: 0 };
  expect(renderJson(report, { indent: 0 })).toBe(
    '{"issues":[],"summary":{"files":0,"documents":0,"errors":0,"warnings":0}}\n',
  );
  expect(renderJson(report)).toContain('\n  "summary": {\n');
});
