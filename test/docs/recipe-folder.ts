import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { parse } from 'yaml';
import * as library from '../../src';
import type { Io } from '../../src/cli/io';
import { run } from '../../src/cli/main';
import type { CodeBlock } from './markdown';

/** What one step wrote, and how it ended. */
interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The TypeScript of a landscape: text by path. */
export type Sources = Readonly<Record<string, string>>;

/** A landscape's folder, in which the blocks of a recipe are done one after the other. */
export class RecipeFolder {
  private readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'recipe-')));
  readonly path = join(this.root, 'landscape');
  /** The landscape's program each time that a block has changed it. */
  readonly programs: Sources[] = [];
  private last: Outcome = { code: 0, out: '', err: '' };

  /** @param programs shell scripts by name: programs that a recipe calls and no test can have */
  constructor(programs: Readonly<Record<string, string>>) {
    mkdirSync(this.path);
    for (const [name, script] of Object.entries(programs)) {
      const file = join(this.root, 'bin', name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `#!/bin/sh\n${script}\n`);
      chmodSync(file, 0o755);
    }
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }

  /** Commits everything to main, as an operator has done before a recipe begins, and opens a branch. */
  commit(): void {
    this.shell(
      'git init -q -b main && git add -A && git commit -q -m "the landscape" && git checkout -q -b change',
    );
    expect(this.last).toEqual({ code: 0, out: '', err: '' });
  }

  /** Does what a block of code says. */
  async perform(block: CodeBlock): Promise<void> {
    const { language, path, text } = block;
    if (language === 'sh') {
      for (const line of text.trimEnd().split('\n')) await this.command(line);
    } else if (language === 'text') {
      this.expectOutput(text);
    } else if (path?.startsWith('dist/') === true) {
      expect(parse(readFileSync(join(this.path, path), 'utf8'))).toMatchObject(parse(text) as object);
    } else if (path === undefined) {
      throw new Error(`line ${block.line}: the first line of the block names no file`);
    } else {
      this.write(path, text);
      if (path === 'main.ts') {
        this.programs.push(this.sources());
        this.expectCode(this.synthesize(), 0, path);
      }
    }
  }

  private sources(): Sources {
    const paths = readdirSync(this.path).filter((path) => path.endsWith('.ts'));
    return Object.fromEntries(paths.map((path) => [path, readFileSync(join(this.path, path), 'utf8')]));
  }

  private write(path: string, text: string): void {
    const place = join(this.path, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, text);
  }

  /** `# exit N` at the end of a line is the exit code that is expected, else 0. */
  private async command(line: string): Promise<void> {
    const [, command = '', code = '0'] = /^(.*?)(?:\s+# exit (\d+))?$/.exec(line) ?? [];
    const [program, ...args] = command.split(/\s+/);
    if (command === 'npm run synth') this.synthesize();
    else if (program === 'gardener-alicloud') await this.gardenerAlicloud(args);
    else this.shell(command);
    this.expectCode(this.last, Number(code), line);
  }

  private async gardenerAlicloud(words: readonly string[]): Promise<void> {
    const redirect = words.indexOf('>');
    const args = redirect === -1 ? words : words.slice(0, redirect);
    const written = { out: '', err: '' };
    const io: Io = {
      cwd: this.path,
      env: { PATH: process.env['PATH'] },
      readStdin: () => '',
      out: (text) => (written.out += text),
      err: (text) => (written.err += text),
      terminal: { out: false, err: false },
    };
    this.last = { code: await run(args, io), ...written };
    if (redirect !== -1) this.write(words[redirect + 1] ?? '', written.out);
  }

  private shell(command: string): void {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
      cwd: this.path,
      encoding: 'utf8',
      env: {
        ...process.env,
        PATH: `${join(this.root, 'bin')}:${process.env['PATH'] ?? ''}`,
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_AUTHOR_NAME: 'operator',
        GIT_AUTHOR_EMAIL: 'operator@example.com',
        GIT_COMMITTER_NAME: 'operator',
        GIT_COMMITTER_EMAIL: 'operator@example.com',
      },
    });
    this.last = { code: status ?? -1, out: stdout, err: stderr };
  }

  /** `npm run synth`: the program of the landscape, in its folder. */
  private synthesize(): Outcome {
    const written = { out: '', err: '' };
    const out = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      written.out += String(text);
      return true;
    });
    const err = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      written.err += String(text);
      return true;
    });
    const before = process.cwd();
    let code = 0;
    process.chdir(this.path);
    try {
      this.load('./main');
    } catch (error) {
      code = 1;
      written.err += String(error);
    } finally {
      process.chdir(before);
      out.mockRestore();
      err.mockRestore();
    }
    this.last = { code, ...written };
    return this.last;
  }

  /** Files of the landscape are compiled anew each time, the library is the one under test. */
  private load(name: string): unknown {
    if (name === 'cdk8s-gardener-alicloud') return library;
    if (!name.startsWith('./')) return jest.requireActual<object>(name);
    const source = readFileSync(join(this.path, `${name}.ts`), 'utf8');
    const { outputText } = transpileModule(source, {
      compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true },
    });
    const module = { exports: {} };
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the recipe is run, that is the test
    const body = new Function('require', 'module', 'exports', outputText) as (...values: unknown[]) => void;
    body((inner: string) => this.load(inner), module, module.exports);
    return module.exports;
  }

  private expectCode(outcome: Outcome, code: number, line: string): void {
    if (outcome.code !== code) {
      throw new Error(`${line}: exit ${outcome.code}\n${outcome.out}\n${outcome.err}`);
    }
  }

  /** The lines come in this order; what is between them, and where a line has `…`, does not matter. */
  private expectOutput(text: string): void {
    const { out, err } = this.last;
    const pattern = text
      .trimEnd()
      .split('\n')
      .map((line) => line.trim().split('…').map(escaped).join('.*'))
      .join('[\\s\\S]*?');
    expect(`${err}${out}`).toMatch(new RegExp(pattern));
  }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
