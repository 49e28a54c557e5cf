import { close, constants, createReadStream, fstat, open } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';

/** No file on a disk takes as long; what does never answers. */
const PATIENCE_MS = 5000;
/** Far more than any Secret, ConfigMap or config holds. */
const LARGEST_BYTES = 64 * 1024 * 1024;

/**
 * The text of a small file: a mounted Secret or ConfigMap, or a pipe such as `/dev/stdin`. It fails for a
 * file that is not there, does not answer within five seconds, or never ends.
 */
export async function readMountedFile(path: string): Promise<string> {
  let cancel: () => void = () => undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the file does not answer')), PATIENCE_MS);
    cancel = () => clearTimeout(timer);
  });
  let stream: Readable | undefined;
  const text = openStream(path).then((opened) => {
    stream = opened;
    return readAll(opened);
  });
  try {
    return await Promise.race([text, late]);
  } finally {
    cancel();
    stream?.destroy();
    text.catch(() => undefined);
  }
}

/** A pipe is opened without waiting for somebody to write to it, which would hold up the whole process. */
async function openStream(path: string): Promise<Readable> {
  const fd = await promisify(open)(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const kind = await promisify(fstat)(fd);
  if (kind.isFIFO() || kind.isSocket()) return new Socket({ fd, readable: true, writable: false });
  if (kind.isDirectory()) {
    await promisify(close)(fd);
    throw new Error('this is a folder');
  }
  return createReadStream('', { fd });
}

async function readAll(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BYTES) throw new Error('the file never ends');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
