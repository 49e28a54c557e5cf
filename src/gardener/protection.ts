/**
 * Keeps both GitOps engines from deleting an object whose file leaves the repository: a pruned Seed is gone
 * within a second, a pruned CloudProfile in use dies slowly and cannot be saved.
 */
export const protectionAnnotations: Readonly<Record<string, string>> = {
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
};
