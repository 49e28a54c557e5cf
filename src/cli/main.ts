#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { closest } from '../gardener/closest';
import { readPackageInfo } from '../init/new-landscape';
import { decodeText } from '../yaml/bytes';
import { oneOf } from './arguments';
import { type ColorChoice, colorChoices, exitCode, forTerminal, type Io, UsageError } from './io';

interface Command {
  readonly summary: string;
  /** What its first argument may be, where that is one of a few. */
  readonly words?: readonly string[];
  /** Loads when it is called: no command pays for the others. */
  readonly load: () => (args: readonly string[], io: Io) => number | Promise<number>;
}

/* eslint-disable @typescript-eslint/no-require-imports -- see Command.load */
const commands: Readonly<Record<string, Command>> = {
  init: {
    summary: 'start a landscape repository of your own',
    load: () => (require('./init') as typeof import('./init')).runInit,
  },
  adopt: {
    summary: 'make a landscape in TypeScript of YAML that exists, or that kubectl prints',
    load: () => (require('./adopt') as typeof import('./adopt')).runAdopt,
  },
  validate: {
    summary: 'judge manifests as a Gardener with the Alibaba Cloud extension does',
    load: () => (require('./validate') as typeof import('./validate')).runValidate,
  },
  diff: {
    summary: 'say what changes between two states of a landscape, and what Gardener will refuse of it',
    load: () => (require('./diff') as typeof import('./diff')).runDiff,
  },
  import: {
    summary: 'read machine images, machine types and zones from Garden Linux and ECS into data files',
    words: ['images', 'machine-types', 'zones'],
    load: () => (require('./import') as typeof import('./import')).runImport,
  },
  report: {
    summary: 'make one HTML page of a landscape: coverage, lifecycles, findings',
    load: () => (require('./report') as typeof import('./report')).runReport,
  },
  schema: {
    summary: "write JSON Schemas of Gardener's kinds for editors and other tools",
    load: () => (require('./schema') as typeof import('./schema')).runSchema,
  },
  'share-images': {
    summary: 'share custom machine images with the accounts of end users',
    load: () => (require('./share-images') as typeof import('./share-images')).runShareImages,
  },
  completion: {
    summary: 'print what makes a shell complete commands and flags: completion bash, zsh or fish',
    words: ['bash', 'zsh', 'fish'],
    load: () => async (args, io) => {
      const { renderCompletion } = require('./completion') as typeof import('./completion');
      io.out(renderCompletion(args, await describeCommands()));
      return exitCode.fine;
    },
  },
};
/* eslint-enable @typescript-eslint/no-require-imports */

const help = `Usage: gardener-alicloud COMMAND [FLAGS]

${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(14)} ${summary}`)
  .join('\n')}

  --color WHEN   auto (default), always or never; NO_COLOR and FORCE_COLOR in the environment say it, too
  --version      print the version
  --help         print this, or with a command what it does

gardener-alicloud help COMMAND says more.
`;

/** Runs the command line; resolves to the exit code. */
export async function run(given: readonly string[], io: Io): Promise<number> {
  try {
    const { args, color } = takeColor(given);
    return await runCommand(args, color === undefined ? io : { ...io, color });
  } catch (error) {
    if (!UsageError.is(error)) throw error;
    io.err(`gardener-alicloud: ${error.message}\n`);
    return exitCode.misuse;
  }
}

async function runCommand(args: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = args;
  switch (name) {
    case undefined:
      io.err(forTerminal(help, io));
      return exitCode.misuse;
    case '--version':
    case '-V':
      io.out(`${readPackageInfo().version}\n`);
      return exitCode.fine;
    case '--help':
    case '-h':
    case 'help': {
      const [about, more] = name === 'help' ? rest : [];
      if (more !== undefined) throw new UsageError('help takes one command; see gardener-alicloud --help');
      if (about !== undefined && about !== 'help' && about !== 'completion')
        return await commandOf(about).load()(['--help'], wrapping(io));
      io.out(forTerminal(help, io));
      return exitCode.fine;
    }
  }
  const isHelp = rest.some((flag) => flag === '--help' || flag === '-h');
  return await commandOf(name).load()(rest, isHelp ? wrapping(io) : io);
}

function commandOf(name: string): Command {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command !== undefined) return command;
  const names = Object.keys(commands);
  const near = closest(name, names);
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  throw new UsageError(
    `unknown command ${JSON.stringify(name)}${meant || `; the commands are ${names.join(', ')}`}`,
  );
}

function wrapping(io: Io): Io {
  return { ...io, out: (text) => io.out(forTerminal(text, io)) };
}

/** `--color` goes with every command, and stands anywhere. */
function takeColor(given: readonly string[]): { readonly args: string[]; readonly color?: ColorChoice } {
  const args: string[] = [];
  let color: ColorChoice | undefined;
  for (let index = 0; index < given.length; index++) {
    const arg = given[index] ?? '';
    if (arg === '--') {
      args.push(...given.slice(index));
      break;
    }
    if (arg === '--color') color = oneOf('--color', given[++index] ?? '', colorChoices);
    else if (arg.startsWith('--color=')) color = oneOf('--color', arg.slice('--color='.length), colorChoices);
    else args.push(arg);
  }
  return color === undefined ? { args } : { args, color };
}

/** Every command with the flags that its help names. */
async function describeCommands(): Promise<
  {
    readonly name: string;
    readonly summary: string;
    readonly words: readonly string[];
    readonly flags: readonly string[];
  }[]
> {
  return await Promise.all(
    Object.entries(commands).map(async ([name, { summary, words = [], load }]) => {
      let text = '';
      const silent: Io = {
        cwd: '',
        env: {},
        readStdin: () => '',
        out: (part) => void (text += part),
        err: () => undefined,
        terminal: { out: false, err: false },
      };
      if (name !== 'completion') await load()(['--help'], silent);
      const flags = new Set([...text.matchAll(/^ +(--[a-z][a-z-]*)/gm)].map(([, flag = '']) => flag));
      return { name, summary, words, flags: [...flags, '--color', '--help'].filter(isFirst) };
    }),
  );
}

function isFirst(item: string, index: number, list: readonly string[]): boolean {
  return list.indexOf(item) === index;
}

function processIo(): Io {
  const { stdout, stderr } = process;
  return {
    cwd: process.cwd(),
    env: process.env,
    isProcess: true,
    readStdin: () => decodeText(readFileSync(0)),
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    terminal: { out: stdout.isTTY, err: stderr.isTTY, columns: stdout.isTTY ? stdout.columns : undefined },
  };
}

if (require.main === module) {
  // From Node.js 22.1 on: what was compiled at the first start is not compiled at the next.
  (nodeModule as { enableCompileCache?: () => void }).enableCompileCache?.();
  void run(process.argv.slice(2), processIo()).then((code) => {
    // Not process.exit: what was written to a pipe has to arrive.
    process.exitCode = code;
  });
}
