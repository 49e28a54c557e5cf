/**
 * What validation costs: `gardener-alicloud validate` on a folder of 1,000 manifests against reading and parsing
 * them with the yaml package alone, and against kubeconform where it is installed; whole processes that take
 * turns. Needs `npm run build`. Alone: `node test/bench/validate.mjs`.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { manifests } from './programs/manifests.cjs';
import { peakMemory, timeProcess } from './processes.mjs';
import { median, printTable } from './table.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const COUNT = 1000;
const ROUNDS = 7;
/** The most that validation may take of the time for reading and parsing. */
const AIM = 3;

export default async function bench() {
  const folder = await mkdtemp(join(tmpdir(), 'validate-bench-'));
  try {
    const bytes = await writeManifests(join(folder, 'landscape'));
    console.log(
      `validate: ${COUNT} manifests, ${(bytes / 1024 / 1024).toFixed(1)} MiB of YAML; medians of processes`,
    );
    return compare(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function writeManifests(folder) {
  await mkdir(folder);
  let bytes = 0;
  for (const [file, manifest] of manifests(COUNT)) {
    const text = stringify(manifest);
    bytes += text.length;
    await writeFile(join(folder, file), text);
  }
  return bytes;
}

function compare(folder) {
  const landscape = join(folder, 'landscape');
  const programs = {
    'read and parse': [join(HERE, 'programs/parse-only.cjs'), landscape],
    'gardener-alicloud validate': [
      join(HERE, '../../lib/src/cli/main.js'),
      'validate',
      '--now',
      '2026-11-21',
      landscape,
    ],
  };
  const times = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
  const peaks = {};
  for (const [name, args] of Object.entries(programs)) peaks[name] = peakMemory(args, join(folder, 'peak'));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, args] of Object.entries(programs)) times[name].push(timeProcess(args));
  }
  const base = median(times['read and parse']);
  const ours = median(times['gardener-alicloud validate']);
  const kubeconform = timeKubeconform(landscape);
  printTable([
    ['', 'ms', 'of parsing', 'aim', 'peak MiB'],
    ['read and parse', base.toFixed(0), '1.00', '', peaks['read and parse'].toFixed(0)],
    [
      'gardener-alicloud validate',
      ours.toFixed(0),
      (ours / base).toFixed(2),
      `< ${AIM}`,
      peaks['gardener-alicloud validate'].toFixed(0),
    ],
    kubeconform === undefined
      ? ['kubeconform', 'not installed', '', '', '']
      : ['kubeconform', kubeconform.toFixed(0), (kubeconform / base).toFixed(2), '', ''],
  ]);
  return ours < AIM * base
    ? []
    : [`validation takes ${(ours / base).toFixed(2)} times the parsing, not less than ${AIM}`];
}

/** Without schemas of Gardener's kinds: what it costs to decode everything and skip what is unknown. */
function timeKubeconform(folder) {
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    const { error } = spawnSync('kubeconform', [
      '-ignore-missing-schemas',
      '-schema-location',
      folder,
      folder,
    ]);
    if (error !== undefined) return undefined;
    times.push(performance.now() - started);
  }
  return median(times);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const failures = await bench();
  for (const failure of failures) console.error(`failed: ${failure}`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}
