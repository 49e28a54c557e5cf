import { diffLandscapes } from '../../src/diff/diff-landscapes';
import { renderDiffJson, renderDiffMarkdown, renderDiffText } from '../../src/diff/render';
import type { Issue } from '../../src/issues/issue';
import { renderJson } from '../../src/validation/report/json';
import { printable, printableLine } from '../../src/validation/report/printable';
import { renderText } from '../../src/validation/report/text';
import { cloudProfile, documents, gardenlet, type Manifest, withValue } from './landscape';

const options = { now: new Date('2026-11-21T00:00:00Z') };
/** As large as manifests get; what takes quadratic time here takes minutes. */
const size = 400 * 1024;

function render(before: Manifest, now: Manifest): string[] {
  const diff = diffLandscapes(documents(before), documents(now), options);
  return [renderDiffText(diff), renderDiffJson(diff), renderDiffMarkdown(diff)];
}

function configMap(data: unknown): Manifest {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data };
}

describe('large input takes linear time', () => {
  const texts: [string, string][] = [
    ['letters', 'a'.repeat(size)],
    ['blanks', `a${' '.repeat(size)}!`],
    ['lines of blanks', `a${' \n'.repeat(size / 2)}!`],
    ['brackets', '[]'.repeat(size / 2)],
    ['brackets and line ends', '[]\n'.repeat(size / 3)],
    ['dots', 'a.'.repeat(size / 2)],
    ['base64', `${'QUJD'.repeat(size / 4)} !`],
    ['hyphens and digits', 'a-0'.repeat(size / 3)],
    ['colons', '::'.repeat(size / 2)],
    ['escapes', '\\"'.repeat(size / 2)],
    ['half characters', '\ud800'.repeat(size)],
  ];
  it.each(texts)('%s as a key, a value, and a field that nobody knows', (_, text) => {
    render(configMap({ [text]: '1', value: text }), configMap({ [text]: '2', value: `${text}2` }));
    render(
      cloudProfile(),
      withValue(cloudProfile(), 'spec', { ...(cloudProfile()['spec'] as Manifest), [text]: 1 }),
    );
    render(gardenlet(), withValue(gardenlet(), 'spec.config.seedConfig.spec.provider.region', text));
    render(configMap({}), withValue(configMap({}), 'metadata.name', text));
  });

  it('zones of a Seed, and lists', () => {
    const zones = Array.from({ length: 10_000 }, (_, index) => `z${index}`);
    const path = 'spec.config.seedConfig.spec.provider.zones';
    render(withValue(gardenlet(), path, zones), withValue(gardenlet(), path, zones.toReversed()));
    render(withValue(gardenlet(), path, zones), withValue(gardenlet(), path, zones.slice(1)));
    const image = 'spec.machineImages.0.versions.0.architectures';
    render(withValue(cloudProfile(), image, zones), withValue(cloudProfile(), image, zones.toReversed()));
  });

  it('deep documents', () => {
    const deep = (value: string): unknown =>
      Array.from({ length: 1000 }).reduce<unknown>(
        (inner, _, index) => (index % 2 ? [inner] : { a: inner }),
        value,
      );
    const [text] = render(configMap(deep('1')), configMap(deep('2')));
    expect(text).toContain('1 -> 2');
    render(cloudProfile(), withValue(cloudProfile(), 'spec.regions', deep('1')));
  });
});

describe('nothing that is printed can be obeyed', () => {
  const commands = [
    '::stop-commands::a',
    '  ::error::a',
    '\u2028::error::a',
    '\n::error::a',
    '##[add-mask]a',
  ];
  const steering = '\u001b[2J\u009b2J\r\n\u202e\u0007';
  const bad = /^\s*::|##\[|[^\P{Cc}\n]|[\u2028\u202e]/mu;

  it.each(commands)('%j as a kind, name, key, value, file or type', (command) => {
    const text = `${command}${steering}`;
    const hostile = [
      { manifest: { apiVersion: 'v1', kind: text, metadata: { name: text, namespace: text } } },
      { manifest: { apiVersion: 'v1', kind: 'A', metadata: { name: 'b' }, [text]: text } },
      { manifest: { [text]: text }, path: text },
      { manifest: withValue(cloudProfile(), 'spec.regions.0.name', text) },
      { manifest: withValue(cloudProfile(), 'spec', { ...(cloudProfile()['spec'] as Manifest), [text]: 1 }) },
    ];
    const plain = documents({ apiVersion: 'v1', kind: 'A', metadata: { name: 'b' } }, cloudProfile());
    for (const [before, now] of [
      [plain, hostile],
      [hostile, plain],
    ] as const) {
      const diff = diffLandscapes(before, now, options);
      for (const output of [renderDiffText(diff), renderDiffJson(diff), renderDiffMarkdown(diff)]) {
        expect(output).not.toMatch(bad);
      }
      expect(JSON.parse(renderDiffJson(diff))).toEqual(diff);
    }
    const issue: Issue = {
      ...{ severity: 'error', type: 'Invalid', field: text, rule: 'a', message: text, hint: text },
      origin: { file: text, line: 1 },
    };
    const report = { issues: [issue], files: 1, documents: 1 };
    for (const output of [renderText(report), renderJson(report)]) expect(output).not.toMatch(bad);
    expect((JSON.parse(renderJson(report)) as { issues: Issue[] }).issues).toEqual([issue]);
  });

  it('spells out what cannot be seen, and leaves the rest', () => {
    expect(printable('a\u0000\ud800é😀\u200b')).toBe('a\\u0000\\ud800é😀\\u200b');
    expect(printableLine('  ::error::x')).toBe('  :\\u003aerror::x');
    expect(printableLine('a ::error::x')).toBe('a ::error::x');
  });

  it('asks no plain object for what somebody else wrote', () => {
    for (const name of ['__proto__', 'constructor', 'toString']) {
      const own = Object.fromEntries([[name, { a: 1 }]]);
      expect(render(configMap({}), configMap(own))[0]).toContain(`data.${name} added`);
      const kind = {
        apiVersion: 'core.gardener.cloud/v1beta1',
        kind: name,
        metadata: { name: 'a' },
        type: name,
      };
      expect(render(kind, { ...kind, spec: own })[0]).toContain('spec added');
      const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, type: name, data: own };
      expect(render({ ...secret, data: {} }, secret)[0]).toContain(`data.${name} added`);
      const seed = withValue(gardenlet(), 'spec', { ...(gardenlet()['spec'] as Manifest), ...own });
      expect(() => render(gardenlet(), seed)).not.toThrow();
    }
  });
});
