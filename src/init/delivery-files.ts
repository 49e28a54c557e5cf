import type { LandscapeOptions, NewFile, PackageInfo } from './new-landscape';

/** What brings a change to the clusters: the check of a pull request, and what the GitOps engine is started with. */
export function deliveryFiles(
  { gitops, ci, repoUrl }: LandscapeOptions,
  { name }: PackageInfo,
): readonly NewFile[] {
  const entry = 'clusters/runtime/landscape.yaml';
  return [
    ...(gitops === 'flux' ? [{ path: entry, text: fluxEntry }] : []),
    ...(gitops === 'argocd' ? [{ path: entry, text: argocdEntry(repoUrl ?? '') }] : []),
    ...(ci === 'github' ? [{ path: '.github/workflows/landscape.yaml', text: github(name) }] : []),
    ...(ci === 'gitlab' ? [{ path: '.gitlab-ci.yml', text: gitlab }] : []),
  ];
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

/** Fails, and shows the difference, where somebody forgot to commit the output or edited it by hand. */
const distIsCommitted = 'git add --intent-to-add dist && git diff --exit-code -- dist';

/** The review is a part of the package, so that it has the version of the lock file. */
function github(packageName: string): string {
  return `name: landscape
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
  # For the review's comment.
  pull-requests: write
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - uses: actions/setup-node@v6
        with:
          node-version: 22
          cache: npm
      - run: npm ci
      - run: npm run typecheck
      - run: npm run synth
      - run: ${distIsCommitted}
      # Judges dist/, and says in a comment what the pull request changes.
      - uses: ./node_modules/${packageName}/.github/actions/review
        with:
          strict: 'true'
`;
}

const gitlab = `landscape:
  image: node:22
  cache:
    key:
      files: [package-lock.json]
    paths: [.npm/]
  script:
    - npm ci --cache .npm
    - npm run typecheck
    - npm run synth
    - ${distIsCommitted}
    - npm run validate
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
`;
