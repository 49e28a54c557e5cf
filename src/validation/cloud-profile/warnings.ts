import { clientSideLimit, jsonBytes, type JsonObject, quote } from '../../gardener/json';
import { currentStage } from '../../gardener/lifecycle';
import { parseQuantity } from '../../gardener/quantity';
import type { Check } from '../../issues/check';
import type { Rule } from '../../issues/rule';
import { architecture, flavorsOf, valuesOf } from './capabilities';
import {
  architecturesOf,
  type CloudProfileSpec,
  type EffectiveProfile,
  type WrittenQuantity,
} from './effective-profile';
import { Listing } from './names';
import { effectiveArchitecture } from './machine-types';
import { warningRules as rules } from './table';
import { closest } from '../../gardener/closest';

const instanceType = /^ecs\.[a-z0-9][a-z0-9-]*\.[a-z0-9][a-z0-9-]*$/;
const diskCategories: readonly string[] = [
  'cloud',
  'cloud_auto',
  'cloud_efficiency',
  'cloud_essd',
  'cloud_essd_entry',
  'cloud_regional_disk_auto',
  'cloud_ssd',
  'elastic_ephemeral_disk_premium',
  'elastic_ephemeral_disk_standard',
];

/** Machine types without what a node needs, whoever the provider is. */
export function warnOfMachineResources(spec: CloudProfileSpec, check: Check): void {
  for (const [index, type] of (spec.machineTypes ?? []).entries()) {
    if (type.usable === false) continue;
    for (const resource of ['cpu', 'memory'] as const) {
      const value = type[resource];
      if (value !== undefined && !isZero(value)) continue;
      const message = `the machine type ${quote(type.name ?? '')} has no ${resource}`;
      check
        .at('spec', 'machineTypes', index, resource)
        .report(
          rules['machine-type-without-resources'],
          message,
          'write what the instance type has, or usable: false',
        );
    }
  }
}

/** A leading digit other than 0 spares the parser. */
function isZero(value: WrittenQuantity): boolean {
  return !/^[1-9]/.test(String(value)) && parseQuantity(value)?.isZero === true;
}

/** Names that are handed to the cloud as they stand. */
export function warnOfCloudNames(spec: CloudProfileSpec, check: Check): void {
  for (const [index, { name = '' }] of (spec.machineTypes ?? []).entries()) {
    if (name === '' || instanceType.test(name)) continue;
    check
      .at('spec', 'machineTypes', index, 'name')
      .report(
        rules['machine-type-name-form'],
        `${quote(name)} is no instance type of ECS`,
        'write it like ecs.g7.large',
      );
  }
  for (const [index, { name = '' }] of (spec.volumeTypes ?? []).entries()) {
    if (name === '' || diskCategories.includes(name)) continue;
    const meant = closest(name, diskCategories);
    check
      .at('spec', 'volumeTypes', index, 'name')
      .report(
        rules['volume-type-unknown'],
        `${quote(name)} is no disk category of Alibaba Cloud`,
        meant === undefined ? `use ${diskCategories.join(', ')}` : `did you mean ${meant}?`,
      );
  }
}

/**
 * Architectures that machine types have and images lack, or the other way round.
 * @param nowhere machine types that no zone has
 */
export function warnOfArchitectures(
  profile: EffectiveProfile,
  nowhere: ReadonlySet<string>,
  check: Check,
): void {
  const ofImages = imageArchitectures(profile, check);
  const ofTypes = new Map<string, { readonly first: number; readonly names: Listing }>();
  for (const { value: type, written } of profile.machineTypes) {
    if (type.usable === false || nowhere.has(type.name ?? '')) continue;
    const name = effectiveArchitecture(type, profile);
    if (name === '') continue;
    const known = ofTypes.get(name) ?? { first: written, names: new Listing() };
    known.names.add(type.name ?? '');
    ofTypes.set(name, known);
  }
  // A profile without one of the two lists has worse problems.
  if (ofImages.size === 0 || ofTypes.size === 0) return;
  for (const [name, { first, names }] of ofTypes) {
    if (ofImages.has(name)) continue;
    const here = check.at('spec', 'machineTypes', first);
    const message = `no image is offered for ${quote(name)}, the architecture of ${names.toString()}`;
    const hint = 'offer an image of this architecture, or mend the architecture of the machine types';
    here.report(rules['machine-type-without-image'], message, hint);
  }
  for (const [name, here] of ofImages) {
    if (here === undefined || ofTypes.has(name)) continue;
    const message = `no machine type has ${quote(name)}, the architecture of images that are offered`;
    const hint = 'offer a machine type of this architecture, or leave the architecture out';
    here.report(rules['image-without-machine-type'], message, hint);
  }
}

