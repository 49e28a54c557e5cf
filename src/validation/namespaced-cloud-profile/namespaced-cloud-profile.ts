import { declaredCapabilities } from '../cloud-profile/capabilities';
import { decodeConfig, type DecodedConfig } from '../cloud-profile/config-decoding';
import type { EffectiveProfile } from '../cloud-profile/effective-profile';
import { validateKubernetes } from '../cloud-profile/kubernetes-versions';
import { validateOfferedImages } from '../cloud-profile/machine-images';
import { validateOfferedMachineTypes } from '../cloud-profile/machine-types';
import { Place } from '../cloud-profile/place';
import type { CloudProfile, CloudProfileSpec } from '../cloud-profile/profile';
import * as warnings from '../cloud-profile/warnings';
import { FieldPath } from '../field-path';
import { isObject } from '../json-value';
import type { JsonObject, KindRules, ValidationContext } from '../kind';
import { quote } from '../kubernetes/quote';
import { validateMappingWithParent, validateOwnMapping } from './image-mapping';
import { mergeProfiles } from './merged-profile';
import {
  toEffectiveNamespacedProfile,
  type NamespacedCloudProfile,
  type NamespacedSpec,
} from './namespaced-profile';
import { OverrideCheck } from './overrides';
import { validateOwnRules } from './own-rules';
import { namespacedCloudProfileRuleTable as rules } from './rules';

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
    warnings.warnOfCloudNames(spec, context.issues);
    const config = decodeConfig(spec.providerConfig, context.target);
    if (config !== undefined) new warnings.ImageIdCheck(undefined, context.issues).run(config.value);
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

function validateMerged(merged: EffectiveProfile, { issues, target }: ValidationContext): void {
  const place = Place.made(FieldPath.of('status', 'cloudProfileSpec'), FieldPath.of('spec'));
  validateKubernetes(merged.kubernetesVersions, 0, place.child('kubernetes'), target, issues);
  if (merged.images.length > 0) validateOfferedImages(merged, place.child('machineImages'), target, issues);
  if (merged.machineTypes.length > 0) {
    validateOfferedMachineTypes(merged, place.child('machineTypes'), target, issues);
  }
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
  config?.reportTo(context.issues);
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
  const { issues } = context;
  warnings.warnOfSize(manifest, issues);
  warnings.warnOfServerOwned(manifest, true, issues);
  const options = { droppedImageStages: ['expired', 'unavailable'], dropsOnUpdate: true };
  warnings.warnOfExpiry(spec, previous, options, context);
  warnings.warnOfMachineResources(spec, issues);
  warnings.warnOfStoredForm(spec, issues);
  warnings.warnOfEmptyFields(manifest, spec, issues);
  if (previous === undefined) return;
  warnings.warnOfRemovedTypes(spec, previous, issues);
  warnings.warnOfRemovedVersions(spec, previous, issues);
}
