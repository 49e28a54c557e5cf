import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gardenAppRules } from '../garden-object/table';
import type { Check } from '../issues/check';
import type { SecretReference } from '../secrets/credentials-secret';
import { type NamedSecret, readSecret } from './accounts';
import { imageSharingRules as rules } from './table';

/** Stock image for the inline program. A tag may move: pin your own by digest. */
const stockNodeImage = 'docker.io/library/node:22.21.1-slim';

/** How the reconciler runs from a container image. */
export interface ImageCodeOptions {
  /** Secret of type `kubernetes.io/dockerconfigjson` in the job's namespace. @default none */
  readonly pullSecret?: SecretReference;
}

/** How the reconciler runs from a ConfigMap that holds its program. */
export interface InlineCodeOptions extends ImageCodeOptions {
  /**
   * Node.js 20 or later with `node` in its path; pin it by digest.
   * @default `docker.io/library/node:22.21.1-slim`
   */
  readonly nodeImage?: string;
}

/** Where the program comes from that the job runs. Immutable. */
export class ReconcilerCode {
  /**
   * A container image that was built from this package's Containerfile (docs/image-sharing.md).
   * @param reference with a digest: a tag may be another image tomorrow, and is warned of
   */
  static image(reference: string, options: ImageCodeOptions = {}): ReconcilerCode {
    return new ReconcilerCode('image', reference, options.pullSecret);
  }

  /**
   * No registry needed: the bundled program lies, gzipped, in an immutable ConfigMap that is named after its
   * content, and a stock Node.js image runs it. A ConfigMap may have 1 MiB; the program takes about a tenth. Whoever
   * adds to it: above 256 KiB client-side `kubectl apply` fails, because it keeps a copy in an annotation, and only
   * server-side apply (`kubectl apply --server-side`, Flux, Argo CD with `ServerSideApply=true`) works.
   */
  static inline(options: InlineCodeOptions = {}): ReconcilerCode {
    return new ReconcilerCode('inline', options.nodeImage ?? stockNodeImage, options.pullSecret);
  }

  private constructor(
    /** @internal */
    readonly form: 'image' | 'inline',
    /** @internal */
    readonly image: string,
    /** @internal */
    readonly pullSecret: SecretReference | undefined,
  ) {}
}

const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const host = String.raw`(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:]+\])(?::[0-9]+)?`;
const tag = '[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}';
const digest = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const referencePattern = new RegExp(
  `^(?:${host}/)?${component}(?:/${component})*(?::${tag})?(?:@(${digest}))?$`,
);

/** Whether a reference can name an image, and whether always the same one. */
function judgeImageReference(reference: unknown): 'invalid' | 'moving' | 'pinned' {
  const match = typeof reference === 'string' ? referencePattern.exec(reference) : null;
  if (match === null) return 'invalid';
  return match[1] === undefined ? 'moving' : 'pinned';
}

/** The data of the ConfigMap that holds the program. */
interface InlineCode {
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

/** Beside the package's own file, or seen from the sources, compiled or not. */
const bundlePaths = [programFile, `../../${programFile}`, `../../lib/${programFile}`];
const packageFile = 'cdk8s-gardener-alicloud/package.json';

let packed: InlineCode | undefined;

/** The program, packed with the same bytes everywhere. @returns undefined where the package was not built */
function readInlineCode(): InlineCode | undefined {
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

/** Where the program comes from, checked. */
export interface Code {
  readonly image: string;
  readonly pullSecret: NamedSecret | undefined;
  /** For the ConfigMap; none where the image has the program. */
  readonly inline: InlineCode | undefined;
}

export function checkCode(given: unknown, check: Check): Code {
  if (given !== undefined && !(given instanceof ReconcilerCode)) {
    const hint = 'use ReconcilerCode.image or ReconcilerCode.inline';
    check.report(gardenAppRules['prop-type'], 'is no ReconcilerCode', hint);
  }
  const code = given instanceof ReconcilerCode ? given : ReconcilerCode.inline();
  const verdict = judgeImageReference(code.image);
  if (verdict === 'invalid') {
    const message = `${typeof code.image === 'string' ? JSON.stringify(code.image) : 'nothing'} names no image`;
    const hint = 'write <registry>/<name>:<tag> or <registry>/<name>@sha256:<digest>, the name in lower case';
    check.report(rules['image-sharing-code-invalid'], message, hint);
  } else if (verdict === 'moving' && code.image !== stockNodeImage) {
    const message = `${JSON.stringify(code.image)} may change any time`;
    check.report(
      rules['image-sharing-code-unpinned'],
      message,
      'pin it by digest: <name>:<tag>@sha256:<digest>',
    );
  }
  const inline = code.form === 'inline' ? readInlineCode() : undefined;
  if (code.form === 'inline' && inline === undefined) {
    const hint = 'run npm run build in the package, or use ReconcilerCode.image';
    check.report(rules['image-sharing-code-missing'], 'the bundled program is missing', hint);
  }
  const pullSecret =
    code.pullSecret === undefined ? undefined : readSecret(code.pullSecret, check.at('pullSecret'));
  return { image: verdict === 'invalid' ? '' : code.image, pullSecret, inline };
}
