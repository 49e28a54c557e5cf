import type { Manifest } from '../garden-object/garden-object';
import { inOrder, type PropKinds } from '../garden-object/props';
import { gardenAppRules } from '../garden-object/table';
import { FieldPath } from '../gardener/field-path';
import { isObject } from '../gardener/json';
import { protectionAnnotations } from '../gardener/protection';
import type { IssueCollector } from '../issues/check';
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
  /** Labels of the registration. @default none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Beside those that the construct writes. @default none */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Whether annotations keep GitOps engines from deleting the objects when their files go away. @default true */
  readonly protect?: boolean;
  /** Level of pod security in the extension's namespace. @default `baseline` */
  readonly podSecurity?: 'privileged' | 'baseline' | 'restricted';
  /** Kinds and types that it serves. @default all kinds and types that provider-alicloud serves */
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

export const registrationPropKinds: PropKinds<RegistrationProps> = {
  name: 'text',
  labels: 'map',
  annotations: 'map',
  protect: 'boolean',
  podSecurity: 'text',
  servedResources: 'list',
  policy: 'text',
  seedSelector: 'map',
  injectGardenKubeconfig: 'boolean',
};

/** First Gardener that injects a kubeconfig only where it is asked for. */
export const gardenKubeconfigSince = 114;

/** Drops labels and annotations that are no plain values, on which cdk8s throws; others are for the validator. */
export function checkMetadata<Props extends Partial<RegistrationProps>>(
  props: Props,
  issues: IssueCollector,
): Props {
  const usable = (field: 'labels' | 'annotations'): Record<string, string> =>
    Object.fromEntries(
      Object.entries(props[field] ?? {}).filter(([key, value]) => {
        if (typeof value !== 'object' && typeof value !== 'function') return true;
        const at = FieldPath.of(field).key(key);
        issues.report(gardenAppRules['prop-type'], at, 'the value is not a text', { hint: 'give a text' });
        return false;
      }),
    );
  return { ...props, labels: usable('labels'), annotations: usable('annotations') };
}

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
