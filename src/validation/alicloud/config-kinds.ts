import { isObject, type JsonObject, quote } from '../../gardener/json';
import type { Check } from '../../issues/check';
import { structureRules } from '../../schema/table';

export const alicloudConfigVersion = 'alicloud.provider.extensions.gardener.cloud/v1alpha1';

/** Fields of a configuration; `true` where what is below does not matter. Lists are those of their items. */
interface Fields {
  readonly [name: string]: Fields | true;
}

const machineImages: Fields = { name: true, version: true, id: true, encrypted: true, capabilities: true };

/**
 * Kinds that provider-alicloud knows beside CloudProfileConfig. Its admission decodes what stands there, whatever
 * the field is for, and names the fields that the kind does not have before it sees that the kind is wrong.
 */
const otherKinds: ReadonlyMap<string, Fields> = new Map<string, Fields>([
  ['BackupBucketConfig', { immutability: { retentionType: true, retentionPeriod: true, locked: true } }],
  [
    'InfrastructureConfig',
    {
      metadata: true,
      dualStack: { enabled: true },
      networks: {
        vpc: { id: true, cidr: true, gardenerManagedNATGateway: true, bandwidth: true },
        zones: { name: true, worker: true, workers: true, natGateway: { eipAllocationID: true } },
      },
    },
  ],
  [
    'InfrastructureStatus',
    {
      vpc: {
        id: true,
        vswitches: { purpose: true, id: true, zone: true },
        securityGroups: { purpose: true, id: true },
      },
      keyPairName: true,
      machineImages,
    },
  ],
  [
    'ControlPlaneConfig',
    {
      cloudControllerManager: { featureGates: true },
      csi: { enableADController: true },
      storage: { managedDefaultStorageClass: true, managedDefaultVolumeSnapshotClass: true },
    },
  ],
  ['WorkerStatus', { machineImages }],
]);

const typeMetaFields = ['apiVersion', 'kind'] as const;
type TypeMeta = Readonly<Record<(typeof typeMetaFields)[number], unknown>>;

/** `apiVersion` and `kind` are found in whatever case they are written, and of several the last counts. */
function typeMetaIn(document: JsonObject): {
  readonly found: TypeMeta;
  readonly misspelt: readonly string[];
} {
  const found: Record<keyof TypeMeta, unknown> = { apiVersion: undefined, kind: undefined };
  const misspelt: string[] = [];
  for (const name of Object.keys(document)) {
    const field = typeMetaFields.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
    if (field === undefined) continue;
    found[field] = document[name];
    if (name !== field) misspelt.push(name);
  }
  return { found, misspelt };
}

/**
 * What strict decoding calls unknown in a configuration that says it is another one: fields that the other kind
 * does not have, and `apiVersion` and `kind` in another case.
 * @returns the document as it is meant, with `apiVersion` and `kind` as they should be written
 */
export function reportOtherConfig(document: JsonObject, check: Check): JsonObject {
  const { found, misspelt } = typeMetaIn(document);
  for (const name of misspelt) {
    const meant = typeMetaFields.find((field) => field.toLowerCase() === name.toLowerCase()) ?? '';
    check.named(name).report(structureRules['unknown-field'], unknown(name), `did you mean "${meant}"?`);
  }
  const fields = found.apiVersion === alicloudConfigVersion ? otherKinds.get(String(found.kind)) : undefined;
  if (fields !== undefined) {
    const known = { ...fields, apiVersion: true, kind: true } as const;
    const others = Object.entries(document).filter(([name]) => !misspelt.includes(name));
    reportUnknown(Object.fromEntries(others), known, String(found.kind), check);
  }
  if (misspelt.length === 0) return document;
  const rest = Object.entries(document).filter(([name]) => !misspelt.includes(name));
  return { ...Object.fromEntries(rest), apiVersion: found.apiVersion, kind: found.kind };
}

function reportUnknown(value: unknown, fields: Fields, kind: string, check: Check): void {
  if (Array.isArray(value)) {
    // A list in a list is none of these kinds, and deep ones must not exhaust the stack.
    for (const [index, item] of value.entries()) {
      if (!Array.isArray(item)) reportUnknown(item, fields, kind, check.at(index));
    }
    return;
  }
  if (!isObject(value)) return;
  for (const [name, item] of Object.entries(value)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const here = check.named(name);
    if (field === undefined) {
      here.report(
        structureRules['unknown-field'],
        unknown(name),
        `a ${kind} has ${Object.keys(fields).join(', ')}`,
      );
    } else if (field !== true) reportUnknown(item, field, kind, here);
  }
}

function unknown(name: string): string {
  return `unknown field ${quote(name)}`;
}
