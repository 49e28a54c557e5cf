import type { GitOpsChoice, LandscapeOptions, NewFile, PackageInfo } from './new-landscape';

/** What the new landscape is made with; a test keeps it equal to what this package is built with. */
export const tools = { '@types/node': '^20.19.43', esbuild: '~0.28.2', typescript: '~6.0.3' } as const;

/** @param guide sections of the README about what the landscape holds */
export function projectFiles(
  options: LandscapeOptions,
  info: PackageInfo,
  guide: string,
): readonly NewFile[] {
  return [
    { path: '.gitignore', text: 'node_modules/\nlib/\nreport.html\n' },
    { path: 'README.md', text: readme(options, guide) },
    { path: 'cdk8s.yaml', text: 'language: typescript\napp: npm run --silent synth\noutput: dist\n' },
    { path: 'package.json', text: json(packageJson(options, info)) },
    { path: 'tsconfig.json', text: json(tsconfig) },
  ];
}

/** Synthesis does not wait for the type check: esbuild only takes the types away, and node runs what is left. */
const synth =
  'esbuild src/main.ts --bundle --packages=external --platform=node --log-level=warning --outfile=lib/main.js && node lib/main.js';

function packageJson({ name, dependency }: LandscapeOptions, info: PackageInfo): unknown {
  const { cdk8s, constructs } = info.peerDependencies;
  return {
    name,
    version: '0.0.0',
    private: true,
    engines: { node: '>=20' },
    scripts: {
      synth,
      typecheck: 'tsc',
      validate: 'gardener-alicloud validate --strict dist',
      test: 'npm run --silent typecheck && npm run --silent validate',
    },
    dependencies: {
      cdk8s,
      [info.name]: dependency,
      constructs,
    },
    devDependencies: tools,
    // So that npm asks about none: only esbuild's own is of use, as it takes a detour out of every start.
    allowScripts: { [info.name]: false, esbuild: true },
  };
}

const tsconfig = {
  compilerOptions: {
    target: 'ES2022',
    lib: ['ES2023'],
    module: 'nodenext',
    esModuleInterop: true,
    resolveJsonModule: true,
    types: ['node'],
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
  },
  include: ['src'],
};

/** Where the kubeconfig of the virtual garden has to be, and what makes the engine apply the landscape. */
const delivery: Readonly<Record<GitOpsChoice, string>> = {
  flux: `Flux runs in the runtime cluster and reaches the virtual garden with a kubeconfig:

\`\`\`sh
kubectl --context RUNTIME -n flux-system create secret generic virtual-garden-kubeconfig --from-file=kubeconfig=FILE
\`\`\`

\`flux bootstrap … --path clusters/runtime\` in the runtime cluster starts it.`,
  argocd: `Argo CD runs in the runtime cluster and knows the virtual garden as a cluster of the name \`virtual-garden\`:

\`\`\`sh
argocd cluster add VIRTUAL-GARDEN --name virtual-garden
kubectl --context RUNTIME apply -f clusters/runtime/landscape.yaml
\`\`\``,
  none: `Nobody applies \`dist/\` by itself. The folders, in their order:

\`\`\`sh
kubectl --context RUNTIME apply --server-side -R -f dist/runtime
for stage in 10-profiles 20-registrations 30-seeds; do
  kubectl --context VIRTUAL-GARDEN apply --server-side -R -f dist/garden/$stage
done
\`\`\``,
};

/** What an operator makes of the example's landscape. */
export const exampleGuide = `## Before the first merge

- Regions, versions and machine types in \`src/cloud-profile.ts\`: offer what you have.
- Domains and ranges in \`src/seed.ts\`: they cannot be changed later.
- Images and customers in \`src/images.ts\`: the placeholders go. Then \`suspend\` in \`src/main.ts\` goes, too.
- The container image of the sharing job in \`src/main.ts\`: it is one of your registry.

## Secrets that must exist

They are made once, and never lie in Git. \`KEYS\` is a folder with the files \`accessKeyID\` and \`accessKeySecret\` of
one RAM user. What that user may do stands in \`dist/ram/\`.

In the virtual garden, for the backups and for DNS:

\`\`\`sh
kubectl --context VIRTUAL-GARDEN -n garden create secret generic backup-credentials --from-file=KEYS
kubectl --context VIRTUAL-GARDEN -n garden create secret generic dns-credentials --from-file=KEYS
\`\`\`

In the runtime cluster, for the job that shares images:

\`\`\`sh
kubectl --context RUNTIME -n garden create secret generic machine-image-owner --from-file=KEYS
\`\`\`
`;

function readme({ name, gitops }: LandscapeOptions, guide: string): string {
  return `# ${name}

Gardener on Alibaba Cloud. \`src/\` is edited. \`npm run synth\` makes \`dist/\` of it, and both are committed.

| Command | What it does |
| --- | --- |
| \`npm run synth\` | writes \`dist/\`, or changes nothing where something is wrong |
| \`npm run typecheck\` | checks the types of \`src/\` |
| \`npm run validate\` | judges \`dist/\` as Gardener does |
| \`npm test\` | both of them |
| \`npx gardener-alicloud diff --git main dist\` | says what a change means |
| \`npx gardener-alicloud report --out report.html dist\` | makes a page of the landscape |

${guide}
## How it gets there

${delivery[gitops]}
`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
