import { renderRamPolicy, type RamPolicy } from '../garden-app/ram-policy';
import type { SharedImage } from './props';

/** RAM takes no custom policy with more characters. */
export const longestPolicy = 6144;

const readActions = ['ecs:DescribeImageSharePermission'];
/** Allows publishing an image, too: RAM cannot tell the two apart. */
const shareActions = [...readActions, 'ecs:ModifyImageSharePermission'];

/**
 * No more than the job calls, on its images alone; what does not fit into one policy goes on in the next, and the
 * user needs them all.
 *
 * @param variant `plan-only` can change nothing: for `dryRun`, and for a laptop.
 */
export function ownerPolicies(
  images: readonly SharedImage[],
  owner: string | undefined,
  variant: 'share' | 'plan-only',
): readonly RamPolicy[] {
  const account = owner ?? '*';
  const names = images.map(({ region, imageId }) => `acs:ecs:${region}:${account}:image/${imageId}`);
  const actions = variant === 'share' ? shareActions : readActions;
  const policies: RamPolicy[] = [];
  let resources: string[] = [];
  for (const name of [...new Set(names)].sort()) {
    const longer = [...resources, name];
    if (resources.length > 0 && renderRamPolicy(toPolicy(account, actions, longer)).length > longestPolicy) {
      policies.push(toPolicy(account, actions, resources));
      resources = [name];
    } else {
      resources = longer;
    }
  }
  if (resources.length > 0) policies.push(toPolicy(account, actions, resources));
  return policies;
}

/** DescribeImages cannot be granted by image where it is called without IDs, and tells no more than their names. */
function toPolicy(account: string, actions: readonly string[], images: readonly string[]): RamPolicy {
  return {
    Version: '1',
    Statement: [
      { Effect: 'Allow', Action: ['ecs:DescribeImages'], Resource: [`acs:ecs:*:${account}:image/*`] },
      { Effect: 'Allow', Action: actions, Resource: images },
    ],
  };
}
