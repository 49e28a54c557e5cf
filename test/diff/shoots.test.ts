import { diffLandscapes } from '../../src/diff/diff-landscapes';
import type { LandscapeDiff } from '../../src/diff/landscape-diff';
import { cloudProfile, documents, gardenlet, type Manifest, shoot, withValue } from './landscape';

const now = new Date('2026-11-21T00:00:00Z');

function diff(before: Manifest[], after: Manifest[], shoots: unknown[]): LandscapeDiff {
  return diffLandscapes(documents(...before), documents(...after), { now, shoots });
}

/** Mark of the only change, and the Shoots that it hits. */
function hit(
  path: string,
  value: unknown,
  shoots: unknown[],
  base = cloudProfile(),
): [string, readonly string[]] {
  const { objects } = diff([base], [withValue(base, path, value)], shoots);
  const [change, ...more] = objects.flatMap(({ changes }) => changes);
  expect(more).toEqual([]);
  return [change?.mark ?? '', change?.shoots?.names ?? []];
}

const used = ['garden-dev/a'];

describe('Shoots', () => {
  const table: [string, string, unknown, [string, readonly string[]]][] = [
    ['Kubernetes: the admission refuses', 'spec.kubernetes.versions.2', undefined, ['refused', used]],
    [
      'an image version: the admission refuses',
      'spec.machineImages.0.versions.1',
      undefined,
      ['refused', used],
    ],
    ['an expiry', 'spec.kubernetes.versions.2.expirationDate', '2026-12-01T00:00:00Z', ['dangerous', used]],
    ['a region', 'spec.regions.0', undefined, ['dangerous', used]],
    ['a zone', 'spec.regions.0.zones.1', undefined, ['dangerous', used]],
    ['a machine type', 'spec.machineTypes.0', undefined, ['dangerous', used]],
    ['a volume type', 'spec.volumeTypes.1', undefined, ['dangerous', used]],
    [
      'a type in a zone',
      'spec.regions.0.zones.1.unavailableMachineTypes',
      ['ecs.g7.large'],
      ['dangerous', used],
    ],
    [
      'an image ID',
      'spec.providerConfig.machineImages.0.versions.1.regions.0.id',
      'm-x',
      ['dangerous', used],
    ],
    [
      'an image ID elsewhere',
      'spec.providerConfig.machineImages.0.versions.1.regions.1.id',
      'm-x',
      ['safe', []],
    ],
    ['another region', 'spec.regions.3', undefined, ['safe', []]],
    ['another zone', 'spec.regions.0.zones.0', undefined, ['safe', []]],
    ['another machine type', 'spec.machineTypes.1', undefined, ['safe', []]],
  ];
  it.each(table)('use %s', (_, path, value, expected) => {
    expect(hit(path, value, [shoot('a')])).toEqual(expected);
  });

  it.each<[string, Manifest, [string, readonly string[]]]>([
    [
      'of the older reference',
      shoot('a', { cloudProfile: undefined, cloudProfileName: 'alicloud' }),
      ['refused', used],
    ],
    ['of another profile', shoot('a', { cloudProfile: { kind: 'CloudProfile', name: 'b' } }), ['safe', []]],
    [
      'that go',
      {
        ...shoot('a'),
        metadata: { name: 'a', namespace: 'garden-dev', deletionTimestamp: '2026-11-20T00:00:00Z' },
      },
      ['dangerous', used],
    ],
    [
      'whose workers alone have the version',
      shoot('a', { kubernetes: { version: '1.33.4' } }, { kubernetes: { version: '1.32.8' } }),
      ['dangerous', used],
    ],
    [
      'of a NamespacedCloudProfile that nobody knows',
      shoot('a', { cloudProfile: { kind: 'NamespacedCloudProfile', name: 'n' } }),
      ['dangerous', []],
    ],
  ])('%s', (_, one, expected) => {
    expect(hit('spec.kubernetes.versions.2', undefined, [one])).toEqual(expected);
  });

  it('are found through the parent of their NamespacedCloudProfile, which itself holds versions', () => {
    const child = {
      apiVersion: 'core.gardener.cloud/v1beta1',
      kind: 'NamespacedCloudProfile',
      metadata: { name: 'n', namespace: 'garden-dev' },
      spec: { parent: { kind: 'CloudProfile', name: 'alicloud' } },
    };
    const reference = { cloudProfile: { kind: 'NamespacedCloudProfile', name: 'n' } };
    const without = withValue(cloudProfile(), 'spec.kubernetes.versions.2', undefined);
    const [object] = diff([cloudProfile(), child], [without, child], [shoot('a', reference)]).objects;
    expect(object?.changes[0]).toMatchObject({ mark: 'refused', shoots: { names: used } });

    const naming = withValue(child, 'spec.kubernetes', {
      versions: [{ version: '1.32.8', expirationDate: '2027-06-01T00:00:00Z' }],
    });
    const [held] = diffLandscapes(documents(cloudProfile(), naming), documents(without, naming), {
      now,
    }).objects;
    expect(held?.changes[0]?.refusals).toEqual([expect.objectContaining({ by: 'admission' })]);
  });

  it('hold a Seed', () => {
    const zones = 'spec.config.seedConfig.spec.provider.zones.1';
    expect(hit(zones, undefined, [shoot('a')], gardenlet())).toEqual(['refused', used]);
    expect(hit(zones, undefined, [shoot('a', { seedName: 'other' })], gardenlet())).toEqual(['safe', []]);
  });

  it('have more nodes at least than a new limit allows', () => {
    const workers = (...minima: unknown[]): Manifest => ({
      provider: { workers: minima.map((minimum) => ({ minimum, maximum: 100 })) },
    });
    const limited = withValue(cloudProfile(), 'spec.limits', { maxNodesTotal: 10 });
    const changeFor = (...minima: unknown[]): unknown =>
      diff([cloudProfile()], [limited], [shoot('a', workers(...minima))]).objects[0]?.changes[0];
    expect(changeFor(6, 5)).toMatchObject({ mark: 'refused', shoots: { names: used } });
    expect(changeFor(5, 5)).toMatchObject({ mark: 'safe', reason: 'no Shoot uses it' });
    expect(changeFor('many', null, 11)).toMatchObject({ mark: 'refused', shoots: { names: used } });
    const raised = withValue(cloudProfile(), 'spec.limits', { maxNodesTotal: 20 });
    expect(diff([limited], [raised], [shoot('a', workers(11))]).objects[0]?.changes[0]?.mark).toBe('safe');
    expect(diff([limited], [cloudProfile()], [shoot('a', workers(11))]).objects[0]?.changes[0]?.mark).toBe(
      'safe',
    );
  });

  it('are counted, and named up to ten', () => {
    const many = Array.from({ length: 25 }, (_, index) => shoot(`s${String(index).padStart(2, '0')}`));
    const { objects, summary } = diff(
      [cloudProfile()],
      [withValue(cloudProfile(), 'spec.regions.0', undefined)],
      many,
    );
    const [region] = objects[0]?.changes ?? [];
    expect(region?.shoots).toMatchObject({ count: 25, unsure: 0 });
    expect(region?.shoots?.names).toHaveLength(10);
    expect(summary).toMatchObject({ shoots: 25, shootsHit: 25 });
  });

  it.each([[null], [7], [{}], [{ metadata: { name: 'x' }, spec: { provider: { workers: [null, 5] } } }]])(
    'of any shape: %j',
    (one) => {
      expect(() => diff([cloudProfile()], [gardenlet()], [one])).not.toThrow();
    },
  );
});

