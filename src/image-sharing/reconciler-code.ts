import type { SecretReference } from '../secrets/secret-reference';

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
   * @param reference with a digest, or at least a tag that never moves
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
  `^(?:${host}/)?${component}(?:/${component})*(?::(${tag}))?(?:@(${digest}))?$`,
);

/** Whether a reference can name an image, and whether always the same one. */
export function judgeImageReference(reference: unknown): 'invalid' | 'moving' | 'pinned' {
  const match = typeof reference === 'string' ? referencePattern.exec(reference) : null;
  if (match === null) return 'invalid';
  const [, tagged, digested] = match;
  const fixed = digested !== undefined || (tagged !== undefined && tagged !== 'latest');
  return fixed ? 'pinned' : 'moving';
}
