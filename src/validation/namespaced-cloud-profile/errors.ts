import { isSameJson, quote } from '../../gardener/json';
import type { Check, KindRules, ValidationContext } from '../../issues/check';
import { decodeConfig } from '../alicloud/cloud-profile';
import { declaredCapabilities } from '../cloud-profile/capabilities';
import type { CloudProfile, CloudProfileSpec, EffectiveProfile } from '../cloud-profile/effective-profile';
import { validateCaBundle, validateLimits, validateVolumeTypes } from '../cloud-profile/errors';
import { validateMachineImages } from '../cloud-profile/machine-images';
import { validateMachineTypes } from '../cloud-profile/machine-types';
import { validateKubernetesVersions } from '../cloud-profile/versions';
import { validateObjectMeta } from '../kubernetes/object-meta';
import { validateMappingWithParent, validateOwnMapping } from './image-mapping';
import { mergeProfiles, validateMerged } from './merged-profile';
import { OverrideCheck } from './overrides';
import {
  inParentFormat,
  isAlicloudConfig,
  type NamespacedCloudProfile,
  type NamespacedSpec,
  type OwnProfile,
  readOwnProfile,
} from './own-profile';
import { namespacedCloudProfileRuleTable as rules } from './table';
import { warnOfNamespacedCloudProfile } from './warnings';

// Follows pkg/api/core/validation/namespacedcloudprofile.go and, with the parent,
// plugin/pkg/namespacedcloudprofile/validator/admission.go of gardener/gardener.

/**
 * Rules for NamespacedCloudProfile: without its parent those that hold whatever that offers; with it also what
 * may be overridden, what the merged profile must satisfy, and the admission of provider-alicloud if the parent
 * is of its type.
 */
export const namespacedCloudProfileRules: KindRules = {
  validate(manifest, context) {
    const profile = manifest as NamespacedCloudProfile;
    const { check } = context;
    const previous = context.previous as NamespacedCloudProfile | undefined;
    const own = readOwnProfile(profile.spec ?? {}, previous && (previous.spec ?? {}), check.target);
    validateOwnRules(profile, own, previous, context);
    if (context.parent === undefined) {
      // The parent's type decides whose admission is asked; without it the config says whose it wants to be.
      if (isAlicloudConfig(profile.spec?.providerConfig)) validateAdmission(profile, own, undefined, check);
      return;
    }
    const parent = context.parent as CloudProfile;
    const isParent = validateIsParent(profile.spec ?? {}, parent, check);
    if (!isParent) return;
    const isUnchanged = previous !== undefined && isSame(profile, previous);
    if (!isUnchanged) validateWithParent(own, parent.spec ?? {}, previous && (previous.spec ?? {}), check);
    if (parent.spec?.type === 'alicloud') validateAdmission(profile, own, parent.spec, check);
  },

  warn: warnOfNamespacedCloudProfile,
};

function validateIsParent({ parent = {} }: NamespacedSpec, given: CloudProfile, check: Check): boolean {
  const wanted = parent.name ?? '';
  const name = given.metadata?.['name'] ?? '';
  if (wanted === name) return true;
  check
    .at('spec', 'parent', 'name')
    .report(
      rules['namespaced-cloud-profile-parent-not-found'],
      name === ''
        ? `the parent is ${quote(wanted)}, and what is given is no CloudProfile`
        : `the parent is ${quote(wanted)}, and ${quote(name)} is given`,
      'give the CloudProfile that spec.parent names',
    );
  return false;
}

/** Gardener looks at the parent only if something has changed, so what was right once may stay. */
function isSame(profile: NamespacedCloudProfile, previous: NamespacedCloudProfile): boolean {
  if (!isSameJson(profile.spec ?? {}, previous.spec ?? {})) return false;
  return previous.metadata?.['deletionTimestamp'] !== undefined || isSameMetadata(profile, previous);
}

/** What the server itself keeps up to date does not count. */
const ownMetadata = ['name', 'namespace', 'labels', 'annotations', 'finalizers', 'ownerReferences'];

function isSameMetadata(profile: NamespacedCloudProfile, previous: NamespacedCloudProfile): boolean {
  return ownMetadata.every((field) =>
    isSameJson(profile.metadata?.[field] ?? null, previous.metadata?.[field] ?? null),
  );
}

