import { FieldPath } from '../../gardener/field-path';
import { asList, asObject, asText, valueAt } from '../../gardener/json';
import {
  coreGroup,
  type Landscape,
  type LandscapeDocument,
  type LandscapeIssues,
  type LandscapeObject,
  nameOf,
  operatorGroup,
  seedManagementGroup,
} from '../landscape/landscape';
import { makersOf, objectReferences } from '../landscape/references';
import { RegisteredTypes } from '../landscape/registrations';
import { seedConfigurations, typesOfSeed } from '../landscape/seeds';
import type { CoveredPath } from './coverage';
import { gitOpsRules as rules } from './table';
import { closest } from '../../gardener/closest';

const homeGroups = [coreGroup, seedManagementGroup];
const dependsOn = FieldPath.of('spec', 'dependsOn');

/** Order between and within Flux Kustomizations. */
export function validateKustomizationOrder(
  paths: readonly CoveredPath[],
  needs: readonly Need[],
  issues: LandscapeIssues,
): void {
  const graph = new DependencyGraph(paths);
  graph.validate(issues);
  const reported = new Set<string>();
  const pathsOf = pathsByDocument(paths);
  for (const need of needs) {
    const users = pathsOf.get(need.object.document) ?? [];
    const makers = pathsOf.get(need.needed.document) ?? [];
    const both = users.find((path) => makers.includes(path));
    if (both !== undefined) {
      reportDeadlock(need, both, issues);
      continue;
    }
    for (const user of users) {
      for (const maker of makers) {
        const pair = `${graph.keyOf(user)} ${graph.keyOf(maker)}`;
        if (reported.has(pair)) continue;
        reported.add(pair);
        validatePair(need, user, maker, graph, issues);
      }
    }
  }
  for (const path of paths) validateManagedSeeds(path, issues);
  for (const { object } of paths) {
    if (asList(object.spec['dependsOn']).length === 0 || object.spec['retryInterval'] !== undefined) continue;
    issues.report(
      object.document,
      rules['gitops-retry-interval-missing'],
      'spec.retryInterval',
      'there is no retryInterval',
      {
        hint: 'write retryInterval: 1m',
      },
    );
  }
}

function pathsByDocument(paths: readonly CoveredPath[]): ReadonlyMap<LandscapeDocument, CoveredPath[]> {
  const found = new Map<LandscapeDocument, CoveredPath[]>();
  for (const path of paths) {
    for (const { document } of path.objects) found.set(document, [...(found.get(document) ?? []), path]);
  }
  return found;
}

function reportDeadlock({ object, needed, field }: Need, path: CoveredPath, issues: LandscapeIssues): void {
  issues.report(
    object.document,
    rules['gitops-deadlock'],
    field,
    `${nameOf(object)} needs ${nameOf(needed)}, and ${nameOf(path.object)} applies both at once`,
    { hint: 'move it to a Kustomization of its own that depends on this one' },
  );
}

/** A ManagedSeed is refused until its Shoot exists, which needs a Seed before. */
function validateManagedSeeds({ object, objects }: CoveredPath, issues: LandscapeIssues): void {
  const other = objects.find(({ group, kind }) => homeGroups.includes(group) && kind !== 'ManagedSeed');
  if (other === undefined) return;
  for (const managedSeed of objects) {
    if (managedSeed.kind !== 'ManagedSeed') continue;
    issues.report(
      managedSeed.document,
      rules['gitops-managed-seed-blocks'],
      'spec.shoot.name',
      `${nameOf(object)} applies nothing, ${nameOf(other)} included, until the Shoot exists`,
      { hint: 'move it to a Kustomization of its own' },
    );
  }
}

function validatePair(
  { object, needed }: Need,
  user: CoveredPath,
  maker: CoveredPath,
  graph: DependencyGraph,
  issues: LandscapeIssues,
): void {
  const why = `${nameOf(object)} needs ${nameOf(needed)} of ${nameOf(maker.object)}`;
  if (graph.reaches(maker, user)) {
    issues.report(
      maker.object.document,
      rules['gitops-depends-on-inverted'],
      dependsOn,
      `${nameOf(maker.object)} waits for ${nameOf(user.object)}, but ${why}`,
      { hint: 'turn the dependency round' },
    );
  } else if (!graph.reaches(user, maker)) {
    issues.report(
      user.object.document,
      rules['gitops-depends-on-missing'],
      dependsOn,
      `${why}, and does not depend on it`,
      {
        hint: `add {name: ${maker.object.name}} to dependsOn`,
      },
    );
  } else if (needed.group === operatorGroup && !waitsForExtensions(maker)) {
    issues.report(
      maker.object.document,
      rules['gitops-extension-health'],
      'spec.healthCheckExprs',
      `${why}, which is ready before gardener-operator has registered the types`,
      {
        hint: "add kind: Extension with current: status.conditions.exists(c, c.type == 'Installed' && c.status == 'True')",
      },
    );
  }
}

