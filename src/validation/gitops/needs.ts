import { FieldPath } from '../field-path';
import { asList, valueAt } from '../json-value';
import { asObject, asText } from '../kubernetes/read';
import { coreGroup, type Landscape, type LandscapeObject } from '../landscape/landscape';
import { objectReferences } from '../landscape/object-reference';
import { makersOf } from '../landscape/references';
import { RegisteredTypes } from '../landscape/registered-types';
import { seedConfigurations } from '../landscape/seed-configuration';
import { typesOfSeed } from '../landscape/seed-types';

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
