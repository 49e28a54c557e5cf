import { closest } from '../gardener/closest';
import type { Check } from '../issues/check';
import { imageSharingRules as rules } from './table';

/** What a field holds: `map` and `list` may hold anything, a shape in a list is that of its items. */
type Kind =
  'text' | 'number' | 'boolean' | 'numberOrText' | 'map' | 'list' | 'texts' | Shape | readonly [Shape];
interface Shape {
  readonly [field: string]: Kind;
}

/*
 * The fields of Kubernetes 1.33 that a pod of a Job can have. Deeper parts that nobody gives such a pod are maps of
 * anything. A younger field goes through a JSON patch.
 */
const expression: Shape = { key: 'text', operator: 'text', values: 'texts' };
const labelSelector: Shape = { matchExpressions: [expression], matchLabels: 'map' };
const nodeTerm: Shape = { matchExpressions: [expression], matchFields: [expression] };
const podTerm: Shape = {
  ...{ labelSelector, matchLabelKeys: 'texts', mismatchLabelKeys: 'texts' },
  ...{ namespaceSelector: labelSelector, namespaces: 'texts', topologyKey: 'text' },
};
const podAffinity: Shape = {
  preferredDuringSchedulingIgnoredDuringExecution: [{ podAffinityTerm: podTerm, weight: 'number' }],
  requiredDuringSchedulingIgnoredDuringExecution: [podTerm],
};
const affinity: Shape = {
  nodeAffinity: {
    preferredDuringSchedulingIgnoredDuringExecution: [{ preference: nodeTerm, weight: 'number' }],
    requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [nodeTerm] },
  },
  podAffinity,
  podAntiAffinity: podAffinity,
};
const profile: Shape = { localhostProfile: 'text', type: 'text' };
const seLinuxOptions: Shape = { level: 'text', role: 'text', type: 'text', user: 'text' };
const podSecurityContext: Shape = {
  ...{ appArmorProfile: profile, fsGroup: 'number', fsGroupChangePolicy: 'text', runAsGroup: 'number' },
  ...{ runAsNonRoot: 'boolean', runAsUser: 'number', seLinuxChangePolicy: 'text', seLinuxOptions },
  ...{ seccompProfile: profile, supplementalGroups: 'list', supplementalGroupsPolicy: 'text' },
  ...{ sysctls: [{ name: 'text', value: 'text' }], windowsOptions: 'map' },
};
const securityContext: Shape = {
  ...{
    allowPrivilegeEscalation: 'boolean',
    appArmorProfile: profile,
    capabilities: { add: 'texts', drop: 'texts' },
  },
  ...{ privileged: 'boolean', procMount: 'text', readOnlyRootFilesystem: 'boolean', runAsGroup: 'number' },
  ...{
    runAsNonRoot: 'boolean',
    runAsUser: 'number',
    seLinuxOptions,
    seccompProfile: profile,
    windowsOptions: 'map',
  },
};
const probe: Shape = {
  ...{ exec: { command: 'texts' }, failureThreshold: 'number', grpc: 'map', httpGet: 'map' },
  ...{ initialDelaySeconds: 'number', periodSeconds: 'number', successThreshold: 'number', tcpSocket: 'map' },
  ...{ terminationGracePeriodSeconds: 'number', timeoutSeconds: 'number' },
};
const named: Shape = { name: 'text', optional: 'boolean', prefix: 'text' };
const keyOf: Shape = { key: 'text', name: 'text', optional: 'boolean' };
const env: Shape = {
  name: 'text',
  value: 'text',
  valueFrom: {
    ...{ configMapKeyRef: keyOf, secretKeyRef: keyOf, fieldRef: { apiVersion: 'text', fieldPath: 'text' } },
    resourceFieldRef: { containerName: 'text', divisor: 'numberOrText', resource: 'text' },
  },
};
const volumeMount: Shape = {
  ...{
    mountPath: 'text',
    mountPropagation: 'text',
    name: 'text',
    readOnly: 'boolean',
    recursiveReadOnly: 'text',
  },
  ...{ subPath: 'text', subPathExpr: 'text' },
};

/** A container, and what an ephemeral one has beside it. */
export const containerShape: Shape = {
  ...{
    args: 'texts',
    command: 'texts',
    env: [env],
    image: 'text',
    imagePullPolicy: 'text',
    lifecycle: 'map',
  },
  envFrom: [{ configMapRef: named, prefix: 'text', secretRef: named }],
  ...{ livenessProbe: probe, readinessProbe: probe, startupProbe: probe, name: 'text' },
  ports: [{ containerPort: 'number', hostIP: 'text', hostPort: 'number', name: 'text', protocol: 'text' }],
  resizePolicy: [{ resourceName: 'text', restartPolicy: 'text' }],
  resources: { claims: [{ name: 'text', request: 'text' }], limits: 'map', requests: 'map' },
  ...{ restartPolicy: 'text', securityContext, stdin: 'boolean', stdinOnce: 'boolean', tty: 'boolean' },
  ...{ terminationMessagePath: 'text', terminationMessagePolicy: 'text', workingDir: 'text' },
  ...{ volumeDevices: [{ devicePath: 'text', name: 'text' }], volumeMounts: [volumeMount] },
};

