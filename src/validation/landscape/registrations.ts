import { listed, suggest } from '../../gardener/closest';
import { asList, asObject, asText, valueAt } from '../../gardener/json';
import { coreGroup, operatorGroup } from '../../gardener/kinds';
import { compatibilityOf, isPrimary, resourceId } from '../controller-registration/controller-resources';
import { registrationOptions } from '../controller-registration/errors';
import { extensionOptions } from '../extension/errors';
import { append, type Landscape, type LandscapeObject, nameOf, placeOf } from './landscape';
import { landscapeRules as rules } from './table';

/** Registrations against their deployments, and against each other. */
export function validateRegistrations(landscape: Landscape, registered: RegisteredTypes): void {
  validateDeploymentReferences(landscape);
  validatePrimaries(registered.all);
  for (const kind of ['ControllerRegistration', 'ControllerDeployment']) {
    for (const object of landscape.all(coreGroup, kind)) {
      const extension = landscape.find(operatorGroup, 'Extension', object.name);
      if (extension === undefined) continue;
      object.check
        .at('metadata', 'name')
        .report(
          rules['landscape-registration-of-operator'],
          `${nameOf(extension)} in ${placeOf(extension)} makes a ${nameOf(object)} itself`,
          `remove this ${kind}, or the Extension`,
        );
    }
  }
}

/** ControllerDeployments that are there; an operator Extension makes one of its own name. */
function validateDeploymentReferences(landscape: Landscape): void {
  const registrations = landscape.all(coreGroup, 'ControllerRegistration');
  const deployments = landscape.all(coreGroup, 'ControllerDeployment').map(({ name }) => name);
  // Registrations alone are a part of a landscape that somebody looks at by itself.
  const isPart = landscape.objects.length === registrations.length;
  for (const { check, spec } of registrations) {
    asList(valueAt(spec, 'deployment', 'deploymentRefs')).forEach((reference, index) => {
      const name = asText(asObject(reference)['name']);
      if (name === '') return;
      if (landscape.find(coreGroup, 'ControllerDeployment', name) !== undefined) return;
      if (landscape.find(operatorGroup, 'Extension', name) !== undefined) return;
      const at = check.at('spec', 'deployment', 'deploymentRefs', index, 'name');
      if (isPart) {
        at.report(
          rules['landscape-deployment-elsewhere'],
          `no ControllerDeployment ${JSON.stringify(name)} is among these documents`,
          'make sure that the garden has it',
        );
        return;
      }
      at.report(
        rules['landscape-deployment-missing'],
        `there is no ControllerDeployment ${JSON.stringify(name)}`,
        suggest(name, deployments),
      );
    });
  }
}

function validatePrimaries(registered: readonly RegisteredType[]): void {
  const first = new Map<string, RegisteredType>();
  for (const resource of registered) {
    if (!resource.primary) continue;
    const other = first.get(resource.id);
    if (other === undefined) {
      first.set(resource.id, resource);
    } else if (other.by !== resource.by && other.by.name !== resource.by.name) {
      const { kind, type, by, index } = resource;
      by.check
        .at('spec', 'resources', index)
        .report(
          rules['landscape-primary-repeated'],
          `${nameOf(other.by)} in ${placeOf(other.by)} is primary for ${kind} ${type} already`,
          'write primary: false on one of the two, or remove it',
        );
    }
  }
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
  private readonly named = new Map<string, string>();

  constructor(landscape: Landscape) {
    this.all = registrations(landscape).flatMap(toTypes);
    for (const resource of this.all) {
      if (!resource.primary) continue;
      const { id, kind, type } = resource;
      append(this.primaries, id, resource);
      const types = this.types.get(kind);
      if (types === undefined) this.types.set(kind, new Set([type]));
      else types.add(type);
    }
  }

  /** Who is primary for a kind and type; more than one is an error of its own. */
  primariesFor(kind: string, type: string): readonly RegisteredType[] {
    return this.primaries.get(resourceId({ kind, type })) ?? [];
  }

  /** Types of a kind that somebody is primary for, sorted, for a sentence; empty if there are none. */
  typesOf(kind: string): string {
    const known = this.named.get(kind) ?? listed([...(this.types.get(kind) ?? [])].sort());
    this.named.set(kind, known);
    return known;
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
