import { defaultArchitecture } from '../../gardener/defaults';
import { isPublicImageName } from '../../alibaba-cloud/ids';
import { reservedRanges } from '../../alibaba-cloud/networks';
import { parseCidr } from '../../gardener/cidr';
import { listed } from '../../gardener/closest';
import { ImageMapping } from '../../gardener/image-mapping';
import { asList, asObject, asText, type JsonObject, quote, valueAt } from '../../gardener/json';
import { currentStage, type ExpirableVersion } from '../../gardener/lifecycle';
import type { Check } from '../../issues/check';
import { declaredCapabilities } from '../cloud-profile/capabilities';
import type { CloudProfileSpec } from '../cloud-profile/effective-profile';
import { mergeProfiles } from '../namespaced-cloud-profile/merged-profile';
import {
  inParentFormat,
  type NamespacedSpec,
  type OwnProfile,
  readOwnProfile,
} from '../namespaced-cloud-profile/own-profile';
import { shootRules as rules } from './table';
import type { Target } from '../../gardener/target';

/** What a profile offers to Shoots: a CloudProfile, or a NamespacedCloudProfile on top of one. */
export class ShootOffer {
  readonly profile: OwnProfile;
  readonly mapping: ImageMapping;
  /** Zones by region, and what each of them does not sell. */
  readonly regions: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;

  /** @param own spec of the NamespacedCloudProfile that a Shoot names; undefined for a CloudProfile */
  constructor(parent: CloudProfileSpec, own: NamespacedSpec | undefined, target: Target) {
    const declared = declaredCapabilities(parent.machineCapabilities);
    const formatted = inParentFormat(readOwnProfile(own ?? {}, undefined, target), declared);
    this.profile = mergeProfiles(parent, formatted);
    this.mapping = ImageMapping.read({
      machineImages: [parent.providerConfig, own?.providerConfig].flatMap((config) =>
        asList(valueAt(config, 'machineImages')),
      ),
    });
    this.regions = new Map(
      (parent.regions ?? []).map(({ name = '', zones = [] }) => [
        name,
        new Map(
          zones.map((zone) => [
            zone.name ?? '',
            new Set([...(zone.unavailableMachineTypes ?? []), ...(zone.unavailableVolumeTypes ?? [])]),
          ]),
        ),
      ]),
    );
  }
}

/** What is known of who may use custom images. */
export interface ShootSharing {
  /** The project of the Shoot. */
  readonly project: string;
  /** Projects whose accounts get an image from a job; undefined where others may have it as well. */
  readonly sharedWith: (id: string, region: string) => ReadonlySet<string> | undefined;
}

/** What Gardener or the extension will say of a Shoot of type alicloud, by the profile that it names. */
export function warnOfShoot(shoot: JsonObject, offer: ShootOffer, sharing: ShootSharing, check: Check): void {
  const spec = asObject(shoot['spec']);
  const region = asText(spec['region']);
  const here = check.at('spec');
  const zones = offer.regions.get(region);
  if (region !== '' && zones === undefined) {
    here
      .at('region')
      .report(
        rules['shoot-region-not-offered'],
        `the profile does not offer region ${quote(region)}`,
        named('it has', [...offer.regions.keys()]),
      );
  }
  warnOfKubernetes(asText(valueAt(spec, 'kubernetes', 'version')), offer, here.at('kubernetes', 'version'));
  warnOfNetworks(spec, here);
  for (const [index, item] of asList(valueAt(spec, 'provider', 'workers')).entries()) {
    const worker = new WorkerCheck(asObject(item), offer, sharing, here.at('provider', 'workers', index));
    worker.warnOfTypes(zones);
    worker.warnOfVersions();
    if (zones !== undefined) worker.warnOfImage(region);
  }
}

function warnOfKubernetes(version: string, { profile }: ShootOffer, here: Check): void {
  const offered = profile.kubernetesVersions.map(({ value }) => value);
  const problem = problemOf(version, offered, here.target);
  if (problem === undefined) return;
  here.report(
    rules['shoot-version-not-offered'],
    `Kubernetes ${quote(version)} ${problem}`,
    'choose a version of the profile, or extend its expirationDate there',
  );
}

