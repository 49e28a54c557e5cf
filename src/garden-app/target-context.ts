import type { Construct } from 'constructs';
import type { TargetOptions } from '../validation/target';

const contextKey = 'cdk8s-gardener-alicloud/target';

/** Says for all constructs below `scope` which Gardener they are made for. `GardenApp` does it for its props. */
export function setTarget(scope: Construct, options: TargetOptions): void {
  scope.node.setContext(contextKey, options);
}

/**
 * The versions, gates and time that hold for a construct. In a plain cdk8s `App` it is the newest Gardener,
 * and there is no clock: every version counts as unexpired, so that bytes never depend on the day.
 */
export function targetOptions(construct: Construct): TargetOptions {
  const options = construct.node.tryGetContext(contextKey) as TargetOptions | undefined;
  return { now: null, ...options };
}
