import { parseCidr } from '../gardener/cidr';
import { asList } from '../gardener/json';
import type { Check } from '../issues/check';
import type { Garden } from './accounts';
import type { JobNetworkPolicy } from './props';
import { imageSharingRules as rules } from './table';

interface EgressRule {
  readonly ports: readonly { readonly port: number; readonly protocol: string }[];
  /** None: to anybody. An empty list means the same to Kubernetes, so there never is one. */
  readonly to?: readonly { readonly ipBlock: { readonly cidr: string } }[];
}

const everywhere = ['0.0.0.0/0', '::/0'];
/** 53 of the Service, and 8053 of the pods behind it in clusters that Gardener made: policies see the latter. */
const dnsPorts = [53, 8053];
/** A Service's port, kube-apiserver's usual one, and that of the gateway in front of Gardener's virtual gardens. */
const apiServerPorts = [443, 6443, 9443];

/**
 * The spec of a NetworkPolicy that lets nothing in, and out only what is listed. Rules beside that for the cloud have
 * no peer, because some network plugins do not count pods as addresses.
 *
 * @param gatewayPort of the Pushgateway
 * @param check of all props
 */
export function toNetworkPolicy(
  given: JobNetworkPolicy,
  gardens: readonly Garden[],
  gatewayPort: number | undefined,
  selector: Readonly<Record<string, string>>,
  check: Check,
): Readonly<Record<string, unknown>> {
  const at = check.at('networkPolicy');
  const cidrs = asList(given.cidrs).flatMap((cidr, index) => readCidr(cidr, at.at('cidrs', index)));
  const extra = asList(given.extraPorts).flatMap((port, index) => readPort(port, at.at('extraPorts', index)));
  const garden = gardens.flatMap((source) =>
    asList(source.props.apiServerPorts ?? apiServerPorts).flatMap((port, index) =>
      readPort(port, source.check.at('apiServerPorts', index)),
    ),
  );
  const gateway = gatewayPort === undefined ? [] : [gatewayPort];
  const anywhere = [...new Set([...garden, ...extra, ...gateway])].sort((a, b) => a - b);
  const cloud = given.cidrs === undefined ? everywhere : cidrs;
  const egress: readonly EgressRule[] = [
    { ports: dnsPorts.flatMap((port) => ['UDP', 'TCP'].map((protocol) => ({ port, protocol }))) },
    ...(cloud.length === 0 ? [] : [{ ports: [tcp(443)], to: cloud.map((cidr) => ({ ipBlock: { cidr } })) }]),
    ...(anywhere.length === 0 ? [] : [{ ports: anywhere.map(tcp) }]),
  ];
  return { egress, podSelector: { matchLabels: { ...selector } }, policyTypes: ['Egress', 'Ingress'] };
}

function tcp(port: number): EgressRule['ports'][number] {
  return { port, protocol: 'TCP' };
}

/** A network as a NetworkPolicy takes it: the one form of it that every reader understands alike. */
function readCidr(value: unknown, check: Check): string[] {
  const cidr = typeof value === 'string' ? parseCidr(value) : undefined;
  if (typeof value !== 'string' || cidr === undefined) {
    const message = `${typeof value === 'string' ? JSON.stringify(value) : typeof value} is no network`;
    check.report(rules['image-sharing-network-invalid'], message, 'write 10.0.0.0/8');
    return [];
  }
  const problem = oddityOf(value, cidr);
  if (problem === undefined) return [value];
  check.report(
    rules['image-sharing-network-invalid'],
    `${JSON.stringify(value)} ${problem}`,
    `write ${cidr.text}`,
  );
  return [];
}

function oddityOf(text: string, cidr: NonNullable<ReturnType<typeof parseCidr>>): string | undefined {
  if (/\/0\d/.test(text)) return 'has a leading zero';
  if (cidr.family === 'IPv4' && text.includes(':')) return 'is IPv4 written as IPv6';
  return cidr.hasHostBits ? 'has bits set behind its prefix' : undefined;
}

function readPort(value: unknown, check: Check): number[] {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535) return [value];
  const message = `${typeof value === 'number' ? value : typeof value} is no port`;
  check.report(rules['image-sharing-network-invalid'], message, 'use 1 to 65535');
  return [];
}
