import { quote } from '../../gardener/json';
import type { Check } from '../../issues/check';
import type { CloudProfileSpec } from '../cloud-profile/effective-profile';
import { listed } from '../cloud-profile/names';
import { type NamespacedSpec, versionsByImage } from './own-profile';
import { namespacedCloudProfileRuleTable as rules } from './table';

// Follows plugin/pkg/global/resourcereferencemanager/admission.go of gardener/gardener, where a CloudProfile is updated.

/** A NamespacedCloudProfile below the CloudProfile that is updated. */
export interface Child {
  /** For messages: `namespace/name`. */
  readonly name: string;
  readonly spec: NamespacedSpec;
}

/**
 * What an update adds to a CloudProfile although a NamespacedCloudProfile below it defines it: images, versions
 * of images and machine types.
 *
 * @param children as they are stored, and will be
 * @param check the CloudProfile
 */
export function validateParentUpdate(
  spec: CloudProfileSpec,
  previous: CloudProfileSpec,
  children: readonly Child[],
  check: Check,
): void {
  const defined = new DefinedBelow(children);
  const known = versionsByImage(previous);
  const images = check.at('spec', 'machineImages');
  for (const [index, { name = '', versions = [] }] of (spec.machineImages ?? []).entries()) {
    const before = known.get(name);
    if (before === undefined) report(`image ${quote(name)}`, defined.image(name), images.at(index));
    for (const [position, { version = '' }] of versions.entries()) {
      if (before?.has(version) !== false) continue;
      const title = `version ${quote(version)} of image ${quote(name)}`;
      report(title, defined.imageVersion(name, version), images.at(index, 'versions', position));
    }
  }
  const types = new Set((previous.machineTypes ?? []).map(({ name = '' }) => name));
  for (const [index, { name = '' }] of (spec.machineTypes ?? []).entries()) {
    if (types.has(name)) continue;
    report(`machine type ${quote(name)}`, defined.machineType(name), check.at('spec', 'machineTypes', index));
  }
}

function report(what: string, children: ReadonlySet<string>, here: Check): void {
  if (children.size === 0) return;
  here.report(
    rules['cloud-profile-defined-below'],
    `${what} is new here, and defined already by NamespacedCloudProfile ${listed(children)}`,
    'take it away there first',
  );
}

const none: ReadonlySet<string> = new Set();

/** Which children define a thing. */
class DefinedBelow {
  private readonly names = new Map<string, Set<string>>();

  constructor(children: readonly Child[]) {
    for (const { name: child, spec } of children) {
      for (const { name = '', versions = [] } of spec.machineImages ?? []) {
        this.note(['image', name], child);
        for (const { version = '' } of versions) this.note(['image', name, version], child);
      }
      for (const { name = '' } of spec.machineTypes ?? []) this.note(['machine type', name], child);
    }
  }

  image(name: string): ReadonlySet<string> {
    return this.of(['image', name]);
  }

  imageVersion(name: string, version: string): ReadonlySet<string> {
    return this.of(['image', name, version]);
  }

  machineType(name: string): ReadonlySet<string> {
    return this.of(['machine type', name]);
  }

  private note(thing: readonly string[], child: string): void {
    const key = thing.join('\u0000');
    const known = this.names.get(key);
    if (known === undefined) this.names.set(key, new Set([child]));
    else known.add(child);
  }

  private of(thing: readonly string[]): ReadonlySet<string> {
    return this.names.get(thing.join('\u0000')) ?? none;
  }
}
