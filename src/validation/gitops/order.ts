import { suggest } from '../../gardener/closest';
import { asList, asObject, asText } from '../../gardener/json';
import { coreGroup, operatorGroup, seedManagementGroup } from '../../gardener/kinds';
import { append, type LandscapeDocument, nameOf } from '../landscape/landscape';
import type { Need } from '../landscape/needs';
import type { CoveredPath } from './coverage';
import { gitOpsRules as rules } from './table';

const homeGroups = [coreGroup, seedManagementGroup];

/** Order between and within Flux Kustomizations. */
export function validateKustomizationOrder(paths: readonly CoveredPath[], needs: readonly Need[]): void {
  const graph = new DependencyGraph(paths);
  graph.validate();
  const reported = new Set<string>();
  const pathsOf = pathsByDocument(paths);
  for (const need of needs) {
    const users = pathsOf.get(need.object.document) ?? [];
    const makers = pathsOf.get(need.needed.document) ?? [];
    const both = users.find((path) => makers.includes(path));
    if (both !== undefined) {
      reportDeadlock(need, both);
      continue;
    }
    for (const user of users) {
      for (const maker of makers) {
        const pair = `${graph.keyOf(user)} ${graph.keyOf(maker)}`;
        if (reported.has(pair)) continue;
        reported.add(pair);
        validatePair(need, user, maker, graph);
      }
    }
  }
  for (const path of paths) validateManagedSeeds(path);
  for (const { object } of paths) {
    if (asList(object.spec['dependsOn']).length === 0 || object.spec['retryInterval'] !== undefined) continue;
    object.check
      .at('spec', 'retryInterval')
      .report(rules['gitops-retry-interval-missing'], 'there is no retryInterval', 'write retryInterval: 1m');
  }
}

/** Documents and the paths that hold them. */
export function pathsByDocument(
  paths: readonly CoveredPath[],
): ReadonlyMap<LandscapeDocument, readonly CoveredPath[]> {
  const found = new Map<LandscapeDocument, CoveredPath[]>();
  for (const path of paths) {
    for (const { document } of path.objects) {
      const known = found.get(document);
      if (known === undefined) found.set(document, [path]);
      else known.push(path);
    }
  }
  return found;
}

/** Flux applies Namespaces before all else of a path, and waits for them. */
function reportDeadlock({ object, needed, check }: Need, path: CoveredPath): void {
  if (needed.kind === 'Namespace') return;
  check.report(
    rules['gitops-deadlock'],
    `${nameOf(object)} needs ${nameOf(needed)}, and ${nameOf(path.object)} applies both at once`,
    'move it to a Kustomization of its own that depends on this one',
  );
}

/** A ManagedSeed is refused until its Shoot exists, which needs a Seed before. */
function validateManagedSeeds({ object, objects }: CoveredPath): void {
  const other = objects.find(({ group, kind }) => homeGroups.includes(group) && kind !== 'ManagedSeed');
  if (other === undefined) return;
  for (const { kind, check } of objects) {
    if (kind !== 'ManagedSeed') continue;
    check
      .at('spec', 'shoot', 'name')
      .report(
        rules['gitops-managed-seed-blocks'],
        `${nameOf(object)} applies nothing, ${nameOf(other)} included, until the Shoot exists`,
        'move it to a Kustomization of its own',
      );
  }
}

function validatePair(
  { object, needed }: Need,
  user: CoveredPath,
  maker: CoveredPath,
  graph: DependencyGraph,
): void {
  const why = `${nameOf(object)} needs ${nameOf(needed)} of ${nameOf(maker.object)}`;
  if (graph.reaches(maker, user)) {
    maker.object.check
      .at('spec', 'dependsOn')
      .report(
        rules['gitops-depends-on-inverted'],
        `${nameOf(maker.object)} waits for ${nameOf(user.object)}, but ${why}`,
        'turn the dependency round',
      );
  } else if (!graph.reaches(user, maker)) {
    user.object.check
      .at('spec', 'dependsOn')
      .report(
        rules['gitops-depends-on-missing'],
        `${why}, and does not depend on it`,
        `add {name: ${maker.object.name}} to dependsOn`,
      );
  } else if (needed.group === operatorGroup && !waitsForExtensions(maker)) {
    maker.object.check
      .at('spec', 'healthCheckExprs')
      .report(
        rules['gitops-extension-health'],
        `${why}, which is ready before gardener-operator has registered the types`,
        "add kind: Extension with current: status.conditions.exists(c, c.type == 'Installed' && c.status == 'True')",
      );
  }
}

