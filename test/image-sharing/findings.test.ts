import { App, Chart, JsonPatch } from 'cdk8s';
import { ValidationError } from '../../src/garden-object/garden-object';
import { ImageSharingAccounts } from '../../src/image-sharing/accounts';
import { OidcRole } from '../../src/image-sharing/owner-access';
import { ReconcilerCode } from '../../src/image-sharing/reconciler-code';
import { SecretReference } from '../../src/secrets/credentials-secret';
import { found, image, issuesOf, jobWith } from './job';
import { expectSentences } from '../validation/golden';

const kubeconfig = SecretReference.of('garden', 'virtual-garden');
const role = {
  roleArn: 'acs:ram::1000000000000001:role/image-owner',
  providerArn: 'acs:ram::1000000000000001:oidc-provider/runtime',
};
const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => String(2e15 + n));

const garden = (props: object): ImageSharingAccounts =>
  ImageSharingAccounts.fromGarden({
    kubeconfig,
    subject: 'me',
    scope: new Chart(new App(), 'garden'),
    ...props,
  });

test('nothing is found in a job that is right', () => {
  expect(found({})).toEqual([]);
  expect(found({ credentials: OidcRole.of(role), accounts: { configMap: 'customers' } })).toEqual([]);
});

test.each<[string, object, string]>([
  ['an alias for an account', { accounts: ['team-a'] }, 'Invalid accounts[0] image-sharing-account-invalid'],
  ['a number', { accounts: [2000000000000001] }, 'Invalid accounts[0] image-sharing-account-invalid'],
  ['a user', { accounts: ['1', 'acs:ram::1:user/x'] }, 'Invalid accounts[1] image-sharing-account-invalid'],
  ['white space', { accounts: [' 2000000000000001'] }, 'Invalid accounts[0] image-sharing-account-invalid'],
  ['no account', { accounts: [null] }, 'Invalid accounts[0] image-sharing-account-invalid'],
  ['a text for accounts', { accounts: 'all' }, 'Invalid accounts image-sharing-account-invalid'],
  [
    'an alias in a source',
    { accounts: [ImageSharingAccounts.of('1', 'b')] },
    'Invalid accounts[0][1] image-sharing-account-invalid',
  ],
  ['no accounts', { accounts: undefined }, 'TypeInvalid accounts prop-type'],
  [
    'a ConfigMap that cannot be one',
    { accounts: { configMap: 'A_b' } },
    'Invalid accounts.configMap image-sharing-name-invalid',
  ],
  [
    'a key that leaves its folder',
    { accounts: [{ configMap: 'a', key: '../x' }] },
    'Invalid accounts[0].key image-sharing-name-invalid',
  ],
  [
    'a typo beside a ConfigMap',
    { accounts: { configMap: 'a', keys: 'b' } },
    'UnknownField accounts.keys prop-unknown',
  ],
  [
    'a protected account that is none',
    { prune: { protect: ['x'] } },
    'Invalid prune.protect[0] image-sharing-config-invalid',
  ],
  ['no images', { images: undefined }, 'TypeInvalid images prop-type'],
  [
    'a public image',
    { images: [{ ...image, imageId: 'aliyun_3_x64_20G.vhd' }] },
    'Invalid images[0].imageId image-sharing-image-invalid',
  ],
  [
    'no region',
    { images: [image, { imageId: 'm-1' }] },
    'Invalid images[1].region image-sharing-image-invalid',
  ],
  [
    'a zone',
    { images: [{ ...image, region: 'Frankfurt' }] },
    'Invalid images[0].region image-sharing-image-invalid',
  ],
  ['no schedule', { schedule: undefined }, 'Required schedule image-sharing-schedule-missing'],
  [
    'a schedule of four fields',
    { schedule: '*/15 * * *' },
    'Invalid schedule image-sharing-schedule-invalid',
  ],
  [
    'a schedule for a job that runs once',
    { oneOff: true },
    'Forbidden schedule image-sharing-schedule-unused',
  ],
  [
    'a zone for a job that runs once',
    { oneOff: true, schedule: undefined, timeZone: 'UTC' },
    'Forbidden timeZone image-sharing-schedule-unused',
  ],
  [
    'a time zone in another case',
    { timeZone: 'europe/berlin' },
    'Invalid timeZone image-sharing-time-zone-invalid',
  ],
  ['the local time', { timeZone: 'Local' }, 'Invalid timeZone image-sharing-time-zone-invalid'],
  [
    'host bits',
    { networkPolicy: { cidrs: ['10.0.0.1/8'] } },
    'Invalid networkPolicy.cidrs[0] image-sharing-network-invalid',
  ],
  [
    'host bits in IPv6',
    { networkPolicy: { cidrs: ['2001:db8::1/32'] } },
    'Invalid networkPolicy.cidrs[0] image-sharing-network-invalid',
  ],
  [
    'a leading zero',
    { networkPolicy: { cidrs: ['10.0.0.0/08'] } },
    'Invalid networkPolicy.cidrs[0] image-sharing-network-invalid',
  ],
  [
    'a leading zero in the address',
    { networkPolicy: { cidrs: ['010.0.0.0/8'] } },
    'Invalid networkPolicy.cidrs[0] image-sharing-network-invalid',
  ],
  [
    'IPv4 within IPv6',
    { networkPolicy: { cidrs: ['::ffff:10.0.0.0/104'] } },
    'Invalid networkPolicy.cidrs[0] image-sharing-network-invalid',
  ],
  [
    'a list of no projects',
    { accounts: garden({ projects: [] }) },
    'Required accounts.projects image-sharing-projects-empty',
  ],
  [
    'a subject of no kind',
    { accounts: garden({ subject: { kind: 'Account', name: 'me' } }) },
    'Invalid accounts.subject.kind image-sharing-subject-invalid',
  ],
  [
    'a ServiceAccount that cannot be one',
    { accounts: garden({ subject: { kind: 'ServiceAccount', name: 'a b' } }) },
    'Invalid accounts.subject.name image-sharing-name-invalid',
  ],
  [
    'a user with a namespace',
    { accounts: garden({ subject: { kind: 'User', name: 'me', namespace: 'garden' } }) },
    'Invalid accounts.subject.namespace image-sharing-subject-invalid',
  ],
  [
    'a config of more than 1 MiB',
    {
      accounts: ids(50),
      images: Array.from({ length: 13_000 }, (_, n) => ({ ...image, imageId: `m-${n}` })),
    },
    'TooLong  image-sharing-config-too-long',
  ],
  [
    'a placeholder',
    { images: [{ ...image, imageId: '<image_id_1>' }] },
    'Invalid images[0].imageId image-sharing-image-invalid',
  ],
  [
    'a volume that replaces ours',
    {
      extraPodSpec: {
        volumes: [
          { name: 'mine', emptyDir: {} },
          { name: 'config', emptyDir: {} },
        ],
      },
    },
    'Forbidden extraPodSpec.volumes[1] image-sharing-extra-replaces',
  ],
  [
    'our container among others',
    { extraPodSpec: { containers: [{ name: 'share-images', image: 'a' }] } },
    'Forbidden extraPodSpec.containers[0] image-sharing-extra-replaces',
  ],
  [
    'a mount in the place of ours',
    { extraContainer: { volumeMounts: [{ name: 'mine', mountPath: '/etc/image-owner' }] } },
    'Forbidden extraContainer.volumeMounts[0] image-sharing-extra-replaces',
  ],
  [
    'other arguments',
    { extraContainer: { args: ['--help'] } },
    'Forbidden extraContainer.args image-sharing-extra-replaces',
  ],
  [
    'no volumes',
    { extraPodSpec: { volumes: null } },
    'Forbidden extraPodSpec.volumes image-sharing-extra-replaces',
  ],
  [
    'a misspelt field of the pod',
    { extraPodSpec: { toleration: [] } },
    'UnknownField extraPodSpec.toleration image-sharing-extra-unknown',
  ],
  [
    'a misspelt field deep in the pod',
    { extraPodSpec: { tolerations: [{ key: 'a' }, { efect: 'NoSchedule' }] } },
    'UnknownField extraPodSpec.tolerations[1].efect image-sharing-extra-unknown',
  ],
  [
    'a mount of a volume that is not there',
    { extraContainer: { volumeMounts: [{ name: 'nowhere', mountPath: '/mnt' }] } },
    'NotFound extraContainer.volumeMounts image-sharing-extra-mount',
  ],
  [
    'a misspelt field of the container',
    { extraContainer: { lifecicle: {} } },
    'UnknownField extraContainer.lifecicle image-sharing-extra-unknown',
  ],
  [
    'a misspelt field of the Job',
    { extraJobSpec: { ttlSecondsAfterFinish: 1 } },
    'UnknownField extraJobSpec.ttlSecondsAfterFinish image-sharing-extra-unknown',
  ],
  [
    'a field named like a method',
    { extraPodSpec: { constructor: 'x' } },
    'UnknownField extraPodSpec.constructor image-sharing-extra-unknown',
  ],
  [
    'a text for a list',
    { extraPodSpec: { tolerations: 'all' } },
    'TypeInvalid extraPodSpec.tolerations image-sharing-extra-type',
  ],
  [
    'a text for a number',
    { extraJobSpec: { ttlSecondsAfterFinished: '60' } },
    'TypeInvalid extraJobSpec.ttlSecondsAfterFinished image-sharing-extra-type',
  ],
  [
    'a pod that starts again',
    { extraPodSpec: { restartPolicy: 'Always' } },
    'TypeInvalid extraPodSpec.restartPolicy image-sharing-extra-type',
  ],
  [
    'a resource that there is none of',
    { resources: { limits: { memroy: '1Gi' } } },
    'Invalid resources.limits.memroy image-sharing-resources-invalid',
  ],
  [
    'a gateway that is none',
    { metricsPush: 'pushgateway:9091' },
    'Invalid metricsPush image-sharing-config-invalid',
  ],
  [
    'a gateway with a password',
    { metricsPush: 'https://me:hunter2@pushgateway' },
    'Forbidden metricsPush image-sharing-env-secret',
  ],
  ['alerts of no form', { alerts: 'yes' }, 'TypeInvalid alerts prop-type'],
  ['a severity of no form', { alerts: { severity: 2 } }, 'TypeInvalid alerts.severity prop-type'],
  [
    'labels of alerts of no form',
    { alerts: { ruleLabels: { a: 1 } } },
    'TypeInvalid alerts.ruleLabels[a] prop-type',
  ],
  ['another member of alerts', { alerts: { rules: [] } }, 'UnknownField alerts.rules prop-unknown'],
  ['a policy that is none', { policy: 'sync' }, 'Invalid policy image-sharing-config-invalid'],
  [
    'a percentage above 100',
    { prune: { maxPercent: 101 } },
    'Invalid prune.maxPercent image-sharing-config-invalid',
  ],
  ['an unknown part of the guard', { prune: { max: 1 } }, 'Invalid prune.max image-sharing-config-invalid'],
  ['no time', { deadlineSeconds: 0 }, 'Invalid deadlineSeconds image-sharing-config-invalid'],
  [
    'an owner that is none',
    { expectOwnerAccount: 'me' },
    'Invalid expectOwnerAccount image-sharing-config-invalid',
  ],
  ['a role that is none', { assumeRoleArn: 'me' }, 'Invalid assumeRoleArn image-sharing-config-invalid'],
  [
    'an unknown key of the config',
    { extraConfig: { retry: { attempts: 1 } } },
    'Invalid extraConfig.retry.attempts image-sharing-config-invalid',
  ],
  [
    'an endpoint in clear',
    { extraConfig: { stsEndpoint: 'http://example.com' } },
    'Invalid extraConfig.stsEndpoint image-sharing-config-invalid',
  ],
  [
    'what YAML has no form for',
    { extraConfig: { verify: { attempts: () => 1 } } },
    'TypeInvalid extraConfig.verify.attempts value-not-plain',
  ],
  ['a class in the pod', { extraPodSpec: { x: new Date(0) } }, 'TypeInvalid extraPodSpec.x value-not-plain'],
  ['no shard', { shards: 0 }, 'Invalid shards image-sharing-shards-invalid'],
  ['half a shard', { shards: 1.5 }, 'Invalid shards image-sharing-shards-invalid'],
  ['credentials in clear', { credentials: { accessKeyID: 'x' } }, 'TypeInvalid credentials prop-type'],
  [
    'a Secret that cannot be one',
    { credentials: SecretReference.of('garden', 'A') },
    'Invalid credentials.name image-sharing-name-invalid',
  ],
  [
    'credentials in another namespace',
    { namespace: 'image-sharing' },
    'Invalid credentials.namespace image-sharing-secret-elsewhere',
  ],
  [
    'a kubeconfig in another namespace',
    {
      accounts: ImageSharingAccounts.fromGarden({
        kubeconfig: SecretReference.of('other', 'k'),
        subject: 'me',
        scope: new Chart(new App(), 'garden'),
      }),
    },
    'Invalid accounts.kubeconfig.namespace image-sharing-secret-elsewhere',
  ],
  [
    'a pull secret in another namespace',
    { code: ReconcilerCode.image('a/b:1', { pullSecret: SecretReference.of('other', 'k') }) },
    'Invalid code.pullSecret.namespace image-sharing-secret-elsewhere',
  ],
  [
    'a role without its ARN',
    { credentials: OidcRole.of({ ...role, roleArn: 'image-owner' }) },
    'Invalid credentials.roleArn image-sharing-credentials-invalid',
  ],
  [
    'a provider without its ARN',
    { credentials: OidcRole.of({ ...role, providerArn: role.roleArn }) },
    'Invalid credentials.providerArn image-sharing-credentials-invalid',
  ],
  [
    'megabytes',
    { resources: { limits: { memory: '256MB' } } },
    'Invalid resources.limits.memory image-sharing-resources-invalid',
  ],
  [
    'a negative request',
    { resources: { requests: { cpu: '-1' } } },
    'Invalid resources.requests.cpu image-sharing-resources-invalid',
  ],
  [
    'a request above its limit',
    { resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } },
    'Invalid resources.requests.cpu image-sharing-resources-invalid',
  ],
  ['a long name', { name: 'x'.repeat(53) }, 'Invalid name image-sharing-name-invalid'],
  ['a name in capitals', { name: 'Sharing' }, 'Invalid name image-sharing-name-invalid'],
  [
    'an image in capitals',
    { code: ReconcilerCode.image('a/B:1') },
    'Invalid code image-sharing-code-invalid',
  ],
  ['code that is none', { code: { image: 'a' } }, 'TypeInvalid code prop-type'],
  [
    'a key in the environment',
    { env: { ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'x' } },
    'Forbidden env[ALIBABA_CLOUD_ACCESS_KEY_SECRET] image-sharing-env-secret',
  ],
  [
    'a proxy with a password',
    { env: { HTTPS_PROXY: 'http://me:pass@proxy:3128' } },
    'Forbidden env[HTTPS_PROXY] image-sharing-env-secret',
  ],
  ['a number in the environment', { env: { A: 1 } }, 'Invalid env[A] image-sharing-env-invalid'],
  [
    'an address for a network',
    { networkPolicy: { cidrs: ['10.0.0.0'] } },
    'Invalid networkPolicy.cidrs[0] image-sharing-network-invalid',
  ],
  [
    'port 0',
    { networkPolicy: { extraPorts: [3128, 0] } },
    'Invalid networkPolicy.extraPorts[1] image-sharing-network-invalid',
  ],
  ['a typo', { scedule: '* * * * *' }, 'UnknownField scedule prop-unknown'],
  ['a label that is none', { labels: { a: 'b c' } }, 'Invalid labels label-value-invalid'],
])('%s is an error', (_, props, expected) => {
  expect(found(props)).toContainEqual(expect.stringContaining(`error ${expected}`));
});

