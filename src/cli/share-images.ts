/**
 * The command `gardener-alicloud share-images`. It is the very program that runs in the cluster: both entry
 * points call the same function.
 */
export type { CommandIo } from '../image-sharing/reconciler';
export { runShareImages } from '../image-sharing/reconciler';
