import { createHash } from 'node:crypto';
import { chmodSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { unplaced } from '../../src/garden-object/shapes';
import { unpackChart } from '../../src/provider-extension/chart-archive';
import { HelmChart, type LoadedChart } from '../../src/provider-extension/helm-chart';
import { inspectChart } from '../../src/validation/controller-deployment/chart';
import { chartFiles, folderWith, removeFolders } from './chart-folder';
import { readTar, writeTar } from '../../src/provider-extension/tar';
import { expectSentences } from '../validation/golden';

afterEach(removeFolders);

function load(chart: HelmChart): { readonly loaded: LoadedChart; readonly issues: string[] } {
  const collector = unplaced();
  const loaded = chart.load(collector);
  return { loaded, issues: collector.findings.map(({ rule, message }) => `${rule}: ${message}`) };
}

const paths = (loaded: LoadedChart): string[] | undefined => loaded.unpacked?.files.map(({ path }) => path);
const keyId = ['LTAI', '5tAbCdEfGhIjKlMnOp'].join('');
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a folder', () => {
  test('gives the same bytes whatever its times, modes and order', () => {
    const first = folderWith(chartFiles);
    const second = folderWith(Object.fromEntries(Object.entries(chartFiles).reverse()));
    utimesSync(join(second, 'Chart.yaml'), 1, 1);
    chmodSync(join(second, 'values.yaml'), 0o755);
    const { raw } = load(HelmChart.directory(first)).loaded;
    expect(load(HelmChart.directory(second)).loaded.raw).toBe(raw);
    expect(
      createHash('sha256')
        .update(raw ?? '')
        .digest('hex'),
    ).toBe('f64c6ee952a9b4df8461f704dfcc037f3e978873e79f14c790ec68cdcbd81262');
  });

  test('is packed as a chart that the validator knows, with nothing but its files', () => {
    const { loaded, issues } = load(HelmChart.directory(folderWith(chartFiles)));
    expect(issues).toEqual([]);
    expect(inspectChart(loaded.raw ?? '')).toEqual({ name: 'gardener-extension-provider-alicloud' });
    const unpacked = unpackChart(Buffer.from(loaded.raw ?? '', 'base64'));
    const contents =
      typeof unpacked === 'string'
        ? unpacked
        : Object.fromEntries(
            unpacked.files.map(({ path, content }) => [path, Buffer.from(content).toString()]),
          );
    expect(contents).toEqual(chartFiles);
  });

  test('leaves out what .helmignore names', () => {
    const folder = folderWith({ ...chartFiles, '.helmignore': 'ci/\n*.bak\n', 'ci/a.yaml': '', 'b.bak': '' });
    expect(paths(load(HelmChart.directory(folder)).loaded)).toEqual(
      ['.helmignore', ...Object.keys(chartFiles)].sort(),
    );
  });

  test('may begin its Chart.yaml with a byte order mark', () => {
    const folder = folderWith({ 'Chart.yaml': '\ufeffapiVersion: v2\nname: a\nversion: 1.0.0\n' });
    expect(load(HelmChart.directory(folder)).loaded.unpacked?.name).toBe('a');
  });

  test('follows a link within it', () => {
    const folder = folderWith(chartFiles);
    symlinkSync('values.yaml', join(folder, 'again.yaml'));
    const { loaded, issues } = load(HelmChart.directory(folder));
    expect(issues).toEqual([]);
    const again = loaded.unpacked?.files.find(({ path }) => path === 'again.yaml');
    expect(Buffer.from(again?.content ?? []).toString()).toBe(chartFiles['values.yaml']);
  });

  test.each([
    ['out of it', () => join(folderWith({ secret: 'x' }), 'secret'), 'is a link to something outside'],
    ['to a folder', () => 'templates', 'is no regular file'],
    ['to nothing', () => 'nothing', 'is a link that leads nowhere: ENOENT'],
  ])('refuses a link %s', (_, target, said) => {
    const folder = folderWith(chartFiles);
    symlinkSync(target(), join(folder, 'link'));
    const { loaded, issues } = load(HelmChart.directory(folder));
    expect(loaded).toEqual({});
    expect(issues).toEqual([expect.stringContaining(`helm-chart-file: link ${said}`)]);
  });

  test('refuses a path that tar cannot hold, and patterns that Helm does not know', () => {
    const folder = folderWith({ ...chartFiles, ['a'.repeat(120)]: '' });
    expect(load(HelmChart.directory(folder)).issues).toEqual([
      expect.stringMatching(/^helm-chart-file: path/),
    ]);
    const ignoring = folderWith({ ...chartFiles, '.helmignore': 'a/**' });
    expect(load(HelmChart.directory(ignoring)).issues).toEqual([
      'helm-chart-file: .helmignore: "a/**" is no pattern that Helm knows',
    ]);
  });
});

