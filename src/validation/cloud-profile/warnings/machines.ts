import { FieldPath } from '../../field-path';
import type { IssueCollector } from '../../issue-collector';
import { parseQuantity } from '../../kubernetes';
import { quote } from '../../kubernetes/quote';
import { closest } from '../../closest';
import type { Target } from '../../target';
import { architecture, flavorsOf, valuesOf } from '../capabilities';
import { architecturesOf, type EffectiveProfile } from '../effective-profile';
import { currentStage } from '../lifecycle';
import { effectiveArchitecture } from '../machine-types';
import type { CloudProfileSpec, MachineType, WrittenQuantity } from '../profile';
import { warningRules as rules } from '../warning-rules';
import { Listing } from '../listing';

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
export function warnOfMachineResources(spec: CloudProfileSpec, issues: IssueCollector): void {
  for (const [index, type] of (spec.machineTypes ?? []).entries()) {
    if (type.usable === false) continue;
    for (const resource of ['cpu', 'memory'] as const) {
      const value = type[resource];
      if (value !== undefined && !isZero(value)) continue;
      const message = `the machine type ${quote(type.name ?? '')} has no ${resource}`;
      const at = FieldPath.of('spec', 'machineTypes').index(index).child(resource);
      issues.report(rules['machine-type-without-resources'], at, message, {
        hint: 'write what the instance type has, or usable: false',
      });
    }
  }
}

/** A leading digit other than 0 spares the parser. */
function isZero(value: WrittenQuantity): boolean {
  return !/^[1-9]/.test(String(value)) && parseQuantity(value)?.isZero === true;
}

/** Names that are handed to the cloud as they stand. */
export function warnOfCloudNames(spec: CloudProfileSpec, issues: IssueCollector): void {
  for (const [index, { name = '' }] of (spec.machineTypes ?? []).entries()) {
    if (name === '' || instanceType.test(name)) continue;
    const at = FieldPath.of('spec', 'machineTypes').index(index).child('name');
    issues.report(rules['machine-type-name-form'], at, `${quote(name)} is no instance type of ECS`, {
      hint: 'write it like ecs.g7.large',
    });
  }
  for (const [index, { name = '' }] of (spec.volumeTypes ?? []).entries()) {
    if (name === '' || diskCategories.includes(name)) continue;
    const meant = closest(name, diskCategories);
    const at = FieldPath.of('spec', 'volumeTypes').index(index).child('name');
    issues.report(rules['volume-type-unknown'], at, `${quote(name)} is no disk category of Alibaba Cloud`, {
      hint: meant === undefined ? `use ${diskCategories.join(', ')}` : `did you mean ${meant}?`,
    });
  }
}

/** Architectures that machine types have and images lack, or the other way round. */
export function warnOfArchitectures(profile: EffectiveProfile, target: Target, issues: IssueCollector): void {
  const ofImages = imageArchitectures(profile, target);
  const ofTypes = new Map<string, { readonly first: number; readonly names: Listing }>();
  for (const { value: type, written } of profile.machineTypes) {
    const name = architectureIfUsable(type, profile);
    if (name === '') continue;
    const known = ofTypes.get(name) ?? { first: written, names: new Listing() };
    known.names.add(type.name ?? '');
    ofTypes.set(name, known);
  }
  // A profile without one of the two lists has worse problems.
  if (ofImages.size === 0 || ofTypes.size === 0) return;
  for (const [name, { first, names }] of ofTypes) {
    if (ofImages.has(name)) continue;
    const at = FieldPath.of('spec', 'machineTypes').index(first);
    const message = `no image is offered for ${quote(name)}, the architecture of ${names.toString()}`;
    const hint = 'offer an image of this architecture, or mend the architecture of the machine types';
    issues.report(rules['machine-type-without-image'], at, message, { hint });
  }
  for (const [name, path] of ofImages) {
    if (ofTypes.has(name)) continue;
    const message = `no machine type has ${quote(name)}, the architecture of images that are offered`;
    const hint = 'offer a machine type of this architecture, or leave the architecture out';
    issues.report(rules['image-without-machine-type'], path(), message, { hint });
  }
}

function architectureIfUsable(type: MachineType, profile: EffectiveProfile): string {
  return type.usable === false ? '' : effectiveArchitecture(type, profile);
}

/** Each architecture with the first image version that has it. */
function imageArchitectures(profile: EffectiveProfile, target: Target): Map<string, () => FieldPath> {
  const found = new Map<string, () => FieldPath>();
  const { capabilities } = profile;
  for (const { written: index, versions } of profile.images) {
    for (const { value, written } of versions) {
      if (currentStage(value, target) === 'expired') continue;
      const names =
        capabilities === undefined
          ? architecturesOf(value, profile)
          : flavorsOf(value.capabilityFlavors).flatMap((flavor) =>
              valuesOf(flavor, architecture, capabilities),
            );
      for (const name of names) {
        if (found.has(name)) continue;
        found.set(name, () =>
          FieldPath.of('spec', 'machineImages').index(index).child('versions').index(written),
        );
      }
    }
  }
  return found;
}
