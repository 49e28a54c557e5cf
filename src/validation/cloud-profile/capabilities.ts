import type { Capabilities, CapabilityDefinition } from './profile';

/** The capability that every profile with capabilities must declare. */
export const architecture = 'architecture';
export const architectures: readonly string[] = ['amd64', 'arm64'];
export const defaultArchitecture = 'amd64';

/** The values that a profile declares for one capability, in the order of preference. */
export class DeclaredValues {
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

/** The flavors of an image version; without any there is one that has everything declared. */
export function flavorsOf(flavors: readonly Capabilities[] | undefined): readonly Capabilities[] {
  return flavors === undefined || flavors.length === 0 ? [{}] : flavors;
}
