import { architecture, defaultArchitecture, type DeclaredCapabilities } from '../cloud-profile/capabilities';
import type { MachineImageVersion, MachineType } from '../cloud-profile/profile';

/** Own versions take the format of the parent: flavors where it has capabilities, architectures where not. */
export function versionInParentFormat(
  version: MachineImageVersion,
  declared: DeclaredCapabilities | undefined,
): MachineImageVersion {
  const { architectures = [], capabilityFlavors = [] } = version;
  if (declared === undefined) {
    const named = capabilityFlavors.flatMap((flavor) => flavor[architecture] ?? []);
    const known = architectures.length > 0 ? architectures : [...new Set(named)];
    return { ...version, architectures: known, capabilityFlavors: [] };
  }
  if (capabilityFlavors.length > 0) return version;
  return { ...version, capabilityFlavors: architectures.map((name) => ({ [architecture]: [name] })) };
}

/** Machine types likewise; what names no architecture is amd64 where it has to name one. */
export function typeInParentFormat(
  type: MachineType,
  declared: DeclaredCapabilities | undefined,
): MachineType {
  const { capabilities = {} } = type;
  if (declared === undefined) {
    const named = type.architecture ?? capabilities[architecture]?.[0];
    return { ...type, ...(named !== undefined && { architecture: named }), capabilities: {} };
  }
  if (Object.keys(capabilities).length > 0) return type;
  const only = declared.get(architecture)?.list;
  const name = only?.length === 1 ? only[0] : (type.architecture ?? defaultArchitecture);
  return { ...type, capabilities: { [architecture]: [name ?? defaultArchitecture] } };
}
