/**
 * What a user waits for: `npm run synth` of a new landscape, npm and the taking away of types included.
 *
 * Needs `npm run build`. Alone: `npm run bench -- landscape`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cpuOf } from './processes.mjs';
import { median, printTable } from './table.mjs';

const PROJECT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const ROUNDS = 9;
/** CPU milliseconds on Node.js 20. */
const AIM = 450;

export default async function bench() {
  const place = await mkdtemp(join(tmpdir(), 'landscape-bench-'));
  try {
    console.log(`npm run synth of a new landscape on Node ${process.version}: CPU ms`);
    const landscape = makeLandscape(place);
    const steps = {
      'npm run synth': ['npm', 'run', 'synth'],
      'of that npm': ['npm', 'run', 'nothing'],
      'of that node': [process.execPath, 'lib/main.js'],
    };
    const times = Object.fromEntries(Object.keys(steps).map((name) => [name, []]));
    for (let round = -1; round < ROUNDS; round++) {
      for (const [name, command] of Object.entries(steps)) {
        const time = cpuOf(command, { cwd: landscape });
        if (round >= 0) times[name].push(time);
      }
    }
    const whole = median(times['npm run synth']);
    printTable([
      ['', 'CPU ms', 'aim'],
      ...Object.entries(times).map(([name, list], index) => [
        ...[name, median(list).toFixed(0), index === 0 ? `<= ${AIM}` : ''],
      ]),
    ]);
    return whole <= AIM ? [] : [`npm run synth takes ${whole.toFixed(0)} ms, more than ${AIM}`];
  } finally {
    await rm(place, { recursive: true });
  }
}

/** As `init` makes one, with what npm would install: links to this project and what it is built with. */
function makeLandscape(place) {
  const program = join(PROJECT, 'lib/cli.js');
  const { status, stderr } = spawnSync(process.execPath, [program, 'init', 'landscape'], {
    cwd: place,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`init failed: ${stderr}`);
  const landscape = join(place, 'landscape');
  const modules = join(landscape, 'node_modules');
  mkdirSync(modules);
  for (const name of ['cdk8s', 'constructs', 'esbuild', '.bin']) {
    symlinkSync(join(PROJECT, 'node_modules', name), join(modules, name));
  }
  symlinkSync(PROJECT, join(modules, 'cdk8s-gardener-alicloud'));
  const script = spawnSync('npm', ['pkg', 'set', 'scripts.nothing=node --version'], { cwd: landscape });
  if (script.status !== 0) throw new Error('npm pkg set failed');
  return landscape;
}
