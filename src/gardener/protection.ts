import { asText, valueAt } from './json';

/** Tools that apply a Git repository to a cluster. */
export type GitOpsTool = 'flux' | 'argocd';

const fluxPrune = 'kustomize.toolkit.fluxcd.io/prune';
/** Options of Argo CD for one object; all of them share this annotation, separated by commas. */
export const argocdOptions = 'argocd.argoproj.io/sync-options';

/**
 * Keeps both GitOps engines from deleting an object whose file leaves the repository: a pruned Seed is gone
 * within a second, a pruned CloudProfile in use dies slowly and cannot be saved.
 */
export const protectionAnnotations: Readonly<Record<string, string>> = {
  [argocdOptions]: 'Prune=false,Delete=false',
  [fluxPrune]: 'disabled',
};

/** Whether an annotation is one of them. */
export function isProtection(key: string, value: unknown): boolean {
  return Object.hasOwn(protectionAnnotations, key) && protectionAnnotations[key] === value;
}

/** Whether an engine leaves an object alone whose file leaves the repository; Argo CD may ask somebody first. */
export function isProtected(manifest: unknown, tool: GitOpsTool): boolean {
  if (tool === 'flux') return metadataSays(manifest, fluxPrune, 'disabled');
  return argocdOptionsOf(manifest).some((option) => option === 'Prune=false' || option === 'Prune=confirm');
}

/** Flux looks at labels as at annotations, in any case of letters. */
export function metadataSays(manifest: unknown, key: string, value: string): boolean {
  return ['annotations', 'labels'].some(
    (map) => asText(valueAt(manifest, 'metadata', map, key)).toLowerCase() === value,
  );
}

export function argocdOptionsOf(manifest: unknown): readonly string[] {
  return asText(valueAt(manifest, 'metadata', 'annotations', argocdOptions))
    .split(',')
    .map((option) => option.trim());
}
