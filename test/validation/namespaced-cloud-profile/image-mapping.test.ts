import { validateManifest } from '../../../src/validation/validate';
import { capableProfile, change, type Changes, flatProfile, future, now } from '../cloud-profile/profiles';
import { errorsWithParent, namespacedProfile } from './namespaced-profiles';

const list = 'spec.providerConfig.machineImages';
const missing = `Required ${list} (namespaced-cloud-profile-mapping-missing)`;
const excess = `Forbidden ${list} (namespaced-cloud-profile-mapping-flavor-excess)`;
const region = `Required ${list} (namespaced-cloud-profile-mapping-region-missing)`;

const amd64 = { architecture: ['amd64'] };
const arm64 = { architecture: ['arm64'] };
const everywhere = [
  { name: 'eu-central-1', id: 'm-gw81' },
  { name: 'cn-hangzhou', id: 'm-bp11' },
];

/** The flavors that the spec has of the new version, and its entry in providerConfig. */
function mapped(flavors: readonly object[], entry: object): object {
  return change(namespacedProfile, {
    'spec.machineImages': [
      {
        name: 'team-linux',
        updateStrategy: 'major',
        versions: [{ version: '1.0.0', capabilityFlavors: flavors, cri: [{ name: 'containerd' }] }],
      },
    ],
    [`${list}.0.versions.0`]: { version: '1.0.0', ...entry },
  });
}

const flavor = (capabilities: object, regions: readonly object[] = everywhere): object => ({
  capabilities,
  regions,
});

type Row = readonly [string, readonly object[], object, readonly string[]];

describe.each(['1.70', '1.71', '1.72'])('as provider-alicloud %s sees it', (providerVersion) => {
  test.each<Row>([
    ['one flavor', [amd64], { capabilityFlavors: [flavor(amd64)] }, []],
    ['flat regions for amd64', [amd64], { regions: everywhere }, []],
    ['all values written out', [amd64], flavored({ ...amd64, bootMode: ['bios', 'uefi'] }), []],
    ['a flavor too many', [amd64], flavored(amd64, arm64), [excess]],
    ['a flavor too few', [amd64, arm64], flavored(amd64), [missing]],
    ['another flavor', [amd64], flavored(arm64), [excess, missing]],
    ['fewer values of a capability', [amd64], flavored({ ...amd64, bootMode: ['uefi'] }), [excess, missing]],
    ['flat regions for arm64', [arm64], { regions: everywhere }, [excess, missing]],
    ['flat regions for both', [amd64, arm64], { regions: everywhere }, [missing]],
    [
      'a region that only one of two flavors has',
      [amd64, arm64],
      { capabilityFlavors: [flavor(amd64), flavor(arm64, everywhere.slice(0, 1))] },
      [region],
    ],
    [
      'neither regions nor flavors',
      [amd64],
      {},
      [missing, `Required ${list}[0].versions[0].regions (provider-config-incomplete)`],
    ],
  ])('%s', (_name, flavors, entry, expected) => {
    const errors = errorsWithParent(mapped(flavors, entry), capableProfile, { providerVersion });
    expect(errors).toEqual([...expected].sort());
  });
});

function flavored(...capabilities: readonly object[]): object {
  return { capabilityFlavors: capabilities.map((entry) => flavor(entry)) };
}

describe('a version of the parent that gets another expiry', () => {
  const extended = (parent: object, providerVersion: string): string[] => {
    const manifest = change(namespacedProfile, {
      'spec.machineImages': [
        { name: 'gardenlinux', versions: [{ version: '1592.14.0', expirationDate: future }] },
      ],
      'spec.providerConfig': undefined,
    });
    return errorsWithParent(manifest, parent, { providerVersion });
  };
  test('needs an entry before 1.72 if the parent has capabilities', () => {
    expect(extended(capableProfile, '1.70')).toEqual([missing]);
    expect(extended(capableProfile, '1.71')).toEqual([missing]);
    expect(extended(capableProfile, '1.72')).toEqual([]);
    expect(extended(capableProfile, '1.69')).toEqual([]);
    expect(extended(flatProfile, '1.71')).toEqual([]);
  });
});

test('an entry for a version of the parent is refused, and compared all the same', () => {
  const changes: Changes = {
    [`${list}.1`]: { name: 'gardenlinux', versions: [{ version: '1592.14.0', regions: everywhere }] },
  };
  expect(errorsWithParent(change(namespacedProfile, changes), capableProfile)).toEqual([
    `Forbidden ${list}[1].versions[0] (namespaced-cloud-profile-mapping-forbidden)`,
    missing,
  ]);
});

describe('messages', () => {
  const told = (flavors: readonly object[], entry: object, providerVersion: string): string =>
    validateManifest(mapped(flavors, entry), { now, parent: capableProfile, providerVersion })
      .map(({ message, hint }) => `${message}; ${hint ?? ''}`)
      .join('\n');

  test('name the flavor', () => {
    expect(told([amd64, arm64], flavored(amd64), '1.71')).toContain('{architecture: [arm64]}');
    expect(told([amd64], flavored(amd64, { ...arm64, bootMode: ['uefi'] }), '1.71')).toContain(
      '{architecture: [arm64], bootMode: [uefi]}',
    );
  });

  test('say what the webhook of 1.72 does instead', () => {
    expect(told([amd64, arm64], flavored(amd64), '1.72')).toContain('drops it');
    expect(told([amd64], flavored(amd64, arm64), '1.72')).toContain('adds it');
    expect(told([arm64], { regions: everywhere }, '1.72')).toContain('turns the version into amd64');
    expect(told([arm64], { regions: everywhere }, '1.71')).not.toContain('webhook');
  });
});