interface Named {
  readonly value: { readonly name?: string };
}

/** The lists of a profile by name: every worker of every Shoot looks into the same ones. */
const byName = new WeakMap<readonly Named[], ReadonlyMap<string, Named>>();

/** The first entry of a name. */
function entryNamed<T extends Named>(list: readonly T[], name: string): T | undefined {
  let entries = byName.get(list) as ReadonlyMap<string, T> | undefined;
  if (entries === undefined) {
    entries = new Map([...list].reverse().map((entry) => [entry.value.name ?? '', entry]));
    byName.set(list, entries);
  }
  return entries.get(name);
}

/** Why a version cannot be had; a part of one (`1.33`) stands for the newest with it, none for the newest. */
function problemOf(
  version: string,
  offered: readonly ExpirableVersion[],
  target: Target,
): string | undefined {
  if (version === '') return undefined;
  const meant = offered.filter(
    (candidate) => candidate.version === version || candidate.version?.startsWith(`${version}.`) === true,
  );
  if (meant.length === 0) return 'is not offered by the profile';
  return meant.every((candidate) => currentStage(candidate, target) === 'expired')
    ? 'has expired in the profile'
    : undefined;
}

/** A worker pool of a Shoot. */
class WorkerCheck {
  private readonly machine: JsonObject;
  private readonly image: string;
  private readonly version: string;

  constructor(
    private readonly worker: JsonObject,
    private readonly offer: ShootOffer,
    private readonly sharing: ShootSharing,
    private readonly here: Check,
  ) {
    this.machine = asObject(worker['machine']);
    this.image = asText(valueAt(this.machine, 'image', 'name'));
    this.version = asText(valueAt(this.machine, 'image', 'version'));
  }

  /** @param zones of the region; undefined if the profile does not have it */
  warnOfTypes(zones: ReadonlyMap<string, ReadonlySet<string>> | undefined): void {
    const { machineTypes, volumeTypes } = this.offer.profile;
    this.warnOfType('machine type', this.machine['type'], machineTypes, zones, ['machine', 'type']);
    this.warnOfType('volume type', valueAt(this.worker, 'volume', 'type'), volumeTypes, zones, [
      'volume',
      'type',
    ]);
    for (const [index, volume] of asList(this.worker['dataVolumes']).entries()) {
      const type = asObject(volume)['type'];
      this.warnOfType('volume type', type, volumeTypes, zones, ['dataVolumes', index, 'type']);
    }
    if (zones === undefined) return;
    for (const [index, zone] of asList(this.worker['zones']).entries()) {
      if (zones.has(asText(zone))) continue;
      this.here
        .at('zones', index)
        .report(
          rules['shoot-region-not-offered'],
          `the profile does not offer zone ${quote(asText(zone))}`,
          named('the region has', [...zones.keys()]),
        );
    }
  }

  warnOfVersions(): void {
    const kubernetes = asText(valueAt(this.worker, 'kubernetes', 'version'));
    warnOfKubernetes(kubernetes, this.offer, this.here.at('kubernetes', 'version'));
    if (this.image === '') return;
    const at = this.here.at('machine', 'image');
    const { images } = this.offer.profile;
    const offered = entryNamed(images, this.image);
    if (offered === undefined) {
      at.at('name').report(
        rules['shoot-image-not-offered'],
        `the profile does not offer image ${quote(this.image)}`,
        named(
          'it has',
          images.map(({ value }) => value.name ?? ''),
        ),
      );
      return;
    }
    const versions = offered.versions.map(({ value }) => value);
    const problem = problemOf(this.version, versions, this.here.target);
    if (problem === undefined) return;
    at.at('version').report(
      rules['shoot-image-not-offered'],
      `version ${quote(this.version)} of image ${quote(this.image)} ${problem}`,
      'choose a version of the profile, or extend its expirationDate there',
    );
  }

