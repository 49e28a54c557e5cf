import { App, Chart, JsonPatch, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { extraFilesOf } from '../../src/garden-object/garden-object';
import { ImageSharingAccounts } from '../../src/image-sharing/accounts';
import { ImageSharingJob } from '../../src/image-sharing/image-sharing-job';
import { longestPolicy, OidcRole } from '../../src/image-sharing/owner-access';
import { ReconcilerCode } from '../../src/image-sharing/reconciler-code';
import { CredentialsSecret, SecretReference } from '../../src/secrets/credentials-secret';
import {
  base,
  type Container,
  issuesOf,
  jobSpecOf,
  jobWith,
  objectOf,
  type Pod,
  podOf,
  synthOf,
} from './job';
import { restrictedViolations } from './pod-security';

const role = OidcRole.of({
  roleArn: 'acs:ram::1000000000000001:role/image-owner',
  providerArn: 'acs:ram::1000000000000001:oidc-provider/runtime',
});
const everything = () => ({
  accounts: [
    '2000000000000001',
    ImageSharingAccounts.fromConfigMap('customers'),
    ImageSharingAccounts.fromCredentials(SecretReference.of('garden', 'team-a')),
    ImageSharingAccounts.fromGarden({
      kubeconfig: SecretReference.of('garden', 'virtual-garden'),
      subject: 'image-sharing',
      scope: Testing.chart(),
    }),
  ],
  credentials: role,
  shards: 3,
});
/** Paths of what Kubernetes leaves out when it stores a pod. */
function dropped(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) {
    return value.length === 0 ? [path] : value.flatMap((item, index) => dropped(item, `${path}[${index}]`));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([field, inner]) => dropped(inner, `${path}.${field}`));
  }
  const isDropped =
    value === null ||
    (value === false && /\.(?:host\w+|readOnly|stdin|tty)$/.test(path)) ||
    (value === '' && path.endsWith('.value'));
  return isDropped ? [path] : [];
}
const containersOf = (pod: Pod): Container[] => [...pod.containers, ...(pod.initContainers ?? [])];

describe('the CronJob', () => {
  test('runs one after the other, and not for ever', () => {
    expect(objectOf(jobWith({ timeZone: 'Europe/Berlin' }), 'CronJob')).toMatchObject({
      metadata: { name: 'image-sharing', namespace: 'garden' },
      spec: {
        schedule: '*/15 * * * *',
        timeZone: 'Europe/Berlin',
        suspend: false,
        concurrencyPolicy: 'Forbid',
        startingDeadlineSeconds: 300,
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 3,
        jobTemplate: { spec: { activeDeadlineSeconds: 720, backoffLimit: 0 } },
      },
    });
  });

  test('waits where it is suspended', () => {
    expect(objectOf(jobWith({ suspend: true }), 'CronJob').spec?.suspend).toBe(true);
    const once = jobWith({ suspend: true, oneOff: true, schedule: undefined });
    expect(objectOf(once, 'Job').spec?.suspend).toBe(true);
  });

  test('writes descriptors, too', () => {
    expect(objectOf(jobWith({ schedule: '@hourly' }), 'CronJob').spec?.schedule).toBe('@hourly');
  });

  test('leaves a run the time it may take', () => {
    const job = jobWith({ deadlineSeconds: 1800 });
    expect(job.config['deadlineSeconds']).toBe(1800);
    expect(jobSpecOf(job).activeDeadlineSeconds).toBe(1920);
  });

  test('takes patches of any field, also of one that is younger than we are', () => {
    const job = jobWith();
    const pod = '/spec/jobTemplate/spec/template/spec';
    job.apiObject.addJsonPatch(
      JsonPatch.add(`${pod}/futureField`, { a: 1 }),
      JsonPatch.add(`${pod}/containers/0/restartPolicyRules`, [{ action: 'Restart' }]),
      JsonPatch.add('/spec/jobTemplate/spec/podReplacementPolicy', 'Failed'),
    );
    expect(podOf(job)).toMatchObject({
      futureField: { a: 1 },
      containers: [{ restartPolicyRules: [{ action: 'Restart' }] }],
    });
    expect(jobSpecOf(job)).toMatchObject({ podReplacementPolicy: 'Failed' });
  });

  test('says of a patch that does not apply, and does not throw', () => {
    const job = jobWith();
    job.apiObject.addJsonPatch(JsonPatch.test('/spec/suspend', 'maybe'));
    expect(issuesOf(job).map(({ rule }) => rule)).toEqual(['json-patch-failed']);
  });

  test('takes fields of the Job', () => {
    const extraJobSpec = { ttlSecondsAfterFinished: 60, backoffLimit: 1 };
    expect(jobSpecOf(jobWith({ extraJobSpec }))).toMatchObject({
      ...extraJobSpec,
      activeDeadlineSeconds: 720,
    });
  });

  test('is pruned like anything else', () => {
    expect(objectOf(jobWith(), 'CronJob').metadata.annotations).toBeUndefined();
  });
});

