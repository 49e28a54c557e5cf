import type { Target } from '../target';
import { survivors, type EffectiveProfile } from '../cloud-profile/effective-profile';
import { currentStage, isInactive } from '../cloud-profile/lifecycle';
import type { CloudProfileSpec } from '../cloud-profile/profile';

/** A decoded NamespacedCloudProfile, as far as rules look at it. */
export interface NamespacedCloudProfile {
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly spec?: NamespacedSpec;
}

export interface NamespacedSpec extends Pick<
  CloudProfileSpec,
  'caBundle' | 'kubernetes' | 'limits' | 'machineImages' | 'machineTypes' | 'providerConfig' | 'volumeTypes'
> {
  readonly parent?: { readonly kind?: string; readonly name?: string };
}

/** Gardener minor since which an image without versions stays if it has an update strategy. */
const strategyKeepsSince = 121;

/**
 * What Gardener validates: versions that are expired or not available yet are dropped, on update too, unless
 * the stored profile has them already; nothing is defaulted.
 */
export function toEffectiveNamespacedProfile(
  spec: NamespacedSpec,
  previous: NamespacedSpec | undefined,
  target: Target,
): EffectiveProfile {
  const known = new Set((previous?.kubernetes?.versions ?? []).map(({ version }) => version ?? ''));
  const knownImages = new Map(
    (previous?.machineImages ?? []).map(({ name, versions = [] }) => [
      name ?? '',
      new Set(versions.map(({ version }) => version ?? '')),
    ]),
  );
  return {
    capabilities: undefined,
    kubernetesVersions: survivors(
      spec.kubernetes?.versions,
      (version) => known.has(version.version ?? '') || !isInactive(currentStage(version, target)),
    ),
    images: (spec.machineImages ?? [])
      .map((image, written) => ({
        value: image,
        written,
        versions: survivors(
          image.versions,
          (version) =>
            knownImages.get(image.name ?? '')?.has(version.version ?? '') === true ||
            !isInactive(currentStage(version, target)),
        ),
      }))
      .filter(
        ({ value, versions }) =>
          versions.length > 0 ||
          (target.gardener >= strategyKeepsSince && (value.updateStrategy ?? '') !== ''),
      ),
    machineTypes: (spec.machineTypes ?? []).map((value, written) => ({ value, written })),
    isDefaulted: false,
  };
}
