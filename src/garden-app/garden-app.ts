import { basename, dirname, extname, resolve } from 'node:path';
import { App, Chart } from 'cdk8s';
import { setGardenChart, setTarget, ValidationError } from '../garden-object/garden-object';
import { Target, type TargetOptions } from '../gardener/target';
import type { Issue } from '../issues/issue';
import { renderText } from '../validation/report/text';
import { applyWaivers, type Waiver, warningsAsErrors } from '../validation/waivers';
import { GitOps } from './gitops/gitops';
import { type OutputSummary, writeOutput } from './output/write-output';
import { renderLandscape } from './render-landscape';

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

  /** @throws UnsupportedVersionError for versions out of range */
  constructor(props: GardenAppProps = {}) {
    super({
      ...(props.outdir === undefined ? {} : { outdir: props.outdir }),
      recordConstructMetadata: false,
    });
    this.target = {
      ...(props.gardenerVersion === undefined ? {} : { gardenerVersion: props.gardenerVersion }),
      ...(props.providerVersion === undefined ? {} : { providerVersion: props.providerVersion }),
      ...(props.featureGates === undefined ? {} : { featureGates: props.featureGates }),
      now: props.now ?? null,
    };
    checkVersions(this.target);
    setTarget(this, this.target);
    this.gitops = props.gitops ?? GitOps.none();
    this.waivers = props.waivers ?? [];
    this.strict = props.strict ?? false;
    this.garden = new Chart(this, 'garden', { disableResourceNameHashes: true });
    setGardenChart(this, this.garden);
    this.runtime = new Chart(this, 'runtime', { disableResourceNameHashes: true });
  }

  /**
   * Validates everything and writes the output folder, or changes nothing. Says on standard output what was
   * written, and on standard error what to look at.
   *
   * @throws ValidationError with all issues, warnings included
   * @throws OutputError where the folder cannot be written
   */
  override synth(): void {
    try {
      const { garden, runtime, gitops, target, outdir } = this;
      const rendered = renderLandscape({ root: this, garden, runtime, gitops, target, outdir });
      const issues = this.judged(rendered.issues, rendered.others);
      const summary = writeOutput(this.outdir, rendered.files);
      this.report(summary, issues);
    } catch (error) {
      warnIfEmptied(this.outdir);
      throw error instanceof Error ? withoutTrace(error) : error;
    }
  }

  private judged(found: readonly Issue[], others: readonly string[]): readonly Issue[] {
    const waived = applyWaivers(found, this.waivers);
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
        renderFolders([...written, ...unchanged]),
    );
  }
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

function checkVersions(options: TargetOptions): void {
  try {
    new Target(options);
  } catch (error) {
    throw error instanceof Error ? withoutTrace(error) : error;
  }
}

const expected = new Set<unknown>();

/**
 * Lets an error that nobody catches end the process with its message alone: a stack trace through our code
 * tells a user nothing. Errors that are caught, and those of others, behave as ever.
 */
function withoutTrace<E extends Error>(error: E): E {
  if (expected.size === 0) {
    process.on('uncaughtException', report);
    // An error that reaches the top does so before the next turn of the event loop.
    setImmediate(() => {
      expected.clear();
      process.removeListener('uncaughtException', report);
    }).unref();
  }
  expected.add(error);
  return error;
}

function report(thrown: unknown): void {
  const text = !(thrown instanceof Error)
    ? String(thrown)
    : expected.has(thrown)
      ? thrown.message
      : (thrown.stack ?? thrown.message);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
