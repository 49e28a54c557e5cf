import { type RamPolicy, renderRamPolicy } from '../alibaba-cloud/ram-policy';
import { gardenAppRules } from '../garden-object/table';
import type { Check } from '../issues/check';
import { CredentialsSecret, SecretReference } from '../secrets/credentials-secret';
import { type NamedSecret, readSecret } from './accounts';
import type { ImageSharingJobProps, SharedImage } from './props';
import { imageSharingRules as rules } from './table';

/** The image owner's credentials, of whatever form. */
export interface OwnerCredentials {
  readonly secret: NamedSecret | undefined;
  readonly role: Required<OidcRoleProps> | undefined;
  /** The account that the ARNs name. */
  readonly account: string | undefined;
}

const rolePattern = /^acs:ram::(\d+):role\/[A-Za-z0-9._-]+$/i;
const providerPattern = /^acs:ram::\d+:oidc-provider\/[A-Za-z0-9._-]+$/i;

/** @param check of all props */
export function readOwnerCredentials(
  { credentials, assumeRoleArn }: Partial<ImageSharingJobProps>,
  check: Check,
): OwnerCredentials {
  const at = check.at('credentials');
  const assumed = accountOf(assumeRoleArn);
  if (credentials instanceof OidcRole) {
    const role = credentials.props;
    checkArn(role.roleArn, rolePattern, 'acs:ram::<account>:role/<name>', at.at('roleArn'));
    const form = 'acs:ram::<account>:oidc-provider/<name>';
    checkArn(role.providerArn, providerPattern, form, at.at('providerArn'));
    return { secret: undefined, role, account: assumed ?? accountOf(role.roleArn) };
  }
  if (credentials === undefined) return { secret: undefined, role: undefined, account: assumed };
  const reference = credentials instanceof CredentialsSecret ? credentials.reference : credentials;
  if (!(reference instanceof SecretReference)) {
    const hint = "use SecretReference.of('garden', 'machine-image-owner') or OidcRole.of";
    at.report(gardenAppRules['prop-type'], 'is neither a reference to a Secret nor an OidcRole', hint);
    return { secret: undefined, role: undefined, account: assumed };
  }
  return { secret: readSecret(reference, at), role: undefined, account: assumed };
}

function accountOf(arn: unknown): string | undefined {
  return typeof arn === 'string' ? rolePattern.exec(arn)?.[1] : undefined;
}

function checkArn(arn: unknown, pattern: RegExp, form: string, check: Check): void {
  if (typeof arn === 'string' && pattern.test(arn)) return;
  const shown = typeof arn === 'string' ? JSON.stringify(arn) : 'nothing';
  check.report(rules['image-sharing-credentials-invalid'], `${shown} is no such ARN`, `its form is ${form}`);
}

/** RAM takes no custom policy with more characters. */
export const longestPolicy = 6144;

/** A resource in the text has a line of its own, with quotes, a comma and eight blanks. */
const perResource = 12;

const readActions = ['ecs:DescribeImageSharePermission'];
/** Allows publishing an image, too: RAM cannot tell the two apart. */
const shareActions = [...readActions, 'ecs:ModifyImageSharePermission'];

/**
 * No more than the job calls, on its images alone; what does not fit into one policy goes on in the next, and the
 * user needs them all.
 *
 * @param variant `plan-only` can change nothing: for `dryRun`, and for a laptop.
 */
export function ownerPolicies(
  images: readonly SharedImage[],
  owner: string | undefined,
  variant: 'share' | 'plan-only',
): readonly RamPolicy[] {
  const account = owner ?? '*';
  const names = images.map(({ region, imageId }) => `acs:ecs:${region}:${account}:image/${imageId}`);
  const actions = variant === 'share' ? shareActions : readActions;
  const parts: string[][] = [];
  const empty = renderRamPolicy(toPolicy(account, actions, [''])).length;
  let length = Number.POSITIVE_INFINITY;
  for (const name of [...new Set(names)].sort()) {
    length += name.length + perResource;
    if (length > longestPolicy) {
      parts.push([]);
      length = empty + name.length;
    }
    parts.at(-1)?.push(name);
  }
  return parts.map((resources) => toPolicy(account, actions, resources));
}

/** DescribeImages cannot be granted by image where it is called without IDs, and tells no more than their names. */
function toPolicy(account: string, actions: readonly string[], images: readonly string[]): RamPolicy {
  return {
    Version: '1',
    Statement: [
      { Effect: 'Allow', Action: ['ecs:DescribeImages'], Resource: [`acs:ecs:*:${account}:image/*`] },
      { Effect: 'Allow', Action: actions, Resource: images },
    ],
  };
}

/** What the base credentials need to take on another role; the role has to trust them, too. */
export function assumeRolePolicy(roleArn: string | undefined): RamPolicy | undefined {
  if (accountOf(roleArn) === undefined) return undefined;
  return {
    Version: '1',
    Statement: [{ Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: [String(roleArn)] }],
  };
}

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
