import type { Construct } from 'constructs';
import type { SecretReference } from '../secrets/secret-reference';

/** Accounts that something else in the runtime cluster keeps in a ConfigMap of the job's namespace. */
export interface ConfigMapAccounts {
  /** Name of the ConfigMap. The job does not start while it is missing. */
  readonly configMap: string;
  /** Key with the account IDs, between white space, line breaks or commas; a list in YAML is fine, too. @default `accounts` */
  readonly key?: string;
}

/** A project of the garden. */
export interface GardenProject {
  readonly name: string;
  /** The project's namespace. @default `garden-<name>`, and `garden` for the project garden */
  readonly namespace?: string;
}

/** Who the job is in the virtual garden: the user of the kubeconfig. */
export interface GardenSubject {
  readonly kind: 'User' | 'Group' | 'ServiceAccount';
  readonly name: string;
  /** Of a ServiceAccount, in the virtual garden. @default none */
  readonly namespace?: string;
}

/** Which accounts are read from the garden. */
export interface GardenAccountsProps {
  /** Secret in the job's namespace with a kubeconfig of the virtual garden: a token or certificate, no plugins. */
  readonly kubeconfig: SecretReference;
  /** The kubeconfig's user; as a text, the name of a user. Gets the rights to read bindings and their Secrets. */
  readonly subject: GardenSubject | string;
  /** Key of the kubeconfig in its Secret. @default `kubeconfig` */
  readonly kubeconfigKey?: string;
  /** Projects whose accounts count; rights are then given in their namespaces alone. @default all */
  readonly projects?: readonly (string | GardenProject)[];
  /** Further namespaces with Secrets that bindings of the chosen projects name. @default none */
  readonly secretNamespaces?: readonly string[];
  /**
   * TCP ports on which the virtual garden's API server is reached, as pods see it: behind a Service that is the
   * port of the pod.
   * @default 443, 6443 and 9443 (the ingress gateway of Gardener)
   */
  readonly apiServerPorts?: readonly number[];
  /** Where the rights are created: a chart for the virtual garden. @default `garden` of the GardenApp */
  readonly scope?: Construct;
}

/** @internal */
export type AccountSource =
  | { readonly kind: 'static'; readonly ids: readonly string[] }
  | { readonly kind: 'config-map'; readonly props: ConfigMapAccounts }
  | { readonly kind: 'credentials'; readonly secrets: readonly SecretReference[] }
  | { readonly kind: 'garden'; readonly props: GardenAccountsProps };

/** Where the accounts come from that images are shared with. Immutable; several go into a list. */
export class ImageSharingAccounts {
  /** Account IDs, as texts. */
  static of(...ids: readonly string[]): ImageSharingAccounts {
    return new ImageSharingAccounts({ kind: 'static', ids });
  }

  /** Account IDs that something else keeps in a ConfigMap of the job's namespace. */
  static fromConfigMap(configMap: string, key = 'accounts'): ImageSharingAccounts {
    return new ImageSharingAccounts({ kind: 'config-map', props: { configMap, key } });
  }

  /** The accounts behind credentials: Secrets of the job's namespace with `accessKeyID` and `accessKeySecret`. */
  static fromCredentials(...secrets: readonly SecretReference[]): ImageSharingAccounts {
    return new ImageSharingAccounts({ kind: 'credentials', secrets });
  }

  /**
   * The accounts behind every alicloud CredentialsBinding and SecretBinding of the garden, read at every run.
   * The rights for it are created in the virtual garden.
   */
  static fromGarden(props: GardenAccountsProps): ImageSharingAccounts {
    return new ImageSharingAccounts({ kind: 'garden', props });
  }

  private constructor(
    /** @internal */
    readonly source: AccountSource,
  ) {}
}
