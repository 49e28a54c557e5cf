import type { PropKinds } from '../garden-app/check-props';
import type { Manifest } from '../garden-app/garden-object';
import { mergeDeep } from '../garden-app/merge';
import type { ChartImage, ContainerResources } from './chart-settings';
import type { HelmChart } from './helm-chart';

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

export const admissionPropKinds: PropKinds<AdmissionProps> = {
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

export function toAdmissionValues(props: Partial<AdmissionProps>): Manifest {
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