describe('a Job that runs once', () => {
  const once = (props: object = {}): ImageSharingJob =>
    jobWith({ oneOff: true, schedule: undefined, ...props });

  test('retries only what a retry can mend', () => {
    const spec = jobSpecOf(once());
    expect(spec).toMatchObject({ backoffLimit: 2, activeDeadlineSeconds: 2160 });
    expect(spec.podFailurePolicy?.rules).toEqual([
      { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
      {
        action: 'FailJob',
        onExitCodes: { containerName: 'share-images', operator: 'In', values: [2, 3, 4, 6] },
      },
    ]);
  });

  test('is another one as soon as anything about it changes', () => {
    const names = [{}, { accounts: ['2000000000000003'] }, { resources: { limits: { cpu: '1' } } }].map(
      (props) => objectOf(once(props), 'Job').metadata.name,
    );
    expect(new Set(names).size).toBe(3);
    expect(names.every((name) => /^image-sharing-[0-9a-f]{10}$/.test(name))).toBe(true);
    expect(objectOf(once(), 'Job').metadata.name).toBe(names[0]);
  });

  test('is another one also after a patch, unless that names it', () => {
    const plain = once();
    const patched = once();
    patched.apiObject.addJsonPatch(JsonPatch.add('/spec/ttlSecondsAfterFinished', 60));
    const [before, after] = [plain, patched].map((job) => objectOf(job, 'Job').metadata.name);
    expect(after).toMatch(/^image-sharing-[0-9a-f]{10}$/);
    expect(after).not.toBe(before);
    patched.apiObject.addJsonPatch(JsonPatch.replace('/metadata/name', 'mine'));
    expect(objectOf(patched, 'Job').metadata.name).toBe('mine');
  });

  test('in shards, one that fails does not end the others', () => {
    const spec = jobSpecOf(once({ shards: 2 }));
    expect(spec).toMatchObject({ completions: 2, backoffLimitPerIndex: 2 });
    expect(spec.backoffLimit).toBeUndefined();
    expect(spec.podFailurePolicy?.rules[1]?.action).toBe('FailIndex');
  });
});

describe('shards', () => {
  test('become an Indexed Job, and the guard is divided', () => {
    const job = jobWith({ shards: 3, prune: { maxTotal: 20 } });
    expect(jobSpecOf(job)).toMatchObject({
      completionMode: 'Indexed',
      completions: 3,
      parallelism: 3,
      backoffLimitPerIndex: 0,
    });
    expect(job.config).toMatchObject({ shard: { count: 3 }, prune: { maxTotal: 6 } });
  });

  test('one is none', () => {
    const spec = jobSpecOf(jobWith({ shards: 1 }));
    expect(spec.completionMode).toBeUndefined();
    expect(spec.backoffLimitPerIndex).toBeUndefined();
    expect(jobWith().config['prune']).toBeUndefined();
  });
});

describe('the pod', () => {
  test.each<[string, object]>([
    ['as it is by default', {}],
    ['with every source of accounts', everything()],
    ['from an image', { code: ReconcilerCode.image('a/b:1') }],
    ['that runs once', { oneOff: true, schedule: undefined }],
  ])('passes PodSecurity restricted %s', (_, props) => {
    expect(restrictedViolations(podOf(jobWith(props)))).toEqual([]);
  });

  test('the check of PodSecurity finds what it is for', () => {
    const chart = Testing.chart();
    const job = jobWith({}, chart);
    const pod = '/spec/jobTemplate/spec/template/spec';
    job.apiObject.addJsonPatch(
      JsonPatch.remove(`${pod}/securityContext/seccompProfile`),
      JsonPatch.remove(`${pod}/containers/0/securityContext/capabilities`),
      JsonPatch.add(`${pod}/volumes/-`, { name: 'host', hostPath: { path: '/' } }),
      JsonPatch.add(`${pod}/hostNetwork`, true),
    );
    expect(restrictedViolations(podOf(job))).toEqual([
      'hostNetwork',
      'volume host: hostPath',
      'share-images: seccompProfile',
      'share-images: capabilities.drop',
    ]);
  });

  test('has its own ServiceAccount, and no token', () => {
    const job = jobWith();
    expect(objectOf(job, 'ServiceAccount')).toMatchObject({
      metadata: { name: 'image-sharing', namespace: 'garden' },
      automountServiceAccountToken: false,
    });
    expect(podOf(job)).toMatchObject({
      serviceAccountName: 'image-sharing',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      restartPolicy: 'Never',
    });
  });

  test('cannot write, and has limits', () => {
    for (const container of containersOf(podOf(jobWith(everything())))) {
      expect(container.securityContext.readOnlyRootFilesystem).toBe(true);
      expect(container.resources).toEqual({
        limits: { cpu: '500m', 'ephemeral-storage': '128Mi', memory: '256Mi' },
        requests: { cpu: '20m', 'ephemeral-storage': '32Mi', memory: '128Mi' },
      });
    }
  });

  test('resources are canonical, and defaults give way', () => {
    const resources = { limits: { memory: '0.5Gi', cpu: '0.01' }, requests: { memory: '384Mi' } };
    expect(podOf(jobWith({ resources })).containers[0].resources).toEqual({
      limits: { cpu: '10m', 'ephemeral-storage': '128Mi', memory: '512Mi' },
      requests: { cpu: '10m', 'ephemeral-storage': '32Mi', memory: '384Mi' },
    });
  });

  test('mounts the credentials for the program alone', () => {
    const pod = podOf(jobWith({ accounts: [...everything().accounts] }));
    expect(pod.volumes).toContainEqual({
      name: 'owner',
      secret: { secretName: 'machine-image-owner', defaultMode: 0o440 },
    });
    const paths = (container: Container): string[] => container.volumeMounts.map((mount) => mount.mountPath);
    expect(paths(pod.containers[0])).toEqual([
      '/etc/image-sharing',
      '/opt/image-sharing',
      '/etc/accounts/0',
      '/etc/image-owner',
      '/etc/targets/0',
      '/etc/garden/0',
    ]);
  });

  test('with RRSA has a projected token and no key', () => {
    const job = jobWith({ credentials: role });
    const pod = podOf(job);
    expect(pod.volumes.filter((volume) => volume.secret !== undefined)).toEqual([]);
    expect(pod.volumes).toContainEqual({
      name: 'token',
      projected: {
        defaultMode: 0o440,
        sources: [
          { serviceAccountToken: { audience: 'sts.aliyuncs.com', expirationSeconds: 3600, path: 'token' } },
        ],
      },
    });
    expect(pod.containers[0].env).toEqual([
      { name: 'ALIBABA_CLOUD_OIDC_PROVIDER_ARN', value: 'acs:ram::1000000000000001:oidc-provider/runtime' },
      {
        name: 'ALIBABA_CLOUD_OIDC_TOKEN_FILE',
        value: '/var/run/secrets/ack.alibabacloud.com/rrsa-tokens/token',
      },
      { name: 'ALIBABA_CLOUD_ROLE_ARN', value: 'acs:ram::1000000000000001:role/image-owner' },
    ]);
    expect(job.config).toMatchObject({
      credentials: { kind: 'rrsa' },
      expectOwnerAccount: '1000000000000001',
    });
    expect(job.namespace).toBe('garden');
  });

  test('runs an image as it is, or the inline program with Node.js', () => {
    const [built] = podOf(
      jobWith({
        code: ReconcilerCode.image('a/b:1', { pullSecret: SecretReference.of('garden', 'registry') }),
        dryRun: true,
      }),
    ).containers;
    expect(built.command).toBeUndefined();
    expect(built.args).toEqual([
      '--config',
      '/etc/image-sharing/config.json',
      '--output',
      'summary',
      '--dry-run',
    ]);
    const pod = podOf(jobWith());
    expect(pod.containers[0].command).toEqual(['node', '/opt/image-sharing/loader.cjs']);
    expect(pod.containers[0].imagePullPolicy).toBe('IfNotPresent');
    const code = objectOf(jobWith(), 'ConfigMap', 'image-sharing-code-');
    expect(pod.volumes).toContainEqual({
      name: 'code',
      configMap: { name: code.metadata.name, defaultMode: 0o444 },
    });
  });

  test('mounts a ConfigMap with accounts once, and the config names its keys', () => {
    const job = jobWith({
      accounts: [
        { configMap: 'customers', key: 'gold' },
        { configMap: 'partners' },
        { configMap: 'customers', key: 'silver' },
      ],
    });
    const maps = podOf(job).volumes.flatMap(({ name, configMap }) =>
      name.startsWith('accounts') ? [configMap?.name] : [],
    );
    expect(maps).toEqual(['customers', 'partners']);
    expect(podOf(job).initContainers).toBeUndefined();
    expect(job.config['accounts']).toEqual({
      'config-map-0': { files: ['/etc/accounts/0/gold', '/etc/accounts/0/silver'] },
      'config-map-1': { files: ['/etc/accounts/1/accounts'] },
    });
  });

  test.each<[string, object]>([
    ['by default', {}],
    ['with every source of accounts', everything()],
    [
      'with what means nothing',
      {
        env: { HTTPS_PROXY: '' },
        extraContainer: {
          stdin: false,
          tty: false,
          ports: [],
          volumeMounts: [{ name: 'config', mountPath: '/a', readOnly: false }],
        },
        extraPodSpec: {
          hostNetwork: false,
          hostPID: false,
          tolerations: [],
          nodeSelector: {},
          priority: null,
        },
      },
    ],
  ])('writes nothing that the API server drops %s', (_, props) => {
    const pod = podOf(jobWith(props));
    expect(dropped(pod)).toEqual([]);
  });

  test('keeps what is empty and means something', () => {
    const volumes = [{ name: 'scratch', emptyDir: {} }];
    expect(podOf(jobWith({ extraPodSpec: { volumes } })).volumes).toContainEqual(volumes[0]);
    expect(podOf(jobWith({ env: { NO_PROXY: '' } })).containers[0].env).toEqual([{ name: 'NO_PROXY' }]);
  });

  test('takes volumes, containers and mounts beside ours', () => {
    const pod = podOf(
      jobWith({
        extraPodSpec: {
          volumes: [{ name: 'ca', configMap: { name: 'ca' } }],
          initContainers: [{ name: 'wait', image: 'a' }],
        },
        extraContainer: {
          env: [{ name: 'NODE_EXTRA_CA_CERTS', value: '/etc/ca/ca.crt' }],
          terminationMessagePolicy: 'FallbackToLogsOnError',
          volumeMounts: [{ name: 'ca', mountPath: '/etc/ca', readOnly: true }],
        },
      }),
    );
    expect(pod.volumes.map(({ name }) => name)).toEqual(['config', 'code', 'owner', 'ca']);
    expect(pod.initContainers?.map(({ name }) => name)).toEqual(['wait']);
    expect(pod.containers[0].volumeMounts.map(({ name }) => name)).toEqual(['config', 'code', 'owner', 'ca']);
    expect(pod.containers[0]).toMatchObject({
      env: [{ name: 'NODE_EXTRA_CA_CERTS', value: '/etc/ca/ca.crt' }],
      terminationMessagePolicy: 'FallbackToLogsOnError',
    });
  });

  test.each<[string, number, number, object, string]>([
    ['few', 1, 2, {}, '256Mi'],
    ['560 x 2,000', 560, 2000, {}, '256Mi'],
    ['1,000 x 5,000', 1000, 5000, {}, '384Mi'],
    ['the same in four shards', 1000, 5000, { shards: 4 }, '256Mi'],
  ])('has the memory that its images and accounts need: %s', (_, images, accounts, props, memory) => {
    const job = jobWith({
      images: Array.from({ length: images }, (__, n) => ({ region: 'cn-hangzhou', imageId: `m-${n}` })),
      accounts: Array.from({ length: accounts }, (__, n) => String(2e15 + n)),
      ...props,
    });
    expect(podOf(job).containers[0].resources).toMatchObject({ limits: { memory } });
  });

  test('takes what has no prop', () => {
    const tolerations = [{ key: 'dedicated', operator: 'Exists' }];
    const extraPodSpec = { tolerations, securityContext: { supplementalGroups: [7] } };
    const pod = podOf(jobWith({ extraPodSpec, env: { HTTPS_PROXY: 'http://proxy:3128' } }));
    expect(pod.tolerations).toEqual(tolerations);
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, supplementalGroups: [7] });
    expect(pod.containers[0].env).toEqual([{ name: 'HTTPS_PROXY', value: 'http://proxy:3128' }]);
  });
});

