// Props of the constructs, right and wrong: plain data, from which the constructs are made. The fuzzers and the
// end-to-end tests take them from here.
import { createRequire } from 'node:module';
import fc from 'fast-check';

const require = createRequire(import.meta.url);
const repeated = (text, count) => text.repeat(count);

const names = [
  ...[
    'a',
    'a.b',
    '1a',
    'image-owner',
    'A',
    'a_b',
    '-a',
    'a-',
    '',
    'a..b',
    '.a',
    'a b',
    'ä',
    'a/b',
    'a:b',
    '${x}',
  ],
  ...[repeated('a', 52), repeated('a', 63), repeated('a', 64), repeated('a', 253), repeated('a', 254)],
];
const namespaces = [
  'default',
  'flux-system',
  '1a',
  'a.b',
  'A',
  '-a',
  'a b',
  '',
  repeated('a', 63),
  repeated('a', 64),
];
const labelMaps = [
  ...[{}, { a: 'b' }, { 'example.com/a': 'b_c.d-e' }, { a: '' }, { 'a.b/c': 'd' }, { A: 'B' }, { a_b: 'c' }],
  ...[{ a: '-b' }, { a: 'b c' }, { a: 'ä' }, { 'a b': 'c' }, { '/a': 'b' }, { 'a/': 'b' }, { 'A/b': 'c' }],
  ...[{ 'a/b/c': 'd' }, { '': 'a' }, { a: 'b\n' }, { 'a..b/c': 'd' }, { '-a': 'b' }, { 'a.': 'b' }],
  ...[{ a: repeated('x', 63) }, { a: repeated('x', 64) }, { [repeated('a', 64)]: 'b' }],
  ...[{ [`${repeated('a', 253)}/b`]: 'c' }, { [`${repeated('a', 254)}/b`]: 'c' }],
  { 'app.kubernetes.io/name': 'other', 'app.kubernetes.io/managed-by': 'me' },
];
const annotationMaps = [
  ...labelMaps,
  { a: 'b c\nd' },
  { a: repeated('x', 262_143) },
  { a: repeated('x', 262_145) },
];
const durations = [
  ...[
    '1h',
    '90s',
    '1h30m',
    '0s',
    '0',
    '1d',
    '1.5h',
    '.5h',
    '1.h',
    '-5m',
    '+1m',
    '5',
    '10 m',
    '1H',
    '',
    'm',
    '1m1',
  ],
  ...[
    '1ms',
    '1us',
    '1µs',
    '1ns',
    '100h0m',
    '1h-1m',
    '1e3s',
    '1h 1m',
    '2562047h',
    '99999999h',
    '30m0s',
    '1m30',
  ],
];
const quantities = [
  ...[
    '1',
    '500m',
    '1Gi',
    '1e3',
    '1E3',
    '0',
    '-1',
    '1.5',
    '0.5',
    '.5',
    '1.',
    '1n',
    '1u',
    '1Ki',
    '1k',
    '1K',
    '1E',
    '1Ei',
  ],
  ...[
    '1GiB',
    'abc',
    '1 Gi',
    '',
    ' 1',
    '1_000',
    '+1',
    '0x1',
    '1e',
    '1.0000000001',
    '9223372036854775808',
    '1e19',
    '1e-3',
  ],
  ...['1024Mi', '1000m', '01', '1i', 'Gi', '1mi', '٣'],
];
const cidrs = [
  ...[
    '10.0.0.0/8',
    '0.0.0.0/0',
    '10.1.2.3/32',
    '::/0',
    '2001:db8::/32',
    '10.0.0.1/8',
    '010.0.0.0/8',
    '10.0.0.0',
  ],
  ...[
    '10.0.0.0/33',
    '10.0.0.0/08',
    '::ffff:10.0.0.0/104',
    '2001:db8::1/32',
    '2001:DB8::/32',
    '10.0.0/8',
    '/8',
    '',
  ],
  ...['10.0.0.0/-1', '10.0.0.0/8 ', 'a/8', '256.0.0.0/8', '10.0.0.0/+8', 'fe80::%1/64', '2001:db8:0::/32'],
];
const schedules = [
  ...[
    '*/15 * * * *',
    '0 * * * *',
    '7 3 * * 1-5',
    '@hourly',
    '@every 1h',
    '@every 0s',
    '@reboot',
    '@Hourly',
    '* * * *',
  ],
  ...[
    '* * * * * *',
    '60 * * * *',
    '*/0 * * * *',
    '0 0 31 2 *',
    '0 0 * * 7',
    '0 0 * * sun',
    '0 0 * JAN mon-FRI',
    '',
  ],
  ...[
    '5-1 * * * *',
    '1,2,,3 * * * *',
    'TZ=UTC 0 * * * *',
    'CRON_TZ=UTC 0 * * * *',
    '0 0 ? * ?',
    '0 0 L * *',
    '-1 * * * *',
  ],
  ...[
    '*/61 * * * *',
    '0-59/2 * * * *',
    '1/2 * * * *',
    '0\t0 * * *',
    ' 0 0 * * * ',
    '* * 0 * *',
    '0 24 * * *',
    '@every 1',
  ],
  ...[
    '+1 * * * *',
    '0 0 * * mon#2',
    '00 00 * * *',
    '0 0 1-31/5 * *',
    '٣ * * * *',
    '@daily ',
    '@every -1h',
    '*-5 * * * *',
  ],
];
const timeZones = [
  ...[
    'Europe/Berlin',
    'UTC',
    'Etc/UTC',
    'Asia/Shanghai',
    'Etc/GMT+5',
    'EST',
    'US/Pacific',
    'PRC',
    'Local',
    'local',
    'LOCAL',
  ],
  ...[
    'Mars/Base',
    '',
    ' UTC',
    'UTC ',
    'europe/berlin',
    'EUROPE/BERLIN',
    '../UTC',
    '/UTC',
    'GMT+1',
    'GMT',
    'Europe',
    'posix/UTC',
  ],
  ...[
    'right/UTC',
    'localtime',
    'posixrules',
    'Factory',
    'zone.tab',
    'Europe/Berlin/',
    'Europe//Berlin',
    'utc',
    'Z',
    '+01:00',
  ],
];
const numbers = [0, 1, 2, -1, 1.5, 65535, 65536, 100_000, 2_147_483_647, 2_147_483_648, 1e12, 1e19];
const texts = [
  '',
  'a',
  'A b',
  'ä',
  repeated('x', 300),
  'a\nb',
  '${x}',
  '{{ x }}',
  '-',
  '0',
  'true',
  'null',
  '#',
  "'",
];
const secrets = [
  ...names.map((name) => ['garden', name]),
  ...namespaces.map((namespace) => [namespace, 'keys']),
];

