import { resolve, sep } from 'node:path';
import type { Plugin } from 'esbuild';

/** What cdk8s, constructs and this package load at their start, for functions that few programs call. */
const seldomUsed = /^(?:(?:node:)?(?:crypto|fs|os)|fast-json-patch|yaml|\.\/_child_process)$/;
const foreign = /[\\/]node_modules[\\/](?:cdk8s|constructs)[\\/]lib[\\/]/;
const ours = resolve(__dirname, '..') + sep;
const namespace = 'load-on-use';

/**
 * Lets a bundled program load what its libraries seldom use when they first use it. That TypeScript compiled the
 * libraries to CommonJS, which reads every import as a property where it is used, makes a stand-in possible.
 */
export const loadOnUse: Plugin = {
  name: namespace,
  setup(build) {
    build.onResolve({ filter: seldomUsed }, ({ path, importer, resolveDir }) => {
      const compiled = importer.endsWith('.js') && (importer.startsWith(ours) || foreign.test(importer));
      return compiled ? { path, namespace, pluginData: resolveDir } : undefined;
    });
    build.onLoad({ filter: seldomUsed, namespace }, ({ path, pluginData }) => ({
      resolveDir: pluginData as string,
      contents: standIn(path),
    }));
  },
};

/** `__esModule` keeps the importer from copying all properties, which would load the module at once. */
function standIn(module: string): string {
  return `module.exports = new Proxy({}, {
    get: (_, name) => name === '__esModule' || require(${JSON.stringify(module)})[name],
  });`;
}
