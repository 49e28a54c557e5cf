/**
 * A CommonJS program that runs another one beside it, and keeps what V8 compiled of it for the next time. Another
 * version of Node.js refuses what is kept, and puts its own in its place; where nothing can be written, every
 * start compiles.
 *
 * @param program its file name; ASCII only, so that it can be read as Latin-1
 * @param cache the file name of what is kept, which no other content of the program may share
 */
export function starter(program: string, cache: string): string {
  return `'use strict';
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

const filename = join(__dirname, ${JSON.stringify(program)});
const cache = join(__dirname, ${JSON.stringify(cache)});
const code = readFileSync(filename, 'latin1');
const script = new Script(\`(function (exports, require, module, __filename, __dirname) { \${code}\\n})\`, {
  filename,
  cachedData: attempt(() => readFileSync(cache)),
});
// False: in use; undefined: there was none.
if (script.cachedDataRejected !== false) {
  process.once('exit', () => attempt(keep));
}
script.runInThisContext().call(exports, exports, require, module, filename, __dirname);

/** At the end, when all functions are compiled that a run needs; in one step, for others may start meanwhile. */
function keep() {
  const unfinished = \`\${cache}.\${process.pid}\`;
  writeFileSync(unfinished, script.createCachedData());
  renameSync(unfinished, cache);
}

function attempt(step) {
  try {
    return step();
  } catch {
    return undefined;
  }
}
`;
}