const container = { name: 'beside', image: 'registry.example/x:1' };
const podSpecs = [
  { tolerations: [{ key: 'a', operator: 'Exists' }] },
  { tolerations: [{ operator: 'Equal' }] },
  { tolerations: [{ key: 'a', operator: 'X' }] },
  { tolerations: [{ key: 'a', operator: 'Exists', value: 'b' }] },
  { tolerations: [{ key: 'a b', operator: 'Exists' }] },
  { tolerations: [{ key: 'a', effect: 'X' }] },
  { tolerations: [{ key: 'a', effect: 'NoSchedule', tolerationSeconds: 1 }] },
  ...['a', 'A', 'system-node-critical', ''].map((priorityClassName) => ({ priorityClassName })),
  ...[{ a: 'b' }, { 'a b': 'c' }, { a: 'b c' }].map((nodeSelector) => ({ nodeSelector })),
  ...['Default', 'None', 'X', ''].map((dnsPolicy) => ({ dnsPolicy })),
  { dnsPolicy: 'None', dnsConfig: { nameservers: ['1.1.1.1'] } },
  { dnsConfig: { nameservers: ['x'] } },
  { dnsConfig: { nameservers: ['1.1.1.1', '1.1.1.2', '1.1.1.3', '1.1.1.4'] } },
  { dnsConfig: { searches: ['a b'] } },
  { dnsConfig: { options: [{ value: '1' }] } },
  { hostAliases: [{ ip: '1.2.3.4', hostnames: ['a'] }] },
  { hostAliases: [{ ip: 'x', hostnames: ['a'] }] },
  { hostAliases: [{ ip: '1.2.3.4', hostnames: ['A b'] }] },
  { volumes: [{ name: 'tmp', emptyDir: {} }] },
  { volumes: [{ name: 'T', emptyDir: {} }] },
  { volumes: [{ name: 't' }] },
  { volumes: [{ name: 't', emptyDir: {}, secret: { secretName: 'a' } }] },
  { volumes: [{ name: 't', emptyDir: { sizeLimit: '-1' } }] },
  { volumes: [{ name: 't', emptyDir: { medium: 'X' } }] },
  { volumes: [{ name: 't', secret: {} }] },
  { volumes: [{ name: 't', secret: { secretName: 'a', defaultMode: 512 } }] },
  { volumes: [{ name: 't', configMap: { name: 'a', items: [{ key: 'k', path: '../x' }] } }] },
  { volumes: [{ name: 't', configMap: { name: 'a', items: [{ key: 'k', path: '/x' }] } }] },
  { volumes: [{ name: 't', hostPath: { path: '/x', type: 'X' } }] },
  { volumes: [{ name: 't', hostPath: { path: '/a/../x' } }] },
  {
    volumes: [
      { name: 't', emptyDir: {} },
      { name: 't', emptyDir: {} },
    ],
  },
  { volumes: [{ name: 't', persistentVolumeClaim: { claimName: '' } }] },
  { volumes: [{ name: 't', projected: { sources: [] } }] },
  ...[-1, 0, 30, 1.5].map((terminationGracePeriodSeconds) => ({ terminationGracePeriodSeconds })),
  ...[0, -1, 60].map((activeDeadlineSeconds) => ({ activeDeadlineSeconds })),
  { initContainers: [container] },
  { initContainers: [{ name: 'beside' }] },
  { initContainers: [{ ...container, name: 'share-images' }] },
  { initContainers: [{ ...container, restartPolicy: 'Always' }] },
  { initContainers: [{ ...container, livenessProbe: { exec: { command: ['x'] } } }] },
  { containers: [container] },
  { containers: [{ ...container, name: 'A' }] },
  { containers: [container, container] },
  { containers: [{ ...container, ports: [{ containerPort: 80 }, { containerPort: 80 }] }] },
  ...['OnFailure', 'Never', 'Always', 'X'].map((restartPolicy) => ({ restartPolicy })),
  ...['a', 'A', ''].map((schedulerName) => ({ schedulerName })),
  ...['a', 'A', 'a.b', repeated('a', 64)].map((hostname) => ({ hostname })),
  ...['a', 'A', 'a.b'].map((subdomain) => ({ subdomain })),
  { imagePullSecrets: [{ name: 'a' }] },
  { imagePullSecrets: [{ name: 'A b' }] },
  { imagePullSecrets: [{}] },
  { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' }] },
  { topologySpreadConstraints: [{ maxSkew: 0, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' }] },
  { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: '', whenUnsatisfiable: 'X' }] },
  {
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } } },
  },
  {
    affinity: {
      podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: '' }] },
    },
  },
  {
    affinity: {
      podAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 101, podAffinityTerm: { topologyKey: 'a' } },
        ],
      },
    },
  },
  ...[{ runAsUser: -1 }, { fsGroup: 0 }, { fsGroupChangePolicy: 'X' }, { supplementalGroups: [-1] }].map(
    (securityContext) => ({ securityContext }),
  ),
  { securityContext: { sysctls: [{ name: 'kernel.shm_rmid_forced', value: '1' }] } },
  { securityContext: { sysctls: [{ name: 'A b', value: '1' }] } },
  { securityContext: { seccompProfile: { type: 'Localhost' } } },
  { securityContext: { seccompProfile: { type: 'X' } } },
  { securityContext: { appArmorProfile: { type: 'Localhost' } } },
  { readinessGates: [{ conditionType: 'a b' }] },
  ...['a', 'A'].map((runtimeClassName) => ({ runtimeClassName })),
  ...['Never', 'X'].map((preemptionPolicy) => ({ preemptionPolicy })),
  ...['linux', 'windows', 'x'].map((name) => ({ os: { name } })),
  ...[true, false, 'x'].map((hostUsers) => ({ hostUsers })),
  ...['other', 'A b'].map((serviceAccountName) => ({ serviceAccountName })),
  { hostNetwork: true },
  { shareProcessNamespace: true },
  { hostPID: true, shareProcessNamespace: true },
  { nodeName: 'A b' },
  { overhead: { cpu: 'x' } },
  { unknownField: 1 },
  { automountServiceAccountToken: true },
];
const containers = [
  { command: ['node'] },
  { args: ['--dry-run'] },
  ...['A', 'a.b', 'A-B', '1A', 'A B', 'A=B', ''].map((name) => ({ env: [{ name, value: 'x' }] })),
  { env: [{ name: 'A', valueFrom: {} }] },
  { env: [{ name: 'A', value: 'x', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] },
  { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'x' } } }] },
  { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }] },
  { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'a', key: '' } } }] },
  { env: [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'x' } } }] },
  { envFrom: [{ configMapRef: { name: 'a' }, prefix: '1=' }] },
  { envFrom: [{ configMapRef: { name: 'A b' } }] },
  { envFrom: [{}] },
  ...[0, 80, 70_000].map((containerPort) => ({ ports: [{ containerPort }] })),
  { ports: [{ containerPort: 80, name: 'A' }] },
  { ports: [{ containerPort: 80, name: repeated('a', 16) }] },
  { ports: [{ containerPort: 80, protocol: 'X' }] },
  { ports: [{ containerPort: 80, hostPort: 81 }] },
  { volumeMounts: [{ name: 'nowhere', mountPath: '/x' }] },
  { volumeMounts: [{ name: 'config', mountPath: '/x:y' }] },
  { volumeMounts: [{ name: 'config', mountPath: '' }] },
  { volumeMounts: [{ name: 'config', mountPath: '/x', subPath: '../y' }] },
  { volumeMounts: [{ name: 'config', mountPath: '/x', mountPropagation: 'X' }] },
  { volumeMounts: [{ name: 'config', mountPath: '/x', mountPropagation: 'Bidirectional' }] },
  { lifecycle: { preStop: { exec: { command: ['x'] } } } },
  { lifecycle: { preStop: {} } },
  { livenessProbe: {} },
  { livenessProbe: { exec: { command: ['x'] } } },
  { livenessProbe: { exec: { command: [] } } },
  { livenessProbe: { exec: { command: ['x'] }, periodSeconds: -1 } },
  { livenessProbe: { exec: { command: ['x'] }, successThreshold: 2 } },
  { livenessProbe: { httpGet: { port: 0 } } },
  { livenessProbe: { httpGet: { port: 'x' }, exec: { command: ['x'] } } },
  { startupProbe: { tcpSocket: { port: 70_000 } } },
  ...['Always', 'X', ''].map((imagePullPolicy) => ({ imagePullPolicy })),
  ...['FallbackToLogsOnError', 'X'].map((terminationMessagePolicy) => ({ terminationMessagePolicy })),
  { terminationMessagePath: '' },
  { resources: { limits: { cpu: '1' }, requests: { cpu: '2' } } },
  { resources: { limits: { 'example.com/gpu': '1' } } },
  { resources: { limits: { gpu: '1' } } },
  { resources: { limits: { 'hugepages-2Mi': '1Mi' } } },
  { resources: { requests: { 'example.com/gpu': '1' } } },
  { resources: { claims: [{ name: 'a' }] } },
  { securityContext: { privileged: true } },
  { securityContext: { privileged: true, allowPrivilegeEscalation: true } },
  { securityContext: { capabilities: { add: ['SYS_ADMIN'] } } },
  { securityContext: { capabilities: { add: ['CAP_SYS_ADMIN'] } } },
  { securityContext: { capabilities: { add: ['NET_BIND_SERVICE'] } } },
  { securityContext: { runAsUser: -1 } },
  { securityContext: { procMount: 'Unmasked' } },
  { securityContext: { procMount: 'X' } },
  { securityContext: { seccompProfile: { type: 'Unconfined', localhostProfile: 'x' } } },
  { workingDir: 'x' },
  { stdin: true },
  ...['Always', 'Never', 'X'].map((restartPolicy) => ({ restartPolicy })),
  { name: 'other' },
  { image: '' },
  { image: ' x' },
  { resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'X' }] },
  { resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }] },
  { unknownField: 1 },
];
const jobSpecs = [
  ...numbers.map((ttlSecondsAfterFinished) => ({ ttlSecondsAfterFinished })),
  ...[-1, 0, 6, 1.5].map((backoffLimit) => ({ backoffLimit })),
  ...[-1, 0, 2, 1_000_000].map((parallelism) => ({ parallelism })),
  ...[-1, 0, 2].map((completions) => ({ completions })),
  ...[-1, 0, 60].map((activeDeadlineSeconds) => ({ activeDeadlineSeconds })),
  ...['Indexed', 'NonIndexed', 'X'].map((completionMode) => ({ completionMode })),
  { completions: 2, completionMode: 'Indexed', parallelism: 2 },
  { completions: 2, completionMode: 'Indexed', backoffLimitPerIndex: 1 },
  { backoffLimitPerIndex: 1 },
  { maxFailedIndexes: 1 },
  { podFailurePolicy: { rules: [] } },
  { podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }] } },
  {
    podFailurePolicy: {
      rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [0], containerName: 'x' } }],
    },
  },
  { podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [1] } }] } },
  { podFailurePolicy: { rules: [{ action: 'X', onExitCodes: { operator: 'In', values: [1] } }] } },
  ...['Failed', 'TerminatingOrFailed', 'X'].map((podReplacementPolicy) => ({ podReplacementPolicy })),
  { successPolicy: { rules: [{ succeededCount: 1 }] } },
  { manualSelector: true },
  { selector: { matchLabels: { a: 'b' } } },
  ...labelMaps.slice(0, 12).map((labels) => ({ template: { metadata: { labels } } })),
  { template: { spec: { nodeName: 'x' } } },
  ...['a', 'example.com/x', 'kubernetes.io/job-controller'].map((managedBy) => ({ managedBy })),
  { suspend: true },
  { unknownField: 1 },
];
const kustomizations = [
  ...[true, 'x', null].map((suspend) => ({ suspend })),
  { serviceAccountName: 'a' },
  { decryption: { provider: 'sops' } },
  { decryption: { provider: 'x' } },
  { decryption: {} },
  { patches: [{ patch: 'a', target: { kind: 'Seed' } }] },
  { patches: [{}] },
  { images: [{ newTag: '1' }] },
  { commonMetadata: { labels: { a: 'b' } } },
  { commonMetadata: { labels: { a: 1 } } },
  ...['', 'a', repeated('a', 64)].map((targetNamespace) => ({ targetNamespace })),
  ...['', 'a-', repeated('a', 201)].map((namePrefix) => ({ namePrefix })),
  { healthChecks: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'a', namespace: 'b' }] },
  { healthChecks: [{ kind: 'ConfigMap' }] },
  { healthCheckExprs: [{ apiVersion: 'v1', kind: 'A', current: 'true' }] },
  { healthCheckExprs: [{ apiVersion: 'v1', kind: 'A' }] },
  ...[true, 'a'].map((force) => ({ force })),
  { dependsOn: [{}] },
  { dependsOn: [{ name: 'a', namespace: 'b', readyExpr: 'true' }] },
  { components: ['a'] },
  { components: [1] },
  { postBuild: { substitute: { a: 'b' } } },
  { postBuild: { substitute: { a: 1 } } },
  { postBuild: { substituteFrom: [{ kind: 'X', name: 'a' }] } },
  ...['MirrorPrune', 'Delete', 'WaitForTermination', 'X'].map((deletionPolicy) => ({ deletionPolicy })),
  ...[null, false, 'x'].map((prune) => ({ prune })),
  { kubeConfig: {} },
  { kubeConfig: { secretRef: { name: '' } } },
  { sourceRef: { kind: 'X' } },
  { sourceRef: { kind: 'ExternalArtifact' } },
  { path: 1 },
  { unknownField: 1 },
  ...durations.map((interval) => ({ interval })),
];
const applications = [
  { ignoreDifferences: [{ group: 'a', kind: 'B', jsonPointers: ['/spec'] }] },
  { ignoreDifferences: [{}] },
  { ignoreDifferences: [{ kind: 'B', jqPathExpressions: [1] }] },
  { info: [{ name: 'a', value: 'b' }] },
  { info: [{ name: 'a' }] },
  ...[0, 10, -1, 'x', 1.5].map((revisionHistoryLimit) => ({ revisionHistoryLimit })),
  { syncPolicy: { automated: { prune: 'x' } } },
  { syncPolicy: { automated: null } },
  { syncPolicy: { syncOptions: ['CreateNamespace=true'] } },
  { syncPolicy: { syncOptions: 'a' } },
  { syncPolicy: { retry: { limit: 'x' } } },
  { syncPolicy: { managedNamespaceMetadata: { labels: { a: 'b' } } } },
  { source: { helm: { parameters: [{ name: 'a', value: 'b' }] } } },
  { source: { directory: { include: '*.yaml', jsonnet: {} } } },
  { source: { chart: 1 } },
  { sources: [{ repoURL: 'https://git.invalid/a', path: 'b' }] },
  { sources: [{}] },
  { destination: { server: 1 } },
  { destination: null },
  { project: null },
  { unknownField: 1 },
];
const values = [
  ...[null, 'x', 1, true, [], {}].flatMap((value) => [
    { replicaCount: value },
    { config: value },
    { own: value },
  ]),
  { config: { csi: { enableADController: true } } },
  { 'a.b': { '': 'c' } },
  { own: { deep: [{ a: null }, [1, [2]]] } },
  { own: 2 ** 53 },
];
const charts = [
  'registry.example/charts/x',
  'https://registry.example/x',
  'X Y',
  '',
  'registry.example/x:1',
  'a',
];
const registrations = [
  { resources: [] },
  { resources: [{ kind: 'Extension', type: 'a', lifecycle: { reconcile: 'X' } }] },
  { deployment: { seedSelector: { matchLabels: { a: 'b' } } } },
  { deployment: { policy: 'X' } },
  { unknownField: 1 },
  { resources: 'x' },
];
const times = [
  '2027-02-28T23:59:59Z',
  '2027-02-28',
  '2027-02-28T23:59:59+02:00',
  'x',
  '',
  '2027-02-30T00:00:00Z',
];
const specs = [
  { unknownField: 1 },
  { type: 'x' },
  { regions: [] },
  { kubernetes: null },
  { limits: { maxNodesTotal: 1 } },
];

