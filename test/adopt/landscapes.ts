import { spawnSync } from 'node:child_process';
import {
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
import * as library from '../../src';
import { adopt, type Adoption, type AdoptOptions } from '../../src/adopt/adopt';
import { labelOf } from '../../src/adopt/read-objects';
import { readYaml } from '../../src/yaml/read';

const root = join(__dirname, '../..');
export const now = new Date('2026-11-21');

/** Adopts YAML texts, each as a file of its own. */
export function adoptYaml(texts: readonly string[], options: Partial<AdoptOptions> = {}): Adoption {
  const documents = texts.flatMap((text, index) =>
    readYaml(text).map(({ value }) => ({ manifest: value, file: `${index}.yaml` })),
  );
  return adopt(documents, { target: { now }, gitops: 'none', ...options });
}

/** What the landscape says otherwise than what was read, without a reason; and what it leaves out. */
export function unexplained({ objects, conflicts, notes }: Adoption): string[] {
  return [
    ...conflicts,
    ...notes,
    ...objects.flatMap(({ object, className, differences }) =>
      differences
        .filter(({ reason }) => reason === undefined)
        .map(({ steps, before, now: said }) =>
          [
            labelOf(object),
            className,
            steps.join('.'),
            ...[before, said].map((value) => JSON.stringify(value)),
          ].join(' '),
        ),
    ),
  ];
}

/** Text of the landscape's program and data, by path. */
export function sourcesOf({ files }: Adoption): Readonly<Record<string, string>> {
  return Object.fromEntries(files.map(({ path, text }) => [path, String(text)]));
}

/** A landscape in a folder of its own, for as long as `use` takes. */
function withFolder<T>(adoptions: readonly Adoption[], use: (folder: string) => T): T {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'adopt-')));
  try {
    for (const [index, { files }] of adoptions.entries()) {
      for (const { path, text } of files) {
        const place = join(folder, String(index), path);
        mkdirSync(dirname(place), { recursive: true });
        writeFileSync(place, text);
      }
    }
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What Prettier would print otherwise. */
export function unformatted(adoptions: readonly Adoption[]): string {
  return withFolder(adoptions, (folder) => {
    writeFileSync(join(folder, '.prettierrc.json'), readFileSync(join(root, '.prettierrc.json')));
    const prettier = join(root, 'node_modules/prettier/bin/prettier.cjs');
    const { stdout, stderr } = spawnSync(process.execPath, [prettier, '--list-different', '.'], {
      cwd: folder,
      encoding: 'utf8',
    });
    return stdout + stderr;
  });
}

/** Runs the printed TypeScript as `npm run synth` does, and reads what it writes. */
export function synthesized(adoption: Adoption): string[] {
  return withFolder([adoption], (folder) => {
    const landscape = join(folder, '0');
    const before = process.cwd();
    const quiet = [process.stdout, process.stderr].map((stream) =>
      jest.spyOn(stream, 'write').mockImplementation(() => true),
    );
    process.chdir(landscape);
    try {
      load(join(landscape, 'src'), './main', new Map());
    } finally {
      process.chdir(before);
      for (const spy of quiet) spy.mockRestore();
    }
    const dist = join(landscape, 'dist');
    return readdirSync(dist, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.yaml'))
      .sort()
      .map((path) => readFileSync(join(dist, path), 'utf8'));
  });
}

function load(folder: string, name: string, loaded: Map<string, object>): unknown {
  if (name === 'cdk8s-gardener-alicloud') return library;
  if (!name.startsWith('./')) return jest.requireActual<object>(name);
  if (name.endsWith('.json')) return JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown;
  const found = loaded.get(name);
  if (found !== undefined) return found;
  const { outputText } = transpileModule(readFileSync(join(folder, `${name}.ts`), 'utf8'), {
    compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true },
  });
  const exports = {};
  loaded.set(name, exports);
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the program is run, that is the test
  const body = new Function('require', 'exports', outputText) as (...values: unknown[]) => void;
  body((inner: string) => load(folder, inner, loaded), exports);
  return exports;
}
