import { Construct } from 'constructs';
import { inOrder } from '../garden-app/canonical';
import { checkProps, type PropKinds } from '../garden-app/check-props';
import { GardenObject, type Manifest } from '../garden-app/garden-object';
import { mergeDeep } from '../garden-app/merge';
import { gardenAppRules } from '../garden-app/rules';
import { targetOptions } from '../garden-app/target-context';
import { templatesSince } from '../validation/controller-deployment/chart-values';
import { IssueCollector } from '../validation/issue-collector';
import { Target } from '../validation/target';
import { admissionPropKinds, toAdmissionValues, type AdmissionProps } from './admission';
import { toChartResources } from './chart-resource';
import {
  toExtensionValues,
  valuesPropKinds,
  type ExtensionValues,
  type ProviderAlicloudValuesProps,
} from './extension-values';
import { HelmChart } from './helm-chart';
import { refuseOtherSecrets } from './inspect-values';
import { toOciRepository } from './oci-chart';
import {
  checkMetadata,
  gardenKubeconfigSince,
  registrationPropKinds,
  toLabelsAndAnnotations,
  toPlacement,
  toServedResources,
  type RegistrationProps,
} from './registration';
import { providerExtensionRules as rules } from './rules';

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
