// Follows plugin/pkg/global/extensionlabels/admission.go of gardener/gardener.
import { asList, asObject, asText, isObject, type JsonObject, quote } from '../gardener/json';
import { isUnprefixedQualifiedName } from '../gardener/names';
import type { Check } from '../issues/check';
import { kubernetesRules as rules } from './kubernetes/table';
import { specOfPartialSeed } from './seed/partial-seed';

/**
 * An admission plugin of gardener-apiserver labels objects with the types of the extensions that they need,
 * before they are validated: a type has to be the name of a label.
 *
 * @param kind what the object is, however the manifest spells the key that says it
 */
export function validateExtensionLabels(manifest: JsonObject, kind: string, check: Check): void {
  const labels = check.at('metadata', 'labels').field;
  for (const [type, place] of typesOf(manifest, kind, check)) {
    if (isUnprefixedQualifiedName(type)) continue;
    const message =
      type === ''
        ? 'without a type the label for it has no name'
        : `type ${quote(type)} cannot be the name of a label, which Gardener makes of it`;
    place
      .as(labels)
      .report(rules['extension-type-no-label'], message, 'write a type like alicloud or alicloud-dns');
  }
}

/** The types that an object names, each with its place. */
function typesOf(
  manifest: JsonObject,
  kind: string,
  check: Check,
): readonly (readonly [type: string, place: Check])[] {
  const spec = asObject(manifest['spec']);
  const at = check.at('spec');
  const provider = [asText(asObject(spec['provider'])['type']), at.at('provider', 'type')] as const;
  switch (kind) {
    case 'CloudProfile':
      return [[asText(spec['type']), at.at('type')]];
    case 'BackupBucket':
      return [provider];
    case 'Seed': {
      const { backup, dns } = spec;
      const ofBackup = isObject(backup)
        ? [[asText(backup['provider']), at.at('backup', 'provider')] as const]
        : [];
      // What a part is applied onto has the other types.
      if (specOfPartialSeed(manifest, undefined) !== undefined) return ofBackup;
      const dnsProvider = asObject(dns)['provider'];
      return [
        provider,
        ...ofBackup,
        ...(isObject(dnsProvider)
          ? [[asText(dnsProvider['type']), at.at('dns', 'provider', 'type')] as const]
          : []),
        ...asList(spec['extensions']).flatMap((item, index) => {
          const { type, disabled } = asObject(item);
          return disabled === true ? [] : [[asText(type), at.at('extensions', index, 'type')] as const];
        }),
      ];
    }
    default:
      return [];
  }
}