function waitsForExtensions({ object }: CoveredPath): boolean {
  return asList(object.spec['healthCheckExprs']).some((item) => asObject(item)['kind'] === 'Extension');
}

/** Who waits for whom, by namespace and name. */
class DependencyGraph {
  private readonly dependencies = new Map<string, readonly string[]>();
  private readonly reachable = new Map<string, ReadonlySet<string>>();

  constructor(private readonly paths: readonly CoveredPath[]) {
    for (const path of paths) {
      const { namespace, spec } = path.object;
      const keys = asList(spec['dependsOn']).map((item) => {
        const other = asObject(item);
        return `${asText(other['namespace']) === '' ? namespace : asText(other['namespace'])}/${asText(other['name'])}`;
      });
      this.dependencies.set(this.keyOf(path), keys);
    }
  }

  keyOf({ object }: CoveredPath): string {
    return `${object.namespace}/${object.name}`;
  }

  /** Whether one waits for the other, directly or through others. */
  reaches(from: CoveredPath, to: CoveredPath): boolean {
    const [start, end] = [this.keyOf(from), this.keyOf(to)];
    // Mostly the one names the other; to walk all that is behind it costs more.
    return this.dependencies.get(start)?.includes(end) === true || this.reachableFrom(start).has(end);
  }

  validate(): void {
    const keys = this.paths.map((path) => this.keyOf(path));
    const byName = new Map(this.paths.map((path) => [path.object.name, this.keyOf(path)]));
    const circular = this.circular();
    for (const path of this.paths) {
      const { check } = path.object;
      const key = this.keyOf(path);
      (this.dependencies.get(key) ?? []).forEach((dependency, index) => {
        if (this.dependencies.has(dependency)) return;
        const same = byName.get(dependency.slice(dependency.indexOf('/') + 1));
        const near = same === undefined ? suggest(dependency, keys) : `did you mean ${same}?`;
        check
          .at('spec', 'dependsOn', index, 'name')
          .report(
            rules['gitops-depends-on-elsewhere'],
            `no document makes Kustomization ${dependency}`,
            `make sure that it exists, or this one waits for ever; ${near}`,
          );
      });
      if (!circular.has(key)) continue;
      check
        .at('spec', 'dependsOn')
        .report(
          rules['gitops-depends-on-cycle'],
          `${nameOf(path.object)} waits for itself`,
          'remove one dependency of the circle',
        );
    }
  }

  /** Those that wait for themselves: what is left when all that waits for nobody, or that nobody waits for, is gone. */
  private circular(): ReadonlySet<string> {
    const left = new Map([...this.dependencies].map(([key, keys]) => [key, new Set(keys)]));
    const waiting = new Map<string, string[]>();
    for (const [key, keys] of left) {
      for (const dependency of keys) {
        if (left.has(dependency)) append(waiting, dependency, key);
        else keys.delete(dependency);
      }
    }
    const free = [...left].flatMap(([key, keys]) => (keys.size === 0 ? [key] : []));
    for (let next = free.pop(); next !== undefined; next = free.pop()) {
      left.delete(next);
      for (const user of waiting.get(next) ?? []) {
        const keys = left.get(user);
        if (keys?.delete(next) === true && keys.size === 0) free.push(user);
      }
    }
    // Who only waits for a circle is no part of it.
    return new Set([...left.keys()].filter((key) => this.reachableFrom(key).has(key)));
  }

  private reachableFrom(key: string): ReadonlySet<string> {
    const known = this.reachable.get(key);
    if (known !== undefined) return known;
    const found = new Set<string>();
    const open = [key];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const dependency of this.dependencies.get(next) ?? []) {
        if (found.has(dependency)) continue;
        found.add(dependency);
        open.push(dependency);
      }
    }
    this.reachable.set(key, found);
    return found;
  }
}
