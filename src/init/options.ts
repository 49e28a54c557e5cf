/** What `gardener-alicloud init` is asked for. */
export interface LandscapeOptions {
  /** Name of the landscape and of its npm package. */
  readonly name: string;
  readonly gitops: GitOpsChoice;
  readonly ci: CiChoice;
  /** Where Argo CD finds the repository. */
  readonly repoUrl: string;
}

export const gitopsChoices = ['flux', 'argocd', 'none'] as const;
export type GitOpsChoice = (typeof gitopsChoices)[number];

export const ciChoices = ['github', 'gitlab', 'none'] as const;
type CiChoice = (typeof ciChoices)[number];

/** A file of the new repository. */
export interface NewFile {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Versions that the new landscape is for: the ones that its source names. */
export const landscapeVersions = { gardener: '1.149', provider: '1.71' } as const;
