import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isObject } from '../gardener/json';
import { readPackageInfo } from '../init/new-landscape';
import type { Rule } from '../issues/rule';
import { renderGithub } from '../validation/report/github';
import { renderJson } from '../validation/report/json';
import { renderSarif } from '../validation/report/sarif';
import { renderText } from '../validation/report/text';
import type { ValidationReport } from '../validation/report/validation-report';
import { judgeTexts, readValues } from '../validation/validate';
import { applyWaivers, readWaivers, warningsAsErrors } from '../validation/waivers';
import { oneOf, parseArguments } from './arguments';
import { exitCode, forTerminal, hasColour, type Io, UsageError } from './io';
import { type ManifestFile, readManifests } from './read-manifests';
import { targetFlags, targetFrom, targetHelp } from './target-flags';

const validateHelp = `Usage: gardener-alicloud validate [FLAGS] PATH...

Judges manifests as a Gardener with the Alibaba Cloud extension does. PATH is a file, a folder (one landscape,
judged as a whole) or - for standard input.

  --previous PATH        what is stored now (a file or folder): judges an update; objects pair by name
  --parent FILE          CloudProfiles that NamespacedCloudProfiles refine: judges the merged result, too
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
  const options = targetFrom(values);
  const waivers = values.waivers === undefined ? [] : loadWaivers(values.waivers, io);
  const previous =
    values.previous === undefined ? [] : readManifests([values.previous], io).flatMap(valuesOf);

  const parents = values.parent === undefined ? [] : readParents(values.parent, io);

  const files = readManifests(positionals, io);
  const { issues, documents } = judgeTexts(files, options, { previous, parents });
  const waived = applyWaivers(issues, waivers);
  const judged = values.strict === true ? warningsAsErrors(waived) : waived;
  const report: ValidationReport = { issues: judged, files: files.length, documents: documents.length };
  io.out(render(report, output, io));
  return judged.some(({ severity }) => severity === 'error') ? exitCode.findings : exitCode.fine;
}

function valuesOf({ text }: ManifestFile): unknown[] {
  return readValues(text);
}

function readParents(file: string, io: Io): unknown[] {
  const profiles = readManifests([file], io)
    .flatMap((manifest) => valuesOf(manifest))
    .filter((value) => isObject(value) && value['kind'] === 'CloudProfile');
  if (profiles.length > 0) return profiles;
  throw new UsageError(`--parent ${file}: holds no CloudProfile; give the one that is the parent`);
}

function loadWaivers(file: string, io: Io): ReturnType<typeof readWaivers> {
  try {
    return readWaivers(readFileSync(resolve(io.cwd, file), 'utf8'));
  } catch (error) {
    throw new UsageError(`--waivers ${file}: ${error instanceof Error ? error.message : String(error)}`);
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
