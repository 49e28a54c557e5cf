// Follows plugin/pkg/global/extensionlabels/admission.go of gardener/gardener.
import { asList, asObject, asText, isObject, type JsonObject, quote } from '../gardener/json';
import { isUnprefixedQualifiedName } from '../gardener/names';
import type { Check } from '../issues/check';
import { kubernetesRules as rules } from './kubernetes/table';
import { specOfPartialSeed } from './seed/partial-seed';

/**
 * An admission plugin of gardener-apiserver labels objects with the types of the extensions that they need,
 * before they are validated: a type has to be the name of a label. CloudProfiles have a rule of their own for it.
 */
export function validateExtensionLabels(
  manifest: JsonObject,
  previous: JsonObject | undefined,
  check: Check,
): void {
  const labels = check.at('metadata', 'labels').field;
  for (const [type, place] of typesOf(manifest, previous, check)) {
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

type TypeAt = readonly [type: string, place: Check];

/** The types that an object names, each with its place. */
function typesOf(manifest: JsonObject, previous: JsonObject | undefined, check: Check): readonly TypeAt[] {
  const part = manifest['kind'] === 'Seed' ? specOfPartialSeed(manifest, previous) : undefined;
  const spec = asObject(part ?? manifest['spec']);
  const at = check.at('spec');
  const provider: TypeAt = [asText(asObject(spec['provider'])['type']), at.at('provider', 'type')];
  switch (manifest['kind']) {
    case 'BackupBucket':
      return [provider];
    case 'Seed': {
      const { backup, dns } = spec;
      const dnsProvider = asObject(dns)['provider'];
      return [
        // Of a part nobody may know the provider.
        ...(part !== undefined && part.provider === undefined ? [] : [provider]),
        ...(isObject(backup) ? [[asText(backup['provider']), at.at('backup', 'provider')] as const] : []),
        ...(isObject(dnsProvider)
          ? [[asText(dnsProvider['type']), at.at('dns', 'provider', 'type')] as const]
          : []),
        ...asList(spec['extensions']).map(
          (item, index) => [asText(asObject(item)['type']), at.at('extensions', index, 'type')] as const,
        ),
      ];
    }
    default:
      return [];
  }
}
