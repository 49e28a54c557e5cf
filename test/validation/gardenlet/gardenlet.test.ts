import { gardenletRules } from '../../../src/validation/gardenlet/errors';
import { errors, type Patch, patched, warnings } from '../seed/judged';
import { configuration, gardenlet } from './gardenlets';
import { expectSentences } from '../golden';

const deployment = 'spec.deployment';
const config = 'spec.config';
const controllers = `${config}.controllers`;
const validity = `${config}.gardenClientConnection.kubeconfigValidity`;

test('the base has neither errors nor warnings', () => {
  expect(errors(gardenletRules, gardenlet)).toEqual([]);
  expect(warnings(gardenletRules, gardenlet)).toEqual([]);
});

describe('a Gardenlet is refused', () => {
  const rows: [string, Patch, string[]][] = [
    ['a name with dots', { 'metadata.name': 'a.b' }, ['Invalid metadata.name metadata-name-invalid']],
    [
      'no namespace',
      { 'metadata.namespace': undefined },
      [
        'Required metadata.namespace metadata-namespace-required',
        'Forbidden metadata.namespace gardenlet-namespace',
      ],
    ],
    [
      'another namespace',
      { 'metadata.namespace': 'default' },
      ['Forbidden metadata.namespace gardenlet-namespace'],
    ],
    [
      'an operation of Seeds',
      { 'metadata.annotations': { 'gardener.cloud/operation': 'renew-garden-access-secrets' } },
      ['NotSupported metadata.annotations[gardener.cloud/operation] seed-operation-unknown'],
    ],
    [
      'negative numbers',
      { [`${deployment}.replicaCount`]: -1, [`${deployment}.revisionHistoryLimit`]: -1 },
      [
        `Invalid ${deployment}.replicaCount gardenlet-number-negative`,
        `Invalid ${deployment}.revisionHistoryLimit gardenlet-number-negative`,
      ],
    ],
    [
      'an empty service account',
      { [`${deployment}.serviceAccountName`]: '' },
      [`Invalid ${deployment}.serviceAccountName gardenlet-service-account-invalid`],
    ],
    [
      'an image of empty texts',
      { [`${deployment}.image`]: { ref: '', repository: '', tag: '', pullPolicy: '' } },
      [
        `Invalid ${deployment}.image.ref gardenlet-image-empty`,
        `Invalid ${deployment}.image.repository gardenlet-image-empty`,
        `Invalid ${deployment}.image.tag gardenlet-image-empty`,
        `Forbidden ${deployment}.image gardenlet-image-ambiguous`,
        `NotSupported ${deployment}.image.pullPolicy gardenlet-image-pull-policy`,
      ],
    ],
    [
      'labels and annotations of pods that are none',
      { [`${deployment}.podLabels`]: { a: 'x y' }, [`${deployment}.podAnnotations`]: { 'bad key': '' } },
      [
        `Invalid ${deployment}.podLabels label-value-invalid`,
        `Invalid ${deployment}.podAnnotations annotation-key-invalid`,
      ],
    ],
    [
      'no chart',
      { [deployment]: undefined },
      [`Required ${deployment}.helm.ociRepository chart-oci-reference-missing`],
    ],
    [
      'a ref beside a repository',
      { [`${deployment}.helm.ociRepository`]: { ref: 'a:b', repository: 'a', tag: 'b', digest: '' } },
      [
        `Forbidden ${deployment}.helm.ociRepository.repository chart-oci-ref-exclusive`,
        `Forbidden ${deployment}.helm.ociRepository.tag chart-oci-ref-exclusive`,
      ],
    ],

    [
      'negative bursts',
      {
        [`${config}.gardenClientConnection.burst`]: -1,
        [`${config}.seedClientConnection`]: { burst: -1 },
        [`${config}.shootClientConnection`]: { burst: -1 },
      },
      ['garden', 'seed', 'shoot'].map(
        (client) => `Invalid ${config}.${client}ClientConnection.burst gardenlet-number-negative`,
      ),
    ],
    [
      'a kubeconfig',
      {
        [`${config}.gardenClientConnection`]: {
          kubeconfig: '/x',
          bootstrapKubeconfig: {},
          kubeconfigSecret: {},
        },
      },
      [`Forbidden ${config}.gardenClientConnection.kubeconfig gardenlet-kubeconfig-forbidden`],
    ],
    [
      'a kubeconfig that is renewed too soon',
      {
        [validity]: {
          validity: '9m59s',
          autoRotationJitterPercentageMin: 0,
          autoRotationJitterPercentageMax: 101,
        },
      },
      [
        `Invalid ${validity}.validity gardenlet-kubeconfig-validity`,
        `Invalid ${validity}.autoRotationJitterPercentageMin gardenlet-kubeconfig-rotation`,
        `Invalid ${validity}.autoRotationJitterPercentageMax gardenlet-kubeconfig-rotation`,
      ],
    ],
    [
      'the same minimum and maximum',
      { [`${validity}.autoRotationJitterPercentageMin`]: 90 },
      [`Invalid ${validity}.autoRotationJitterPercentageMin gardenlet-kubeconfig-rotation`],
    ],
    [
      'leader election without anything',
      { [`${config}.leaderElection`]: { leaderElect: true } },
      [
        ...['leaseDuration', 'renewDeadline', 'retryPeriod'].map(
          (field) => `Invalid leaderElection.${field} gardenlet-leader-election`,
        ),
        ...['resourceLock', 'resourceNamespace', 'resourceName'].map(
          (field) => `Required leaderElection.${field} gardenlet-leader-election-lock`,
        ),
      ],
    ],
    [
      'a lease that is no longer than its deadline',
      {
        [`${config}.leaderElection`]: {
          leaderElect: true,
          leaseDuration: '10s',
          renewDeadline: '10s',
          retryPeriod: '2s',
          resourceLock: 'leases',
          resourceName: 'a',
          resourceNamespace: 'b',
        },
      },
      ['Invalid leaderElection.leaseDuration gardenlet-leader-election'],
    ],
    [
      'unknown log settings',
      { [`${config}.logLevel`]: 'trace', [`${config}.logFormat`]: 'xml' },
      ['NotSupported logLevel gardenlet-logging-unknown', 'NotSupported logFormat gardenlet-logging-unknown'],
    ],
    [
      'negative workers',
      {
        [controllers]: Object.fromEntries(
          ['bastion', 'shoot', 'shootCare', 'managedSeed', 'networkPolicy', 'backupEntry', 'seedCare'].map(
            (name) => [name, { concurrentSyncs: -1 }],
          ),
        ),
      },
      ['bastion', 'shoot', 'shootCare', 'managedSeed', 'networkPolicy'].map(
        (name) => `Invalid ${controllers}.${name}.concurrentSyncs gardenlet-number-negative`,
      ),
    ],
    [
      'negative durations',
      {
        [controllers]: {
          shoot: { progressReportPeriod: '-1s', retryDuration: '-1s', syncPeriod: '-1s' },
          shootCare: {
            syncPeriod: '-1s',
            staleExtensionHealthChecks: { threshold: '-1s' },
            managedResourceProgressingThreshold: '-1s',
            conditionThresholds: [{ duration: '1s' }, { duration: '-1ns' }],
          },
          managedSeed: { syncPeriod: '-1s', waitSyncPeriod: '-1s', syncJitterPeriod: '-1s' },
          tokenRequestorWorkloadIdentity: { tokenExpirationDuration: '-1s' },
          seedCare: { syncPeriod: '-1s' },
        },
      },
      [
        'shoot.progressReporterPeriod',
        'shoot.retryDuration',
        'shoot.syncPeriod',
        'shootCare.syncPeriod',
        'shootCare.staleExtensionHealthChecks.threshold',
        'shootCare.managedResourceProgressingThreshold',
        'shootCare.conditionThresholds[1].duration',
        'managedSeed.syncPeriod',
        'managedSeed.waitSyncPeriod',
        'managedSeed.syncJitterPeriod',
        'tokenRequestorWorkloadIdentity.tokenExpirationDuration',
      ].map((field) => `Invalid ${controllers}.${field} gardenlet-duration-negative`),
    ],
    [
      'a TTL below 30',
      { [`${controllers}.shoot.dnsEntryTTLSeconds`]: 29 },
      [`Invalid ${controllers}.shoot.dnsEntryTTLSeconds gardenlet-dns-ttl`],
    ],
    [
      'a TTL above 600',
      { [`${controllers}.shoot.dnsEntryTTLSeconds`]: 601 },
      [`Invalid ${controllers}.shoot.dnsEntryTTLSeconds gardenlet-dns-ttl`],
    ],
    [
      'purposes without a grace period, and unknown ones',
      {
        [`${controllers}.backupEntry`]: {
          deletionGracePeriodHours: 0,
          deletionGracePeriodShootPurposes: ['fun'],
        },
      },
      [
        `Forbidden ${controllers}.backupEntry.deletionGracePeriodShootPurposes gardenlet-grace-period-missing`,
        `NotSupported ${controllers}.backupEntry.deletionGracePeriodShootPurposes[0] gardenlet-shoot-purpose-unknown`,
      ],
    ],
    [
      'a selector of namespaces that is none',
      {
        [`${controllers}.networkPolicy`]: {
          additionalNamespaceSelectors: [{}, { matchLabels: { a: 'x y' } }],
        },
      },
      [
        `Invalid ${controllers}.networkPolicy.additionalNamespaceSelectors[1].matchLabels label-value-invalid`,
      ],
    ],
    [
      'metadata of the seed',
      {
        [`${config}.seedConfig.metadata`]: {
          name: 'x',
          labels: { 'bad key': '' },
          annotations: { 'bad key': '' },
        },
      },
      [
        `Forbidden ${config}.seedConfig.metadata.name gardenlet-seed-name`,
        `Invalid ${config}.seedConfig.metadata.labels label-key-invalid`,
        `Invalid ${config}.seedConfig.metadata.annotations annotation-key-invalid`,
      ],
    ],
    ...['9223372036854775808', '1e30'].map((shoots): [string, Patch, string[]] => [
      `a capacity beyond 64 bits, ${shoots}`,
      { [`${config}.resources`]: { capacity: { shoots }, reserved: { shoots: 1 } } },
      [`Invalid ${config}.resources.reserved.shoots gardenlet-reserve-above-capacity`],
    ]),
    [
      'more reserved than there is, by default 250 shoots',
      { [`${config}.resources`]: { reserved: { shoots: '250.1', bastions: '1' } } },
      [
        `Invalid ${config}.resources.reserved.shoots gardenlet-reserve-above-capacity`,
        `Invalid ${config}.resources.reserved.bastions gardenlet-reserve-without-capacity`,
      ],
    ],
    [
      'addresses that are none',
      {
        [`${config}.sni`]: { ingress: { serviceExternalIP: '10.0.0.0/8' } },
        [`${config}.exposureClassHandlers`]: [{ name: 'a', sni: { ingress: { serviceExternalIP: '' } } }],
      },
      [
        `Invalid ${config}.sni.ingress.serviceExternalIP gardenlet-external-ip-invalid`,
        `Invalid ${config}.exposureClassHandlers[0].sni.ingress.serviceExternalIP gardenlet-external-ip-invalid`,
      ],
    ],
    [
      'exposure classes of no name',
      { [`${config}.exposureClassHandlers`]: [{}, { name: 'a', loadBalancerService: { class: '' } }] },
      [
        `Invalid ${config}.exposureClassHandlers[0].name gardenlet-exposure-class-name`,
        `Invalid ${config}.exposureClassHandlers[1].loadBalancerService.class gardenlet-exposure-class-load-balancer`,
      ],
    ],
    [
      'negative seconds',
      {
        [`${config}.nodeToleration`]: {
          defaultNotReadyTolerationSeconds: -1,
          defaultUnreachableTolerationSeconds: -1,
        },
      },
      [
        `Invalid ${config}.nodeToleration.defaultNotReadyTolerationSeconds gardenlet-number-negative`,
        `Invalid ${config}.nodeToleration.defaultUnreachableTolerationSeconds gardenlet-number-negative`,
      ],
    ],
  ];
  test.each(rows)('%s', (_, patch, expected) => {
    expect(errors(gardenletRules, patched(gardenlet, patch))).toEqual(expected);
  });
});