test.each<[string, object, string]>([
  ['an account twice', { accounts: [...ids(2), ...ids(1)] }, 'Duplicate accounts[2] image-sharing-duplicate'],
  ['an image twice', { images: [image, image] }, 'Duplicate images[1] image-sharing-duplicate'],
  ['no image', { images: [] }, 'Required images image-sharing-nothing'],
  ['no account', { accounts: [] }, 'Required accounts image-sharing-nothing'],
  ['51 accounts', { accounts: ids(51) }, 'TooMany accounts image-sharing-over-cap'],
  ['the owner', { expectOwnerAccount: '2000000000000001' }, 'Invalid accounts image-sharing-owner-listed'],
  [
    'a misspelt region',
    { images: [{ ...image, region: 'eu-centrall-1' }] },
    'NotFound images[0].region image-sharing-region-unknown',
  ],
  ['the 31st of February', { schedule: '0 0 31 2 *' }, 'Invalid schedule image-sharing-schedule-never'],
  [
    'a time zone that Node.js does not know',
    { timeZone: 'Europe/Franfurt' },
    'NotFound timeZone image-sharing-time-zone-unknown',
  ],
  ['15 digits', { accounts: ['200000000000001'] }, 'Invalid accounts[0] image-sharing-account-unusual'],
  ['19 digits', { accounts: ['2'.repeat(19)] }, 'Invalid accounts[0] image-sharing-account-unusual'],
  [
    'an owner with too few digits',
    { expectOwnerAccount: '100000' },
    'Invalid expectOwnerAccount image-sharing-account-unusual',
  ],
  [
    'a protected account with too few digits',
    { prune: { protect: ['2000000000000001', '2'] } },
    'Invalid prune.protect[1] image-sharing-account-unusual',
  ],
  [
    'a placeholder in the form of an ID',
    { images: [{ ...image, imageId: 'm-xxxxxxxx' }] },
    'Invalid images[0].imageId image-sharing-image-placeholder',
  ],
  [
    'an endpoint of a misspelt region',
    { extraConfig: { regions: { 'eu-centrall-1': { endpoint: 'https://ecs.example.com', images: {} } } } },
    'NotFound extraConfig.regions.eu-centrall-1 image-sharing-region-unknown',
  ],
  ['a tag', { code: ReconcilerCode.image('r.example/a/b:1.0') }, 'Invalid code image-sharing-code-unpinned'],
  [
    'Node.js by a tag',
    { code: ReconcilerCode.inline({ nodeImage: 'node:22' }) },
    'Invalid code image-sharing-code-unpinned',
  ],
  [
    'the tag latest',
    { code: ReconcilerCode.image('a/b:latest') },
    'Invalid code image-sharing-code-unpinned',
  ],
  [
    'no tag',
    { code: ReconcilerCode.inline({ nodeImage: 'node' }) },
    'Invalid code image-sharing-code-unpinned',
  ],
  ['nothing to prune for each', { shards: 30 }, 'Invalid prune.maxTotal image-sharing-prune-undivided'],
  [
    'rights without a chart',
    { accounts: ImageSharingAccounts.fromGarden({ kubeconfig, subject: 'me' }) },
    'Required accounts.scope image-sharing-garden-rights-nowhere',
  ],
])('%s is a warning', (_, props, expected) => {
  expect(found(props)).toEqual([`warning ${expected}`]);
});