  /** Whether machines can be made: a version that is written in full has an ID for region and architecture. */
  warnOfImage(region: string): void {
    const flavors = this.offer.mapping.flavors(this.image, this.version);
    if (flavors.length === 0) return;
    const architecture = asText(this.machine['architecture']) || defaultArchitecture;
    const ids = flavors.flatMap(({ capabilities, regions }) => {
      const own = capabilities === undefined ? [defaultArchitecture] : asList(capabilities['architecture']);
      const id = regions.get(region)?.id;
      return id !== undefined && (own.length === 0 || own.includes(architecture)) ? [id] : [];
    });
    const at = this.here.at('machine', 'image');
    if (ids.length > 0) {
      this.warnOfEncryption(ids, at);
      this.warnOfAccount(ids, region, at);
      return;
    }
    at.report(
      rules['shoot-image-not-mapped'],
      `image ${this.image} ${this.version} has no ID in ${region} for ${architecture}`,
      "add it to the profile's providerConfig, or choose another version",
    );
  }

  /** Images of Alibaba Cloud itself have names, all others IDs. */
  private warnOfEncryption(ids: readonly string[], at: Check): void {
    if (valueAt(this.worker, 'volume', 'encrypted') !== true || !ids.every(isPublicImageName)) return;
    at.report(
      rules['shoot-image-not-encryptable'],
      `image ${this.image} ${this.version} is one of Alibaba Cloud, of which no encrypted copy can be made`,
      'choose a custom image, or write volume.encrypted: false',
    );
  }

  private warnOfAccount(ids: readonly string[], region: string, at: Check): void {
    const { project, sharedWith } = this.sharing;
    const projects = ids.map((id) => sharedWith(id, region));
    if (projects.some((names) => names === undefined || names.has(project))) return;
    const others = [...new Set(projects.flatMap((names) => [...(names ?? [])]))];
    at.report(
      rules['shoot-image-of-others'],
      `image ${this.image} ${this.version} is shared with accounts of ${listed(others)}, not of ${project}`,
      `add ${project} to the projects of the ImageSharingJob, or choose another image`,
    );
  }

  private warnOfType(
    what: string,
    given: unknown,
    offered: readonly { readonly value: { readonly name?: string; readonly usable?: boolean } }[],
    zones: ReadonlyMap<string, ReadonlySet<string>> | undefined,
    steps: readonly (string | number)[],
  ): void {
    const name = asText(given);
    if (name === '') return;
    const at = this.here.at(...steps);
    const found = entryNamed(offered, name);
    if (found === undefined || found.value.usable === false) {
      at.report(
        rules['shoot-type-not-offered'],
        `${what} ${quote(name)} is ${found === undefined ? 'not in the profile' : 'not usable by the profile'}`,
        'choose another one, or have it offered there',
      );
      return;
    }
    const lacking = asList(this.worker['zones'])
      .map(asText)
      .filter((zone) => zones?.get(zone)?.has(name) === true);
    if (lacking.length === 0) return;
    at.report(
      rules['shoot-type-not-in-zone'],
      `${what} ${quote(name)} is not to be had in ${lacking.join(', ')}`,
      'choose another type, or other zones',
    );
  }
}

function warnOfNetworks(spec: JsonObject, here: Check): void {
  for (const field of ['nodes', 'pods', 'services']) {
    warnOfNetwork(valueAt(spec, 'networking', field), here.at('networking', field));
  }
  const config = valueAt(spec, 'provider', 'infrastructureConfig');
  const at = here.at('provider', 'infrastructureConfig');
  warnOfNetwork(valueAt(config, 'networks', 'vpc', 'cidr'), at.at('networks', 'vpc', 'cidr'));
  for (const [index, zone] of asList(valueAt(config, 'networks', 'zones')).entries()) {
    warnOfNetwork(valueAt(zone, 'workers'), at.at('networks', 'zones', index, 'workers'));
  }
}

function warnOfNetwork(given: unknown, here: Check): void {
  const text = asText(given);
  const network = text === '' ? undefined : parseCidr(text);
  if (network === undefined) return;
  for (const { cidr, use } of reservedRanges) {
    const range = parseCidr(cidr);
    if (range === undefined || !range.overlaps(network)) continue;
    here.report(
      rules['shoot-network-reserved'],
      `${text} overlaps ${cidr}, which Alibaba Cloud uses for ${use}`,
      'choose another range',
    );
  }
}

function named(words: string, names: readonly string[]): string {
  return `${words} ${names.length === 0 ? 'none' : listed(names)}`;
}