describe('a Gardenlet is accepted', () => {
  const rows: [string, Patch][] = [
    ['no configuration', { [config]: undefined }],
    ['no seed', { [`${config}.seedConfig`]: undefined }],
    ['a dotted service account', { [`${deployment}.serviceAccountName`]: 'garden.let' }],
    ['an empty image', { [`${deployment}.image`]: {} }],
    ['a tag alone', { [`${deployment}.image`]: { tag: 'v9' } }],
    ['any tolerations', { [`${deployment}.tolerations`]: [{ operator: 'Whatever' }] }],
    ['leader election that is off', { [`${config}.leaderElection`]: { leaseDuration: '-1s' } }],
    ['empty log settings', { [`${config}.logLevel`]: '', [`${config}.logFormat`]: '' }],
    [
      'a part of a shoot reserved',
      { [`${config}.resources`]: { capacity: { shoots: '4.5' }, reserved: { shoots: '4.9' } } },
    ],
    ['as much reserved as there is', { [`${config}.resources`]: { reserved: { shoots: '250' } } }],
    ['IPv6', { [`${config}.sni`]: { ingress: { serviceExternalIP: '2001:db8::1' } } }],
    ['TTLs at their ends', { [`${controllers}.shoot.dnsEntryTTLSeconds`]: 600 }],
    ['a validity of ten minutes', { [`${validity}.validity`]: '10m' }],
    ['an exposure class twice', { [`${config}.exposureClassHandlers`]: [{ name: 'a' }, { name: 'a' }] }],
    ['its own operation', { 'metadata.annotations': { 'gardener.cloud/operation': 'force-redeploy' } }],
  ];
  test.each(rows)('%s', (_, patch) => {
    expect(errors(gardenletRules, patched(gardenlet, patch))).toEqual([]);
  });
});