describe('what is no chart', () => {
  const archive = (files: Record<string, string>): string =>
    gzipSync(
      writeTar(Object.entries(files).map(([path, text]) => ({ path, content: bytes(text) }))),
    ).toString('base64');

  test.each<[string, () => HelmChart, string]>([
    [
      'a folder without Chart.yaml',
      () => HelmChart.directory(folderWith({ a: '' })),
      'there is no Chart.yaml',
    ],
    ['a folder that is missing', () => HelmChart.directory('/nowhere/at/all'), 'cannot be read: ENOENT'],
    ['a file as folder', () => HelmChart.directory(join(folderWith({ a: '' }), 'a')), 'is a file'],
    [
      'a Chart.yaml without version',
      () => HelmChart.directory(folderWith({ 'Chart.yaml': 'apiVersion: v1\nname: a' })),
      'its Chart.yaml has no version',
    ],
    [
      'a version that is a number',
      () => HelmChart.directory(folderWith({ 'Chart.yaml': 'apiVersion: v1\nname: a\nversion: 1.0' })),
      'version in its Chart.yaml is not a text',
    ],
    [
      'a Chart.yaml that is no YAML',
      () => HelmChart.directory(folderWith({ 'Chart.yaml': '{[' })),
      'its Chart.yaml has no apiVersion',
    ],
    ['an archive that is missing', () => HelmChart.archive('nowhere.tgz'), 'it cannot be read: ENOENT'],
    [
      'an archive that is a text',
      () => HelmChart.archive(join(folderWith({ a: 'text' }), 'a')),
      'it is not gzip-compressed',
    ],
    ['a text that is not base64', () => HelmChart.base64('***'), 'it is not base64'],
    ['an empty text', () => HelmChart.base64(''), 'it is not base64'],
    ['base64 of something else', () => HelmChart.base64('YWJj'), 'it is not gzip-compressed'],
    [
      'half an archive',
      () => HelmChart.base64(gzipSync('a'.repeat(9999)).subarray(0, 30).toString('base64')),
      'it cannot be decompressed',
    ],
    [
      'gzip without tar',
      () => HelmChart.base64(gzipSync('text').toString('base64')),
      'it holds no tar archive',
    ],
    [
      'Chart.yaml outside of a folder',
      () => HelmChart.base64(archive({ 'Chart.yaml': 'apiVersion: v1\nname: a\nversion: "1"' })),
      'there is no Chart.yaml in its top folder',
    ],
  ])('%s is an issue, not an exception', (_, make, said) => {
    const { loaded, issues } = load(make());
    expect(loaded.unpacked).toBeUndefined();
    expect(issues).toEqual([expect.stringContaining('helm-chart-unreadable: ')]);
    expect(issues[0]).toContain(said);
  });

  test.each<[string, HelmChart]>([
    ['a folder', HelmChart.directory(undefined as never)],
    ['an archive', HelmChart.archive(5 as never)],
    ['base64', HelmChart.base64({} as never)],
  ])('%s of a wrong type is one, too', (_, chart) => {
    expect(load(chart).issues).toEqual([expect.stringContaining('prop-type')]);
  });
});

describe('an archive', () => {
  test('travels as it is, from a file or with line breaks in base64', () => {
    const packed = load(HelmChart.directory(folderWith(chartFiles))).loaded.raw ?? '';
    const file = join(folderWith({}), 'chart.tgz');
    writeFileSync(file, Buffer.from(packed, 'base64'));
    expect(load(HelmChart.archive(file)).loaded.raw).toBe(packed);
    const wrapped = packed.replace(/.{76}/g, '$&\n');
    expect(load(HelmChart.base64(wrapped)).loaded.raw).toBe(packed);
    expect(readTar(writeTar([]))).toEqual([]);
  });
});

describe('an AccessKey in a chart', () => {
  const encoded = Buffer.from(keyId).toString('base64');

  test('in the name of a file is found, and not repeated', () => {
    const folder = folderWith({ ...chartFiles, [`files/${keyId}`]: 'a' });
    const { issues } = load(HelmChart.directory(folder));
    expect(issues).toEqual([expect.stringContaining('the name of a file holds an AccessKey ID')]);
    expect(issues.join()).not.toContain(keyId);
  });

  test.each<[string, string | Uint8Array, string]>([
    ['in clear', `key: ${keyId}\n`, 'files/a:1'],
    ['in base64', `a: b\nkey: ${encoded}\n`, 'files/a:2'],
    ['in a compressed file', gzipSync(`key: ${keyId}`), 'files/a:1'],
    ['in an archive', gzipSync(writeTar([{ path: 'sub/b', content: bytes(keyId) }])), 'files/a!sub/b:1'],
  ])('%s is found', (_, content, place) => {
    const folder = folderWith({ ...chartFiles, 'files/a': content });
    const { issues, loaded } = load(HelmChart.directory(folder));
    expect(issues).toEqual([expect.stringContaining(`secret-in-output: ${place}: an AccessKey ID`)]);
    expect(load(HelmChart.base64(loaded.raw ?? '')).issues).toEqual(issues);
  });
});

expectSentences('helm-chart');
