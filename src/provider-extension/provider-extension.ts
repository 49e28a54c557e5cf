import { Construct } from 'constructs';
import { GardenObject, type Manifest, targetOptions } from '../garden-object/garden-object';
import { inOrder, mergeDeep } from '../garden-object/props';
import {
  anyMap,
  boolean,
  instance,
  type Members,
  number,
  object,
  readProps,
  required,
  unplaced,
} from '../garden-object/shapes';
import { Target } from '../gardener/target';
import { Check } from '../issues/check';
import { templatesSince } from '../validation/controller-deployment/chart';
import { type ChartImage, type ContainerResources, toChartResources } from './chart-settings';
import {
  type ExtensionValues,
  type ProviderAlicloudValuesProps,
  toExtensionValues,
  valuesMembers,
} from './extension-values';
import { HelmChart, toOciRepository } from './helm-chart';
import { refuseOtherSecrets } from './inspect-values';
import {
  gardenKubeconfigSince,
  registrationMembers,
  type RegistrationProps,
  toLabelsAndAnnotations,
  toPlacement,
  toServedResources,
} from './registration';
import { providerExtensionRules as rules } from './table';

/** Props of `ProviderExtension`: chart, values, admission and registration. */
export interface ProviderExtensionProps extends ProviderAlicloudValuesProps, RegistrationProps {
  /** Chart of provider-alicloud in an OCI registry. */
  readonly chart: HelmChart;
  /**
   * The admission webhooks of provider-alicloud, without which mistakes surface in the extension only.
   * @default none: they are deployed by other means
   */
  readonly admission?: AdmissionProps;
  /**
   * Values of the extension in the garden runtime cluster, where it serves backup buckets and DNS records of the
   * garden itself. The image owner and shared images mean nothing there. @default none
   */
  readonly runtimeClusterValues?: Manifest;
  /** Fields of the spec that have no prop, deep-merged. @default none */
  readonly extraSpec?: Manifest;
}

type GivenProps = Partial<ProviderExtensionProps>;

/**
 * provider-alicloud for a garden that gardener-operator manages: an Extension (`operator.gardener.cloud/v1alpha1`)
 * in the runtime cluster, of which the operator makes the ControllerDeployment and ControllerRegistration, and
 * deploys the admission webhooks. Needs Gardener 1.101; not beside a `ProviderExtensionDeployment`.
 *
 * Never throws for bad values: they are issues when the app is synthesized.
 */
export class ProviderExtension extends Construct {
  /** The API object, for JSON patches and metadata. */
  readonly apiObject: GardenObject;

  constructor(scope: Construct, id: string, props: ProviderExtensionProps) {
    super(scope, id);
    const check = Check.root(new Target(targetOptions(this)));
    const { target } = check;
    const given = readProps(props, members, check);
    const unavailable =
      target.gardener >= templatesSince
        ? undefined
        : `Gardener 1.${target.gardener} does not resolve references, 1.${templatesSince} and later do`;
    const values = toExtensionValues(given, unavailable, check);
    const metadata = { name: given.name ?? id, ...toLabelsAndAnnotations(given, true) };
    const spec = toSpec(given, values, check);
    if (values.holdsSecretInClear) {
      const others = { ...values, values: values.valuesWithoutOwner };
      refuseOtherSecrets({ metadata, spec: toSpec(given, others, unplaced()) }, check);
    }
    this.apiObject = new GardenObject(this, 'Resource', {
      apiVersion: 'operator.gardener.cloud/v1alpha1',
      kind: 'Extension',
      metadata,
      body: { spec },
      findings: () => check.findings,
      holdsSecretInClear: values.holdsSecretInClear,
    });
    this.node.defaultChild = this.apiObject;
  }

  /** `metadata.name`, also of what the operator makes of it. */
  get name(): string {
    return this.apiObject.name;
  }

  /** The manifest as it is written. */
  get manifest(): Manifest {
    return this.apiObject.toJson();
  }
}

