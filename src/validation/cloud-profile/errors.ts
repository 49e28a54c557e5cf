import { quote } from '../../gardener/json';
import { currentStage, lifecycleSince, type ExpirableVersion } from '../../gardener/lifecycle';
import { isUnprefixedQualifiedName } from '../../gardener/names';
import type { Target } from '../../gardener/target';
import { type IssueCollector, Place, type ValidationContext } from '../../issues/check';
import { firstPemIsCertificate } from '../kubernetes/certificate';
import { validateLabels, validateLabelSelector } from '../kubernetes/labels';
import { validateObjectMeta } from '../kubernetes/object-meta';
import { validateBastion } from './bastion';
import { validateCapabilitiesGate, validateCapabilityDefinitions } from './capabilities';
import type {
  CloudProfile,
  CloudProfileSpec,
  EffectiveProfile,
  Limits,
  Region,
  VolumeType,
} from './effective-profile';
import { validateOfferedImages } from './machine-images';
import { validateNotNegative, validateOfferedMachineTypes } from './machine-types';
import { coreRules as rules } from './table';
import { validateKubernetes } from './versions';

/** What the API server itself asks of a CloudProfile, at creation and on update. */
export function validateCore(
  profile: EffectiveProfile,
  manifest: CloudProfile,
  context: ValidationContext,
): void {
  const { issues, target } = context;
  const { spec = {} } = manifest;
  const previous = context.previous as CloudProfile | undefined;
  validateObjectMeta(
    manifest.metadata ?? {},
    {
      name: 'subdomain',
      keepsGeneration: true,
      namespaced: false,
      ...(previous === undefined ? {} : { previous: previous.metadata ?? {} }),
    },
    issues,
  );
  const place = Place.of('spec');
  if ((spec.type ?? '') === '') {
    place
      .child('type')
      .report(issues, rules['cloud-profile-type-required'], 'there is no provider type', 'write alicloud');
  }
  validateCapabilitiesGate(spec.capabilities, place.child('capabilities'), target, issues);
  validateCapabilityDefinitions(spec.machineCapabilities, place.child('machineCapabilities'), target, issues);
  const dropped = (spec.kubernetes?.versions ?? []).length - profile.kubernetesVersions.length;
  validateKubernetes(profile.kubernetesVersions, dropped, place.child('kubernetes'), target, issues);
  validateOfferedImages(profile, place.child('machineImages'), target, issues);
  validateOfferedMachineTypes(profile, place.child('machineTypes'), target, issues);
  validateVolumeTypes(spec.volumeTypes, place.child('volumeTypes'), target, issues);
  validateRegions(spec.regions, place.child('regions'), issues);
  validateBastion(spec.bastion, profile, place.child('bastion'), target, issues);
  validateLimits(spec.limits, place.child('limits'), issues);
  if (spec.seedSelector !== undefined) {
    validateLabelSelector(spec.seedSelector, place.child('seedSelector').field, issues);
  }
  validateCaBundle(spec.caBundle, place.child('caBundle'), issues);
  if (previous !== undefined) validateUpdate(profile, spec, previous.spec ?? {}, place, target, issues);
}

export function validateCaBundle(bundle: string | undefined, place: Place, issues: IssueCollector): void {
  if (bundle === undefined || firstPemIsCertificate(bundle)) return;
  place.report(
    issues,
    rules['cloud-profile-ca-bundle-form'],
    'the first PEM block is no certificate',
    'begin with a block -----BEGIN CERTIFICATE-----, or leave caBundle out',
  );
}

