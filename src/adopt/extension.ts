import { asList, asObject, isObject, isSameJson, type JsonObject, textAt } from '../gardener/json';
import { isProtection } from '../gardener/protection';
import type {
  ChartImage,
  ChartResource,
  ClientConnectionSettings,
  ContainerResources,
  ControllersSettings,
  ControllerSettings,
  DnsRecordControllerSettings,
  EtcdStorageSettings,
  ProviderAlicloudSettings,
} from '../provider-extension/chart-settings';
import { valuePlaces } from '../provider-extension/extension-values';
import type { OciPullSecrets } from '../provider-extension/helm-chart';
import type { RegistrationProps, ServedResource } from '../provider-extension/registration';
import { providerAlicloudResources } from '../validation/alicloud/chart-values';
import { call, type Code, data, entriesOf, known, map, type MapEntry, value } from './code';
import {
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
  whole,
} from './fit';
import type { Program } from './program';

/** Whether an extension, or what registers it, is provider-alicloud: no other has constructs. */
export function isProviderAlicloud(spec: unknown): boolean {
  return asList(asObject(spec)['resources']).some((resource) =>
    /^alicloud(?:-|$)/.test(textAt(asObject(resource), 'type')),
  );
}

const controller = optional(fields<ControllerSettings>({ concurrentSyncs: optional(number) }));
const numberOrText = expressed((given) => number.toCode(given) ?? text.toCode(given));

const settings = {
  image: whole(
    fields<ChartImage>({ repository: optional(text), tag: optional(text), pullPolicy: optional(text) }),
  ),
  replicaCount: optional(number),
  maxUnavailable: optional(numberOrText),
  maxSurge: optional(numberOrText),
  resources: whole(fields<ContainerResources>({ limits: optional(textMap), requests: optional(textMap) })),
  vpaEnabled: optional(boolean),
  vpaUpdateMode: optional(text),
  metricsPort: optional(number),
  healthPort: optional(number),
  webhookServerPort: optional(number),
  webhookServicePort: optional(number),
  usablePorts: optional(listOf(number)),
  controllers: whole(
    fields<ControllersSettings>({
      backupbucket: controller,
      backupentry: controller,
      bastion: controller,
      controlplane: controller,
      dnsrecord: optional(
        fields<DnsRecordControllerSettings>({
          concurrentSyncs: optional(number),
          providerClientQPS: optional(number),
          providerClientBurst: optional(number),
          providerClientWaitTimeout: optional(text),
        }),
      ),
      healthcheck: controller,
      infrastructure: controller,
      worker: controller,
      heartbeat: optional(
        fields<{ readonly renewIntervalSeconds?: number }>({ renewIntervalSeconds: optional(number) }),
      ),
      ignoreOperationAnnotation: optional(boolean),
    }),
  ),
  disableControllers: optional(texts),
  disableWebhooks: optional(texts),
  ignoreResources: optional(boolean),
  imageVectorOverwrite: optional(text),
  enableScraping: optional(boolean),
  clientConnection: whole(
    fields<ClientConnectionSettings>({
      acceptContentTypes: optional(text),
      contentType: optional(text),
      qps: optional(number),
      burst: optional(number),
    }),
  ),
  etcdStorage: whole(
    fields<EtcdStorageSettings>({
      className: optional(text),
      capacity: optional(text),
      volumeBindingMode: optional(text),
    }),
  ),
  backendLoadBalancerSpec: optional(text),
  enableADController: optional(boolean),
} satisfies { readonly [K in keyof ProviderAlicloudSettings]-?: Fit };

const valueFits = new Map<string, Fit>(Object.entries({ ...settings, sharedImages: optional(texts) }));

