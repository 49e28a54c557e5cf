import {
  coreGroup,
  operatorGroup,
  securityGroup,
  seedManagementGroup,
  type LandscapeObject,
} from './landscape';

/** Names the cluster that an object is applied to; two of the same name are one cluster. */
export type ClusterOf = (object: LandscapeObject) => string;

const gardenGroups = [coreGroup, seedManagementGroup, securityGroup];
/** Pods run nowhere in the virtual garden. */
const runtimeGroups = [operatorGroup, 'apps', 'batch'];

/** Which of Gardener's two API servers serves a kind; undefined if both do. */
export function homeOf({ group }: LandscapeObject): 'garden' | 'runtime' | undefined {
  if (gardenGroups.includes(group)) return 'garden';
  return runtimeGroups.includes(group) ? 'runtime' : undefined;
}

/** Without GitOps objects the folders tell: below one that is called runtime lies what the runtime cluster gets. */
export const clusterByFolder: ClusterOf = (object) => {
  const home = homeOf(object);
  if (home !== undefined) return home;
  return object.path?.split('/').slice(0, -1).includes('runtime') === true ? 'runtime' : 'garden';
};
