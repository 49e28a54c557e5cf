import { toSpec } from '../../cloud-profile/cloud-profile-spec';
import { MachineImage, type MachineImageProps } from '../../cloud-profile/machine-image';
import { IssueCollector } from '../../validation/issue-collector';
import { Target } from '../../validation/target';
import { validateManifest } from '../../validation/validate';
import { byCodeUnit } from '../outcome';
import { idsOf } from './found-image';

/**
 * What Gardener would refuse in these versions: errors of a profile that has this image, its regions, and a
 * machine type for each of its architectures. Time plays no part: what has expired stays where it is stored.
 */
export function checkImages(name: string, props: MachineImageProps): string[] {
  const byArchitecture = props.versions.flatMap((version) => [...(idsOf(version) ?? [])]);
  const regions = [...new Set(byArchitecture.flatMap(([, ids]) => Object.keys(ids)))].sort(byCodeUnit);
  const architectures = [...new Set(byArchitecture.map(([architecture]) => architecture))].sort(byCodeUnit);
  // Whether the landscape's Gardener has the gate is for its synthesis to judge.
  const usesLifecycle = props.versions.some(({ lifecycle }) => lifecycle !== undefined);
  const options = { featureGates: { VersionClassificationLifecycle: usesLifecycle } };
  const image = MachineImage.of(name, props);
  const collector = new IssueCollector();
  const spec = toSpec(
    {
      kubernetes: { versions: [{ version: '1.33.0' }] },
      machineImages: [image],
      machineTypes: architectures.map((architecture) => ({
        name: `ecs.${architecture}.large`,
        cpu: '2',
        gpu: '0',
        memory: '8Gi',
        architecture: architecture === 'arm64' ? 'arm64' : 'amd64',
      })),
      regions: regions.map((region) => ({ name: region, zones: [`${region}a`] })),
    },
    [image],
    new Target({ ...options, now: null }),
    collector,
  );
  const manifest = {
    apiVersion: 'core.gardener.cloud/v1beta1',
    kind: 'CloudProfile',
    metadata: { name: 'import' },
    spec,
  };
  const issues = [...collector.findings, ...validateManifest(manifest, { ...options, now: new Date(0) })];
  return issues
    .filter(({ severity, field }) => severity === 'error' && field.includes('machineImages'))
    .map(({ field, message, hint }) => `${field}: ${message}${hint === undefined ? '' : `; ${hint}`}`);
}
