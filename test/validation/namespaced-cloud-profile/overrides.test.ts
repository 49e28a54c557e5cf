import { capableProfile, change, type Changes, flatProfile, future, past } from '../cloud-profile/profiles';
import { errorsWithParent, namespacedProfile } from './namespaced-profiles';
import { expectSentences } from '../golden';

const override = 'namespaced-cloud-profile-override-forbidden';
const expiry = 'namespaced-cloud-profile-expiry-required';
const lifecycle = [{ classification: 'supported' }];
const withLifecycles = { featureGates: { VersionClassificationLifecycle: true } };

/** The profile with one override of an image of the parent, and nothing else of images. */
function overriding(version: object, changes: Changes = {}): object {
  return change(namespacedProfile, {
    'spec.machineImages': [{ name: 'gardenlinux', versions: [{ version: '1592.14.0', ...version }] }],
    'spec.providerConfig': undefined,
    ...changes,
  });
}

describe('a new override of an image version', () => {
  const at = 'spec.machineImages[0].versions[0]';
  type Row = readonly [string, object, object, readonly string[]];
  test.each<Row>([
    ['a date', { expirationDate: future }, flatProfile, []],
    [
      'architectures, which a parent with capabilities takes for flavors as well',
      { expirationDate: future, architectures: ['amd64'] },
      capableProfile,
      [`Forbidden ${at}.architectures (${override})`, `Forbidden ${at}.capabilityFlavors (${override})`],
    ],
    [
      'flavors, which a parent without capabilities takes for architectures',
      { expirationDate: future, capabilityFlavors: [{ architecture: ['amd64'] }] },
      flatProfile,
      [`Forbidden ${at}.architectures (${override})`],
    ],
    [
      'flavors',
      { expirationDate: future, capabilityFlavors: [{ architecture: ['amd64'] }] },
      capableProfile,
      [`Forbidden ${at}.capabilityFlavors (${override})`],
    ],
    ['no date', {}, flatProfile, [`Invalid ${at}.expirationDate (${expiry})`]],
    ['a lifecycle for a date', { lifecycle }, flatProfile, [`Invalid ${at}.expirationDate (${expiry})`]],
    [
      'a lifecycle beside the date, which nobody reads',
      { expirationDate: future, lifecycle },
      flatProfile,
      [],
    ],
  ])('%s', (_name, version, parent, expected) => {
    expect(errorsWithParent(overriding(version), parent, withLifecycles)).toEqual(expected);
  });

  test('a date beside the lifecycle that the parent has', () => {
    const parent = change(flatProfile, { 'spec.machineImages.0.versions.1.lifecycle': lifecycle });
    expect(errorsWithParent(overriding({ expirationDate: future }), parent, withLifecycles)).toEqual([
      'Forbidden status.cloudProfileSpec.machineImages[0].versions[1] (cloud-profile-lifecycle-exclusive)',
    ]);
  });
});

test('a Kubernetes version needs a date, also beside a lifecycle', () => {
  const manifest = change(namespacedProfile, {
    'spec.kubernetes.versions': [{ version: '1.32.8', lifecycle }],
  });
  expect(errorsWithParent(manifest, flatProfile, withLifecycles)).toEqual([
    `Invalid spec.kubernetes.versions[0].expirationDate (${expiry})`,
  ]);
});

describe('a new version of an image that the parent has', () => {
  const added = (version: object, parent: object): string[] =>
    errorsWithParent(
      overriding({ version: '2000.0.0', cri: [{ name: 'containerd' }], ...version }),
      parent,
    ).filter((error) => !error.includes('providerConfig'));
  const at = 'spec.machineImages[0].versions[0]';
  test.each<readonly [string, object, object, readonly string[]]>([
    ['complete', { architectures: ['amd64'] }, flatProfile, []],
    ['without an architecture, which is amd64 then', {}, flatProfile, []],
    [
      'without a flavor',
      {},
      capableProfile,
      [`Required ${at}.capabilityFlavors (cloud-profile-flavors-required)`],
    ],
    [
      'with an undeclared capability',
      { capabilityFlavors: [{ architecture: ['amd64'], network: ['fast'] }] },
      capableProfile,
      [`NotSupported ${at}.capabilityFlavors[0] (cloud-profile-capability-unknown)`],
    ],
    [
      'without a container runtime interface',
      { cri: [] },
      flatProfile,
      ['Required status.cloudProfileSpec.machineImages[0].versions[2].cri (cloud-profile-image-incomplete)'],
    ],
  ])('%s', (_name, version, parent, expected) => {
    expect(added(version, parent)).toEqual(expected);
  });
});

