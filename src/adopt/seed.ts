import { asObject, isObject, type JsonObject, textAt } from '../gardener/json';
import { seedSpecOf } from '../gardener/kinds';
import type { OciChart } from '../provider-extension/helm-chart';
import type { BackupImmutability } from '../seed-backup/alicloud-seed-backup';
import type {
  ManagedSeedSpec,
  SeedDns,
  SeedDnsDomain,
  SeedExtension,
  SeedIngress,
  SeedLoadBalancerServices,
  SeedNetworks,
  SeedProvider,
  SeedResource,
  SeedSettings,
  SeedSpec,
  SeedToleration,
  SeedVolume,
} from '../seed-backup/seed-spec';
import { call, type Code, data, known, type MapEntry, type NameCode, value } from './code';
import {
  anyMap,
  boolean,
  expressed,
  fields,
  type Fit,
  listOf,
  mapOf,
  number,
  oneOf,
  optional,
  text,
  textMap,
  texts,
  unless,
} from './fit';
import type { Module, Program } from './program';

/** Secrets that several places refer to have a constant: in the file of the Seed, if nobody else needs it. */
export class Secrets {
  /** By Secret, how often it is referred to, and from where: each backup, and of each Seed the DNS. */
  private readonly users = new Map<string, { count: number; readonly places: Set<string> }>();
  private readonly constants = new Map<string, NameCode>();

  /** @param specs specs of all Seeds of the landscape */
  constructor(
    private readonly program: Program,
    specs: readonly unknown[],
  ) {
    for (const [index, spec] of specs.entries()) {
      const { backup, dns } = asObject(spec);
      for (const secret of referencesIn(backup)) this.count(secret, `backup ${index}`);
      for (const secret of referencesIn(dns)) this.count(secret, `dns ${index}`);
    }
  }

  /** @param file of the Seed whose DNS refers to it; undefined for a backup */
  reference(secret: JsonObject, file?: Module): Code {
    const key = keyOf(secret);
    const { count = 0, places } = this.users.get(key) ?? {};
    if (count < 2) return made(secret);
    const isOwn = file !== undefined && places?.size === 1;
    const place = isOwn ? file : this.program.module('secrets');
    const constant =
      this.constants.get(key) ??
      place.constant(textAt(secret, 'name'), 'secret', made(secret), { isExported: !isOwn });
    this.constants.set(key, constant);
    return constant;
  }

  private count(secret: JsonObject, user: string): void {
    const key = keyOf(secret);
    const users = this.users.get(key) ?? { count: 0, places: new Set<string>() };
    this.users.set(key, users);
    users.count++;
    users.places.add(user);
  }
}

/** `namespace/name` of the Secrets that the backup and the DNS of a Seed refer to. */
export function secretsOf(spec: unknown): readonly string[] {
  return referencesIn(spec).map((secret) => `${textAt(secret, 'namespace')}/${textAt(secret, 'name')}`);
}

function keyOf(secret: JsonObject): string {
  return JSON.stringify([textAt(secret, 'namespace'), textAt(secret, 'name')]);
}

function made(secret: JsonObject): Code {
  const names = [textAt(secret, 'namespace'), textAt(secret, 'name')];
  return call(known('SecretReference', 'of'), ...names.map((name) => value(name)));
}

/** Whether something names a Secret as `credentialsRef` does. */
function isSecret(reference: unknown): reference is JsonObject {
  const { apiVersion, kind, namespace, name } = asObject(reference);
  return (
    apiVersion === 'v1' && kind === 'Secret' && typeof namespace === 'string' && typeof name === 'string'
  );
}

/** Secrets that a part of a Seed names. */
function referencesIn(part: unknown): readonly JsonObject[] {
  if (Array.isArray(part)) return part.flatMap((item) => referencesIn(item));
  if (!isObject(part)) return [];
  return Object.entries(part).flatMap(([key, item]) =>
    key === 'credentialsRef' && isSecret(item) ? [item] : referencesIn(item),
  );
}

const name = { name: text };
const named = listOf(fields<{ readonly name: string }>(name));
const enabled = fields<{ readonly enabled: boolean }>({ enabled: boolean });

const toleration = fields<SeedToleration>({
  key: optional(text),
  operator: optional(oneOf('Exists', 'Equal')),
  value: optional(text),
  effect: optional(oneOf('NoSchedule', 'PreferNoSchedule', 'NoExecute')),
  tolerationSeconds: optional(number),
});