describe('Shoots of the landscape', () => {
  const [large, small] = [shoot('a', {}, { minimum: 10 }), shoot('a', {}, { minimum: 2 })];
  const change = (path: string, value: unknown, others: Manifest[]): LandscapeDiff =>
    diffLandscapes(
      documents(cloudProfile(), ...others),
      documents(withValue(cloudProfile(), path, value), ...others),
      { now },
    );

  it('are hit without being listed', () => {
    const { objects, summary } = change('spec.kubernetes.versions.2', undefined, [shoot('a')]);
    expect(objects[0]?.changes[0]).toMatchObject({ mark: 'refused', shoots: { names: used } });
    expect(summary).toMatchObject({ shootsHit: 1 });
    expect(summary).not.toHaveProperty('shoots');
  });

  it('have more nodes than a new limit', () => {
    const limits = { maxNodesTotal: 5 };
    expect(change('spec.limits', limits, [large]).objects[0]?.changes[0]).toMatchObject({
      mark: 'refused',
      shoots: { names: used },
    });
    expect(change('spec.limits', limits, [small]).objects[0]?.changes[0]).toMatchObject({
      mark: 'dangerous',
    });
  });

  it('give no all-clear: others may be elsewhere', () => {
    const { objects, summary } = change('spec.regions.3', undefined, [shoot('a')]);
    expect(objects[0]?.changes[0]).toMatchObject({ mark: 'dangerous' });
    expect(objects[0]?.changes[0]).not.toHaveProperty('shoots');
    expect(summary).not.toHaveProperty('shootsHit');
  });
});
