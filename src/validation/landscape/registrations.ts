import { closest } from '../closest';
import { FieldPath } from '../field-path';
import { asList, valueAt } from '../json-value';
import { asObject, asText } from '../kubernetes/read';
import { coreGroup, nameOf, operatorGroup, placeOf, type Landscape } from './landscape';
import type { LandscapeIssues } from './landscape-document';
import type { RegisteredType, RegisteredTypes } from './registered-types';
import { landscapeRules as rules } from './rules';

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
