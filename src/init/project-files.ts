import type { GitOpsChoice, LandscapeOptions, NewFile } from './options';
import type { PackageInfo } from './package-info';

/** The compiler of the new landscape; a test keeps it equal to the one that this package is built with. */
export const typescriptRange = '~6.0.3';

export function projectFiles(options: LandscapeOptions, info: PackageInfo): readonly NewFile[] {
  return [
    { path: '.gitignore', text: 'node_modules/\nlib/\n' },
    { path: 'README.md', text: readme(options) },
    { path: 'cdk8s.yaml', text: 'language: typescript\napp: npm run --silent synth\noutput: dist\n' },
    { path: 'package.json', text: json(packageJson(options, info)) },
    { path: 'tsconfig.json', text: json(tsconfig) },
  ];
}

function packageJson({ name }: LandscapeOptions, info: PackageInfo): unknown {
  return {
    name,
    version: '0.0.0',
    private: true,
    engines: { node: '>=20' },
    scripts: {
      synth: 'tsc && node lib/main.js',
      validate: 'gardener-alicloud validate dist',
      typecheck: 'tsc --noEmit',
    },
    dependencies: {
      cdk8s: info.peerDependencies.cdk8s,
      [info.name]: `^${info.version}`,
      constructs: info.peerDependencies.constructs,
    },
    devDependencies: { typescript: typescriptRange },
  };
}

const tsconfig = {
  compilerOptions: {
    target: 'ES2022',
    lib: ['ES2023'],
    module: 'nodenext',
    types: [],
    rootDir: 'src',
    outDir: 'lib',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noUnusedLocals: true,
    skipLibCheck: true,
  },
  include: ['src'],
};

const appliedBy: Readonly<Record<GitOpsChoice, string>> = {
  flux: 'Flux applies `dist/` once `flux bootstrap … --path clusters/runtime` has been run in the runtime cluster.',
  argocd:
    'Argo CD applies `dist/` after `kubectl apply -f clusters/runtime/landscape.yaml` in the runtime cluster.',
  none: 'Apply the folders of `dist/` in their order: `kubectl apply --server-side -R -f dist/garden/10-profiles` first.',
};

/** Five lines: more would be wrong soon. */
function readme({ name, gitops }: LandscapeOptions): string {
  return `# ${name}

Gardener on Alibaba Cloud: \`src/\` is edited, \`dist/\` is made of it by \`npm run synth\` and committed with it.
Before the first merge: your own domains and ranges in \`src/seed.ts\`, regions and machines in \`src/\`, and the Secrets
\`garden/backup-credentials\` and \`garden/dns-credentials\` in the virtual garden.
${appliedBy[gitops]}
`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
