import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleProgram } from '../../src/bundle/bundle-program';

const cdk8s = JSON.stringify(require.resolve('cdk8s'));
const programText = (name: string): string => `
  import { ApiObject, App, Chart, JsonPatch, Names, Yaml } from ${cdk8s};
  const app = new App({ outdir: process.argv[2] });
  const chart = new Chart(app, 'chart');
  const object = new ApiObject(chart, 'object', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: '${name}' } });
  object.addJsonPatch(JsonPatch.add('/data', { hash: Names.toDnsLabel(object), yaml: Yaml.stringify({ a: 1 }) }));
  app.synth();
  console.log(object.constructor.name, process.argv.slice(3).join());
`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundle-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

async function bundle(name: string, to = 'lib'): Promise<string> {
  writeFileSync(join(folder, 'main.ts'), programText(name));
  const outfile = join(folder, to, 'main.js');
  await bundleProgram(join(folder, 'main.ts'), outfile);
  return outfile;
}

function run(outfile: string): { readonly printed: string; readonly manifest: string } {
  const outdir = join(folder, 'dist');
  const printed = execFileSync(process.execPath, [outfile, outdir, 'more'], { encoding: 'utf8' });
  return { printed, manifest: readFileSync(join(outdir, 'chart.k8s.yaml'), 'utf8') };
}

function caches(to = 'lib'): string[] {
  return readdirSync(join(folder, to)).filter((name) => name.includes('v8-cache'));
}

test('the bundle does what the program does, names, arguments and seldom used modules included', async () => {
  const { printed, manifest } = run(await bundle('first'));
  expect(printed).toBe('ApiObject more\n');
  expect(manifest).toContain('name: first');
  expect(manifest).toMatch(/hash: chart-object-c[0-9a-f]{7}/);
  expect(manifest).toContain('a: 1');
});

test('the first run leaves what was compiled, later ones use it', async () => {
  const outfile = await bundle('first');
  expect(caches()).toEqual([]);
  const first = run(outfile);
  const [cache = '', ...others] = caches();
  expect(others).toEqual([]);
  const kept = readFileSync(join(folder, 'lib', cache));
  expect(run(outfile)).toEqual(first);
  expect(readFileSync(join(folder, 'lib', cache)).equals(kept)).toBe(true);
});

test('a cache that this Node.js refuses is replaced', async () => {
  const outfile = await bundle('first');
  const first = run(outfile);
  const cache = join(folder, 'lib', caches()[0] ?? '');
  writeFileSync(cache, 'of another version');
  expect(run(outfile)).toEqual(first);
  expect(readFileSync(cache).length).toBeGreaterThan(1000);
});

test('another program of the same length does not meet the cache of the old one', async () => {
  run(await bundle('first'));
  const old = caches();
  const outfile = await bundle('other');
  expect(caches()).toEqual([]);
  expect(run(outfile).manifest).toContain('name: other');
  expect(caches()).not.toEqual(old);
});

test('the same sources give the same bytes', async () => {
  await bundle('first', 'one');
  await bundle('first', 'two');
  for (const name of ['main.js', 'main.bundle.js']) {
    expect(readFileSync(join(folder, 'two', name))).toEqual(readFileSync(join(folder, 'one', name)));
  }
});

test('what cannot be bundled is said', async () => {
  writeFileSync(join(folder, 'main.ts'), "import './missing';");
  await expect(bundleProgram(join(folder, 'main.ts'), join(folder, 'main.js'))).rejects.toThrow('./missing');
});