const items: Kind = [{ key: 'text', mode: 'number', path: 'text' }];
const volume: Shape = {
  name: 'text',
  configMap: { defaultMode: 'number', items, name: 'text', optional: 'boolean' },
  secret: { defaultMode: 'number', items, optional: 'boolean', secretName: 'text' },
  emptyDir: { medium: 'text', sizeLimit: 'numberOrText' },
  hostPath: { path: 'text', type: 'text' },
  persistentVolumeClaim: { claimName: 'text', readOnly: 'boolean' },
  nfs: { path: 'text', readOnly: 'boolean', server: 'text' },
  projected: { defaultMode: 'number', sources: 'list' },
  ...{
    awsElasticBlockStore: 'map',
    azureDisk: 'map',
    azureFile: 'map',
    cephfs: 'map',
    cinder: 'map',
    csi: 'map',
  },
  ...{ downwardAPI: 'map', ephemeral: 'map', fc: 'map', flexVolume: 'map', flocker: 'map', image: 'map' },
  ...{
    gcePersistentDisk: 'map',
    gitRepo: 'map',
    glusterfs: 'map',
    iscsi: 'map',
    photonPersistentDisk: 'map',
  },
  ...{
    portworxVolume: 'map',
    quobyte: 'map',
    rbd: 'map',
    scaleIO: 'map',
    storageos: 'map',
    vsphereVolume: 'map',
  },
};

/** The spec of a pod. */
export const podShape: Shape = {
  ...{ activeDeadlineSeconds: 'number', affinity, automountServiceAccountToken: 'boolean' },
  ...{ containers: [containerShape], initContainers: [containerShape], ephemeralContainers: 'list' },
  dnsConfig: { nameservers: 'texts', options: [{ name: 'text', value: 'text' }], searches: 'texts' },
  ...{ dnsPolicy: 'text', enableServiceLinks: 'boolean', hostAliases: [{ hostnames: 'texts', ip: 'text' }] },
  ...{
    hostIPC: 'boolean',
    hostNetwork: 'boolean',
    hostPID: 'boolean',
    hostUsers: 'boolean',
    hostname: 'text',
  },
  ...{
    hostnameOverride: 'text',
    imagePullSecrets: [{ name: 'text' }],
    nodeName: 'text',
    nodeSelector: 'map',
  },
  ...{ os: { name: 'text' }, overhead: 'map', preemptionPolicy: 'text', priority: 'number' },
  ...{ priorityClassName: 'text', readinessGates: [{ conditionType: 'text' }], resourceClaims: 'list' },
  resources: { claims: 'list', limits: 'map', requests: 'map' },
  ...{
    restartPolicy: 'text',
    runtimeClassName: 'text',
    schedulerName: 'text',
    schedulingGates: [{ name: 'text' }],
  },
  ...{ securityContext: podSecurityContext, serviceAccount: 'text', serviceAccountName: 'text' },
  ...{ setHostnameAsFQDN: 'boolean', shareProcessNamespace: 'boolean', subdomain: 'text' },
  terminationGracePeriodSeconds: 'number',
  tolerations: [
    { effect: 'text', key: 'text', operator: 'text', tolerationSeconds: 'number', value: 'text' },
  ],
  topologySpreadConstraints: [
    {
      ...{ labelSelector, matchLabelKeys: 'texts', maxSkew: 'number', minDomains: 'number' },
      ...{
        nodeAffinityPolicy: 'text',
        nodeTaintsPolicy: 'text',
        topologyKey: 'text',
        whenUnsatisfiable: 'text',
      },
    },
  ],
  volumes: [volume],
};

/** The spec of a Job, but for its template. */
export const jobShape: Shape = {
  ...{ activeDeadlineSeconds: 'number', backoffLimit: 'number', backoffLimitPerIndex: 'number' },
  ...{ completionMode: 'text', completions: 'number', managedBy: 'text', manualSelector: 'boolean' },
  ...{ maxFailedIndexes: 'number', parallelism: 'number', podFailurePolicy: { rules: 'list' } },
  ...{
    podReplacementPolicy: 'text',
    selector: labelSelector,
    successPolicy: { rules: 'list' },
    suspend: 'boolean',
  },
  ttlSecondsAfterFinished: 'number',
};

/** Reports what strict decoding refuses: fields that do not exist, and values of another type. */
export function checkShape(value: unknown, kind: Kind, check: Check): void {
  // It takes the field away.
  if (value === null || value === undefined) return;
  if (!isOf(value, kind)) {
    const message = `${Array.isArray(value) ? 'a list' : `a ${typeof value}`} is not a ${nameOf(kind)}`;
    check.report(rules['image-sharing-extra-type'], message, `give a ${nameOf(kind)}`);
  } else if (Array.isArray(value)) {
    const item = Array.isArray(kind) ? (kind as readonly [Shape])[0] : undefined;
    if (item !== undefined) value.forEach((one, index) => checkShape(one, item, check.at(index)));
  } else if (typeof kind === 'object') {
    checkFields(value, kind as Shape, check);
  }
}

function checkFields(value: object, shape: Shape, check: Check): void {
  for (const [name, inner] of Object.entries(value)) {
    const kind = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (kind !== undefined) {
      checkShape(inner, kind, check.at(name));
      continue;
    }
    const near = closest(name, Object.keys(shape));
    const hint =
      near === undefined ? 'a field of a later Kubernetes goes through a JSON patch' : `did you mean ${near}`;
    check
      .at(name)
      .report(rules['image-sharing-extra-unknown'], `there is no field ${JSON.stringify(name)}`, hint);
  }
}

function isOf(value: unknown, kind: Kind): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string';
    case 'number':
    case 'boolean':
      return typeof value === kind;
    case 'numberOrText':
      return typeof value === 'number' || typeof value === 'string';
    case 'list':
      return Array.isArray(value);
    case 'texts':
      return Array.isArray(value) && value.every((item) => typeof item === 'string');
    default:
      return Array.isArray(kind) === Array.isArray(value) && typeof value === 'object';
  }
}

function nameOf(kind: Kind): string {
  if (Array.isArray(kind)) return 'list';
  if (kind === 'texts') return 'list of texts';
  if (kind === 'numberOrText') return 'number or text';
  return typeof kind === 'string' ? kind : 'map';
}