test.each<[string, object]>([
  ['the quota was raised', { accounts: ids(51), extraConfig: { limits: { accountsPerImage: 100 } } }],
  ['all are to be taken away', { accounts: [], policy: 'exact', prune: { allowEmpty: true } }],
  ['a digest pins', { code: ReconcilerCode.image(`r.example:5000/a/b@sha256:${'0'.repeat(64)}`) }],
  ['the guard is big enough', { shards: 3, prune: { maxTotal: 3 } }],
])('nothing is said where %s', (_, props) => {
  expect(found(props)).toEqual([]);
});

const base = '/spec/jobTemplate/spec/template/spec';
const inPod = 'spec.jobTemplate.spec.template.spec';

describe.each<[string, object, string, JsonPatch, string]>([
  [
    "the host's network",
    { extraPodSpec: { hostNetwork: true } },
    'extraPodSpec.hostNetwork',
    JsonPatch.add(`${base}/hostNetwork`, true),
    `${inPod}.hostNetwork`,
  ],
  [
    "the host's processes",
    { extraPodSpec: { hostPID: true } },
    'extraPodSpec.hostPID',
    JsonPatch.add(`${base}/hostPID`, true),
    `${inPod}.hostPID`,
  ],
  [
    'root',
    { extraContainer: { securityContext: { runAsUser: 0 } } },
    'extraContainer.securityContext.runAsUser',
    JsonPatch.replace(`${base}/containers/0/securityContext/runAsUser`, 0),
    `${inPod}.containers[0].securityContext.runAsUser`,
  ],
  [
    "root's capabilities",
    { extraContainer: { securityContext: { capabilities: { add: ['SYS_ADMIN'] } } } },
    'extraContainer.securityContext.capabilities',
    JsonPatch.remove(`${base}/containers/0/securityContext/capabilities`),
    `${inPod}.containers[0].securityContext.capabilities`,
  ],
  [
    'a token',
    { extraPodSpec: { automountServiceAccountToken: true } },
    'extraPodSpec.automountServiceAccountToken',
    JsonPatch.remove(`${base}/automountServiceAccountToken`),
    `${inPod}.automountServiceAccountToken`,
  ],
  [
    'certificates that nobody checks',
    { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } },
    'env[NODE_TLS_REJECT_UNAUTHORIZED]',
    JsonPatch.add(`${base}/containers/0/env`, [{ name: 'NODE_TLS_REJECT_UNAUTHORIZED', value: '0' }]),
    `${inPod}.containers[0].env[0]`,
  ],
  [
    "the node's files",
    { extraPodSpec: { volumes: [{ name: 'host', hostPath: { path: '/' } }] } },
    'extraPodSpec.volumes[3].hostPath',
    JsonPatch.add(`${base}/volumes/-`, { name: 'host', hostPath: { path: '/' } }),
    `${inPod}.volumes[3].hostPath`,
  ],
])('%s in the pod', (_, props, prop, patch, field) => {
  const rule = 'image-sharing-hardening-undone';

  test('is a warning where a prop asks for it', () => {
    expect(found(props)).toEqual([`warning Invalid ${prop} ${rule}`]);
  });

  test('is a warning where a patch makes it', () => {
    const job = jobWith();
    job.apiObject.addJsonPatch(patch);
    expect(issuesOf(job)).toMatchObject([{ severity: 'warning', field, rule }]);
  });
});