/** Values of provider-alicloud's chart as props; what has none stays in `values`. */
function toValues(values: JsonObject): readonly MapEntry[] {
  let others: JsonObject = values;
  const entries = Object.entries(valuePlaces).flatMap(([prop, place]) => {
    const steps = place.split('.');
    const given = steps.reduce<unknown>((inner, step) => (isObject(inner) ? inner[step] : undefined), values);
    const code = given === undefined ? undefined : valueFits.get(prop)?.toCode(given);
    // To the construct an empty list of images is none.
    if (code === undefined || (prop === 'sharedImages' && isSameJson(given, []))) return [];
    others = without(others, steps);
    return [{ key: prop, value: code }];
  });
  return [...entries, ...(Object.keys(others).length === 0 ? [] : [{ key: 'values', value: data(others) }])];
}

/** Without the value at a place, and maps that hold nothing else. */
function without(object: JsonObject, [step = '', ...below]: readonly string[]): JsonObject {
  const { [step]: inner, ...others } = object;
  const left = below.length === 0 ? {} : without(asObject(inner), below);
  return Object.keys(left).length === 0 ? others : { ...object, [step]: left };
}

const podSecurity = 'security.gardener.cloud/pod-security-enforce';

const served = listOf(
  fields<ServedResource>({
    kind: text,
    type: text,
    primary: unless(true, boolean),
    reconcileTimeout: optional(text),
    lifecycle: optional(
      fields<NonNullable<ServedResource['lifecycle']>>({
        reconcile: optional(text),
        delete: optional(text),
        migrate: optional(text),
      }),
    ),
    workerlessSupported: optional(boolean),
    autoEnable: optional(texts),
    clusterCompatibility: optional(texts),
    continuousEndpointUpdate: optional(boolean),
  }),
);

function toServed(resources: unknown): Code | undefined {
  const said = asList(resources).map((resource) => {
    const { primary, ...rest } = asObject(resource);
    return primary === undefined || primary === true ? rest : resource;
  });
  return isSameJson(said, providerAlicloudResources) ? undefined : served.toCode(resources);
}

const seedSelector = fields<NonNullable<RegistrationProps['seedSelector']>>({
  matchLabels: optional(textMap),
  matchExpressions: optional(
    listOf(
      fields<NonNullable<NonNullable<RegistrationProps['seedSelector']>['matchExpressions']>[number]>({
        key: text,
        operator: text,
        values: optional(texts),
      }),
    ),
  ),
});

/** `labels`, `annotations` and `podSecurity` that all objects of a registration share. */
function toMetadata(registered: JsonObject, others: readonly JsonObject[]): readonly MapEntry[] {
  const shared = (field: string): JsonObject =>
    Object.fromEntries(
      Object.entries(asObject(asObject(registered['metadata'])[field])).filter(
        ([key, said]) =>
          typeof said === 'string' &&
          !isProtection(key, said) &&
          others.every((other) => asObject(asObject(other['metadata'])[field])[key] === said),
      ),
    );
  const { [podSecurity]: _, ...annotations } = shared('annotations');
  const level = asObject(asObject(registered['metadata'])['annotations'])[podSecurity];
  return entriesOf({
    labels: filled(shared('labels')),
    annotations: filled(annotations),
    podSecurity: unless('baseline', oneOf('privileged', 'baseline', 'restricted')).toCode(level),
  });
}

function filled(object: JsonObject): Code | undefined {
  return Object.keys(object).length === 0 ? undefined : data(object);
}

/** `references`: by name, what chart values may refer to. */
function toReferences(resources: unknown): Code | undefined {
  const reference = fields<ChartResource>({ kind: oneOf('Secret', 'ConfigMap'), name: text });
  const entries = asList(resources).map((resource) => {
    const { name, resourceRef } = asObject(resource);
    return [String(name), resourceRef] as const;
  });
  return entries.length === 0 ? undefined : mapOf(reference).toCode(Object.fromEntries(entries));
}

