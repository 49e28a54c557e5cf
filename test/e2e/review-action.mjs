// The review of a landscape's pull request, as the composite action does it: its steps as they stand in action.yml, on a
// real repository, with a stand-in for GitHub's API. The actions that it uses are not run.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseYaml } from './documents.mjs';
import { root } from './report.mjs';

const action = join(root, '.github/actions/review');
const [{ inputs: declared, runs }] = parseYaml(join(action, 'action.yml'));
const profile = 'dist/garden/10-profiles/cloudprofile-alicloud.yaml';
const withoutRegion = (text) => text.replace('- name: eu-central-1\n', '- name: eu-central-9\n');
const withUnknownField = (text) => text.replace('spec:\n', 'spec:\n  "a````b": 1\n');
/** Accepted, and stored otherwise than it is written: a GitOps engine would correct it for ever. */
const withQuantityOfItsOwn = (text) => text.replace('memory: 8Gi', 'memory: 8192Mi');

export async function checkReviewAction({ report }) {
  const folder = mkdtempSync(join(tmpdir(), 'review-'));
  const github = new GitHub();
  try {
    await github.listen();
    /** @param wants text that has to be in the comment, or where there is none in the log */
    const check = async (name, { change, wants, comments, verdict = 'passed', ...settings }) => {
      const place = mkdtempSync(join(folder, 'run-'));
      const { log, failed } = await review(place, change, github, settings);
      const last = github.written?.body ?? '';
      const complaint =
        failed !== (verdict === 'failed')
          ? `it has ${failed ? 'failed' : 'passed'}`
          : comments !== undefined && github.comments.length !== comments
            ? `there are ${github.comments.length} comments`
            : wants.find((text) => !(comments === undefined ? log : last).includes(text));
      report.say(`review: ${name}`, complaint && `${complaint}\n${log}\n${last}`.slice(0, 5000));
    };

    await check('a dangerous change passes, with a comment', {
      change: withoutRegion,
      comments: 1,
      wants: ['region eu-central-1 removed', 'Validation: no errors', '(https://artifact.invalid)'],
    });
    await check('the comment is updated in place', {
      change: (text) => text,
      comments: 1,
      wants: ['no changes in 12 objects'],
    });
    await check('findings are annotations of the log', {
      change: withUnknownField,
      verdict: 'failed',
      wants: [`::error file=${profile},line=`, 'a````b'],
    });
    await check('what Gardener refuses fails, and nothing in a manifest ends the quotation', {
      change: withUnknownField,
      verdict: 'failed',
      comments: 1,
      wants: ['<details open>', '\n`````\n'],
    });
    await check('dangerous changes fail where that is wanted', {
      change: withoutRegion,
      inputs: { 'fail-on': 'dangerous' },
      verdict: 'failed',
      wants: ['the review has found what must not be merged'],
    });
    await check('so do warnings', {
      change: withQuantityOfItsOwn,
      inputs: { strict: 'true' },
      verdict: 'failed',
      wants: ['::error'],
    });
    await check('another landscape of the repository has a comment of its own', {
      change: (text) => text,
      inputs: { path: 'dist/garden' },
      comments: 2,
      wants: ['dist%2Fgarden'],
    });

    await check('the way in which the folder is written does not matter', {
      change: withoutRegion,
      inputs: { path: './dist/' },
      comments: 2,
      wants: ['region eu-central-1 removed'],
    });
    await check('nor does it matter if it is the whole repository', {
      change: withoutRegion,
      inputs: { path: '.', comment: 'false' },
      wants: ['region eu-central-1 removed'],
    });

    github.comments = Array.from({ length: 130 }, (_, index) => ({ id: index, body: 'a comment' }));
    await check('a comment is found among many', {
      change: withoutRegion,
      comments: 131,
      wants: ['Dangerous'],
    });
    await check('also the second time', {
      change: (text) => text,
      comments: 131,
      wants: ['no changes in 12 objects'],
    });
    github.comments = [{ ...github.comments.at(-1), isForeign: true }];
    await check("somebody else's comment is left alone", {
      change: withoutRegion,
      comments: 2,
      wants: ['Dangerous'],
    });
    github.comments = [];
    github.readsOnly = true;
    await check('a token that may not write is no failure', {
      change: withoutRegion,
      wants: ['::notice::no comment'],
    });
    github.readsOnly = false;
    await check('a push is judged, and neither compared nor commented', {
      change: withoutRegion,
      event: 'push',
      wants: ['There is nothing to compare with'],
    });
    await check('a revision can be given', {
      change: withoutRegion,
      event: 'push',
      inputs: { base: 'HEAD' },
      wants: ['no changes in 12 objects'],
    });
    for (const [what, inputs] of [
      ['an unknown revision', { base: 'nowhere' }],
      ['a path that is not there', { path: 'nowhere' }],
      ['a path out of the repository', { path: '../origin' }],
      ['a word for true', { strict: 'yes' }],
      ['a version that is none', { 'gardener-version': 'new' }],
    ])
      await check(`${what} is a failure that says so`, {
        change: (text) => text,
        inputs,
        verdict: 'failed',
        wants: ['::error::', Object.values(inputs)[0]],
      });
    report.say(
      'review: the pushes and failures have commented nothing',
      github.comments.length === 0 ? undefined : 'they have',
    );
  } finally {
    github.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One run of the action on a pull request that changes the profile. */
async function review(place, change, github, { inputs = {}, event = 'pull_request' }) {
  const checkout = makePullRequest(place, change);
  const merged = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: checkout, encoding: 'utf8' }).trim();
  const cli = [process.execPath, join(root, 'lib/src/cli/main.js')].join(' ');
  const context = {
    github: { event_name: event, token: 'a-token', event: { pull_request: { number: 7 } } },
    inputs: {},
    steps: {},
  };
  for (const [name, { default: value }] of Object.entries(declared))
    context.inputs[name] = { command: cli, ...inputs }[name] ?? evaluate(value, context);

  let log = '';
  for (const step of runs.steps) {
    if (step.if !== undefined && !isTrue(step.if, context)) continue;
    if (step.uses !== undefined) {
      assert.ok(existsSync(evaluate(step.with.path, context)), 'there is a report to upload');
      context.steps[step.id] = { outputs: { 'artifact-url': 'https://artifact.invalid' } };
      continue;
    }
    const outputs = join(place, `outputs-${runs.steps.indexOf(step)}`);
    const summary = join(place, 'summary');
    for (const file of [outputs, summary]) writeFileSync(file, '', { flag: 'a' });
    const env = {
      PATH: process.env.PATH,
      GITHUB_ACTION_PATH: action,
      GITHUB_API_URL: github.url,
      GITHUB_EVENT_NAME: event,
      GITHUB_OUTPUT: outputs,
      GITHUB_REPOSITORY: 'owner/landscape',
      GITHUB_SHA: merged,
      GITHUB_STEP_SUMMARY: summary,
      RUNNER_TEMP: place,
    };
    for (const [name, value] of Object.entries(step.env ?? {})) env[name] = evaluate(value, context);
    const { code, out } = await bash(step.run, { cwd: checkout, env });
    log += out;
    const lines = readFileSync(outputs, 'utf8').split('\n').filter(Boolean);
    if (step.id !== undefined)
      context.steps[step.id] = { outputs: Object.fromEntries(lines.map((line) => line.split(/=(.*)/s))) };
    if (code !== 0) return { log: `${log}${readFileSync(summary, 'utf8')}`, failed: true };
  }
  return { log: `${log}${readFileSync(join(place, 'summary'), 'utf8')}`, failed: false };
}

