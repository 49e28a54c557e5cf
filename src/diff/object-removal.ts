import { asList, valueAt } from '../validation/json-value';
import { asText } from '../validation/kubernetes/read';
import {
  coreGroup,
  operatorGroup,
  seedManagementGroup,
  type LandscapeObject,
} from '../validation/landscape/landscape';
import type { Danger, Draft } from './draft';
import { protectionsOf } from './metadata';

/** An object whose manifest is no longer there: a GitOps engine that prunes deletes it. */
export function draftRemoval(object: LandscapeObject): Draft {
  const danger = dangerOf(object);
  const isProtected = protectionsOf(object.metadata).length > 0;
  return {
    subject: 'object',
    action: 'removed',
    names: [],
    fields: [''],
    ...(danger === undefined
      ? {}
      : {
          danger: isProtected
            ? {
                reason:
                  'an annotation keeps it from being pruned: it stays in the cluster, and nobody manages it any more',
              }
            : danger,
        }),
  };
}

function dangerOf({ group, kind, name, manifest, metadata }: LandscapeObject): Danger | undefined {
  const onSeed = [{ facet: 'seed', value: name }] as const;
  switch (`${group}/${kind}`) {
    case `${coreGroup}/CloudProfile`:
    case `${coreGroup}/NamespacedCloudProfile`:
      return {
        reason: 'Shoots that use the profile keep it dying, and its deletion cannot be taken back',
        uses: [{ facet: 'profile', value: '' }],
      };
    case `${coreGroup}/Seed`:
      return {
        reason: 'its Shoots lose their Seed',
        uses: onSeed,
        guard: 'a Seed cannot be deleted while Shoots use it',
      };
    case `${seedManagementGroup}/Gardenlet`:
    case `${seedManagementGroup}/ManagedSeed`:
      return { reason: 'nobody keeps the gardenlet of the Seed any more', uses: onSeed };
    case `${coreGroup}/ControllerRegistration`:
    case `${coreGroup}/ControllerDeployment`:
    case `${operatorGroup}/Extension`:
      return { reason: 'Shoots and Seeds lose the extension' };
    case `${coreGroup}/BackupBucket`:
      return { reason: 'backups lie in the bucket' };
    case '/Secret':
      return { reason: 'whoever refers to the Secret no longer finds it' };
    case '/Namespace':
      return { reason: 'everything in the namespace goes with it' };
    case 'kustomize.toolkit.fluxcd.io/Kustomization':
      return valueAt(manifest, 'spec', 'prune') === true &&
        asText(valueAt(manifest, 'spec', 'deletionPolicy')) !== 'Orphan'
        ? { reason: 'Flux deletes all that it has applied; set deletionPolicy: Orphan first' }
        : undefined;
    case 'argoproj.io/Application':
      return asList(metadata['finalizers']).some((item) =>
        asText(item).startsWith('resources-finalizer.argocd'),
      )
        ? { reason: 'Argo CD deletes all that it has applied; take its finalizer away first' }
        : undefined;
    default:
      return undefined;
  }
}
