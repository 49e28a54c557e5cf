import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readTar } from '../../src/provider-extension/tar';

export const projectFolder = resolve(__dirname, '../..');

export interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

export function readPackageJson(folder: string): PackageJson {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageJson;
}

/** What npm would publish, of the build that is there, unpacked. */
export interface PackedPackage {
  readonly tarball: string;
  readonly folder: string;
  /** Bytes of the tarball, and of its files. */
  readonly size: { readonly packed: number; readonly unpacked: number };
}

export function packPackage(place: string): PackedPackage {
  const folder = join(place, 'package');
  mkdirSync(place, { recursive: true });
  makeDeclarations();
  const pack = ['pack', '--ignore-scripts', '--json', '--offline', '--pack-destination', place];
  const output = execFileSync('npm', pack, {
    cwd: projectFolder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [packed] = JSON.parse(output) as { filename: string; size: number; unpackedSize: number }[];
  if (packed === undefined) throw new Error(`npm pack said nothing: ${output}`);
  const tarball = join(place, packed.filename);
  for (const { path, content } of readTar(gunzipSync(readFileSync(tarball)))) {
    mkdirSync(dirname(join(place, path)), { recursive: true });
    writeFileSync(join(place, path), content);
  }
  return { tarball, folder, size: { packed: packed.size, unpacked: packed.unpackedSize } };
}

/** As `npm pack` does before it packs; not again where they are younger than the build. */
function makeDeclarations(): void {
  const [made, built] = ['lib/index.d.ts', 'lib/src/index.d.ts'].map((path) => join(projectFolder, path));
  const isFresh = existsSync(made ?? '') && statSync(made ?? '').mtimeMs > statSync(built ?? '').mtimeMs;
  if (isFresh) return;
  execFileSync(process.execPath, [join(projectFolder, 'lib/src/build/bundle-declarations.js')], {
    stdio: 'ignore',
  });
}

/**
 * What `npm install` would do in a landscape, with nothing from a registry.
 *
 * @returns the folder of the installed package
 */
export function installInto(landscape: string, unpacked: string): string {
  const manifest = readPackageJson(unpacked);
  const modules = join(landscape, 'node_modules');
  const folder = join(modules, manifest.name);
  const programs = join(modules, '.bin');
  mkdirSync(programs, { recursive: true });
  cpSync(unpacked, folder, { recursive: true });
  const wanted = readPackageJson(landscape);
  const names = { ...wanted.dependencies, ...wanted.devDependencies, ...manifest.dependencies };
  for (const name of Object.keys(names).filter((other) => other !== manifest.name)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(projectFolder, 'node_modules', name), join(modules, name));
  }
  for (const [name, path] of Object.entries(manifest.bin)) {
    chmodSync(join(folder, path), 0o755);
    symlinkSync(join(folder, path), join(programs, name));
  }
  for (const name of ['esbuild', 'tsc'])
    symlinkSync(join(projectFolder, 'node_modules/.bin', name), join(programs, name));
  return folder;
}

/** Files below a folder, relative to it, in the order of their paths. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

export interface ProgramResult {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program to its end; does not throw for an exit code. */
export async function runProgram(
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<ProgramResult> {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, NO_COLOR: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const written = { out: '', err: '' };
  child.stdout.on('data', (data: Buffer) => (written.out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (written.err += data.toString()));
  return await new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => done({ code, ...written }));
  });
}
