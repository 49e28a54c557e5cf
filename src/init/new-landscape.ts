import { gitopsFiles } from './gitops-files';
import type { LandscapeOptions, NewFile } from './options';
import type { PackageInfo } from './package-info';
import { projectFiles } from './project-files';
import { sourceFiles } from './source-files';
import { workflowFiles } from './workflow-files';

/** All files of a new landscape repository, in the order of their paths. */
export function newLandscape(options: LandscapeOptions, info: PackageInfo): readonly NewFile[] {
  return [
    ...projectFiles(options, info),
    ...sourceFiles(options, info),
    ...gitopsFiles(options),
    ...workflowFiles(options),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
}