function waitsForExtensions({ object }: CoveredPath): boolean {
  return asList(object.spec['healthCheckExprs']).some((item) => asObject(item)['kind'] === 'Extension');
}

/** Who waits for whom, by namespace and name. */
class DependencyGraph {
  private readonly byKey = new Map<string, CoveredPath>();
  private readonly reachable = new Map<string, ReadonlySet<string>>();

  constructor(private readonly paths: readonly CoveredPath[]) {
    for (const path of paths) this.byKey.set(this.keyOf(path), path);
  }

  keyOf({ object }: CoveredPath): string {
    return `${object.namespace}/${object.name}`;
  }

  /** Whether one waits for the other, directly or through others. */
  reaches(from: CoveredPath, to: CoveredPath): boolean {
    return this.reachableFrom(this.keyOf(from)).has(this.keyOf(to));
  }

  validate(issues: LandscapeIssues): void {
    const names = this.paths.map(({ object }) => object.name);
    for (const path of this.paths) {
      const { document } = path.object;
      this.dependencies(path).forEach((key, index) => {
        if (this.byKey.has(key)) return;
        const name = key.slice(key.indexOf('/') + 1);
        const near = closest(name, names);
        const field = dependsOn.index(index).child('name');
        issues.report(
          document,
          rules['gitops-depends-on-unknown'],
          field,
          `there is no Kustomization ${key}`,
          {
            hint: near === undefined ? `there are ${names.join(', ')}` : `did you mean ${near}?`,
          },
        );
      });
      if (!this.reaches(path, path)) continue;
      issues.report(
        document,
        rules['gitops-depends-on-cycle'],
        dependsOn,
        `${nameOf(path.object)} waits for itself`,
        {
          hint: 'remove one dependency of the circle',
        },
      );
    }
  }

  private dependencies({ object }: CoveredPath): string[] {
    return asList(object.spec['dependsOn']).map((item) => {
      const { namespace, name } = asObject(item);
      return `${asText(namespace) === '' ? object.namespace : asText(namespace)}/${asText(name)}`;
    });
  }

  private reachableFrom(key: string): ReadonlySet<string> {
    const known = this.reachable.get(key);
    if (known !== undefined) return known;
    const found = new Set<string>();
    const open = [key];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const path = this.byKey.get(next);
      if (path === undefined) continue;
      for (const dependency of this.dependencies(path)) {
        if (found.has(dependency)) continue;
        found.add(dependency);
        open.push(dependency);
      }
    }
    this.reachable.set(key, found);
    return found;
  }
}

/** One object that the API server refuses until another exists. */
export interface Need {
  readonly object: LandscapeObject;
  readonly needed: LandscapeObject;
  readonly field: FieldPath;
}

/** All that has to be applied in order, within one landscape. */
export function needsOf(landscape: Landscape): readonly Need[] {
  return [...registrationNeeds(landscape), ...seedNeeds(landscape), ...referenceNeeds(landscape)];
}

function registrationNeeds(landscape: Landscape): Need[] {
  return landscape.all(coreGroup, 'ControllerRegistration').flatMap((object) =>
    asList(valueAt(object.spec, 'deployment', 'deploymentRefs')).flatMap((reference, index) => {
      const name = asText(asObject(reference)['name']);
      const needed = landscape.find(coreGroup, 'ControllerDeployment', name);
      const field = FieldPath.of('spec', 'deployment', 'deploymentRefs').index(index).child('name');
      return needed === undefined ? [] : [{ object, needed, field }];
    }),
  );
}

/** A Gardenlet needs nothing at first; a ManagedSeed is judged with its Shoot. */
function seedNeeds(landscape: Landscape): Need[] {
  const registered = new RegisteredTypes(landscape);
  return seedConfigurations(landscape)
    .filter(({ object }) => object.kind !== 'Gardenlet')
    .flatMap((seed) =>
      typesOfSeed(seed).flatMap(({ kind, type, field }) =>
        registered
          .primariesFor(kind, type)
          .slice(0, 1)
          .map(({ by }) => ({ object: seed.object, needed: by, field })),
      ),
    );
}

function referenceNeeds(landscape: Landscape): Need[] {
  return objectReferences(landscape)
    .filter(({ lookedUp }) => lookedUp)
    .flatMap((reference) =>
      makersOf(reference, landscape)
        .filter(({ namespace }) => namespace === reference.namespace)
        .slice(0, 1)
        .map(({ object }) => ({ object: reference.from, needed: object, field: reference.field })),
    );
}
