import {
  checked,
  type FieldRules,
  type Fields,
  filledText,
  formed,
  integer,
  type FieldKind,
  labelName,
  needed,
  objectName,
  choice,
  qualifiedName,
} from '../garden-object/fields';
import { parseCidr } from '../gardener/cidr';
import { asList, asObject, asText, type JsonObject, quote, valueAt } from '../gardener/json';
import { isDns1123Label, isDns1123Subdomain } from '../gardener/names';
import { parseQuantity } from '../gardener/quantity';
import { Target } from '../gardener/target';
import { Check } from '../issues/check';
import { validateLabels, validateTolerations } from '../validation/kubernetes/labels';
import { imageSharingRules as rules } from './table';

/*
 * The fields of Kubernetes 1.33 that a pod of a Job can have, and what its API server takes in them. Deeper parts that
 * nobody gives such a pod are maps of anything. A younger field goes through a JSON patch.
 */

export const fieldRules: FieldRules = {
  wrong: rules['image-sharing-extra-type'],
  unknown: rules['image-sharing-extra-unknown'],
  unknownHint: 'a field of a later Kubernetes goes through a JSON patch',
  takesEmpty: true,
};

/** Rules of Gardener's that hold for Kubernetes' own fields, too. */
function judged(kind: FieldKind, judge: (value: never, check: Check) => void): FieldKind {
  return checked(kind, (value, complain) => {
    const check = Check.root(new Target({ now: null }));
    judge(value as never, check);
    for (const { field, message, hint = '' } of check.findings) {
      complain(field === '' ? message : `${field}: ${message}`, hint);
    }
  });
}