describe('the Seed in the configuration', () => {
  const spec = `${config}.seedConfig.spec`;
  const rows: [string, Patch, string[]][] = [
    [
      'needs an internal domain only',
      { [spec]: {} },
      [`Required ${spec}.dns.internal seed-dns-internal-missing`],
    ],
    [
      'may have neither type, region nor ingress',
      {
        [`${spec}.provider`]: undefined,
        [`${spec}.ingress`]: undefined,
        [`${spec}.backup`]: undefined,
        [`${spec}.settings`]: undefined,
      },
      [],
    ],
    [
      'needs the region of the backup while it has no type',
      { [`${spec}.provider.type`]: '', [`${spec}.backup.region`]: undefined },
      [`Invalid ${spec}.backup.region seed-backup-region-missing`],
    ],
    [
      'may leave out pods and services, but not write nonsense',
      { [`${spec}.networks`]: { pods: '', nodes: 'x' } },
      [`Invalid ${spec}.networks.nodes seed-network-invalid`],
    ],
    [
      'needs an ingress domain if it has an ingress',
      { [`${spec}.ingress`]: {}, [`${spec}.dns.provider`]: undefined },
      [
        `Required ${spec}.ingress.domain seed-domain-missing`,
        `NotSupported ${spec}.ingress.controller.kind seed-ingress-controller-kind`,
        `Required ${spec}.dns.provider seed-dns-provider-missing`,
      ],
    ],
    [
      'is bound to all other rules',
      { [`${spec}.taints`]: [{}], [`${spec}.networks.pods`]: '241.0.0.0/16' },
      [
        `Invalid ${spec}.networks.pods seed-network-reserved`,
        `Required ${spec}.taints[0].key seed-taint-key-missing`,
      ],
    ],
    [
      'is never seen by provider-alicloud',
      { [`${spec}.backup.providerConfig`]: {}, [`${spec}.backup.credentialsRef.kind`]: 'Secret' },
      [],
    ],
  ];
  test.each(rows)('%s', (_, patch, expected) => {
    expect(errors(gardenletRules, patched(gardenlet, patch))).toEqual(expected);
  });

  test('got its reference to the backup Secret from the server before 1.120', () => {
    const old = patched(gardenlet, {
      [`${spec}.backup`]: { provider: 'alicloud', region: 'eu-central-1' },
      [`${spec}.dns`]: undefined,
      [`${spec}.ingress`]: undefined,
      [`${spec}.settings`]: undefined,
    });
    expect(errors(gardenletRules, old, { gardener: 119, provider: 60 })).toEqual([]);
    expect(errors(gardenletRules, old, { gardener: 120, provider: 60 })).toEqual([
      `Required ${spec}.backup.credentialsRef credentials-reference-missing`,
    ]);
  });
});

