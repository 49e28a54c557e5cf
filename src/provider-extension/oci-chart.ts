import { inOrder } from '../garden-app/canonical';

/** Secrets in `garden` that pulling a chart needs. */
export interface OciPullSecrets {
  /**
   * Secret in `garden` with `.dockerconfigjson`, labelled `gardener.cloud/role: helm-pull-secret`.
   * Since Gardener 1.115. @default none
   */
  readonly pullSecretName?: string;
  /**
   * Secret in `garden` with `bundle.crt`, labelled `gardener.cloud/role: oci-ca-bundle`. Since Gardener 1.136.
   * @default none
   */
  readonly caBundleSecretName?: string;
}

/** A Helm chart in an OCI registry, named by tag, by digest, or by a whole reference. */
export interface OciChart extends OciPullSecrets {
  /** Whole reference, e.g. `registry.example/charts/provider-alicloud:v1.71.0`; instead of the other three. */
  readonly ref?: string;
  /** Repository without tag. */
  readonly repository?: string;
  /** E.g. `v1.71.0`. Tag or digest is needed beside a repository; the digest wins. */
  readonly tag?: string;
  /** E.g. `sha256:0123…`. */
  readonly digest?: string;
}

const fields = ['ref', 'repository', 'tag', 'digest', 'pullSecretRef', 'caBundleSecretRef'];

/** `helm.ociRepository` of ControllerDeployment, Extension and Gardenlet. */
export function toOciRepository(chart: OciChart): Record<string, unknown> {
  const { pullSecretName, caBundleSecretName, ...reference } = chart;
  return inOrder(fields, {
    ...reference,
    ...(pullSecretName === undefined ? {} : { pullSecretRef: { name: pullSecretName } }),
    ...(caBundleSecretName === undefined ? {} : { caBundleSecretRef: { name: caBundleSecretName } }),
  });
}
