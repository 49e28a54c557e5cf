import { execFileSync } from 'node:child_process';
import { posix, relative, resolve } from 'node:path';
import { isManifestName } from '../validation/repository/sources';
import { decodeText } from '../yaml/bytes';

/** A text of a Git revision. */
interface RevisionFile {
  /** Below the path that was asked for, `/` between folders; empty if that path is the file itself. */
  readonly path: string;
  readonly text: string;
  /** Why there is no text, as a `SourceFile` has it. */
  readonly unreadable?: string;
}

/** Git is missing, or does not know the revision: the message is a sentence for people. */
export class RevisionError extends Error {
  override readonly name = 'RevisionError';
}

/** Of one answer of Git; a landscape has some megabytes. */
const maxBytes = 1024 ** 3;

interface TreeEntry {
  readonly mode: string;
  readonly hash: string;
  /** Relative to the folder that Git runs in. */
  readonly path: string;
}

/**
 * YAML and JSON files below a path as a revision has them; dot folders and node_modules are left out, links to
 * files of the same revision followed. Empty if the revision has nothing there. Writes nothing, runs no shell.
 *
 * @param path relative to `cwd`
 * @throws RevisionError for a revision that is none, and outside of a repository
 */
export function readRevision(
  revision: string,
  path: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
): RevisionFile[] {
  if (revision === '' || revision.startsWith('-')) {
    throw new RevisionError(`${JSON.stringify(revision)} is no revision; write a branch, a tag or a commit`);
  }
  const git = (args: readonly string[], input?: string): Buffer => runGit(args, cwd, env, input);
  const commit = git(['rev-parse', '--verify', '--quiet', `${revision}^{commit}`])
    .toString()
    .trim();
  const root = posix
    .normalize(relative(cwd, resolve(cwd, path)).replaceAll('\\', '/'))
    .replace(/(?<=.)\/+$/, '');
  const entries = listTree(git(['ls-tree', '-r', '-z', commit, '--', root === '.' ? './' : root]).toString());
  const wanted = entries.flatMap((entry) => {
    const inner = entry.path === root ? '' : posix.relative(root, entry.path);
    if (entry.mode === '160000') return [];
    if (inner !== '' && !isManifestPath(inner)) return [];
    return [{ ...entry, inner }];
  });
  const read = (hashes: readonly string[]): Map<string, string> => readBlobs(git, hashes);
  const blobs = read(wanted.map(({ hash }) => hash));
  const links = wanted.filter(({ mode }) => mode === '120000');
  const ends = links.length === 0 ? undefined : new LinkEnds(git, commit, read);
  return wanted.flatMap(({ mode, path: place, inner, hash }): RevisionFile[] => {
    const text = blobs.get(hash) ?? '';
    if (mode !== '120000' || ends === undefined) return [{ path: inner, text }];
    const end = ends.of(place, text);
    if (end === 'folder') return [];
    if (end === undefined)
      return [{ path: inner, text: '', unreadable: 'the link leads to nothing in that revision' }];
    return [{ path: inner, text: read([end.hash]).get(end.hash) ?? '' }];
  });
}

/** Where the links of a revision lead, all over its repository. */
class LinkEnds {
  /** Folder that Git runs in, from the root of the repository. */
  private readonly folder: string;
  private readonly byPath: ReadonlyMap<string, TreeEntry>;
  private readonly folders: ReadonlySet<string>;

  constructor(
    git: (args: readonly string[]) => Buffer,
    commit: string,
    private readonly read: (hashes: readonly string[]) => Map<string, string>,
  ) {
    this.folder = git(['rev-parse', '--show-prefix']).toString().trimEnd();
    const entries = listTree(git(['ls-tree', '-r', '-z', '--full-tree', commit]).toString());
    this.byPath = new Map(entries.map((entry) => [entry.path, entry]));
    this.folders = new Set(entries.flatMap(({ path }) => foldersAbove(path)));
  }

  /**
   * @param link its path, as seen from the folder that Git runs in
   * @returns undefined for what the revision does not have
   */
  of(link: string, text: string): TreeEntry | 'folder' | undefined {
    let place = posix.join(this.folder, link);
    let target = text;
    for (let step = 0; step < mostLinks && !target.startsWith('/'); step++) {
      place = posix.join(posix.dirname(place), target).replace(/(?<=.)\/$/, '');
      if (this.folders.has(place)) return 'folder';
      const entry = this.byPath.get(place);
      if (entry?.mode !== '120000') return entry?.mode.startsWith('100') === true ? entry : undefined;
      target = this.read([entry.hash]).get(entry.hash) ?? '';
    }
    return undefined;
  }
}

/** Links that lead to links; the kernel follows as many. */
const mostLinks = 40;

function foldersAbove(path: string): string[] {
  const steps = path.split('/');
  return steps.slice(1).map((_, index) => steps.slice(0, index + 1).join('/'));
}

function isManifestPath(path: string): boolean {
  const names = path.split('/');
  return isManifestName(path) && !names.some((name) => name.startsWith('.') || name === 'node_modules');
}

function listTree(output: string): TreeEntry[] {
  return output.split('\0').flatMap((line) => {
    const match = /^(\d+) \w+ ([0-9a-f]+)\t(.+)$/s.exec(line);
    return match === null ? [] : [{ mode: match[1] ?? '', hash: match[2] ?? '', path: match[3] ?? '' }];
  });
}

/** All files by one call of Git. */
function readBlobs(
  git: (args: readonly string[], input: string) => Buffer,
  hashes: readonly string[],
): Map<string, string> {
  const texts = new Map<string, string>();
  if (hashes.length === 0) return texts;
  const output = git(['cat-file', '--batch'], `${[...new Set(hashes)].join('\n')}\n`);
  for (let at = 0; at < output.length;) {
    const end = output.indexOf(0x0a, at);
    const [hash = '', , size = ''] = output.toString('utf8', at, end).split(' ');
    const length = Number(size);
    texts.set(hash, decodeText(output.subarray(end + 1, end + 1 + length)));
    at = end + 1 + length + 1;
  }
  return texts;
}

function runGit(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv, input = ''): Buffer {
  try {
    return execFileSync('git', args, {
      cwd,
      env: { ...env, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' },
      input,
      maxBuffer: maxBytes,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  } catch (error) {
    throw new RevisionError(describe(error as NodeJS.ErrnoException & { stderr?: Buffer }, args));
  }
}

function describe(
  { code, message, stderr }: NodeJS.ErrnoException & { stderr?: Buffer },
  args: readonly string[],
): string {
  if (code === 'ENOENT') return 'git is not installed, or the folder is not there';
  const [line = ''] = (stderr?.toString() ?? '').replace(/^fatal: /, '').split('\n');
  if (line !== '') return `git says: ${line}`;
  const revision = args[0] === 'rev-parse' ? args.at(-1)?.replace(/\^\{commit\}$/, '') : undefined;
  return revision === undefined ? message : `${JSON.stringify(revision)} is no revision of this repository`;
}
