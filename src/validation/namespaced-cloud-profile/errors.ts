import { FieldPath } from '../../gardener/field-path';
import { isObject, type JsonObject, quote } from '../../gardener/json';
import { currentStage, isInactive } from '../../gardener/lifecycle';
import type { Target } from '../../gardener/target';
import { type IssueCollector, Place, type KindRules, type ValidationContext } from '../../issues/check';
import { decodeConfig, type DecodedConfig } from '../alicloud/cloud-profile';
import { declaredCapabilities } from '../cloud-profile/capabilities';
import {
  type CloudProfile,
  type CloudProfileSpec,
  type EffectiveProfile,
  survivors,
} from '../cloud-profile/effective-profile';
import { validateCaBundle, validateLimits, validateVolumeTypes } from '../cloud-profile/errors';
import { validateMachineImages, validateOfferedImages } from '../cloud-profile/machine-images';
import { validateMachineTypes, validateOfferedMachineTypes } from '../cloud-profile/machine-types';
import { validateKubernetes, validateKubernetesVersions } from '../cloud-profile/versions';
import { validateObjectMeta } from '../kubernetes/object-meta';
import { validateMappingWithParent, validateOwnMapping } from './image-mapping';
import { mergeProfiles } from './merged-profile';
import { OverrideCheck } from './overrides';
import { namespacedCloudProfileRuleTable as rules } from './table';
import { ImageIdCheck } from '../cloud-profile/image-ids';
import {
  warnOfCloudNames,
  warnOfMachineResources,
  warnOfRemovedTypes,
  warnOfRemovedVersions,
  warnOfSize,
} from '../cloud-profile/warnings';
import { warnOfEmptyFields, warnOfServerOwned, warnOfStoredForm } from '../cloud-profile/stored-form';
import { warnOfExpiry } from '../cloud-profile/expiry';

const alicloudConfig = 'alicloud.provider.extensions.gardener.cloud/';

/** Rules for NamespacedCloudProfile as far as they hold whatever the parent offers. */
export const namespacedCloudProfileRules: KindRules = {
  validate(manifest, context) {
    const profile = manifest as NamespacedCloudProfile;
    const effective = effectiveProfile(profile, context);
    validateOwnRules(profile, effective, context);
    // The parent's type decides whose admission is asked; without it the config says whose it wants to be.
    const config = isAlicloudConfig(profile.spec?.providerConfig) ? readConfig(profile, context) : undefined;
    if (config?.isSound === true) {
      validateOwnMapping(config.value, effective, 'unknown', context.target, context.issues);
    }
  },

  warn(manifest, context) {
    const { spec = {} } = manifest as NamespacedCloudProfile;
    const previous = (context.previous as NamespacedCloudProfile | undefined)?.spec;
    warnOfSpec(manifest, spec, previous, context);
    if (!isAlicloudConfig(spec.providerConfig)) return;
    warnOfCloudNames(spec, context.check);
    const config = decodeConfig(spec.providerConfig, context.target);
    if (config !== undefined) new ImageIdCheck(undefined, context.check).run(config.value);
  },
};

/**
 * The same with the parent: what may be overridden, what the merged profile must satisfy, and the admission of
 * provider-alicloud if the parent is of its type.
 *
 * @param manifest a decoded NamespacedCloudProfile
 * @param parent the decoded CloudProfile that `spec.parent` names
 */
export function validateNamespacedCloudProfileWithParent(
  manifest: JsonObject,
  parent: JsonObject,
  context: ValidationContext,
): void {
  const profile = manifest as NamespacedCloudProfile;
  const { metadata, spec: parentSpec = {} } = parent as CloudProfile;
  const effective = effectiveProfile(profile, context);
  validateOwnRules(profile, effective, context);
  const { issues, target } = context;
  const wanted = profile.spec?.parent?.name ?? '';
  if (wanted !== metadata?.['name']) {
    const message = `the parent is ${quote(wanted)}, and ${quote(metadata?.['name'] ?? '')} is given`;
    const hint = 'give the CloudProfile that spec.parent names';
    const path = FieldPath.of('spec', 'parent', 'name');
    issues.report(rules['namespaced-cloud-profile-parent-not-found'], path, message, { hint });
    return;
  }
  const declared = declaredCapabilities(parentSpec.machineCapabilities);
  const previous = context.previous as NamespacedCloudProfile | undefined;
  new OverrideCheck(parentSpec, previous && (previous.spec ?? {}), target, issues).run(effective, declared);
  const merged = mergeProfiles(parentSpec, effective, declared);
  validateMerged(merged, context);
  if (parentSpec.type === 'alicloud') validateAdmission(profile, effective, merged, parentSpec, context);
}

function validateMerged(merged: EffectiveProfile, { check }: ValidationContext): void {
  const spec = check.at('spec').as(FieldPath.of('status', 'cloudProfileSpec'));
  validateKubernetes(merged.kubernetesVersions, 0, spec.at('kubernetes'));
  if (merged.images.length > 0) validateOfferedImages(merged, spec.at('machineImages'));
  if (merged.machineTypes.length > 0) validateOfferedMachineTypes(merged, spec.at('machineTypes'));
}