describe('the ConfigMap', () => {
  test('never changes: another content has another name', () => {
    const names = [{}, { policy: 'exact' }].map((props) => {
      const map = objectOf(jobWith(props), 'ConfigMap', 'image-sharing-config-');
      expect(map.immutable).toBe(true);
      return map.metadata.name;
    });
    expect(names[0]).not.toBe(names[1]);
    const again = objectOf(
      jobWith({ accounts: [...(base.accounts as string[])].reverse() }),
      'ConfigMap',
      names[0],
    );
    expect(again.metadata.name).toBe(names[0]);
  });

  test('is what the pod mounts', () => {
    const job = jobWith();
    const { name } = objectOf(job, 'ConfigMap', 'image-sharing-config-').metadata;
    expect(podOf(job).volumes[0]).toEqual({ name: 'config', configMap: { name, defaultMode: 0o444 } });
  });
});

describe('the NetworkPolicy', () => {
  const dns = {
    ports: [
      { port: 53, protocol: 'UDP' },
      { port: 53, protocol: 'TCP' },
      { port: 8053, protocol: 'UDP' },
      { port: 8053, protocol: 'TCP' },
    ],
  };
  const cloud = {
    ports: [{ port: 443, protocol: 'TCP' }],
    to: [{ ipBlock: { cidr: '0.0.0.0/0' } }, { ipBlock: { cidr: '::/0' } }],
  };

  test('lets the job reach DNS and Alibaba Cloud, and nobody reach the job', () => {
    expect(objectOf(jobWith(), 'NetworkPolicy').spec).toEqual({
      podSelector: {
        matchLabels: {
          'app.kubernetes.io/instance': 'image-sharing',
          'app.kubernetes.io/name': 'image-sharing',
        },
      },
      policyTypes: ['Egress', 'Ingress'],
      egress: [dns, cloud],
    });
  });

  test('and the garden, where that is read', () => {
    const { spec } = objectOf(jobWith({ accounts: everything().accounts }), 'NetworkPolicy');
    expect(spec?.egress?.slice(2)).toEqual([
      { ports: [443, 6443, 9443].map((port) => ({ port, protocol: 'TCP' })) },
    ]);
  });

  test('nobody allowed is nobody, never everybody', () => {
    expect(
      objectOf(jobWith({ networkPolicy: { cidrs: [], extraPorts: [] } }), 'NetworkPolicy').spec?.egress,
    ).toEqual([dns]);
    const accounts = ImageSharingAccounts.fromGarden({
      kubeconfig: SecretReference.of('garden', 'virtual-garden'),
      subject: 'image-sharing',
      scope: Testing.chart(),
      apiServerPorts: [],
    });
    const { spec } = objectOf(jobWith({ accounts, networkPolicy: { cidrs: [] } }), 'NetworkPolicy');
    expect(spec?.egress).toEqual([dns]);
  });

  test('or what is asked for, or not at all', () => {
    const networkPolicy = { cidrs: ['10.0.0.0/8'], extraPorts: [3128] };
    expect(objectOf(jobWith({ networkPolicy }), 'NetworkPolicy').spec?.egress).toEqual([
      dns,
      { ...cloud, to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] },
      { ports: [{ port: 3128, protocol: 'TCP' }] },
    ]);
    expect(synthOf(jobWith({ networkPolicy: false })).map(({ kind }) => kind)).not.toContain('NetworkPolicy');
  });
});