const labels = judged('textMap', validateLabels);
const user = integer(0);
const port = integer(1, 65_535);
const address = formed(
  (text) => parseCidr(`${text}/${text.includes(':') ? 128 : 32}`) !== undefined,
  'an IP address',
  'write one like 10.9.8.7 or 2001:db8::1',
);
const plainPath = formed(
  (text) => !text.split('/').includes('..') && !text.startsWith('/'),
  'a path that may stand here',
  'write a path without .. that begins with no /',
);
const mode = integer(0, 0o777);
const hostName = formed(
  (text) => isDns1123Label(text),
  'a name of a host',
  'use at most 63 lower case letters, digits and -, no dots',
);
const domain = formed(
  (text) =>
    text === '.' ||
    (text.length <= 254 &&
      text
        .replace(/\.$/, '')
        .split('.')
        .every((label) => /^_?[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?$/.test(label))),
  'a domain',
  'use lower case letters, digits, -, _ and .',
);

/** More than one of these, or none, is refused. */
function exactlyOne(fields: Fields, names: readonly string[], what: string): FieldKind {
  return checked(fields, (value, complain) => {
    const given = names.filter((name) => isGiven(asObject(value)[name]));
    if (given.length === 1) return;
    const hint = `write one of ${names.join(', ')}`;
    complain(given.length === 0 ? `there is no ${what}` : `${given.join(' and ')} cannot go together`, hint);
  });
}

export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

const expression: Fields = {
  key: needed(qualifiedName),
  operator: needed(choice('In', 'NotIn', 'Exists', 'DoesNotExist')),
  values: 'texts',
};
const labelSelector: Fields = { matchExpressions: [expression], matchLabels: labels };
const nodeExpression: Fields = {
  ...expression,
  operator: needed(choice('In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt')),
};
const nodeTerm: Fields = { matchExpressions: [nodeExpression], matchFields: [nodeExpression] };
const podTerm: Fields = {
  ...{ labelSelector, matchLabelKeys: 'texts', mismatchLabelKeys: 'texts' },
  ...{ namespaceSelector: labelSelector, namespaces: 'texts', topologyKey: needed(qualifiedName) },
};
const weight = needed(integer(1, 100));
const podAffinity: Fields = {
  preferredDuringSchedulingIgnoredDuringExecution: [{ podAffinityTerm: needed(podTerm), weight }],
  requiredDuringSchedulingIgnoredDuringExecution: [podTerm],
};
const affinity: Fields = {
  nodeAffinity: {
    preferredDuringSchedulingIgnoredDuringExecution: [{ preference: needed(nodeTerm), weight }],
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: checked([nodeTerm], (value, complain) => {
        if (asList(value).length === 0) complain('there is no term', 'write one at least');
      }),
    },
  },
  podAffinity,
  podAntiAffinity: podAffinity,
};
const profile = checked(
  { localhostProfile: 'text', type: needed(choice('Localhost', 'RuntimeDefault', 'Unconfined')) },
  (value, complain) => {
    const { localhostProfile, type } = asObject(value);
    if ((type === 'Localhost') === (asText(localhostProfile) !== '')) return;
    const hint = 'localhostProfile and type Localhost go together';
    complain(type === 'Localhost' ? 'there is no localhostProfile' : 'localhostProfile is of no use', hint);
  },
);
const seLinuxOptions: Fields = { level: 'text', role: 'text', type: 'text', user: 'text' };
const podSecurityContext: Fields = {
  ...{ appArmorProfile: profile, fsGroup: user, fsGroupChangePolicy: choice('Always', 'OnRootMismatch') },
  ...{ runAsGroup: user, runAsNonRoot: 'boolean', runAsUser: user },
  ...{ seLinuxChangePolicy: choice('MountOption', 'Recursive'), seLinuxOptions, seccompProfile: profile },
  supplementalGroups: [user],
  supplementalGroupsPolicy: choice('Merge', 'Strict'),
  sysctls: [
    {
      name: needed(
        formed(
          (text) =>
            text.length <= 253 &&
            /^[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?(?:[./][a-z0-9](?:[-_a-z0-9]*[a-z0-9])?)*$/.test(text),
          'the name of a kernel parameter',
          'write one like kernel.shm_rmid_forced',
        ),
      ),
      value: needed('text'),
    },
  ],
  windowsOptions: 'map',
};
const securityContext: Fields = {
  allowPrivilegeEscalation: 'boolean',
  appArmorProfile: profile,
  capabilities: { add: 'texts', drop: 'texts' },
  ...{ privileged: 'boolean', procMount: choice('Default', 'Unmasked'), readOnlyRootFilesystem: 'boolean' },
  ...{ runAsGroup: user, runAsNonRoot: 'boolean', runAsUser: user, seLinuxOptions, seccompProfile: profile },
  windowsOptions: 'map',
};

/** By its number or its name. */
const portOfProbe = checked('numberOrText', (value, complain) => {
  const isPort =
    typeof value === 'number' ? Number.isInteger(value) && value > 0 && value < 65_536 : isPortName(value);
  if (!isPort) complain(`${quote(value)} is no port`, 'use 1 to 65535, or the name of a port');
});

function isPortName(text: unknown): boolean {
  return (
    typeof text === 'string' && /^[a-z0-9-]{1,15}$/.test(text) && /[a-z]/.test(text) && !/^-|-$|--/.test(text)
  );
}

const handlers = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'];
const handlerFields: Fields = {
  exec: { command: needed(checked('texts', notEmpty)) },
  httpGet: {
    host: 'text',
    httpHeaders: [{ name: needed(filledText), value: 'text' }],
    path: 'text',
    port: needed(portOfProbe),
    scheme: choice('HTTP', 'HTTPS'),
  },
  tcpSocket: { host: 'text', port: needed(portOfProbe) },
};
const lifecycleHandler = exactlyOne(
  { ...handlerFields, sleep: { seconds: needed('integer') } },
  handlers,
  'handler',
);

function notEmpty(value: unknown, complain: (message: string, hint: string) => void): void {
  if (asList(value).length === 0) complain('is empty', 'write one at least');
}

function probe(mostSuccesses: number): FieldKind {
  return exactlyOne(
    {
      ...handlerFields,
      grpc: { port: needed(port), service: 'text' },
      ...{ failureThreshold: integer(0), initialDelaySeconds: integer(0), periodSeconds: integer(0) },
      ...{ successThreshold: integer(0, mostSuccesses), timeoutSeconds: integer(0) },
      terminationGracePeriodSeconds: integer(1),
    },
    handlers,
    'handler',
  );
}

const named: Fields = { name: needed(objectName), optional: 'boolean' };
const variableName = formed(
  (text) => text !== '' && /^[ -<>-~]+$/.test(text),
  'the name of a variable',
  'use printable characters other than =',
);
const keyOf: Fields = { key: needed(filledText), name: needed(objectName), optional: 'boolean' };
const fieldsOfPod =
  /^(?:metadata\.(?:name|namespace|uid|(?:labels|annotations)\['[^']+'\])|spec\.(?:nodeName|serviceAccountName)|status\.(?:hostIPs?|podIPs?))$/;
const amounts = /^(?:limits|requests)\.(?:cpu|memory|ephemeral-storage|hugepages-.+)$/;
const env = checked(
  {
    name: needed(variableName),
    value: 'text',
    valueFrom: exactlyOne(
      {
        ...{ configMapKeyRef: keyOf, secretKeyRef: keyOf },
        fieldRef: {
          apiVersion: 'text',
          fieldPath: needed(
            formed((text) => fieldsOfPod.test(text), 'a field of a pod', 'write one like metadata.name'),
          ),
        },
        resourceFieldRef: {
          ...{ containerName: 'text', divisor: 'quantity' },
          resource: needed(
            formed((text) => amounts.test(text), 'a resource of a container', 'write one like limits.cpu'),
          ),
        },
      },
      ['configMapKeyRef', 'secretKeyRef', 'fieldRef', 'resourceFieldRef'],
      'source',
    ),
  },
  (value, complain) => {
    const { value: text, valueFrom } = asObject(value);
    if (asText(text) !== '' && isGiven(valueFrom))
      complain('has a value and valueFrom', 'keep one of the two');
  },
);
const volumeMount: Fields = {
  ...{
    mountPath: needed(filledText),
    name: needed(filledText),
    readOnly: 'boolean',
    recursiveReadOnly: 'text',
  },
  mountPropagation: choice('None', 'HostToContainer', 'Bidirectional'),
  ...{ subPath: plainPath, subPathExpr: plainPath },
};
const quantities = checked('map', (value, complain) => {
  for (const [name, amount] of Object.entries(asObject(value))) {
    if (parseQuantity(amount) === undefined)
      complain(`${quote(amount)} is no quantity`, 'write one like 500m or 1Gi', name);
  }
});
const portFields: Fields = {
  ...{ containerPort: needed(port), hostIP: address, hostPort: integer(0, 65_535) },
  name: formed(isPortName, 'the name of a port', 'use at most 15 lower case letters, digits and -'),
  protocol: choice('TCP', 'UDP', 'SCTP'),
};

/** Entries that a server keeps apart by what identifies them. */
function unique(kind: FieldKind, identify: (item: JsonObject) => string): FieldKind {
  return checked([kind], (value, complain) => {
    const seen = new Set<string>();
    for (const [index, item] of asList(value).entries()) {
      const id = identify(asObject(item));
      if (id !== '' && seen.has(id)) complain(`${quote(id)} is there twice`, 'remove one of them', index);
      seen.add(id);
    }
  });
}

/** A container. */
export const containerFields: Fields = {
  ...{ args: 'texts', command: 'texts', env: [env] },
  envFrom: [
    exactlyOne(
      { configMapRef: named, prefix: variableName, secretRef: named },
      ['configMapRef', 'secretRef'],
      'source',
    ),
  ],
  image: needed(
    formed((text) => text !== '' && text.trim() === text, 'an image', 'write one like registry/name:tag'),
  ),
  imagePullPolicy: choice('Always', 'IfNotPresent', 'Never'),
  lifecycle: { postStart: lifecycleHandler, preStop: lifecycleHandler, stopSignal: 'text' },
  ...{ livenessProbe: probe(1), readinessProbe: probe(2 ** 31 - 1), startupProbe: probe(1) },
  name: needed(labelName),
  ports: unique(portFields, ({ containerPort, protocol }) =>
    typeof containerPort === 'number' ? `${containerPort} ${asText(protocol) || 'TCP'}` : '',
  ),
  resizePolicy: [
    {
      resourceName: needed(choice('cpu', 'memory')),
      restartPolicy: needed(choice('NotRequired', 'RestartContainer')),
    },
  ],
  resources: {
    claims: [{ name: needed(labelName), request: 'text' }],
    ...{ limits: quantities, requests: quantities },
  },
  ...{
    restartPolicy: choice('Always'),
    securityContext,
    stdin: 'boolean',
    stdinOnce: 'boolean',
    tty: 'boolean',
  },
  ...{ terminationMessagePath: 'text', terminationMessagePolicy: choice('File', 'FallbackToLogsOnError') },
  volumeDevices: [{ devicePath: needed(filledText), name: needed(filledText) }],
  ...{ volumeMounts: [volumeMount], workingDir: 'text' },
};

/** Only an init container that goes on running beside the others is looked at while it runs. */
const initContainer = checked(containerFields, (value, complain) => {
  const container = asObject(value);
  if (container['restartPolicy'] === 'Always') return;
  for (const field of ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle']) {
    if (isGiven(container[field])) complain('is for containers that go on running', `remove ${field}`, field);
  }
});

const items: FieldKind = [{ key: needed(filledText), mode, path: needed(checked(plainPath, filled)) }];

function filled(value: unknown, complain: (message: string, hint: string) => void): void {
  if (value === '') complain('is empty', 'write something');
}

const volumeSources: Fields = {
  configMap: { defaultMode: mode, items, name: needed(filledText), optional: 'boolean' },
  secret: { defaultMode: mode, items, optional: 'boolean', secretName: needed(filledText) },
  emptyDir: {
    medium: formed(
      (text) => ['', 'Memory', 'HugePages'].includes(text) || text.startsWith('HugePages-'),
      'a medium',
      'use Memory, or leave it out',
    ),
    sizeLimit: checked('quantity', (value, complain) => {
      if (parseQuantity(value)?.isNegative === true) complain(`${quote(value)} is negative`, 'use 0 or more');
    }),
  },
  hostPath: {
    path: needed(
      formed(
        (text) => text !== '' && !text.split('/').includes('..'),
        'a path of a node',
        'write a path without ..',
      ),
    ),
    type: choice(
      '',
      'BlockDevice',
      'CharDevice',
      'Directory',
      'DirectoryOrCreate',
      'File',
      'FileOrCreate',
      'Socket',
    ),
  },
  persistentVolumeClaim: { claimName: needed(objectName), readOnly: 'boolean' },
  nfs: { path: needed(filledText), readOnly: 'boolean', server: needed(filledText) },
  projected: { defaultMode: mode, sources: 'list' },
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
/** One without a source is an empty folder. */
const volume = checked({ name: needed(labelName), ...volumeSources }, (value, complain) => {
  const given = Object.keys(volumeSources).filter((name) => isGiven(asObject(value)[name]));
  if (given.length > 1) complain(`${given.join(' and ')} cannot go together`, 'make two volumes of it');
});

const nameOfItem = ({ name }: JsonObject): string => asText(name);

/** The spec of a pod. */
export const podFields: FieldKind = checked(
  {
    ...{ activeDeadlineSeconds: integer(1), affinity, automountServiceAccountToken: 'boolean' },
    containers: unique(containerFields, nameOfItem),
    ...{ initContainers: unique(initContainer, nameOfItem), ephemeralContainers: 'list' },
    dnsConfig: {
      nameservers: checked([address], (value, complain) => {
        if (asList(value).length > 3) complain(`are ${asList(value).length}`, 'name three at most');
      }),
      options: [{ name: needed(filledText), value: 'text' }],
      searches: [domain],
    },
    dnsPolicy: choice('ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'),
    enableServiceLinks: 'boolean',
    hostAliases: [{ hostnames: [objectName], ip: needed(address) }],
    ...{ hostIPC: 'boolean', hostNetwork: 'boolean', hostPID: 'boolean', hostUsers: 'boolean' },
    ...{ hostname: hostName, hostnameOverride: 'text', nodeName: objectName, nodeSelector: labels },
    imagePullSecrets: [{ name: 'text' }],
    os: { name: needed(choice('linux')) },
    ...{
      overhead: quantities,
      preemptionPolicy: choice('PreemptLowerPriority', 'Never'),
      priority: 'integer',
    },
    ...{ priorityClassName: objectName, readinessGates: [{ conditionType: needed(qualifiedName) }] },
    resourceClaims: 'list',
    resources: { claims: 'list', limits: quantities, requests: quantities },
    restartPolicy: choice('Never', 'OnFailure'),
    ...{ runtimeClassName: objectName, schedulerName: 'text' },
    schedulingGates: [{ name: needed(qualifiedName) }],
    ...{ securityContext: podSecurityContext, serviceAccount: objectName, serviceAccountName: objectName },
    ...{ setHostnameAsFQDN: 'boolean', shareProcessNamespace: 'boolean', subdomain: hostName },
    terminationGracePeriodSeconds: 'integer',
    tolerations: judged(
      [{ effect: 'text', key: 'text', operator: 'text', tolerationSeconds: 'integer', value: 'text' }],
      validateTolerations,
    ),
    topologySpreadConstraints: [
      {
        ...{ labelSelector, matchLabelKeys: 'texts', maxSkew: needed(integer(1)), minDomains: integer(1) },
        ...{ nodeAffinityPolicy: choice('Honor', 'Ignore'), nodeTaintsPolicy: choice('Honor', 'Ignore') },
        topologyKey: needed(qualifiedName),
        whenUnsatisfiable: needed(choice('DoNotSchedule', 'ScheduleAnyway')),
      },
    ],
    volumes: unique(volume, nameOfItem),
  },
  (value, complain) => {
    const pod = asObject(value);
    if (pod['dnsPolicy'] === 'None' && asList(valueAt(pod, 'dnsConfig', 'nameservers')).length === 0)
      complain('asks for nameservers of its own', 'write dnsConfig.nameservers', 'dnsPolicy');
    if (pod['hostPID'] === true && pod['shareProcessNamespace'] === true)
      complain('cannot go together with hostPID', 'keep one of the two', 'shareProcessNamespace');
  },
);

const exitCodes: Fields = {
  containerName: 'text',
  operator: needed(choice('In', 'NotIn')),
  values: needed(checked([integer(0, 255)], notEmpty)),
};
const failureRule = exactlyOne(
  {
    action: needed(choice('Count', 'FailIndex', 'FailJob', 'Ignore')),
    onExitCodes: checked(exitCodes, (value, complain) => {
      const { operator, values } = asObject(value);
      if (operator === 'In' && asList(values).includes(0))
        complain('0 is no failure', 'leave it out', 'values');
    }),
    onPodConditions: [{ status: choice('True', 'False', 'Unknown'), type: needed(qualifiedName) }],
  },
  ['onExitCodes', 'onPodConditions'],
  'condition',
);

/** The spec of a Job, but for its template. */
export const jobFields: Fields = {
  ...{ activeDeadlineSeconds: integer(0), backoffLimit: integer(0), backoffLimitPerIndex: integer(0) },
  ...{ completionMode: choice('NonIndexed', 'Indexed'), completions: integer(0), parallelism: integer(0) },
  managedBy: formed(
    (text) => {
      const slash = text.indexOf('/');
      return (
        isDns1123Subdomain(text.slice(0, slash)) && /^[\w./~%!$&'()*+,;=:-]+$/.test(text.slice(slash + 1))
      );
    },
    'a controller',
    'write a domain, a slash and a name, e.g. example.com/controller',
  ),
  manualSelector: checked('boolean', (value, complain) => {
    if (value === true) complain('true is refused', 'remove it: Kubernetes makes the selector');
  }),
  maxFailedIndexes: integer(0),
  podFailurePolicy: { rules: [failureRule] },
  podReplacementPolicy: choice('Failed', 'TerminatingOrFailed'),
  selector: checked(labelSelector, (_, complain) => complain('is refused', 'remove it: Kubernetes makes it')),
  ...{ successPolicy: { rules: 'list' }, suspend: 'boolean', ttlSecondsAfterFinished: integer(0) },
};
