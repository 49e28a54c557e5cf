import { basename, dirname, extname, resolve } from 'node:path';
import { App, Chart } from 'cdk8s';
import { setGardenChart, setTarget, ValidationError, withoutTrace } from '../garden-object/garden-object';
import {
  boolean,
  instance,
  list,
  mapOf,
  type Members,
  object,
  readProps,
  reportBelow,
  required,
  text,
  unplaced,
} from '../garden-object/shapes';
import { gardenAppRules } from '../garden-object/table';
import { quote } from '../gardener/json';
import { Target, type TargetOptions, UnsupportedVersionError } from '../gardener/target';
import type { Check } from '../issues/check';
import type { Issue } from '../issues/issue';
import { renderText } from '../validation/report/text';
import {
  applyWaivers,
  byFile,
  InvalidWaiverError,
  type Waiver,
  warningsAsErrors,
} from '../validation/waivers';
import { GitOps } from './gitops/gitops';
import { type OutputSummary, writeOutput } from './output/write-output';
import { OutputError } from './output/output-error';
import { isEditorSchemas, renderLandscape } from './render-landscape';

/** Props of `GardenApp`: what the output is for, where it goes, and how strictly it is judged. */
export interface GardenAppProps {
  /** Gardener that the output is for, e.g. `1.149`; decides which shapes and rules hold. @default the newest known */
  readonly gardenerVersion?: string;
  /** Version of provider-alicloud in use, e.g. `1.71`. @default the newest known */
  readonly providerVersion?: string;
  /** Feature gates of gardener-apiserver that differ from that version's defaults. @default none */
  readonly featureGates?: Readonly<Record<string, boolean>>;
  /**
   * The day to judge expiry dates by. Only issues depend on it, never a byte of the output.
   * @default no clock: every version counts as unexpired
   */
  readonly now?: Date;
  /** Who applies the output. @default GitOps.none(): folders for `kubectl apply --server-side` */
  readonly gitops?: GitOps;
  /** Where the output goes. @default `dist`, or what cdk8s-cli says */
  readonly outdir?: string;
  /** Warnings that are known and meant, each with its reason. @default none */
  readonly waivers?: readonly Waiver[];
  /** Whether warnings fail the synthesis, too. @default false */
  readonly strict?: boolean;
  /**
   * Where editors find the schemas of Gardener's kinds, as `gardener-alicloud schema --out` writes them: a URL, or the
   * path of the folder as seen from the output folder, e.g. `../schemas`. Each file of such a kind then begins with
   * a comment for the YAML language server. @default no comment
   */
  readonly editorSchemas?: string;
}

/**
 * An app whose output is a landscape in a GitOps repository: staged folders with one file per object, validated
 * as a whole, and written all or nothing.
 */
export class GardenApp extends App {
  /** Everything for the virtual garden: CloudProfiles, Seeds, registrations. */
  readonly garden: Chart;
  /** Everything for the runtime cluster: operator Extensions, the image-sharing job. */
  readonly runtime: Chart;
  private readonly gitops: GitOps;
  private readonly target: TargetOptions;
  private readonly waivers: readonly Waiver[];
  private readonly strict: boolean;
  private readonly editorSchemas: string | undefined;
  private readonly check: Check;

  /** @throws UnsupportedVersionError for versions out of range */
  constructor(props: GardenAppProps = {}) {
    const check = unplaced();
    const given = readProps(props, appMembers, check);
    super({
      ...(given.outdir === undefined ? {} : { outdir: given.outdir }),
      recordConstructMetadata: false,
    });
    const { gardenerVersion, providerVersion, featureGates, now = null } = given;
    this.check = check;
    this.target = {
      ...(gardenerVersion === undefined ? {} : { gardenerVersion }),
      ...(providerVersion === undefined ? {} : { providerVersion }),
      ...(featureGates === undefined ? {} : { featureGates }),
      now,
    };
    try {
      new Target(this.target);
    } catch (error) {
      throw error instanceof UnsupportedVersionError ? withoutTrace(error) : error;
    }
    setTarget(this, this.target);
    this.gitops = given.gitops ?? GitOps.none();
    reportBelow(check.at('gitops'), this.gitops.engine.findings);
    this.waivers = given.waivers ?? [];
    this.strict = given.strict ?? false;
    this.editorSchemas = given.editorSchemas;
    if (this.editorSchemas !== undefined && !isEditorSchemas(this.editorSchemas)) {
      check
        .at('editorSchemas')
        .report(
          gardenAppRules['editor-schemas-form'],
          `${quote(this.editorSchemas)} is neither a URL nor a path as seen from the output folder`,
          "write 'https://…', or a path like '../schemas', without blanks",
        );
    }
    this.garden = new Chart(this, 'garden', { disableResourceNameHashes: true });
    setGardenChart(this, this.garden);
    this.runtime = new Chart(this, 'runtime', { disableResourceNameHashes: true });
  }

