import type { IConstruct } from 'constructs';
import type { OutputFile } from '../output/write-output';

const extraFiles = new WeakMap<IConstruct, OutputFile[]>();

/**
 * A file beside the manifests that no GitOps engine applies, e.g. `ram/backup.json`. `GardenApp` writes it;
 * in a plain cdk8s `App` there is no place for it.
 */
export function addExtraFile(construct: IConstruct, file: OutputFile): void {
  extraFiles.set(construct, [...(extraFiles.get(construct) ?? []), file]);
}

export function extraFilesOf(construct: IConstruct): readonly OutputFile[] {
  return extraFiles.get(construct) ?? [];
}
