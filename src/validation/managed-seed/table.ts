import { defineRules } from '../../issues/rule';

const kinds = ['ManagedSeed'];

export const managedSeedRuleTable = defineRules({
  'managed-seed-shoot-missing': {
    severity: 'error',
    type: 'Required',
    kinds,
    what: '`spec.shoot` or its name is missing',
    why: 'It is the cluster that becomes a seed.',
  },
  'managed-seed-gardenlet-missing': {
    severity: 'error',
    type: 'Required',
    kinds,
    what: '`spec.gardenlet` is missing, before Gardener v1.107',
    why: 'Later an empty one is taken instead.',
  },
  'managed-seed-bootstrap-unknown': {
    severity: 'error',
    type: 'NotSupported',
    kinds,
    what: '`spec.gardenlet.bootstrap` is unknown',
    why: 'There are ServiceAccount, BootstrapToken (the default) and None.',
  },
  'managed-seed-immutable': {
    severity: 'error',
    type: 'Invalid',
    kinds,
    what: 'Shoot, bootstrap or mergeWithParent of an existing ManagedSeed changes',
    why: 'Defaults count: to leave out what is the default changes nothing.',
  },
  'managed-seed-namespace': {
    severity: 'warning',
    type: 'Forbidden',
    kinds,
    what: 'a ManagedSeed is not in the namespace garden',
    why: 'Validation takes it, but the admission that looks the Shoot up does not.',
  },
  'managed-seed-vpa': {
    severity: 'warning',
    type: 'Invalid',
    kinds,
    what: "the seed's own Vertical Pod Autoscaler is on in a ManagedSeed",
    why: "Validation takes it, but admission refuses it: the Shoot's autoscaler, which must be on, serves the seed.",
  },
  'managed-seed-without-seed': {
    severity: 'error',
    type: 'InternalError',
    kinds,
    what: 'a ManagedSeed has no `seedConfig`; judged where documents are judged together',
    why: 'The admission that looks the Shoot up fails without it ("no seed config found"); it may be nearly empty, for most of it comes from the Shoot.',
  },
  'managed-seed-shoot-unfit': {
    severity: 'error',
    type: 'Invalid',
    kinds,
    what: 'the Shoot of a ManagedSeed, where it is among the documents, cannot become a seed',
    why: 'It needs workers and the Vertical Pod Autoscaler, has no ingress addon, and belongs to one ManagedSeed only.',
  },
  'managed-seed-shoot-differs': {
    severity: 'error',
    type: 'Invalid',
    kinds,
    what: 'the seed of a ManagedSeed has another provider, region, zone, network or ingress domain than its Shoot',
    why: 'What is left out is taken from the Shoot; what is given must be the same.',
    example: 'networks: {pods: 10.0.0.0/16}',
  },
});
