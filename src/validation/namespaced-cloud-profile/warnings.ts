import { ImageMapping } from '../../gardener/image-mapping';
import type { JsonObject } from '../../gardener/json';
import { Check, type Finding, type ValidationContext } from '../../issues/check';
import { decodeConfig } from '../alicloud/cloud-profile';
import { declaredCapabilities } from '../cloud-profile/capabilities';
import type { CloudProfile, CloudProfileSpec } from '../cloud-profile/effective-profile';
import {
  warnOfExpiry,
  warnOfKubernetesSupport,
  warnOfNewestImages,
  warnOfPreviews,
} from '../cloud-profile/expiry';
import { warnOfCoverage, warnOfMappingChanges } from '../cloud-profile/image-coverage';
import { ImageIdCheck } from '../cloud-profile/image-ids';
import { soldNowhere } from '../cloud-profile/locations';
import {
  warnOfArchitectures,
  warnOfCloudNames,
  warnOfMachineResources,
  warnOfRemovedTypes,
  warnOfRemovedVersions,
  warnOfServerOwned,
  warnOfSize,
} from '../cloud-profile/warnings';
import { mergeProfiles } from './merged-profile';
import {
  inParentFormat,
  isAlicloudConfig,
  type NamespacedCloudProfile,
  type NamespacedSpec,
  type OwnProfile,
  readOwnProfile,
  versionsByImage,
} from './own-profile';

/** What Gardener accepts of a NamespacedCloudProfile and an operator regrets; with the parent also its gaps. */
export function warnOfNamespacedCloudProfile(manifest: JsonObject, context: ValidationContext): void {
  const { spec = {} } = manifest as NamespacedCloudProfile;
  const { check } = context;
  const previous = (context.previous as NamespacedCloudProfile | undefined)?.spec;
  const parent = (context.parent as CloudProfile | undefined)?.spec;
  warnOfSize(manifest, check);
  warnOfServerOwned(manifest, true, check);
  const options = { droppedImageStages: ['expired', 'unavailable'], dropsOnUpdate: true };
  warnOfExpiry(spec, previous, options, check);
  warnOfKubernetesSupport({ ...spec, ...(parent?.type !== undefined && { type: parent.type }) }, check);
  warnOfMachineResources(spec, check);
  if (previous !== undefined) {
    warnOfRemovedTypes(spec, previous, check);
    warnOfRemovedVersions(spec, previous, check);
  }
  const own = readOwnProfile(spec, previous, check.target);
  if (parent !== undefined) warnOfMerged(own, parent, check);
  const isAlicloud =
    parent === undefined ? isAlicloudConfig(spec.providerConfig) : parent.type === 'alicloud';
  if (isAlicloud) warnOfAlicloud(spec, own, parent, previous, check);
}

/** What is new of the profile among what the parent has; what is wrong with the parent is told there. */
function warnOfMerged(own: OwnProfile, parent: CloudProfileSpec, check: Check): void {
  const formatted = inParentFormat(own, declaredCapabilities(parent.machineCapabilities));
  const merged = mergeProfiles(parent, formatted);
  const findings: Finding[] = [];
  const beside = Check.root(check.target, findings);
  warnOfNewestImages(merged.images, beside);
  warnOfPreviews(merged, beside);
  warnOfArchitectures(merged, soldNowhere(parent, 'unavailableMachineTypes'), beside);
  const isOwn = ownPlaces(own, parent);
  for (const finding of findings) if (isOwn(finding.field)) check.findings.push(finding);
}

/** Whether something stands at a place that the profile adds to its parent. */
function ownPlaces(own: OwnProfile, parent: CloudProfileSpec): (field: string) => boolean {
  const images = versionsByImage(parent);
  const places = new Set<string>();
  for (const { written } of own.machineTypes) places.add(`spec.machineTypes[${written}]`);
  for (const { value, written, versions } of own.images) {
    const known = images.get(value.name ?? '');
    if (known === undefined) places.add(`spec.machineImages[${written}].versions`);
    for (const entry of versions) {
      if (known?.has(entry.value.version ?? '') === true) continue;
      places.add(`spec.machineImages[${written}].versions[${entry.written}]`);
    }
  }
  return (field) => places.has(field);
}

function warnOfAlicloud(
  spec: NamespacedSpec,
  own: OwnProfile,
  parent: CloudProfileSpec | undefined,
  previous: NamespacedSpec | undefined,
  check: Check,
): void {
  warnOfCloudNames(spec, check);
  const config = decodeConfig(spec.providerConfig, check.target)?.value;
  if (config === undefined) return;
  const names = parent?.regions?.map(({ name = '' }) => name).filter((name) => name !== '');
  const regions = parent && new Set(names);
  const mapping = ImageMapping.read(config);
  new ImageIdCheck(regions, check).run(config);
  if (parent !== undefined && regions !== undefined) {
    const formatted = inParentFormat(own, declaredCapabilities(parent.machineCapabilities));
    warnOfCoverage(formatted, regions, mapping, check);
  }
  const before = ImageMapping.read(decodeConfig(previous?.providerConfig, check.target)?.value);
  warnOfMappingChanges(mapping, before, (region) => regions?.has(region) !== false, check);
}