/** A chart that lies in a registry, or that travels in the object: then its archive is a file of the landscape. */
function toChart(helm: JsonObject, raw: unknown, name: string, program: Program): Code | undefined {
  const repository = helm['ociRepository'];
  if (isObject(repository)) {
    const { ref, repository: place, tag, digest, pullSecretRef, caBundleSecretRef } = repository;
    const secrets = fields<OciPullSecrets>({
      pullSecretName: optional(text),
      caBundleSecretName: optional(text),
    }).toCode({
      pullSecretName: asObject(pullSecretRef)['name'],
      caBundleSecretName: asObject(caBundleSecretRef)['name'],
    });
    const more = secrets?.is === 'map' && secrets.entries.length > 0 ? [secrets] : [];
    if (typeof ref === 'string') return call(known('HelmChart', 'ociReference'), value(ref), ...more);
    const version = digest ?? tag;
    if (typeof place !== 'string' || typeof version !== 'string') return undefined;
    return call(known('HelmChart', 'oci'), value(place), value(version), ...more);
  }
  if (typeof raw !== 'string' || raw === '') return undefined;
  const path = `${program.names.file(name, 'charts')}.tgz`;
  program.dataFiles.set(path, { bytes: Buffer.from(raw, 'base64') });
  return call(known('HelmChart', 'archive'), value(path));
}

const noChart = 'its chart is neither in an OCI registry nor in the object';

/** Props of `ProviderExtensionDeployment` that say what both objects say; or why none do. */
export function toDeploymentProps(
  deployment: JsonObject,
  registration: JsonObject,
  program: Program,
): readonly MapEntry[] | string {
  const { name } = asObject(registration['metadata']);
  const spec = asObject(registration['spec']);
  const { policy, seedSelector: selector } = asObject(spec['deployment']);
  const isOlder = deployment['apiVersion'] === 'core.gardener.cloud/v1beta1';
  const helm = asObject(deployment[isOlder ? 'providerConfig' : 'helm']);
  const chart = toChart(helm, helm[isOlder ? 'chart' : 'rawChart'], String(name), program);
  if (chart === undefined) return noChart;
  return [
    { key: 'chart', value: chart },
    ...(isOlder ? [{ key: 'form', value: value('v1beta1') }] : []),
    ...toValues(asObject(helm['values'])),
    ...entriesOf({
      references: isOlder ? undefined : toReferences(deployment['resources']),
      servedResources: toServed(spec['resources']),
      policy: unless('OnDemand', oneOf('Always', 'AlwaysExceptNoShoots')).toCode(policy),
      seedSelector: seedSelector.toCode(selector),
      injectGardenKubeconfig: unless(true, boolean).toCode(deployment['injectGardenKubeconfig'] ?? false),
    }),
    ...toMetadata(registration, [deployment]),
  ];
}

/** Props of `ProviderExtension` that say what an Extension says; or why none do. */
export function toExtensionProps(manifest: JsonObject, program: Program): readonly MapEntry[] | string {
  const { name } = asObject(manifest['metadata']);
  const spec = asObject(manifest['spec']);
  const { extension, admission, resources } = asObject(spec['deployment']);
  const {
    helm,
    values,
    runtimeClusterValues,
    policy,
    seedSelector: selector,
    injectGardenKubeconfig,
  } = asObject(extension);
  const chart = toChart(asObject(helm), undefined, String(name), program);
  if (chart === undefined) return 'its chart is in no OCI registry';
  return [
    { key: 'chart', value: chart },
    ...toValues(asObject(values)),
    ...entriesOf({
      admission: isObject(admission) ? toAdmission(admission, String(name), program) : undefined,
      runtimeClusterValues: isObject(runtimeClusterValues) ? data(runtimeClusterValues) : undefined,
      references: toReferences(resources),
      servedResources: toServed(spec['resources']),
      policy: oneOf('OnDemand', 'Always', 'AlwaysExceptNoShoots').toCode(policy),
      seedSelector: seedSelector.toCode(selector),
      injectGardenKubeconfig: unless(true, boolean).toCode(injectGardenKubeconfig),
    }),
    ...toMetadata(manifest, []),
  ];
}

function toAdmission(admission: JsonObject, name: string, program: Program): Code {
  const chartOf = (cluster: string): Code | undefined =>
    toChart(asObject(asObject(admission[cluster])['helm']), undefined, name, program);
  return map({
    runtime: chartOf('runtimeCluster'),
    application: chartOf('virtualCluster'),
    values: filled(asObject(admission['values'])),
  });
}