test('nothing is said of hatches that undo nothing', () => {
  const props = {
    env: { NODE_TLS_REJECT_UNAUTHORIZED: '1', NODE_OPTIONS: '--max-old-space-size=200' },
    extraContainer: {
      env: [{ name: 'MY_SECRET', valueFrom: { secretKeyRef: { name: 'a', key: 'b' } } }],
      terminationMessagePolicy: 'FallbackToLogsOnError',
      volumeMounts: [{ name: 'ca', mountPath: '/etc/ca', readOnly: true }],
    },
    extraPodSpec: {
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'Exists' }] }],
          },
        },
      },
      tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoSchedule' }],
      volumes: [{ name: 'ca', configMap: { name: 'ca' } }],
      priorityClassName: 'high',
    },
    extraJobSpec: { ttlSecondsAfterFinished: 600, podReplacementPolicy: 'Failed' },
  };
  expect(found(props)).toEqual([]);
});

test('a network is named as it should be written', () => {
  const cidrs = ['10.1.2.3/8', '::ffff:10.0.0.0/104', '2001:db8:0:0:1::1/80', '::1/0', '10.0.0.0/08'];
  const hints = issuesOf(jobWith({ networkPolicy: { cidrs } })).map(({ hint }) => hint);
  expect(hints).toEqual(
    ['10.0.0.0/8', '10.0.0.0/8', '2001:db8:0:0:1::/80', '::/0', '10.0.0.0/8'].map((text) => `write ${text}`),
  );
});