const loadBalancer = {
  annotations: optional(textMap),
  externalTrafficPolicy: optional(oneOf('Cluster', 'Local')),
  proxyProtocol: optional(fields<{ readonly allowed: boolean }>({ allowed: boolean })),
};

const reserved = fields<
  NonNullable<NonNullable<SeedSettings['excessCapacityReservation']>['configs']>[number]
>({
  resources: textMap,
  nodeSelector: optional(textMap),
  tolerations: optional(listOf(toleration)),
});

const settings = fields<SeedSettings>({
  excessCapacityReservation: optional(
    fields<NonNullable<SeedSettings['excessCapacityReservation']>>({
      enabled: optional(boolean),
      configs: optional(listOf(reserved)),
    }),
  ),
  scheduling: optional(fields<NonNullable<SeedSettings['scheduling']>>({ visible: boolean })),
  loadBalancerServices: optional(
    fields<SeedLoadBalancerServices>({
      ...loadBalancer,
      zones: optional(
        listOf(fields<NonNullable<SeedLoadBalancerServices['zones']>[number]>({ ...name, ...loadBalancer })),
      ),
      zonalIngress: optional(fields<{ readonly enabled?: boolean }>({ enabled: optional(boolean) })),
      class: optional(text),
    }),
  ),
  verticalPodAutoscaler: optional(
    fields<NonNullable<SeedSettings['verticalPodAutoscaler']>>({
      enabled: boolean,
      featureGates: optional(mapOf(boolean)),
      maxAllowed: optional(textMap),
    }),
  ),
  dependencyWatchdog: optional(
    fields<NonNullable<SeedSettings['dependencyWatchdog']>>({
      weeder: optional(enabled),
      prober: optional(enabled),
    }),
  ),
  topologyAwareRouting: optional(enabled),
  zoneSelection: optional(
    fields<NonNullable<SeedSettings['zoneSelection']>>({ mode: oneOf('Prefer', 'Enforce') }),
  ),
  persistentVolumeClaimAutoscaler: optional(enabled),
});

const provider = {
  type: text,
  region: text,
  zones: optional(texts),
  providerConfig: optional(anyMap),
};

const networks = {
  nodes: optional(text),
  pods: text,
  services: text,
  shootDefaults: optional(
    fields<NonNullable<SeedNetworks['shootDefaults']>>({ pods: optional(text), services: optional(text) }),
  ),
  blockCIDRs: optional(texts),
  ipFamilies: optional(listOf(oneOf('IPv4', 'IPv6'))),
};

const ingress = {
  domain: text,
  controller: unless(
    { kind: 'nginx' },
    fields<NonNullable<SeedIngress['controller']>>({
      kind: oneOf('nginx'),
      providerConfig: optional(anyMap),
    }),
  ),
};

const rest = {
  settings: optional(settings),
  taints: optional(
    listOf(fields<NonNullable<SeedSpec['taints']>[number]>({ key: text, value: optional(text) })),
  ),
  volume: optional(
    fields<SeedVolume>({
      minimumSize: optional(text),
      providers: optional(
        listOf(fields<NonNullable<SeedVolume['providers']>[number]>({ purpose: text, name: text })),
      ),
    }),
  ),
  accessRestrictions: optional(named),
  extensions: optional(
    listOf(
      fields<SeedExtension>({ type: text, providerConfig: optional(anyMap), disabled: optional(boolean) }),
    ),
  ),
  resources: optional(
    listOf(
      fields<SeedResource>({
        name: text,
        resourceRef: fields<SeedResource['resourceRef']>({ apiVersion: text, kind: text, name: text }),
      }),
    ),
  ),
};

function dnsFits({ secrets, file }: SeedFile) {
  const secret = expressed((given) => (isSecret(given) ? secrets.reference(given, file) : undefined));
  const credentials = expressed((given) => secret.toCode(given) ?? toWorkloadIdentity(given));
  const domain = fields<SeedDnsDomain>({
    type: text,
    domain: text,
    zone: optional(text),
    credentials: secret,
  });
  const dnsProvider = fields<SeedDns['provider']>({ type: text, credentials });
  return {
    provider: withCredentials(dnsProvider),
    internal: optional(withCredentials(domain)),
    defaults: optional(listOf(withCredentials(domain))),
  };
}

/** What Gardener calls `credentialsRef` is an object of ours. */
function withCredentials({ toCode }: Fit): ReturnType<typeof expressed> {
  return expressed((given) => {
    const { credentialsRef, ...others } = asObject(given);
    return toCode(credentialsRef === undefined ? others : { ...others, credentials: credentialsRef });
  });
}

