import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Clock, Stop, systemClock } from '../alibaba-cloud/clock';
import { type Config, knownRegions } from './config';
import { connect } from './connect';
import { carryLastSuccess, Metrics, recordRun, writeMetrics } from './metrics';
import { createLog, type Log, Progress, renderText, type TextStream } from './output';
import { parseConfig } from './parse-config';
import { type ImageFilter, type SelectedImage, selectImages } from './plan';
import { exitCodeOf, exitCodes, type ItemResult, renderJson, toRunResult } from './result';
import { runOnce } from './run-once';
import { type ConfigProblem, describeProblem, InvalidConfigError } from './object-reader';
import type { Environment } from '../alibaba-cloud/http';

interface Job {
  readonly flags: Arguments;
  readonly config: Config;
  readonly images: readonly SelectedImage[];
}

/**
 * The command `share-images`: reads its arguments and the config, runs once, reports, and answers with the
 * exit code. It never throws for what its input or the cloud may do.
 */
export async function runShareImages(argv: readonly string[], io: CommandIo): Promise<number> {
  const progress = new Progress(io.stderr);
  const log = createLog((line) => progress.writeLine(line), systemClock);
  try {
    const flags = parseArguments(argv);
    if (flags === 'help') {
      io.stdout.write(usage);
      return 0;
    }
    const config = parseConfig(await readConfigFile(flags.config, io.cwd), flags.config, io.env);
    return await runJob({ flags, config, images: selectImages(config, flags) }, io, log, progress);
  } catch (error) {
    if (!(error instanceof InvalidConfigError)) throw error;
    for (const problem of error.problems) {
      log.error('invalid', { field: problem.field, message: describeProblem(error.where, problem) });
    }
    return exitCodes.invalid;
  }
}

async function runJob(job: Job, io: CommandIo, log: Log, progress: Progress): Promise<number> {
  const { flags, config, images } = job;
  const { dryRun } = flags;
  const clock = systemClock;
  const started = clock.elapsed();
  const stop = new Stop();
  const endings = watchEndings(io, stop, clock, config.deadlineSeconds * 1000);
  const metrics = new Metrics();
  const connection = connect({ config, environment: io.env, clock, stop, log, metrics });
  warnOfUnknownRegions(images, log);
  log.info('started', { images: images.length, dryRun });
  try {
    const outcome = await runOnce({
      ...connection,
      clock,
      stop,
      log,
      dryRun,
      images,
      limits: config.limits,
      verify: config.verify,
      guard: { ...config.prune, allowLargePrune: flags.allowLargePrune },
      expectOwnerAccount: config.expectOwnerAccount,
      resolveAccountSets: () =>
        connection.resolveAccountSets(new Set(images.flatMap((image) => image.accounts))),
      onProgress: (done, all) => progress.update(done, all),
    });
    logTroubles(outcome.items, log);
    const exitCode = exitCodeOf({ outcome, stopped: stop.reason, dryRun, detailed: flags.detailedExitcode });
    const result = toRunResult(outcome, dryRun, exitCode);
    progress.clear();
    io.stdout.write(flags.output === 'json' ? renderJson(result) : renderText(result));
    const durationMs = clock.elapsed() - started;
    log.info('finished', { exitCode, durationMs: Math.round(durationMs), stopped: stop.reason ?? null });
    if (flags.metricsFile !== undefined) {
      await saveMetrics(resolve(io.cwd, flags.metricsFile), metrics, log, (file) => {
        recordRun(metrics, result, { ended: clock.date(), durationMs });
        return writeMetrics(metrics, file);
      });
    }
    return exitCode;
  } finally {
    endings();
    connection.close();
  }
}

async function readConfigFile(file: string, cwd: string): Promise<string> {
  try {
    return await readFile(resolve(cwd, file), 'utf8');
  } catch {
    throw new InvalidConfigError(file, [{ field: '', message: 'the file cannot be read' }]);
  }
}

/** Every image that is not as it should be, with the reason. */
function logTroubles(items: readonly ItemResult[], log: Log): void {
  for (const { region, image, status, error, blocked } of items) {
    if (error === null && blocked.length === 0) continue;
    const level = status === 'failed' ? 'error' : 'warn';
    log[level]('image', { region, image, status, ...error, blocked });
  }
}

/** New regions appear all the time, so a strange one is tried all the same. */
function warnOfUnknownRegions(images: readonly SelectedImage[], log: Log): void {
  for (const region of new Set(images.map((image) => image.region))) {
    if (!knownRegions.has(region))
      log.warn('unknown-region', { region, message: 'this region is not a known one' });
  }
}

