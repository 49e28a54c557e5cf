/** Props of `OidcRole`: ARNs of the role and of the OIDC provider that trusts the cluster. */
export interface OidcRoleProps {
  /** The RAM role of the image owner, `acs:ram::<account>:role/<name>`. */
  readonly roleArn: string;
  /** The cluster's OIDC provider in RAM, `acs:ram::<account>:oidc-provider/<name>`. */
  readonly providerArn: string;
  /** Audience of the token; the provider in RAM has to list it. @default `sts.aliyuncs.com` */
  readonly audience?: string;
}

/**
 * RRSA: the job's ServiceAccount stands for a RAM role, and there is no key anywhere. The role has to trust the
 * cluster's OIDC provider for the subject `system:serviceaccount:<namespace>:<name of the job>`.
 */
export class OidcRole {
  /** A role by its ARN and that of the OIDC provider. */
  static of(props: OidcRoleProps): OidcRole {
    return new OidcRole({ audience: 'sts.aliyuncs.com', ...props });
  }

  private constructor(
    /** @internal */
    readonly props: Required<OidcRoleProps>,
  ) {}
}