function toWorkloadIdentity(given: unknown): Code | undefined {
  const { apiVersion, kind, namespace, name: identity } = asObject(given);
  if (apiVersion !== 'security.gardener.cloud/v1alpha1' || kind !== 'WorkloadIdentity') return undefined;
  if (typeof namespace !== 'string' || typeof identity !== 'string') return undefined;
  return call(known('WorkloadIdentityReference', 'of'), value(namespace), value(identity));
}

function seedFit(file: SeedFile): Fit {
  return fields<SeedSpec>({
    provider: fields<SeedProvider>(provider),
    networks: fields<SeedNetworks>(networks),
    dns: fields<SeedDns>(dnsFits(file)),
    ingress: fields<SeedIngress>(ingress),
    ...rest,
  });
}

/** The Shoot tells the rest. */
function managedSeedFit(file: SeedFile): Fit {
  return fields<ManagedSeedSpec>({
    provider: optional(fields<Partial<SeedProvider>>(allOptional(provider))),
    networks: optional(fields<Partial<SeedNetworks>>(allOptional(networks))),
    dns: optional(fields<Partial<SeedDns>>(allOptional(dnsFits(file)))),
    ingress: optional(fields<Partial<SeedIngress>>(allOptional(ingress))),
    ...rest,
  });
}

function allOptional<T extends Readonly<Record<string, Fit>>>(
  fits: T,
): { readonly [K in keyof T]: ReturnType<typeof optional> } {
  return Object.fromEntries(Object.entries(fits).map(([key, fit]) => [key, optional(fit)])) as {
    readonly [K in keyof T]: ReturnType<typeof optional>;
  };
}

/** Where the props of a Seed go, and what they have to say beside its fields. */
export interface SeedPlace {
  readonly program: Program;
  readonly secrets: Secrets;
  /** Whether it is the only one, so that its file needs no name of it. */
  readonly isOnly: boolean;
  /** `labels` and `annotations` of the object. */
  readonly metadata: readonly MapEntry[];
  /** Fields of the Seed that no prop says: `extraSeedSpec`. */
  readonly extra: MapEntry | undefined;
}

/** Props of `AlicloudSeedBackup` that say what a Seed, Gardenlet or ManagedSeed says; or why none do. */
export function toSeedProps(manifest: JsonObject, place: SeedPlace): readonly MapEntry[] | string {
  const spec = seedSpecOf(manifest)?.value;
  if (spec === undefined) return 'it has no Seed in it';
  const { credentialsRef, provider: backupProvider } = asObject(spec['backup']);
  if (backupProvider !== 'alicloud') return 'AlicloudSeedBackup is for Seeds with backups in OSS';
  if (!isSecret(credentialsRef)) return 'the credentials of its backup are no reference to a Secret';
  const kind = textAt(manifest, 'kind');
  const { namespace, name: objectName } = asObject(manifest['metadata']);
  if (kind !== 'Seed' && namespace !== 'garden') return `a ${kind} of ours lies in the namespace garden`;
  const { backup: _, ...seed } = spec;
  const { program, secrets, isOnly } = place;
  const file = program.newModule(isOnly ? 'seed' : `seed-${String(objectName)}`);
  const target = toTarget(kind, manifest, seed, { secrets, file }, place);
  if (typeof target === 'string') return target;
  const constant = file.constant(
    String(objectName),
    'seed',
    { is: 'map', entries: target.entries },
    {
      type: target.type,
    },
  );
  return [
    { key: 'target', value: call(known('SeedTarget', target.method), value(String(objectName)), constant) },
    ...toBackup(asObject(spec['backup']), credentialsRef, seed, place.secrets),
  ];
}

/** The file that the props of a Seed stand in. */
interface SeedFile {
  readonly secrets: Secrets;
  readonly file: Module;
}

interface TargetProps {
  readonly method: 'seed' | 'gardenlet' | 'managedSeed';
  readonly type: string;
  readonly entries: readonly MapEntry[];
}

