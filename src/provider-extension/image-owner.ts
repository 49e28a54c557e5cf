import { accessKeyIdDepth } from '../alibaba-cloud/access-key';
import { quote } from '../gardener/json';
import type { Check } from '../issues/check';
import {
  type PlainCredentials,
  SecretReference,
  type SubstitutedCredentials,
} from '../secrets/credentials-secret';
import { defaultOwnerSecretName } from '../validation/alicloud/chart-values';
import { secretRules } from '../validation/secret-scan';
import type { ChartResource } from './chart-settings';
import { providerExtensionRules as rules } from './table';

type Keys =
  | { readonly form: 'reference'; readonly secret: SecretReference }
  | { readonly form: 'substituted'; readonly variables: SubstitutedCredentials }
  | { readonly form: 'plain'; readonly credentials: PlainCredentials };

/** What the chart needs of the owner, as values and as resources that they refer to. */
interface OwnerValues {
  readonly values?: Readonly<Record<string, string>>;
  readonly resources: Readonly<Record<string, ChartResource>>;
}

/** Name by which the values refer to the Secret. */
const resourceName = 'owner';

/**
 * The AccessKey of the account that owns custom images, for provider-alicloud to share them with.
 *
 * No release since v1.48 works with one: with an owner configured, no Infrastructure of the Seed is reconciled.
 * `ImageSharingJob` shares images from outside.
 */
export class ImageOwner {
  /**
   * The keys are read from a Secret in `garden` (of the virtual garden for a ControllerDeployment, of the runtime
   * cluster for an Extension) with label `gardener.cloud/role: resource-reference` and the keys `accessKeyID`
   * and `accessKeySecret`. Needs Gardener 1.147.
   *
   * The Secret has to hold the keys encoded once more than usual: Gardener puts what the Secret decodes to into
   * the chart's values, and the chart copies those into `data` of a Secret of its own. So for a key K write
   * base64(K) into `stringData`, or base64(base64(K)) into `data`. A Secret that an image-sharing job uses, with
   * K itself, does not do.
   *
   * @param name of the Secret that the chart makes on each Seed. @default `machine-image-owner`
   */
  static fromSecret(secret: SecretReference, name: string = defaultOwnerSecretName): ImageOwner {
    return new ImageOwner(name, { form: 'reference', secret });
  }

  /**
   * Flux fills in two variables: see `substituteFrom` of `GitOps.flux`. They hold the keys in base64, and end up
   * readable in the ControllerDeployment. A third variable `quote` has to hold `"`, so that texts stay texts.
   *
   * @param name of the Secret that the chart makes on each Seed. @default `machine-image-owner`
   */
  static substituted(variables: SubstitutedCredentials, name: string = defaultOwnerSecretName): ImageOwner {
    return new ImageOwner(name, { form: 'substituted', variables });
  }

  /**
   * The keys stand in the output, merely in base64, for everybody who can read the repository or the object, for
   * ever. For tests with throw-away keys; every synthesis warns of it.
   *
   * @param credentials the keys themselves, not in base64
   * @param name of the Secret that the chart makes on each Seed. @default `machine-image-owner`
   */
  static inClearTextForEverybodyToRead(
    credentials: PlainCredentials,
    name: string = defaultOwnerSecretName,
  ): ImageOwner {
    return new ImageOwner(name, { form: 'plain', credentials });
  }

  private constructor(
    /** Name of the Secret that the chart makes. The chart has no default, so it is always written. */
    readonly name: string,
    private readonly keys: Keys,
  ) {}

  /** Whether the output holds the keys themselves. */
  get isInClear(): boolean {
    return this.keys.form === 'plain';
  }

  /**
   * @param unavailable why Gardener cannot resolve references here, if so
   * @internal
   */
  toValues(unavailable: string | undefined, check: Check): OwnerValues {
    switch (this.keys.form) {
      case 'reference':
        return unavailable === undefined
          ? this.fromReference(this.keys.secret, check)
          : refuseReference(unavailable, check);
      case 'substituted': {
        const { accessKeyId, accessKeySecret } = { ...this.keys.variables };
        return {
          values: {
            name: this.name,
            accessKeyID: variable(accessKeyId, 'accessKeyId', check),
            accessKeySecret: variable(accessKeySecret, 'accessKeySecret', check),
          },
          resources: {},
        };
      }
      case 'plain': {
        const { accessKeyId, accessKeySecret } = { ...this.keys.credentials };
        return {
          values: {
            name: this.name,
            accessKeyID: encode(accessKeyId, 'accessKeyId', check),
            accessKeySecret: encode(accessKeySecret, 'accessKeySecret', check),
          },
          resources: {},
        };
      }
    }
  }

  private fromReference(secret: SecretReference, check: Check): OwnerValues {
    if (!(secret instanceof SecretReference) || secret.namespace !== 'garden') {
      const said =
        secret instanceof SecretReference
          ? `Secret ${quote(secret.name)} lies in namespace ${quote(secret.namespace)}`
          : 'there is no reference to a Secret';
      check.report(
        rules['image-owner-namespace'],
        said,
        "use SecretReference.of('garden', 'image-owner-keys')",
      );
      return { resources: {} };
    }
    return {
      values: {
        name: this.name,
        accessKeyID: `{{ .resources.${resourceName}.data.accessKeyID }}`,
        accessKeySecret: `{{ .resources.${resourceName}.data.accessKeySecret }}`,
      },
      resources: { [resourceName]: { kind: 'Secret', name: secret.name } },
    };
  }
}

function refuseReference(unavailable: string, check: Check): OwnerValues {
  check.report(
    rules['image-owner-reference-unavailable'],
    unavailable,
    'use ImageOwner.substituted, or leave the owner out and share images with ImageSharingJob',
  );
  return { resources: {} };
}

/** Flux drops quotes before it substitutes; only a variable that holds one keeps digits a text. */
function variable(name: unknown, prop: string, check: Check): string {
  if (typeof name !== 'string' || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    check
      .at(prop)
      .report(
        secretRules['substitution-variable-invalid'],
        'what is given is no name of a variable',
        'use letters, digits and _, without ${}; never the key itself',
      );
    return '';
  }
  return `\${quote}\${${name}}\${quote}`;
}

function encode(key: unknown, prop: string, check: Check): string {
  const text = typeof key === 'string' ? key : '';
  if ((accessKeyIdDepth(text) ?? 0) > 0) {
    check
      .at(prop)
      .report(
        rules['image-owner-key-encoded'],
        'the key is in base64, and is encoded once more',
        'give the key itself',
      );
  }
  return Buffer.from(text, 'utf8').toString('base64');
}
