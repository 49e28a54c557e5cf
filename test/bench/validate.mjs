/**
 * What the command line's validation costs: its start against an empty Node.js, a folder of 1,000 manifests against
 * kubeconform with our own schemas where that is installed, and the memory for 10,000. Whole processes in turns, by
 * their CPU time.
 *
 * Needs `npm run build`. Alone: `npm run bench -- validate`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { inPairs, isInstalled, peakMemory } from './processes.mjs';
import { manifests } from './programs/manifests.cjs';
import { printTable } from './table.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const PROGRAM = join(HERE, '../../lib/cli.js');
const AIMS = { start: 1.5, kubeconform: 1.3 };
/** So much more may 10,000 files need than 1,000, in MiB: what is found, and what rules across files ask for. */
const MORE_MEMORY = 80;

export default async function bench() {
  const place = await mkdtemp(join(tmpdir(), 'validate-bench-'));
  const failures = [];
  const rows = [['', 'ours', 'other', 'ours/other', 'aim']];
  const add = (name, { a, b, quotient }, aim) => {
    rows.push([name, a.toFixed(0), b.toFixed(0), quotient.toFixed(2), `<= ${aim}`]);
    if (quotient > aim) failures.push(`${name}: ${quotient.toFixed(2)} times the other, more than ${aim}`);
  };
  try {
    console.log(`validate on Node ${process.version}: CPU ms, MiB`);
    const [empty, one] = [join(place, 'empty.cjs'), join(place, 'one.yaml')];
    writeFileSync(empty, '');
    writeFileSync(one, 'apiVersion: v1\nkind: Secret\nmetadata: {name: one, namespace: garden}\n');
    add('start, against an empty Node.js', inPairs(15, validate(one), [process.execPath, empty]), AIMS.start);

    const thousand = writeManifests(place, 1000);
    if (isInstalled('kubeconform')) {
      const other = kubeconform(place, thousand);
      add('1,000 files, against kubeconform', inPairs(7, validate(thousand), other), AIMS.kubeconform);
    } else rows.push(['1,000 files, against kubeconform', '', 'not installed', '', '']);

    const peakOf = (folder) => peakMemory(validate(folder).slice(1), join(place, 'peak'));
    const peaks = [peakOf(thousand), peakOf(writeManifests(place, 10_000))];
    const more = peaks[1] - peaks[0];
    rows.push(['MiB for 10,000 files, and for 1,000', ...peaks.reverse().map((peak) => peak.toFixed(0))]);
    rows.at(-1).push(`+ ${more.toFixed(0)}`, `<= + ${MORE_MEMORY}`);
    if (more > MORE_MEMORY) failures.push(`10,000 files need ${more.toFixed(0)} MiB more than 1,000`);
    printTable(rows);
    return failures;
  } finally {
    await rm(place, { recursive: true });
  }
}

function validate(folder) {
  return [process.execPath, PROGRAM, 'validate', '--now', '2026-11-21', folder];
}

function writeManifests(place, count) {
  const folder = join(place, String(count));
  mkdirSync(folder);
  for (const [file, manifest] of manifests(count)) writeFileSync(join(folder, file), stringify(manifest));
  return folder;
}

/** Strict, as our schemas are; kinds without a schema are skipped, as we have no rules for them either. */
function kubeconform(place, folder) {
  const schemas = join(place, 'schemas');
  const { status } = spawnSync(process.execPath, [PROGRAM, 'schema', '--out', schemas]);
  if (status !== 0) throw new Error('the schemas could not be written');
  const location = join(schemas, '{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json');
  return ['kubeconform', '-ignore-missing-schemas', '-schema-location', location, folder];
}
