import { defineRules } from '../issues/rule';

const kinds = [
  'CloudProfile',
  'NamespacedCloudProfile',
  'Seed',
  'BackupBucket',
  'ControllerRegistration',
  'ControllerDeployment',
  'Extension',
  'Gardenlet',
  'ManagedSeed',
  'Secret',
  'CloudProfileConfig',
  'BackupBucketConfig',
  'GardenletConfiguration',
];
const unknownField = { severity: 'error', type: 'UnknownField', kinds } as const;
const malformed = { severity: 'error', type: 'Malformed', kinds } as const;
const apiServer =
  'The API server reads manifests into fixed types before any other check; what does not fit is refused as a whole.';

/** What strict decoding finds, before any rule of a kind is asked. */
export const structureRules = defineRules({
  'unknown-field': {
    ...unknownField,
    what: 'the kind has no field of this name; upper and lower case matter',
    why: 'Strict field validation, the default of kubectl, refuses it; without it the field vanishes silently. Correct the name or remove the field. Only the outermost unknown field is named.',
    example: 'spec.machineImages[0].updatestrategy: minor',
  },
  'field-unjudged': {
    severity: 'warning',
    type: 'UnknownField',
    kinds,
    what: 'the target is newer than any version that is known here, and the newest known one has no such field',
    why: 'The field may have come since: whether the target takes it cannot be judged. If it is misspelled, the target refuses it. Look into its documentation, or use a newer release of this package.',
    example: 'spec.controlPlane.somethingNew with gardenerVersion 1.151',
  },
  'field-too-new': {
    ...unknownField,
    what: 'the field exists in newer versions only, of Gardener or of provider-alicloud',
    why: 'To the targeted version it is an unknown field, even if it is empty. Remove it, or upgrade first and raise the target version.',
    example: 'spec.settings.zoneSelection with gardenerVersion 1.135',
  },
  'field-removed': {
    ...unknownField,
    what: 'the field existed in older Gardener versions only',
    why: 'To the targeted version it is an unknown field. Write what took its place.',
    example: 'spec.backup.secretRef',
  },
  'malformed-type': {
    ...malformed,
    what: 'the value has another type than the field: text, number, true or false, list, map',
    why: `${apiServer} Unquoted YAML is often read as something else: 1.30, yes, 0777 and 2026-01-01 are no texts.`,
    example: 'spec.regions[0].name: 1',
  },
  'malformed-integer': {
    ...malformed,
    what: 'the number is no integer, or does not fit into 32 or 64 bits',
    why: apiServer,
    example: 'spec.limits.maxNodesTotal: 1.5',
  },
  'malformed-quantity': {
    ...malformed,
    what: 'the value is no quantity',
    why: `${apiServer} A quantity is a number with one of the suffixes n, u, m, k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi and Ei, or with an exponent.`,
    example: 'spec.machineTypes[0].memory: 8GB',
  },
  'malformed-duration': {
    ...malformed,
    what: 'the value is no duration',
    why: `${apiServer} A duration is a text of numbers with the units h, m, s, ms, us and ns; there are no days.`,
    example: 'spec.resources[0].reconcileTimeout: 1d',
  },
  'malformed-timestamp': {
    ...malformed,
    what: 'the value is no RFC 3339 time',
    why: `${apiServer} A time has a date, a clock and a zone.`,
    example: 'spec.kubernetes.versions[0].expirationDate: "2027-02-28"',
  },
  'malformed-bytes': {
    ...malformed,
    what: 'the value is not base64',
    why: `${apiServer} Bytes are written in the standard alphabet of base64 with padding.`,
    example: 'data.accessKeyID: plain-text',
  },
  'malformed-type-meta': {
    ...malformed,
    what: 'apiVersion or kind of an embedded configuration are missing or are not those of the field',
    why: 'Whoever reads the configuration finds out by them what it is; without them even an empty one is refused.',
    example: 'spec.providerConfig: {}',
  },
  'schema-null': {
    severity: 'warning',
    type: 'TypeInvalid',
    kinds: ['Extension'],
    what: 'a field of a custom resource is null',
    why: 'a create drops it, but a server-side apply, which Flux and Argo CD do, holds it against the type of the field and refuses it; leave the field out',
    example: 'spec: {deployment: {admission: null}}',
  },
  'schema-type': {
    severity: 'error',
    type: 'TypeInvalid',
    kinds: ['Extension'],
    what: 'the value has another type than the CustomResourceDefinition says',
    why: 'The API server holds custom resources to their schema. Correct the value.',
    example: 'spec.deployment.extension.injectGardenKubeconfig: "yes"',
  },
  'schema-required': {
    severity: 'error',
    type: 'Required',
    kinds: ['Extension'],
    what: 'a field that the CustomResourceDefinition insists on is missing',
    why: 'The API server holds custom resources to their schema. Add the field.',
    example: 'spec.resources[0] without type',
  },
});
