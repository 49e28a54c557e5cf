export { appliers } from './applier';
export { coverPaths, type CoveredPath } from './coverage';
export { gitOpsRules } from './rules';
export { validateGitOps } from './validate-gitops';