/** Props of one construct: those that are right, and values for each, of which most are right and some are not. */
const constructs = {
  ImageSharingJob: {
    base: {
      images: [{ region: 'eu-central-1', imageId: 'm-gw86dlqmpaugljiykx91' }],
      accounts: ['2000000000000001'],
      credentials: ['garden', 'machine-image-owner'],
      schedule: '*/15 * * * *',
      code: 'registry.example/image-sharing:0.1.0',
    },
    values: {
      schedule: schedules,
      timeZone: timeZones,
      name: names,
      namespace: namespaces,
      labels: labelMaps,
      annotations: annotationMaps,
      credentials: secrets,
      code: ['registry.example/x@sha256:abc', 'X Y', '', ' a', 'a ', 'a\nb', 'inline', 'ä'],
      policy: ['exact', 'ensure', 'x'],
      prune: [
        { maxPerImage: -1 },
        { maxPercent: 101 },
        { maxTotal: 1.5 },
        { protect: ['a'] },
        { allowEmpty: true },
      ],
      shards: [1, 2, 0, -1, 1.5, 100_000, 100_001, 1e9],
      suspend: [true, false],
      dryRun: [true],
      deadlineSeconds: numbers,
      expectOwnerAccount: ['1000000000000001', 'x', ''],
      assumeRoleArn: ['acs:ram::1000000000000001:role/a', 'x'],
      resources: [
        ...quantities.map((memory) => ({ limits: { memory } })),
        ...quantities.map((cpu) => ({ requests: { cpu } })),
        { limits: { memory: '1Gi' }, requests: { memory: '2Gi' } },
      ],
      networkPolicy: [
        false,
        { cidrs: [] },
        ...cidrs.map((cidr) => ({ cidrs: [cidr] })),
        ...numbers.map((port) => ({ extraPorts: [port] })),
        { extraPorts: [80, 80] },
      ],
      metricsPush: [
        ...[
          'http://gateway.monitoring:9091',
          'https://gateway/metrics/job/x',
          'ftp://a',
          'a:b',
          'http://a:99999',
        ],
        ...['http://[::1]:9091', 'http://user:pw@a', 'http://a:0', '', 'http://', 'http://a b'],
      ],
      alerts: [
        true,
        ...texts.map((severity) => ({ severity })),
        ...labelMaps.map((labels) => ({ labels })),
        ...[...labelMaps, { 'a-b': 'c' }, { __a: 'b' }, { severity: 'x' }].map((ruleLabels) => ({
          ruleLabels,
        })),
      ],
      env: [
        ...['A', 'a.b', 'A-B', '1A', 'A B', 'A=B', '', 'ä', 'PATH'].map((name) => ({ [name]: 'x' })),
        ...texts.map((text) => ({ A: text })),
      ],
      accounts: [
        [],
        ...names.map((name) => ({ configMap: name })),
        ...['a', 'a/b', '', '..', 'A_b.c', repeated('a', 254)].map((key) => ({ configMap: 'x', key })),
        ...['User', 'Group', 'ServiceAccount', 'X', ''].map((kind) => ({
          garden: { kind, name: 'a', namespace: 'b' },
        })),
        ...['User', 'Group'].map((kind) => ({ garden: { kind, name: 'system:x y' } })),
        ...names.map((name) => ({ garden: { kind: 'ServiceAccount', name } })),
        ...namespaces.map((namespace) => ({ garden: { kind: 'ServiceAccount', name: 'a', namespace } })),
      ],
      extraConfig: [
        { limits: { accountsPerImage: 100 } },
        { unknownField: 1 },
        { filler: repeated('x', 1_100_000) },
      ],
      extraPodSpec: podSpecs,
      extraContainer: containers,
      extraJobSpec: jobSpecs,
      oneOff: [true],
    },
  },
  CredentialsSecret: {
    base: {
      namespace: 'garden',
      name: 'keys',
      store: { name: 'vault', kind: 'ClusterSecretStore' },
      accessKeyId: { key: 'a', property: 'id' },
      accessKeySecret: { key: 'a', property: 'secret' },
    },
    values: {
      namespace: namespaces,
      name: names,
      store: [
        ...names.map((name) => ({ name })),
        ...['SecretStore', 'ClusterSecretStore', 'X', ''].map((kind) => ({ name: 'a', kind })),
      ],
      accessKeyId: [
        { key: '' },
        {},
        { key: 'a', property: '' },
        { key: 'a', property: 1 },
        { key: 'a', version: 'v1' },
      ],
      refreshInterval: durations,
      labels: labelMaps,
      template: [
        ...[
          {},
          { type: 'Opaque' },
          { type: 1 },
          { data: { a: '{{ .x }}' } },
          { data: { a: 1 } },
          { unknownField: 1 },
        ],
        ...labelMaps.map((labels) => ({ metadata: { labels } })),
        ...annotationMaps.map((annotations) => ({ metadata: { annotations } })),
        ...[{ metadata: { labels: 'x' } }, { metadata: { unknownField: 1 } }, { metadata: 'x' }],
        ...['Replace', 'Merge', 'X'].map((mergePolicy) => ({ mergePolicy })),
        ...['v2', 'v1', 'X'].map((engineVersion) => ({ engineVersion })),
        ...[[], [{}], [{ target: 'Data', literal: 'a' }], [{ secret: { name: 'a' } }]].map(
          (templateFrom) => ({
            templateFrom,
          }),
        ),
        { immutable: true },
      ],
    },
  },
  SubstitutedSecret: {
    base: { namespace: 'garden', name: 'keys', accessKeyId: 'ID', accessKeySecret: 'SECRET' },
    values: { namespace: namespaces, name: names, accessKeyId: ['_a', '1a', 'a-b', '', '${a}'] },
  },
  Flux: {
    base: { substituteFrom: [{ kind: 'Secret', name: 'keys' }], gardenKubeconfig: { secretName: 'garden' } },
    values: {
      sourceName: names,
      sourceKind: ['OCIRepository', 'Bucket', 'X', ''],
      namespace: namespaces,
      sourceNamespace: namespaces,
      pathPrefix: ['./dist', 'a/b', '', '/a', '../a', 'a b', './'],
      gardenKubeconfig: [
        ...names.map((secretName) => ({ secretName })),
        ...['', 'a/b', 'value'].map((key) => ({ secretName: 'a', key })),
      ],
      interval: durations,
      retryInterval: durations,
      timeout: durations,
      substituteFrom: [
        [],
        ...names.map((name) => [{ kind: 'ConfigMap', name }]),
        [{ kind: 'X', name: 'a' }],
        [{ kind: 'Secret', name: 'a', optional: true }],
      ],
      labels: labelMaps,
      annotations: annotationMaps,
      extraSpec: kustomizations,
    },
  },
  Argocd: {
    base: { repoUrl: 'https://git.invalid/landscape' },
    values: {
      repoUrl: texts,
      targetRevision: texts,
      pathPrefix: ['./dist', 'a/b', '', '/a', '../a'],
      namespace: namespaces,
      project: names,
      gardenCluster: texts,
      runtimeCluster: texts,
      labels: labelMaps,
      annotations: annotationMaps,
      extraSpec: applications,
    },
  },
  ProviderExtensionDeployment: {
    base: { chart: ['registry.example/charts/provider-alicloud', 'v1.71.0'] },
    values: {
      chart: [...charts.map((chart) => [chart, 'v1.71.0']), ['a.b/c', ''], ['a.b/c', 'x y'], ['a.b/c', 'v1']],
      name: names,
      labels: labelMaps,
      annotations: annotationMaps,
      replicaCount: numbers,
      maxUnavailable: [1, '25%', 'x', -1],
      resources: quantities.map((memory) => ({ limits: { memory } })),
      vpaUpdateMode: ['Auto', 'X'],
      metricsPort: numbers,
      usablePorts: [[80], ['x'], [1.5]],
      values,
      policy: ['Always', 'AlwaysExceptNoShoots', 'X'],
      podSecurity: ['privileged', 'X'],
      servedResources: [
        [],
        [{ kind: 'Extension', type: 'a', reconcileTimeout: '1d' }],
        [{ kind: 'Extension', type: 'a', clusterCompatibility: ['x'] }],
        [{ kind: 'X', type: 'a' }],
        [{ kind: 'Worker', type: 'A b' }],
        [{ kind: 'Worker' }],
        [{ kind: 'Worker', type: 'a', unknownField: 1 }],
      ],
      seedSelector: [
        ...labelMaps.map((matchLabels) => ({ matchLabels })),
        { matchExpressions: [{ key: 'a', operator: 'X' }] },
      ],
      injectGardenKubeconfig: [true, false, 'x'],
      form: ['v1beta1', 'x'],
      extraFields: [
        { unknownField: 1 },
        { helm: { values: null } },
        { helm: { values: 'x' } },
        { resources: [{}] },
      ],
      extraRegistrationSpec: registrations,
    },
  },
  AlicloudCloudProfile: {
    base: {
      kubernetes: { versions: [{ version: '1.33.4' }] },
      machineImages: [
        {
          name: 'gardenlinux',
          versions: [{ version: '1877.3.0', regions: { 'eu-central-1': 'm-gw86dlqmpaugljiykx91' } }],
        },
      ],
      machineTypes: [{ name: 'ecs.g7.large', cpu: '2', gpu: '0', memory: '8Gi' }],
      regions: [{ name: 'eu-central-1', zones: ['eu-central-1a'] }],
    },
    values: {
      name: names,
      labels: labelMaps,
      annotations: annotationMaps,
      kubernetes: times.map((expirationDate) => ({
        versions: [{ version: '1.34.1' }, { version: '1.33.4', expirationDate }],
      })),
      machineTypes: [
        ...quantities.map((memory) => [{ name: 'ecs.g7.large', cpu: '2', gpu: '0', memory }]),
        ...quantities.map((cpu) => [{ name: 'ecs.g7.large', cpu, gpu: '0', memory: '8Gi' }]),
        ...durations.map((machineCreationTimeout) => [
          {
            name: 'a',
            cpu: '1',
            gpu: '0',
            memory: '1Gi',
            machineControllerManager: { machineCreationTimeout },
          },
        ]),
        [{ name: 'a', cpu: 2, gpu: 0, memory: '8Gi' }],
        [{ name: 'a', cpu: '2', gpu: '0', memory: '8Gi', architecture: 'arm64' }],
        [
          {
            name: 'a',
            cpu: '2',
            gpu: '0',
            memory: '8Gi',
            storage: { class: 'a', type: 'b', size: '1', minSize: '1' },
          },
        ],
      ],
      regions: [
        ...labelMaps.map((labels) => [{ name: 'eu-central-1', zones: ['eu-central-1a'], labels }]),
        [{ name: 'eu-central-1', zones: [] }],
        [{ name: 'eu-central-1', zones: [{ name: 'a', unavailableMachineTypes: [1] }] }],
      ],
      volumeTypes: [
        ...quantities.map((minSize) => [{ name: 'cloud_essd', class: 'premium', minSize }]),
        [{ name: 'a' }],
      ],
      limits: [...numbers.map((maxNodesTotal) => ({ maxNodesTotal })), {}, { unknownField: 1 }],
      caBundle: ['x', ''],
      seedSelector: [
        ...labelMaps.map((matchLabels) => ({ matchLabels })),
        { providerTypes: [''] },
        { providerTypes: ['*'] },
      ],
      extraSpec: specs,
    },
  },
  AlicloudSeedBackup: {
    base: { kind: 'gardenlet', name: 'ali-eu', credentials: ['garden', 'backup'], target: {} },
    values: {
      kind: ['seed', 'gardenlet', 'managedSeed'],
      name: names,
      credentials: secrets,
      region: ['eu-central-1', 'x', '', 'EU'],
      immutability: [
        ...numbers.map((retentionDays) => ({ retentionDays })),
        { retentionDays: 14, locked: true },
      ],
      extraProviderConfig: [{ unknownField: 1 }, { immutability: null }],
      target: [
        ...labelMaps.map((labels) => ({ labels })),
        ...annotationMaps.map((annotations) => ({ annotations })),
        ...labelMaps.map((labels) => ({ seedMetadata: { labels } })),
        ...[
          { replicaCount: -1 },
          { replicaCount: 2 },
          { unknownField: 1 },
          { podLabels: { 'a b': 'c' } },
        ].map((deployment) => ({
          deployment,
        })),
        ...[{ logLevel: 'x' }, { unknownField: 1 }, { resources: { capacity: { shoots: 'x' } } }].map(
          (config) => ({ config }),
        ),
        ...[{ taints: [{ key: 'A b' }] }, { unknownField: 1 }, { volume: { minimumSize: 'x' } }].map(
          (extraSeedSpec) => ({
            extraSeedSpec,
          }),
        ),
      ],
    },
  },
};

