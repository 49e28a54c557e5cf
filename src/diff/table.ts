import { defineRules } from '../issues/rule';

const profiles = ['CloudProfile', 'NamespacedCloudProfile'];
const seeds = ['Seed', 'Gardenlet', 'ManagedSeed'];
const extensions = ['ControllerDeployment', 'ControllerRegistration', 'Extension'];
const everyKind = ['every kind'];
const common = { severity: 'warning', type: 'Forbidden' } as const;

/**
 * Rules on changes: what Gardener takes, and Shoots or customers may suffer from. Only a comparison of two states
 * finds them. Their ids begin with `change-`, by which waivers know them.
 */
export const changeRules = defineRules({
  'change-object-unmanaged': {
    ...common,
    kinds: everyKind,
    what: 'the manifest of an object goes that an annotation keeps from being pruned',
    why: 'the object stays in the cluster, and nobody manages it any more; delete it by hand, or keep the manifest',
  },
  'change-protection-removed': {
    ...common,
    kinds: everyKind,
    what: 'an annotation goes that keeps a GitOps engine from deleting the object',
    why: 'the next change that loses the manifest deletes the object',
    example: 'kustomize.toolkit.fluxcd.io/prune: disabled',
  },
  'change-reference-broken': {
    ...common,
    kinds: everyKind,
    what: 'an object goes to which one that stays refers',
    why: 'what refers to it fails, or is refused at its next change; take the reference away first',
  },
  'change-profile-removed': {
    ...common,
    kinds: profiles,
    what: 'a profile goes that Shoots may use',
    why: 'they keep it dying, and its deletion cannot be taken back; move the Shoots first',
  },
  'change-seed-removed': {
    ...common,
    kinds: ['Seed'],
    what: 'a Seed goes that Shoots may be on',
    why: 'their control planes lose their place; move the Shoots first',
  },
  'change-gardenlet-removed': {
    ...common,
    kinds: ['Gardenlet', 'ManagedSeed'],
    what: 'the object goes that keeps the gardenlet of a Seed',
    why: 'nobody updates the gardenlet any more, and nothing that changes on the Seed happens',
  },
  'change-extension-removed': {
    ...common,
    kinds: extensions,
    what: 'a part of the deployment of an extension goes',
    why: 'Shoots and Seeds that need the extension can no longer be reconciled or deleted',
  },
  'change-bucket-removed': {
    ...common,
    kinds: ['BackupBucket'],
    what: 'a BackupBucket goes',
    why: 'the backups of the etcds of Shoots lie in it',
  },
  'change-secret-removed': {
    ...common,
    kinds: ['Secret'],
    what: 'a Secret goes',
    why: 'whoever refers to it no longer finds it',
  },
  'change-secret-data': {
    ...common,
    kinds: ['Secret'],
    what: 'a key of a Secret is changed or removed',
    why: 'whoever reads the Secret works with something else from now on, or with nothing',
  },
  'change-secret-reference': {
    ...common,
    kinds: everyKind,
    what: 'an object refers to another Secret',
    why: 'it works with that Secret from now on, which has to be there before',
    example: 'secretRef: {name: another}',
  },
  'change-namespace-removed': {
    ...common,
    kinds: ['Namespace'],
    what: 'a Namespace goes',
    why: 'everything in it goes with it',
  },
  'change-gitops-removed': {
    ...common,
    kinds: ['Kustomization', 'Application'],
    what: 'a Kustomization of Flux or an Application of Argo CD goes that deletes what it has applied',
    why: 'the objects of the landscape go with it; set deletionPolicy: Orphan, or take the finalizer away first',
  },
  'change-kubernetes-version-removed': {
    ...common,
    kinds: profiles,
    what: 'a Kubernetes version goes that Shoots may run',
    why: 'Gardener refuses it while they do; deprecate the version and let it expire first',
  },
  'change-version-expires': {
    ...common,
    kinds: profiles,
    what: 'a Kubernetes or image version expires earlier, or now, or can no longer be chosen',
    why: 'Gardener updates those who use an expired version by force; tell them in time',
    example: 'expirationDate: "2026-12-01T00:00:00Z"',
  },
  'change-image-removed': {
    ...common,
    kinds: profiles,
    what: 'a machine image goes that workers may run',
    why: 'Gardener refuses it while they do; deprecate its versions and let them expire first',
  },
  'change-image-version-removed': {
    ...common,
    kinds: profiles,
    what: 'a version of a machine image goes that workers may run',
    why: 'Gardener refuses it while they do; deprecate the version and let it expire first',
  },
  'change-image-version-narrowed': {
    ...common,
    kinds: profiles,
    what: 'a version of a machine image loses an architecture, a container runtime, a capability or the like',
    why: 'workers that run it may no longer fit; publish another version instead',
  },
  'change-image-id-removed': {
    ...common,
    kinds: profiles,
    what: 'a version of a machine image loses its image ID in a region that is offered',
    why: 'no node can be made of it there any more, and no admission guards it',
  },
  'change-image-id-replaced': {
    ...common,
    kinds: profiles,
    what: 'a version of a machine image gets another image ID',
    why: 'new nodes of that version get another image than the old ones have; publish it as a new version',
  },
  'change-region-removed': {
    ...common,
    kinds: profiles,
    what: 'a region goes that Shoots may be in',
    why: 'no admission guards it: such Shoots can no longer be changed',
  },
  'change-zone-removed': {
    ...common,
    kinds: profiles,
    what: 'a zone goes that workers may be in',
    why: 'no admission guards it: such Shoots can no longer be changed',
  },
  'change-zone-offers-less': {
    ...common,
    kinds: profiles,
    what: 'a machine or volume type becomes unavailable in a zone',
    why: 'no admission guards it: workers there that have it can no longer be changed',
    example: 'unavailableMachineTypes: [ecs.g7.large]',
  },
  'change-region-restriction': {
    ...common,
    kinds: profiles,
    what: 'an access restriction of a region changes or goes',
    why: 'Shoots that ask for it may no longer be placed there',
  },
  'change-type-removed': {
    ...common,
    kinds: profiles,
    what: 'a machine type or volume type goes that workers may have',
    why: 'no admission guards it: set usable: false, so that nobody new takes it',
  },
  'change-type-altered': {
    ...common,
    kinds: profiles,
    what: 'a machine type or volume type changes in what workers rely on',
    why: 'workers that have it may no longer fit; offer another type instead',
  },
  'change-capability-removed': {
    ...common,
    kinds: profiles,
    what: 'a machine capability goes, or one of its values',
    why: 'images and machine types of NamespacedCloudProfiles, and workers, may rely on it',
  },
  'change-node-limit': {
    ...common,
    kinds: profiles,
    what: 'the limit of nodes is set, or changes',
    why: 'Gardener refuses it while workers have more at least',
    example: 'limits: {maxNodesTotal: 50}',
  },
  'change-profile-type': {
    ...common,
    kinds: profiles,
    what: 'a profile becomes one of another provider',
    why: 'no admission guards it: its Shoots have another provider; make another profile',
  },
  'change-seed-selector': {
    ...common,
    kinds: profiles,
    what: 'the Seeds that a profile may use change',
    why: 'Shoots and the Seeds that they are on may no longer match',
  },
  'change-backup-moved': {
    ...common,
    kinds: seeds,
    what: "a Seed's backups go to another provider or region",
    why: 'the backups that are there stay in the old bucket',
  },
  'change-backup-removed': {
    ...common,
    kinds: seeds,
    what: 'a Seed loses its backup',
    why: 'its Shoots are no longer backed up',
  },
  'change-backup-credentials': {
    ...common,
    kinds: seeds,
    what: "a Seed's backup refers to another Secret",
    why: 'nobody looks it up before: without it backups of all its Shoots fail',
  },
  'change-backup-retention': {
    ...common,
    kinds: seeds,
    what: "a Seed's backups lose their immutability, or a part of its time",
    why: 'backups may be deleted earlier; a bucket whose policy is locked keeps that',
  },
  'change-backup-locked': {
    ...common,
    kinds: seeds,
    what: "the retention policy of a Seed's backup bucket is locked",
    why: 'a locked policy of a bucket can never be unlocked',
    example: 'immutability: {locked: true}',
  },
  'change-seed-zone-removed': {
    ...common,
    kinds: seeds,
    what: 'a Seed loses a zone',
    why: 'control planes of Shoots may run there; Gardener refuses it while Shoots use the Seed',
  },
  'change-seed-moved': {
    ...common,
    kinds: seeds,
    what: 'a Seed has another provider or region',
    why: 'the Seed does not move, and no admission guards it',
  },
  'change-seed-domain': {
    ...common,
    kinds: seeds,
    what: "a Seed's internal domain changes",
    why: 'its Shoots are reached by the old one; Gardener refuses it while Shoots use the Seed',
  },
  'change-seed-dns': {
    ...common,
    kinds: seeds,
    what: 'a Seed loses a part of its DNS settings',
    why: 'DNS records of its Shoots are kept by them',
  },
  'change-seed-extension-removed': {
    ...common,
    kinds: seeds,
    what: 'a Seed loses an extension',
    why: 'Shoots on it may need the extension',
  },
  'change-seed-restriction': {
    ...common,
    kinds: seeds,
    what: 'a Seed loses an access restriction',
    why: 'Shoots that ask for it may not stay on the Seed',
  },
  'change-seed-networks': {
    ...common,
    kinds: seeds,
    what: "a Seed's networks change",
    why: 'networks of a Seed stay as they were made: what is written is not what is there',
  },
  'change-resource-removed': {
    ...common,
    kinds: ['ControllerRegistration', 'Extension'],
    what: 'an extension no longer registers a kind and type',
    why: 'no admission guards it: Shoots and Seeds that need it are no longer reconciled',
  },
  'change-resource-narrowed': {
    ...common,
    kinds: ['ControllerRegistration', 'Extension'],
    what: 'an extension is for fewer sorts of clusters',
    why: 'clusters of the other sorts that use it lose it',
    example: 'clusterCompatibility: [shoot]',
  },
  'change-chart-downgraded': {
    ...common,
    kinds: [...extensions, 'Gardenlet'],
    what: 'the version of a chart goes back',
    why: 'older versions may not know what newer ones have written',
  },
  'change-access-lost': {
    ...common,
    kinds: ['ConfigMap'],
    what: 'customers lose their access to a shared image, or nobody keeps it for them any more',
    why: 'their Shoots get no new nodes with an image that is not shared with them',
  },
  'change-access-exact': {
    ...common,
    kinds: ['ConfigMap'],
    what: 'the job takes access away from now on',
    why: 'who is not listed loses the access, also who got it in another way',
    example: 'policy: exact',
  },
  'change-sharing-identity': {
    ...common,
    kinds: ['ConfigMap'],
    what: 'the job that shares images works with other credentials',
    why: 'it shares nothing if they are not those of the owner',
  },
  'change-sharing-guard-loosened': {
    ...common,
    kinds: ['ConfigMap', 'CronJob', 'Job'],
    what: 'less holds the job back from taking access away from many at once',
    why: 'a list that is empty or cut by mistake then reaches more customers',
    example: 'prune: {maxPercent: 100}',
  },
  'change-sharing-stopped': {
    ...common,
    kinds: ['CronJob', 'Job'],
    what: 'the job that shares images goes, is suspended, or only says what it would do',
    why: 'who comes gets no access, and who goes keeps it',
    example: 'suspend: true',
  },
});

export type ChangeRule = keyof typeof changeRules;
