import { isSameJson, quote } from '../../gardener/json';
import { currentStage, type ExpirableVersion } from '../../gardener/lifecycle';
import { parseTimestamp } from '../../gardener/timestamp';
import type { Check } from '../../issues/check';
import type {
  CloudProfileSpec,
  EffectiveImage,
  MachineImageVersion,
} from '../cloud-profile/effective-profile';
import { validateImageVersion, validateOfferedImage } from '../cloud-profile/machine-images';
import { type NamespacedSpec, type OwnProfile, versionsByImage } from './own-profile';
import { namespacedCloudProfileRuleTable as rules } from './table';

// Follows plugin/pkg/namespacedcloudprofile/validator/admission.go of gardener/gardener.

/** Gardener minor since which a machine type of the parent may be given again. */
const typesOverridableSince = 145;

/** What the parent allows of the profile: another expiry of what it has, and complete new things. */
export class OverrideCheck {
  private readonly images: ReadonlyMap<string, ReadonlyMap<string, MachineImageVersion>>;
  private readonly storedImages: ReadonlyMap<string, ReadonlyMap<string, MachineImageVersion>>;
  private readonly storedStrategies: ReadonlyMap<string, string>;

  /**
   * @param previous spec of the stored profile; without it the profile is created
   * @param check the document
   */
  constructor(
    private readonly parent: CloudProfileSpec,
    private readonly previous: NamespacedSpec | undefined,
    private readonly check: Check,
  ) {
    this.images = versionsByImage(parent);
    this.storedImages = versionsByImage(previous ?? {});
    this.storedStrategies = new Map(
      (previous?.machineImages ?? []).map(({ name, updateStrategy }) => [name ?? '', updateStrategy ?? '']),
    );
  }

  /**
   * What the profile says about things of the parent.
   *
   * @param own the profile as it is written
   * @param formatted the same in the format of the parent
   */
  ofKnown(own: OwnProfile, formatted: OwnProfile): void {
    this.checkMachineTypes(own);
    this.checkKubernetes(own);
    const list = this.check.at('spec', 'machineImages');
    for (const [index, image] of formatted.images.entries()) {
      const known = this.images.get(image.value.name ?? '');
      const written = own.images[index];
      if (known === undefined || written === undefined) continue;
      this.checkKnownImage(image, written, known, list.item(index, image.written));
    }
  }

  /** What is new has to be complete by itself. */
  ofNew(formatted: OwnProfile): void {
    const list = this.check.at('spec', 'machineImages');
    for (const [index, image] of formatted.images.entries()) {
      const known = this.images.get(image.value.name ?? '');
      const here = list.item(index, image.written);
      if (known === undefined) {
        validateOfferedImage(image, formatted, here);
        continue;
      }
      for (const [position, entry] of image.versions.entries()) {
        if (known.has(entry.value.version ?? '')) continue;
        validateImageVersion(entry, formatted, here.at('versions').item(position, entry.written));
      }
    }
  }

  private checkMachineTypes({ machineTypes }: OwnProfile): void {
    if (this.check.target.gardener >= typesOverridableSince) return;
    const known = new Set((this.parent.machineTypes ?? []).map(({ name }) => name ?? ''));
    const stored = new Set((this.previous?.machineTypes ?? []).map(({ name }) => name ?? ''));
    for (const [index, { value, written }] of machineTypes.entries()) {
      const name = value.name ?? '';
      if (!known.has(name) || stored.has(name)) continue;
      this.check
        .at('spec', 'machineTypes')
        .item(index, written)
        .report(
          rules['namespaced-cloud-profile-override-forbidden'],
          `the parent has a machine type ${quote(name)}, and Gardener before 1.${typesOverridableSince} refuses another one`,
          'give yours another name',
        );
    }
  }

  private checkKubernetes({ kubernetesVersions }: OwnProfile): void {
    const known = byVersion(this.parent.kubernetes?.versions);
    const stored = byVersion(this.previous?.kubernetes?.versions);
    for (const [index, { value, written }] of kubernetesVersions.entries()) {
      const { version = '' } = value;
      const here = this.check.at('spec', 'kubernetes', 'versions').item(index, written);
      const inParent = known.get(version);
      if (inParent === undefined) {
        here
          .at('version')
          .report(
            rules['namespaced-cloud-profile-version-not-in-parent'],
            `the parent does not offer Kubernetes ${quote(version)}`,
            'name a version of the parent, or have it added there',
          );
        continue;
      }
      this.requireExpiry(value, here);
      this.checkPastExpiry(value, stored.get(version) ?? inParent, here);
    }
  }

