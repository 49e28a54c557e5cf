import { seedRules } from '../../../src/validation/seed/errors';
import { type Patch, patched, warnings } from './judged';
import { seed } from './seeds';

const settings = 'spec.settings';
const autoscaler = `${settings}.verticalPodAutoscaler`;

describe('a Seed is accepted, with a warning', () => {
  const rows: [string, Patch, string[]][] = [
    [
      'labels of the server',
      {
        'metadata.labels': {
          'provider.extensions.gardener.cloud/alicloud': 'true',
          'seed.gardener.cloud/region': 'x',
          'name.seed.gardener.cloud/ali-eu': 'true',
          'seed.gardener.cloud/mine': 'x',
        },
      },
      [
        'provider.extensions.gardener.cloud/alicloud',
        'seed.gardener.cloud/region',
        'name.seed.gardener.cloud/ali-eu',
      ].map((label) => `Forbidden metadata.labels[${label}] seed-label-of-server`),
    ],
    [
      'DNS called as the infrastructure',
      {
        'spec.dns.provider.type': 'alicloud',
        'spec.dns.internal.type': 'alicloud',
        'spec.dns.defaults[1].type': 'alicloud',
      },
      ['provider', 'internal', 'defaults[1]'].map(
        (field) => `NotSupported spec.dns.${field}.type seed-dns-type-alicloud`,
      ),
    ],
    [
      'types that make no label',
      { 'spec.dns.internal.type': 'Not Valid!' },
      ['Invalid spec.dns.internal.type seed-type-no-label'],
    ],
    [
      'settings without their switch',
      {
        [`${settings}.scheduling`]: {},
        [`${autoscaler}.enabled`]: undefined,
        [`${settings}.dependencyWatchdog`]: { weeder: {}, prober: { enabled: false } },
      },
      [
        `Required ${settings}.scheduling.visible seed-setting-switched-off`,
        `Required ${autoscaler}.enabled seed-setting-switched-off`,
        `Required ${settings}.dependencyWatchdog.weeder.enabled seed-setting-switched-off`,
      ],
    ],
    ['no autoscaler', { [`${autoscaler}.enabled`]: false }, [`Invalid ${autoscaler}.enabled seed-vpa-off`]],
    [
      "taints that look like Gardener's",
      { 'spec.taints': [{ key: 'seed.gardener.cloud/invisible' }, { key: 'protected' }, { key: 'mine' }] },
      [
        'NotSupported spec.taints[0].key seed-taint-unknown',
        'NotSupported spec.taints[1].key seed-taint-unknown',
      ],
    ],
  ];
  test.each(rows)('%s', (_, patch, expected) => {
    expect(warnings(seedRules, patched(seed, patch))).toEqual(expected);
  });

  test('a gate that the next release refuses', () => {
    const manifest = patched(seed, {
      [`${autoscaler}.featureGates`]: { InPlaceOrRecreate: true, PerVPAConfig: true },
    });
    expect(warnings(seedRules, manifest, { gardener: 144 })).toEqual([
      `Invalid ${autoscaler}.featureGates.InPlaceOrRecreate seed-vpa-gate-refused-later`,
    ]);
    expect(warnings(seedRules, manifest, { gardener: 145 })).toEqual([]);
  });
});
