import type { LandscapeOptions, NewFile } from './options';

/** What the GitOps engine is started with: one object that leads it to the engine's objects in `dist/`. */
export function gitopsFiles({ gitops, repoUrl }: LandscapeOptions): readonly NewFile[] {
  const path = 'clusters/runtime/landscape.yaml';
  switch (gitops) {
    case 'flux':
      return [{ path, text: fluxEntry }];
    case 'argocd':
      return [{ path, text: argocdEntry(repoUrl) }];
    case 'none':
      return [];
  }
}

const fluxEntry = `# The folder that Flux was bootstrapped with; the order of the landscape is in dist/flux.
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: gardener-landscape
  namespace: flux-system
spec:
  interval: 10m
  path: ./dist/flux
  prune: true
  sourceRef:
    kind: GitRepository
    name: flux-system
`;

function argocdEntry(repoUrl: string): string {
  return `# Leads Argo CD to the Applications in dist/argocd.
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: gardener-landscape
  namespace: argocd
spec:
  project: default
  source:
    repoURL: ${JSON.stringify(repoUrl)}
    targetRevision: main
    path: dist/argocd
  destination:
    server: https://kubernetes.default.svc
    namespace: argocd
  syncPolicy:
    automated:
      prune: true
`;
}
