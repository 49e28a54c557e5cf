import { Construct } from 'constructs';
import { GardenObject, type Manifest, targetOptions } from '../garden-object/garden-object';
import { inOrder, mergeDeep } from '../garden-object/props';
import { anyMap, instance, type Members, oneOf, readProps, required } from '../garden-object/shapes';
import { Target } from '../gardener/target';
import { Check } from '../issues/check';
import { templatesSince } from '../validation/controller-deployment/chart';
import { toChartResources } from './chart-settings';
import {
  type ExtensionValues,
  type ProviderAlicloudValuesProps,
  toExtensionValues,
  valuesMembers,
} from './extension-values';
import { HelmChart, type LoadedChart, toOciRepository } from './helm-chart';
import { refuseOtherSecrets, warnUnreadValues } from './inspect-values';
import {
  gardenKubeconfigSince,
  registrationMembers,
  type RegistrationProps,
  toLabelsAndAnnotations,
  toPlacement,
  toServedResources,
} from './registration';

/** Props of `ProviderExtensionDeployment`: chart, values and registration. */
export interface ProviderExtensionDeploymentProps extends ProviderAlicloudValuesProps, RegistrationProps {
  /** Chart of provider-alicloud. A folder or archive travels in the object, and is looked into. */
  readonly chart: HelmChart;
  /**
   * API version of the ControllerDeployment: `v1beta1` is for clients that know no other. It has no `references`.
   * @default `v1`
   */
  readonly form?: 'v1' | 'v1beta1';
  /** Fields of the ControllerDeployment that have no prop, deep-merged: it has no spec. @default none */
  readonly extraFields?: Manifest;
  /** Fields of the ControllerRegistration's spec that have no prop, deep-merged. @default none */
  readonly extraRegistrationSpec?: Manifest;
}

type GivenProps = Partial<ProviderExtensionDeploymentProps>;

const members: Members<ProviderExtensionDeploymentProps> = {
  chart: required(instance(HelmChart, 'make it with HelmChart.oci, .directory, .archive or .base64')),
  ...valuesMembers,
  ...registrationMembers,
  form: oneOf('v1', 'v1beta1'),
  extraFields: anyMap,
  extraRegistrationSpec: anyMap,
};

/**
 * provider-alicloud, installed by hand: a ControllerDeployment with the chart and its values, and the
 * ControllerRegistration that says what the extension serves. For gardens that gardener-operator manages,
 * `ProviderExtension` is the shorter way.
 *
 * Never throws for bad values: they are issues when the app is synthesized.
 */
export class ProviderExtensionDeployment extends Construct {
  /** The ControllerDeployment. */
  readonly deployment: GardenObject;
  /** The ControllerRegistration that names it. */
  readonly registration: GardenObject;

  constructor(scope: Construct, id: string, props: ProviderExtensionDeploymentProps) {
    super(scope, id);
    const check = Check.root(new Target(targetOptions(this)));
    const { target } = check;
    const given = readProps(props, members, check);
    const name = given.name ?? id;
    const chart = given.chart?.load(check) ?? {};
    const values = toExtensionValues(given, unavailableReferences(given, target), check);
    if (chart.unpacked !== undefined) warnUnreadValues(values.values, chart.unpacked, name, check);

    const metadata = { name, ...toLabelsAndAnnotations(given, false) };
    if (values.holdsSecretInClear) {
      const rest = toBody(given, chart, { ...values, values: values.valuesWithoutOwner }, target);
      refuseOtherSecrets({ metadata, ...rest }, check);
    }
    this.deployment = new GardenObject(this, 'Deployment', {
      apiVersion: `core.gardener.cloud/${given.form ?? 'v1'}`,
      kind: 'ControllerDeployment',
      metadata,
      body: toBody(given, chart, values, target),
      findings: () => check.findings,
      holdsSecretInClear: values.holdsSecretInClear,
    });
    this.registration = new GardenObject(this, 'Registration', {
      apiVersion: 'core.gardener.cloud/v1beta1',
      kind: 'ControllerRegistration',
      metadata: { name, ...toLabelsAndAnnotations(given, true) },
      body: { spec: this.registrationSpec(given) },
    });
    // Admission looks the deployment up.
    this.registration.addDependency(this.deployment);
    this.node.defaultChild = this.deployment;
  }

  /** `metadata.name` of both objects. */
  get name(): string {
    return this.deployment.name;
  }

  /** The ControllerDeployment as it is written. */
  get manifest(): Manifest {
    return this.deployment.toJson();
  }

  private registrationSpec(props: GivenProps): Manifest {
    const deploymentRefs = [{ name: this.deployment.name }];
    return mergeDeep(
      { resources: toServedResources(props), deployment: { ...toPlacement(props), deploymentRefs } },
      props.extraRegistrationSpec ?? {},
    );
  }
}

function unavailableReferences({ form }: GivenProps, target: Target): string | undefined {
  if (form === 'v1beta1') return 'a ControllerDeployment in v1beta1 cannot refer to a Secret';
  if (target.gardener >= templatesSince) return undefined;
  return `Gardener 1.${target.gardener} does not resolve references, 1.${templatesSince} and later do`;
}

function toBody(props: GivenProps, chart: LoadedChart, values: ExtensionValues, target: Target): Manifest {
  const source = {
    ociRepository: chart.oci === undefined ? undefined : toOciRepository(chart.oci),
    values: Object.keys(values.values).length === 0 ? undefined : values.values,
  };
  const resources = toChartResources(values.references);
  const injectGardenKubeconfig =
    props.injectGardenKubeconfig ?? (target.gardener >= gardenKubeconfigSince ? true : undefined);
  const body =
    props.form === 'v1beta1'
      ? {
          type: 'helm',
          providerConfig: inOrder(['chart', 'ociRepository', 'values'], { chart: chart.raw, ...source }),
          injectGardenKubeconfig,
        }
      : {
          helm: inOrder(['rawChart', 'ociRepository', 'values'], { rawChart: chart.raw, ...source }),
          injectGardenKubeconfig,
        };
  const withResources = { ...body, resources: resources.length === 0 ? undefined : resources };
  return mergeDeep(inOrder([], withResources), props.extraFields ?? {});
}
