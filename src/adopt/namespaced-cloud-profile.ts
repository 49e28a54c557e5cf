import { defaultArchitecture, defaultUpdateStrategy } from '../gardener/defaults';
import type { ExtendedImage, ExtendedVersion } from '../cloud-profile/alicloud-namespaced-cloud-profile';
import { asList, asObject, type JsonObject, textAt } from '../gardener/json';
import { type Code, entriesOf, list, map, type MapEntry, type NameCode, value } from './code';
import {
  architecturesOf,
  areImages,
  derivedCapabilities,
  limits,
  machineType,
  type ProfilePlace,
  strategyOf,
  volumeType,
  withoutDerived,
} from './cloud-profile';
import { expressed, fields, listOf, text } from './fit';
import { mappingsOf, toVersionData } from './machine-images';

/** The CloudProfile below which a NamespacedCloudProfile stands, where the landscape has it. */
export interface AdoptedParent {
  readonly variable: NameCode;
  readonly manifest: JsonObject;
}

const extendedVersions = listOf(fields<ExtendedVersion>({ version: text, expirationDate: text }));

/** Props of `AlicloudNamespacedCloudProfile` that say what the manifest says; or why none do. */
export function toNamespacedProps(
  manifest: JsonObject,
  parent: AdoptedParent | undefined,
  place: ProfilePlace,
): readonly MapEntry[] | string {
  const { namespace, name } = asObject(manifest['metadata']);
  const spec = asObject(manifest['spec']);
  const { kind, name: parentName } = asObject(spec['parent']);
  if (kind !== 'CloudProfile' || typeof parentName !== 'string')
    return 'AlicloudNamespacedCloudProfile builds on a CloudProfile, which it names';
  if (typeof namespace !== 'string') return 'it has no namespace';
  const machineImages = spec['machineImages'] ?? [];
  if (!areImages(machineImages)) return 'its machine images have no names and versions of their own';
  const { added, extended } = toImages(
    machineImages,
    spec,
    parentName,
    `${namespace}-${String(name)}`,
    place,
  );
  const declared =
    parent === undefined
      ? derivedCapabilities(machineImages, spec)
      : asObject(parent.manifest['spec'])['machineCapabilities'];
  const architectures = architecturesOf(declared);
  const types = asList(spec['machineTypes']).map((type) => withoutDerived(type, architectures));
  return entriesOf({
    namespace: value(namespace),
    parent: parent?.variable ?? value(parentName),
    kubernetes: fields<{ readonly versions: readonly ExtendedVersion[] }>({
      versions: extendedVersions,
    }).toCode(spec['kubernetes']),
    machineImages: added.length === 0 ? undefined : list(added),
    extendedImages: extended.length === 0 ? undefined : list(extended),
    machineTypes:
      types.length === 0
        ? undefined
        : listOf(machineType(architectures[0] ?? defaultArchitecture)).toCode(types),
    volumeTypes: listOf(volumeType).toCode(spec['volumeTypes']),
    limits: limits.toCode(spec['limits']),
    caBundle: text.toCode(spec['caBundle']),
  });
}

/** Versions with image IDs are new; those with another expiry only are the parent's. */
function toImages(
  images: readonly JsonObject[],
  spec: JsonObject,
  parentName: string,
  owner: string,
  place: ProfilePlace,
): { readonly added: readonly Code[]; readonly extended: readonly Code[] } {
  const mappings = mappingsOf(spec);
  const ofParent = place.imagesOf.get(parentName);
  const added: Code[] = [];
  const extended: Code[] = [];
  for (const image of images) {
    const name = textAt(image, 'name');
    const versions = asList(image['versions']).map((version) => asObject(version));
    const isExtended = (version: JsonObject): boolean =>
      mappings(name, textAt(version, 'version')) === undefined &&
      extendedVersions.toCode([version]) !== undefined &&
      Object.keys(version).length === 2;
    const longer = versions.filter(isExtended);
    const fresh = versions.filter((version) => !isExtended(version));
    const isOfParent = longer.length > 0 || ofParent?.has(name) === true;
    if (fresh.length > 0) {
      const data = fresh.map((version) => toVersionData(version, mappings(name, textAt(version, 'version'))));
      const strategy = strategyOf(image, isOfParent ? undefined : defaultUpdateStrategy);
      added.push(place.images.image(name, { ...strategy, versions: data }, owner));
    }
    if (longer.length === 0) continue;
    const named = ofParent?.get(name) ?? value(name);
    const entry = fields<ExtendedImage>({ image: expressed(() => named), versions: extendedVersions });
    extended.push(entry.toCode({ image: name, versions: longer }) ?? map({}));
  }
  return { added, extended };
}
