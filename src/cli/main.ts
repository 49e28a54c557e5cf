#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { exitCode, type Io, UsageError } from './io';

interface Command {
  readonly summary: string;
  /** Loads when it is called: no command pays for the others. */
  readonly load: () => (args: readonly string[], io: Io) => number | Promise<number>;
}

/* eslint-disable @typescript-eslint/no-require-imports -- see Command.load */
const commands: Readonly<Record<string, Command>> = {
  init: {
    summary: 'start a landscape repository of your own',
    load: () => (require('./init') as typeof import('./init')).runInit,
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
};
/* eslint-enable @typescript-eslint/no-require-imports */

const help = `Usage: gardener-alicloud COMMAND [FLAGS]

${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(14)} ${summary}`)
  .join('\n')}

gardener-alicloud COMMAND --help says more.
`;

/** Runs the command line; resolves to the exit code. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--help' || name === '-h') {
    io.out(help);
    return exitCode.fine;
  }
  const command = name === undefined || !Object.hasOwn(commands, name) ? undefined : commands[name];
  try {
    if (command === undefined) {
      const problem = name === undefined ? 'no command given' : `unknown command ${JSON.stringify(name)}`;
      throw new UsageError(`${problem}; the commands are ${Object.keys(commands).join(', ')}`);
    }
    const runCommand = command.load();
    return await runCommand(rest, io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.err(`gardener-alicloud: ${error.message}\n`);
    return exitCode.misuse;
  }
}

function processIo(): Io {
  return {
    cwd: process.cwd(),
    env: process.env,
    isProcess: true,
    readStdin: () => readFileSync(0, 'utf8'),
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    terminal: { out: process.stdout.isTTY, err: process.stderr.isTTY },
  };
}

if (require.main === module) {
  void run(process.argv.slice(2), processIo()).then((code) => {
    // Not process.exit: what was written to a pipe has to arrive.
    process.exitCode = code;
  });
}