function validateUpdate(
  profile: EffectiveProfile,
  spec: CloudProfileSpec,
  previous: CloudProfileSpec,
  place: Place,
  target: Target,
  issues: IssueCollector,
): void {
  validateLimitsUpdate(spec.limits, previous.limits, place.child('limits'), issues);
  if (target.gardener < lifecycleSince) return;
  const kubernetesBefore = previous.kubernetes?.versions ?? [];
  const kubernetesPlace = place.child('kubernetes', 'versions');
  const kubernetes = profile.kubernetesVersions.map(({ value }) => value);
  validateStillAvailable(kubernetes, kubernetesBefore, kubernetesPlace, target, issues);
  const before = new Map((previous.machineImages ?? []).map((image) => [image.name ?? '', image]));
  for (const [index, { value: image, versions }] of profile.images.entries()) {
    const at = place.child('machineImages').index(index).child('versions');
    const stored = before.get(image.name ?? '')?.versions ?? [];
    validateStillAvailable(
      versions.map(({ value }) => value),
      stored,
      at,
      target,
      issues,
    );
  }
}

function validateStillAvailable(
  versions: readonly ExpirableVersion[],
  previous: readonly ExpirableVersion[],
  place: Place,
  target: Target,
  issues: IssueCollector,
): void {
  const before = new Map(previous.map((version) => [version.version ?? '', version]));
  for (const [index, version] of versions.entries()) {
    const stored = before.get(version.version ?? '');
    if (stored === undefined || currentStage(version, target) !== 'unavailable') continue;
    if (currentStage(stored, target) === 'unavailable') continue;
    place
      .index(index)
      .report(
        issues,
        rules['cloud-profile-version-unavailable-again'],
        `version ${version.version ?? ''} is offered already, and would become unavailable`,
        'let its lifecycle begin in the past',
      );
  }
}

/** Gardener wants regions and zones to have names of their own, of whatever form. */
function validateRegions(regions: readonly Region[] | undefined, place: Place, issues: IssueCollector): void {
  if (regions === undefined || regions.length === 0) reportEmptyList('region', place, issues);
  const names = new Set<string>();
  for (const [index, { name = '', zones = [], labels }] of (regions ?? []).entries()) {
    const at = (): Place => place.index(index);
    validateNamed(name, 'region', names, () => at().child('name'), issues);
    const zoneNames = new Set<string>();
    for (const [position, zone] of zones.entries()) {
      const zoneAt = (): Place => at().child('zones').index(position).child('name');
      validateNamed(zone.name ?? '', 'zone', zoneNames, zoneAt, issues);
    }
    if (labels !== undefined) validateLabels(labels, at().child('labels').field, issues);
  }
}

function validateNamed(
  name: string,
  what: string,
  seen: Set<string>,
  place: () => Place,
  issues: IssueCollector,
): void {
  if (name !== '') validateUnique(name, what, seen, place, issues);
  else
    place().report(issues, rules['cloud-profile-name-required'], `the ${what} has no name`, 'give it a name');
}

export function validateLimits(limits: Limits | undefined, place: Place, issues: IssueCollector): void {
  const maximum = limits?.maxNodesTotal;
  if (maximum === undefined || maximum > 0) return;
  place
    .child('maxNodesTotal')
    .report(
      issues,
      rules['cloud-profile-limits-positive'],
      `${maximum} is not greater than 0`,
      'write at least 1, or leave it out for no limit',
    );
}

/** Adding and removing the limit is fine, so is raising it. */
function validateLimitsUpdate(
  limits: Limits | undefined,
  previous: Limits | undefined,
  place: Place,
  issues: IssueCollector,
): void {
  const [now, before] = [limits?.maxNodesTotal, previous?.maxNodesTotal];
  if (now === undefined || before === undefined || now >= before) return;
  place
    .child('maxNodesTotal')
    .report(
      issues,
      rules['cloud-profile-limits-lowered'],
      `${now} is lower than ${before}`,
      `keep at least ${before}, or remove the limit`,
    );
}