test('a time zone is meant that differs in case', () => {
  const [issue] = issuesOf(jobWith({ timeZone: 'europe/berlin' }));
  expect(issue?.hint).toBe('did you mean Europe/Berlin');
});

test('secrets stay out of messages', () => {
  const issues = issuesOf(jobWith({ env: { HTTPS_PROXY: 'http://me:hunter2@proxy' } }));
  expect(issues).toHaveLength(1);
  expect(JSON.stringify(issues)).not.toContain('hunter2');
});

test('a plain app refuses all at once, and says where', () => {
  const app = new App();
  jobWith({ accounts: ['a'], schedule: 'x' }, new Chart(app, 'runtime'));
  const error = thrownBy(() => app.synth());
  expect(error).toBeInstanceOf(ValidationError);
  expect(
    (error as ValidationError).issues.map(({ field, origin }) => [field, origin?.constructPath]),
  ).toEqual([
    ['accounts[0]', 'runtime/image-sharing'],
    ['schedule', 'runtime/image-sharing'],
  ]);
});

const propNames = [
  ...['images', 'accounts', 'credentials', 'schedule', 'timeZone', 'policy', 'prune', 'shards', 'suspend'],
  ...['oneOff', 'dryRun', 'code', 'expectOwnerAccount', 'assumeRoleArn', 'deadlineSeconds', 'resources'],
  ...[
    'networkPolicy',
    'metricsPush',
    'alerts',
    'env',
    'name',
    'namespace',
    'labels',
    'annotations',
    'extraConfig',
    'extraPodSpec',
  ],
  ...['extraContainer', 'extraJobSpec'],
];
const odd = [
  null,
  0,
  Number.NaN,
  'x',
  '',
  true,
  {},
  { a: 1 },
  { a: { b: [1n] } },
  [],
  [null],
  [{}],
  () => 1,
  1n,
];

