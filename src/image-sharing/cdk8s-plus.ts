/** The optional peer; its types vanish from what is compiled. */
export type Cdk8sPlus = typeof import('cdk8s-plus-27');

/** Loads cdk8s-plus-27 where a job is built, and only there: it is large, and optional. */
export function loadCdk8sPlus(): Cdk8sPlus | undefined {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- an optional peer that must not load before it is needed
    return require('cdk8s-plus-27') as Cdk8sPlus;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
