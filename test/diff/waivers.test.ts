import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../src/cli/main';
import { diffLandscapes } from '../../src/diff/diff-landscapes';
import type { DiffOptions, LandscapeDiff } from '../../src/diff/landscape-diff';
import { changeRules } from '../../src/diff/table';
import type { Issue } from '../../src/issues/issue';
import { emitYaml } from '../../src/yaml/emit';
import { cloudProfile, gardenlet, type Manifest, withValue } from './landscape';

const now = new Date('2026-11-21');
const lessRegions = withValue(cloudProfile(), 'spec.regions', [
  ...(cloudProfile()['spec'] as { regions: unknown[] }).regions.slice(0, 1),
]);

function diff(fresh: Manifest, waiver?: DiffOptions['waiver']): LandscapeDiff {
  const documents = [{ manifest: fresh, path: 'garden/profile.yaml' }];
  const options = { now, ...(waiver === undefined ? {} : { waiver }) };
  return diffLandscapes([{ manifest: cloudProfile(), path: 'garden/profile.yaml' }], documents, options);
}

/** Dangers as a waiver sees them. */
function dangersOf(fresh: Manifest): Issue[] {
  const seen: Issue[] = [];
  diff(fresh, (danger) => void seen.push(danger));
  return seen;
}

test('every danger has a rule, and a field with its name', () => {
  const dangers = dangersOf(lessRegions);
  expect(dangers.length).toBeGreaterThan(1);
  for (const danger of dangers) {
    expect(Object.keys(changeRules)).toContain(danger.rule);
    expect(danger).toMatchObject({ severity: 'warning', origin: { file: 'garden/profile.yaml' } });
  }
  const regions = dangers.filter(({ rule }) => rule === 'change-region-removed');
  expect(regions.length).toBeGreaterThan(1);
  for (const { field } of regions) expect(field).toMatch(/^spec\.regions\[[a-z0-9-]+\]$/);
});

test('ids of rules on changes begin alike, as waivers know them by that', () => {
  for (const id of Object.keys(changeRules)) expect(id).toMatch(/^change-/);
});

test('what is meant stands apart, name by name, and is not counted', () => {
  const before = diff(lessRegions).summary;
  const [first] = dangersOf(lessRegions).filter(({ rule }) => rule === 'change-region-removed');
  const { objects, summary } = diff(lessRegions, ({ field }) =>
    field === first?.field ? 'nobody is there' : undefined,
  );
  expect(before).not.toHaveProperty('waived');
  expect(summary).toMatchObject({ waived: 1, dangerous: before.dangerous });
  const waived = objects.flatMap(({ changes }) => changes).filter(({ mark }) => mark === 'waived');
  expect(waived).toMatchObject([{ rule: 'change-region-removed', waived: 'nobody is there' }]);
  expect(waived[0]?.names).toHaveLength(1);
});

test('what Gardener refuses cannot be waived', () => {
  const refused = withValue(
    cloudProfile(),
    'spec.kubernetes.versions.0.expirationDate',
    '2028-01-01T00:00:00Z',
  );
  const { summary } = diff(refused, () => 'please');
  expect(summary.refused).toBe(1);
});

describe('on the command line', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'diff-waivers-'));
    write('old/garden/profile.yaml', cloudProfile());
    write('old/garden/gardenlet.yaml', gardenlet());
    write('new/garden/profile.yaml', lessRegions);
    write('new/garden/gardenlet.yaml', gardenlet());
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function write(path: string, content: Manifest | string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === 'string' ? content : emitYaml(content));
  }

  async function cli(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const written = { out: '', err: '' };
    const code = await run([...args, '--now', '2026-11-21'], {
      cwd: folder,
      env: {},
      readStdin: () => '',
      out: (text) => (written.out += text),
      err: (text) => (written.err += text),
      terminal: { out: false, err: false },
    });
    return { code, ...written };
  }
  const failing = ['diff', '--fail-on', 'dangerous', 'old', 'new'];
  const rules = (): string[] => [...new Set(dangersOf(lessRegions).map(({ rule }) => rule))];
  const waivers = (more = ''): string =>
    rules()
      .map((rule) => `- {rule: ${rule}, reason: the region was never used${more}}\n`)
      .join('');

  test('the rule stands behind what is dangerous', async () => {
    const { code, out } = await cli(...failing);
    expect(code).toBe(1);
    expect(out).toMatch(/^ {2}dangerous {2}.*removed.* {2}\[change-region-removed\]$/m);
  });

  test('--waivers: the change is calm, with its reason, in every format', async () => {
    write('waivers.yaml', waivers());
    for (const format of ['text', 'json', 'markdown']) {
      const { code, out, err } = await cli(...failing, '--waivers', 'waivers.yaml', '--output', format);
      expect({ code, err }).toEqual({ code: 0, err: expect.not.stringContaining('note') as string });
      expect(out).toContain('the region was never used');
    }
    const { out } = await cli(...failing, '--waivers', 'waivers.yaml');
    expect(out).toMatch(/^ {2}waived {5}regions? .* {2}\[change-region-removed\]$/m);
    expect(out).toMatch(/^ +waived: the region was never used$/m);
    expect(out).toMatch(/0 dangerous, \d+ waived, /);
  });

  test.each([
    ['a file', ', file: garden/profile.yaml', 0],
    ['another file', ', file: garden/gardenlet.yaml', 1],
    ['a field', ', field: "spec.*"', 0],
  ])('%s of what the landscape records counts', async (_, more, expected) => {
    write('new/gardener-alicloud.yaml', `waivers:\n${waivers(more).replace(/^/gm, '  ').trimEnd()}\n`);
    expect((await cli(...failing)).code).toBe(expected);
  });

  test('validate and report leave waivers of changes alone', async () => {
    write('new/gardener-alicloud.yaml', `waivers:\n${waivers().replace(/^/gm, '  ').trimEnd()}\n`);
    expect((await cli('validate', '--output', 'json', 'new')).out).not.toContain('waiver-unused');
    expect((await cli('report', '--out', 'page.html', '--since', 'old', 'new')).code).toBe(0);
    const page = readFileSync(join(folder, 'page.html'), 'utf8');
    expect(page).not.toContain('waiver-unused');
    expect(page).toMatch(/Waived: the region was never used/);
  });

  test('a waiver of a change that does not exist is told', async () => {
    write('waivers.yaml', '- {rule: change-region-remove, reason: a}\n');
    expect((await cli(...failing, '--waivers', 'waivers.yaml')).err).toMatch(
      /^note: a waiver names the rule change-region-remove, which does not exist; did you mean change-region-removed\?$/m,
    );
  });
});
