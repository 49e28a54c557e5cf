import type { AccountSetConfig, GardenConfig, TargetCredential } from './config';
import { readAccountId } from './identifiers';
import { ObjectReader, show } from './object-reader';

/** The named sets of accounts. */
export function readAccountSets(reader: ObjectReader): ReadonlyMap<string, AccountSetConfig> {
  return new Map(
    reader.dictionary('accounts').map(({ key, value, path }) => {
      const set = new ObjectReader(path, value, ['static', 'fromCredentials', 'fromGarden'], reader.report);
      return [key, readAccountSet(set)];
    }),
  );
}

function readAccountSet(set: ObjectReader): AccountSetConfig {
  return {
    static: set.list('static').flatMap((item) => readAccountId(item.value, item.path, set.report) ?? []),
    fromCredentials: set.list('fromCredentials').map((item) => readTarget(item.value, item.path, set)),
    fromGarden: (set.raw('fromGarden') ?? null) === null ? null : readGarden(set),
  };
}

function readTarget(value: unknown, path: string, set: ObjectReader): TargetCredential {
  const target = new ObjectReader(path, value, ['name', 'dir'], set.report);
  for (const key of ['name', 'dir']) target.required(key);
  return { name: target.text('name', ''), dir: target.text('dir', '') };
}

function readGarden(set: ObjectReader): GardenConfig {
  const garden = set.object('fromGarden', ['kubeconfig', 'projects']);
  const projects = garden.list('projects').flatMap(({ value, path }) => {
    if (typeof value === 'string' && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(value)) return [value];
    const hint = 'use lower-case letters, digits and hyphens, without the prefix garden-';
    garden.problem(path, `${show(value)} is not the name of a project`, hint);
    return [];
  });
  return { kubeconfig: garden.text('kubeconfig', null), projects };
}