describe('an update', () => {
  const strategy = (updateStrategy: string | undefined): Changes => ({
    'spec.machineImages.0.updateStrategy': updateStrategy,
  });
  const plain = overriding({ expirationDate: future });
  test.each<readonly [string, Changes, Changes, boolean]>([
    ['adds a strategy', strategy(undefined), strategy('patch'), true],
    ['changes a strategy', strategy('minor'), strategy('patch'), true],
    ['takes a strategy away', strategy('minor'), strategy(undefined), true],
    ['leaves a strategy', strategy('minor'), { ...strategy('minor'), 'spec.volumeTypes': undefined }, false],
  ])('of an image of the parent that %s', (_name, before, after, isRefused) => {
    const previous = change(plain, before);
    expect(errorsWithParent(change(plain, after), flatProfile, { previous })).toEqual(
      isRefused
        ? ['Forbidden spec.machineImages[0].updateStrategy (namespaced-cloud-profile-strategy-frozen)']
        : [],
    );
  });

  test('a strategy is free at creation', () => {
    expect(errorsWithParent(change(plain, strategy('patch')), flatProfile)).toEqual([]);
  });

  test('of a complete version that the parent has got since', () => {
    const complete = { architectures: ['amd64'], cri: [{ name: 'containerd' }] };
    const previous = overriding(complete);
    const update = (version: object): string[] =>
      errorsWithParent(overriding(version), flatProfile, { previous });
    expect(update(complete)).toEqual([]);
    expect(update({ ...complete, expirationDate: future })).toEqual([]);
    expect(update({ ...complete, kubeletVersionConstraint: '>= 1.30' })).toEqual([
      `Forbidden spec.machineImages[0].versions[0] (${override})`,
    ]);
  });

  test('to a date that has come, unless a lifecycle says that it has not', () => {
    const previous = change(namespacedProfile, { 'spec.kubernetes': undefined });
    const dated = change(namespacedProfile, {
      'spec.kubernetes.versions': [{ version: '1.32.8', expirationDate: past }],
    });
    const old = change(namespacedProfile, { 'spec.volumeTypes': undefined });
    // Without the version in the stored profile it is dropped; with it, the new date is judged.
    expect(errorsWithParent(dated, flatProfile, { previous })).toEqual([]);
    expect(errorsWithParent(dated, flatProfile, { previous: old })).toEqual([
      `Invalid spec.kubernetes.versions[0].expirationDate (${expiry})`,
    ]);
  });

  describe('that changes nothing is not judged with the parent', () => {
    const wrong = overriding({ expirationDate: past }, { 'spec.kubernetes.versions.0.version': '1.31.1' });
    const labelled = change(wrong, { 'metadata.labels': { team: 'a' } });
    test('spec and metadata as they were', () => {
      expect(errorsWithParent(wrong, flatProfile, { previous: wrong })).toEqual([]);
    });
    test('whatever the server keeps', () => {
      const stored = change(wrong, { 'metadata.resourceVersion': '7', 'metadata.generation': 3 });
      expect(errorsWithParent(wrong, flatProfile, { previous: stored })).toEqual([]);
    });
    test('another label lets Gardener look again', () => {
      expect(errorsWithParent(labelled, flatProfile, { previous: wrong })).not.toEqual([]);
    });
    test('not if it is being deleted', () => {
      const dying = change(wrong, { 'metadata.deletionTimestamp': past });
      expect(errorsWithParent(labelled, flatProfile, { previous: dying })).toEqual([]);
    });
  });
});

describe('the merged profile', () => {
  test('has the volume types of both', () => {
    const manifest = change(namespacedProfile, { 'spec.volumeTypes.0.class': '' });
    expect(errorsWithParent(manifest, flatProfile)).toEqual([
      'Required spec.volumeTypes[0].class (cloud-profile-volume-class-required)',
      'Required status.cloudProfileSpec.volumeTypes[2].class (cloud-profile-volume-class-required)',
    ]);
    const replacing = change(manifest, { 'spec.volumeTypes.0.name': 'cloud_essd' });
    expect(errorsWithParent(replacing, flatProfile)).toContain(
      'Required status.cloudProfileSpec.volumeTypes[0].class (cloud-profile-volume-class-required)',
    );
  });

  test('takes the architecture of a machine type from its capabilities', () => {
    const manifest = change(namespacedProfile, {
      'spec.machineTypes.0.capabilities': { architecture: ['mips'] },
    });
    expect(errorsWithParent(manifest, capableProfile)).toEqual([
      'NotSupported status.cloudProfileSpec.machineTypes[2].architecture (cloud-profile-architecture-unknown)',
      'NotSupported status.cloudProfileSpec.machineTypes[2].capabilities.architecture[0] (cloud-profile-capability-unknown)',
    ]);
  });
});

expectSentences('overrides');
