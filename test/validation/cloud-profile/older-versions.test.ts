import { capableProfile, change, type Changes, errorsOf, flatProfile, future, gates, past } from './profiles';

const versions = 'spec.kubernetes.versions';

type Row = readonly [
  string,
  { readonly changes: Changes; readonly previous?: object; readonly featureGates?: Record<string, boolean> },
  string,
  readonly string[],
  string,
  readonly string[],
];

/** Each change of Gardener's with a look at both sides of its release. */
const rows: readonly Row[] = [
  [
    'lifecycle',
    {
      changes: { [`${versions}.1`]: { version: '1.33.4', lifecycle: [{ classification: 'supported' }] } },
      featureGates: gates.lifecycle,
    },
    '1.136',
    [`UnknownField ${versions}[1].lifecycle (field-too-new)`],
    '1.137',
    [],
  ],
  [
    'a classification that is computed',
    { changes: { [`${versions}.1.classification`]: 'expired' }, previous: flatProfile },
    '1.136',
    [`NotSupported ${versions}[1].classification (cloud-profile-classification-unknown)`],
    '1.137',
    [`Forbidden ${versions}[1].classification (cloud-profile-classification-expired)`],
  ],
  [
    'the classification of an image that is computed',
    { changes: { 'spec.machineImages.0.versions.1.classification': 'expired' }, previous: flatProfile },
    '1.136',
    ['NotSupported spec.machineImages[0].versions[1].classification (cloud-profile-classification-unknown)'],
    '1.137',
    ['Forbidden spec.machineImages[0].versions[1].classification (cloud-profile-classification-expired)'],
  ],
  [
    'a version that becomes unavailable',
    { changes: { [`${versions}.1.classification`]: 'unavailable' }, previous: flatProfile },
    '1.136',
    [`NotSupported ${versions}[1].classification (cloud-profile-classification-unknown)`],
    '1.137',
    [
      `Forbidden ${versions}[1] (cloud-profile-version-unavailable-again)`,
      `NotSupported ${versions}[1].classification (cloud-profile-classification-unknown)`,
    ],
  ],
  [
    'an expired supported version beside another',
    {
      changes: {
        [`${versions}.1.expirationDate`]: past,
        [`${versions}.2`]: { version: '1.33.5', classification: 'supported' },
      },
      previous: flatProfile,
    },
    '1.136',
    [],
    '1.137',
    [`Forbidden ${versions}[2] (cloud-profile-supported-per-minor)`],
  ],
  [
    'the same before the state of a version was computed',
    {
      changes: {
        [`${versions}.1.expirationDate`]: past,
        [`${versions}.2`]: { version: '1.33.5', classification: 'supported' },
      },
      previous: flatProfile,
    },
    '1.120',
    [
      `Forbidden ${versions}[1] (cloud-profile-supported-per-minor)`,
      `Forbidden ${versions}[2] (cloud-profile-supported-per-minor)`,
    ],
    '1.121',
    [],
  ],
  [
    'a version that is dropped for its classification',
    { changes: { [`${versions}.2`]: { version: '1.32.8', classification: 'expired' } } },
    '1.120',
    [`NotSupported ${versions}[2].classification (cloud-profile-classification-unknown)`],
    '1.121',
    [],
  ],
  [
    'names',
    { changes: { 'spec.machineTypes.0.name': 'g7/large', 'spec.volumeTypes.0.class': 'very fast' } },
    '1.124',
    [],
    '1.125',
    [
      'Invalid spec.machineTypes[0].name (cloud-profile-name-form)',
      'Invalid spec.volumeTypes[0].class (cloud-profile-name-form)',
    ],
  ],
  [
    'the bastion',
    { changes: { 'spec.bastion': {} } },
    '1.105',
    [],
    '1.106',
    ['Invalid spec.bastion (cloud-profile-bastion-empty)'],
  ],
  [
    'limits',
    { changes: { 'spec.limits': { maxNodesTotal: 0 } } },
    '1.112',
    ['UnknownField spec.limits (field-too-new)'],
    '1.113',
    ['Invalid spec.limits.maxNodesTotal (cloud-profile-limits-positive)'],
  ],
  [
    'machineControllerManager of a machine type',
    { changes: { 'spec.machineTypes.0.machineControllerManager': { machineCreationTimeout: '20m0s' } } },
    '1.136',
    ['UnknownField spec.machineTypes[0].machineControllerManager (field-too-new)'],
    '1.137',
    [],
  ],
  [
    'a date behind the highest version',
    { changes: { [`${versions}.0.expirationDate`]: future } },
    '1.96',
    [`Invalid ${versions}[].expirationDate (cloud-profile-kubernetes-latest-expires)`],
    '1.149',
    [`Invalid ${versions}[].expirationDate (cloud-profile-kubernetes-latest-expires)`],
  ],
];

test.each(rows)('%s', (_name, { changes, ...options }, before, old, since, recent) => {
  const manifest = change(flatProfile, changes);
  expect(errorsOf(manifest, { ...options, gardenerVersion: before })).toEqual([...old].sort());
  expect(errorsOf(manifest, { ...options, gardenerVersion: since })).toEqual([...recent].sort());
});

describe('capabilities', () => {
  const forbidden = 'Forbidden spec.machineCapabilities (cloud-profile-capabilities-gate)';
  const on = { CloudProfileCapabilities: true };
  const withReserved = change(capableProfile, {
    'spec.machineCapabilities.2': { name: 'gardener-x', values: ['a'] },
  });

  test('are unknown, then forbidden by default, then allowed', () => {
    expect(errorsOf(capableProfile, { gardenerVersion: '1.127' })).toContain(
      'UnknownField spec.machineCapabilities (field-too-new)',
    );
    expect(errorsOf(capableProfile, { gardenerVersion: '1.145' })).toEqual([forbidden]);
    expect(errorsOf(capableProfile, { gardenerVersion: '1.146' })).toEqual([]);
    expect(errorsOf(capableProfile, { gardenerVersion: '1.135', featureGates: on })).toEqual([]);
  });

  test('have a reserved prefix since 1.147', () => {
    expect(errorsOf(withReserved, { gardenerVersion: '1.146' })).toEqual([]);
    expect(errorsOf(withReserved, { gardenerVersion: '1.147' })).toEqual([
      'Forbidden spec.machineCapabilities[2].name (cloud-profile-capability-reserved)',
    ]);
  });

  test('of their first shape are forbidden by default', () => {
    const first = change(flatProfile, {
      'spec.capabilities': [{ name: 'architecture', values: ['amd64'] }],
    });
    expect(errorsOf(first, { gardenerVersion: '1.120' })).toEqual([
      'Forbidden spec.capabilities (cloud-profile-capabilities-gate)',
    ]);
  });

  test('need an architecture in each flavor since 1.132', () => {
    const flavor = change(capableProfile, {
      'spec.machineImages.0.versions.0.capabilityFlavors.0': { bootMode: ['uefi'] },
    });
    const errors = (gardenerVersion: string): string[] =>
      errorsOf(flavor, { gardenerVersion, featureGates: on }).filter(
        (error) => !error.includes('provider-config'),
      );
    expect(errors('1.131')).toEqual([]);
    expect(errors('1.132')).toEqual([
      'Required spec.machineImages[0].versions[0].capabilityFlavors[0].architecture (cloud-profile-flavor-architecture-required)',
    ]);
  });
});
