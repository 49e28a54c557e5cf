import { type Cidr, parseCidr } from '../../gardener/cidr';
import { quote } from '../../gardener/json';
import type { Check } from '../../issues/check';
import type { SeedHolder, SeedSpec } from './spec';
import { seedRuleTable as rules } from './table';

// Follows validateSeedNetworks in pkg/api/core/validation/seed.go of gardener/gardener.

type SeedNetworks = NonNullable<SeedSpec['networks']>;

interface Network {
  readonly check: Check;
  readonly text: string;
  readonly cidr: Cidr | undefined;
}

const families = ['IPv4', 'IPv6'];
/** Services of a seed are mapped into one range of this size. */
const largestServices = 8;

/** What Gardener keeps for its VPN and for mapping overlapping networks of seeds and shoots. */
const gardenerRanges = [
  { range: 'fd8f:6d53:b97a:1::/96', use: 'the VPN' },
  { range: '240.0.0.0/8', use: 'kube-apiservers' },
  { range: '241.0.0.0/8', use: 'the pods of seeds' },
  { range: '242.0.0.0/8', use: 'the nodes of shoots' },
  { range: '243.0.0.0/8', use: 'the services of shoots' },
  { range: '244.0.0.0/8', use: 'the pods of shoots' },
].map((reserved) => ({ ...reserved, cidr: parseCidr(reserved.range) }));

/** Networks are networks, of the seed's family, and stay out of each other's way and of Gardener's own. */
export function validateNetworks(networks: SeedNetworks, check: Check, holder: SeedHolder): void {
  // Without the families nobody knows what the networks should look like.
  if (!validateFamilies(networks.ipFamilies ?? [], check.at('ipFamilies'))) return;

  const seed = seedNetworks(networks, check, holder);
  const shootDefaults = shootNetworks(networks, check.at('shootDefaults'));
  const all = [...seed, ...shootDefaults];
  let areSound = true;
  for (const network of all) areSound = validateNetwork(network, networks) && areSound;
  areSound = validateServicesSize(networks, check.at('services')) && areSound;
  if (!areSound) return;

  validateOverlap(seed);
  validateOverlap(shootDefaults);
  // The VPN translates IPv4 addresses, so only those of shoots may be the seed's own.
  const shootDefaultsV6 = shootDefaults.filter(({ cidr }) => cidr?.family === 'IPv6');
  for (const network of shootDefaultsV6) validateApart(network, seed);
  for (const network of all) validateReserved(network);
}

function validateFamilies(given: readonly string[], check: Check): boolean {
  const seen = new Set<string>();
  let areSound = true;
  for (const [index, family] of given.entries()) {
    if (!families.includes(family)) {
      areSound = false;
      check
        .at(index)
        .report(
          rules['seed-network-family-unknown'],
          `${quote(family)} is no IP family`,
          `write ${families.join(' or ')}`,
        );
    }
    if (seen.has(family)) {
      areSound = false;
      check
        .at(index)
        .report(rules['seed-network-family-duplicate'], `${family} is given twice`, 'name each family once');
    }
    seen.add(family);
  }
  return areSound;
}

function seedNetworks(networks: SeedNetworks, check: Check, holder: SeedHolder): Network[] {
  const given: Network[] = [];
  for (const field of ['pods', 'services'] as const) {
    const text = networks[field] ?? '';
    if (text !== '' || holder === 'Seed') given.push(toNetwork(check.at(field), text));
  }
  if (networks.nodes !== undefined) given.push(toNetwork(check.at('nodes'), networks.nodes));
  return given;
}

function shootNetworks({ shootDefaults = {} }: SeedNetworks, check: Check): Network[] {
  return (['pods', 'services'] as const).flatMap((field) => {
    const text = shootDefaults[field];
    return text === undefined ? [] : [toNetwork(check.at(field), text)];
  });
}

function toNetwork(check: Check, text: string): Network {
  return { check, text, cidr: parseCidr(text) };
}

function validateNetwork({ check, text, cidr }: Network, { ipFamilies = [] }: SeedNetworks): boolean {
  if (cidr === undefined) {
    const what = text === '' ? 'is missing' : `${quote(text)} is no network`;
    check.report(rules['seed-network-invalid'], what, 'write it as address/bits, e.g. 10.242.0.0/16');
    return false;
  }
  const family = ipFamilies[0] ?? 'IPv4';
  // A dual-stack seed may mix.
  if (ipFamilies.length === 2 || cidr.family === family) return true;
  check.report(
    rules['seed-network-wrong-family'],
    `${text} is ${cidr.family}, but the seed is ${family}`,
    `give an ${family} network, or set ipFamilies when the seed is created`,
  );
  return false;
}

function validateServicesSize({ services = '' }: SeedNetworks, check: Check): boolean {
  const cidr = parseCidr(services);
  if (cidr?.family !== 'IPv4' || cidr.prefix >= largestServices) return true;
  check.report(
    rules['seed-network-services-too-large'],
    `${services} is larger than /8`,
    'give at least 8 bits, e.g. /16',
  );
  return false;
}

/** Of two that overlap, the later one is at fault. */
function validateOverlap(networks: readonly Network[]): void {
  for (const [index, network] of networks.entries()) validateApart(network, networks.slice(0, index));
}

function validateApart(network: Network, others: readonly Network[]): void {
  for (const other of others) {
    if (network.cidr === undefined || other.cidr?.overlaps(network.cidr) !== true) continue;
    network.check.report(
      rules['seed-network-overlap'],
      `${network.text} overlaps ${String(other.check.field)} (${other.text})`,
      'choose networks that have no address in common',
    );
  }
}

function validateReserved({ check, text, cidr }: Network): void {
  for (const { range, use, cidr: reserved } of gardenerRanges) {
    if (cidr === undefined || reserved?.overlaps(cidr) !== true) continue;
    check.report(
      rules['seed-network-reserved'],
      `${text} overlaps ${range}, which Gardener keeps for ${use}`,
      'choose a network outside of 240.0.0.0 to 244.255.255.255 and fd8f:6d53:b97a:1::/96',
    );
  }
}
