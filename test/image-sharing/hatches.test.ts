import { issuesOf, jobWith } from './job';

// What a real API server refuses of a job, and what it takes.

function errorsOf(props: object): string[] {
  return issuesOf(jobWith(props))
    .filter(({ severity }) => severity === 'error')
    .map(({ field }) => field);
}

const beside = { name: 'beside', image: 'registry.example/x:1' };
const exec = { exec: { command: ['x'] } };

describe('extraPodSpec', () => {
  it.each<[object, string]>([
    [{ tolerations: [{ operator: 'Equal' }] }, 'tolerations'],
    [{ tolerations: [{ key: 'a', operator: 'X' }] }, 'tolerations'],
    [{ tolerations: [{ key: 'a', effect: 'NoSchedule', tolerationSeconds: 1 }] }, 'tolerations'],
    [{ priorityClassName: 'A' }, 'priorityClassName'],
    [{ runtimeClassName: 'A' }, 'runtimeClassName'],
    [{ serviceAccountName: 'A b' }, 'serviceAccountName'],
    [{ nodeName: 'A b' }, 'nodeName'],
    [{ nodeSelector: { 'a b': 'c' } }, 'nodeSelector'],
    [{ nodeSelector: { a: 'b c' } }, 'nodeSelector'],
    [{ hostname: 'a.b' }, 'hostname'],
    [{ subdomain: 'A' }, 'subdomain'],
    [{ dnsPolicy: 'X' }, 'dnsPolicy'],
    [{ dnsPolicy: 'None' }, 'dnsPolicy'],
    [{ dnsConfig: { nameservers: ['x'] } }, 'dnsConfig.nameservers[0]'],
    [{ dnsConfig: { nameservers: ['1.1.1.1', '1.1.1.2', '1.1.1.3', '1.1.1.4'] } }, 'dnsConfig.nameservers'],
    [{ dnsConfig: { searches: ['a b'] } }, 'dnsConfig.searches[0]'],
    [{ dnsConfig: { options: [{ value: '1' }] } }, 'dnsConfig.options[0].name'],
    [{ hostAliases: [{ ip: '01.2.3.4', hostnames: ['a'] }] }, 'hostAliases[0].ip'],
    [{ hostAliases: [{ ip: '1.2.3.4', hostnames: ['A b'] }] }, 'hostAliases[0].hostnames[0]'],
    [{ volumes: [{ name: 'T', emptyDir: {} }] }, 'volumes[0].name'],
    [{ volumes: [{ emptyDir: {} }] }, 'volumes[0].name'],
    [{ volumes: [{ name: 't' }, { name: 't' }] }, 'volumes[1]'],
    [{ volumes: [{ name: 't', emptyDir: {}, secret: { secretName: 'a' } }] }, 'volumes[0]'],
    [{ volumes: [{ name: 't', emptyDir: { sizeLimit: '-1' } }] }, 'volumes[0].emptyDir.sizeLimit'],
    [{ volumes: [{ name: 't', secret: {} }] }, 'volumes[0].secret.secretName'],
    [
      { volumes: [{ name: 't', secret: { secretName: 'a', defaultMode: 512 } }] },
      'volumes[0].secret.defaultMode',
    ],
    [
      { volumes: [{ name: 't', configMap: { name: 'a', items: [{ key: 'k', path: '../x' }] } }] },
      'volumes[0].configMap.items[0].path',
    ],
    [{ volumes: [{ name: 't', hostPath: { path: '/a/../x' } }] }, 'volumes[0].hostPath.path'],
    [
      { volumes: [{ name: 't', persistentVolumeClaim: { claimName: '' } }] },
      'volumes[0].persistentVolumeClaim.claimName',
    ],
    [{ terminationGracePeriodSeconds: 1.5 }, 'terminationGracePeriodSeconds'],
    [{ activeDeadlineSeconds: 0 }, 'activeDeadlineSeconds'],
    [{ initContainers: [{ name: 'beside' }] }, 'initContainers[0].image'],
    [{ initContainers: [{ ...beside, name: 'share-images' }] }, 'initContainers[0].name'],
    [{ initContainers: [{ ...beside, livenessProbe: exec }] }, 'initContainers[0].livenessProbe'],
    [{ containers: [{ ...beside, name: 'A' }] }, 'containers[0].name'],
    [
      { topologySpreadConstraints: [{ maxSkew: 0, topologyKey: 'a', whenUnsatisfiable: 'DoNotSchedule' }] },
      'topologySpreadConstraints[0].maxSkew',
    ],
    [
      {
        affinity: {
          nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } },
        },
      },
      'affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms',
    ],
    [
      {
        affinity: {
          podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: '' }] },
        },
      },
      'affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey',
    ],
    [{ securityContext: { runAsUser: -1 } }, 'securityContext.runAsUser'],
    [{ securityContext: { supplementalGroups: [-1] } }, 'securityContext.supplementalGroups[0]'],
    [{ securityContext: { sysctls: [{ name: 'A b', value: '1' }] } }, 'securityContext.sysctls[0].name'],
    [{ securityContext: { seccompProfile: { type: 'Localhost' } } }, 'securityContext.seccompProfile'],
    [{ readinessGates: [{ conditionType: 'a b' }] }, 'readinessGates[0].conditionType'],
    [{ preemptionPolicy: 'X' }, 'preemptionPolicy'],
    [{ os: { name: 'windows' } }, 'os.name'],
    [{ hostPID: true, shareProcessNamespace: true }, 'shareProcessNamespace'],
    [{ overhead: { cpu: 'x' } }, 'overhead.cpu'],
  ])('%j is refused', (extraPodSpec, field) => {
    expect(errorsOf({ extraPodSpec })).toContain(`extraPodSpec.${field}`);
  });

  it.each<[object]>([
    [{ tolerations: [{ operator: 'Exists' }] }],
    [
      {
        dnsPolicy: 'None',
        dnsConfig: { nameservers: ['1.1.1.1', '2001:db8::1'], searches: ['a.b.', '_x.y'] },
      },
    ],
    [{ hostAliases: [{ ip: '1.2.3.4', hostnames: ['a.b'] }] }],
    [{ volumes: [{ name: 't' }, { name: 'u', emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } }] }],
    [{ volumes: [{ name: 't', hostPath: { path: '/x', type: '' } }] }],
    [{ terminationGracePeriodSeconds: -1, schedulerName: '', priorityClassName: '' }],
    [{ initContainers: [{ ...beside, restartPolicy: 'Always', livenessProbe: exec }] }],
    [{ securityContext: { seccompProfile: { type: 'Localhost', localhostProfile: 'a' } } }],
    [
      {
        topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' }],
      },
    ],
    [{ resourceClaims: [{ name: 'a' }], overhead: { cpu: '100m' } }],
    [{ imagePullSecrets: [{ name: 'a' }], tolerations: null }],
  ])('%j is taken', (extraPodSpec) => {
    expect(errorsOf({ extraPodSpec })).toEqual([]);
  });
});