/**
 * Each architecture with the first image version that has it; undefined where versions have it only because they
 * do not say what they have, which is refused where several are declared.
 */
function imageArchitectures(profile: EffectiveProfile, check: Check): Map<string, Check | undefined> {
  const found = new Map<string, Check | undefined>();
  const { capabilities } = profile;
  for (const { written: index, versions } of profile.images) {
    for (const { value, written } of versions) {
      if (currentStage(value, check.target) === 'expired') continue;
      const names =
        capabilities === undefined
          ? architecturesOf(value, profile)
          : flavorsOf(value.capabilityFlavors).flatMap((flavor) =>
              valuesOf(flavor, architecture, capabilities),
            );
      const isSaid =
        names.length < 2 || capabilities === undefined || (value.capabilityFlavors ?? []).length > 0;
      for (const name of names) {
        if (found.get(name) !== undefined || (!isSaid && found.has(name))) continue;
        const here = isSaid ? check.at('spec', 'machineImages', index, 'versions', written) : undefined;
        found.set(name, here);
      }
    }
  }
  return found;
}

interface Named {
  readonly name?: string;
}

/** What an update takes away that Shoots may use. */
export function warnOfRemovals(now: CloudProfileSpec, before: CloudProfileSpec, check: Check): void {
  const hadCapabilities = (before.machineCapabilities ?? []).length > 0;
  if (hadCapabilities && (now.machineCapabilities ?? []).length === 0) {
    const hint = 'keep them, or write architectures and flat regions for everything';
    const message = 'machineCapabilities are taken away';
    check.at('spec', 'machineCapabilities').report(rules['capabilities-removed'], message, hint);
  }
  warnOfRemovedRegions(now, before, check);
  warnOfRemovedTypes(now, before, check);
  warnOfRemovedVersions(now, before, check);
}

export function warnOfTypeChange(now: CloudProfileSpec, before: CloudProfileSpec, check: Check): void {
  if (now.type === before.type) return;
  const message = `the type changes from ${quote(before.type ?? '')} to ${quote(now.type ?? '')}`;
  const hint = 'create another profile instead';
  check.at('spec', 'type').report(rules['provider-type-changed'], message, hint);
}

function warnOfRemovedRegions(now: CloudProfileSpec, before: CloudProfileSpec, check: Check): void {
  const regions = new Map((now.regions ?? []).map((region, index) => [region.name ?? '', { region, index }]));
  for (const { name = '', zones = [] } of before.regions ?? []) {
    const kept = regions.get(name);
    if (kept === undefined) {
      const message = `region ${quote(name)} is taken away`;
      report(rules['region-removed'], check.at('spec', 'regions'), message, 'no Shoot is left there');
      continue;
    }
    const zoneNames = new Set((kept.region.zones ?? []).map((zone) => zone.name ?? ''));
    for (const zone of zones) {
      if (zoneNames.has(zone.name ?? '')) continue;
      const here = check.at('spec', 'regions', kept.index, 'zones');
      const message = `zone ${quote(zone.name ?? '')} is taken away`;
      report(rules['region-removed'], here, message, 'no worker is left there');
    }
  }
}

export function warnOfRemovedTypes(now: CloudProfileSpec, before: CloudProfileSpec, check: Check): void {
  for (const [field, what] of [
    ['machineTypes', 'machine type'],
    ['volumeTypes', 'volume type'],
  ] as const) {
    for (const name of removed(before[field], now[field])) {
      const message = `${what} ${quote(name)} is taken away`;
      const rule = rules['machine-or-volume-type-removed'];
      report(rule, check.at('spec', field), message, 'no worker uses it, and set usable: false before');
    }
  }
}