function toTarget(
  kind: string,
  manifest: JsonObject,
  seed: JsonObject,
  file: SeedFile,
  { metadata, extra }: SeedPlace,
): TargetProps | string {
  const spec = asObject(manifest['spec']);
  const more = [...(extra === undefined ? [] : [extra]), ...metadata];
  const noSeed = 'its Seed lacks what the construct wants of one, or says it in another form';
  switch (kind) {
    case 'Seed': {
      const code = seedFit(file).toCode(seed);
      return code === undefined
        ? noSeed
        : { method: 'seed', type: 'SeedProps', entries: [{ key: 'seed', value: code }, ...more] };
    }
    case 'Gardenlet': {
      const code = seedFit(file).toCode(seed);
      const { helm, ...deployment } = asObject(spec['deployment']);
      const chart = toChart(asObject(helm)['ociRepository']);
      if (code === undefined) return noSeed;
      if (chart === undefined) return 'the chart of its gardenlet is in no OCI registry';
      const { name: kubeconfig } = asObject(spec['kubeconfigSecretRef']);
      const entries = [
        ...['chart', 'seed'].map((key) => ({ key, value: key === 'chart' ? chart : code })),
        ...toConfiguration(asObject(spec['config'])),
        ...filled('deployment', deployment),
        ...(typeof kubeconfig === 'string'
          ? [{ key: 'kubeconfigSecretName', value: value(kubeconfig) }]
          : []),
        ...more,
      ];
      return { method: 'gardenlet', type: 'GardenletProps', entries };
    }
    default: {
      const { name: shoot } = asObject(spec['shoot']);
      if (typeof shoot !== 'string') return 'it names no Shoot';
      const { deployment, config, bootstrap, mergeWithParent } = asObject(spec['gardenlet']);
      const code = managedSeedFit(file).toCode(seed);
      const entries = [
        { key: 'shoot', value: value(shoot) },
        ...(code === undefined ? [] : [{ key: 'seed', value: code }]),
        ...toConfiguration(asObject(config)),
        ...filled('deployment', asObject(deployment)),
        ...given('bootstrap', unless('BootstrapToken', oneOf('ServiceAccount', 'None')).toCode(bootstrap)),
        ...given('mergeWithParent', unless(true, boolean).toCode(mergeWithParent)),
        ...more,
      ];
      return { method: 'managedSeed', type: 'ManagedSeedProps', entries };
    }
  }
}

/** `seedMetadata` and `config`: what a GardenletConfiguration says beside its Seed. */
function toConfiguration(config: JsonObject): readonly MapEntry[] {
  const { apiVersion: _, kind: __, seedConfig, ...others } = config;
  const metadata = fields<{
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  }>({ labels: optional(textMap), annotations: optional(textMap) });
  return [
    ...given('seedMetadata', metadata.toCode(asObject(seedConfig)['metadata'])),
    ...filled('config', others),
  ];
}

function given(key: string, code: Code | undefined): readonly MapEntry[] {
  return code === undefined || (code.is === 'map' && code.entries.length === 0) ? [] : [{ key, value: code }];
}

function filled(key: string, object: JsonObject): readonly MapEntry[] {
  return Object.keys(object).length === 0 ? [] : [{ key, value: data(object) }];
}

/** An `ociRepository` as the props of ours have it. */
function toChart(repository: unknown): Code | undefined {
  const { ref, repository: place, tag, digest, pullSecretRef, caBundleSecretRef } = asObject(repository);
  const chart = fields<OciChart>({
    ref: optional(text),
    repository: optional(text),
    tag: optional(text),
    digest: optional(text),
    pullSecretName: optional(text),
    caBundleSecretName: optional(text),
  }).toCode({
    ref,
    repository: place,
    tag,
    digest,
    pullSecretName: asObject(pullSecretRef)['name'],
    caBundleSecretName: asObject(caBundleSecretRef)['name'],
  });
  return isObject(repository) ? chart : undefined;
}

function toBackup(
  backup: JsonObject,
  credentials: JsonObject,
  seed: JsonObject,
  secrets: Secrets,
): readonly MapEntry[] {
  const { type, region: ownRegion } = asObject(seed['provider']);
  const { region, providerConfig } = backup;
  const { apiVersion: _, kind: __, immutability, ...extra } = asObject(providerConfig);
  const { retentionPeriod, locked } = asObject(immutability);
  return [
    { key: 'credentials', value: secrets.reference(credentials) },
    ...(type === 'alicloud' && region === ownRegion ? [] : given('region', text.toCode(region))),
    ...given(
      'immutability',
      fields<BackupImmutability>({ retentionDays: number, locked: unless(false, boolean) }).toCode({
        retentionDays: retentionPeriod,
        locked,
      }),
    ),
    ...filled('extraProviderConfig', extra),
  ];
}
