import { checkFields } from '../garden-object/fields';
import { mergeDeep, toPlain, type Unplain } from '../garden-object/props';
import { gardenAppRules } from '../garden-object/table';
import { asList, asObject } from '../gardener/json';
import type { Check } from '../issues/check';
import type { Accounts } from './accounts';
import { hardeningGaps, type Steps } from './hardening';
import { checkContainers } from './job-rules';
import { containerFields, fieldRules, podFields } from './kubernetes-fields';
import type { OidcRoleProps, OwnerCredentials } from './owner-access';
import type { ImageSharingJobProps } from './props';
import { type Code, loaderFile } from './reconciler-code';
import { accountMaps, mounts } from './reconciler-config';
import type { Quantities } from './resources';
import { imageSharingRules as rules } from './table';

type Fields = Readonly<Record<string, unknown>>;

export const mainContainer = 'share-images';
/** User and group of the program; nobody's on a usual node. */
const nobody = 65532;
const tokenSeconds = 3600;

/** What the pod is made from. */
interface PodSource {
  readonly serviceAccount: string;
  readonly credentials: OwnerCredentials;
  readonly accounts: Accounts;
  readonly code: Code;
  /** With the config, and with the program; no second one where the image has it. */
  readonly configMaps: readonly string[];
  readonly args: readonly string[];
  readonly resources: Quantities;
  readonly props: Pick<Partial<ImageSharingJobProps>, 'env' | 'extraContainer' | 'extraPodSpec'>;
}

/** A volume with the place where the program sees it. */
interface Mounted {
  readonly volume: Fields & { readonly name: string };
  readonly mountPath: string;
}

/** The pod's spec as the API server stores it: what it would drop is left out. @param check of all props */
export function toPodSpec(source: PodSource, check: Check): Fields {
  const { serviceAccount, code, configMaps, resources, props } = source;
  const volumes = toVolumes(source);
  const env = { ...checkEnv({ ...props.env }, check.at('env')), ...roleVariables(source.credentials.role) };
  const container: Fields = {
    args: source.args,
    ...(configMaps[1] === undefined ? {} : { command: ['node', `${mounts.code}/${loaderFile}`] }),
    env: Object.entries(env).map(([name, value]) => ({ name, value })),
    image: code.image,
    imagePullPolicy: 'IfNotPresent',
    name: mainContainer,
    resources: { limits: resources.limits, requests: resources.requests },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsGroup: nobody,
      runAsNonRoot: true,
      runAsUser: nobody,
    },
    volumeMounts: volumes.map(({ volume, mountPath }) => ({ mountPath, name: volume.name, readOnly: true })),
  };
  const pullSecret = code.pullSecret?.reference.name;
  const own: Fields = {
    automountServiceAccountToken: false,
    containers: [
      layOver(
        container,
        plainExtra(props.extraContainer, check.at('extraContainer')),
        check.at('extraContainer'),
      ),
    ],
    dnsPolicy: 'ClusterFirst',
    enableServiceLinks: false,
    ...(pullSecret === undefined ? {} : { imagePullSecrets: [{ name: pullSecret }] }),
    restartPolicy: 'Never',
    securityContext: {
      fsGroup: nobody,
      fsGroupChangePolicy: 'Always',
      runAsGroup: nobody,
      runAsNonRoot: true,
      runAsUser: nobody,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    serviceAccountName: serviceAccount,
    setHostnameAsFQDN: false,
    terminationGracePeriodSeconds: 30,
    volumes: volumes.map(({ volume }) => volume),
  };
  const extra = plainExtra(props.extraPodSpec, check.at('extraPodSpec'));
  checkFields(props.extraContainer, containerFields, check.at('extraContainer'), fieldRules, true);
  checkFields(extra, podFields, check.at('extraPodSpec'), fieldRules, true);
  const pod = stored(layOver(own, extra, check.at('extraPodSpec'))) as Fields;
  checkExtraVariables(props.extraContainer, check.at('extraContainer', 'env'));
  checkMounts(pod, check);
  checkContainers(pod, (list, index) =>
    list === 'containers' && index === 0
      ? check.at('extraContainer')
      : check.at('extraPodSpec', list, list === 'containers' ? index - 1 : index),
  );
  for (const { steps, message } of hardeningGaps(pod)) {
    const hint = 'leave it as it is, unless the job cannot run so';
    placeOf(steps, pod, props, check).report(rules['image-sharing-hardening-undone'], message, hint);
  }
  return pod;
}

