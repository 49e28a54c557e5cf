import { resolve } from 'node:path';
import { type Clock, Stop, systemClock } from '../alibaba-cloud/clock';
import { type Environment, HttpClient } from '../alibaba-cloud/http';
import { readMountedFile } from '../alibaba-cloud/mounted-file';
import { knownRegions } from '../alibaba-cloud/regions';
import { type Arguments, parseArguments, usage } from './arguments';
import type { Config } from './config';
import { connect } from './connect';
import { createLog, type Log, processStream, Progress, sendAll, type TextStream } from './log';
import { carryLastSuccess, Metrics, recordRun, writeMetrics } from './metrics';
import { pushMetrics, toPushTarget } from './metrics-push';
import { type ConfigProblem, describeProblem, InvalidConfigError } from './object-reader';
import { renderResult } from './output';
import { parseConfig } from './parse-config';
import { type SelectedImage, selectImages } from './plan';
import { exitCodeOf, exitCodes, type ItemResult, type RunResult, toRunResult } from './result';
import { runOnce } from './run-once';

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
    logProblems(error.where, error.problems, log);
    return exitCodes.invalid;
  }
}

/** Problems that are told one by one; there may be as many as there are lines in the config. */
const MOST_PROBLEMS = 100;

function logProblems(where: string, problems: readonly ConfigProblem[], log: Log): void {
  for (const problem of problems.slice(0, MOST_PROBLEMS)) {
    log.error('invalid', { field: problem.field, message: describeProblem(where, problem) });
  }
  const more = problems.length - MOST_PROBLEMS;
  if (more > 0) log.error('invalid', { field: '', message: `${where}: and ${more} more problems` });
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
  const needed = new Set<string>();
  for (const { accounts } of images) for (const name of accounts) needed.add(name);
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
      resolveAccountSets: (owner) => connection.resolveAccountSets(needed, owner),
      onProgress: (done, all) => progress.update(done, all),
    });
    logTroubles(outcome.items, log);
    const code = exitCodeOf({ outcome, stopped: stop.reason, dryRun, detailed: flags.detailedExitcode });
    const result = toRunResult(outcome, dryRun, code);
    progress.clear();
    const durationMs = clock.elapsed() - started;
    const outlets = new Outlets(io, stop, clock, log);
    // First the metrics: nobody may be there to read the result.
    recordRun(metrics, result, { ended: clock.date(), durationMs });
    await outlets.saveMetrics(metrics, job);
    const exitCode = await outlets.printResult(result, flags.output);
    log.info('finished', { exitCode, durationMs: Math.round(durationMs), stopped: stop.reason ?? null });
    await outlets.close(exitCode);
    return exitCode;
  } finally {
    endings();
    connection.close();
  }
}

async function readConfigFile(file: string, cwd: string): Promise<string> {
  try {
    return await readMountedFile(resolve(cwd, file));
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

/** A file system, a gateway or a reader that takes longer than this has gone. */
const PATIENCE_MS = 10_000;

/** Where a run's outcome goes. None of these places can hold the program up for ever. */
class Outlets {
  /** Something is under way that may never end. */
  private stuck = false;

  constructor(
    private readonly io: CommandIo,
    private readonly stop: Stop,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** A run is not worse for metrics that cannot be written or pushed. */
  async saveMetrics(metrics: Metrics, { flags, config }: Job): Promise<void> {
    const { io, clock, log } = this;
    if (flags.metricsFile !== undefined) {
      const file = resolve(io.cwd, flags.metricsFile);
      const written = await this.inTime(async () => {
        if (!metrics.has('last_success_timestamp_seconds')) await carryLastSuccess(metrics, file);
        await writeMetrics(metrics, file);
      });
      if (!written) log.error('metrics-not-written', { message: 'the metrics file cannot be written' });
    }
    if (flags.metricsPush !== undefined) {
      const http = new HttpClient({ clock, stop: new Stop(), environment: io.env });
      await pushMetrics(metrics, toPushTarget(flags.metricsPush, config.shard), http, log);
      http.close();
    }
  }

  /** The exit code in the end: what nobody could read is worth another run. */
  async printResult(result: RunResult, form: Arguments['output']): Promise<number> {
    const { io, log } = this;
    const { exitCode } = result.summary;
    const { over, cancel } = this.endOfPatience();
    const arrived = await sendAll(io.stdout, renderResult(result, form), over);
    cancel();
    if (arrived) return exitCode;
    this.stuck = true;
    log.error('result-not-written', { message: 'standard output is closed, full, or not read' });
    const { reason } = this.stop;
    if (reason === 'SIGINT' || reason === 'SIGTERM') return exitCodes[reason];
    const isWorse = exitCode > exitCodes.retryable && exitCode !== exitCodes.changes;
    return isWorse ? exitCode : exitCodes.retryable;
  }

  /** Lets go of what would keep the process alive. */
  async close(exitCode: number): Promise<void> {
    const { io } = this;
    const logged = await this.inTime(async () => await io.stderr.send?.(''));
    if (this.stuck || !logged) io.leave?.(exitCode);
  }

  /** Whoever reads the result may take until the deadline; what is late already gets a little more. */
  private endOfPatience(): { readonly over: Promise<void>; readonly cancel: () => void } {
    let cancel: () => void = () => undefined;
    const over = new Promise<void>((giveUp) => {
      cancel =
        this.stop.reason === undefined ? this.stop.onStop(giveUp) : this.clock.after(PATIENCE_MS, giveUp);
    });
    return { over, cancel };
  }

  private async inTime(work: () => Promise<unknown>): Promise<boolean> {
    let cancel: () => void = () => undefined;
    const late = new Promise<false>((resolve) => {
      cancel = this.clock.after(PATIENCE_MS, () => {
        this.stuck = true;
        resolve(false);
      });
    });
    const done = work().then(
      () => true,
      () => false,
    );
    const inTime = await Promise.race([done, late]);
    cancel();
    return inTime;
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
  /** Ends the process at once, although something that was written has not arrived. */
  readonly leave?: (exitCode: number) => void;
}

/** The process itself. */
export function processIo(): CommandIo & Required<Pick<CommandIo, 'leave'>> {
  return {
    cwd: process.cwd(),
    stdout: processStream(process.stdout),
    stderr: processStream(process.stderr),
    env: process.env,
    onSignal(listener) {
      const signals = ['SIGINT', 'SIGTERM'] as const;
      for (const signal of signals) process.on(signal, listener);
      return () => {
        for (const signal of signals) process.off(signal, listener);
      };
    },
    leave: (exitCode) => process.exit(exitCode),
  };
}

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