describe('an update', () => {
  const spec = `${config}.seedConfig.spec`;
  const rows: [string, Patch, string[]][] = [
    ['nothing', {}, []],
    ['no seed any more', { [`${config}.seedConfig`]: undefined }, []],
    ['no configuration any more', { [config]: undefined }, []],
    [
      'other networks; IPv4 is no default here',
      { [`${spec}.networks.pods`]: '172.16.0.0/16', [`${spec}.networks.ipFamilies`]: ['IPv4'] },
      [
        `Invalid ${spec}.networks.ipFamilies seed-network-immutable`,
        `Invalid ${spec}.networks.pods seed-network-immutable`,
      ],
    ],
    ['no backup', { [`${spec}.backup`]: undefined }, [`Invalid ${spec}.backup seed-backup-removed`]],
    [
      'no default domains',
      { [`${spec}.dns.defaults`]: undefined },
      [`Forbidden ${spec}.dns.defaults seed-dns-defaults-removed`],
    ],
    [
      'another namespace',
      { 'metadata.namespace': 'other' },
      [
        'Invalid metadata.namespace metadata-namespace-immutable',
        'Forbidden metadata.namespace gardenlet-namespace',
      ],
    ],
  ];
  test.each(rows)('%s', (_, patch, expected) => {
    expect(errors(gardenletRules, patched(gardenlet, patch), { previous: gardenlet }).sort()).toEqual(
      expected.sort(),
    );
  });

  test('of a pending operation', () => {
    const pending = (value: string): Patch => ({
      'metadata.annotations': { 'gardener.cloud/operation': value },
    });
    const previous = patched(gardenlet, pending('force-redeploy'));
    expect(errors(gardenletRules, patched(gardenlet, pending('reconcile')), { previous })).toEqual([]);
    expect(errors(gardenletRules, patched(gardenlet, pending('renew-kubeconfig')), { previous })).toEqual([
      'Forbidden metadata.annotations[gardener.cloud/operation] seed-operation-pending',
    ]);
  });
});

