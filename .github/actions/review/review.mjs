// Judges the landscape and what has changed of it, for action.yml beside it. Errors of the landscape are no failure of
// this program: they are its output `verdict`. It fails for wrong use.
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, normalize } from 'node:path';

const input = (name) => process.env[`REVIEW_${name}`] ?? '';
const path = normalize(input('PATH')).replace(/\/+$/, '');
const folder = mkdtempSync(join(process.env.RUNNER_TEMP, 'review-'));
const summaryFile = join(folder, 'summary.md');
const reportFile = join(folder, 'landscape.html');
/** So many characters of the findings go into the comment; all of them are in the log. */
const longestFindings = 20_000;

try {
  main();
} catch (error) {
  console.log(`::error::${escapeData(error.message)}`);
  process.exitCode = 2;
}

function main() {
  if (isAbsolute(path) || path.startsWith('..'))
    throw new Error(`${path} is not in the repository: the input "path" begins at its root`);
  if (!existsSync(path))
    throw new Error(`there is no ${path}: give the landscape's folder as the input "path"`);
  for (const [name, allowed] of [
    ['STRICT', ['true', 'false']],
    ['FAIL_ON', ['refused', 'dangerous']],
  ])
    if (!allowed.includes(input(name)))
      throw new Error(`"${input(name)}" is not one of ${allowed.join(', ')}`);

  const base = findBase();
  const before = base === undefined ? undefined : extract(base);
  const target = [
    ...option('--gardener-version', input('GARDENER_VERSION')),
    ...option('--provider-version', input('PROVIDER_VERSION')),
  ];

  const judgement = [
    ...(input('STRICT') === 'true' ? ['--strict'] : []),
    ...option('--previous', before),
    ...target,
  ];
  // Annotations are lines of the log. GitHub shows ten of a kind; the summary has the rest.
  const annotated = command(['validate', '--output', 'github', ...judgement, path]);
  process.stdout.write(annotated.out);
  const judged = command(['validate', ...judgement, path]);

  const changes =
    before === undefined
      ? undefined
      : command([
          ...['diff', '--output', 'markdown', '--fail-on', input('FAIL_ON')],
          ...option('--shoots', input('SHOOTS')),
          ...target,
          ...[before, path],
        ]);
  command(['report', '--out', reportFile, ...option('--since', before), ...target, path]);

  const summary = [
    changes?.out.trim() ?? `### ${path}\n\nThere is nothing to compare with.`,
    findings(judged),
  ].join('\n\n');
  writeFileSync(summaryFile, `${summary}\n`);
  appendFileSync(process.env.GITHUB_STEP_SUMMARY, `${summary}\n`);
  const failed = [annotated, judged, changes].some((answer) => answer?.code === 1);
  setOutputs({ path, verdict: failed ? 'failed' : 'passed', summary: summaryFile, report: reportFile });
}

/**
 * What a pull request is merged into: the first parent of the commit that GitHub makes for it. It is what the files here
 * are made of, which the tip of the target branch may no longer be.
 */
function findBase() {
  if (input('BASE') !== '') return input('BASE');
  if (process.env.GITHUB_EVENT_NAME !== 'pull_request') return undefined;
  const head = git(['rev-parse', 'HEAD']).out.trim();
  if (head !== process.env.GITHUB_SHA)
    throw new Error(
      `HEAD is ${head}, not the merge commit of the pull request; give the revision to compare with as the input "base"`,
    );
  const parent = () => git(['rev-parse', '--verify', '--quiet', 'HEAD^1']);
  // A checkout is one commit deep unless it is told otherwise.
  if (parent().code !== 0) {
    const fetched = git(['fetch', '--no-tags', '--depth=2', 'origin', head]);
    if (fetched.code !== 0) throw new Error(`cannot fetch what ${head} is merged into: ${fetched.err}`);
  }
  const { code, out } = parent();
  if (code !== 0) throw new Error(`${head} has no parent to compare with`);
  return out.trim();
}

/** The landscape as the revision has it, in a folder; undefined where the revision has none. */
function extract(revision) {
  const found = git(['rev-parse', '--verify', '--quiet', `${revision}^{commit}`]);
  if (found.code !== 0)
    throw new Error(`"${revision}" is no revision of this checkout; does it need fetch-depth: 0?`);
  const commit = found.out.trim();
  if (git(['cat-file', '-e', path === '.' ? commit : `${commit}:${path}`]).code !== 0) return undefined;
  const before = join(folder, 'before');
  mkdirSync(before);
  const archive = spawnSync('git', ['archive', commit, '--', path], { maxBuffer: 2 ** 30 });
  const unpacked = spawnSync('tar', ['-x', '-C', before], { input: archive.stdout });
  if (archive.status !== 0 || unpacked.status !== 0)
    throw new Error(`cannot read ${path} of ${revision}: ${archive.stderr}${unpacked.stderr}`);
  return join(before, path);
}

/** What the validation says, folded away if it is all right. */
function findings({ code, out, err }) {
  const text = `${out}${err}`.trim();
  const shown =
    text.length <= longestFindings ? text : `${text.slice(0, longestFindings)}\n… the rest is in the log`;
  // Longer than any fence in it, so that nothing in a manifest can end it.
  const fence = '`'.repeat(Math.max(3, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  const title = text.split('\n').at(-1);
  const open = code === 0 ? '' : ' open';
  return `<details${open}><summary>Validation: ${escapeHtml(title)}</summary>\n\n${fence}\n${shown}\n${fence}\n\n</details>`;
}

/** Runs the command line; 2 is wrong use, and nothing to go on with. */
function command(args) {
  const [program, ...first] = input('COMMAND').split(' ').filter(Boolean);
  const answer = run(program, [...first, ...args]);
  if (answer.code !== 0 && answer.code !== 1)
    throw new Error(`${args[0]} ended with ${answer.code}: ${answer.err.trim()}`);
  return answer;
}

function git(args) {
  return run('git', args);
}

function run(program, args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (error !== undefined) throw new Error(`cannot run ${program}: ${error.message}`);
  return { code: status, out: stdout, err: stderr };
}

function option(name, value) {
  return value === undefined || value === '' ? [] : [name, value];
}

function setOutputs(outputs) {
  for (const [name, value] of Object.entries(outputs))
    appendFileSync(process.env.GITHUB_OUTPUT, `${name}=${value}\n`);
}

/** As a workflow command wants its text. */
function escapeData(text) {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeHtml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