/** A run is not worse for a metric that cannot be written. */
async function saveMetrics(
  file: string,
  metrics: Metrics,
  log: Log,
  write: (file: string) => Promise<void>,
): Promise<void> {
  try {
    await carryLastSuccess(metrics, file);
    await write(file);
  } catch {
    log.error('metrics-not-written', { message: 'the metrics file cannot be written' });
  }
}

interface Arguments extends ImageFilter {
  readonly config: string;
  readonly dryRun: boolean;
  readonly output: 'text' | 'json';
  readonly allowLargePrune: boolean;
  readonly metricsFile: string | undefined;
  readonly detailedExitcode: boolean;
}

const usage = `Shares custom machine images with the accounts that need them.

usage: gardener-alicloud share-images --config FILE [flags]

  --config FILE           what to share with whom, YAML or JSON
  --dry-run               show what would change, change nothing
  --output text|json      form of the result on stdout (default text)
  --region REGION         only this region of the config; may be repeated
  --image ID              only this image of the config; may be repeated
  --allow-large-prune     lift maxPerImage, maxPercent and maxTotal for this run
  --metrics-file FILE     write OpenMetrics text to this file
  --detailed-exitcode     exit with 7 when a dry run finds changes
  --help                  show this text

exit codes: 0 converged, 2 config or arguments invalid, 3 identity, credentials or clock wrong, 4 failures
for good, 5 failures that may pass later, 6 removals held back, 7 changes found by a dry run, 130 and 143
ended by a signal
`;

const options = {
  config: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  output: { type: 'string', default: 'text' },
  region: { type: 'string', multiple: true, default: [] as string[] },
  image: { type: 'string', multiple: true, default: [] as string[] },
  'allow-large-prune': { type: 'boolean', default: false },
  'metrics-file': { type: 'string' },
  'detailed-exitcode': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/**
 * Reads the flags; `help` when that is asked for.
 *
 * @throws InvalidConfigError for flags that are unknown, incomplete or contradictory.
 */
function parseArguments(argv: readonly string[]): Arguments | 'help' {
  const { values } = parseFlags(argv);
  if (values.help) return 'help';
  const { config, output } = values;
  const problems: ConfigProblem[] = [];
  if (config === undefined || config === '') {
    problems.push({ field: '--config', message: 'is missing', hint: 'name the file with the config' });
  }
  if (output !== 'text' && output !== 'json') {
    problems.push({ field: '--output', message: `is ${JSON.stringify(output)}`, hint: 'use text or json' });
  }
  if (values['metrics-file'] === '') {
    problems.push({ field: '--metrics-file', message: 'is empty', hint: 'name the file to write' });
  }
  if (problems.length > 0) throw new InvalidConfigError('arguments', problems);
  return {
    config: config ?? '',
    dryRun: values['dry-run'],
    output: output === 'json' ? 'json' : 'text',
    regions: values.region,
    images: values.image,
    allowLargePrune: values['allow-large-prune'],
    metricsFile: values['metrics-file'],
    detailedExitcode: values['detailed-exitcode'],
  };
}

function parseFlags(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false });
  } catch (error) {
    const sentence = error instanceof Error ? (error.message.split('. ')[0] ?? '') : '';
    const message = sentence.charAt(0).toLowerCase() + sentence.slice(1);
    throw new InvalidConfigError('arguments', [{ field: '', message, hint: 'see --help' }]);
  }
}

/** The signals that end a run in good order. */
export type EndSignal = 'SIGINT' | 'SIGTERM';

/** What the command sees of its process. */
export interface CommandIo {
  /** Files named by flags are relative to it. */
  readonly cwd: string;
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly env: Environment;
  /** Calls back for each signal; the answer ends that. */
  readonly onSignal: (listener: (signal: EndSignal) => void) => () => void;
}

export const processIo: CommandIo = {
  cwd: process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  onSignal(listener) {
    const signals = ['SIGINT', 'SIGTERM'] as const;
    for (const signal of signals) process.on(signal, listener);
    return () => {
      for (const signal of signals) process.off(signal, listener);
    };
  },
};

/** What a write that is under way at the deadline still gets. */
const GRACE_MS = 1000;

/**
 * Stops the run at its deadline or a signal. A second signal, like the end of the grace after the deadline,
 * drops the write that is under way.
 */
function watchEndings(io: CommandIo, stop: Stop, clock: Clock, deadlineMs: number): () => void {
  let cancelTimer = clock.after(deadlineMs, () => {
    stop.request('deadline');
    cancelTimer = clock.after(GRACE_MS, () => stop.abort());
  });
  const forgetSignals = io.onSignal((signal) => {
    if (stop.reason === 'SIGINT' || stop.reason === 'SIGTERM') stop.abort();
    else stop.request(signal);
  });
  return () => {
    cancelTimer();
    forgetSignals();
  };
}
