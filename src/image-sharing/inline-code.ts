import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The data of the ConfigMap that holds the program. */
export interface InlineCode {
  readonly data: Readonly<Record<string, string>>;
  readonly binaryData: Readonly<Record<string, string>>;
}

export const loaderFile = 'loader.cjs';
const programFile = 'image-sharing-reconciler.cjs';

/** Unpacks the program beside it, and runs it as if it were a file of its own. */
const loader = `'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { compileFunction } = require('node:vm');
const { gunzipSync } = require('node:zlib');

const filename = join(__dirname, '${programFile}');
const code = gunzipSync(readFileSync(filename + '.gz')).toString('utf8');
const run = compileFunction(code, ['exports', 'require', 'module', '__filename', '__dirname'], { filename });
run(module.exports, require, module, filename, __dirname);
`;

/** The build puts the bundle into lib/, two folders above the compiled sources, beside src/. */
const bundlePaths = [`../../${programFile}`, `../../lib/${programFile}`];
const packageFile = 'cdk8s-gardener-alicloud/package.json';

let packed: InlineCode | undefined;

/** The program, packed with the same bytes everywhere. @returns undefined where the package was not built */
export function readInlineCode(): InlineCode | undefined {
  packed ??= packOnce();
  return packed;
}

function packOnce(): InlineCode | undefined {
  const bundle = readBundle();
  if (bundle === undefined) return undefined;
  return packCode(bundle);
}

/** Gzip without a time in it, so that the same program has the same name for ever. */
export function packCode(bundle: Uint8Array): InlineCode {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- few programs pack code; the others start faster
  const { gzipSync } = require('fflate') as typeof import('fflate');
  const zipped = Buffer.from(gzipSync(bundle, { level: 9, mtime: 0 }));
  return {
    data: { [loaderFile]: loader },
    binaryData: { [`${programFile}.gz`]: zipped.toString('base64') },
  };
}

function readBundle(): Uint8Array | undefined {
  const places = [
    ...bundlePaths.map((path) => () => resolve(__dirname, path)),
    // In the bundle of a user's program this folder is another one: the package is where Node.js finds it.
    () => join(dirname(require.resolve(packageFile)), 'lib', programFile),
  ];
  for (const place of places) {
    try {
      return readFileSync(place());
    } catch {
      // Not built, or built elsewhere: the next place.
    }
  }
  return undefined;
}
