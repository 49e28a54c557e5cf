import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { bundleReconciler, renderNotice } from '../../src/build/bundle-reconciler';

/** From here on, a ConfigMap that holds it can only be applied server-side. */
const CLIENT_SIDE_APPLY_LIMIT = 256 * 1024;

describe('bundleReconciler', () => {
  let bundle: string;
  beforeAll(async () => {
    bundle = await bundleReconciler();
  });

  it('stays small enough for a ConfigMap, however it is applied', () => {
    expect(Buffer.byteLength(bundle)).toBeLessThan(CLIENT_SIDE_APPLY_LIMIT);
  });

  it('has the same bytes each time, and knows no folder of this machine', async () => {
    expect(await bundleReconciler()).toBe(bundle);
    expect(bundle).not.toContain(process.cwd());
    expect(bundle).not.toContain('node_modules');
  });

  it('needs nothing but Node.js', () => {
    const required = [...bundle.matchAll(/\brequire\("([^"]+)"\)/g)].map((match) => match[1] ?? '');
    expect(required.length).toBeGreaterThan(0);
    expect(required.filter((name) => !/^(node:.*|buffer|process)$/.test(name))).toEqual([]);
  });

  it('keeps the notices of what is in it, as the package does', async () => {
    expect(bundle.slice(0, 2000)).toContain('yaml 2');
    expect(bundle.slice(0, 2000)).toContain('Permission to use, copy');
    expect(await readFile(resolve(__dirname, '../../NOTICE'), 'utf8')).toBe(await renderNotice());
    const manifest = await readFile(resolve(__dirname, '../../package.json'), 'utf8');
    expect((JSON.parse(manifest) as { files: string[] }).files).toContain('NOTICE');
  });

  it('is the program', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bundle-'));
    try {
      const file = join(folder, 'image-sharing-reconciler.cjs');
      await writeFile(file, bundle);
      const { stdout } = await promisify(execFile)(process.execPath, [file, '--help']);
      expect(stdout).toContain('--allow-large-prune');
      await expect(promisify(execFile)(process.execPath, [file])).rejects.toMatchObject({ code: 2 });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
