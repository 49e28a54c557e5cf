import { metadataAddress, reservedRanges } from '../../alibaba-cloud/networks';
import { isClosedRegion, isRegionForm, knownRegions } from '../../alibaba-cloud/regions';
import { type Cidr, parseCidr } from '../../gardener/cidr';
import { closest } from '../../gardener/closest';
import { quote } from '../../gardener/json';
import type { Check } from '../../issues/check';
import { immutabilityOf, warnOfImmutability } from '../backup-bucket/warnings';
import { isAlicloud, type SeedSpec } from './spec';
import { seedRuleTable as rules } from './table';

// What the cloud makes of a Seed, and Gardener does not look at: regions, addresses, buckets.

type SeedBackup = NonNullable<SeedSpec['backup']>;
type SeedNetworks = NonNullable<SeedSpec['networks']>;

/** A Seed on Alibaba Cloud: where it is, and the addresses that the cloud keeps for itself. */
export function warnOfCloud(spec: SeedSpec, previous: SeedSpec | undefined, check: Check): void {
  const { provider = {}, networks } = spec;
  const { type = '', region = '' } = provider;
  // Where the type is left to a Shoot, that of the backup tells.
  if (type !== 'alicloud' && !(type === '' && isAlicloud(spec))) return;
  if (region !== previous?.provider?.region) warnOfUnknownRegion(region, check.at('provider', 'region'));
  if (networks === undefined) return;
  warnOfReserved(networks, check.at('networks'));
  warnOfOpenMetadata(networks.blockCIDRs ?? [], check.at('networks', 'blockCIDRs'));
}

/** A region of Alibaba Cloud that does not exist. `check` is at a field that cannot be changed later. */
export function warnOfUnknownRegion(region: string, check: Check): void {
  if (region === '' || knownRegions.has(region)) return;
  if (isClosedRegion(region)) {
    check.report(
      rules['seed-region-unknown'],
      `${quote(region)} is closed: Alibaba Cloud sells nothing there any more`,
      'choose a region that is open',
    );
    return;
  }
  const meant = closest(region, [...knownRegions]);
  check.report(
    rules['seed-region-unknown'],
    `${quote(region)} is no region of Alibaba Cloud that is known here`,
    meant === undefined
      ? 'check the spelling before this is applied; ignore this for a region that is new'
      : `did you mean ${quote(meant)}?`,
  );
}

const reserved = reservedRanges.map((range) => ({ ...range, network: parseCidr(range.cidr) }));

function warnOfReserved(networks: SeedNetworks, check: Check): void {
  const { shootDefaults = {} } = networks;
  const places: [Check, string | undefined][] = [
    ...(['nodes', 'pods', 'services'] as const).map((field): [Check, string | undefined] => [
      check.at(field),
      networks[field],
    ]),
    ...(['pods', 'services'] as const).map((field): [Check, string | undefined] => [
      check.at('shootDefaults', field),
      shootDefaults[field],
    ]),
  ];
  for (const [at, text = ''] of places) {
    const network = parseCidr(text);
    for (const { cidr, use, network: range } of reserved) {
      if (!overlap(range, network)) continue;
      at.report(
        rules['seed-network-of-cloud'],
        `${text} overlaps ${cidr}, which Alibaba Cloud keeps in every VPC for ${use}`,
        'choose a network within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16',
      );
    }
  }
}

function overlap(one: Cidr | undefined, other: Cidr | undefined): boolean {
  return one !== undefined && other !== undefined && one.overlaps(other);
}

const metadata = parseCidr(`${metadataAddress}/32`);

/** Who blocks anything means to block the metadata service, and each cloud has another address for it. */
function warnOfOpenMetadata(blocked: readonly string[], check: Check): void {
  if (blocked.length === 0 || metadata === undefined) return;
  if (blocked.some((text) => parseCidr(text)?.contains(metadata))) return;
  check.report(
    rules['seed-metadata-not-blocked'],
    `do not hold ${metadataAddress}/32, the metadata service of Alibaba Cloud: control planes of Shoots can reach it`,
    blocked.some((text) => text.startsWith('169.254.'))
      ? `add ${metadataAddress}/32; 169.254.169.254 is that of other clouds`
      : `add ${metadataAddress}/32`,
  );
}

/** Backups are only missed when they are needed: what to know before. `check` is at the backup. */
export function warnOfBackup(
  { backup, provider }: SeedSpec,
  previous: SeedSpec | undefined,
  check: Check,
): void {
  if (backup === undefined) return;
  const stored = previous?.backup;
  // Of a stored backup the region can no longer be written down.
  if (backup.region !== undefined || stored === undefined) {
    warnOfRegion(backup, provider?.type ?? '', stored?.region, check.at('region'));
  }
  warnOfNamespace(backup, check);
  if (!isAlicloud({ ...(provider === undefined ? {} : { provider }), backup })) return;
  warnOfImmutability(
    immutabilityOf(backup.providerConfig),
    previous === undefined ? undefined : { stored: immutabilityOf(stored?.providerConfig) },
    check.at('providerConfig'),
  );
}

function warnOfRegion(
  { provider, region = '' }: SeedBackup,
  seedProvider: string,
  stored: string | undefined,
  check: Check,
): void {
  if (region === '') {
    // At another provider it is an error already.
    if (provider !== undefined && provider !== seedProvider) return;
    check.report(
      rules['seed-backup-region-unset'],
      "is not given: the seed's own is taken, and it can never be written down later",
      'write the region when the backup is first configured',
    );
  } else if (provider === 'alicloud' && (!isRegionForm(region) || isOtherForm(region))) {
    check.report(
      rules['seed-backup-region-odd'],
      `${quote(region)} does not look like a region: the bucket's endpoint would be oss-${region}.aliyuncs.com`,
      'write a region ID such as eu-central-1 or cn-shanghai, no zone and no endpoint',
    );
  } else if (provider === 'alicloud' && region !== stored) {
    warnOfUnknownRegion(region, check);
  }
}

/** An endpoint (`oss-cn-shanghai`) or a zone (`eu-central-1a`, `cn-shanghai-b`). */
function isOtherForm(text: string): boolean {
  return text.startsWith('oss-') || /-\d*[a-z]$/.test(text);
}

function warnOfNamespace({ credentialsRef, secretRef }: SeedBackup, check: Check): void {
  for (const [field, reference] of [
    ['credentialsRef', credentialsRef],
    ['secretRef', secretRef],
  ] as const) {
    const namespace = reference?.namespace ?? '';
    if (namespace === '' || namespace === 'garden') continue;
    check
      .at(field, 'namespace')
      .report(
        rules['seed-backup-credentials-elsewhere'],
        `is ${namespace}, where others than the operators may read or delete the credentials of all backups`,
        'keep them in garden',
      );
  }
}
