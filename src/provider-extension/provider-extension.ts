import { Construct } from 'constructs';
import { GardenObject, type Manifest, targetOptions } from '../garden-object/garden-object';
import { checkProps, inOrder, mergeDeep, type PropKinds } from '../garden-object/props';
import { gardenAppRules } from '../garden-object/table';
import { Target } from '../gardener/target';
import { IssueCollector } from '../issues/check';
import { templatesSince } from '../validation/controller-deployment/chart';
import { type ChartImage, type ContainerResources, toChartResources } from './chart-settings';
import {
  type ExtensionValues,
  type ProviderAlicloudValuesProps,
  toExtensionValues,
  valuesPropKinds,
} from './extension-values';
import { HelmChart, toOciRepository } from './helm-chart';
import { refuseOtherSecrets } from './inspect-values';
import {
  checkMetadata,
  gardenKubeconfigSince,
  registrationPropKinds,
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

const propKinds: PropKinds<ProviderExtensionProps> = {
  chart: 'map',
  admission: 'map',
  runtimeClusterValues: 'map',
  ...valuesPropKinds,
  ...registrationPropKinds,
  extraSpec: 'map',
};

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
    const issues = new IssueCollector();
    const given = checkMetadata(checkProps(props, propKinds, ['chart'], issues), issues);
    const target = new Target(targetOptions(this));
    const unavailable =
      target.gardener >= templatesSince
        ? undefined
        : `Gardener 1.${target.gardener} does not resolve references, 1.${templatesSince} and later do`;
    const values = toExtensionValues(given, unavailable, issues);
    const metadata = { name: given.name ?? id, ...toLabelsAndAnnotations(given, true) };
    const spec = toSpec(given, values, target, issues);
    if (values.holdsSecretInClear) {
      const others = { ...values, values: values.valuesWithoutOwner };
      refuseOtherSecrets({ metadata, spec: toSpec(given, others, target, new IssueCollector()) }, issues);
    }
    this.apiObject = new GardenObject(this, 'Resource', {
      apiVersion: 'operator.gardener.cloud/v1alpha1',
      kind: 'Extension',
      metadata,
      body: { spec },
      findings: () => issues.findings,
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

function toSpec(
  props: GivenProps,
  values: ExtensionValues,
  target: Target,
  issues: IssueCollector,
): Manifest {
  const resources = toChartResources(values.references);
  const extension = inOrder(['helm', 'values', 'runtimeClusterValues'], {
    helm: props.chart === undefined ? undefined : toHelm(props.chart, 'chart', issues),
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
      admission: props.admission === undefined ? undefined : toAdmission(props.admission, issues),
      resources: resources.length === 0 ? undefined : resources,
    }),
  };
  return mergeDeep(spec, props.extraSpec ?? {});
}

function toAdmission(props: AdmissionProps, issues: IssueCollector): Manifest {
  const found = new IssueCollector();
  const given = checkProps(props, admissionPropKinds, [], found);
  for (const finding of found.findings) {
    issues.findings.push({ ...finding, field: `admission.${finding.field}` });
  }
  const { runtime, application } = given;
  const values = toAdmissionValues(given);
  return inOrder(['runtimeCluster', 'virtualCluster', 'values'], {
    runtimeCluster:
      runtime === undefined ? undefined : { helm: toHelm(runtime, 'admission.runtime', issues) },
    virtualCluster:
      application === undefined ? undefined : { helm: toHelm(application, 'admission.application', issues) },
    values: Object.keys(values).length === 0 ? undefined : values,
  });
}

function toHelm(chart: unknown, prop: string, issues: IssueCollector): Manifest {
  if (!(chart instanceof HelmChart)) {
    issues.report(gardenAppRules['prop-type'], prop, 'is no HelmChart', {
      hint: 'make it with HelmChart.oci',
    });
    return {};
  }
  const { oci } = chart.load(new IssueCollector());
  if (oci !== undefined) return { ociRepository: toOciRepository(oci) };
  issues.report(rules['helm-chart-not-oci'], prop, 'the chart does not lie in an OCI registry', {
    hint: 'push it with "helm push" and use HelmChart.oci, or use ProviderExtensionDeployment',
  });
  return {};
}

/** The admission webhooks of provider-alicloud: two charts that take the same values. */
export interface AdmissionProps {
  /** Chart admission-alicloud-runtime, for the runtime cluster. @default none */
  readonly runtime?: HelmChart;
  /** Chart admission-alicloud-application, for the virtual garden. @default none */
  readonly application?: HelmChart;
  /** Image of the admission. @default that of the chart */
  readonly image?: ChartImage;
  /** How many pods serve it. @default 1 */
  readonly replicaCount?: number;
  /** Requests and limits of the container. @default none */
  readonly resources?: ContainerResources;
  /** Port of the metrics. @default 8080 */
  readonly metricsPort?: number;
  /** Port of the health checks. @default 8081 */
  readonly healthPort?: number;
  /** Port of the webhooks. @default 10250 */
  readonly webhookServerPort?: number;
  /** Whether a VerticalPodAutoscaler is made. @default that of the chart */
  readonly vpaEnabled?: boolean;
  /** Whether the Service routes to pods nearby. @default that of the chart */
  readonly topologyAwareRouting?: boolean;
  /** Further values, over those of the other props. @default none */
  readonly values?: Manifest;
}

const admissionPropKinds: PropKinds<AdmissionProps> = {
  runtime: 'map',
  application: 'map',
  image: 'map',
  replicaCount: 'number',
  resources: 'map',
  metricsPort: 'number',
  healthPort: 'number',
  webhookServerPort: 'number',
  vpaEnabled: 'boolean',
  topologyAwareRouting: 'boolean',
  values: 'map',
};

function toAdmissionValues(props: Partial<AdmissionProps>): Manifest {
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
