import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { systemClock } from '../calls/clock';
import { Stop } from '../calls/stop';
import type { Config } from '../config/config';
import { InvalidConfigError, describeProblem } from '../config/config-problem';
import { knownRegions } from '../config/identifiers';
import { parseConfig } from '../config/parse-config';
import type { SelectedImage } from '../config/select-images';
import { selectImages } from '../config/select-images';
import { exitCodeOf, exitCodes } from '../report/exit-code';
import type { Log } from '../report/log';
import { createLog } from '../report/log';
import { Metrics } from '../report/metrics';
import { Progress } from '../report/progress';
import { renderText } from '../report/render-text';
import type { ItemResult } from '../report/result';
import { renderJson } from '../report/result';
import { carryLastSuccess, recordRun, writeMetrics } from '../report/run-metrics';
import { toRunResult } from '../report/summarize';
import { runOnce } from '../run/run-once';
import type { Arguments } from './arguments';
import { parseArguments, usage } from './arguments';
import { connect } from './connect';
import type { CommandIo } from './command-io';
import { watchEndings } from './watch-endings';

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
