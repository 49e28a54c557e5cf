import { lstatSync, readdirSync, readFileSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { join, sep } from 'node:path';
import type { IssueCollector } from '../validation/issue-collector';
import { byPath, largestChart, type ChartFile } from './chart-file';
import { parseHelmIgnore, type HelmIgnore } from './helm-ignore';
import { providerExtensionRules as rules } from './rules';

/**
 * Reads the folder of a chart: all regular files that its `.helmignore` leaves, sorted. A link counts as the
 * file that it names, as long as that lies in the folder, too.
 *
 * @returns undefined if the folder cannot be read, which is reported
 */
export function readChartFolder(folder: string, issues: IssueCollector): readonly ChartFile[] | undefined {
  const before = issues.findings.length;
  try {
    if (!statSync(folder).isDirectory()) {
      refuse(folder, 'is a file', issues);
      return undefined;
    }
    const reader = new FolderReader(realpathSync(folder), helmIgnore(folder, issues), issues);
    reader.read('');
    if (issues.findings.length > before) return undefined;
    return reader.files.sort(byPath);
  } catch (error) {
    refuse(folder, `cannot be read: ${reason(error)}`, issues);
    return undefined;
  }
}

/** What the file system says, without the absolute path in it. */
export function reason(error: unknown): string {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' ? code : 'unknown error';
}

function refuse(folder: string, said: string, issues: IssueCollector): void {
  issues.report(rules['helm-chart-unreadable'], 'chart', `${JSON.stringify(folder)} ${said}`, {
    hint: 'name the folder that holds Chart.yaml; paths are relative to the working directory',
  });
}

function helmIgnore(folder: string, issues: IssueCollector): HelmIgnore {
  let text = '';
  try {
    text = readFileSync(join(folder, '.helmignore'), 'utf8');
  } catch {
    // Most charts have none.
  }
  const ignore = parseHelmIgnore(text);
  if (typeof ignore !== 'string') return ignore;
  issues.report(rules['helm-chart-file'], 'chart', `.helmignore: ${ignore}`, {
    hint: 'use *, ? and […]; ** is not supported',
  });
  return () => false;
}

class FolderReader {
  readonly files: ChartFile[] = [];
  private size = 0;

  constructor(
    /** Without links. */
    private readonly top: string,
    private readonly ignore: HelmIgnore,
    private readonly issues: IssueCollector,
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
    this.issues.report(rules['helm-chart-file'], 'chart', `${path} ${said}`, { hint });
  }
}
