import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LandscapeOptions, NewFile, PackageInfo } from './new-landscape';

/** Where the engine of the example stands in its program: the one place of it that depends on a choice. */
const exampleEngine = 'GitOps.flux()';

/**
 * The sources of a new landscape: the example landscape's, which the build puts beside the package's code.
 *
 * @param packageFolder this package, with `lib/` built
 */
export function sourceFiles(options: LandscapeOptions, packageFolder: string): readonly NewFile[] {
  const template = join(packageFolder, 'lib/template');
  return readdirSync(template).map((name) => ({
    path: `src/${name}`,
    text: readFileSync(join(template, name), 'utf8').replace(exampleEngine, () => engine(options)),
  }));
}

/** Secret with the kubeconfig of the virtual garden, for Flux in the runtime cluster. */
export const fluxKubeconfigSecret = 'virtual-garden-kubeconfig';

function engine({ gitops, repoUrl }: LandscapeOptions): string {
  switch (gitops) {
    case 'flux':
      return `GitOps.flux({ gardenKubeconfig: { secretName: '${fluxKubeconfigSecret}' } })`;
    case 'argocd':
      return `GitOps.argocd({ repoUrl: '${repoUrl ?? ''}' })`;
    case 'none':
      return 'GitOps.none()';
  }
}

/** A source of the example landscape as a landscape has it: flat, and with the package in place of its sources. */
export function toTemplate(text: string, { name }: Pick<PackageInfo, 'name'>): string {
  return text
    .replace(/ from '\.{1,2}\/index';/g, ` from '${name}';`)
    .replace(/ from '\.\/landscape\//g, " from './");
}
