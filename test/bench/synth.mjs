/**
 * What synthesis costs with our constructs, validation included, against plain cdk8s without any: the same
 * CloudProfiles, as whole processes in turns, by their CPU time, and the peak of their memory. Both run as they
 * are shipped. helm, jsonnet and cue render the same objects where they are installed, for comparison.
 *
 * Needs `npm run build`. Alone: `npm run bench -- synth`.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { inPairs, isInstalled, peakMemory } from './processes.mjs';
import { printTable } from './table.mjs';

const PROGRAMS = join(dirname(fileURLToPath(import.meta.url)), 'programs');
/** By size: the most that we may take of plain cdk8s' CPU time, and how many pairs run. */
const AIMS = {
  '62 KiB': { aim: 0.75, rounds: 15 },
  '530 KiB': { aim: 0.6, rounds: 9 },
  '5.3 MiB': { aim: 0.35, rounds: 5 },
};

export default async function bench() {
  const folder = await mkdtemp(join(tmpdir(), 'synth-bench-'));
  try {
    console.log(
      `synthesis on Node ${process.version}: ours with validation, plain cdk8s without, 1,000 machine types from 530 KiB on; CPU ms, MiB`,
    );
    const rows = [['', 'plain', 'ours', 'ours/plain', 'aim', 'peak plain', 'peak ours', 'others/plain']];
    const failures = [];
    for (const size of Object.keys(AIMS)) failures.push(...compare(size, folder, rows));
    printTable(rows);
    return failures;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function compare(size, folder, rows) {
  const { aim, rounds } = AIMS[size];
  const outdir = join(folder, 'dist');
  const prepare = () => rmSync(outdir, { recursive: true, force: true });
  const args = (name) => [join(PROGRAMS, name), size, outdir];
  const [peaks, outputs] = [[], []];
  for (const name of ['plain.cjs', 'ours.cjs']) {
    prepare();
    peaks.push(peakMemory(args(name), join(folder, 'peak')));
    outputs.push(readObjects(outdir));
  }
  const node = process.execPath;
  const { a, b, quotient } = inPairs(rounds, [node, ...args('ours.cjs')], [node, ...args('plain.cjs')], {
    prepare,
  });
  const others = compareOthers(size, folder, outputs[0], [node, ...args('plain.cjs')], prepare);
  rows.push([
    ...[size, b.toFixed(0), a.toFixed(0), quotient.toFixed(2), `<= ${aim.toFixed(2)}`],
    ...[...peaks.map((peak) => peak.toFixed(0)), others.join(', ')],
  ]);
  const failures = [];
  if (quotient > aim)
    failures.push(`${size}: ours takes ${quotient.toFixed(2)} of plain cdk8s, more than ${aim}`);
  // A peak differs by a MiB from run to run.
  if (peaks[1] > peaks[0] + 1) failures.push(`${size}: ours needs more memory than plain cdk8s`);
  if (!isDeepStrictEqual(outputs[0], outputs[1]))
    failures.push(`${size}: the programs wrote different objects`);
  return failures;
}

/** The quotients of other tools that are there, each given the same objects as data. */
function compareOthers(size, folder, objects, plain, prepare) {
  const place = join(folder, 'others');
  rmSync(place, { recursive: true, force: true });
  mkdirSync(join(place, 'chart/templates'), { recursive: true });
  const data = JSON.stringify({ objects: Object.values(objects) });
  writeFileSync(join(place, 'chart/Chart.yaml'), 'apiVersion: v2\nname: bench\nversion: 0.1.0\n');
  writeFileSync(join(place, 'chart/values.yaml'), data);
  const template = '{{- range .Values.objects }}\n---\n{{ toYaml . }}\n{{- end }}\n';
  writeFileSync(join(place, 'chart/templates/objects.yaml'), template);
  writeFileSync(join(place, 'objects.json'), data);
  writeFileSync(join(place, 'main.jsonnet'), "std.manifestYamlStream((import 'objects.json').objects)\n");
  const commands = {
    helm: ['helm', 'template', join(place, 'chart')],
    jsonnet: ['jsonnet', '-S', join(place, 'main.jsonnet')],
    cue: ['cue', 'export', '--out', 'yaml', join(place, 'objects.json')],
  };
  return Object.entries(commands)
    .filter(([program]) => isInstalled(program))
    .map(([program, command]) => `${program} ${inPairs(3, command, plain, { prepare }).quotient.toFixed(2)}`);
}

/** All objects below a folder by name, whatever the files are called. */
function readObjects(folder) {
  const objects = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(({ name }) => name.endsWith('.yaml'))
    .flatMap(({ parentPath, path, name }) =>
      readFileSync(join(parentPath ?? path, name), 'utf8')
        .split(/^---$/m)
        .map((document) => parse(document)),
    );
  return Object.fromEntries(objects.map((object) => [object.metadata.name, object]));
}