function validateAdmission(
  profile: NamespacedCloudProfile,
  effective: EffectiveProfile,
  merged: EffectiveProfile,
  parent: CloudProfileSpec,
  context: ValidationContext,
): void {
  const config = readConfig(profile, context);
  if (config?.isSound === false) return;
  const value = config?.value ?? {};
  validateOwnMapping(value, effective, merged.capabilities, context.target, context.issues);
  validateMappingWithParent(value, effective, merged, parent, context.issues);
}

function effectiveProfile(profile: NamespacedCloudProfile, context: ValidationContext): EffectiveProfile {
  const previous = context.previous as NamespacedCloudProfile | undefined;
  return toEffectiveNamespacedProfile(profile.spec ?? {}, previous && (previous.spec ?? {}), context.target);
}

function readConfig(profile: NamespacedCloudProfile, context: ValidationContext): DecodedConfig | undefined {
  const config = decodeConfig(profile.spec?.providerConfig, context.target);
  config?.reportTo(context.check);
  return config;
}

function isAlicloudConfig(config: unknown): boolean {
  const apiVersion = isObject(config) ? config['apiVersion'] : undefined;
  return typeof apiVersion === 'string' && apiVersion.startsWith(alicloudConfig);
}

function warnOfSpec(
  manifest: JsonObject,
  spec: NamespacedSpec,
  previous: NamespacedSpec | undefined,
  context: ValidationContext,
): void {
  const { check } = context;
  warnOfSize(manifest, check);
  warnOfServerOwned(manifest, true, check);
  const options = { droppedImageStages: ['expired', 'unavailable'], dropsOnUpdate: true };
  warnOfExpiry(spec, previous, options, check);
  warnOfMachineResources(spec, check);
  warnOfStoredForm(spec, check);
  warnOfEmptyFields(manifest, spec, check);
  if (previous === undefined) return;
  warnOfRemovedTypes(spec, previous, check);
  warnOfRemovedVersions(spec, previous, check);
}

/** What the API server asks of the profile by itself, whatever its parent says. */
function validateOwnRules(
  manifest: NamespacedCloudProfile,
  profile: EffectiveProfile,
  { check, issues, previous }: ValidationContext,
): void {
  const { metadata = {}, spec = {} } = manifest;
  const stored = previous as NamespacedCloudProfile | undefined;
  validateObjectMeta(
    metadata,
    {
      name: 'subdomain',
      namespaced: true,
      ...(stored === undefined ? {} : { previous: stored.metadata ?? {} }),
    },
    issues,
  );
  const place = Place.of('spec');
  validateParent(spec.parent ?? {}, place.child('parent'), issues);
  if (stored !== undefined) validateParentStays(spec, stored.spec ?? {}, place.child('parent'), issues);
  const kubernetes = place.child('kubernetes');
  for (const [index, { value, written }] of profile.kubernetesVersions.entries()) {
    if (value.classification === undefined) continue;
    kubernetes
      .child('versions')
      .index(index, written)
      .child('classification')
      .report(
        issues,
        rules['namespaced-cloud-profile-kubernetes-classification'],
        `version ${quote(value.version ?? '')} is classified as ${quote(value.classification)}`,
        'leave the classification to the parent, and write an expirationDate only',
      );
  }
  const here = check.at('spec');
  validateKubernetesVersions(profile.kubernetesVersions, here.at('kubernetes'));
  validateMachineImages(profile, here.at('machineImages'), { allowNoVersions: true });
  validateVolumeTypes(spec.volumeTypes, here.at('volumeTypes'));
  validateMachineTypes(profile, here.at('machineTypes'));
  validateCaBundle(spec.caBundle, here.at('caBundle'));
  validateLimits(spec.limits, here.at('limits'));
}

function validateParent(
  { kind = '', name = '' }: { readonly kind?: string; readonly name?: string },
  place: Place,
  issues: IssueCollector,
): void {
  if (kind !== 'CloudProfile') {
    place
      .child('kind')
      .report(
        issues,
        rules['namespaced-cloud-profile-parent-kind'],
        `${quote(kind)} is no kind of a parent`,
        'write CloudProfile',
      );
  }
  if (name === '') {
    place
      .child('name')
      .report(
        issues,
        rules['namespaced-cloud-profile-parent-required'],
        'no parent is named',
        'write the name of the CloudProfile',
      );
  }
}

function validateParentStays(
  spec: NamespacedSpec,
  previous: NamespacedSpec,
  place: Place,
  issues: IssueCollector,
): void {
  const { kind = '', name = '' } = spec.parent ?? {};
  const { kind: oldKind = '', name: oldName = '' } = previous.parent ?? {};
  if (kind === oldKind && name === oldName) return;
  place.report(
    issues,
    rules['namespaced-cloud-profile-parent-immutable'],
    `the parent changes from ${quote(oldName)} to ${quote(name)}`,
    `keep ${quote(oldName)}, or create another profile`,
  );
}

/** A decoded NamespacedCloudProfile, as far as rules look at it. */
interface NamespacedCloudProfile {
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
function toEffectiveNamespacedProfile(
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