describe('extraContainer', () => {
  it.each<[object, string]>([
    [{ env: [{ name: 'A=B', value: 'x' }] }, 'env[0].name'],
    [{ env: [{ name: '', value: 'x' }] }, 'env[0].name'],
    [{ env: [{ name: 'A', valueFrom: {} }] }, 'env[0].valueFrom'],
    [{ env: [{ name: 'A', value: 'x', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }, 'env[0]'],
    [
      { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'x' } } }] },
      'env[0].valueFrom.fieldRef.fieldPath',
    ],
    [
      { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'a', key: '' } } }] },
      'env[0].valueFrom.secretKeyRef.key',
    ],
    [
      { env: [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'x' } } }] },
      'env[0].valueFrom.resourceFieldRef.resource',
    ],
    [{ envFrom: [{ configMapRef: { name: 'a' }, prefix: '1=' }] }, 'envFrom[0].prefix'],
    [{ envFrom: [{}] }, 'envFrom[0]'],
    [{ ports: [{ containerPort: 0 }] }, 'ports[0].containerPort'],
    [{ ports: [{ containerPort: 80, name: 'A' }] }, 'ports[0].name'],
    [{ ports: [{ containerPort: 80, protocol: 'X' }] }, 'ports[0].protocol'],
    [{ ports: [{ containerPort: 80 }, { containerPort: 80, protocol: 'TCP' }] }, 'ports[1]'],
    [{ volumeMounts: [{ name: 'config', mountPath: '' }] }, 'volumeMounts[0].mountPath'],
    [{ volumeMounts: [{ name: 'config', mountPath: '/x', subPath: '../y' }] }, 'volumeMounts[0].subPath'],
    [
      { volumeMounts: [{ name: 'config', mountPath: '/x', mountPropagation: 'Bidirectional' }] },
      'volumeMounts',
    ],
    [{ lifecycle: { preStop: {} } }, 'lifecycle.preStop'],
    [{ livenessProbe: {} }, 'livenessProbe'],
    [{ livenessProbe: { exec: { command: [] } } }, 'livenessProbe.exec.command'],
    [{ livenessProbe: { ...exec, periodSeconds: -1 } }, 'livenessProbe.periodSeconds'],
    [{ livenessProbe: { ...exec, successThreshold: 2 } }, 'livenessProbe.successThreshold'],
    [{ livenessProbe: { ...exec, httpGet: { port: 'x' } } }, 'livenessProbe'],
    [{ startupProbe: { tcpSocket: { port: 70_000 } } }, 'startupProbe.tcpSocket.port'],
    [{ imagePullPolicy: 'X' }, 'imagePullPolicy'],
    [{ terminationMessagePolicy: 'X' }, 'terminationMessagePolicy'],
    [{ resources: { limits: { cpu: '1' }, requests: { cpu: '2' } } }, 'resources.requests.cpu'],
    [{ resources: { limits: { gpu: '1' } } }, 'resources.limits.gpu'],
    [{ resources: { limits: { 'hugepages-2Mi': '1Mi' } } }, 'resources.limits.hugepages-2Mi'],
    [{ resources: { requests: { 'example.com/gpu': '1' } } }, 'resources.requests.example.com/gpu'],
    [{ resources: { claims: [{ name: 'a' }] } }, 'resources.claims[0]'],
    [{ securityContext: { privileged: true } }, 'securityContext'],
    [{ securityContext: { capabilities: { add: ['CAP_SYS_ADMIN'] } } }, 'securityContext'],
    [{ securityContext: { procMount: 'Unmasked' } }, 'securityContext.procMount'],
    [
      { securityContext: { seccompProfile: { type: 'Unconfined', localhostProfile: 'x' } } },
      'securityContext.seccompProfile',
    ],
    [{ image: '' }, 'image'],
    [{ resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'X' }] }, 'resizePolicy[0].restartPolicy'],
  ])('%j is refused', (extraContainer, field) => {
    expect(errorsOf({ extraContainer })).toContain(`extraContainer.${field}`);
  });

  it.each<[object]>([
    [{ env: [{ name: 'a.b', value: '' }] }],
    [{ env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: "metadata.labels['a']" } } }] }],
    [{ envFrom: [{ secretRef: { name: 'a' }, prefix: 'X_' }] }],
    [
      {
        ports: [
          { containerPort: 80, name: 'http' },
          { containerPort: 80, protocol: 'UDP' },
        ],
      },
    ],
    [{ livenessProbe: { httpGet: { port: 'http' } }, readinessProbe: { ...exec, successThreshold: 2 } }],
    [{ resources: { limits: { 'example.com/gpu': '1', 'hugepages-2Mi': '4Mi' } } }],
    [{ securityContext: { privileged: true, allowPrivilegeEscalation: true } }],
    [{ lifecycle: { preStop: { sleep: { seconds: 1 } } }, imagePullPolicy: '' }],
  ])('%j is taken', (extraContainer) => {
    expect(errorsOf({ extraContainer })).toEqual([]);
  });
});

