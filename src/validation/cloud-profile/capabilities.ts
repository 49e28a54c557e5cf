import { asList, asText, type JsonObject, quote } from '../../gardener/json';
import { isUnprefixedQualifiedName } from '../../gardener/names';
import type { Check } from '../../issues/check';
import type { Rule } from '../../issues/rule';
import type { Capabilities, CapabilityDefinition } from './effective-profile';
import { listed, shownName, validateNameForm, validateUnique } from './names';
import { coreRules as rules } from './table';
import { architectures } from '../../gardener/defaults';

/** The capability that every profile with capabilities must declare. */
export const architecture = 'architecture';

/** The values that a profile declares for one capability, in the order of preference. */
class DeclaredValues {
  private readonly known: ReadonlySet<string>;

  constructor(readonly list: readonly string[]) {
    this.known = new Set(list);
  }

  has(value: string): boolean {
    return this.known.has(value);
  }

  /** Whether the values are all that are declared. */
  equals(values: ReadonlySet<string>): boolean {
    return values.size === this.known.size && [...values].every((value) => this.known.has(value));
  }
}

/** Declared capabilities by name; of two with one name the last counts. */
export type DeclaredCapabilities = ReadonlyMap<string, DeclaredValues>;

/** @returns undefined for a profile that declares none */
export function declaredCapabilities(
  definitions: readonly CapabilityDefinition[] | undefined,
): DeclaredCapabilities | undefined {
  if (definitions === undefined || definitions.length === 0) return undefined;
  return new Map(definitions.map(({ name, values }) => [name ?? '', new DeclaredValues(values ?? [])]));
}

/** The declared architectures; none without capabilities. */
export function declaredArchitectures(declared: DeclaredCapabilities | undefined): readonly string[] {
  return declared?.get(architecture)?.list ?? [];
}

/**
 * What something has of a declared capability: what it says, and all that is declared where it says nothing.
 * Of an undeclared one it has nothing.
 */
export function valuesOf(
  capabilities: Capabilities,
  name: string,
  declared: DeclaredCapabilities,
): readonly string[] {
  const all = declared.get(name);
  if (all === undefined) return [];
  return Object.hasOwn(capabilities, name) ? (capabilities[name] ?? []) : all.list;
}

/**
 * A text that is the same for two capability sets exactly if they are equal once completed with all
 * declared values. Undeclared capabilities do not count, nor does order.
 */
export function completedKey(capabilities: Capabilities, declared: DeclaredCapabilities): string {
  const restrictions: [string, string[]][] = [];
  for (const name of Object.keys(capabilities).sort()) {
    const values = new Set(capabilities[name]);
    const all = declared.get(name);
    if (all !== undefined && !all.equals(values)) restrictions.push([name, [...values].sort()]);
  }
  return JSON.stringify(restrictions);
}

/** Capabilities for a message, e.g. `{architecture: [arm64]}`. */
export function describeCapabilities(capabilities: JsonObject): string {
  const names = Object.keys(capabilities);
  const values = (list: unknown): string =>
    asList(list).length === 0 ? '' : listed(asList(list).map(asText));
  const fields = names
    .slice(0, shownCapabilities)
    .map((name) => `${shownName(name)}: [${values(capabilities[name])}]`);
  if (names.length > fields.length) fields.push(`${names.length - fields.length} more`);
  return `{${fields.join(', ')}}`;
}

/** Capabilities that a message lists before it only counts. */
const shownCapabilities = 5;

/** The flavors of an image version; without any there is one that has everything declared. */
export function flavorsOf(flavors: readonly Capabilities[] | undefined): readonly Capabilities[] {
  return flavors === undefined || flavors.length === 0 ? [{}] : flavors;
}

/** Gardener minor since which the prefix is reserved. */
const reservedPrefixSince = 147;
const reservedPrefix = 'gardener-';

/** Whether capabilities may be declared at all. */
export function validateCapabilitiesGate(
  definitions: readonly CapabilityDefinition[] | undefined,
  check: Check,
): void {
  if (definitions === undefined || definitions.length === 0 || check.target.gate('CloudProfileCapabilities'))
    return;
  check.report(
    rules['cloud-profile-capabilities-gate'],
    'capabilities are declared, and the gate CloudProfileCapabilities is off',
    'leave capabilities out, or say that the gate is on',
  );
}