export const constructNames = Object.keys(constructs);

/** Every value of every prop alone, the others as they should be, in the order of the lists. */
export function singleVariants() {
  return Object.entries(constructs).flatMap(([construct, { base, values: byProp }]) => [
    { construct, props: base, changed: [] },
    ...Object.entries(byProp).flatMap(([prop, list]) =>
      list.map((value) => ({ construct, props: { ...base, [prop]: value }, changed: [prop] })),
    ),
  ]);
}

/** Several props of a construct with some value of their lists. */
export const mixedVariant = fc.constantFrom(...constructNames).chain((construct) => {
  const { base, values: byProp } = constructs[construct];
  const one = fc
    .constantFrom(...Object.keys(byProp))
    .chain((prop) => fc.tuple(fc.constant(prop), fc.constantFrom(...byProp[prop])));
  return fc.uniqueArray(one, { minLength: 2, maxLength: 4, selector: ([prop]) => prop }).map((changes) => ({
    construct,
    props: { ...base, ...Object.fromEntries(changes) },
    changed: changes.map(([prop]) => prop),
  }));
});

/**
 * What a variant is with a library: props of a GardenApp, and the construct in it.
 *
 * @param path of the library's index
 */
export function makeVariant({ construct, props }, path = '../../lib/src/index.js') {
  const library = require(path);
  const { CredentialsSecret, GitOps, HelmChart, ImageSharingAccounts, MachineImage, ReconcilerCode } =
    library;
  const { SecretReference, SeedTarget } = library;
  const secretOf = ([namespace, name]) => SecretReference.of(namespace, name);
  const target = { gardenerVersion: '1.149', providerVersion: '1.71' };
  switch (construct) {
    case 'ImageSharingJob': {
      const { accounts, code, oneOff, schedule, timeZone, ...rest } = props;
      return {
        props: target,
        add: ({ runtime }) =>
          new library.ImageSharingJob(runtime, 'image-sharing', {
            ...rest,
            ...(oneOff === undefined ? { schedule } : { oneOff }),
            ...(oneOff !== undefined || timeZone === undefined ? {} : { timeZone }),
            accounts:
              accounts.garden === undefined
                ? accounts
                : ImageSharingAccounts.fromGarden({
                    kubeconfig: SecretReference.of('garden', 'virtual-garden'),
                    subject: accounts.garden,
                    projects: ['one'],
                  }),
            code: code === 'inline' ? ReconcilerCode.inline() : ReconcilerCode.image(code),
            credentials: secretOf(props.credentials),
          }),
      };
    }
    case 'CredentialsSecret': {
      const { namespace, name, ...rest } = props;
      return {
        props: target,
        add: ({ garden }) => CredentialsSecret.external(namespace, name, rest).addTo(garden, 'a'),
      };
    }
    case 'SubstitutedSecret': {
      const { namespace, name, ...rest } = props;
      const gitops = GitOps.flux({ substituteFrom: [{ kind: 'Secret', name: 'values' }] });
      const add = ({ garden }) => CredentialsSecret.substituted(namespace, name, rest).addTo(garden, 'a');
      return { props: { ...target, gitops }, add };
    }
    case 'Flux':
    case 'Argocd': {
      const gitops = construct === 'Flux' ? GitOps.flux(props) : GitOps.argocd(props);
      return { props: { ...target, gitops }, add: (app) => addLandscape(app, library) };
    }
    case 'ProviderExtensionDeployment':
      return {
        props: target,
        add: ({ garden }) =>
          new library.ProviderExtensionDeployment(garden, 'provider-alicloud', {
            ...props,
            chart: HelmChart.oci(...props.chart),
          }),
      };
    case 'AlicloudCloudProfile':
      return {
        props: target,
        add: ({ garden }) =>
          new library.AlicloudCloudProfile(garden, 'alicloud', {
            ...props,
            machineImages: props.machineImages.map(({ name, ...image }) => MachineImage.of(name, image)),
          }),
      };
    case 'AlicloudSeedBackup': {
      const { kind, name, target: more, credentials, ...rest } = props;
      return {
        props: target,
        add: ({ garden }) =>
          new library.AlicloudSeedBackup(garden, 'backup', {
            ...rest,
            target: SeedTarget[kind](name, { ...targetProps(kind, SecretReference), ...onlyOf(kind, more) }),
            credentials: secretOf(credentials),
          }),
      };
    }
  }
}