describe('extraJobSpec', () => {
  const failJob = (onExitCodes: object): object => ({
    podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes }] },
  });

  it.each<[object, string]>([
    [{ ttlSecondsAfterFinished: -1 }, 'ttlSecondsAfterFinished'],
    [{ ttlSecondsAfterFinished: 2 ** 31 }, 'ttlSecondsAfterFinished'],
    [{ backoffLimit: 1.5 }, 'backoffLimit'],
    [{ parallelism: -1 }, 'parallelism'],
    [{ completionMode: 'Indexed' }, 'completionMode'],
    [{ completionMode: 'X' }, 'completionMode'],
    [{ backoffLimitPerIndex: 1 }, 'backoffLimitPerIndex'],
    [{ maxFailedIndexes: 1 }, 'maxFailedIndexes'],
    [{ successPolicy: { rules: [{ succeededCount: 1 }] } }, 'successPolicy'],
    [failJob({ operator: 'In', values: [0] }), 'podFailurePolicy.rules[0].onExitCodes.values'],
    [
      failJob({ operator: 'In', values: [1], containerName: 'x' }),
      'podFailurePolicy.rules[0].onExitCodes.containerName',
    ],
    [{ podFailurePolicy: { rules: [{ action: 'FailJob' }] } }, 'podFailurePolicy.rules[0]'],
    [{ podReplacementPolicy: 'X' }, 'podReplacementPolicy'],
    [{ manualSelector: true }, 'manualSelector'],
    [{ selector: { matchLabels: { a: 'b' } } }, 'selector'],
    [{ managedBy: 'a' }, 'managedBy'],
  ])('%j is refused', (extraJobSpec, field) => {
    expect(errorsOf({ extraJobSpec })).toContain(`extraJobSpec.${field}`);
  });

  it.each<[object]>([
    [
      {
        completions: 2,
        completionMode: 'Indexed',
        parallelism: 2,
        maxFailedIndexes: 1,
        backoffLimitPerIndex: 1,
      },
    ],
    [failJob({ operator: 'In', values: [1], containerName: 'share-images' })],
    [
      {
        podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }] },
      },
    ],
    [{ managedBy: 'example.com/controller', backoffLimit: 0, completions: 0 }],
  ])('%j is taken', (extraJobSpec) => {
    expect(errorsOf({ extraJobSpec })).toEqual([]);
  });
});

it('a Pushgateway has a port', () => {
  expect(errorsOf({ metricsPush: 'http://gateway:0' })).toEqual(['metricsPush']);
});
