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
export function registeredTypes(landscape: Landscape): readonly RegisteredType[] {
  return registrations(landscape).flatMap((by) => {
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
  });
}

export function registrations(landscape: Landscape): readonly LandscapeObject[] {
  return [
    ...landscape.all(coreGroup, 'ControllerRegistration'),
    ...landscape.all(operatorGroup, 'Extension'),
  ];
}
