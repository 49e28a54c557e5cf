import { quote } from '../../gardener/json';
import { hasCome, lifecycleSince, type ExpirableVersion } from '../../gardener/lifecycle';
import type { Target } from '../../gardener/target';
import { parseTimestamp } from '../../gardener/timestamp';
import { Check, type IssueCollector, Place } from '../../issues/check';
import { architecture, type DeclaredCapabilities, defaultArchitecture } from '../cloud-profile/capabilities';
import type {
  CloudProfileSpec,
  EffectiveImage,
  EffectiveProfile,
  MachineImageVersion,
  MachineType,
} from '../cloud-profile/effective-profile';
import { validateOfferedImages } from '../cloud-profile/machine-images';
import type { NamespacedSpec } from './errors';
import { namespacedCloudProfileRuleTable as rules } from './table';

/** What the parent allows of the profile: another expiry of what it has, and complete new things. */
export class OverrideCheck {
  private readonly images: ReadonlyMap<string, ReadonlyMap<string, MachineImageVersion>>;
  private readonly storedImages: ReadonlyMap<string, ReadonlyMap<string, MachineImageVersion>>;

  constructor(
    private readonly parent: CloudProfileSpec,
    private readonly previous: NamespacedSpec | undefined,
    private readonly target: Target,
    private readonly issues: IssueCollector,
  ) {
    this.images = versionsByImage(parent);
    this.storedImages = versionsByImage(previous ?? {});
  }

  run(profile: EffectiveProfile, parentCapabilities: EffectiveProfile['capabilities']): void {
    this.checkMachineTypes(profile);
    this.checkKubernetes(profile);
    const list = Place.of('spec', 'machineImages');
    for (const [index, image] of profile.images.entries()) {
      const known = this.images.get(image.value.name ?? '');
      if (known !== undefined) this.checkImage(image, known, list.index(index, image.written));
      else {
        // Gardener validates such an image in a list of its own, and its paths say so.
        const images = Check.root(this.target, this.issues.findings).at('spec', 'machineImages');
        const place = images.as(images.field.index(index));
        const versions = image.versions.map((entry) => ({
          ...entry,
          value: versionInParentFormat(entry.value, parentCapabilities),
        }));
        const alone = { ...profile, images: [{ ...image, versions }], capabilities: parentCapabilities };
        validateOfferedImages(alone, place);
      }
    }
  }

  private checkMachineTypes({ machineTypes }: EffectiveProfile): void {
    const known = new Set((this.parent.machineTypes ?? []).map(({ name }) => name ?? ''));
    const stored = new Set((this.previous?.machineTypes ?? []).map(({ name }) => name ?? ''));
    for (const [index, { value, written }] of machineTypes.entries()) {
      const name = value.name ?? '';
      if (!known.has(name) || stored.has(name)) continue;
      Place.of('spec', 'machineTypes')
        .index(index, written)
        .report(
          this.issues,
          rules['namespaced-cloud-profile-override-forbidden'],
          `the parent has a machine type ${quote(name)}`,
          'give yours another name',
        );
    }
  }

  private checkKubernetes({ kubernetesVersions }: EffectiveProfile): void {
    const known = new Map(
      (this.parent.kubernetes?.versions ?? []).map((entry) => [entry.version ?? '', entry]),
    );
    const stored = new Map(
      (this.previous?.kubernetes?.versions ?? []).map((entry) => [entry.version ?? '', entry]),
    );
    for (const [index, { value, written }] of kubernetesVersions.entries()) {
      const { version = '' } = value;
      const place = Place.of('spec', 'kubernetes', 'versions').index(index, written);
      const inParent = known.get(version);
      if (inParent === undefined) {
        place
          .child('version')
          .report(
            this.issues,
            rules['namespaced-cloud-profile-version-not-in-parent'],
            `the parent does not offer Kubernetes ${quote(version)}`,
            'name a version of the parent, or have it added there',
          );
      } else this.checkExpiry(value, stored.get(version) ?? inParent, place);
    }
  }

