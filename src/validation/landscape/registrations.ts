import { FieldPath } from '../../gardener/field-path';
import { asList, asObject, asText, valueAt } from '../../gardener/json';
import { compatibilityOf, isPrimary, resourceId } from '../controller-registration/controller-resources';
import { registrationOptions } from '../controller-registration/errors';
import { extensionOptions } from '../extension/errors';
import {
  coreGroup,
  type Landscape,
  type LandscapeIssues,
  type LandscapeObject,
  nameOf,
  operatorGroup,
  placeOf,
} from './landscape';
import { landscapeRules as rules } from './table';
import { closest } from '../../gardener/closest';

/** Registrations against their deployments, and against each other. */
export function validateRegistrations(
  landscape: Landscape,
  registered: RegisteredTypes,
  issues: LandscapeIssues,
): void {
  validateDeploymentReferences(landscape, issues);
  validatePrimaries(registered.all, issues);
  for (const kind of ['ControllerRegistration', 'ControllerDeployment']) {
    for (const object of landscape.all(coreGroup, kind)) {
      const extension = landscape.find(operatorGroup, 'Extension', object.name);
      if (extension === undefined) continue;
      issues.report(
        object.document,
        rules['landscape-registration-of-operator'],
        'metadata.name',
        `${nameOf(extension)} in ${placeOf(extension)} makes a ${nameOf(object)} itself`,
        { hint: `remove this ${kind}, or the Extension` },
      );
    }
  }
}

/** ControllerDeployments that are there; an operator Extension makes one of its own name. */
function validateDeploymentReferences(landscape: Landscape, issues: LandscapeIssues): void {
  const deployments = landscape.all(coreGroup, 'ControllerDeployment').map(({ name }) => name);
  const known = new Set([
    ...deployments,
    ...landscape.all(operatorGroup, 'Extension').map(({ name }) => name),
  ]);
  for (const { document, spec } of landscape.all(coreGroup, 'ControllerRegistration')) {
    asList(valueAt(spec, 'deployment', 'deploymentRefs')).forEach((reference, index) => {
      const name = asText(asObject(reference)['name']);
      if (name === '' || known.has(name)) return;
      const field = FieldPath.of('spec', 'deployment', 'deploymentRefs').index(index).child('name');
      // Registrations alone are a part of a landscape that somebody looks at by itself.
      if (landscape.objects.every(({ kind }) => kind === 'ControllerRegistration')) {
        issues.report(
          document,
          rules['landscape-deployment-elsewhere'],
          field,
          `no ControllerDeployment ${JSON.stringify(name)} is among these documents`,
          { hint: 'make sure that the garden has it' },
        );
        return;
      }
      const near = closest(name, deployments);
      issues.report(
        document,
        rules['landscape-deployment-missing'],
        field,
        `there is no ControllerDeployment ${JSON.stringify(name)}`,
        { hint: near === undefined ? `there ${listed(deployments)}` : `did you mean ${near}?` },
      );
    });
  }
}

function validatePrimaries(registered: readonly RegisteredType[], issues: LandscapeIssues): void {
  const first = new Map<string, RegisteredType>();
  for (const resource of registered) {
    if (!resource.primary) continue;
    const other = first.get(resource.id);
    if (other === undefined) {
      first.set(resource.id, resource);
    } else if (other.by !== resource.by && other.by.name !== resource.by.name) {
      const { kind, type, by, index } = resource;
      issues.report(
        by.document,
        rules['landscape-primary-repeated'],
        FieldPath.of('spec', 'resources').index(index),
        `${nameOf(other.by)} in ${placeOf(other.by)} is primary for ${kind} ${type} already`,
        { hint: 'write primary: false on one of the two, or remove it' },
      );
    }
  }
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'is none at all' : `are ${names.join(', ')}`;
}

/** A kind and type that an object of the landscape registers. */
interface RegisteredType {
  readonly id: string;
  readonly kind: string;
  readonly type: string;
  readonly primary: boolean;
  /** Whether a resource of kind Extension can be enabled on Seeds. */
  readonly forSeeds: boolean;
  readonly by: LandscapeObject;
  readonly index: number;
}

/** What ControllerRegistrations register, and what operator Extensions will. */
export class RegisteredTypes {
  readonly all: readonly RegisteredType[];
  private readonly primaries = new Map<string, RegisteredType[]>();
  private readonly types = new Map<string, Set<string>>();

  constructor(landscape: Landscape) {
    this.all = registrations(landscape).flatMap(toTypes);
    for (const resource of this.all) {
      if (!resource.primary) continue;
      const { id, kind, type } = resource;
      this.primaries.set(id, [...(this.primaries.get(id) ?? []), resource]);
      const types = this.types.get(kind);
      if (types === undefined) this.types.set(kind, new Set([type]));
      else types.add(type);
    }
  }

  /** Who is primary for a kind and type; more than one is an error of its own. */
  primariesFor(kind: string, type: string): readonly RegisteredType[] {
    return this.primaries.get(resourceId({ kind, type })) ?? [];
  }

  /** Types of a kind that somebody is primary for, sorted. */
  typesOf(kind: string): readonly string[] {
    return [...(this.types.get(kind) ?? [])].sort();
  }
}

function toTypes(by: LandscapeObject): RegisteredType[] {
  const options = by.kind === 'Extension' ? extensionOptions : registrationOptions;
  return asList(by.spec['resources']).map((item, index) => {
    const resource = asObject(item);
    return {
      id: resourceId(resource),
      kind: asText(resource['kind']),
      type: asText(resource['type']),
      primary: isPrimary(resource),
      forSeeds: compatibilityOf(resource, options).includes('seed'),
      by,
      index,
    };
  });
}

function registrations(landscape: Landscape): readonly LandscapeObject[] {
  return [
    ...landscape.all(coreGroup, 'ControllerRegistration'),
    ...landscape.all(operatorGroup, 'Extension'),
  ];
}
