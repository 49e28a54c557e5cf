import { type Cidr, parseCidr } from '../../gardener/cidr';
import type { FieldPath } from '../../gardener/field-path';
import { quote } from '../../gardener/json';
import type { SeedNetworks, SeedScope } from './decoded-seed';
import { seedRuleTable as rules } from './table';

interface Network {
  readonly path: FieldPath;
  readonly text: string;
  readonly cidr: Cidr | undefined;
}

const families = ['IPv4', 'IPv6'];
/** Services of a seed are mapped into one range of this size. */
const largestServices = 8;

/** What Gardener keeps for its VPN and for mapping overlapping networks of seeds and shoots. */
const reservedRanges = [
  { range: 'fd8f:6d53:b97a:1::/96', use: 'the VPN' },
  { range: '240.0.0.0/8', use: 'kube-apiservers' },
  { range: '241.0.0.0/8', use: 'the pods of seeds' },
  { range: '242.0.0.0/8', use: 'the nodes of shoots' },
  { range: '243.0.0.0/8', use: 'the services of shoots' },
  { range: '244.0.0.0/8', use: 'the pods of shoots' },
].map((reserved) => ({ ...reserved, cidr: parseCidr(reserved.range) }));

/** Networks are networks, of the seed's family, and stay out of each other's way and of Gardener's own. */
export function validateNetworks(networks: SeedNetworks, scope: SeedScope): void {
  const path = scope.path.child('networks');
  // Without the families nobody knows what the networks should look like.
  if (!validateFamilies(networks.ipFamilies ?? [], path.child('ipFamilies'), scope)) return;

  const seed = seedNetworks(networks, path, scope.inTemplate);
  const shootDefaults = shootNetworks(networks, path.child('shootDefaults'));
  const all = [...seed, ...shootDefaults];
  let areSound = true;
  for (const network of all) areSound = validateNetwork(network, networks, scope) && areSound;
  areSound = validateServicesSize(networks, path.child('services'), scope) && areSound;
  if (!areSound) return;

  validateOverlap(seed, scope);
  validateOverlap(shootDefaults, scope);
  // The VPN translates IPv4 addresses, so only those of shoots may be the seed's own.
  const shootDefaultsV6 = shootDefaults.filter(({ cidr }) => cidr?.family === 'IPv6');
  for (const network of shootDefaultsV6) validateApart(network, seed, scope);
  for (const network of all) validateReserved(network, scope);
}

function validateFamilies(given: readonly string[], path: FieldPath, { issues }: SeedScope): boolean {
  const seen = new Set<string>();
  let areSound = true;
  for (const [index, family] of given.entries()) {
    if (!families.includes(family)) {
      areSound = false;
      issues.report(
        rules['seed-network-family-unknown'],
        path.index(index),
        `${quote(family)} is no IP family`,
        { hint: `write ${families.join(' or ')}` },
      );
    }
    if (seen.has(family)) {
      areSound = false;
      issues.report(rules['seed-network-family-duplicate'], path.index(index), `${family} is given twice`, {
        hint: 'name each family once',
      });
    }
    seen.add(family);
  }
  return areSound;
}

function seedNetworks(networks: SeedNetworks, path: FieldPath, inTemplate: boolean): Network[] {
  const given: Network[] = [];
  for (const field of ['pods', 'services'] as const) {
    const text = networks[field] ?? '';
    if (text !== '' || !inTemplate) given.push(toNetwork(path.child(field), text));
  }
  if (networks.nodes !== undefined) given.push(toNetwork(path.child('nodes'), networks.nodes));
  return given;
}

function shootNetworks({ shootDefaults = {} }: SeedNetworks, path: FieldPath): Network[] {
  return (['pods', 'services'] as const).flatMap((field) => {
    const text = shootDefaults[field];
    return text === undefined ? [] : [toNetwork(path.child(field), text)];
  });
}

function toNetwork(path: FieldPath, text: string): Network {
  return { path, text, cidr: parseCidr(text) };
}

function validateNetwork(
  { path, text, cidr }: Network,
  { ipFamilies = [] }: SeedNetworks,
  { issues }: SeedScope,
): boolean {
  if (cidr === undefined) {
    const what = text === '' ? 'is missing' : `${quote(text)} is no network`;
    issues.report(rules['seed-network-invalid'], path, what, {
      hint: 'write it as address/bits, e.g. 10.242.0.0/16',
    });
    return false;
  }
  const family = ipFamilies[0] ?? 'IPv4';
  // A dual-stack seed may mix.
  if (ipFamilies.length === 2 || cidr.family === family) return true;
  issues.report(
    rules['seed-network-wrong-family'],
    path,
    `${text} is ${cidr.family}, but the seed is ${family}`,
    { hint: `give an ${family} network, or set ipFamilies when the seed is created` },
  );
  return false;
}

function validateServicesSize(
  { services = '' }: SeedNetworks,
  path: FieldPath,
  { issues }: SeedScope,
): boolean {
  const cidr = parseCidr(services);
  if (cidr?.family !== 'IPv4' || cidr.prefix >= largestServices) return true;
  issues.report(rules['seed-network-services-too-large'], path, `${services} is larger than /8`, {
    hint: 'give at least 8 bits, e.g. /16',
  });
  return false;
}

/** Of two that overlap, the later one is at fault. */
function validateOverlap(networks: readonly Network[], scope: SeedScope): void {
  for (const [index, network] of networks.entries()) validateApart(network, networks.slice(0, index), scope);
}

function validateApart(network: Network, others: readonly Network[], { issues }: SeedScope): void {
  for (const other of others) {
    if (network.cidr === undefined || other.cidr?.overlaps(network.cidr) !== true) continue;
    issues.report(
      rules['seed-network-overlap'],
      network.path,
      `${network.text} overlaps ${String(other.path)} (${other.text})`,
      { hint: 'choose networks that have no address in common' },
    );
  }
}

function validateReserved({ path, text, cidr }: Network, { issues }: SeedScope): void {
  for (const { range, use, cidr: reserved } of reservedRanges) {
    if (cidr === undefined || reserved?.overlaps(cidr) !== true) continue;
    issues.report(
      rules['seed-network-reserved'],
      path,
      `${text} overlaps ${range}, which Gardener keeps for ${use}`,
      { hint: 'choose a network outside of 240.0.0.0 to 244.255.255.255 and fd8f:6d53:b97a:1::/96' },
    );
  }
}
