// The workflows of this repository, read by actionlint; what it does not ask is asked here. None of them is run.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseYaml } from './documents.mjs';
import { buildGoProgram } from './go-program.mjs';
import { root } from './report.mjs';

const folder = join(root, '.github/workflows');
const forms = join(root, '.github/ISSUE_TEMPLATE');

export function checkWorkflows({ report }) {
  checkActionlint(report);
  for (const file of readdirSync(folder)) checkRights(report, file);
  for (const file of readdirSync(forms)) if (file !== 'config.yml') checkForm(report, file);
  checkReleaseNotes(report);
}

/** All of `.github`, and copies with a mistake each: without these the check could not fail. */
function checkActionlint(report) {
  const program = join(
    buildGoProgram('actionlint', { main: 'github.com/rhysd/actionlint/cmd/actionlint' }),
    'actionlint',
  );
  const lint = (repository) => {
    const files = readdirSync(join(repository, '.github/workflows')).map(
      (name) => `.github/workflows/${name}`,
    );
    const { status, stdout, stderr } = spawnSync(program, files, { cwd: repository, encoding: 'utf8' });
    return status === 0 ? undefined : `${stdout}${stderr}`;
  };
  report.say('actionlint: the workflows', lint(root));
  for (const [mistake, file, right, wrong] of [
    ['an unknown input of the review', 'ci.yml', 'command: node', 'comand: node'],
    ['an unknown input of an action', 'ci.yml', 'go-version:', 'goversion:'],
    ['an output that no job has', 'release.yml', 'needs.pack.outputs.version', 'needs.pack.outputs.number'],
    ['a right that there is not', 'release.yml', 'id-token: write', 'id-tokens: write'],
  ]) {
    const copy = mkdtempSync(join(tmpdir(), 'workflows-'));
    try {
      // A repository is what has a .git.
      mkdirSync(join(copy, '.git'));
      cpSync(join(root, '.github'), join(copy, '.github'), { recursive: true });
      const path = join(copy, '.github/workflows', file);
      const text = readFileSync(path, 'utf8');
      writeFileSync(path, text.replace(right, wrong));
      const isNoticed = text.includes(right) && lint(copy) !== undefined;
      report.say(`actionlint notices ${mistake}`, isNoticed ? undefined : 'it does not');
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  }
}

/** A change from a fork must get at nothing, and an action must not change under us more than it says. */
function checkRights(report, file) {
  const text = readFileSync(join(folder, file), 'utf8');
  const [{ on, permissions, jobs }] = parseYaml(join(folder, file));
  const ofForks = Object.hasOwn(on, 'pull_request');
  const steps = Object.values(jobs).flatMap(({ steps = [] }) => steps);
  const uses = steps.flatMap((step) => step.uses ?? []);
  const complaints = [
    Object.hasOwn(on, 'pull_request_target') && 'runs on pull_request_target',
    JSON.stringify(permissions) !== '{"contents":"read"}' && 'reads more by default than the contents',
    ofForks && /\bsecrets\b/.test(text) && 'uses secrets in pull requests',
    ofForks && /(id-token|packages|contents|actions): write/.test(text) && 'may write in pull requests',
    // Text of a pull request that is put into a script is part of the script.
    steps.some(({ run = '' }) => run.includes('${{')) && 'has an expression in a script',
    uses.find((name) => !/^\.\/|@(v\d+|v\d+\.\d+\.\d+|[0-9a-f]{40})$/.test(name)),
    Object.values(jobs).some((job) => job.uses === undefined && job['timeout-minutes'] === undefined) &&
      'has a job without an end',
  ].filter(Boolean);
  report.say(`${file}: rights and pins`, complaints.length === 0 ? undefined : complaints.join('; '));
}

/** GitHub does not show a form with a mistake, and says so to nobody. */
function checkForm(report, file) {
  const [{ name, description, body }] = parseYaml(join(forms, file));
  const fields = body.filter(({ type }) => type !== 'markdown');
  const ids = fields.map(({ id }) => id);
  const complaints = [
    (typeof name !== 'string' || typeof description !== 'string') && 'has no name or description',
    body.some(({ type }) => !['markdown', 'input', 'textarea', 'dropdown', 'checkboxes'].includes(type)) &&
      'has a field of an unknown type',
    fields.some(({ attributes }) => typeof attributes.label !== 'string') && 'has a field without a label',
    (new Set(ids).size < ids.length || ids.some((id) => !/^[\w-]+$/.test(id))) && 'has ids that are none',
    !fields.some(({ attributes }) => attributes.render === 'yaml') && 'asks for no YAML',
    !fields.some(({ attributes, validations }) => /Version/.test(attributes.label) && validations.required) &&
      'asks for no version',
  ].filter(Boolean);
  report.say(`issue form ${file}`, complaints.length === 0 ? undefined : complaints.join('; '));
}

function checkReleaseNotes(report) {
  const notes = (version, input) =>
    execFileSync('node', [join(root, '.github/release-notes.mjs'), version], {
      input,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
    });
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  const [, newest] = /^## \[(\d+\.\d+\.\d+)\] - /m.exec(changelog);
  const told = notes(newest, changelog);
  report.say(
    `release notes of ${newest}`,
    told.startsWith('### ') && !/^## /m.test(told) ? undefined : `they are ${told}`,
  );
  const small =
    '# Changelog\n\n## [1.0.0] - 2026-01-01\n\nNew: [the API](docs/api.md).\n\n## [0.9.0] - 2025-01-01\n\n';
  report.say(
    'release notes end where the next version begins, and link to nowhere',
    notes('1.0.0', small) === 'New: the API.\n' ? undefined : notes('1.0.0', small),
  );
  for (const version of ['0.9.0', '2.0.0', 'Unreleased']) {
    let isRefused = false;
    try {
      notes(version, small);
    } catch {
      isRefused = true;
    }
    report.say(
      `no release notes of ${version}, of which nothing is told`,
      isRefused ? undefined : 'there are',
    );
  }
}
