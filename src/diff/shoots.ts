import { asList, asObject, asText, isObject, valueAt } from '../gardener/json';
import { coreGroup } from '../gardener/kinds';
import type { LandscapeObject } from '../validation/landscape/landscape';
import type { ShootHits } from './landscape-diff';

/** Something that a Shoot uses of a profile or a Seed. */
export type Facet =
  | 'profile'
  | 'kubernetes'
  | 'worker-kubernetes'
  | 'image'
  | 'image-version'
  | 'image-in-region'
  | 'region'
  | 'zone'
  | 'machine-type'
  | 'type-in-zone'
  | 'volume-type'
  | 'volume-in-zone'
  | 'more-nodes'
  | 'seed';

export interface Use {
  readonly facet: Facet;
  /** Several parts are joined with `useKey`; of `more-nodes` a number: Shoots have more than that at least. */
  readonly value: string;
}

export function useKey(...parts: readonly string[]): string {
  return parts.join('\u0000');
}

/** Names of Shoots that a change keeps; the count is of all. */
export const shootNameLimit = 10;

/** Uses that an admission looks at; it knows nothing of workers with a Kubernetes version of their own. */
const guarded: ReadonlySet<Facet> = new Set([
  ...(['kubernetes', 'image-version', 'more-nodes', 'seed', 'profile'] as const),
]);

interface KnownShoot {
  readonly name: string;
  readonly isDying: boolean;
}

interface UsageAnswer {
  readonly hits: ShootHits;
  /** Names of those that make an admission refuse, sorted. */
  readonly guarding: readonly string[];
  /** All of them. */
  readonly all: ReadonlySet<string>;
}

/** Which Shoots use what, by profile; built once, in linear time. */
export class ShootIndex {
  readonly count: number;
  private readonly users = new Map<string, Set<KnownShoot>>();
  /** Shoots of a profile, with the nodes that they have at least. */
  private readonly nodes = new Map<string, [KnownShoot, number][]>();

  /**
   * @param shoots objects of kind Shoot; what lacks a name is left out
   * @param parents CloudProfile of each NamespacedCloudProfile that is known, by `namespace/name`
   * @param isComplete whether these are all Shoots of the garden: then nobody uses what none of them uses
   */
  constructor(
    shoots: readonly unknown[],
    private readonly parents: ReadonlyMap<string, string>,
    readonly isComplete: boolean,
  ) {
    let count = 0;
    for (const shoot of shoots) {
      if (asText(valueAt(shoot, 'metadata', 'name')) === '') continue;
      count++;
      this.add(shoot);
    }
    this.count = count;
  }

  /** @param profile `CloudProfile/name`, `NamespacedCloudProfile/namespace/name`, or empty for a Seed */
  usersOf(profile: string, uses: readonly Use[]): UsageAnswer {
    const [users, guarding, unsure] = [new Set<string>(), new Set<string>(), new Set<string>()];
    for (const use of uses) {
      for (const shoot of this.find(profile, use)) {
        users.add(shoot.name);
        if (guarded.has(use.facet) && !shoot.isDying) guarding.add(shoot.name);
      }
      if (!profile.startsWith('CloudProfile/')) continue;
      for (const shoot of this.find(unknownParent, use)) unsure.add(shoot.name);
    }
    const names = [...users].sort();
    return {
      hits: { count: names.length, names: names.slice(0, shootNameLimit), unsure: unsure.size },
      guarding: [...guarding].sort(),
      all: users,
    };
  }

  private find(profile: string, { facet, value }: Use): Iterable<KnownShoot> {
    if (facet !== 'more-nodes') return this.users.get(useKey(profile, facet, value)) ?? [];
    const limit = Number(value);
    return (this.nodes.get(profile) ?? []).filter(([, count]) => count > limit).map(([shoot]) => shoot);
  }

  private add(shoot: unknown): void {
    const spec = asObject(valueAt(shoot, 'spec'));
    const namespace = asText(valueAt(shoot, 'metadata', 'namespace'));
    const known: KnownShoot = {
      name: `${namespace}/${asText(valueAt(shoot, 'metadata', 'name'))}`,
      isDying: asText(valueAt(shoot, 'metadata', 'deletionTimestamp')) !== '',
    };
    const profiles = this.profilesOf(spec, namespace);
    const uses = usesOf(spec);
    const nodes = leastNodes(spec);
    for (const profile of profiles) {
      for (const { facet, value } of uses) this.note(useKey(profile, facet, value), known);
      this.note(useKey(profile, 'profile', ''), known);
      const counts = this.nodes.get(profile);
      if (counts === undefined) this.nodes.set(profile, [[known, nodes]]);
      else counts.push([known, nodes]);
    }
    // While a control plane moves, both Seeds have it.
    for (const seed of [asText(spec['seedName']), asText(valueAt(shoot, 'status', 'seedName'))]) {
      if (seed !== '') this.note(useKey('', 'seed', seed), known);
    }
  }