function toSpec(props: GivenProps, values: ExtensionValues, check: Check): Manifest {
  const { target } = check;
  const resources = toChartResources(values.references);
  const extension = inOrder(['helm', 'values', 'runtimeClusterValues'], {
    helm: props.chart === undefined ? undefined : toHelm(props.chart, check.at('chart')),
    values: Object.keys(values.values).length === 0 ? undefined : values.values,
    runtimeClusterValues: props.runtimeClusterValues,
    ...toPlacement(props),
    injectGardenKubeconfig:
      props.injectGardenKubeconfig ?? (target.gardener >= gardenKubeconfigSince ? true : undefined),
  });
  const spec = {
    resources: toServedResources(props),
    deployment: inOrder(['extension', 'admission', 'resources'], {
      extension,
      admission:
        props.admission === undefined ? undefined : toAdmission(props.admission, check.at('admission')),
      resources: resources.length === 0 ? undefined : resources,
    }),
  };
  return mergeDeep(spec, props.extraSpec ?? {});
}

function toAdmission(props: AdmissionProps, check: Check): Manifest {
  const { runtime, application } = props;
  const values = toAdmissionValues(props);
  return inOrder(['runtimeCluster', 'virtualCluster', 'values'], {
    runtimeCluster: runtime === undefined ? undefined : { helm: toHelm(runtime, check.at('runtime')) },
    virtualCluster:
      application === undefined ? undefined : { helm: toHelm(application, check.at('application')) },
    values: Object.keys(values).length === 0 ? undefined : values,
  });
}

function toHelm(chart: HelmChart, check: Check): Manifest {
  const { oci } = chart.load(unplaced());
  if (oci !== undefined) return { ociRepository: toOciRepository(oci) };
  check.report(
    rules['helm-chart-not-oci'],
    'the chart does not lie in an OCI registry',
    'push it with "helm push" and use HelmChart.oci, or use ProviderExtensionDeployment',
  );
  return {};
}

/** The admission webhooks of provider-alicloud: two charts that take the same values. */
export interface AdmissionProps {
  /** Chart admission-alicloud-runtime, for the runtime cluster. @default none */
  readonly runtime?: HelmChart;
  /** Chart admission-alicloud-application, for the virtual garden. @default none */
  readonly application?: HelmChart;
  /** @default that of the chart */
  readonly image?: ChartImage;
  /** @default 1 */
  readonly replicaCount?: number;
  /** Requests and limits of the container. @default none */
  readonly resources?: ContainerResources;
  /** @default 8080 */
  readonly metricsPort?: number;
  /** @default 8081 */
  readonly healthPort?: number;
  /** @default 10250 */
  readonly webhookServerPort?: number;
  /** Whether a VerticalPodAutoscaler is made. @default that of the chart */
  readonly vpaEnabled?: boolean;
  /** Whether the Service routes to pods nearby. @default that of the chart */
  readonly topologyAwareRouting?: boolean;
  /** Further values, over those of the other props. @default none */
  readonly values?: Manifest;
}

const chart = instance(HelmChart, 'make it with HelmChart.oci');

const members: Members<ProviderExtensionProps> = {
  chart: required(chart),
  admission: object<AdmissionProps>({
    runtime: chart,
    application: chart,
    image: anyMap,
    replicaCount: number,
    resources: anyMap,
    metricsPort: number,
    healthPort: number,
    webhookServerPort: number,
    vpaEnabled: boolean,
    topologyAwareRouting: boolean,
    values: anyMap,
  }),
  runtimeClusterValues: anyMap,
  ...valuesMembers,
  ...registrationMembers,
  extraSpec: anyMap,
};

function toAdmissionValues(props: AdmissionProps): Manifest {
  const { image, replicaCount, resources, metricsPort, healthPort } = props;
  const { webhookServerPort, vpaEnabled, topologyAwareRouting, values } = props;
  const typed = Object.entries({
    image,
    replicaCount,
    resources,
    metricsPort,
    healthPort,
    webhookConfig: below('serverPort', webhookServerPort),
    vpa: below('enabled', vpaEnabled),
    service: below('topologyAwareRouting', below('enabled', topologyAwareRouting)),
  }).filter(([, value]) => value !== undefined);
  return mergeDeep(Object.fromEntries(typed), values ?? {});
}

function below(name: string, value: unknown): Manifest | undefined {
  return value === undefined ? undefined : { [name]: value };
}
