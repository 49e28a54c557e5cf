export const mergeScriptFile = 'merge-accounts.cjs';

/**
 * Puts account IDs from mounted files into the config: the program knows one config file, and a pod cannot make one
 * from several ConfigMaps. Usage: `node merge-accounts.cjs <config> <target> <set>=<file>...`. It checks nothing:
 * the program refuses what is no account ID before its first call.
 */
export const mergeScript = `'use strict';
const { readFileSync, writeFileSync } = require('node:fs');

const [from, to, ...sources] = process.argv.slice(2);
const config = JSON.parse(readFileSync(from, 'utf8'));
for (const source of sources) {
  const at = source.indexOf('=');
  const text = readFileSync(source.slice(at + 1), 'utf8').replace(/#.*$/gm, '');
  const ids = text.split(/[\\s,"'[\\]]+/).filter((word) => word !== '' && word !== '-');
  config.accounts[source.slice(0, at)].static = ids;
}
writeFileSync(to, JSON.stringify(config, null, 2) + '\\n');
`;
