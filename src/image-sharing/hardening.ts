import { asList, asObject } from '../gardener/json';

type Fields = Readonly<Record<string, unknown>>;
/** A place in the pod's spec. */
export type Steps = readonly (string | number)[];

/** Something that undoes the job's hardening, and where in the pod's spec. */
interface Gap {
  readonly steps: Steps;
  readonly message: string;
}

/** What the Pod Security Standard `restricted` has against a pod, and what else this one must not have. */
export function hardeningGaps(pod: Fields): readonly Gap[] {
  const own = asObject(pod['securityContext']);
  const lists = ['containers', 'initContainers', 'ephemeralContainers'];
  return [
    ...['hostIPC', 'hostNetwork', 'hostPID', 'shareProcessNamespace'].flatMap((field) =>
      gapIf(pod[field] === true, [field], 'shares what belongs to others with the pod'),
    ),
    ...gapIf(
      pod['automountServiceAccountToken'] !== false,
      ['automountServiceAccountToken'],
      'gives the pod a token for the cluster, which it does not need',
    ),
    ...['runAsUser', 'runAsGroup', 'fsGroup'].flatMap((field) =>
      gapIf(own[field] === 0, ['securityContext', field], 'is root'),
    ),
    ...gapIf(
      asList(own['supplementalGroups']).includes(0),
      ['securityContext', 'supplementalGroups'],
      'has root in it',
    ),
    ...asList(pod['volumes']).flatMap((volume, index) => volumeGaps(asObject(volume), ['volumes', index])),
    ...lists.flatMap((list) =>
      asList(pod[list]).flatMap((container, index) => containerGaps(asObject(container), own, [list, index])),
    ),
  ];
}

function volumeGaps(volume: Fields, at: Steps): readonly Gap[] {
  const sources = asList(asObject(volume['projected'])['sources']);
  const token = sources.some((source) => {
    const { serviceAccountToken } = asObject(source);
    return serviceAccountToken !== undefined && asObject(serviceAccountToken)['audience'] === undefined;
  });
  return [
    ...gapIf(volume['hostPath'] !== undefined, [...at, 'hostPath'], "shows the pod the node's files"),
    ...gapIf(token, [...at, 'projected'], 'gives the pod a token for the cluster, which it does not need'),
  ];
}

function containerGaps(container: Fields, pod: Fields, at: Steps): readonly Gap[] {
  const own = asObject(container['securityContext']);
  const { add, drop } = asObject(own['capabilities']);
  const seccomp = asObject(own['seccompProfile'] ?? pod['seccompProfile'])['type'];
  const gap = (isOne: boolean, field: string, message: string): readonly Gap[] =>
    gapIf(isOne, [...at, 'securityContext', field], message);
  return [
    ...gap(own['privileged'] === true, 'privileged', 'gives the container all rights on its node'),
    ...gap(
      own['allowPrivilegeEscalation'] !== false,
      'allowPrivilegeEscalation',
      'lets the program gain rights',
    ),
    ...gap(
      own['readOnlyRootFilesystem'] !== true,
      'readOnlyRootFilesystem',
      'lets the program change its own files',
    ),
    ...gap((own['runAsNonRoot'] ?? pod['runAsNonRoot']) !== true, 'runAsNonRoot', 'allows root'),
    ...gap(own['runAsUser'] === 0, 'runAsUser', 'is root'),
    ...gap(own['runAsGroup'] === 0, 'runAsGroup', 'is root'),
    ...gap(
      !asList(drop).includes('ALL') || asList(add).length > 0,
      'capabilities',
      'leaves capabilities of root',
    ),
    ...gap(
      seccomp !== 'RuntimeDefault' && seccomp !== 'Localhost',
      'seccompProfile',
      'allows every system call',
    ),
    ...gap((own['procMount'] ?? 'Default') !== 'Default', 'procMount', 'shows what the runtime hides'),
    ...asList(container['ports']).flatMap((port, index) =>
      gapIf(
        Number(asObject(port)['hostPort'] ?? 0) !== 0,
        [...at, 'ports', index, 'hostPort'],
        'opens a port of the node',
      ),
    ),
    ...asList(container['env']).flatMap((item, index) => variableGaps(asObject(item), [...at, 'env', index])),
  ];
}

const openOptions = /--(?:inspect|insecure-http-parser|tls-(?:min|max)-v1\.[01]\b|tls-cipher-list|trace-tls)/;

function variableGaps({ name, value }: Fields, at: Steps): readonly Gap[] {
  switch (name) {
    case 'NODE_TLS_REJECT_UNAUTHORIZED':
      return gapIf(
        value === '0',
        at,
        'lets anybody on the way read the credentials and answer for the cloud',
      );
    case 'NODE_OPTIONS':
      return gapIf(
        typeof value === 'string' && openOptions.test(value),
        at,
        'weakens connections, or opens a debugger',
      );
    case 'NODE_DEBUG':
      return gapIf(value !== undefined, at, 'writes what is sent, keys included, into the log');
    default:
      return [];
  }
}

function gapIf(isOne: boolean, steps: Steps, message: string): readonly Gap[] {
  return isOne ? [{ steps, message }] : [];
}
