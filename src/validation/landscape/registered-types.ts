import { asList } from '../json-value';
import { asObject, asText } from '../kubernetes/read';
import { compatibilityOf, isPrimary, resourceId } from '../controller-registration/controller-resources';
import { registrationOptions } from '../controller-registration/controller-registration';
import { extensionOptions } from '../extension/extension';
import { coreGroup, operatorGroup, type Landscape, type LandscapeObject } from './landscape';

/** A kind and type that an object of the landscape registers. */
export interface RegisteredType {
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
