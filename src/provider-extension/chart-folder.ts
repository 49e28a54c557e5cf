import { type Dirent, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Check } from '../issues/check';
import { providerExtensionRules as rules } from './table';
import { byPath, type ChartFile, largestChart } from './tar';

/**
 * Reads the folder of a chart: all regular files that its `.helmignore` leaves, sorted. A link counts as the
 * file that it names, as long as that lies in the folder, too.
 *
 * @returns undefined if the folder cannot be read, which is reported
 */
export function readChartFolder(folder: string, check: Check): readonly ChartFile[] | undefined {
  const before = check.findings.length;
  try {
    if (!statSync(folder).isDirectory()) {
      refuse(folder, 'is a file', check);
      return undefined;
    }
    const reader = new FolderReader(realpathSync(folder), helmIgnore(folder, check), check);
    reader.read('');
    if (check.findings.length > before) return undefined;
    return reader.files.sort(byPath);
  } catch (error) {
    refuse(folder, `cannot be read: ${reason(error)}`, check);
    return undefined;
  }
}

/** What the file system says, without the absolute path in it. */
export function reason(error: unknown): string {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' ? code : 'unknown error';
}

function refuse(folder: string, said: string, check: Check): void {
  check
    .at('chart')
    .report(
      rules['helm-chart-unreadable'],
      `${JSON.stringify(folder)} ${said}`,
      'name the folder that holds Chart.yaml; paths are relative to the working directory',
    );
}

function helmIgnore(folder: string, check: Check): HelmIgnore {
  let text = '';
  try {
    text = readFileSync(join(folder, '.helmignore'), 'utf8');
  } catch {
    // Most charts have none.
  }
  const ignore = parseHelmIgnore(text);
  if (typeof ignore !== 'string') return ignore;
  check
    .at('chart')
    .report(rules['helm-chart-file'], `.helmignore: ${ignore}`, 'use *, ? and […]; ** is not supported');
  return () => false;
}

class FolderReader {
  readonly files: ChartFile[] = [];
  private size = 0;

  constructor(
    /** Without links. */
    private readonly top: string,
    private readonly ignore: HelmIgnore,
    private readonly check: Check,
  ) {}

  read(folder: string): void {
    for (const entry of readdirSync(join(this.top, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (this.size > largestChart) return;
      if (this.ignore(path, entry.isDirectory())) continue;
      if (entry.isDirectory()) this.read(path);
      else this.readFile(path, entry);
    }
  }

  private readFile(path: string, entry: Dirent): void {
    const place = entry.isSymbolicLink() ? this.targetOf(path) : join(this.top, path);
    if (place === undefined) return;
    if (!lstatSync(place).isFile()) {
      this.refuse(path, 'is no regular file', 'leave it out with .helmignore');
      return;
    }
    const content = readFileSync(place);
    this.size += content.length;
    if (this.size > largestChart) {
      this.refuse(path, 'makes the folder too large for a chart', 'name the folder that holds Chart.yaml');
      return;
    }
    this.files.push({ path, content });
  }

  private targetOf(path: string): string | undefined {
    const hint = 'put a copy of the file in its place, or leave the link out with .helmignore';
    try {
      const target = realpathSync(join(this.top, path));
      if (target.startsWith(`${this.top}${sep}`)) return target;
      this.refuse(path, 'is a link to something outside of the chart', hint);
    } catch (error) {
      this.refuse(path, `is a link that leads nowhere: ${reason(error)}`, hint);
    }
    return undefined;
  }

  private refuse(path: string, said: string, hint: string): void {
    this.check.at('chart').report(rules['helm-chart-file'], `${path} ${said}`, hint);
  }
}

/** Says whether a path, relative to the chart's folder, is left out of the archive. */
type HelmIgnore = (path: string, isFolder: boolean) => boolean;

interface Pattern {
  readonly negated: boolean;
  readonly foldersOnly: boolean;
  readonly wholePath: boolean;
  readonly glob: RegExp;
}

/** Helm adds it to every chart's own rules. */
const always = 'templates/.?*';

/**
 * Reads `.helmignore` as Helm does: a pattern with a slash is for the whole path, one without for the last part
 * of it; `!` is not git's, but ignores whatever the pattern does not match.
 *
 * @returns a text that says what is wrong where Helm would refuse the file
 */
export function parseHelmIgnore(text: string): HelmIgnore | string {
  const patterns: Pattern[] = [];
  for (const line of [...text.replace(/^\ufeff/, '').split('\n'), always]) {
    const rule = line.trim();
    if (rule === '' || rule.startsWith('#')) continue;
    const pattern = rule.includes('**') ? undefined : toPattern(rule);
    if (pattern === undefined) return `${JSON.stringify(rule)} is no pattern that Helm knows`;
    patterns.push(pattern);
  }
  return (path, isFolder) => isIgnored(path, isFolder, patterns);
}

function isIgnored(path: string, isFolder: boolean, patterns: readonly Pattern[]): boolean {
  const last = path.slice(path.lastIndexOf('/') + 1);
  for (const { negated, foldersOnly, wholePath, glob } of patterns) {
    const applies = isFolder || !foldersOnly;
    const matches = applies && glob.test(wholePath ? path : last);
    if (matches !== negated) return true;
  }
  return false;
}

function toPattern(rule: string): Pattern | undefined {
  const negated = rule.startsWith('!');
  const unsigned = negated ? rule.slice(1) : rule;
  const foldersOnly = unsigned.endsWith('/');
  const body = foldersOnly ? unsigned.slice(0, -1) : unsigned;
  const glob = toRegExp(body.replace(/^\/+/, ''));
  return glob === undefined ? undefined : { negated, foldersOnly, wholePath: body.includes('/'), glob };
}

/** Go's `path.Match`: `*` and `?` stop at slashes, `[…]` negates with `^`, a backslash takes what follows as it is. */
function toRegExp(glob: string): RegExp | undefined {
  const token = /\*+|\?|\\.|\[\^?(?:\\.|[^\]\\])+\]|[^*?[\\]/gsuy;
  let source = '';
  let read = 0;
  for (const [found] of glob.matchAll(token)) {
    read += found.length;
    if (found.startsWith('*')) source += '[^/]*';
    else if (found === '?') source += '[^/]';
    else if (found.startsWith('[')) source += found;
    else source += escape(found.startsWith('\\') ? found.slice(1) : found);
  }
  if (read < glob.length) return undefined;
  try {
    return new RegExp(`^${source}$`, 'su');
  } catch {
    return undefined;
  }
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
