import { asList } from '../json-value';
import type { JsonObject } from '../kind';
import { asObject, asText } from '../kubernetes/read';
import { readOciReference } from './oci-repository';
import { providerAlicloudChart, providerAlicloudRepositories } from './provider-alicloud-values';

/** What is known of a chart before it is pulled. */
export interface ChartIdentity {
  /** Last part of its OCI repository, or its name in Chart.yaml. */
  readonly name?: string;
  /** Minor release, if the reference says it as `vX.Y.Z`. */
  readonly minor?: number;
}

export function ociChart(oci: JsonObject): ChartIdentity {
  const reference = readOciReference(oci);
  const name = reference?.repository.split('/').at(-1);
  const minor = /^v?1\.(\d+)\./.exec(reference?.tag ?? '')?.[1];
  return {
    ...(name === undefined ? {} : { name }),
    ...(minor === undefined ? {} : { minor: Number(minor) }),
  };
}

/** Whether a chart, or an object's name where the chart says nothing, is that of provider-alicloud. */
export function isProviderAlicloud(chart: ChartIdentity, objectName: string): boolean {
  const { name } = chart;
  if (name === providerAlicloudRepositories.extension || name === providerAlicloudChart) return true;
  return /(?:^|-)provider-alicloud(?:-|$)/.test(objectName);
}

/** Whether a list of registered resources is that of provider-alicloud. */
export function servesAlicloud(resources: unknown): boolean {
  return asList(resources).some((resource) => {
    const { kind, type } = asObject(resource);
    return asText(type) === 'alicloud' && kind !== 'Extension';
  });
}