  private checkKnownImage(
    { value: image, versions }: EffectiveImage,
    written: EffectiveImage,
    known: ReadonlyMap<string, MachineImageVersion>,
    here: Check,
  ): void {
    const name = image.name ?? '';
    this.checkStrategy(name, image.updateStrategy ?? '', here.at('updateStrategy'));
    const stored = this.storedImages.get(name);
    for (const [index, entry] of versions.entries()) {
      const version = entry.value.version ?? '';
      const inParent = known.get(version);
      if (inParent === undefined) continue;
      const at = here.at('versions').item(index, entry.written);
      const old = stored?.get(version);
      if (old === undefined) this.checkNewOverride(name, entry.value, at);
      else checkUnchanged(name, written.versions[index]?.value ?? entry.value, old, at);
      this.checkPastExpiry(entry.value, old ?? inParent, at);
    }
  }

  /** An image that the profile had before the parent got it may have a strategy of its own, and keeps it. */
  private checkStrategy(image: string, strategy: string, here: Check): void {
    const stored = this.storedStrategies.get(image);
    if (stored === undefined || stored === strategy) return;
    here.report(
      rules['namespaced-cloud-profile-strategy-frozen'],
      `the parent has image ${quote(image)}, and its updateStrategy changes here from ${named(stored)} to ${named(strategy)}`,
      stored === '' ? 'leave it out' : `keep ${stored}`,
    );
  }

  private checkNewOverride(image: string, value: MachineImageVersion, here: Check): void {
    for (const field of completeFields(value)) {
      here
        .at(field)
        .report(
          rules['namespaced-cloud-profile-override-forbidden'],
          `the parent has version ${quote(value.version ?? '')} of image ${quote(image)}, so ${field} cannot be set`,
          'write an expirationDate only',
        );
    }
    this.requireExpiry(value, here);
  }

  private requireExpiry({ version = '', expirationDate }: ExpirableVersion, here: Check): void {
    if (expirationDate !== undefined) return;
    here
      .at('expirationDate')
      .report(
        rules['namespaced-cloud-profile-expiry-required'],
        `version ${quote(version)} of the parent has no expirationDate here`,
        'write until when it may be used, or leave it out',
      );
  }

  /** An update may leave a date that has come, but set none. */
  private checkPastExpiry(version: ExpirableVersion, stored: ExpirableVersion, here: Check): void {
    const { expirationDate } = version;
    if (this.previous === undefined || expirationDate === undefined) return;
    if (currentStage(version, this.check.target) !== 'expired') return;
    if (parseTimestamp(expirationDate) === parseTimestamp(stored.expirationDate ?? '')) return;
    here
      .at('expirationDate')
      .report(
        rules['namespaced-cloud-profile-expiry-required'],
        `${expirationDate} is past`,
        'write a date in the future',
      );
  }
}

/** A version of the profile that the parent has, too: from then on only its expiry may change. */
function checkUnchanged(
  image: string,
  value: MachineImageVersion,
  old: MachineImageVersion,
  here: Check,
): void {
  if (isSameJson(withoutExpiry(value), withoutExpiry(old))) return;
  here.report(
    rules['namespaced-cloud-profile-override-forbidden'],
    `the parent has version ${quote(value.version ?? '')} of image ${quote(image)}, so it can no longer be changed here`,
    'change its expirationDate only, or remove it',
  );
}

function withoutExpiry({ expirationDate: _, ...rest }: MachineImageVersion): MachineImageVersion {
  return rest;
}

function byVersion(versions: readonly ExpirableVersion[] | undefined): Map<string, ExpirableVersion> {
  return new Map((versions ?? []).map((entry) => [entry.version ?? '', entry]));
}

function named(strategy: string): string {
  return strategy === '' ? 'none' : quote(strategy);
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
