import { asList, asObject, asText, isObject, type JsonObject, valueAt } from '../../gardener/json';
import { coreGroup, securityGroup } from '../../gardener/kinds';
import { accessKeyProblems, isLabelledForAlicloud, secretData } from '../alicloud/access-key';
import { dnsPair, warnAccessKey } from '../secret/warnings';
import { type Landscape, type LandscapeObject, nameOf } from './landscape';
import { seedConfigurations } from './seeds';
import { landscapeRules as rules } from './table';

/**
 * Secrets that a document uses as credentials of Alibaba Cloud. The admission judges those with its label, so
 * that whatever is wrong with the others shows only when a cloud call fails.
 */
export function validateCredentials(landscape: Landscape): void {
  const judged = new Set<LandscapeObject>();
  for (const { from, namespace, name, isForDns } of credentialsOf(landscape)) {
    const object = landscape.find('', 'Secret', name, namespace);
    if (object === undefined || judged.has(object)) continue;
    judged.add(object);
    if (!isLabelledForAlicloud(object.manifest)) judgeSecret(object, from, isForDns);
  }
}

function judgeSecret({ manifest, check }: LandscapeObject, from: LandscapeObject, isForDns: boolean): void {
  const data = secretData(manifest);
  // A Secret without any key is filled by somebody else.
  if (data.size === 0) return;
  const names = isForDns && dnsPair.some((key) => data.has(key)) ? dnsPair : undefined;
  for (const { key, said, hint } of accessKeyProblems(data, names)) {
    const message = `${nameOf(from)} uses it as credentials of Alibaba Cloud, and ${key} ${said}`;
    check.at('data').report(rules['landscape-access-key'], message, hint);
  }
  warnAccessKey(data, check);
}

interface Credentials {
  readonly from: LandscapeObject;
  readonly namespace: string;
  readonly name: string;
  /** DNSRecords take other names of the keys as well. */
  readonly isForDns: boolean;
}

/** Every place that names a Secret for Alibaba Cloud. */
function credentialsOf(landscape: Landscape): Credentials[] {
  const seeds = seedConfigurations(landscape).flatMap(({ object, spec }) => {
    const dns = asObject(spec['dns']);
    const domains = [dns['provider'], dns['internal'], ...asList(dns['defaults'])].map(asObject);
    const backup = asObject(spec['backup']);
    return [
      ...(backup['provider'] === 'alicloud' ? secretOf(object, backup, false) : []),
      ...domains.flatMap((domain) =>
        domain['type'] === 'alicloud-dns' ? secretOf(object, domain, true) : [],
      ),
    ];
  });
  const buckets = landscape
    .all(coreGroup, 'BackupBucket')
    .flatMap((object) =>
      valueAt(object.spec, 'provider', 'type') === 'alicloud' ? secretOf(object, object.spec, false) : [],
    );
  const bindings = [
    ...landscape.all(securityGroup, 'CredentialsBinding'),
    ...landscape.all(coreGroup, 'SecretBinding'),
  ].flatMap((object) => {
    const types = asText(valueAt(object.manifest, 'provider', 'type')).split(',');
    return types.includes('alicloud') ? secretOf(object, object.manifest, false) : [];
  });
  // DNS takes more names: who asks for fewer goes first.
  return [...seeds, ...buckets, ...bindings].sort((a, b) => Number(a.isForDns) - Number(b.isForDns));
}

function secretOf(from: LandscapeObject, holder: JsonObject, isForDns: boolean): Credentials[] {
  const { credentialsRef, secretRef } = holder;
  const reference = isObject(credentialsRef) ? credentialsRef : asObject(secretRef);
  const [kind, namespace, name] = [reference['kind'] ?? 'Secret', reference['namespace'], reference['name']];
  if (kind !== 'Secret' || typeof namespace !== 'string' || typeof name !== 'string') return [];
  return [{ from, namespace, name, isForDns }];
}