describe('warnings', () => {
  const spec = `${config}.seedConfig.spec`;
  const backup = `${spec}.backup`;
  const rows: [string, Patch, string[]][] = [
    ['no configuration', { [config]: undefined }, [`Required ${config}.seedConfig gardenlet-without-seed`]],
    [
      'no seed',
      { [`${config}.seedConfig`]: undefined },
      [`Required ${config}.seedConfig gardenlet-without-seed`],
    ],
    [
      'what vanishes: old references, slips of the pen',
      {
        [`${backup}.secretRef`]: { name: 'a', namespace: 'b' },
        [`${spec}.dns.provider.secretRef`]: { name: 'a', namespace: 'b' },
        [`${config}.controller`]: {},
        [`${config}.seedConfig.kind`]: 'Seed',
        [`${spec}.setting`]: {},
      },
      [
        `${config}.controller`,
        `${backup}.secretRef`,
        `${spec}.dns.provider.secretRef`,
        `${spec}.setting`,
      ].map((field) => `UnknownField ${field} gardenlet-field-vanishes`),
    ],
    [
      'a backup that provider-alicloud refuses later',
      {
        [`${backup}.providerConfig`]: { kind: 'BackupBucketConfig' },
        [`${backup}.credentialsRef.apiVersion`]: 'security.gardener.cloud/v1alpha1',
        [`${backup}.credentialsRef.kind`]: 'WorkloadIdentity',
      },
      [
        `Invalid ${backup}.credentialsRef gardenlet-backup-refused-later`,
        `Invalid ${backup}.providerConfig gardenlet-backup-refused-later`,
      ],
    ],
    [
      'labels of the server',
      { [`${config}.seedConfig.metadata.labels`]: { 'seed.gardener.cloud/provider': 'x' } },
      [`Forbidden ${config}.seedConfig.metadata.labels[seed.gardener.cloud/provider] seed-label-of-server`],
    ],
    [
      'no autoscaler',
      { [`${spec}.settings.verticalPodAutoscaler.enabled`]: false },
      [`Invalid ${spec}.settings.verticalPodAutoscaler.enabled seed-vpa-off`],
    ],
  ];
  test.each(rows)('%s', (_, patch, expected) => {
    expect(warnings(gardenletRules, patched(gardenlet, patch)).sort()).toEqual([...expected].sort());
  });

  test('a change that provider-alicloud refuses later', () => {
    const immutability = { retentionType: 'bucket', retentionPeriod: 14, locked: true };
    const previous = patched(gardenlet, { [`${backup}.providerConfig.immutability`]: immutability });
    const manifest = patched(previous, { [`${backup}.providerConfig.immutability.retentionPeriod`]: 7 });
    expect(warnings(gardenletRules, manifest, { previous })).toEqual([
      `Invalid ${backup}.providerConfig.immutability.retentionPeriod gardenlet-backup-refused-later`,
    ]);
  });

  test('stale health checks without threshold crash the API server up to 1.138', () => {
    const manifest = patched(gardenlet, {
      [config]: { ...configuration, seedConfig: undefined },
      [`${controllers}.shootCare.staleExtensionHealthChecks`]: { enabled: true },
    });
    const stale = `Required ${controllers}.shootCare.staleExtensionHealthChecks.threshold gardenlet-stale-checks-threshold`;
    expect(warnings(gardenletRules, manifest, { gardener: 138 })).toContain(stale);
    expect(warnings(gardenletRules, manifest, { gardener: 139 })).not.toContain(stale);
  });

  test('a number as token duration is refused from 1.144 on', () => {
    const field = `${controllers}.tokenRequestorWorkloadIdentity.tokenExpirationDuration`;
    const manifest = patched(gardenlet, { [field]: 21_600_000_000_000 });
    expect(warnings(gardenletRules, manifest, { gardener: 143 })).toContain(
      `Malformed ${field} gardenlet-token-duration-number`,
    );
    expect(errors(gardenletRules, patched(gardenlet, { [field]: -1 }), { gardener: 143 })).toContain(
      `Invalid ${field} gardenlet-duration-negative`,
    );
  });
});

expectSentences('gardenlet-tests');