export function warnOfRemovedVersions(now: CloudProfileSpec, before: CloudProfileSpec, check: Check): void {
  const rule = rules['version-removed'];
  const unused = 'no Shoot uses it, otherwise Gardener refuses the update';
  const kubernetes = new Set((now.kubernetes?.versions ?? []).map(({ version }) => version ?? ''));
  for (const { version = '' } of before.kubernetes?.versions ?? []) {
    if (kubernetes.has(version)) continue;
    const here = check.at('spec', 'kubernetes', 'versions');
    report(rule, here, `Kubernetes ${quote(version)} is taken away`, unused);
  }
  const images = new Map(
    (now.machineImages ?? []).map((image, index) => [image.name ?? '', { image, index }]),
  );
  for (const { name = '', versions = [] } of before.machineImages ?? []) {
    const kept = images.get(name);
    if (kept === undefined) {
      const message = `image ${quote(name)} is taken away`;
      report(rule, check.at('spec', 'machineImages'), message, unused);
      continue;
    }
    const known = new Set((kept.image.versions ?? []).map(({ version }) => version ?? ''));
    for (const { version = '' } of versions) {
      if (known.has(version)) continue;
      const here = check.at('spec', 'machineImages', kept.index, 'versions');
      report(rule, here, `version ${quote(version)} of image ${quote(name)} is taken away`, unused);
    }
  }
}

function removed(before: readonly Named[] | undefined, now: readonly Named[] | undefined): string[] {
  const kept = new Set((now ?? []).map(({ name }) => name ?? ''));
  return (before ?? []).map(({ name }) => name ?? '').filter((name) => !kept.has(name));
}

function report(rule: Rule, here: Check, message: string, condition: string): void {
  here.report(rule, message, `make sure that ${condition}`);
}

const kibibyte = 1024;
const nearLimit = kibibyte * kibibyte;
/** etcd takes 1.5 MiB of the stored object, whose managed fields add about a sixth. */
const storageLimit = Math.floor(1.3 * kibibyte * kibibyte);

/** Warns of a manifest that tools or etcd will not take much longer. */
export function warnOfSize(manifest: JsonObject, check: Check): void {
  const size = jsonBytes(manifest);
  if (size > storageLimit) {
    check.report(
      rules['object-size-over-limit'],
      'the object has more than 1.3 MiB as JSON',
      'drop old image versions, or split the profile',
    );
  } else if (size > nearLimit) {
    check.report(
      rules['object-size-near-limit'],
      `the object has ${kilobytes(size)} as JSON`,
      'drop old image versions in time: it can be stored up to about 1.3 MiB',
    );
  } else if (size > clientSideLimit) {
    check.report(
      rules['object-size-client-side-apply'],
      `the object has ${kilobytes(size)} as JSON`,
      'apply it server-side',
    );
  }
}

function kilobytes(size: number): string {
  return `${Math.round(size / kibibyte)} KiB`;
}

const providerLabels = 'provider.extensions.gardener.cloud/';
const serverMetadata = [
  'creationTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
];

/** What the server sets, whatever a manifest says. */
export function warnOfServerOwned(manifest: JsonObject, namespaced: boolean, check: Check): void {
  const rule = rules['server-owned-field'];
  const metadata = (manifest['metadata'] ?? {}) as JsonObject;
  const here = check.at('metadata');
  for (const label of Object.keys(metadata['labels'] ?? {})) {
    if (!label.startsWith(providerLabels)) continue;
    here
      .at('labels')
      .key(label)
      .report(rule, `the label ${quote(label)} is computed from spec.type`, 'leave it out');
  }
  for (const [index, finalizer] of ((metadata['finalizers'] ?? []) as readonly unknown[]).entries()) {
    if (finalizer !== 'gardener') continue;
    const message = 'the finalizer gardener is set by Gardener while the profile is in use';
    const hint = 'leave it out: a tool that owns it would remove it one day';
    here.at('finalizers', index).report(rule, message, hint);
  }
  const owned = serverMetadata.filter((name) => metadata[name] !== undefined);
  if (!namespaced && metadata['namespace'] !== undefined) owned.unshift('namespace');
  for (const name of owned) {
    const message =
      name === 'namespace' ? 'the kind has no namespaces, so it is ignored' : `${name} is set by the server`;
    here.at(name).report(rule, message, 'leave it out');
  }
  if (manifest['status'] !== undefined) {
    check.at('status').report(rule, 'status is written by controllers, and ignored here', 'leave it out');
  }
}
