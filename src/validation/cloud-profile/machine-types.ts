import { quote } from '../../gardener/json';
import { parseQuantity } from '../../gardener/quantity';
import type { Target } from '../../gardener/target';
import type { IssueCollector, Place } from '../../issues/check';
import { architecture, architectures, validateDeclared } from './capabilities';
import {
  architectureOf,
  type EffectiveProfile,
  type MachineType,
  type MachineTypeStorage,
  type WrittenQuantity,
} from './effective-profile';
import { reportEmptyList, validateName, validateUnique } from './errors';
import { coreRules as rules } from './table';

/** The machine types that a CloudProfile offers. */
export function validateOfferedMachineTypes(
  profile: EffectiveProfile,
  place: Place,
  target: Target,
  issues: IssueCollector,
): void {
  if (profile.machineTypes.length === 0) reportEmptyList('machine type', place, issues);
  validateMachineTypes(profile, place, target, issues);
  if (profile.capabilities !== undefined) return;
  for (const [index, { value: type, written }] of profile.machineTypes.entries()) {
    if (architectureOf(type, profile) === '') {
      place
        .index(index, written)
        .child('architecture')
        .report(
          issues,
          rules['cloud-profile-architecture-required'],
          `the architecture of ${quote(type.name ?? '')} is empty`,
          `use ${architectures.join(' or ')}, or leave it out for amd64`,
        );
    }
    if (Object.keys(type.capabilities ?? {}).length > 0) {
      place
        .index(index, written)
        .child('capabilities')
        .report(
          issues,
          rules['cloud-profile-capabilities-undeclared'],
          `${quote(type.name ?? '')} has capabilities, and the profile declares no machineCapabilities`,
          'declare spec.machineCapabilities, or write architecture instead',
        );
    }
  }
}

/** What holds for machine types wherever they stand; also in a NamespacedCloudProfile. */
export function validateMachineTypes(
  profile: EffectiveProfile,
  place: Place,
  target: Target,
  issues: IssueCollector,
): void {
  const names = new Set<string>();
  for (const [index, { value: type, written }] of profile.machineTypes.entries()) {
    const at = (): Place => place.index(index, written);
    const nameAt = (): Place => at().child('name');
    const { name = '' } = type;
    validateName(name, 'machine type', nameAt, target, issues);
    // Of a name that is there already Gardener looks at nothing else.
    if (!validateUnique(name, 'machine type', names, nameAt, issues)) continue;
    for (const resource of ['cpu', 'gpu', 'memory'] as const) {
      validateNotNegative(type[resource], () => at().child(resource), issues);
    }
    validateTypeArchitecture(type, profile, at, issues);
    if (profile.capabilities !== undefined) {
      const capabilitiesAt = (): Place => at().child('capabilities');
      const rule = rules['cloud-profile-capability-unknown'];
      validateDeclared(type.capabilities ?? {}, profile.capabilities, capabilitiesAt, rule, issues);
    }
    if (type.storage !== undefined) validateStorage(type.storage, () => at().child('storage'), issues);
  }
}

function validateTypeArchitecture(
  type: MachineType,
  profile: EffectiveProfile,
  at: () => Place,
  issues: IssueCollector,
): void {
  const value = architectureOf(type, profile);
  if (profile.capabilities !== undefined) validateAgainstCapability(type, value, at, issues);
  if (value === '' || architectures.includes(value)) return;
  at()
    .child('architecture')
    .report(
      issues,
      rules['cloud-profile-architecture-unknown'],
      `${quote(value)} is no architecture`,
      `use ${architectures.join(' or ')}`,
    );
}

function validateAgainstCapability(
  type: MachineType,
  value: string,
  at: () => Place,
  issues: IssueCollector,
): void {
  const values = type.capabilities?.[architecture] ?? [];
  const rule = rules['cloud-profile-architecture-conflict'];
  if (values.length > 1) {
    at()
      .child('capabilities', architecture)
      .report(issues, rule, `${quote(type.name ?? '')} has ${values.length} architectures`, 'keep one');
  } else if (value !== '' && values[0] !== undefined && values[0] !== value) {
    at()
      .child('architecture')
      .report(
        issues,
        rule,
        `the architecture is ${quote(value)}, that of the capabilities ${quote(values[0])}`,
        'leave architecture out: Gardener fills it in from the capabilities',
      );
  }
}

function validateStorage(storage: MachineTypeStorage, at: () => Place, issues: IssueCollector): void {
  const { size, minSize } = storage;
  if ((size === undefined) === (minSize === undefined)) {
    at().report(
      issues,
      rules['cloud-profile-storage-choice'],
      `storage has ${size === undefined ? 'neither size nor minSize' : 'both size and minSize'}`,
      'write size for a fixed disk, minSize for the smallest one a Shoot may choose',
    );
    return;
  }
  validateNotNegative(size, () => at().child('size'), issues);
  validateNotNegative(minSize, () => at().child('minSize'), issues);
}

/** The architecture that counts for a machine type; empty when it cannot be told. */
export function effectiveArchitecture(type: MachineType, profile: EffectiveProfile): string {
  const declared = profile.capabilities?.get(architecture);
  const values = declared === undefined ? [] : (type.capabilities?.[architecture] ?? declared.list);
  return values.length === 1 ? (values[0] ?? '') : architectureOf(type, profile);
}

/** What is missing is zero. */
export function validateNotNegative(
  value: WrittenQuantity | undefined,
  place: () => Place,
  issues: IssueCollector,
): void {
  // Nothing is negative without a minus, which spares most quantities the parser.
  if (value === undefined || !String(value).includes('-')) return;
  if (parseQuantity(value)?.isNegative !== true) return;
  place().report(
    issues,
    rules['cloud-profile-quantity-negative'],
    `${String(value)} is negative`,
    'write zero or more',
  );
}