describe('all objects', () => {
  test('are the same wherever the construct stands', () => {
    const deep = new Construct(new Construct(new Chart(new App(), 'other'), 'a'), 'b');
    const there = jobWith(everything(), deep);
    expect(synthOf(there)).toEqual(synthOf(jobWith(everything())));
    expect(JSON.stringify(synthOf(there))).not.toContain('cdk8s.io/metadata.addr');
  });

  test('carry the labels and annotations that are asked for, beside our own', () => {
    const job = jobWith({
      labels: { team: 'images', 'app.kubernetes.io/name': 'mine' },
      annotations: { a: 'b' },
    });
    for (const { metadata } of synthOf(job)) {
      expect(metadata.labels).toEqual({
        team: 'images',
        'app.kubernetes.io/instance': 'image-sharing',
        'app.kubernetes.io/name': 'image-sharing',
      });
      expect(metadata.annotations).toEqual({ a: 'b' });
      expect(metadata.namespace).toBe('garden');
    }
  });

  test('two jobs of one chart do not meet', () => {
    const chart = Testing.chart();
    const one = new ImageSharingJob(chart, 'one', base);
    new ImageSharingJob(chart, 'two', base);
    const names = synthOf(one).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test('credentials that are made along with it are there', () => {
    const credentials = CredentialsSecret.external('images', 'owner', {
      store: { name: 'vault' },
      accessKeyId: { key: 'id' },
      accessKeySecret: { key: 'secret' },
    });
    const job = jobWith({ credentials });
    expect(job.namespace).toBe('images');
    expect(objectOf(job, 'ExternalSecret').metadata).toMatchObject({ name: 'owner', namespace: 'images' });
    expect(issuesOf(job)).toEqual([]);
  });
});

describe('RAM policies for the owner', () => {
  interface Policy {
    readonly Statement: readonly {
      readonly Action: readonly string[];
      readonly Resource: readonly string[];
    }[];
  }
  const policiesOf = (job: ImageSharingJob): Record<string, Policy> =>
    Object.fromEntries(extraFilesOf(job).map(({ path, text }) => [path, JSON.parse(text) as Policy]));

  test('allow no more than is called, on the images alone', () => {
    const policies = policiesOf(jobWith({ expectOwnerAccount: '1000000000000001' }));
    const images = ['acs:ecs:eu-central-1:1000000000000001:image/m-gw8aaaaaaaaaaaaaaaaa'];
    const describeImages = {
      Effect: 'Allow',
      Action: ['ecs:DescribeImages'],
      Resource: ['acs:ecs:*:1000000000000001:image/*'],
    };
    const readShares = 'ecs:DescribeImageSharePermission';
    expect(policies).toEqual({
      'ram/image-owner-image-sharing-share.json': {
        Version: '1',
        Statement: [
          describeImages,
          { Effect: 'Allow', Action: [readShares, 'ecs:ModifyImageSharePermission'], Resource: images },
        ],
      },
      'ram/image-owner-image-sharing-plan-only.json': {
        Version: '1',
        Statement: [describeImages, { Effect: 'Allow', Action: [readShares], Resource: images }],
      },
    });
  });

  test('let the base credentials take on the role', () => {
    const assumeRoleArn = 'acs:ram::1000000000000001:role/image-owner';
    const policies = policiesOf(jobWith({ assumeRoleArn }));
    expect(policies['ram/image-owner-image-sharing-assume-role.json']).toEqual({
      Version: '1',
      Statement: [{ Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: [assumeRoleArn] }],
    });
    expect(Object.keys(policiesOf(jobWith()))).not.toContain(
      'ram/image-owner-image-sharing-assume-role.json',
    );
  });

  test('are several where one would be too long', () => {
    const images = Array.from({ length: 300 }, (_, n) => ({ region: 'cn-hangzhou', imageId: `m-${n}` }));
    const job = jobWith({ images });
    const shares = extraFilesOf(job).filter(({ path }) => path.includes('-share'));
    expect(shares.length).toBeGreaterThan(1);
    expect(shares.every(({ text }) => text.length <= longestPolicy)).toBe(true);
    // Each is filled before the next one is begun.
    expect(shares.slice(0, -1).every(({ text }) => text.length > longestPolicy - 100)).toBe(true);
    const granted = shares.flatMap(({ text }) => (JSON.parse(text) as Policy).Statement[1]?.Resource ?? []);
    expect(new Set(granted).size).toBe(300);
    expect(granted).toHaveLength(300);
  });
});