/** There may be none. After a name that is there already Gardener looks at no further entry. */
export function validateVolumeTypes(
  volumeTypes: readonly VolumeType[] | undefined,
  place: Place,
  target: Target,
  issues: IssueCollector,
): void {
  const names = new Set<string>();
  for (const [index, type] of (volumeTypes ?? []).entries()) {
    const at = (): Place => place.index(index);
    const nameAt = (): Place => at().child('name');
    const { name = '', class: volumeClass = '' } = type;
    validateName(name, 'volume type', nameAt, target, issues);
    if (!validateUnique(name, 'volume type', names, nameAt, issues)) return;
    if (volumeClass === '') {
      at()
        .child('class')
        .report(
          issues,
          rules['cloud-profile-volume-class-required'],
          `the volume type ${quote(name)} has no class`,
          'write standard or premium',
        );
    } else validateNameForm(volumeClass, 'volume class', () => at().child('class'), target, issues);
    validateNotNegative(type.minSize, () => at().child('minSize'), issues);
  }
}

/** Gardener minor since which names must be qualified names without a prefix. */
const nameFormSince = 125;

const nameHint = 'use 1 to 63 letters, digits, "-", "_" or ".", a letter or digit at both ends, and no "/"';

/** @param what the thing that bears the name, for the message */
export function validateName(
  name: string,
  what: string,
  place: () => Place,
  target: Target,
  issues: IssueCollector,
): void {
  if (name === '') {
    place().report(issues, rules['cloud-profile-name-required'], `the ${what} has no name`, 'give it a name');
    return;
  }
  validateNameForm(name, what, place, target, issues);
}

export function validateNameForm(
  name: string,
  what: string,
  place: () => Place,
  target: Target,
  issues: IssueCollector,
): void {
  if (target.gardener < nameFormSince || isUnprefixedQualifiedName(name)) return;
  place().report(
    issues,
    rules['cloud-profile-name-form'],
    `${quote(name)} is no valid name of a ${what}`,
    nameHint,
  );
}

/** Reports a name that was seen before. @returns whether it was */
export function validateUnique(
  name: string,
  what: string,
  seen: Set<string>,
  place: () => Place,
  issues: IssueCollector,
): boolean {
  if (!seen.has(name)) {
    seen.add(name);
    return true;
  }
  place().report(
    issues,
    rules['cloud-profile-name-duplicate'],
    `the ${what} ${quote(name)} is there already`,
    'remove or rename one of the two',
  );
  return false;
}

/** Reports that a list has nothing in it. */
export function reportEmptyList(what: string, place: Place, issues: IssueCollector, hint?: string): void {
  place.report(
    issues,
    rules['cloud-profile-list-required'],
    `there is no ${what}`,
    hint ?? `offer at least one ${what}`,
  );
}

/** Names that a message lists before it only counts. */
const shown = 10;
/** What needs no quotes to be told from the sentence around it. */
const plainName = /^[0-9A-Za-z._-]{1,80}$/;

/** Gathers the first of many names for a message, and counts the others without keeping them. */
export class Listing {
  private readonly names: string[] = [];
  private more = 0;

  get count(): number {
    return this.names.length + this.more;
  }

  add(name: string): void {
    if (this.names.length < shown) this.names.push(plainName.test(name) ? name : quote(name));
    else this.more++;
  }

  /** Counts without a look at the names. */
  addMore(count: number): void {
    this.more += count;
  }

  /** Whether names that follow are counted only. */
  get isFull(): boolean {
    return this.names.length >= shown;
  }

  toString(): string {
    return this.names.join(', ') + (this.more === 0 ? '' : ` and ${this.more} more`);
  }
}

/** The names for a message: the first ones, and how many more there are. */
export function listed(names: Iterable<string>): string {
  const listing = new Listing();
  for (const name of names) listing.add(name);
  return listing.count === 0 ? 'none' : listing.toString();
}

/** Lists those of `wanted` that `has` denies, looking no further than the message needs. */
export function listMissing(
  wanted: ReadonlySet<string>,
  present: ReadonlySet<string>,
  known: number,
): Listing {
  const missing = new Listing();
  const total = wanted.size - known;
  if (total <= 0) return missing;
  for (const name of wanted) {
    if (missing.isFull || missing.count === total) break;
    if (!present.has(name)) missing.add(name);
  }
  missing.addMore(total - missing.count);
  return missing;
}