test.each(propNames)('nothing that JavaScript callers give for %s throws', (prop) => {
  for (const value of odd) {
    for (const rest of [{}, { oneOff: true, schedule: undefined, shards: 2 }]) {
      const job = jobWith({ ...rest, [prop]: value });
      expect(issuesOf(job)).toBeInstanceOf(Array);
      expect(job.apiObject.toJson()).toBeDefined();
    }
  }
});

test.each<[string, object]>([
  ['accounts of nothing', { accounts: ImageSharingAccounts.of(undefined as unknown as string) }],
  ['a garden of nothing', { accounts: ImageSharingAccounts.fromGarden(undefined as never) }],
  ['credentials of nothing', { accounts: ImageSharingAccounts.fromCredentials(undefined as never) }],
  ['a role of nothing', { credentials: OidcRole.of(undefined as never) }],
  ['an image of nothing', { code: ReconcilerCode.image(undefined as never) }],
  ['a Secret of nothing', { credentials: SecretReference.of(undefined as never, undefined as never) }],
  ['a list that is a text', { prune: { protect: 'x' } }],
  ['limits that are a text', { resources: { limits: 'x' } }],
])('%s is an error, and nothing throws', (_, wrong) => {
  expect(found(wrong).join()).toContain('error');
});

function thrownBy(action: () => void): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

expectSentences('image-sharing');
