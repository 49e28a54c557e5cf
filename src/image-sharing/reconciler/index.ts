export type { CommandIo, EndSignal } from './command/command-io';
export { processIo } from './command/command-io';
export { runShareImages } from './command/run-share-images';
export type { ItemResult, ItemStatus, RunResult, Summary } from './report/result';