/** `spec.machineCapabilities`; errors of values stand at the capability's name, not at its index. */
export function validateCapabilityDefinitions(
  definitions: readonly CapabilityDefinition[] | undefined,
  check: Check,
): void {
  const declared = declaredCapabilities(definitions);
  if (definitions === undefined || declared === undefined) return;
  validateCapabilitiesGate(definitions, check);
  const seen = new Set<string>();
  for (const [index, { name = '' }] of definitions.entries()) {
    const here = check.at(index, 'name');
    validateUnique(name, 'capability', seen, here);
    if (check.target.gardener >= reservedPrefixSince && name.startsWith(reservedPrefix)) {
      here.report(
        rules['cloud-profile-capability-reserved'],
        `${quote(name)} begins with ${reservedPrefix}, which is reserved`,
        'choose another name',
      );
    }
  }
  validateDeclaredArchitectures(declared.get(architecture)?.list, check);
  const indexes = new Map(definitions.map(({ name = '' }, index) => [name, index]));
  for (const [name, values] of declared) {
    validateCapability(name, values.list, indexes.get(name) ?? 0, check);
  }
}

function validateDeclaredArchitectures(values: readonly string[] | undefined, check: Check): void {
  if (values === undefined) {
    check
      .at(architecture)
      .report(
        rules['cloud-profile-capability-incomplete'],
        'the capability architecture is not declared',
        `declare it with ${architectures.join(', ')} or one of them`,
      );
  }
  for (const value of values ?? []) {
    if (architectures.includes(value)) continue;
    check
      .at(architecture)
      .report(
        rules['cloud-profile-capability-architecture-value'],
        `${quote(value)} is no architecture`,
        `use ${architectures.join(' or ')}`,
      );
  }
}

function validateCapability(name: string, values: readonly string[], index: number, check: Check): void {
  const written = check.at(index);
  const incomplete = rules['cloud-profile-capability-incomplete'];
  const list = written.as(check.field);
  if (name === '') list.report(incomplete, 'a capability has no name', 'give it a name, or remove it');
  else validateNameForm(name, 'capability', list);
  const named = check.named(name).field;
  if (values.length === 0) {
    const message = `the capability ${quote(name)} has no values`;
    written.as(named).report(incomplete, message, 'list its values, the preferred one first');
  }
  for (const [position, value] of values.entries()) {
    const here = written.at('values', position).as(named.index(position));
    if (value === '') here.report(incomplete, 'the value is empty', 'remove it, or write the value');
    else if (!isUnprefixedQualifiedName(value)) {
      here.report(
        rules['cloud-profile-name-form'],
        `${quote(value)} is no valid value of a capability`,
        'use 1 to 63 letters, digits, "-", "_" or ".", a letter or digit at both ends',
      );
    }
  }
}

/** What a profile declares, for a sentence: made once, however many names are unknown. */
const named = new WeakMap<DeclaredCapabilities, string>();

function namesOf(declared: DeclaredCapabilities): string {
  const known = named.get(declared) ?? listed([...declared.keys()].filter(Boolean));
  named.set(declared, known);
  return known;
}

/** Whether something has only capabilities and values that the profile declares. */
export function validateDeclared(
  capabilities: Capabilities,
  declared: DeclaredCapabilities,
  check: Check,
  rule: Rule,
): void {
  for (const [name, values] of Object.entries(capabilities)) {
    const allowed = declared.get(name);
    if (allowed === undefined) {
      check.report(
        rule,
        `${quote(name)} is no declared capability`,
        `declare it in spec.machineCapabilities, or use ${namesOf(declared)}`,
      );
      continue;
    }
    for (const [index, value] of values.entries()) {
      if (allowed.has(value)) continue;
      check
        .named(name)
        .at(index)
        .report(
          rule,
          `${quote(value)} is no declared value of ${quote(name)}`,
          allowed.list.length === 0
            ? 'declare its values in spec.machineCapabilities'
            : `use ${listed(allowed.list)}`,
        );
    }
  }
}
