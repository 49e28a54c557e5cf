// A repository as Flux's source-controller would offer it: a folder, packed anew after each change, on the loopback.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class Repository {
  /** Where its files lie. */
  folder = mkdtempSync(join(tmpdir(), 'repository-'));
  #original;
  #packed = new Map();
  #server = createServer((request, response) => {
    const found = this.#packed.get(request.url);
    response.writeHead(found === undefined ? 404 : 200).end(found);
  });

  /** @param original folder of which `dist` is a copy */
  constructor(original) {
    this.#original = original;
    this.restore();
  }

  /** Every file is as it was at first. */
  restore() {
    rmSync(join(this.folder, 'dist'), { recursive: true, force: true });
    cpSync(this.#original, join(this.folder, 'dist'), { recursive: true });
  }

  /** Replaces text in every file that has it. */
  change(pattern, replacement) {
    const changed = readdirSync(this.folder, { recursive: true, withFileTypes: true }).filter((entry) => {
      if (!entry.isFile()) return false;
      const file = join(entry.parentPath, entry.name);
      const text = readFileSync(file, 'utf8');
      writeFileSync(file, text.replace(pattern, replacement));
      return text.search(pattern) >= 0;
    });
    assert.ok(changed.length > 0, `there is ${pattern}`);
  }

  /** In place of all files of a folder there is one other object: a path that Flux applies must not be empty. */
  empty(path) {
    const folder = join(this.folder, path);
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    const name = path.replace(/[^a-z0-9]+/g, '-').replace(/^-/, 'empty-');
    const metadata = { name, namespace: 'garden' };
    writeFileSync(
      join(folder, 'empty.yaml'),
      JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata }),
    );
  }

  /** The present files as the status of a source tells of them. */
  async artifact() {
    if (!this.#server.listening)
      await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', () => resolve()));
    const archive = execFileSync('tar', ['-czf', '-', '-C', this.folder, 'dist'], { maxBuffer: 2 ** 28 });
    const number = this.#packed.size + 1;
    const path = `/${number}.tar.gz`;
    this.#packed.set(path, archive);
    return {
      url: `http://127.0.0.1:${this.#server.address().port}${path}`,
      path: path.slice(1),
      revision: `main@sha1:${String(number).padStart(40, '0')}`,
      digest: `sha256:${createHash('sha256').update(archive).digest('hex')}`,
      size: archive.length,
      lastUpdateTime: '2026-01-01T00:00:00Z',
    };
  }

  close() {
    this.#server.close();
    this.#server.closeAllConnections();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