function toVolumes({ credentials, accounts, configMaps }: PodSource): readonly Mounted[] {
  const [config = '', program] = configMaps;
  const { secret, role } = credentials;
  return [
    mapVolume('config', config, mounts.config),
    ...(program === undefined ? [] : [mapVolume('code', program, mounts.code)]),
    ...accountMaps(accounts).map(([name], index) =>
      mapVolume(`accounts-${index}`, name, mounts.accounts(index)),
    ),
    ...(secret === undefined ? [] : [secretVolume('owner', secret.reference.name, mounts.owner)]),
    ...accounts.credentials.map(({ reference }, index) =>
      secretVolume(`target-${index}`, reference.name, mounts.target(index)),
    ),
    ...accounts.gardens.map(({ kubeconfig }, index) =>
      secretVolume(`garden-${index}`, kubeconfig.reference.name, mounts.garden(index)),
    ),
    ...(role === undefined ? [] : [tokenVolume(role.audience)]),
  ];
}

function mapVolume(name: string, configMap: string, mountPath: string): Mounted {
  return { volume: { configMap: { defaultMode: 0o444, name: configMap }, name }, mountPath };
}

/** Readable by the group that fsGroup gives the pod, and by nobody else. */
function secretVolume(name: string, secretName: string, mountPath: string): Mounted {
  return { volume: { name, secret: { defaultMode: 0o440, secretName } }, mountPath };
}

function tokenVolume(audience: string): Mounted {
  const token = { audience, expirationSeconds: tokenSeconds, path: 'token' };
  const projected = { defaultMode: 0o440, sources: [{ serviceAccountToken: token }] };
  return { volume: { name: 'token', projected }, mountPath: mounts.token };
}

/** What the program reads for RRSA. */
function roleVariables(role: Required<OidcRoleProps> | undefined): Readonly<Record<string, string>> {
  if (role === undefined) return {};
  return {
    ALIBABA_CLOUD_OIDC_PROVIDER_ARN: role.providerArn,
    ALIBABA_CLOUD_OIDC_TOKEN_FILE: `${mounts.token}/token`,
    ALIBABA_CLOUD_ROLE_ARN: role.roleArn,
  };
}

const secretNames = /SECRET|PASSWORD|(?:ACCESS_KEY|SECURITY_TOKEN)/i;

/** The environment variables that a pod may have; secrets are none of them. */
function checkEnv(given: Fields, check: Check): Readonly<Record<string, string>> {
  const env: [string, string][] = [];
  for (const [name, value] of Object.entries(given)) {
    const at = check.key(name);
    if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name) || typeof value !== 'string') {
      const message = typeof value === 'string' ? `${JSON.stringify(name)} is no name` : 'is no text';
      const hint = 'use letters, digits, _, - and . for the name, and a text in quotes for the value';
      at.report(rules['image-sharing-env-invalid'], message, hint);
    } else if (secretNames.test(name) || holdsPassword(value)) {
      // The value stays out of the message.
      const hint = 'use credentials for keys, and a proxy that asks for no password';
      at.report(rules['image-sharing-env-secret'], 'would write a secret in clear', hint);
    } else {
      env.push([name, value]);
    }
  }
  return Object.fromEntries(env);
}

/** Variables that go past the prop `env` hold no secrets either; a reference to a Secret is none. */
function checkExtraVariables(container: unknown, check: Check): void {
  asList(asObject(container)['env']).forEach((item, index) => {
    const { name, value } = asObject(item);
    if (typeof value !== 'string' || value === '') return;
    if (!secretNames.test(String(name)) && !holdsPassword(value)) return;
    const hint = 'use valueFrom.secretKeyRef';
    check.at(index).report(rules['image-sharing-env-secret'], 'would write a secret in clear', hint);
  });
}

/** The API server refuses a mount of a volume that there is none of. */
function checkMounts(pod: Fields, check: Check): void {
  const volumes = new Set(asList(pod['volumes']).map((volume) => asObject(volume)['name']));
  for (const list of ['containers', 'initContainers']) {
    asList(pod[list]).forEach((container, index) => {
      for (const mount of asList(asObject(container)['volumeMounts'])) {
        const { name } = asObject(mount);
        if (volumes.has(name)) continue;
        const at =
          list === 'containers' && index === 0 ? check.at('extraContainer') : check.at('extraPodSpec', list);
        const message = `there is no volume ${typeof name === 'string' ? JSON.stringify(name) : 'of that name'}`;
        const hint = 'add it to extraPodSpec.volumes';
        at.at('volumeMounts').report(rules['image-sharing-extra-mount'], message, hint);
      }
    });
  }
}

