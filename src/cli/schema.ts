import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { schemas } from '#schemas';
import { newestGardener, oldestGardener, Target } from '../gardener/target';
import { changesOf, publishedSchemas, toJsonSchema } from '../schema/json-schema';
import { schemaPath, type TargetVersions } from '../schema/schema-node';
import { parseArguments } from './arguments';
import { exitCode, harmless, type Io, UsageError } from './io';
import { judgeFor } from './target-flags';

const schemaHelp = `Usage: gardener-alicloud schema --out DIR [FLAGS]

Writes JSON Schemas of Gardener's kinds for editors and for tools like kubeconform, one file a kind and version:
DIR/<group>/<kind>_<version>.json. They refuse what an API server cannot read, unknown fields above all; what
values mean is for validate to judge.

  --out DIR              the folder; it is made
  --gardener-version V   Gardener to write for, e.g. 1.149 (default: the newest known)
  --provider-version V   provider-alicloud to write for, e.g. 1.71 (default: the newest known)
  --all-versions         also a folder DIR/gardener-1.N for each Gardener at which a field comes or goes;
                         a version between two of them takes the older one

Exit codes: 0 written, 2 wrong use.
`;

/** `gardener-alicloud schema`. */
export function runSchema(args: readonly string[], io: Io): number {
  const { values, positionals } = parseArguments(args, {
    out: { type: 'string' },
    'gardener-version': { type: 'string' },
    'provider-version': { type: 'string' },
    'all-versions': { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help === true) {
    io.out(schemaHelp);
    return exitCode.fine;
  }
  const { out } = values;
  if (out === undefined || out === '' || positionals.length > 0)
    throw new UsageError('schema takes --out DIR and no paths; see gardener-alicloud schema --help');
  if (values['all-versions'] === true && values['gardener-version'] !== undefined)
    throw new UsageError('--all-versions writes every version; leave --gardener-version out');
  const target = new Target(judgeFor(values, [], io).options);
  const folder = resolve(io.cwd, out);
  const versions = values['all-versions'] === true ? everyVersion() : [];
  try {
    let files = write(folder, target);
    for (const gardener of versions) {
      files += write(join(folder, `gardener-1.${gardener}`), { gardener, provider: target.provider });
    }
    io.out(`${harmless(`${out}: ${files} schemas written`)}\n`);
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (code === undefined || path === undefined) throw error;
    throw new UsageError(`${out}: cannot write ${path} (${code}); name a folder that can be written`);
  }
  return exitCode.fine;
}

/** Each Gardener at which something changes, from the oldest one on. */
function everyVersion(): readonly number[] {
  const changes = changesOf(schemas).filter((minor) => minor > oldestGardener && minor <= newestGardener);
  return [oldestGardener, ...changes];
}

/** @returns how many files there are now */
function write(folder: string, target: TargetVersions): number {
  const names = publishedSchemas(schemas, target);
  for (const name of names) {
    const file = join(folder, schemaPath(name));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(toJsonSchema(name, schemas, target), undefined, 2)}\n`);
  }
  return names.length;
}
