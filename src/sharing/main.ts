import { processIo, runShareImages } from './command';

/** The container's entry point: the same program as `gardener-alicloud share-images`. */
async function main(): Promise<void> {
  process.exitCode = await runShareImages(process.argv.slice(2), processIo());
}

void main();
