import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runImport } from '../../src/cli/import';
import { type Io, UsageError } from '../../src/cli/io';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A folder to run `import` in, as from a shell. */
export class Workspace {
  readonly folder = mkdtempSync(join(tmpdir(), 'import-'));

  constructor(private readonly env: Readonly<Record<string, string>> = {}) {}

  write(name: string, content: unknown): string {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), typeof content === 'string' ? content : JSON.stringify(content));
    return name;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  text(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  json(name: string): unknown {
    return JSON.parse(this.text(name)) as unknown;
  }

  async run(...args: string[]): Promise<Ran> {
    let [out, err] = ['', ''];
    const io: Io = {
      cwd: this.folder,
      env: this.env,
      readStdin: () => '',
      out: (text) => void (out += text),
      err: (text) => void (err += text),
      terminal: { out: false, err: false },
    };
    try {
      return { code: await runImport(args, io), out, err };
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return { code: 2, out, err: error.message };
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