/** Whether an address holds a user with a password. */
export function holdsPassword(address: string): boolean {
  return /:\/\/[^/@\s:]*:[^/@\s]+@/.test(address);
}

/** Fields that the user gives, as JSON knows them. */
export function plainExtra(given: unknown, check: Check): Fields {
  if (given === undefined) return {};
  const unplain: Unplain[] = [];
  const plain = toPlain(given, unplain, check.field) as Fields;
  for (const { field, message, hint } of unplain) {
    check.as(field).report(gardenAppRules['value-not-plain'], message, hint);
  }
  return plain;
}

/** Lists whose items have a name of their own: what is given is added to ours, and replaces none. */
const keyOfList: Readonly<Record<string, string>> = {
  containers: 'name',
  env: 'name',
  imagePullSecrets: 'name',
  volumeMounts: 'mountPath',
  volumes: 'name',
};

/** Lays the user's fields over ours: maps merge, named items are added, everything else replaces. */
function layOver(own: Fields, extra: Fields, check: Check): Fields {
  const laid: Record<string, unknown> = { ...own };
  for (const [field, value] of Object.entries(extra)) {
    const below = own[field];
    const key = Object.hasOwn(keyOfList, field) ? keyOfList[field] : undefined;
    if (key !== undefined && Array.isArray(below)) {
      laid[field] = addItems(below as readonly Fields[], value, key, check.at(field));
    } else if ((field === 'name' || field === 'args') && own['name'] === mainContainer) {
      reportReplaced(field, check.at(field));
    } else {
      laid[field] = mergeDeep({ [field]: below }, { [field]: value })[field];
    }
  }
  return laid;
}

function addItems(own: readonly Fields[], added: unknown, key: string, check: Check): readonly unknown[] {
  const items: unknown[] = [...own];
  if (added === null) reportReplaced('all of them', check);
  if (!Array.isArray(added)) return items;
  added.forEach((item: unknown, index) => {
    const name: unknown = typeof item === 'object' && item !== null ? (item as Fields)[key] : undefined;
    if (own.some((one) => one[key] === name)) reportReplaced(String(name), check.at(index));
    else items.push(item);
  });
  return items;
}

function reportReplaced(what: string, check: Check): void {
  const hint = 'give it another name; fields of the container go into extraContainer';
  check.report(rules['image-sharing-extra-replaces'], `would replace ${what}, which the job needs`, hint);
}

/** Fields that the API server drops while they are false. */
const droppedFalse: ReadonlySet<string> = new Set([
  ...['hostIPC', 'hostNetwork', 'hostPID', 'readOnly', 'stdin', 'stdinOnce', 'tty'],
]);
const droppedEmpty: ReadonlySet<string> = new Set(['annotations', 'labels', 'nodeSelector', 'overhead']);

/** The form in which the API server keeps a pod: it drops what is as good as absent, and Git would differ for ever. */
export function stored(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stored);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([field, inner]: [string, unknown]) => {
      const kept = stored(inner);
      const isDropped =
        kept === null ||
        (kept === false && droppedFalse.has(field)) ||
        (kept === '' && field === 'value') ||
        (Array.isArray(kept) && kept.length === 0) ||
        (droppedEmpty.has(field) && Object.keys(kept as object).length === 0);
      return isDropped ? [] : [[field, kept] as const];
    }),
  );
}

/** The prop that a part of the pod comes from. */
function placeOf(steps: Steps, pod: Fields, props: PodSource['props'], check: Check): Check {
  const [list, index, ...inner] = steps;
  const container = list === 'containers' && index === 0;
  if (container && inner[0] === 'env') {
    const item = asList(asObject(asList(pod['containers'])[0])['env'])[Number(inner[1])];
    const name = String(asObject(item)['name']);
    return Object.hasOwn({ ...props.env }, name)
      ? check.at('env').key(name)
      : check.at('extraContainer', 'env');
  }
  if (container && Object.hasOwn({ ...props.extraContainer }, String(inner[0]))) {
    return check.at('extraContainer', ...inner);
  }
  return check.at('extraPodSpec', ...steps);
}
