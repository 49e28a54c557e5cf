import type { IssueCollector } from '../issue-collector';
import { quote } from '../kubernetes/quote';
import type { Target } from '../target';
import { architecture, architectures, declaredArchitectures } from './capabilities';
import { coreRules as rules } from './core-rules';
import { validateDeclared } from './declared-capabilities';
import { architecturesOf, type EffectiveProfile } from './effective-profile';
import { listed } from './listing';
import type { Place } from './place';
import type { Capabilities, MachineImageVersion } from './profile';

/** Gardener minor since which each flavor names its architecture; before, one of them had to. */
const eachFlavorNamesSince = 132;

/** Architectures and capability flavors of an image version, against each other and what is declared. */
export function validateImageCapabilities(
  version: MachineImageVersion,
  profile: EffectiveProfile,
  at: () => Place,
  target: Target,
  issues: IssueCollector,
): void {
  const { capabilities } = profile;
  const flavors = version.capabilityFlavors ?? [];
  const written = architecturesOf(version, profile);
  const allowed = capabilities === undefined ? architectures : declaredArchitectures(capabilities);
  const eachNames = target.gardener >= eachFlavorNamesSince;
  const naming = eachNames
    ? flavors.length > 0
    : flavors.some((flavor) => (flavor[architecture] ?? []).length > 0);
  if (capabilities !== undefined && allowed.length > 1 && !naming) {
    at()
      .child('capabilityFlavors')
      .report(
        issues,
        rules['cloud-profile-flavors-required'],
        `version ${quote(version.version ?? '')} has no flavors, and the profile declares the architectures ${listed(allowed)}`,
        'add one flavor for each architecture that the image has, e.g. "- architecture: [amd64]"',
      );
  } else {
    if (capabilities !== undefined) {
      validateFlavorArchitectures(flavors, written, allowed, eachNames, at, issues);
    }
    const isAllowed = (value: string): boolean =>
      capabilities === undefined
        ? architectures.includes(value)
        : capabilities.get(architecture)?.has(value) === true;
    validateArchitectures(written, allowed, isAllowed, at, issues);
  }
  if (capabilities === undefined) return;
  for (const [index, flavor] of flavors.entries()) {
    const flavorAt = (): Place => at().child('capabilityFlavors').index(index);
    validateDeclared(flavor, capabilities, flavorAt, rules['cloud-profile-capability-unknown'], issues);
  }
}

function validateFlavorArchitectures(
  flavors: readonly Capabilities[],
  written: readonly string[],
  declared: readonly string[],
  eachNames: boolean,
  at: () => Place,
  issues: IssueCollector,
): void {
  const covered = new Set<string>();
  for (const [index, flavor] of flavors.entries()) {
    const values = flavor[architecture] ?? [];
    const place = (): Place => at().child('capabilityFlavors').index(index).child(architecture);
    for (const value of values) covered.add(value);
    if (values.length === 0 && declared.length > 1 && eachNames) {
      place().report(
        issues,
        rules['cloud-profile-flavor-architecture-required'],
        `this flavor names no architecture, and the profile declares ${listed(declared)}`,
        'name exactly one',
      );
    } else if (values.length > 1) {
      place().report(
        issues,
        rules['cloud-profile-architecture-conflict'],
        `this flavor has ${values.length} architectures: ${listed(values)}`,
        'write a flavor for each',
      );
    }
  }
  const [only] = declared;
  if (covered.size === 0 && declared.length === 1 && only !== undefined) covered.add(only);
  if (written.every((value) => covered.has(value))) return;
  at()
    .child('architectures')
    .report(
      issues,
      rules['cloud-profile-architecture-conflict'],
      `architectures are ${listed(written)}, those of the flavors ${listed(covered)}`,
      'leave architectures out: Gardener fills them in from the flavors',
    );
}

function validateArchitectures(
  written: readonly string[],
  allowed: readonly string[],
  isAllowed: (value: string) => boolean,
  at: () => Place,
  issues: IssueCollector,
): void {
  for (const [index, value] of written.entries()) {
    if (isAllowed(value)) continue;
    at()
      .child('architectures')
      .index(index)
      .report(
        issues,
        rules['cloud-profile-architecture-unknown'],
        `${quote(value)} is no architecture of this profile`,
        allowed.length === 0 ? 'declare values of the capability architecture' : `use ${listed(allowed)}`,
      );
  }
}
