import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isObject } from '../gardener/json';
import { readPackageInfo } from '../init/new-landscape';
import type { Issue } from '../issues/issue';
import type { Rule } from '../issues/rule';
import { renderGithub } from '../validation/report/github';
import { renderJson } from '../validation/report/json';
import { renderSarif } from '../validation/report/sarif';
import { countOf, renderText } from '../validation/report/text';
import type { ValidationReport } from '../validation/report/validation-report';
import { type LeftOut, readRepository } from '../validation/repository/repository';
import type { SourceFile } from '../validation/repository/sources';
import { judgeTexts } from '../validation/validate';
import { readWaivers, warningsAsErrors } from '../validation/waivers';
import { oneOf, parseArguments } from './arguments';
import { exitCode, forTerminal, hasColour, type Io, UsageError } from './io';
import { readManifests, readMoreFrom } from './read-manifests';
import { judgeFor, targetFlags, targetHelp } from './target-flags';

const validateHelp = `Usage: gardener-alicloud validate [FLAGS] PATH...

Judges manifests as a Gardener with the Alibaba Cloud extension does. PATH is a file, a folder (one landscape,
judged as a whole) or - for standard input. Of a folder with a kustomization.yaml its plain cases are judged as
they are built; what is no manifest is left out, and counted.

  --previous PATH        what is stored now (a file or folder): judges an update; objects pair by name
  --parent FILE          CloudProfiles that NamespacedCloudProfiles refine: judges the merged result, too
  --namespace NAME       for objects that name none, as kubectl has it
  --ignore GLOB          leaves out files below a folder, as .gitignore does; repeatable
  --strict               warnings count as errors
  --waivers FILE         YAML list of {rule, field, reason}: warnings that are known and meant
  --output FORMAT        text (default), json, sarif or github
${targetHelp}
Exit codes: 0 no errors, 1 errors, 2 wrong use.
`;

const formats = ['text', 'json', 'sarif', 'github'] as const;

/** `gardener-alicloud validate`; resolves to the exit code. */
export function runValidate(args: readonly string[], io: Io): number {
  const { values, positionals } = parseArguments(args, {
    ...targetFlags,
    previous: { type: 'string' },
    parent: { type: 'string' },
    namespace: { type: 'string' },
    ignore: { type: 'string', multiple: true },
    strict: { type: 'boolean' },
    waivers: { type: 'string' },
    output: { type: 'string', default: 'text' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help === true) {
    io.out(validateHelp);
    return exitCode.fine;
  }
  if (positionals.length === 0)
    throw new UsageError('no file or folder given; see gardener-alicloud validate --help');
  const output = oneOf('--output', values.output, formats);
  const judge = judgeFor(values, positionals, io);
  const waivers = values.waivers === undefined ? [] : loadWaivers(values.waivers, io);
  const previous = values.previous === undefined ? [] : valuesOf(readManifests([values.previous], io), io);

  const parents = values.parent === undefined ? [] : readParents(values.parent, io);

  const files = readManifests(positionals, io, values.ignore);
  const around = {
    readMore: readMoreFrom(io),
    ...(values.namespace === undefined ? {} : { namespace: values.namespace }),
  };
  const { issues, documents, leftOut, withoutRules } = judgeTexts(
    files,
    { ...judge.options, ...around },
    { previous, parents },
  );
  if (documents.length === 0 && !issues.some(isError)) {
    throw new UsageError(noManifest(positionals, leftOut));
  }
  const waived = judge.waive(issues, waivers);
  const judged = values.strict === true ? warningsAsErrors(waived) : waived;
  const report: ValidationReport = {
    ...{ issues: judged, files: files.length, documents: documents.length, withoutRules },
    leftOut: leftOut.others + leftOut.templates + leftOut.unbuilt,
    judgedFor: judge.says,
  };
  io.out(render(report, output, io));
  return judged.some(isError) ? exitCode.findings : exitCode.fine;
}

function isError({ severity }: Issue): boolean {
  return severity === 'error';
}

/** What the files make, as they are applied. */
function valuesOf(files: readonly SourceFile[], io: Io): unknown[] {
  return readRepository(files, { readMore: readMoreFrom(io) }).documents.map(
    ({ document }) => document.value,
  );
}

/** Nothing was judged: nobody should take that for a good answer. */
function noManifest(paths: readonly string[], { others, templates, unbuilt }: LeftOut): string {
  const reasons = [
    ...(others === 0 ? [] : [`${countOf(others, 'document')} without apiVersion and kind`]),
    ...(templates === 0 ? [] : [`${countOf(templates, 'template')} of Helm or spiff: render them first`]),
    ...(unbuilt === 0
      ? []
      : [`${countOf(unbuilt, 'document')} of a kustomization: judge what kustomize build prints`]),
  ];
  const left = reasons.length === 0 ? '' : `, only ${reasons.join(', ')}`;
  return `${paths.join(', ')}: there is no manifest${left}`;
}

function readParents(file: string, io: Io): unknown[] {
  const profiles = valuesOf(readManifests([file], io), io).filter(
    (value) => isObject(value) && value['kind'] === 'CloudProfile',
  );
  if (profiles.length > 0) return profiles;
  throw new UsageError(`--parent ${file}: holds no CloudProfile; give the one that is the parent`);
}

/** @throws UsageError for a file that cannot be read, or holds no waivers */
export function loadWaivers(file: string, io: Io): ReturnType<typeof readWaivers> {
  try {
    return readWaivers(readFileSync(resolve(io.cwd, file), 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(`--waivers ${file}: ${code === 'ENOENT' ? 'no such file' : message}`);
  }
}

function render(report: ValidationReport, output: (typeof formats)[number], io: Io): string {
  switch (output) {
    case 'text':
      return forTerminal(renderText(report, { colour: hasColour(io) }), io);
    case 'json':
      return renderJson(report);
    case 'sarif':
      return renderSarif(report, { rules: everyRule(), ...readToolInfo() });
    case 'github':
      return renderGithub(report);
  }
}

function readToolInfo(): { readonly toolVersion: string; readonly rulesUri: string } {
  const { version, homepage } = readPackageInfo();
  return { toolVersion: version, rulesUri: `${homepage}/blob/v${version}/docs/rules.md` };
}

function everyRule(): readonly Rule[] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loads every table, which only SARIF needs
  const { catalogue } = require('./catalogue') as typeof import('./catalogue');
  return catalogue().flatMap(({ rules }) => rules);
}
