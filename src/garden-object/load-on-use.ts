import { createRequire, Module } from 'node:module';

/**
 * Libraries that cdk8s loads at once and uses seldom: our output has an emitter of its own, and patches are rare.
 * Together they take a third of the time in which a small landscape starts. So an object lies in Node.js' module
 * cache in their place, and loads the library when something of it is asked for. This has to run before cdk8s is
 * loaded; where it is loaded already, nothing changes.
 */
const seldomUsed = ['yaml', 'fast-json-patch'];

function loadOnUse(): void {
  try {
    const cdk8s = require.resolve('cdk8s');
    if (require.cache[cdk8s] !== undefined) return;
    const requireForCdk8s = createRequire(cdk8s);
    for (const name of seldomUsed) putAside(requireForCdk8s, name);
  } catch {
    // A cdk8s that lies elsewhere, or does without the library, loads as it always does.
  }
}

function putAside(load: NodeJS.Require, name: string): void {
  const path = load.resolve(name);
  if (require.cache[path] !== undefined) return;
  let library: object | undefined;
  const loaded = (): object => {
    if (library === undefined) {
      Reflect.deleteProperty(require.cache, path);
      library = load(name) as object;
    }
    return library;
  };
  const module = new Module(path);
  module.filename = path;
  module.loaded = true;
  module.exports = new Proxy(Object.create(null) as object, {
    // Whoever imports an ES module's names copies none of them before they are used.
    get: (_, key) => (key === '__esModule' ? true : (Reflect.get(loaded(), key) as unknown)),
    has: (_, key) => Reflect.has(loaded(), key),
    ownKeys: () => Reflect.ownKeys(loaded()),
    getOwnPropertyDescriptor: (_, key) => {
      const found = Reflect.getOwnPropertyDescriptor(loaded(), key);
      return found && { ...found, configurable: true };
    },
  });
  require.cache[path] = module;
}

loadOnUse();
