import { quote } from '../../gardener/json';
import { parseQuantity } from '../../gardener/quantity';
import type { Check } from '../../issues/check';
import { architecture, validateDeclared } from './capabilities';
import {
  architectureOf,
  type EffectiveProfile,
  type MachineType,
  type MachineTypeStorage,
  type WrittenQuantity,
} from './effective-profile';
import { reportEmptyList, validateName, validateUnique } from './names';
import { coreRules as rules } from './table';
import { architectures } from '../../gardener/defaults';

/** The machine types that a CloudProfile offers. */
export function validateOfferedMachineTypes(profile: EffectiveProfile, check: Check): void {
  if (profile.machineTypes.length === 0) reportEmptyList('machine type', check);
  validateMachineTypes(profile, check);
  if (profile.capabilities !== undefined) return;
  for (const [index, { value: type, written }] of profile.machineTypes.entries()) {
    if (architectureOf(type, profile) === '') {
      check
        .item(index, written)
        .at('architecture')
        .report(
          rules['cloud-profile-architecture-required'],
          `the architecture of ${quote(type.name ?? '')} is empty`,
          `use ${architectures.join(' or ')}, or leave it out for amd64`,
        );
    }
    if (Object.keys(type.capabilities ?? {}).length > 0) {
      check
        .item(index, written)
        .at('capabilities')
        .report(
          rules['cloud-profile-capabilities-undeclared'],
          `${quote(type.name ?? '')} has capabilities, and the profile declares no machineCapabilities`,
          'declare spec.machineCapabilities, or write architecture instead',
        );
    }
  }
}

/** What holds for machine types wherever they stand; also in a NamespacedCloudProfile. */
export function validateMachineTypes(profile: EffectiveProfile, check: Check): void {
  const names = new Set<string>();
  for (const [index, { value: type, written }] of profile.machineTypes.entries()) {
    const here = check.item(index, written);
    const nameAt = here.at('name');
    const { name = '' } = type;
    validateName(name, 'machine type', nameAt);
    // Of a name that is there already Gardener looks at nothing else.
    if (!validateUnique(name, 'machine type', names, nameAt)) continue;
    for (const resource of ['cpu', 'gpu', 'memory'] as const) {
      validateNotNegative(type[resource], here.at(resource));
    }
    validateTypeArchitecture(type, profile, here);
    if (profile.capabilities !== undefined) {
      const capabilitiesAt = here.at('capabilities');
      const rule = rules['cloud-profile-capability-unknown'];
      validateDeclared(type.capabilities ?? {}, profile.capabilities, capabilitiesAt, rule);
    }
    if (type.storage !== undefined) validateStorage(type.storage, here.at('storage'));
  }
}

function validateTypeArchitecture(type: MachineType, profile: EffectiveProfile, check: Check): void {
  const value = architectureOf(type, profile);
  if (profile.capabilities !== undefined) validateAgainstCapability(type, value, check);
  if (value === '' || architectures.includes(value)) return;
  check
    .at('architecture')
    .report(
      rules['cloud-profile-architecture-unknown'],
      `${quote(value)} is no architecture`,
      `use ${architectures.join(' or ')}`,
    );
}

function validateAgainstCapability(type: MachineType, value: string, check: Check): void {
  const values = type.capabilities?.[architecture] ?? [];
  const rule = rules['cloud-profile-architecture-conflict'];
  if (values.length > 1) {
    check
      .at('capabilities', architecture)
      .report(rule, `${quote(type.name ?? '')} has ${values.length} architectures`, 'keep one');
  } else if (value !== '' && values[0] !== undefined && values[0] !== value) {
    check
      .at('architecture')
      .report(
        rule,
        `the architecture is ${quote(value)}, that of the capabilities ${quote(values[0])}`,
        'leave architecture out: Gardener fills it in from the capabilities',
      );
  }
}

function validateStorage(storage: MachineTypeStorage, check: Check): void {
  const { size, minSize } = storage;
  if ((size === undefined) === (minSize === undefined)) {
    check.report(
      rules['cloud-profile-storage-choice'],
      `storage has ${size === undefined ? 'neither size nor minSize' : 'both size and minSize'}`,
      'write size for a fixed disk, minSize for the smallest one a Shoot may choose',
    );
    return;
  }
  validateNotNegative(size, check.at('size'));
  validateNotNegative(minSize, check.at('minSize'));
}

/** The architecture that counts for a machine type; empty when it cannot be told. */
export function effectiveArchitecture(type: MachineType, profile: EffectiveProfile): string {
  const declared = profile.capabilities?.get(architecture);
  const values = declared === undefined ? [] : (type.capabilities?.[architecture] ?? declared.list);
  return values.length === 1 ? (values[0] ?? '') : architectureOf(type, profile);
}

/** What is missing is zero. */
export function validateNotNegative(value: WrittenQuantity | undefined, check: Check): void {
  // Nothing is negative without a minus, which spares most quantities the parser.
  if (value === undefined || !String(value).includes('-')) return;
  if (parseQuantity(value)?.isNegative !== true) return;
  check.report(rules['cloud-profile-quantity-negative'], `${quote(value)} is negative`, 'write zero or more');
}
