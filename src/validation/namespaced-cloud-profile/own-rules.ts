import { validateCaBundle } from '../cloud-profile/core';
import type { EffectiveProfile } from '../cloud-profile/effective-profile';
import { validateKubernetesVersions } from '../cloud-profile/kubernetes-versions';
import { validateLimits } from '../cloud-profile/limits';
import { validateMachineImages } from '../cloud-profile/machine-images';
import { validateMachineTypes } from '../cloud-profile/machine-types';
import { Place } from '../cloud-profile/place';
import { validateVolumeTypes } from '../cloud-profile/volume-types';
import type { IssueCollector } from '../issue-collector';
import type { ValidationContext } from '../kind';
import { validateObjectMeta } from '../kubernetes';
import { quote } from '../kubernetes/quote';
import type { NamespacedCloudProfile, NamespacedSpec } from './namespaced-profile';
import { namespacedCloudProfileRuleTable as rules } from './rules';

/** What the API server asks of the profile by itself, whatever its parent says. */
export function validateOwnRules(
  manifest: NamespacedCloudProfile,
  profile: EffectiveProfile,
  { issues, target, previous }: ValidationContext,
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
  validateKubernetesVersions(profile.kubernetesVersions, kubernetes, target, issues);
  const images = place.child('machineImages');
  validateMachineImages(profile, images, { allowNoVersions: true }, target, issues);
  validateVolumeTypes(spec.volumeTypes, place.child('volumeTypes'), target, issues);
  validateMachineTypes(profile, place.child('machineTypes'), target, issues);
  validateCaBundle(spec.caBundle, place.child('caBundle'), issues);
  validateLimits(spec.limits, place.child('limits'), issues);
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