/** Something for each stage that an engine has objects for. */
function addLandscape({ garden, runtime }, { MachineImage, ...library }) {
  const { props } = singleVariants().find(({ construct }) => construct === 'AlicloudCloudProfile');
  const machineImages = props.machineImages.map(({ name, ...image }) => MachineImage.of(name, image));
  new library.AlicloudCloudProfile(garden, 'alicloud', { ...props, machineImages });
  new library.ProviderExtension(runtime, 'provider-alicloud', {
    chart: library.HelmChart.oci('registry.example/charts/provider-alicloud', 'v1.71.0'),
  });
}

function onlyOf(kind, { seedMetadata, deployment, config, ...rest }) {
  if (kind === 'seed') return rest;
  const given = { seedMetadata, deployment, config };
  return { ...rest, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}

function targetProps(kind, SecretReference) {
  const credentials = SecretReference.of('garden', 'dns');
  const internal = { type: 'alicloud-dns', domain: 'internal.garden.example.com', credentials };
  if (kind === 'managedSeed') return { shoot: 'ali-eu', seed: { dns: { internal } } };
  const seed = {
    provider: { type: 'alicloud', region: 'eu-central-1', zones: ['eu-central-1a'] },
    networks: { nodes: '10.250.0.0/16', pods: '10.0.0.0/17', services: '10.0.128.0/17' },
    dns: { provider: { type: 'alicloud-dns', credentials }, internal },
    ingress: { domain: 'ingress.ali-eu.garden.example.com' },
  };
  return kind === 'seed' ? { seed } : { seed, chart: { ref: 'registry.example/charts/gardenlet:v1.149.3' } };
}