function validateWithParent(
  own: OwnProfile,
  parent: CloudProfileSpec,
  previous: NamespacedSpec | undefined,
  check: Check,
): void {
  const declared = declaredCapabilities(parent.machineCapabilities);
  const formatted = inParentFormat(own, declared);
  const overrides = new OverrideCheck(parent, previous, check);
  const before = check.findings.length;
  overrides.ofKnown(own, formatted);
  const isMergeable = check.findings.length === before;
  const told = check.findings.length;
  overrides.ofNew(formatted);
  // Like the admission, which stops there: what would be merged is not what was meant.
  if (isMergeable) validateMerged(mergeProfiles(parent, formatted), check.findings.slice(told), check);
}

/** provider-alicloud minor that looks at NamespacedCloudProfiles. */
const admissionSince = 59;

/** @param parent undefined where it is not known */
function validateAdmission(
  profile: NamespacedCloudProfile,
  own: OwnProfile,
  parent: CloudProfileSpec | undefined,
  check: Check,
): void {
  if (check.target.provider < admissionSince) return;
  const config = decodeConfig(profile.spec?.providerConfig, check.target);
  config?.reportTo(check);
  // Like the admission, which stops at what it cannot decode.
  if (config?.isSound === false) return;
  const value = config?.value ?? {};
  if (parent === undefined) {
    validateOwnMapping(value, own, 'unknown', check);
    return;
  }
  const declared = declaredCapabilities(parent.machineCapabilities);
  validateOwnMapping(value, own, declared, check);
  validateMappingWithParent(value, inParentFormat(own, declared), parent, check);
}

/** What the API server asks of the profile by itself, whatever its parent says. */
function validateOwnRules(
  { metadata = {}, spec = {} }: NamespacedCloudProfile,
  own: OwnProfile,
  previous: NamespacedCloudProfile | undefined,
  { check }: ValidationContext,
): void {
  validateObjectMeta(
    metadata,
    {
      name: 'subdomain',
      namespaced: true,
      ...(previous === undefined ? {} : { previous: previous.metadata ?? {} }),
    },
    check,
  );
  const here = check.at('spec');
  validateParent(spec.parent ?? {}, here.at('parent'));
  if (previous !== undefined) validateParentStays(spec, previous.spec ?? {}, here.at('parent'));
  validateKubernetes(own, here.at('kubernetes'));
  validateMachineImages(own, here.at('machineImages'), { allowNoVersions: true });
  validateVolumeTypes(own.volumeTypes, here.at('volumeTypes'));
  validateMachineTypes(own, here.at('machineTypes'));
  validateCaBundle(spec.caBundle, here.at('caBundle'));
  validateLimits(spec.limits, here.at('limits'));
}

function validateKubernetes({ kubernetesVersions }: EffectiveProfile, here: Check): void {
  for (const [index, { value, written }] of kubernetesVersions.entries()) {
    if (value.classification === undefined) continue;
    here
      .at('versions')
      .item(index, written)
      .at('classification')
      .report(
        rules['namespaced-cloud-profile-kubernetes-classification'],
        `version ${quote(value.version ?? '')} is classified as ${quote(value.classification)}`,
        'leave the classification to the parent, and write an expirationDate only',
      );
  }
  validateKubernetesVersions(kubernetesVersions, here);
}

function validateParent({ kind = '', name = '' }: NonNullable<NamespacedSpec['parent']>, here: Check): void {
  if (kind !== 'CloudProfile') {
    here
      .at('kind')
      .report(
        rules['namespaced-cloud-profile-parent-kind'],
        `${quote(kind)} is no kind of a parent`,
        'write CloudProfile',
      );
  }
  if (name === '') {
    here
      .at('name')
      .report(
        rules['namespaced-cloud-profile-parent-required'],
        'no parent is named',
        'write the name of the CloudProfile',
      );
  }
}

function validateParentStays(spec: NamespacedSpec, previous: NamespacedSpec, here: Check): void {
  const { kind = '', name = '' } = spec.parent ?? {};
  const { kind: oldKind = '', name: oldName = '' } = previous.parent ?? {};
  if (kind === oldKind && name === oldName) return;
  here.report(
    rules['namespaced-cloud-profile-parent-immutable'],
    `the parent changes from ${quote(oldName)} to ${quote(name)}`,
    `keep ${quote(oldName)}, or create another profile`,
  );
}
