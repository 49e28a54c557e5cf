/**
 * What sharing costs: the number of API calls against one call for each image and account (what Terraform's
 * alicloud_image_share_permission makes), and the time of a whole landscape against its calls one after another.
 *
 * Runs the compiled program (`npm run build` first) against the tests' fake cloud. Alone:
 * `node test/bench/image-sharing.mjs`; exits with 1 if a limit was exceeded or a target missed.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const HERE = dirname(fileURLToPath(import.meta.url));
const PROGRAM = join(HERE, '../../lib/src/sharing/main.js');
const FAKE_CLOUD = join(HERE, '../sharing/fake-cloud/index.ts');

const REGIONS = 28;
const IMAGES = 20;
const ACCOUNTS = 50;
const LATENCY_MS = 50;
/** The least speed that is acceptable, as a part of the time that the calls take one after another. */
const TARGET_PART = 0.1;

const COUNT_QUICKLY = { total: 56, perRegion: 4, minIntervalMs: 0 };
const TIMED = { total: 28, perRegion: 1, minIntervalMs: 100 };

const regions = Array.from({ length: REGIONS }, (_, index) => `xx-region-${index + 1}`);
const accounts = Array.from({ length: ACCOUNTS }, (_, index) => String(2_000_000_000_000_001 + index));
const pairs = REGIONS * IMAGES * ACCOUNTS;

export default async function bench() {
  const folder = await mkdtemp(join(tmpdir(), 'image-sharing-bench-'));
  const failures = [];
  try {
    const fake = await loadFake(folder);
    console.log(`image sharing: ${REGIONS} regions x ${IMAGES} images x ${ACCOUNTS} accounts`);
    await countCalls(fake, folder);
    await measureTime(fake, folder, failures);
  } finally {
    await rm(folder, { recursive: true });
  }
  return failures;
}

/** The same fake as in the tests, from its TypeScript. */
async function loadFake(folder) {
  const outfile = join(folder, 'fake-cloud.mjs');
  await build({
    entryPoints: [FAKE_CLOUD],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}

async function countCalls(fake, folder) {
  const rows = [['state at the start', 'calls', 'reads', 'writes', 'one call a pair', 'times fewer']];
  const states = [
    ['nothing is shared', []],
    ['one account is new', accounts.slice(1)],
    ['all is as it should be', accounts],
  ];
  for (const [name, current] of states) {
    const { journal } = await share(fake, folder, { current, concurrency: COUNT_QUICKLY });
    const calls = journal.entries.length;
    rows.push([
      name,
      calls,
      journal.reads().length,
      journal.writes().length,
      pairs,
      (pairs / calls).toFixed(1),
    ]);
  }
  printTable(rows);
}

async function measureTime(fake, folder, failures) {
  const { total, minIntervalMs } = TIMED;
  const measured = await share(fake, folder, { current: [], concurrency: TIMED, latencyMs: LATENCY_MS });
  const { journal, seconds } = measured;
  const serialSeconds = (journal.entries.length * LATENCY_MS) / 1000;
  const part = seconds / serialSeconds;
  const interval = leastMeanInterval(journal);
  printTable([
    [`latency ${LATENCY_MS} ms, from nothing`, 'measured', 'limit'],
    ['seconds', seconds.toFixed(1), (serialSeconds * TARGET_PART).toFixed(1)],
    ['seconds, its calls one after another', serialSeconds.toFixed(1), ''],
    ['seconds, one call a pair one after another', ((pairs * LATENCY_MS) / 1000).toFixed(1), ''],
    ['part of the serial time', part.toFixed(3), TARGET_PART],
    ['calls in flight, at most', journal.maxInFlight, total],
    ['calls in flight in one region, at most', journal.maxInFlightInRegion, TIMED.perRegion],
    ['ms between starts in one region, at least', interval.toFixed(1), minIntervalMs],
  ]);
  if (part > TARGET_PART)
    failures.push(`took ${part.toFixed(3)} of the serial time, more than ${TARGET_PART}`);
  if (journal.maxInFlight > total)
    failures.push(`${journal.maxInFlight} calls were in flight, more than ${total}`);
  if (journal.maxInFlightInRegion > TIMED.perRegion)
    failures.push('too many calls were in flight in one region');
  if (interval < minIntervalMs - 1) failures.push(`calls to one region came ${interval.toFixed(1)} ms apart`);
}

/** The mean of each region's gaps: the fake sees single calls late when the machine is busy, never all of them. */
function leastMeanInterval(journal) {
  const means = regions.map((region) => {
    const starts = journal.find({ region }).map(({ startedAt }) => startedAt);
    return (Math.max(...starts) - Math.min(...starts)) / (starts.length - 1);
  });
  return Math.min(...means);
}

/** One run of the program over the whole landscape. */
async function share({ FakeCloud, delay }, folder, { current, concurrency, latencyMs }) {
  const cloud = await FakeCloud.start();
  try {
    if (latencyMs !== undefined) cloud.inject(delay(latencyMs));
    const config = await prepare(cloud, folder, current, concurrency);
    const started = performance.now();
    const run = promisify(execFile)(process.execPath, [PROGRAM, '--config', config, '--output', 'json'], {
      env: {},
      maxBuffer: 1 << 28,
    });
    const { stdout } = await run;
    const seconds = (performance.now() - started) / 1000;
    const { items } = JSON.parse(stdout);
    const undone = items.filter(({ status }) => status !== 'changed' && status !== 'converged');
    if (items.length !== REGIONS * IMAGES || undone.length > 0)
      throw new Error(`${undone.length} images are not shared`);
    return { journal: cloud.journal, seconds };
  } finally {
    await cloud.stop();
  }
}

async function prepare(cloud, folder, current, concurrency) {
  const key = cloud.identities.addRamUserKey(cloud.ownerAccount);
  const dir = join(folder, 'owner');
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, 'accessKeyID'), key.id);
  await writeFile(join(dir, 'accessKeySecret'), key.secret);
  const config = {
    apiVersion: 'image-sharing/v1',
    credentials: { kind: 'files', dir },
    stsEndpoint: cloud.url,
    accounts: { customers: { static: accounts } },
    regions: {},
    concurrency,
  };
  for (const region of regions) {
    config.regions[region] = { endpoint: cloud.url, images: {} };
    for (let n = 1; n <= IMAGES; n += 1) {
      const id = `m-${region.replaceAll('-', '')}n${String(n).padStart(2, '0')}`;
      config.regions[region].images[id] = { accounts: ['customers'] };
      cloud.images.add(region, { id, shares: current });
    }
  }
  const file = join(folder, 'config.json');
  await writeFile(file, JSON.stringify(config));
  return file;
}

function printTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  const lines = rows.map((row) =>
    row.map((cell, column) =>
      column === 0 ? String(cell).padEnd(widths[0]) : String(cell).padStart(widths[column]),
    ),
  );
  lines.splice(
    1,
    0,
    widths.map((width) => '-'.repeat(width)),
  );
  console.log(`\n${lines.map((line) => line.join('  ')).join('\n')}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const failures = await bench();
  for (const failure of failures) console.error(`failed: ${failure}`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}
