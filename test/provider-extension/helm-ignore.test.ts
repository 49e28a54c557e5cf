import { parseHelmIgnore } from '../../src/provider-extension/chart-folder';

/** Verdicts of Helm 3 (pkg/ignore), of which some are not git's. */
test.each<[rules: string, path: string, isFolder: boolean, ignored: boolean]>([
  ['', 'Chart.yaml', false, false],
  ['', 'templates/.hidden', false, true],
  ['', 'templates/_helpers.tpl', false, false],
  ['# *.yaml', 'a.yaml', false, false],
  ['*.tmp', 'a/b/c.tmp', false, true],
  ['*.tmp', 'a/b/c.tmp2', false, false],
  ['a/*.tmp', 'a/c.tmp', false, true],
  ['a/*.tmp', 'a/b/c.tmp', false, false],
  ['/c.tmp', 'c.tmp', false, true],
  ['/c.tmp', 'a/c.tmp', false, false],
  ['docs/', 'docs', true, true],
  ['docs/', 'a/docs', true, true],
  ['docs/', 'docs', false, false],
  ['ab?', 'abc', false, true],
  ['ab?', 'ab/c', false, false],
  ['[a-c].txt', 'b.txt', false, true],
  ['[^a-c].txt', 'b.txt', false, false],
  ['\\*.txt', 'b.txt', false, false],
  ['\\*.txt', '*.txt', false, true],
  ['a.b', 'axb', false, false],
  ['  *.tmp\r', 'x.tmp', false, true],
  ['\ufeff*.tmp', 'x.tmp', false, true],
  // What a negated pattern does not match is ignored.
  ['!*.yaml', 'README.md', false, true],
  ['!*.yaml', 'a.yaml', false, false],
  ['*.tmp\n!*.yaml', 'a.yaml', false, false],
])('%j: %s', (rules, path, isFolder, ignored) => {
  const ignore = parseHelmIgnore(rules);
  expect(typeof ignore === 'string' ? ignore : ignore(path, isFolder)).toBe(ignored);
});

test.each(['a/**/b', '[a', 'a\\', '[z-a]'])('%s is refused', (rules) => {
  expect(typeof parseHelmIgnore(rules)).toBe('string');
});
