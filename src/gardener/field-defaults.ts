import { asList, isObject, isSameJson, type JsonObject, textAt } from './json';

/**
 * A field of a profile or ControllerDeployment that Gardener, or the webhook of provider-alicloud, writes where a
 * manifest does not say it. `withDefaults` has those of the other kinds.
 */
interface Default {
  readonly kinds: readonly string[];
  /** Names of fields; `*` is any item of a list. */
  readonly steps: readonly string[];
  readonly isDefault: (value: unknown) => boolean;
}

/** A NamespacedCloudProfile has hardly any: what it leaves out may be its parent's. */
const profile = ['CloudProfile'];
const profiles = ['CloudProfile', 'NamespacedCloudProfile'];

function row(kinds: readonly string[], path: string, ...values: readonly unknown[]): Default {
  return {
    kinds,
    steps: path.split('.'),
    isDefault: (value) => values.some((one) => isSameJson(one, value)),
  };
}

/** Where a profile declares architectures, an image or a machine type has exactly the one that it is for. */
function isOneArchitecture(value: unknown): boolean {
  if (!isObject(value) || Object.keys(value).length !== 1) return false;
  const { architecture } = value;
  return Array.isArray(architecture) && architecture.length === 1;
}

const architectures: readonly string[] = ['amd64', 'arm64'];
const imageVersion = 'spec.machineImages.*.versions.*';

const defaults: readonly Default[] = [
  row(profile, 'spec.machineImages.*.updateStrategy', 'major'),
  row(profile, `${imageVersion}.cri`, [{ name: 'containerd' }]),
  // Those of the flavors, or amd64.
  {
    ...row(profile, `${imageVersion}.architectures`),
    isDefault: (value) =>
      asList(value).length > 0 && asList(value).every((one) => architectures.includes(String(one))),
  },
  {
    ...row(profile, `${imageVersion}.capabilityFlavors`),
    isDefault: (value) => Array.isArray(value) && value.length === 1 && isOneArchitecture(value[0]),
  },
  row(profile, 'spec.machineTypes.*.architecture', ...architectures),
  row(profiles, 'spec.machineTypes.*.usable', true),
  { ...row(profile, 'spec.machineTypes.*.capabilities'), isDefault: isOneArchitecture },
  row(profiles, 'spec.volumeTypes.*.usable', true),
  row(['ControllerDeployment'], 'injectGardenKubeconfig', false),
];

/**
 * Whether a value is what Gardener would write into a field that is left out.
 *
 * @param steps names of fields, and indexes of lists
 */
export function isServerDefault(
  manifest: JsonObject,
  steps: readonly (string | number)[],
  value: unknown,
): boolean {
  const kind = textAt(manifest, 'kind');
  return defaults.some(
    (one) =>
      one.kinds.includes(kind) &&
      one.steps.length === steps.length &&
      one.steps.every((step, index) => step === (typeof steps[index] === 'number' ? '*' : steps[index])) &&
      one.isDefault(value),
  );
}
