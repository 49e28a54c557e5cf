import type { LandscapeOptions, NewFile } from './options';

/** The check of every change: types, rules, and that `dist/` is what `src/` makes. */
export function workflowFiles({ ci }: LandscapeOptions): readonly NewFile[] {
  switch (ci) {
    case 'github':
      return [{ path: '.github/workflows/landscape.yaml', text: github }];
    case 'gitlab':
      return [{ path: '.gitlab-ci.yml', text: gitlab }];
    case 'none':
      return [];
  }
}

/** Fails, and shows the difference, where somebody forgot to commit the output or edited it by hand. */
const distIsCommitted = 'git add --intent-to-add dist && git diff --exit-code -- dist';

const github = `name: landscape
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
          cache: npm
      - run: npm ci
      - run: npm run synth
      - run: ${distIsCommitted}
      - run: npm run validate -- --output github
`;

const gitlab = `landscape:
  image: node:22
  cache:
    key:
      files: [package-lock.json]
    paths: [.npm/]
  script:
    - npm ci --cache .npm
    - npm run synth
    - ${distIsCommitted}
    - npm run validate
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
`;
