/** Says whether a path, relative to the chart's folder, is left out of the archive. */
export type HelmIgnore = (path: string, isFolder: boolean) => boolean;

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
