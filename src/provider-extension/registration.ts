import type { Manifest } from '../garden-object/garden-object';
import { inOrder } from '../garden-object/props';
import { anyMap, anything, boolean, list, mapOf, type Members, text } from '../garden-object/shapes';
import { isObject } from '../gardener/json';
import { protectionAnnotations } from '../gardener/protection';
import { providerAlicloudResources } from '../validation/alicloud/chart-values';

/** `spec.resources[]` of a ControllerRegistration or operator Extension: a kind and type that is served. */
export interface ServedResource {
  /** E.g. `Infrastructure`. */
  readonly kind: string;
  /** E.g. `alicloud`. */
  readonly type: string;
  /** Whether this controller is the only one in charge. Cannot be changed later. @default true */
  readonly primary?: boolean;
  /** Kind Extension only. @default `3m0s` */
  readonly reconcileTimeout?: string;
  /** Kind Extension only. @default after, and for the other two before, the API server */
  readonly lifecycle?: { readonly reconcile?: string; readonly delete?: string; readonly migrate?: string };
  /** Kind Extension only. @default false */
  readonly workerlessSupported?: boolean;
  /** Kind Extension only: clusters that get it unasked. @default none */
  readonly autoEnable?: readonly string[];
  /** Kind Extension only. @default `shoot` */
  readonly clusterCompatibility?: readonly string[];
  /** Kind SelfHostedShootExposure only. Since Gardener 1.148. @default true */
  readonly continuousEndpointUpdate?: boolean;
}

/** What the two ways to register an extension have in common. */
export interface RegistrationProps {
  /** `metadata.name` of all objects. @default the construct's id */
  readonly name?: string;
  /** @default none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Beside those that the construct writes. @default none */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Whether annotations keep GitOps engines from deleting the objects when their files go away. @default true */
  readonly protect?: boolean;
  /** Level of pod security in the extension's namespace. @default `baseline` */
  readonly podSecurity?: 'privileged' | 'baseline' | 'restricted';
  /** @default all kinds and types that provider-alicloud serves */
  readonly servedResources?: readonly ServedResource[];
  /** When the extension is installed on a Seed. @default `OnDemand` */
  readonly policy?: 'OnDemand' | 'Always' | 'AlwaysExceptNoShoots';
  /** Seeds that get the extension: only if no resource is primary. @default all that need it */
  readonly seedSelector?: {
    readonly matchLabels?: Readonly<Record<string, string>>;
    readonly matchExpressions?: readonly {
      readonly key: string;
      readonly operator: string;
      readonly values?: readonly string[];
    }[];
  };
  /**
   * Whether the extension can reach the virtual garden, which provider-alicloud needs. Since Gardener 1.114; older
   * ones always do it.
   * @default true
   */
  readonly injectGardenKubeconfig?: boolean;
}

export const registrationMembers: Members<RegistrationProps> = {
  name: text,
  labels: mapOf(text),
  annotations: mapOf(text),
  protect: boolean,
  podSecurity: text,
  servedResources: list(anything),
  policy: text,
  seedSelector: anyMap,
  injectGardenKubeconfig: boolean,
};

/** First Gardener that injects a kubeconfig only where it is asked for. */
export const gardenKubeconfigSince = 114;

export function toLabelsAndAnnotations(
  props: Partial<RegistrationProps>,
  registered: boolean,
): { readonly labels: Record<string, string>; readonly annotations: Record<string, string> } {
  const { labels, annotations, protect, podSecurity } = props;
  return {
    labels: { ...labels },
    annotations: {
      ...(protect === false ? {} : protectionAnnotations),
      ...(registered ? { 'security.gardener.cloud/pod-security-enforce': podSecurity ?? 'baseline' } : {}),
      ...annotations,
    },
  };
}

const resourceFields = [
  'kind',
  'type',
  'reconcileTimeout',
  'primary',
  'lifecycle',
  'workerlessSupported',
  'autoEnable',
  'clusterCompatibility',
  'continuousEndpointUpdate',
];

export function toServedResources(props: Partial<RegistrationProps>): unknown[] {
  return (props.servedResources ?? providerAlicloudResources).map((resource) =>
    isObject(resource) ? inOrder(resourceFields, resource) : resource,
  );
}

/** `policy` and `seedSelector`, as far as they are given. */
export function toPlacement({ policy, seedSelector }: Partial<RegistrationProps>): Manifest {
  return inOrder(['policy', 'seedSelector'], { policy, seedSelector });
}
