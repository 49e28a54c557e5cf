import { type JsonObject, objectAt, quote } from '../../gardener/json';
import { isUnprefixedQualifiedName } from '../../gardener/names';
import type { Check } from '../../issues/check';
import type { SeedHolder, SeedSpec } from './spec';
import { seedRuleTable as rules } from './table';

// The labels that the API server makes of types. Follows plugin/pkg/global/extensionlabels/admission.go of
// gardener/gardener.

const labelHint = 'letters, digits, "-", "_" and "."; alphanumeric at both ends, at most 63 characters';

/** A field that holds a type, and the type. */
type TypeField = readonly [Check, string | undefined];

/** Types that become part of a label's name. */
function labelledTypes({ provider, backup, dns, extensions = [] }: SeedSpec, check: Check): TypeField[] {
  return [
    [check.at('provider', 'type'), provider?.type],
    ...(backup === undefined ? [] : [[check.at('backup', 'provider'), backup.provider] as const]),
    ...(dns?.provider === undefined
      ? []
      : [[check.at('dns', 'provider', 'type'), dns.provider.type] as const]),
    ...extensions.flatMap(({ type, disabled }, index): TypeField[] =>
      disabled === true ? [] : [[check.at('extensions', index, 'type'), type]],
    ),
  ];
}

/** Types that no server looks at yet; and Alibaba Cloud's DNS is not called as its infrastructure. */
export function warnOfTypes(spec: SeedSpec, check: Check, holder: SeedHolder): void {
  const { provider, internal, defaults = [] } = spec.dns ?? {};
  const atDns = check.at('dns');
  const domains: TypeField[] = [
    [atDns.at('internal', 'type'), internal?.type],
    ...defaults.map(({ type }, index): TypeField => [atDns.at('defaults', index, 'type'), type]),
  ];
  for (const [at, type] of [[atDns.at('provider', 'type'), provider?.type] as const, ...domains]) {
    if (type !== 'alicloud') continue;
    at.report(
      rules['seed-dns-type-alicloud'],
      'is alicloud, which is no type of DNS provider',
      'write alicloud-dns',
    );
  }
  for (const [at, type = ''] of [...(holder === 'Seed' ? [] : labelledTypes(spec, check)), ...domains]) {
    if (type === '' || isUnprefixedQualifiedName(type)) continue;
    at.report(
      rules['seed-type-no-label'],
      `${quote(type)} cannot be part of a label's name, which the server makes of it`,
      labelHint,
    );
  }
}

const ownedPrefixes = [
  'provider.extensions.gardener.cloud/',
  'dnsrecord.extensions.gardener.cloud/',
  'extensions.extensions.gardener.cloud/',
  'name.seed.gardener.cloud/',
];
const ownedLabels = ['seed.gardener.cloud/provider', 'seed.gardener.cloud/region'];

/** Labels that the API server strips and writes itself. `check` is at the labels of `metadata`. */
export function warnOfLabels(metadata: JsonObject, check: Check): void {
  for (const label of Object.keys(objectAt(metadata, 'labels'))) {
    if (!ownedLabels.includes(label) && !ownedPrefixes.some((prefix) => label.startsWith(prefix))) continue;
    check
      .key(label)
      .report(
        rules['seed-label-of-server'],
        'is set by the API server',
        'remove it: the server recomputes it, and whatever compares manifests sees a difference',
      );
  }
}