  /**
   * Validates everything and writes the output folder, or changes nothing. Says on standard output what was
   * written, and on standard error what to look at. Target and waivers are written along, for who judges the output.
   *
   * @throws ValidationError with all issues, warnings included
   * @throws OutputError where the folder cannot be written
   * @throws InvalidWaiverError for a waiver without rule or reason
   */
  override synth(): void {
    try {
      const { garden, runtime, gitops, target, outdir, editorSchemas } = this;
      const { files, issues, others, filesOf, manifestsOf } = renderLandscape({
        root: this,
        garden,
        runtime,
        gitops,
        target,
        outdir,
        editorSchemas,
      });
      const own = this.check.findings.map((issue) => ({ ...issue, origin: { constructPath: 'GardenApp' } }));
      const judged = this.judged([...own, ...issues], others, filesOf, manifestsOf);
      const facts = toFacts(new Target(target), target, gitops, byFile(this.waivers, filesOf));
      const summary = writeOutput(outdir, files, { facts: { ...facts } });
      this.report(summary, judged);
    } catch (error) {
      warnIfEmptied(this.outdir);
      throw error instanceof OutputError || error instanceof InvalidWaiverError ? withoutTrace(error) : error;
    }
  }

  private judged(
    found: readonly Issue[],
    others: readonly string[],
    files: ReadonlyMap<string, readonly string[]>,
    manifests: ReadonlyMap<string, readonly unknown[]>,
  ): readonly Issue[] {
    const filesOf = ({ origin }: Issue): readonly string[] => files.get(origin?.constructPath ?? '') ?? [];
    const manifestsOf = ({ origin }: Issue): readonly unknown[] =>
      manifests.get(origin?.constructPath ?? '') ?? [];
    const waived = applyWaivers(found, this.waivers, { filesOf, manifestsOf });
    const issues = this.strict ? warningsAsErrors(waived) : waived;
    if (others.length > 0 || issues.some((issue) => issue.severity === 'error')) {
      throw new ValidationError(issues, others);
    }
    return issues;
  }

  private report(summary: OutputSummary, issues: readonly Issue[]): void {
    const { written, unchanged, removed, kept = [] } = summary;
    const total = written.length + unchanged.length;
    if (issues.length > 0) {
      process.stderr.write(
        renderText({ issues, files: total, documents: total }, { colour: process.stderr.isTTY }),
      );
    }
    if (kept.length > 0) process.stderr.write(renderKept(this.outdir, kept));
    process.stdout.write(
      `${this.outdir}: ${total} files (${written.length} written, ${unchanged.length} unchanged, ${removed.length} removed)\n` +
        renderFolders([...written, ...unchanged]) +
        (written.length === total ? renderNext(this.outdir, written) : ''),
    );
  }
}

/** For who has never seen it: the first run writes everything. */
function renderNext(outdir: string, paths: readonly string[]): string {
  const [first] = paths.filter((path) => path.startsWith('garden/')).sort();
  if (first === undefined) return '';
  return `Look at ${outdir}/${first} first. npm test, or gardener-alicloud validate ${outdir}, judges all of it.\n`;
}

/** What is there, a line for each folder: that nothing had to be written does not mean that there is nothing. */
function renderFolders(paths: readonly string[]): string {
  const folders = new Map<string, string[]>();
  for (const path of [...paths].sort()) {
    const names = folders.get(dirname(path)) ?? [];
    names.push(basename(path, extname(path)));
    folders.set(dirname(path), names);
  }
  const width = Math.max(0, ...[...folders.keys()].map((folder) => folder.length));
  return [...folders]
    .map(([folder, names]) => {
      const more = names.length > shownNames ? ` and ${names.length - shownNames} more` : '';
      return `  ${folder.padEnd(width)}  ${names.slice(0, shownNames).join(', ')}${more}\n`;
    })
    .join('');
}

/** So many objects of a folder are named; a landscape may have hundreds. */
const shownNames = 4;

/** They would be applied for ever if nobody knew of them. */
function renderKept(outdir: string, kept: readonly string[]): string {
  const shown = kept.slice(0, 20).map((path) => `  ${path}\n`);
  const more = kept.length > shown.length ? `  and ${kept.length - shown.length} more\n` : '';
  return (
    `${outdir}: no longer produced, but not as this program wrote it, so it stays; ` +
    `remove it, or move it elsewhere if you need it:\n${shown.join('')}${more}`
  );
}

/** cdk8s-cli deletes the old output before it starts an app: then there is nothing left that could stay. */
function warnIfEmptied(outdir: string): void {
  const emptied = process.env['CDK8S_OUTDIR'];
  if (emptied === undefined || resolve(emptied) !== resolve(outdir)) return;
  process.stderr.write(
    `cdk8s synth emptied ${outdir} before it started the app: bring it back with "git checkout -- ${outdir}", ` +
      'and run the app itself ("npm run synth"), which keeps the old output when anything is wrong\n',
  );
}

const appMembers: Members<GardenAppProps> = {
  gardenerVersion: text,
  providerVersion: text,
  featureGates: mapOf(boolean),
  now: instance(Date, "write new Date(), or new Date('2026-11-21')"),
  gitops: instance(GitOps, 'make it with GitOps.flux, .argocd or .none'),
  outdir: text,
  waivers: list(
    object<Waiver>({
      rule: required(text),
      field: text,
      file: text,
      constructPath: text,
      reason: required(text),
    }),
  ),
  strict: boolean,
  editorSchemas: text,
};

/** What the command line and the plugin judge the output by; the order of keys is that of the file. */
function toFacts(target: Target, options: TargetOptions, gitops: GitOps, waivers: readonly Waiver[]): object {
  const { featureGates = {} } = options;
  const gates = Object.entries(featureGates).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    gardenerVersion: `1.${target.gardener}`,
    providerVersion: `1.${target.provider}`,
    ...(gates.length === 0 ? {} : { featureGates: Object.fromEntries(gates) }),
    gitops: gitops.engine.name,
    ...(waivers.length === 0 ? {} : { waivers }),
  };
}
