import { App, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { GardenObject, setTarget } from '../../src/garden-object/garden-object';
import type { TargetOptions } from '../../src/gardener/target';

export interface Synthesized<Made> {
  readonly made: Made;
  /** `severity type field rule` of every issue, sorted. */
  readonly issues: string[];
  readonly messages: string[];
}

/** Makes a construct in a plain app for a Gardener, and says what all objects of it say. */
export function synthesize<Made extends Construct>(
  make: (scope: Construct) => Made,
  target: TargetOptions = {},
): Synthesized<Made> {
  const app = new App();
  setTarget(app, { now: null, ...target });
  const made = make(new Chart(app, 'garden'));
  const issues = made.node
    .findAll()
    .flatMap((construct) => (GardenObject.isGardenObject(construct) ? construct.issues : []));
  return {
    made,
    issues: issues.map(({ severity, type, field, rule }) => `${severity} ${type} ${field} ${rule}`).sort(),
    messages: issues.map(({ message }) => message),
  };
}
