import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { deliveryFiles } from './delivery-files';
import { exampleGuide, projectFiles } from './project-files';
import { sourceFiles } from './template';

/** What `gardener-alicloud init` is asked for. */
export interface LandscapeOptions {
  /** Name of the landscape and of its npm package. */
  readonly name: string;
  readonly gitops: GitOpsChoice;
  readonly ci: CiChoice;
  /** Where Argo CD finds the repository; nobody else has to know. */
  readonly repoUrl?: string | undefined;
  /** Version, range or `file:` of this package. */
  readonly dependency: string;
}

export const gitopsChoices = ['flux', 'argocd', 'none'] as const;
export type GitOpsChoice = (typeof gitopsChoices)[number];

export const ciChoices = ['github', 'gitlab', 'none'] as const;
export type CiChoice = (typeof ciChoices)[number];

/** A file of the new repository. */
export interface NewFile {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly text: string | Buffer;
}

/** What a new landscape has to know of the package that it depends on. */
export interface PackageInfo {
  readonly name: string;
  readonly version: string;
  readonly peerDependencies: Readonly<Record<'cdk8s' | 'constructs', string>>;
  /** The package as it is installed. */
  readonly folder: string;
}

/** This package's own package.json: by its name, as compiled and uncompiled code lie at different depths. */
export function readPackageInfo(): PackageInfo {
  const file = require.resolve('cdk8s-gardener-alicloud/package.json');
  return { ...(JSON.parse(readFileSync(file, 'utf8')) as PackageInfo), folder: dirname(file) };
}

/** What a landscape holds that is not the example's. */
export interface LandscapeContent {
  /** Its program and data. */
  readonly sources: readonly NewFile[];
  /** Sections of its README: what is to be done before the first merge, and which Secrets must exist. */
  readonly guide: string;
}

/** All files of a new landscape repository, in the order of their paths. */
export function newLandscape(
  options: LandscapeOptions,
  info: PackageInfo,
  content: LandscapeContent = { sources: sourceFiles(options, info.folder), guide: exampleGuide },
): readonly NewFile[] {
  return [
    ...projectFiles(options, info, content.guide),
    ...content.sources,
    ...deliveryFiles(options, info),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
}