  private checkImage(
    { value: image, versions }: EffectiveImage,
    known: ReadonlyMap<string, MachineImageVersion>,
    place: Place,
  ): void {
    const stored = this.storedImages.get(image.name ?? '');
    for (const [index, { value, written }] of versions.entries()) {
      const inParent = known.get(value.version ?? '');
      if (inParent === undefined) continue;
      const at = place.child('versions').index(index, written);
      const old = stored?.get(value.version ?? '');
      // A version that was here before the parent got it may stay as it is.
      if (old !== undefined && completeFields(old).length > 0) {
        this.checkUnchanged(value, old, at);
        continue;
      }
      for (const field of completeFields(value)) {
        at.child(field).report(
          this.issues,
          rules['namespaced-cloud-profile-override-forbidden'],
          `the parent has version ${quote(value.version ?? '')} of image ${quote(image.name ?? '')}, so ${field} cannot be set`,
          'write an expirationDate only',
        );
      }
      this.checkExpiry(value, old ?? inParent, at);
    }
  }

  private checkUnchanged(value: MachineImageVersion, old: MachineImageVersion, place: Place): void {
    if (JSON.stringify(value) === JSON.stringify(old)) return;
    place.report(
      this.issues,
      rules['namespaced-cloud-profile-override-forbidden'],
      `the parent has got version ${quote(value.version ?? '')}, so it can no longer be changed here`,
      'leave it as it is, or remove it',
    );
  }

  private checkExpiry(value: ExpirableVersion, stored: ExpirableVersion, place: Place): void {
    const { expirationDate } = value;
    const hasLifecycle = this.target.gardener >= lifecycleSince && (value.lifecycle ?? []).length > 0;
    if (expirationDate === undefined) {
      if (hasLifecycle) return;
      place
        .child('expirationDate')
        .report(
          this.issues,
          rules['namespaced-cloud-profile-expiry-required'],
          `version ${quote(value.version ?? '')} of the parent has no expirationDate here`,
          'write until when it may be used, or leave it out',
        );
      return;
    }
    if (this.previous === undefined || !hasCome(expirationDate, this.target)) return;
    if (parseTimestamp(expirationDate) === parseTimestamp(stored.expirationDate ?? '')) return;
    place
      .child('expirationDate')
      .report(
        this.issues,
        rules['namespaced-cloud-profile-expiry-required'],
        `${expirationDate} is past`,
        'write a date in the future',
      );
  }
}

function versionsByImage(spec: CloudProfileSpec): Map<string, Map<string, MachineImageVersion>> {
  return new Map(
    (spec.machineImages ?? []).map(({ name, versions = [] }) => [
      name ?? '',
      new Map(versions.map((version) => [version.version ?? '', version])),
    ]),
  );
}

const overrideFields = [
  'classification',
  'cri',
  'architectures',
  'capabilityFlavors',
  'kubeletVersionConstraint',
  'inPlaceUpdates',
] as const;

/** The fields that make a version more than an extension of the parent's. */
export function completeFields(version: MachineImageVersion): string[] {
  return overrideFields.filter((field) => {
    const value = version[field];
    return typeof value === 'object' && Array.isArray(value)
      ? value.length > 0
      : value !== undefined && value !== '';
  });
}

/** Own versions take the format of the parent: flavors where it has capabilities, architectures where not. */
export function versionInParentFormat(
  version: MachineImageVersion,
  declared: DeclaredCapabilities | undefined,
): MachineImageVersion {
  const { architectures = [], capabilityFlavors = [] } = version;
  if (declared === undefined) {
    const named = capabilityFlavors.flatMap((flavor) => flavor[architecture] ?? []);
    const known = architectures.length > 0 ? architectures : [...new Set(named)];
    return { ...version, architectures: known, capabilityFlavors: [] };
  }
  if (capabilityFlavors.length > 0) return version;
  return { ...version, capabilityFlavors: architectures.map((name) => ({ [architecture]: [name] })) };
}

/** Machine types likewise; what names no architecture is amd64 where it has to name one. */
export function typeInParentFormat(
  type: MachineType,
  declared: DeclaredCapabilities | undefined,
): MachineType {
  const { capabilities = {} } = type;
  if (declared === undefined) {
    const named = type.architecture ?? capabilities[architecture]?.[0];
    return { ...type, ...(named !== undefined && { architecture: named }), capabilities: {} };
  }
  if (Object.keys(capabilities).length > 0) return type;
  const only = declared.get(architecture)?.list;
  const name = only?.length === 1 ? only[0] : (type.architecture ?? defaultArchitecture);
  return { ...type, capabilities: { [architecture]: [name ?? defaultArchitecture] } };
}