/** A checkout as actions/checkout makes it: one commit deep, of the merge commit. */
function makePullRequest(place, change) {
  const origin = join(place, 'origin');
  const checkout = join(place, 'checkout');
  mkdirSync(origin);
  const git = (cwd, ...args) => {
    const who = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@invalid'];
    execFileSync('git', [...who, ...args], { cwd, stdio: 'pipe' });
  };
  git(origin, 'init', '-q', '-b', 'main');
  cpSync(join(root, 'dist'), join(origin, 'dist'), { recursive: true });
  git(origin, 'add', '.');
  git(origin, 'commit', '-qm', 'the landscape');
  git(origin, 'checkout', '-qb', 'change');
  const file = join(origin, profile);
  writeFileSync(file, change(readFileSync(file, 'utf8')));
  git(origin, 'commit', '-q', '--allow-empty', '-am', 'a change');
  git(origin, 'checkout', '-q', 'main');
  git(origin, 'merge', '-q', '--no-ff', '-m', 'merge', 'change');
  git(origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  git(place, 'clone', '-q', '--depth', '1', `file://${origin}`, checkout);
  return checkout;
}

/** The expressions that the action has: names in braces, and comparisons with a text. */
function evaluate(text, context) {
  return String(text).replace(/\$\{\{ ([\w.-]+) \}\}/g, (_, name) => String(lookUp(name, context)));
}

function isTrue(condition, context) {
  return condition.split(' && ').every((part) => {
    const found = /^([\w.-]+) (==|!=) '([^']*)'$/.exec(part);
    assert.ok(found !== null, `this test understands ${part}`);
    const [, name, operator, text] = found;
    return (String(lookUp(name, context)) === text) === (operator === '==');
  });
}

function lookUp(name, context) {
  return name.split('.').reduce((value, key) => value?.[key], context) ?? '';
}

function bash(script, { cwd, env }) {
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], { cwd, env });
  let out = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (out += text));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out })));
}

/** The few requests of GitHub's API that the action makes. */
class GitHub {
  comments = [];
  /** The comment that was last made or changed. */
  written;
  readsOnly = false;
  #server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part) => (text += part));
    request.on('end', () => {
      const { status, body } = this.#answer(request, text === '' ? undefined : JSON.parse(text));
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });

  listen() {
    return new Promise((resolve) => this.#server.listen(0, '127.0.0.1', () => resolve()));
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  close() {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer({ method, url, headers }, sent) {
    const refused = { status: 403, body: { message: 'Resource not accessible by integration' } };
    if (headers.authorization !== 'Bearer a-token')
      return { status: 401, body: { message: 'Bad credentials' } };
    const { pathname, searchParams } = new URL(url, 'http://github.invalid');
    const collection = '/repos/owner/landscape/issues/7/comments';
    if (method === 'GET' && pathname === collection) {
      const size = Number(searchParams.get('per_page'));
      const start = (Number(searchParams.get('page')) - 1) * size;
      return { status: 200, body: this.comments.slice(start, start + size) };
    }
    if (this.readsOnly) return refused;
    if (method === 'POST' && pathname === collection) {
      this.comments.push({ id: 1000 + this.comments.length, body: sent.body });
      this.written = this.comments.at(-1);
      return { status: 201, body: this.written };
    }
    const comment = this.comments.find(
      ({ id }) => pathname === `/repos/owner/landscape/issues/comments/${id}`,
    );
    if (method !== 'PATCH' || comment === undefined) return { status: 404, body: { message: 'Not Found' } };
    if (comment.isForeign) return refused;
    comment.body = sent.body;
    this.written = comment;
    return { status: 200, body: comment };
  }
}