  private note(key: string, shoot: KnownShoot): void {
    const users = this.users.get(key);
    if (users === undefined) this.users.set(key, new Set([shoot]));
    else users.add(shoot);
  }

  private profilesOf(spec: Readonly<Record<string, unknown>>, namespace: string): string[] {
    const reference = spec['cloudProfile'];
    if (!isObject(reference)) return [`CloudProfile/${asText(spec['cloudProfileName'])}`];
    const name = asText(reference['name']);
    if (reference['kind'] !== 'NamespacedCloudProfile') return [`CloudProfile/${name}`];
    const parent = this.parents.get(`${namespace}/${name}`);
    return [
      `NamespacedCloudProfile/${namespace}/${name}`,
      parent === undefined ? unknownParent : `CloudProfile/${parent}`,
    ];
  }
}

/** Nodes that a Shoot has when all its workers are as small as they may be. */
function leastNodes(spec: Readonly<Record<string, unknown>>): number {
  return asList(valueAt(spec, 'provider', 'workers')).reduce<number>((sum, worker) => {
    const minimum = Number(valueAt(worker, 'minimum') ?? 0);
    return Number.isFinite(minimum) ? sum + minimum : sum;
  }, 0);
}

const unknownParent = '?';

function usesOf(spec: Readonly<Record<string, unknown>>): Use[] {
  const uses: Use[] = [];
  const use = (facet: Facet, ...parts: readonly string[]): void => {
    if (parts.every((part) => part !== '')) uses.push({ facet, value: useKey(...parts) });
  };
  const region = asText(spec['region']);
  use('region', region);
  use('kubernetes', asText(valueAt(spec, 'kubernetes', 'version')));
  for (const zone of asList(valueAt(spec, 'provider', 'infrastructureConfig', 'networks', 'zones'))) {
    use('zone', region, asText(valueAt(zone, 'name')));
  }
  for (const worker of asList(valueAt(spec, 'provider', 'workers'))) {
    const zones = asList(valueAt(worker, 'zones')).map(asText);
    const type = asText(valueAt(worker, 'machine', 'type'));
    const image = asText(valueAt(worker, 'machine', 'image', 'name'));
    const version = asText(valueAt(worker, 'machine', 'image', 'version'));
    const volumes = [valueAt(worker, 'volume'), ...asList(valueAt(worker, 'dataVolumes'))].map((volume) =>
      asText(valueAt(volume, 'type')),
    );
    use('worker-kubernetes', asText(valueAt(worker, 'kubernetes', 'version')));
    use('machine-type', type);
    use('image', image);
    use('image-version', image, version);
    use('image-in-region', image, version, region);
    for (const volume of volumes) use('volume-type', volume);
    for (const zone of zones) {
      use('zone', region, zone);
      use('type-in-zone', region, zone, type);
      for (const volume of volumes) use('volume-in-zone', region, zone, volume);
    }
  }
  return uses;
}

/** Versions of a CloudProfile that NamespacedCloudProfiles of the landscape name: Gardener does not let them go. */
export class NamespacedUses {
  private readonly users = new Map<string, string[]>();

  constructor(objects: readonly LandscapeObject[]) {
    for (const { group, kind, namespace, name, spec } of objects) {
      if (group !== coreGroup || kind !== 'NamespacedCloudProfile') continue;
      const parent = `CloudProfile/${asText(valueAt(spec, 'parent', 'name'))}`;
      const user = `${namespace}/${name}`;
      for (const version of asList(valueAt(spec, 'kubernetes', 'versions'))) {
        this.note(useKey(parent, 'kubernetes', asText(valueAt(version, 'version'))), user);
      }
      for (const image of asList(valueAt(spec, 'machineImages'))) {
        const imageName = asText(valueAt(image, 'name'));
        for (const version of asList(valueAt(image, 'versions'))) {
          const key = useKey(imageName, asText(valueAt(version, 'version')));
          this.note(useKey(parent, 'image-version', key), user);
        }
      }
    }
  }

  usersOf(profile: string, uses: readonly Use[]): string[] {
    const users = uses.flatMap(({ facet, value }) => this.users.get(useKey(profile, facet, value)) ?? []);
    return [...new Set(users)].sort();
  }

  private note(key: string, user: string): void {
    const users = this.users.get(key);
    if (users === undefined) this.users.set(key, [user]);
    else users.push(user);
  }
}
