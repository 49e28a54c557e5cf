type Fields = Readonly<Record<string, unknown>>;

const allowedVolumes = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/** What Kubernetes' Pod Security Standard `restricted` (and `baseline` below it) has against a pod's spec. */
export function restrictedViolations(spec: object): string[] {
  const pod = fields(spec);
  const own = fields(pod['securityContext']);
  return [
    ...['hostNetwork', 'hostPID', 'hostIPC'].filter((name) => pod[name] === true),
    ...list(pod['volumes']).flatMap(volumeViolations),
    ...['containers', 'initContainers', 'ephemeralContainers'].flatMap((name) =>
      list(pod[name]).flatMap((container) => containerViolations(container, own)),
    ),
    ...(own['sysctls'] === undefined ? [] : ['sysctls']),
    ...(own['seLinuxOptions'] === undefined ? [] : ['seLinuxOptions']),
    ...(own['runAsUser'] === 0 ? ['pod: runAsUser 0'] : []),
  ];
}

function volumeViolations({ name, ...source }: Fields): string[] {
  const kinds = Object.keys(source);
  return kinds.length === 1 && kinds.every((kind) => allowedVolumes.includes(kind))
    ? []
    : [`volume ${String(name)}: ${kinds.join()}`];
}

function containerViolations(container: Fields, pod: Fields): string[] {
  const own = fields(container['securityContext']);
  const effective = (name: string): unknown => own[name] ?? pod[name];
  const { add, drop } = fields(own['capabilities']);
  const checks: Readonly<Record<string, boolean>> = {
    privileged: own['privileged'] !== true,
    allowPrivilegeEscalation: own['allowPrivilegeEscalation'] === false,
    runAsNonRoot: effective('runAsNonRoot') === true,
    runAsUser: effective('runAsUser') !== 0,
    seccompProfile: ['RuntimeDefault', 'Localhost'].includes(
      String(fields(effective('seccompProfile'))['type']),
    ),
    'capabilities.drop': Array.isArray(drop) && drop.includes('ALL'),
    'capabilities.add':
      add === undefined || (Array.isArray(add) && add.every((one) => one === 'NET_BIND_SERVICE')),
    procMount: own['procMount'] === undefined || own['procMount'] === 'Default',
    hostPorts: list(container['ports']).every(({ hostPort }) => hostPort === undefined || hostPort === 0),
  };
  return Object.keys(checks).flatMap((name) =>
    checks[name] === true ? [] : [`${String(container['name'])}: ${name}`],
  );
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function list(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? (value as readonly Fields[]) : [];
}
