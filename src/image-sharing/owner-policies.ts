import type { SharedImage } from './props';

interface RamStatement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

/** A RAM policy document, as Alibaba Cloud's console and API take it. */
export interface RamPolicy {
  readonly Version: '1';
  readonly Statement: readonly RamStatement[];
}

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
    if (resources.length > 0 && renderPolicy(toPolicy(account, actions, longer)).length > longestPolicy) {
      policies.push(toPolicy(account, actions, resources));
      resources = [name];
    } else {
      resources = longer;
    }
  }
  if (resources.length > 0) policies.push(toPolicy(account, actions, resources));
  return policies;
}

export function renderPolicy(policy: RamPolicy): string {
  return `${JSON.stringify(policy, null, 2)}\n`;
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
