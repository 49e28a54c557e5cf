import { ApiObject, JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import { parseCidr } from '../gardener/cidr';
import { FieldPath } from '../gardener/field-path';
import type { IssueCollector } from '../issues/check';
import type { Garden } from './accounts';
import type { JobPlan } from './plan-job';
import type { JobNetworkPolicy } from './props';
import { imageSharingRules as rules } from './table';
import type { Cdk8sPlus } from './workload';

interface EgressRule {
  readonly ports: readonly { readonly port: number; readonly protocol: string }[];
  /** None: to anybody. */
  readonly to?: readonly { readonly ipBlock: { readonly cidr: string } }[];
}

const everywhere = ['0.0.0.0/0', '::/0'];
/** 53 of the Service, and 8053 of the pods behind it in clusters that Gardener made: policies see the latter. */
const dnsPorts = [53, 8053];
/** A Service's port, kube-apiserver's usual one, and that of the gateway in front of Gardener's virtual gardens. */
const apiServerPorts = [443, 6443, 9443];

/** What the job may reach. Rules without a peer, because some network plugins do not count pods as addresses. */
export function toEgress(
  given: JobNetworkPolicy,
  gardens: readonly Garden[],
  issues: IssueCollector,
): readonly EgressRule[] {
  const path = FieldPath.of('networkPolicy');
  const cidrs = listOf(given.cidrs).flatMap((cidr, index) =>
    readCidr(cidr, path.child('cidrs').index(index), issues),
  );
  const extra = listOf(given.extraPorts).flatMap((port, index) =>
    readPort(port, path.child('extraPorts').index(index), issues),
  );
  const garden = gardens.flatMap(({ props, field }) => {
    const ports = FieldPath.of(field.replace(/\.kubeconfig$/, '')).child('apiServerPorts');
    return listOf(props.apiServerPorts ?? apiServerPorts).flatMap((port, index) =>
      readPort(port, ports.index(index), issues),
    );
  });
  const anywhere = [...new Set([...garden, ...extra])].sort((a, b) => a - b);
  return [
    { ports: dnsPorts.flatMap((port) => ['UDP', 'TCP'].map((protocol) => ({ port, protocol }))) },
    {
      ports: [{ port: 443, protocol: 'TCP' }],
      to: (given.cidrs === undefined ? everywhere : cidrs).map((cidr) => ({ ipBlock: { cidr } })),
    },
    ...(anywhere.length === 0 ? [] : [{ ports: anywhere.map((port) => ({ port, protocol: 'TCP' })) }]),
  ];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function readCidr(value: unknown, path: FieldPath, issues: IssueCollector): string[] {
  if (typeof value === 'string' && parseCidr(value) !== undefined) return [value];
  const message = `${typeof value === 'string' ? JSON.stringify(value) : typeof value} is no network`;
  issues.report(rules['image-sharing-network-invalid'], path, message, { hint: 'write 10.0.0.0/8' });
  return [];
}

function readPort(value: unknown, path: FieldPath, issues: IssueCollector): number[] {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535) return [value];
  const message = `${typeof value === 'number' ? value : typeof value} is no port`;
  issues.report(rules['image-sharing-network-invalid'], path, message, { hint: 'use 1 to 65535' });
  return [];
}

/** Lets nothing in, and out only what is listed. */
export function createNetworkPolicy(
  scope: Construct,
  plan: JobPlan,
  egress: readonly EgressRule[],
  plus: Cdk8sPlus,
): void {
  const { name, namespace, labels, annotations, selector } = plan;
  const policy = new plus.NetworkPolicy(scope, 'NetworkPolicy', {
    metadata: { name, namespace, labels: { ...labels }, annotations: { ...annotations } },
    selector: plus.Pods.select(scope, 'Pods', { labels: { ...selector } }),
    egress: { default: plus.NetworkPolicyTrafficDefault.DENY },
    ingress: { default: plus.NetworkPolicyTrafficDefault.DENY },
  });
  ApiObject.of(policy).addJsonPatch(JsonPatch.add('/spec/egress', egress.map(boxed)));
}

/** The generated classes behind cdk8s-plus keep ports in boxes, and lose what lies beside one. */
function boxed({ ports, ...rule }: EgressRule): Readonly<Record<string, unknown>> {
  return { ...rule, ports: ports.map(({ port, protocol }) => ({ port: { value: port }, protocol })) };
}
